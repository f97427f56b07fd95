//! Batches: one message to many receivers, created in the background.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::call::{Answer, Call, Reply};
use crate::clock::written;
use crate::operations::lists::receivers;
use crate::operations::sending::jobs;
use crate::refusal::Refusal;
use crate::rules::sending::{self, Order, Recipient};
use crate::state::{Batch, BatchStatus, Event, Receipt, Scope, World};
use crate::values::credits::Credits;

pub(crate) fn list(world: &mut World, call: &Call) -> Answer {
    let service = world.called_service(call)?;
    let mut batches: Vec<&Batch> = service.batches.values().collect();
    batches.sort_by_key(|batch| (batch.created, batch.id));
    Ok(Reply::texts(
        batches
            .into_iter()
            .map(|batch| batch_json(service.id, batch)),
    ))
}

pub(crate) fn get(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let service = world.service(index)?;
    Ok(Reply::Json(batch_json(service.id, find(world, call)?)))
}

fn batch_json(account: i64, batch: &Batch) -> Value {
    let errors: Vec<Value> = batch
        .errors
        .iter()
        .map(|(receiver, message)| json!({ "receiver": receiver, "message": message }))
        .collect();
    json!({
        "id": batch.id,
        "accountID": account,
        "name": batch.name,
        "message": batch.message,
        "from": batch.from,
        "receivers": batch.receivers.clone().unwrap_or_default(),
        "slotID": batch.slot,
        "status": batch.status.word(),
        "totalRecords": batch.total,
        "processedRecords": batch.processed,
        "estimatedCredits": batch.estimated.to_json(),
        "errors": errors,
        "createdAt": written(batch.created),
        "updatedAt": written(batch.updated),
        "startedAt": batch.started.map(written),
        "sentAt": batch.sent.map(written),
        "finishedAt": batch.finished.map(written),
    })
}

fn find<'a>(world: &'a World, call: &Call) -> Result<&'a Batch, Refusal> {
    let text = call.path("id");
    let id = Uuid::parse_str(text).unwrap_or_default();
    let batch = world.called_service(call)?.batches.get(&id);
    batch.ok_or_else(|| Refusal::no_object("id", text))
}

fn find_mut<'a>(world: &'a mut World, call: &Call) -> Result<&'a mut Batch, Refusal> {
    let text = call.path("id");
    let id = Uuid::parse_str(text).unwrap_or_default();
    let batch = world.called_service_mut(call)?.batches.get_mut(&id);
    batch.ok_or_else(|| Refusal::no_object("id", text))
}

/// Accepts a batch. It needs a `from` or `senderForResponse`, and a `to` or `slotID`.
pub(crate) fn create(world: &mut World, call: &Call) -> Answer {
    let index = world.service_index(call.path("serviceName"))?;
    let from = call.text("from").filter(|text| !text.is_empty());
    let short = call.flag("senderForResponse");
    if from.is_some() == short {
        return Err(Refusal::bad(
            "[from] Please provide one of from and senderForResponse",
        ));
    }
    let listed = call.texts("to");
    let slot = call.text("slotID").filter(|text| !text.is_empty());
    if listed.is_empty() == slot.is_none() {
        return Err(Refusal::bad("[to] Please provide one of to and slotID"));
    }
    receivers::refresh(world, call)?;
    let deferred = call
        .text("deferred")
        .and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let id = world.random.uuid();
    let now = world.now;
    let mut batch = Batch {
        id,
        name: call.text("name").unwrap_or_default().to_owned(),
        message: call.text("message").unwrap_or_default().to_owned(),
        from: from.map(str::to_owned),
        short,
        no_stop: call.flag("noStop"),
        tag: Some(
            call.text("tag")
                .map_or_else(|| world.random.tag(), str::to_owned),
        ),
        receivers: slot
            .is_none()
            .then(|| listed.into_iter().map(str::to_owned).collect()),
        slot: slot.map(str::to_owned),
        deferred: deferred
            .map(|time| time.with_timezone(&Utc))
            .filter(|time| *time > now),
        status: BatchStatus::Pending,
        total: 0,
        processed: 0,
        estimated: Credits::ZERO,
        errors: Vec::new(),
        stoplisted: 0,
        created: now,
        updated: now,
        started: None,
        sent: None,
        finished: None,
        reserved: Vec::new(),
    };
    let order = order(world, index, &batch)?;
    sending::check(world, &order)?;
    batch.total = order.recipients.len();
    batch.estimated = sending::price(world, &order)?;
    // Ids are drawn now, so that they do not depend on the time of the background work.
    batch.reserved = (0..batch.total).map(|_| world.random.id()).collect();
    let service = world.service_mut(index)?;
    let answer = batch_json(service.id, &batch);
    service.batches.insert(id, batch);
    world.plan(world.policy.step_millis(), Event::Batch(index, id));
    Ok(Reply::Json(answer))
}

fn order(world: &World, service: usize, batch: &Batch) -> Result<Order, Refusal> {
    let scope = Scope {
        service,
        user: None,
        number: None,
    };
    let recipients = match (&batch.slot, &batch.receivers) {
        (Some(slot), _) => receivers::recipients(world, &scope, slot)?,
        (None, Some(listed)) => listed
            .iter()
            .map(|text| Recipient {
                text: text.clone(),
                columns: Vec::new(),
            })
            .collect(),
        (None, None) => Vec::new(),
    };
    let hold = batch.deferred.map_or(0, |time| {
        time.timestamp_millis().saturating_sub(world.millis())
    });
    Ok(Order {
        scope,
        message: batch.message.clone(),
        recipients,
        sender: batch.from.clone(),
        short: batch.short,
        no_stop: batch.no_stop,
        tag: batch.tag.clone(),
        differed: 0,
        validity: sending::DEFAULT_VALIDITY,
        batch: Some(batch.id),
        hold_millis: hold.max(0),
        reserved: batch.reserved.clone(),
    })
}

/// Takes the next step of a batch.
pub(crate) fn step(world: &mut World, service: usize, id: Uuid) {
    let now = world.now;
    let pause = world.policy.step_millis();
    let Some(batch) = world
        .services
        .get_mut(service)
        .and_then(|one| one.batches.get_mut(&id))
    else {
        return;
    };
    batch.updated = now;
    let next = match batch.status {
        BatchStatus::Pending => {
            batch.status = BatchStatus::Inserting;
            batch.started = Some(now);
            Some(pause)
        }
        BatchStatus::Inserting => insert(world, service, id),
        BatchStatus::Inserted => {
            batch.status = BatchStatus::Completed;
            batch.sent = Some(now);
            batch.finished = Some(now);
            None
        }
        BatchStatus::ToCancel => {
            batch.status = BatchStatus::Canceling;
            Some(pause)
        }
        BatchStatus::Canceling => {
            batch.status = BatchStatus::Canceled;
            batch.finished = Some(now);
            cancel_messages(world, service, id);
            None
        }
        BatchStatus::Completed | BatchStatus::Failed | BatchStatus::Canceled => None,
    };
    if let Some(after) = next {
        world.plan(after, Event::Batch(service, id));
    }
}

/// Creates the messages; returns the milliseconds after which all of them have left.
fn insert(world: &mut World, service: usize, id: Uuid) -> Option<i64> {
    let batch = world.services.get(service)?.batches.get(&id)?.clone();
    let sent = order(world, service, &batch).and_then(|order| sending::send(world, &order));
    let now = world.now;
    let pause = world.policy.step_millis();
    let batch = world.services.get_mut(service)?.batches.get_mut(&id)?;
    batch.reserved = Vec::new();
    match sent {
        Ok(report) => {
            batch.status = BatchStatus::Inserted;
            batch.processed = batch.total;
            batch.stoplisted = report.stoplisted;
            let invalid = report.invalid.into_iter();
            batch.errors = invalid
                .map(|receiver| (receiver, "Invalid receiver".to_owned()))
                .collect();
            Some(report.wait_millis.saturating_add(pause))
        }
        Err(refusal) => {
            batch.status = BatchStatus::Failed;
            batch.finished = Some(now);
            batch.errors = vec![(String::new(), refusal.message)];
            None
        }
    }
}

fn cancel_messages(world: &mut World, service: usize, id: Uuid) {
    let Some(account) = world.services.get(service) else {
        return;
    };
    let of_batch = |message: &i64| {
        account
            .messages
            .get(*message)
            .is_some_and(|message| message.parcel.batch == Some(id))
    };
    let waiting: Vec<i64> = account.waiting.iter().copied().filter(of_batch).collect();
    for message in waiting {
        jobs::cancel(world, service, message);
    }
}

pub(crate) fn update(world: &mut World, call: &Call) -> Answer {
    let now = world.now;
    let batch = find_mut(world, call)?;
    batch.name = call.text("name").unwrap_or_default().to_owned();
    batch.updated = now;
    get(world, call)
}

/// Cancels a deferred batch of which nothing was sent; other batches return 409.
pub(crate) fn cancel(world: &mut World, call: &Call) -> Answer {
    let now = world.now;
    let index = world.service_index(call.path("serviceName"))?;
    let batch = find_mut(world, call)?;
    let open = matches!(
        batch.status,
        BatchStatus::Pending | BatchStatus::Inserting | BatchStatus::Inserted
    );
    if !open || batch.deferred.is_none_or(|time| time <= now) {
        return Err(Refusal::conflict(
            "Only a deferred batch of which nothing has been sent can be cancelled",
        ));
    }
    // The planned events continue the batch from here; one is added for a batch that waits for its
    // hour.
    let waits = batch.status == BatchStatus::Inserted;
    batch.status = BatchStatus::ToCancel;
    batch.updated = now;
    let id = batch.id;
    if waits {
        world.plan(world.policy.step_millis(), Event::Batch(index, id));
    }
    get(world, call)
}

/// Deletes a batch that is finished or cancelled; its messages stay in the history.
pub(crate) fn delete(world: &mut World, call: &Call) -> Answer {
    let batch = find(world, call)?;
    let over = matches!(
        batch.status,
        BatchStatus::Completed | BatchStatus::Failed | BatchStatus::Canceled
    );
    if !over {
        return Err(Refusal::conflict("This batch is still being worked on"));
    }
    let id = batch.id;
    world.called_service_mut(call)?.batches.remove(&id);
    Ok(Reply::Nothing)
}

/// Counts messages; those that were sent include those delivered or failed since.
pub(crate) fn statistics(world: &mut World, call: &Call) -> Answer {
    let batch = find(world, call)?;
    let (mut pending, mut sent, mut delivered, mut failed) = (0, 0, 0, 0);
    let mut credits = Credits::ZERO;
    let service = world.called_service(call)?;
    for message in service
        .messages
        .values()
        .filter(|message| message.parcel.batch == Some(batch.id))
    {
        credits = credits.plus(message.credits);
        if message.is_sent() {
            sent += 1
        } else {
            pending += 1
        }
        match message.receipt {
            Receipt::Delivered => delivered += 1,
            Receipt::Failed | Receipt::Error => failed += 1,
            Receipt::Pending | Receipt::Waiting => {}
        }
    }
    Ok(Reply::Json(json!({
        "id": batch.id,
        "estimatedCredits": batch.estimated.to_json(),
        "credits": credits.to_json(),
        "pending": pending,
        "sent": sent,
        "delivered": delivered,
        "failed": failed,
        "stoplisted": batch.stoplisted,
    })))
}
