//! Magic numbers: test numbers whose last digits decide what happens to messages to them.

use std::time::Duration;

use crate::state::{AutoReply, Event, Outcome, Phones, World};
use crate::values::numbers::{self, Number};

/// The numbers that France reserves for fiction: +33 6 39 98 00 00 to +33 6 39 98 99 99.
const RANGE: std::ops::RangeInclusive<Number> = 33_639_980_000..=33_639_989_999;
/// The time until a phone replies by itself, in milliseconds.
const REPLY_AFTER: i64 = 5_000;

/// What happens to messages to a magic number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Effect {
    /// The message is sent and has this outcome.
    Outcome(Outcome),
    /// The receiver is invalid: nothing is sent.
    Refused,
    /// The receiver counts as blacklisted.
    Blacklisted,
    /// The call is refused as if the account had no credits.
    NoCredits,
    /// The phone replies with this text.
    Reply(&'static str),
}

/// A row of the table of magic numbers.
struct Row {
    /// The last three digits of the number.
    digits: u64,
    effect: Effect,
    words: &'static str,
}

const fn row(digits: u64, effect: Effect, words: &'static str) -> Row {
    Row {
        digits,
        effect,
        words,
    }
}

const TABLE: &[Row] = &[
    row(
        101,
        Effect::Outcome(Outcome::DeliveredAfter(Duration::from_secs(60))),
        "delivered after a minute",
    ),
    row(
        102,
        Effect::Outcome(Outcome::Absent),
        "absent: `ptt` 24, and 8 when the message expires",
    ),
    row(
        103,
        Effect::Outcome(Outcome::AbsentThenDelivered(Duration::from_secs(3600))),
        "absent for an hour, then delivered",
    ),
    row(
        104,
        Effect::Refused,
        "refused: among the invalid receivers, nothing is sent",
    ),
    row(
        105,
        Effect::Blacklisted,
        "on the blacklist: among the invalid receivers",
    ),
    row(
        106,
        Effect::NoCredits,
        "the call is refused with 403, as for an account without credits",
    ),
    row(
        107,
        Effect::Reply("OUI"),
        "delivered; replies `OUI` after 5 seconds, if the message allows replies",
    ),
    row(
        108,
        Effect::Reply("STOP"),
        "delivered; sends STOP after 5 seconds",
    ),
    row(
        109,
        Effect::Outcome(Outcome::Failed(26)),
        "fails with `ptt` 26",
    ),
    row(
        110,
        Effect::Outcome(Outcome::Silent),
        "silent: no receipt arrives",
    ),
    row(
        111,
        Effect::Outcome(Outcome::Error(202)),
        "the service fails: receipt 16, `ptt` 202, the credits are refunded",
    ),
    row(
        112,
        Effect::Outcome(Outcome::Invalid),
        "unknown subscriber: `ptt` 23",
    ),
];

/// Returns the effect of a number, unless an outcome was set for it.
fn effect(phones: &Phones, number: Number) -> Option<Effect> {
    if !RANGE.contains(&number) {
        return None;
    }
    let is_set = phones
        .get(&number)
        .is_some_and(|phone| phone.outcome.is_some());
    let row = TABLE.iter().find(|row| row.digits == number % 1000);
    row.filter(|_| !is_set).map(|row| row.effect)
}

/// Returns the outcome of messages to a number.
pub(crate) fn outcome(phones: &Phones, number: Number) -> Outcome {
    let set = phones.get(&number).and_then(|phone| phone.outcome);
    match (set, effect(phones, number)) {
        (Some(outcome), _) | (None, Some(Effect::Outcome(outcome))) => outcome,
        (None, Some(Effect::Refused)) => Outcome::Invalid,
        _ => Outcome::default(),
    }
}

/// Returns whether the number is among the invalid receivers.
pub(crate) fn is_refused(phones: &Phones, number: Number) -> bool {
    effect(phones, number) == Some(Effect::Refused)
}

/// Returns whether the number counts as blacklisted.
pub(crate) fn is_blacklisted(phones: &Phones, number: Number) -> bool {
    effect(phones, number) == Some(Effect::Blacklisted)
}

/// Returns whether calls that send to the number are refused for lack of credits.
pub(crate) fn lacks_credits(phones: &Phones, number: Number) -> bool {
    effect(phones, number) == Some(Effect::NoCredits)
}

/// Returns the reply that the phone sends by itself.
fn reply(phones: &Phones, number: Number) -> Option<AutoReply> {
    match effect(phones, number) {
        Some(Effect::Reply(text)) => Some(AutoReply {
            text: text.to_owned(),
            after: REPLY_AFTER,
        }),
        _ => None,
    }
}

/// Plans the reply of a phone that replies by itself, after a message has arrived.
pub(crate) fn plan_reply(world: &mut World, number: Number) {
    let own = world
        .phones
        .get(&number)
        .and_then(|phone| phone.reply.clone());
    if let Some(AutoReply { text, after }) = own.or_else(|| reply(&world.phones, number)) {
        world.plan(after, Event::Reply(number, text));
    }
}

/// Returns the magic numbers, each as an example with its last three digits, and what happens to
/// messages to them.
///
/// ```
/// let late = ovh_sms_sandbox::magic_numbers().next();
/// assert_eq!(late, Some(("+33639980101".to_owned(), "delivered after a minute")));
/// ```
pub fn magic_numbers() -> impl Iterator<Item = (String, &'static str)> {
    TABLE
        .iter()
        .map(|row| (numbers::written(RANGE.start() + row.digits), row.words))
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn the_guide_shows_the_table() {
        let mut table = "| last digits | such as | what happens |\n|---|---|---|\n".to_owned();
        for (number, words) in magic_numbers() {
            let digits = &number[number.len() - 3..];
            writeln!(table, "| {digits} | {number} | {words} |").unwrap();
        }
        let guide = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/testing.md");
        let guide = std::fs::read_to_string(guide).unwrap();
        assert!(guide.contains(&table), "{table}");
    }
}
