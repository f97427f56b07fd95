//! Timed events: messages leave, receipts arrive, background work takes its steps.

use chrono::{DateTime, Utc};

use super::account::smpp;
use super::history::{exports, hlr};
use super::lists::{phonebooks, receivers};
use super::senders::{names, templates};
use super::sending::batches;
use crate::clock::from_millis;
use crate::rules::{delivery, replies};
use crate::state::{Event, Notice, World};

/// Processes all events that are due by `now`, each at its own time.
pub(crate) fn settle(world: &mut World, now: DateTime<Utc>) {
    let until = now.timestamp_millis();
    while let Some((due, event)) = world.timeline.take_due(until) {
        world.now = from_millis(due.max(world.millis()));
        happen(world, event);
    }
    world.now = now.max(world.now);
}

fn happen(world: &mut World, event: Event) {
    if let Event::Batch(service, _)
    | Event::SenderReview(service, _)
    | Event::TemplateReview(service, _) = &event
    {
        world.notices.add(Notice::Account(*service));
    }
    match event {
        Event::Send(service, id) => delivery::leave(world, service, id),
        Event::Deliver(service, id) => delivery::deliver(world, service, id),
        Event::Batch(service, id) => batches::step(world, service, id),
        Event::Lookup(service, id) => hlr::step(world, service, id),
        Event::Task(service, id) => receivers::step(world, service, id),
        Event::Export(id) => exports::write(world, id),
        Event::PhonebookImport(service, id) => phonebooks::import_step(world, service, id),
        Event::SenderReview(service, name) => names::review(world, service, &name),
        Event::TemplateReview(service, name) => templates::review(world, service, &name),
        Event::Smpp(service) => smpp::step(world, service),
        Event::Reply(number, text) => {
            replies::reply(world, number, &text);
        }
    }
}
