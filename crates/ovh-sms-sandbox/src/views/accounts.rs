//! The accounts with their senders, users, jobs and batches.

use serde_json::{Value, json};

use super::message::time;
use super::plans::Plans;
use crate::clock::written_exactly;
use crate::state::{Batch, Receipt, Service, World};
use crate::values::numbers;

/// The maximum numbers of jobs and batches that are listed.
const LISTED: usize = 100;

pub(crate) fn accounts(world: &World) -> Vec<Value> {
    let services = world.services.iter();
    services.map(|service| account(world, service)).collect()
}

fn account(world: &World, service: &Service) -> Value {
    let waiting = service.waiting.iter().copied().take(LISTED);
    let plans = Plans::of(world, waiting.clone());
    let jobs = waiting
        .filter_map(|id| service.messages.get(id))
        .map(|one| {
            json!({
                "id": one.id,
                "receiver": numbers::written(one.receiver),
                "at": time(one.created),
                "until": plans.next(one.id).map(time),
            })
        });
    let senders = service.senders.values().map(|sender| {
        json!({
            "sender": sender.name,
            "status": sender.status,
            "description": sender.description,
            "comment": sender.comment,
            "type": sender.kind,
        })
    });
    let users = service.users.values().map(|user| {
        let quota = user.quota.map(|quota| quota.to_json());
        json!({ "login": user.login, "quota": quota })
    });
    let templates = service.templates.iter().map(|(name, template)| {
        json!({
            "name": name,
            "status": template.status,
            "message": template.message,
            "comment": template.comment,
        })
    });
    let numbers = service.virtual_numbers.iter();
    json!({
        "name": service.name,
        "credits": service.credits.to_json(),
        "senders": senders.collect::<Vec<_>>(),
        "users": users.collect::<Vec<_>>(),
        "virtualNumbers": numbers.map(|one| numbers::written(one.number)).collect::<Vec<_>>(),
        "templates": templates.collect::<Vec<_>>(),
        "tags": service.iam_tags,
        "waiting": service.waiting.len(),
        "jobs": jobs.collect::<Vec<_>>(),
        "batches": batches(service),
    })
}

fn batches(service: &Service) -> Vec<Value> {
    let mut batches: Vec<&Batch> = service.batches.values().collect();
    batches.sort_by_key(|batch| std::cmp::Reverse((batch.created, batch.id)));
    batches.truncate(LISTED);
    if batches.is_empty() {
        return Vec::new();
    }
    // One pass over the messages for all batches.
    let mut counts = std::collections::HashMap::new();
    for message in service.messages.values() {
        if let Some(batch) = message.parcel.batch {
            let (sent, failed) = counts.entry(batch).or_insert((0_usize, 0_usize));
            *sent += usize::from(message.is_sent());
            let is_failed = matches!(message.receipt, Receipt::Failed | Receipt::Error);
            *failed += usize::from(is_failed);
        }
    }
    let batches = batches.into_iter().map(|batch| {
        let (sent, failed) = counts.get(&batch.id).copied().unwrap_or_default();
        json!({
            "id": batch.id,
            "name": batch.name,
            "status": batch.status.word(),
            "total": batch.total,
            "sent": sent,
            "pending": batch.total.saturating_sub(sent + batch.errors.len()),
            "failed": failed,
            "createdAt": written_exactly(batch.created),
        })
    });
    batches.collect()
}
