//! Turns an order into messages: checks, prices, tags, ids, deferral.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::refusal::Refusal;
use crate::rules::alerts;
use crate::rules::delivery;
use crate::rules::hours;
use crate::rules::length;
use crate::rules::magic;
use crate::state::{Digests, Event, Message, Notice, Parcel, Receipt, Scope, World};
use crate::values::credits::Credits;
use crate::values::numbers::{self, Number};

/// A year in minutes; OVHcloud's own limit is not documented.
const LONGEST_PERIOD: i64 = 525_600;
/// How long operators try by default, in minutes.
pub(crate) const DEFAULT_VALIDITY: i64 = 2880;

/// A receiver as given, with the columns that fill the placeholders of the message.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Recipient {
    pub(crate) text: String,
    pub(crate) columns: Vec<(String, String)>,
}

/// What to send, to whom and how.
#[derive(Debug, Clone)]
pub(crate) struct Order {
    pub(crate) scope: Scope,
    pub(crate) message: String,
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) sender: Option<String>,
    pub(crate) short: bool,
    pub(crate) no_stop: bool,
    pub(crate) tag: Option<String>,
    /// In minutes.
    pub(crate) differed: i64,
    /// In minutes.
    pub(crate) validity: i64,
    pub(crate) batch: Option<Uuid>,
    /// Milliseconds until a deferred batch leaves; 0 for everything else.
    pub(crate) hold_millis: i64,
    /// Ids that were drawn beforehand; others are drawn as needed.
    pub(crate) reserved: Vec<i64>,
}

/// The result of an order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Report {
    pub(crate) ids: Vec<i64>,
    pub(crate) valid: Vec<Number>,
    pub(crate) invalid: Vec<String>,
    pub(crate) stoplisted: usize,
    pub(crate) credits: Credits,
    /// The credits left on the account afterwards.
    pub(crate) left: Credits,
    pub(crate) tag: String,
    /// Milliseconds until the messages leave.
    pub(crate) wait_millis: i64,
}

impl Report {
    /// Returns the report as JSON, in the API's form.
    pub(crate) fn to_json(&self) -> Value {
        let valid: Vec<String> = self.valid.iter().copied().map(numbers::written).collect();
        json!({
            "ids": self.ids,
            "validReceivers": valid,
            "invalidReceivers": self.invalid,
            "totalCreditsRemoved": self.credits.to_json(),
            "creditsLeft": self.left.to_json(),
            "tag": self.tag,
        })
    }
}

/// The sending options of an order's messages.
#[derive(Debug, Clone, PartialEq)]
struct Origin {
    /// Empty for a short number.
    sender: String,
    short: bool,
    stop_clause: bool,
}

/// A message that is ready to be created.
struct Draft {
    number: Number,
    text: String,
    length: length::Length,
    credits: Credits,
}

/// Checks an order without sending anything, except for checks of the receivers.
///
/// # Errors
/// The refusal of the service.
pub(crate) fn check(world: &World, order: &Order) -> Result<(), Refusal> {
    origin(world, order)?;
    if order.message.is_empty() {
        return Err(Refusal::bad("[message] The message must not be empty"));
    }
    if order.short && holds_contact_information(&order.message) {
        return Err(Refusal::bad(
            "cannot send contact information with shortcode",
        ));
    }
    for (name, minutes) in [
        ("differedPeriod", order.differed),
        ("validityPeriod", order.validity),
    ] {
        if !(0..=LONGEST_PERIOD).contains(&minutes) {
            let words = format!("[{name}] A period is 0 to {LONGEST_PERIOD} minutes");
            return Err(Refusal::bad(words));
        }
    }
    if length::measure(&order.message, false).parts > world.policy.max_parts {
        return Err(Refusal::bad("[message] The message has too many parts"));
    }
    Ok(())
}

/// Computes the cost of an order, and its invalid receivers.
pub(crate) fn price(world: &World, order: &Order) -> Result<Credits, Refusal> {
    let origin = origin(world, order)?;
    let (drafts, _) = drafts(world, order, &origin)?;
    Ok(drafts.iter().map(|draft| draft.credits).sum())
}

/// Sends messages: creates them, charges the credits, and plans deferred messages.
///
/// # Errors
/// The refusal of the service; nothing was sent or charged.
pub(crate) fn send(world: &mut World, order: &Order) -> Result<Report, Refusal> {
    check(world, order)?;
    let origin = origin(world, order)?;
    let (drafts, mut report) = drafts(world, order, &origin)?;
    if drafts
        .iter()
        .any(|draft| magic::lacks_credits(&world.phones, draft.number))
    {
        return Err(Refusal::forbidden(world.policy.no_credits.clone()));
    }
    report.credits = drafts.iter().map(|draft| draft.credits).sum();
    let user = order.scope.user.as_deref();
    report.left = alerts::charge(world, order.scope.service, user, report.credits)?;
    report.tag = match &order.tag {
        Some(tag) if !tag.is_empty() => tag.clone(),
        _ => world.random.tag(),
    };
    let wait = wait_millis(world, order, &origin);
    report.wait_millis = wait;
    let mut reserved = order.reserved.iter().copied();
    let mut last: Option<Arc<Parcel>> = None;
    for draft in drafts {
        let id = reserved.next().unwrap_or_else(|| world.random.id());
        // Receivers of the same text share one parcel.
        let parcel = match last.take() {
            Some(parcel) if *parcel.text == *draft.text => parcel,
            _ => Arc::new(Parcel {
                text: draft.text.clone().into(),
                tag: report.tag.clone().into(),
                sender: origin.sender.clone().into(),
                short_number: origin.short.then(|| world.random.short_number(id)),
                user: user.map(Into::into),
                number: order.scope.number,
                batch: order.batch,
                length: u32::try_from(counted(world, &draft, &origin)).unwrap_or(u32::MAX),
                parts: u32::try_from(draft.length.parts).unwrap_or(u32::MAX),
                stop_clause: origin.stop_clause,
                differed: order.differed,
                validity: if order.validity == 0 {
                    DEFAULT_VALIDITY
                } else {
                    order.validity
                },
                list_delay: world.list_delay,
            }),
        };
        last = Some(Arc::clone(&parcel));
        let message = Message {
            id,
            receiver: draft.number,
            created: world.millis(),
            sent: 0,
            delivered: 0,
            credits: draft.credits,
            ptt: 0,
            receipt: Receipt::Pending,
            hidden: false,
            cancelled: false,
            shown: 0,
            digests: Digests::of(&parcel),
            parcel,
        };
        report.ids.push(id);
        report.valid.push(draft.number);
        world.notices.add(Notice::Message(id, draft.number));
        let service = world.service_mut(order.scope.service)?;
        service.messages.insert(message);
        if wait > 0 {
            service.waiting.insert(id);
            world.plan(wait, Event::Send(order.scope.service, id));
        } else {
            delivery::leave(world, order.scope.service, id);
        }
    }
    if !order.reserved.is_empty() {
        let last_drawn = world.random.last_id();
        world.appearance.record(&report.ids, last_drawn);
    }
    world.notices.add(Notice::Account(order.scope.service));
    Ok(report)
}

fn counted(world: &World, draft: &Draft, origin: &Origin) -> usize {
    let clause = origin.stop_clause && world.policy.count_stop_clause;
    draft.length.characters
        + if clause {
            length::STOP_CLAUSE_LENGTH
        } else {
            0
        }
}

/// Selects the sender of the messages. A short number takes precedence over a name; a virtual
/// number is its own sender; without a choice, the account's first validated sender is used, or
/// otherwise a short number.
fn origin(world: &World, order: &Order) -> Result<Origin, Refusal> {
    let service = world.service(order.scope.service)?;
    if let Some(number) = order.scope.number {
        let sender = numbers::written(number);
        return Ok(Origin {
            sender,
            short: false,
            stop_clause: false,
        });
    }
    if order.short {
        return Ok(Origin {
            sender: String::new(),
            short: true,
            stop_clause: false,
        });
    }
    let chosen = order.sender.as_deref().filter(|sender| !sender.is_empty());
    let sender = match chosen {
        Some(name) => {
            let known = service
                .senders
                .get(name)
                .is_some_and(|sender| sender.status == "enable")
                || service.virtual_number(name).is_some();
            if !known {
                let words = format!("Sms sender {name} does not exists. Please create it first");
                return Err(Refusal::forbidden(words));
            }
            name.to_owned()
        }
        None => service
            .senders
            .values()
            .find(|sender| sender.status == "enable")
            .map(|sender| sender.name.clone())
            .unwrap_or_default(),
    };
    let short = sender.is_empty();
    Ok(Origin {
        stop_clause: !order.no_stop && !short,
        sender,
        short,
    })
}

/// Sorts the receivers and prepares each message. A number that occurs twice gets one message.
fn drafts(world: &World, order: &Order, origin: &Origin) -> Result<(Vec<Draft>, Report), Refusal> {
    let service = world.service(order.scope.service)?;
    let mut report = Report::default();
    let mut seen = HashSet::new();
    let mut drafts = Vec::new();
    let mut same = None;
    for recipient in &order.recipients {
        let number = numbers::parse(&recipient.text)
            .filter(|number| !order.short || numbers::country(*number).code == "fr")
            .filter(|number| !magic::is_refused(&world.phones, *number));
        let Some(number) = number else {
            report.invalid.push(recipient.text.clone());
            continue;
        };
        if !seen.insert(number) {
            continue;
        }
        let is_blacklisted =
            service.blacklist.contains_key(&number) || magic::is_blacklisted(&world.phones, number);
        if world.policy.blacklisted_are_invalid && is_blacklisted {
            report.stoplisted += 1;
            report.invalid.push(recipient.text.clone());
            continue;
        }
        let text = merged(&order.message, &recipient.columns);
        let length = match &same {
            Some((known, length)) if *known == text => *length,
            _ => length::measure(&text, origin.stop_clause),
        };
        let credits = Credits(numbers::country(number).millicredits).times(length.parts);
        same = Some((text.clone(), length));
        drafts.push(Draft {
            number,
            text,
            length,
            credits,
        });
    }
    Ok((drafts, report))
}

/// Fills the `#column#` placeholders with a row's values.
fn merged(message: &str, columns: &[(String, String)]) -> String {
    let mut text = message.to_owned();
    for (name, value) in columns.iter().filter(|(name, _)| !name.is_empty()) {
        let placeholder = format!("#{name}#");
        if text.contains(&placeholder) {
            text = text.replace(&placeholder, value);
        }
    }
    text
}

/// Computes the milliseconds until the messages leave: the requested delay, then the opening hours.
fn wait_millis(world: &World, order: &Order, origin: &Origin) -> i64 {
    let asked = order.differed.saturating_mul(60_000).max(order.hold_millis);
    if !(origin.stop_clause && world.policy.night_deferral) {
        return asked;
    }
    let leaves = crate::clock::from_millis(world.millis().saturating_add(asked));
    asked.max(
        hours::next_opening(leaves, &world.policy.closed)
            .timestamp_millis()
            .saturating_sub(world.millis()),
    )
}

/// Returns whether a text contains a URL, an e-mail address or a phone number, which messages from
/// short numbers may not contain. OVHcloud does not document what it looks for: this function
/// checks for obvious signs.
fn holds_contact_information(text: &str) -> bool {
    let lower = text.to_lowercase();
    let address = lower.split_whitespace().any(|word| {
        let (before, after) = word.split_once('@').unwrap_or_default();
        !before.is_empty() && after.contains('.')
    });
    let link = ["http://", "https://", "www."]
        .iter()
        .any(|sign| lower.contains(sign));
    address || link || holds_phone_number(&lower)
}

/// Returns whether a text contains nine or more digits in a row, separated only by spaces, dots,
/// hyphens and a plus sign.
fn holds_phone_number(text: &str) -> bool {
    let mut digits = 0;
    for character in text.chars() {
        match character {
            '0'..='9' => digits += 1,
            ' ' | '.' | '-' | '+' if digits > 0 => {}
            _ => digits = 0,
        }
        if digits >= 9 {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_information_is_found() {
        for text in [
            "voir https://ovh.com",
            "www.ovh.com",
            "a@b.fr",
            "Tel 06 00 00 00 00",
            "+33600000000",
        ] {
            assert!(holds_contact_information(text), "{text}");
        }
        for text in [
            "Bonjour",
            "Code 123456",
            "rendez-vous @ 10h",
            "12/05/2026 a 10h30",
        ] {
            assert!(!holds_contact_information(text), "{text}");
        }
    }

    #[test]
    fn placeholders_take_the_rows_values() {
        let columns = [
            ("prenom".to_owned(), "Léa".to_owned()),
            ("nom".to_owned(), "#prenom#".to_owned()),
        ];
        assert_eq!(
            merged("Bonjour #prenom# #ville#", &columns),
            "Bonjour Léa #ville#"
        );
    }
}
