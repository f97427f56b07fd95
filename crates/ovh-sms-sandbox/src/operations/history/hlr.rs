//! Number lookups (HLR): whether a number is in service, and its operator.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::random::mix;
use crate::refusal::Refusal;
use crate::rules::csv_list;
use crate::rules::magic;
use crate::rules::sending::Report;
use crate::state::{Event, Lookup, Outcome, Progress, World};
use crate::values::credits::Credits;
use crate::values::numbers::{self, Number};
use crate::values::operators;

use crate::operations::history::outgoing;

/// The cost of one lookup, in thousandths of a credit.
const MILLICREDITS: i64 = 100;
pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    Ok(Reply::Ids(
        world
            .called_service(call)?
            .lookups
            .keys()
            .copied()
            .collect(),
    ))
}

/// Requests lookups; the result is the report of a send.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let listed: Vec<String> = call
        .texts("receivers")
        .into_iter()
        .map(str::to_owned)
        .collect();
    let address = call
        .text("receiversDocumentUrl")
        .filter(|text| !text.is_empty());
    let texts = match (&call.fetched, address) {
        (_, None) if !listed.is_empty() => listed,
        (Some(Ok(text)), Some(_)) if listed.is_empty() => {
            let table = csv_list::read(text).map_err(Refusal::bad)?;
            csv_list::recipients(&table.columns, &table.rows)
                .into_iter()
                .map(|one| one.text)
                .collect()
        }
        (Some(Err(problem)), Some(_)) if listed.is_empty() => {
            return Err(Refusal::bad(format!("[receiversDocumentUrl] {problem}")));
        }
        _ => {
            let words = "[receivers] Please provide one of receivers and receiversDocumentUrl";
            return Err(Refusal::bad(words));
        }
    };
    if texts.len() > world.policy.max_receivers {
        let words = format!(
            "[receivers] Too many receivers: {} at most",
            world.policy.max_receivers
        );
        return Err(Refusal::bad(words));
    }
    let mut report = Report::default();
    for text in texts {
        match numbers::parse(&text) {
            Some(number) => report.valid.push(number),
            None => report.invalid.push(text),
        }
    }
    report.credits = Credits(MILLICREDITS).times(report.valid.len());
    let policy = Arc::clone(&world.policy);
    let service = world.service_mut(index)?;
    service.charge(None, report.credits, &policy.no_credits)?;
    report.left = service.credits;
    report.tag = world.random.tag();
    for number in &report.valid {
        let id = world.random.id();
        let lookup = Lookup {
            number: *number,
            asked: world.now,
            progress: Progress::Todo,
        };
        world.service_mut(index)?.lookups.insert(id, lookup);
        world.plan(world.policy.step_millis(), Event::Lookup(index, id));
        report.ids.push(id);
    }
    Ok(Reply::Json(report.to_json()))
}

/// Takes the next step of a lookup.
pub(crate) fn step(world: &mut World, service: usize, id: i64) {
    let lookup = world
        .services
        .get_mut(service)
        .and_then(|service| service.lookups.get_mut(&id));
    let Some(lookup) = lookup else { return };
    lookup.progress = match lookup.progress {
        Progress::Todo => Progress::Doing,
        _ => Progress::Done,
    };
    if lookup.progress == Progress::Doing {
        world.plan(world.policy.step_millis(), Event::Lookup(service, id));
    }
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let id = call.path_id("id");
    let lookup = find(world, call)?;
    let outcome = magic::outcome(&world.phones, lookup.number);
    let done = lookup.progress == Progress::Done;
    let code = operators::of(lookup.number).code;
    let away = matches!(outcome, Outcome::Absent | Outcome::AbsentThenDelivered(_));
    let valid = outcome != Outcome::Invalid;
    Ok(Reply::Json(json!({
        "id": id,
        "msisdn": numbers::written(lookup.number),
        "datetime": written(lookup.asked),
        "status": lookup.progress.word(),
        "operatorCode": if done { code } else { "" },
        "valid": done && valid,
        "reachable": done && valid && !away,
        "ported": done && mix(1, lookup.number).is_multiple_of(4),
        "roaming": false,
    })))
}

fn find<'a>(world: &'a World, call: &Call) -> Result<&'a Lookup, Refusal> {
    let lookup = world.called_service(call)?.lookups.get(&call.path_id("id"));
    lookup.ok_or_else(|| Refusal::no_object("id", call.path("id")))
}

/// Returns the operator that a lookup found; 404 until the lookup is done.
pub(crate) fn get_operator(world: &mut World, call: &Call) -> Answer {
    let lookup = find(world, call)?;
    if lookup.progress != Progress::Done {
        return Err(Refusal::class(404, "This lookup is not done yet"));
    }
    Ok(Reply::Json(operator_json(lookup.number)))
}

/// Returns the operator of a sent message's receiver.
pub(crate) fn of_outgoing(world: &mut World, call: &Call) -> Answer {
    let (_, message) = outgoing::find(world, call)?;
    Ok(Reply::Json(operator_json(message.receiver)))
}

fn operator_json(number: Number) -> Value {
    let country = numbers::country(number);
    let operator = operators::of(number);
    json!({
        "country": country.name,
        "countryCode": country.dialling,
        "network": operator.network,
        "operator": operator.name,
        "region": "",
    })
}
