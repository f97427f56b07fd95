//! Receiver slots: lists of numbers from CSV files, and their cleaning.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::refusal::Refusal;
use crate::rules::alerts;
use crate::rules::csv_list;
use crate::rules::magic;
use crate::rules::sending::Recipient;
use crate::state::{Event, OccupiedSlots, Outcome, Progress, Scope, Slot, Task, World};
use crate::values::credits::Credits;
use crate::values::numbers;

/// Slots are numbered from 1 to this.
const LAST_SLOT: i64 = 9;
/// The maximum number of characters in a description.
const LONGEST_DESCRIPTION: usize = 40;
/// The cost of looking up one number, in thousandths of a credit.
const LOOKUP_MILLICREDITS: i64 = 100;
/// The fields in which sending calls name a slot.
const SLOT_FIELDS: &[&str] = &["receiversSlotId", "slotID"];
/// The steps of a clean task, in their order.
const STEPS: &[&str] = &[
    "starting",
    "checkOrder",
    "createHlrs",
    "waitForHlrs",
    "finishing",
    "sendMailReport",
];

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let slots = world
        .service(scope.service)?
        .slots
        .iter()
        .filter(|slot| slot.user == scope.user);
    let mut ids: Vec<i64> = slots.map(|slot| slot.id).collect();
    ids.sort_unstable();
    Ok(Reply::Ids(ids))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    Ok(Reply::Json(slot_json(find(world, &scope, call)?)))
}

/// Returns the list as CSV text.
pub(crate) fn csv(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let slot = find(world, &scope, call)?;
    Ok(Reply::Json(Value::String(csv_list::write(
        &slot.columns,
        &slot.rows,
    ))))
}

fn slot_json(slot: &Slot) -> Value {
    json!({
        "slotId": slot.id,
        "description": slot.description,
        "autoUpdate": slot.auto_update,
        "canAutoUpdate": slot.url.is_some(),
        "datetime": written(slot.filled),
        "records": slot.rows.len(),
    })
}

fn find<'a>(world: &'a World, scope: &Scope, call: &Call) -> Result<&'a Slot, Refusal> {
    let id = call.path_id("slotId");
    let slot = world
        .service(scope.service)?
        .slot(scope.user.as_deref(), id);
    slot.ok_or_else(|| Refusal::no_object("slotId", call.path("slotId")))
}

fn find_mut<'a>(world: &'a mut World, scope: &Scope, call: &Call) -> Result<&'a mut Slot, Refusal> {
    let id = call.path_id("slotId");
    let slot = world
        .service_mut(scope.service)?
        .slot_mut(scope.user.as_deref(), id);
    slot.ok_or_else(|| Refusal::no_object("slotId", call.path("slotId")))
}

/// Fills a slot. OVHcloud does not document what happens to a slot in use; the policy decides.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let id = call.number("slotId").unwrap_or_default();
    if !(1..=LAST_SLOT).contains(&id) {
        return Err(Refusal::bad("[slotId] A slot has a number from 1 to 9"));
    }
    let description = checked_description(call)?.unwrap_or_default();
    let occupied = world
        .service(scope.service)?
        .slot(scope.user.as_deref(), id)
        .is_some();
    if occupied && let OccupiedSlots::Refuse(status) = world.policy.occupied_slots {
        return Err(Refusal::class(
            status,
            format!("[slotId] The slot {id} is in use already"),
        ));
    }
    let document = call.text("documentId").filter(|text| !text.is_empty());
    let url = call.text("csvUrl").filter(|text| !text.is_empty());
    let text = match (document, url) {
        (Some(document), None) => document_text(world, document)?,
        (None, Some(_)) => match &call.fetched {
            Some(Ok(text)) => text.clone(),
            Some(Err(problem)) => return Err(Refusal::bad(format!("[csvUrl] {problem}"))),
            None => return Err(Refusal::bad("[csvUrl] The document cannot be fetched")),
        },
        _ => {
            return Err(Refusal::bad(
                "[documentId] Please provide one of documentId and csvUrl",
            ));
        }
    };
    let auto_update = call.flag("autoUpdate");
    if auto_update && url.is_none() {
        return Err(Refusal::bad(
            "[autoUpdate] A list is updated by itself only from a csvUrl",
        ));
    }
    let table = csv_list::read(&text).map_err(Refusal::bad)?;
    let slot = Slot {
        id,
        user: scope.user.clone(),
        description,
        auto_update,
        url: url.map(str::to_owned),
        filled: world.now,
        columns: table.columns,
        rows: table.rows,
    };
    let answer = slot_json(&slot);
    let slots = &mut world.service_mut(scope.service)?.slots;
    slots.retain(|old| old.id != id || old.user != scope.user);
    slots.push(slot);
    Ok(Reply::Json(answer))
}

/// Returns the text of an uploaded document.
pub(crate) fn document_text(world: &World, document: &str) -> Result<String, Refusal> {
    let none = || Refusal::no_object("documentId", document);
    let id = Uuid::parse_str(document).map_err(|_| none())?;
    let content = world
        .contents
        .get(&id)
        .filter(|_| world.documents.contains_key(&id))
        .ok_or_else(none)?;
    if content.bytes.is_empty() {
        return Err(Refusal::bad(
            "[documentId] This document has no content yet",
        ));
    }
    String::from_utf8(content.bytes.clone())
        .map_err(|_| Refusal::bad("[documentId] This document is not UTF-8"))
}

fn checked_description(call: &Call) -> Result<Option<String>, Refusal> {
    match call.text("description") {
        Some(text) if text.chars().count() > LONGEST_DESCRIPTION => Err(Refusal::bad(
            "[description] A description has 40 characters at most",
        )),
        text => Ok(text.map(str::to_owned)),
    }
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let description = checked_description(call)?;
    let slot = find_mut(world, &scope, call)?;
    let auto_update = call.body.get("autoUpdate").and_then(Value::as_bool);
    if auto_update == Some(true) && slot.url.is_none() {
        return Err(Refusal::bad(
            "[autoUpdate] A list is updated by itself only from a csvUrl",
        ));
    }
    slot.auto_update = auto_update.unwrap_or(slot.auto_update);
    slot.description = description.unwrap_or_else(|| slot.description.clone());
    Ok(Reply::Nothing)
}

pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let id = find(world, &scope, call)?.id;
    let service = world.service_mut(scope.service)?;
    service
        .slots
        .retain(|slot| slot.id != id || slot.user != scope.user);
    Ok(Reply::Nothing)
}

/// Starts the cleaning of a slot: 0.1 credit per number, free with `freemium`. With `priceOnly` the
/// result contains only the price, its task is 0, and nothing is cleaned.
pub(crate) fn clean(world: &mut World, call: &Call) -> Answer {
    let scope = world.scope(call)?;
    let slot = find(world, &scope, call)?;
    let (id, count) = (slot.id, slot.rows.len());
    let price = if call.flag("freemium") {
        Credits::ZERO
    } else {
        Credits(LOOKUP_MILLICREDITS).times(count)
    };
    if call.flag("priceOnly") {
        return Ok(Reply::Json(
            json!({ "taskId": 0, "totalCreditsRemoved": price.to_json() }),
        ));
    }
    let task = world.random.id();
    alerts::charge(world, scope.service, scope.user.as_deref(), price)?;
    let service = world.service_mut(scope.service)?;
    let step = STEPS.first().copied().unwrap_or_default().to_owned();
    service.tasks.insert(
        task,
        Task {
            progress: Progress::Todo,
            step,
            slot: id,
            user: scope.user,
        },
    );
    world.plan(world.policy.step_millis(), Event::Task(scope.service, task));
    Ok(Reply::Json(
        json!({ "taskId": task, "totalCreditsRemoved": price.to_json() }),
    ))
}

/// Takes the next step of a clean task. The last step removes numbers that are no longer in
/// service, that is, those whose phones have the outcome `Invalid`.
pub(crate) fn step(world: &mut World, service: usize, id: i64) {
    let Some(account) = world.services.get_mut(service) else {
        return;
    };
    let Some(task) = account.tasks.get_mut(&id) else {
        return;
    };
    let place = STEPS
        .iter()
        .position(|step| *step == task.step)
        .unwrap_or(0);
    if let Some(next) = STEPS.get(place + 1) {
        task.progress = Progress::Doing;
        task.step = (*next).to_owned();
        world.plan(world.policy.step_millis(), Event::Task(service, id));
        return;
    }
    let (slot, user) = (task.slot, task.user.clone());
    let found = account
        .slots
        .iter_mut()
        .find(|one| one.id == slot && one.user == user);
    task.progress = if found.is_some() {
        Progress::Done
    } else {
        Progress::Error
    };
    if let Some(slot) = found {
        let column = slot.number_column();
        let phones = &world.phones;
        slot.rows.retain(|row| {
            let number = row.get(column).and_then(|text| numbers::parse(text));
            number.is_none_or(|number| magic::outcome(phones, number) != Outcome::Invalid)
        });
    }
}

/// Returns whether a call sends to a slot.
pub(crate) fn names_slot(call: &Call) -> bool {
    SLOT_FIELDS.iter().any(|name| call.text(name).is_some())
}

/// Returns the address to fetch before a call that sends to an auto-updated slot.
pub(crate) fn address_to_refresh(world: &World, call: &Call) -> Option<String> {
    let slot = SLOT_FIELDS.iter().find_map(|name| call.text(name))?;
    let scope = world.scope(call).ok()?;
    let slot = world
        .service(scope.service)
        .ok()?
        .slot(scope.user.as_deref(), slot.trim().parse().ok()?)?;
    slot.url.clone().filter(|_| slot.auto_update)
}

/// Refills an auto-updated slot from its address when a call sends to it. If the list can't be
/// fetched or read, the call is refused, because sending to an old list would be noticed too late.
/// OVHcloud does not document when and how it updates lists.
pub(crate) fn refresh(world: &mut World, call: &Call) -> Result<(), Refusal> {
    let Some(name) = SLOT_FIELDS.iter().find(|name| call.text(name).is_some()) else {
        return Ok(());
    };
    // Not fetched: another call has just changed the slot.
    let (Some(_), Some(fetched)) = (address_to_refresh(world, call), &call.fetched) else {
        return Ok(());
    };
    let bad = |problem: &str| Refusal::bad(format!("[{name}] {problem}"));
    let text = fetched.as_ref().map_err(|problem| bad(problem))?;
    let table = csv_list::read(text).map_err(|problem| bad(&problem))?;
    let (scope, now) = (world.scope(call)?, world.now);
    let id = call
        .text(name)
        .unwrap_or_default()
        .trim()
        .parse()
        .unwrap_or_default();
    let service = world.service_mut(scope.service)?;
    if let Some(slot) = service.slot_mut(scope.user.as_deref(), id) {
        slot.filled = now;
        slot.columns = table.columns;
        slot.rows = table.rows;
    }
    Ok(())
}

/// Returns the receivers of a slot, which sending calls name as text.
pub(crate) fn recipients(
    world: &World,
    scope: &Scope,
    slot: &str,
) -> Result<Vec<Recipient>, Refusal> {
    let id: i64 = slot
        .trim()
        .parse()
        .map_err(|_| Refusal::bad("[receiversSlotId] Not a slot number"))?;
    let service = world.service(scope.service)?;
    let slot = service
        .slot(scope.user.as_deref(), id)
        .ok_or_else(|| Refusal::no_object("slotId", slot))?;
    Ok(csv_list::recipients(&slot.columns, &slot.rows))
}
