//! Delivery: messages leave, receipts arrive.

use crate::clock;
use crate::rules::{magic, templates};
use crate::state::{CallbackRequest, Event, Message, Notice, Outcome, Receipt, World, millis};
use crate::values::numbers;

/// Passes a message to the operator: it is no longer a job, and its receipt will follow.
pub(crate) fn leave(world: &mut World, service: usize, id: i64) {
    let now = world.millis();
    let delay = world.policy.delivery_millis();
    let Some(account) = world.services.get_mut(service) else {
        return;
    };
    account.waiting.remove(&id);
    let Some(message) = account.messages.get_mut(id) else {
        return;
    };
    if message.is_sent() {
        return;
    }
    message.sent = now;
    message.shown = now.saturating_add(message.parcel.list_delay);
    message.ptt = 3;
    let receiver = message.receiver;
    let wait = match magic::outcome(&world.phones, receiver) {
        Outcome::DeliveredAfter(time) => millis(time),
        _ => delay,
    };
    world.plan(wait, Event::Deliver(service, id));
    world.notices.add(Notice::Status(id, receiver));
}

/// The changes of one step of a delivery.
struct Step {
    ptt: u16,
    receipt: Receipt,
    /// The milliseconds from sending to the next step.
    next: Option<i64>,
}

const fn end(ptt: u16, receipt: Receipt) -> Option<Step> {
    Some(Step {
        ptt,
        receipt,
        next: None,
    })
}

/// Returns the next step for a message, according to its phone's outcome.
fn step(message: &Message, outcome: Outcome) -> Option<Step> {
    let validity = message.parcel.validity.saturating_mul(60_000);
    let waited = message.receipt == Receipt::Waiting;
    let absent = |back: i64| {
        Some(Step {
            ptt: 24,
            receipt: Receipt::Waiting,
            next: Some(back.min(validity)),
        })
    };
    match outcome {
        Outcome::Delivered | Outcome::DeliveredAfter(_) => end(4, Receipt::Delivered),
        Outcome::AbsentThenDelivered(time) if !waited => absent(millis(time)),
        Outcome::AbsentThenDelivered(time) if millis(time) <= validity => {
            end(4, Receipt::Delivered)
        }
        Outcome::Absent if !waited => absent(validity),
        Outcome::AbsentThenDelivered(_) | Outcome::Absent => end(8, Receipt::Failed),
        Outcome::Invalid => end(23, Receipt::Failed),
        Outcome::Failed(ptt) => end(ptt, Receipt::Failed),
        Outcome::Error(ptt) => end(ptt, Receipt::Error),
        Outcome::Silent => None,
    }
}

/// Takes the next step of a delivery.
pub(crate) fn deliver(world: &mut World, service: usize, id: i64) {
    let Some(account) = world.services.get(service) else {
        return;
    };
    // A message that was ended by hand has steps left.
    let Some(message) = account.messages.get(id).filter(|one| !is_final(one)) else {
        return;
    };
    let receiver = message.receiver;
    let outcome = if (account.blacklist.contains_key(&receiver)
        && !world.policy.blacklisted_are_invalid)
        || magic::is_blacklisted(&world.phones, receiver)
    {
        Outcome::Failed(23)
    } else if numbers::country(receiver).code == "us"
        && !templates::allow(&account.templates, &message.parcel.text)
    {
        Outcome::Failed(1999)
    } else {
        magic::outcome(&world.phones, receiver)
    };
    let step = step(message, outcome);
    if let Some(step) = step {
        take(world, service, id, step);
    }
}

/// Returns whether the status of a message does not change any more.
pub(crate) fn is_final(message: &Message) -> bool {
    matches!(
        message.receipt,
        Receipt::Delivered | Receipt::Failed | Receipt::Error
    )
}

/// Ends the delivery of a message now: it is delivered, or fails with a reason. A message that waits
/// is sent first.
///
/// Returns `false` if its status is final.
pub(crate) fn finish(world: &mut World, service: usize, id: i64, failure: Option<u16>) -> bool {
    leave(world, service, id);
    let message = world
        .services
        .get(service)
        .and_then(|account| account.messages.get(id));
    if message.is_none_or(is_final) {
        return false;
    }
    let step = match failure {
        None => end(4, Receipt::Delivered),
        Some(ptt) => end(ptt, Receipt::Failed),
    };
    if let Some(step) = step {
        take(world, service, id, step);
    }
    true
}

/// Applies a step to a message.
fn take(world: &mut World, service: usize, id: i64, step: Step) {
    let now = world.millis();
    let Some(account) = world.services.get_mut(service) else {
        return;
    };
    let (mut next, mut refund) = (None, None);
    let mut receiver = 0;
    if let Some(message) = account.messages.get_mut(id) {
        receiver = message.receiver;
        message.ptt = step.ptt;
        message.receipt = step.receipt;
        match step.receipt {
            Receipt::Delivered => message.delivered = now,
            Receipt::Error => {
                refund = Some((message.parcel.user.clone(), message.credits));
                message.credits = crate::values::credits::Credits::ZERO;
            }
            _ => {}
        }
        next = step.next.map(|after| {
            message
                .sent
                .saturating_add(after)
                .saturating_sub(now)
                .max(1)
        });
    }
    if let Some((user, credits)) = refund {
        account.refund(user.as_deref(), credits);
        world.notices.add(Notice::Account(service));
    }
    world.notices.add(Notice::Status(id, receiver));
    ring_receipt(world, service, id);
    if step.receipt == Receipt::Delivered {
        magic::plan_reply(world, receiver);
    }
    if let Some(after) = next {
        world.plan(after, Event::Deliver(service, id));
    }
}

/// Calls the receipt address of the message's user, or otherwise of the account.
fn ring_receipt(world: &mut World, service: usize, id: i64) {
    let Some(account) = world.services.get(service) else {
        return;
    };
    let Some(message) = account.messages.get(id) else {
        return;
    };
    let user = message
        .parcel
        .user
        .as_deref()
        .and_then(|login| account.users.get(login));
    let own = user.and_then(|user| user.call_back.as_deref());
    let Some(url) = own.or_else(|| account.setting(&["callBack"])) else {
        return;
    };
    let fields = [
        ("id", id.to_string()),
        ("ptt", message.ptt.to_string()),
        ("date", clock::written(world.now)),
        ("description", message.receipt.number().to_string()),
        ("descriptionDlr", message.receipt.word().to_owned()),
    ];
    let ring = CallbackRequest::receipt(url, &fields);
    world.outbox.push(ring);
}
