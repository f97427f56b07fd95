//! Decides whether an item of a list is the lost message, by the item's own tag, receiver, text and
//! date; the list's filter is not relied on.

use chrono::{DateTime, TimeDelta, Utc};

use crate::Credits;
use crate::api::types;
use crate::number::PhoneNumber;
use crate::sending::report::Evidence;

/// Dates are in whole seconds, and servers' clocks differ: an item that was created up to this long
/// before the request began may still come from it.
const EARLY: TimeDelta = TimeDelta::seconds(2);

/// A gateway may forward a request after its client gave up: an item that was created up to this
/// long after the end of the request may still come from it.
const LATE: TimeDelta = TimeDelta::seconds(10);

/// An item with the same receiver and text that was created up to this long before may be an
/// earlier message, or this one with a wrong clock. It does not prove a send, and it prevents
/// sending again.
pub(super) const DOUBT: TimeDelta = TimeDelta::minutes(10);

/// The fields of a message or job that are compared.
pub(super) struct Item {
    pub(super) receiver: Option<PhoneNumber>,
    text: Option<String>,
    /// `None` for a job: jobs carry no tag.
    tag: Option<String>,
    created: Option<DateTime<Utc>>,
    pub(super) credits: Option<Credits>,
    /// Whether it is an outgoing message.
    outgoing: bool,
}

impl From<types::Outgoing> for Item {
    fn from(of: types::Outgoing) -> Self {
        Self {
            receiver: of.receiver.as_deref().and_then(PhoneNumber::from_service),
            text: of.message.filter(|text| !text.trim().is_empty()),
            tag: of.tag.filter(|tag| !tag.is_empty()),
            created: of.creation_datetime,
            credits: of.credits,
            outgoing: true,
        }
    }
}

impl From<types::Job> for Item {
    fn from(of: types::Job) -> Self {
        Self {
            receiver: of.receiver.as_deref().and_then(PhoneNumber::from_service),
            text: of.message.filter(|text| !text.trim().is_empty()),
            tag: None,
            created: of.creation_datetime,
            credits: of.credits,
            outgoing: false,
        }
    }
}

/// A range of the server's time.
pub(super) type Span = (DateTime<Utc>, DateTime<Utc>);

/// A lost message.
pub(super) struct Lost<'a> {
    pub(super) number: PhoneNumber,
    pub(super) text: &'a str,
    /// The random tag of this send, which no other message has.
    pub(super) own_tag: Option<&'a str>,
    /// Tags that other messages may also have.
    pub(super) tags: Vec<&'a str>,
    /// When the request was in flight, if the server's clock is confirmed.
    pub(super) under_way: Option<Span>,
    /// The same according to all clocks that were read, until now.
    pub(super) until_now: Option<Span>,
}

/// How an item relates to a lost message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Match {
    /// It is that message, with this evidence.
    Found(Evidence),
    /// It could be that message.
    Doubtful,
    /// It is another message.
    Other,
}

impl Lost<'_> {
    /// Compares an item with the message.
    pub(super) fn compare(&self, item: &Item) -> Match {
        if item.receiver.is_some_and(|number| number != self.number) {
            return Match::Other;
        }
        let same_text = item
            .text
            .as_deref()
            .map(|text| is_same_text(self.text, text));
        let whole = item.receiver.is_some() && same_text == Some(true);
        if self.is_own(item) {
            let dated = is_within(item.created, self.until_now, DOUBT, DOUBT);
            return match whole && dated {
                true => Match::Found(Evidence::FoundOutgoing),
                // It has the tag of this send but different content: that proves nothing.
                false => Match::Doubtful,
            };
        }
        let tagged = item.tag.as_deref().map(|tag| self.tags.contains(&tag));
        if tagged == Some(false) || same_text == Some(false) || self.is_older(item) {
            return Match::Other;
        }
        if !whole || !is_within(item.created, self.under_way, EARLY, LATE) {
            return Match::Doubtful;
        }
        Match::Found(match (item.outgoing, tagged) {
            (false, _) => Evidence::FoundPending,
            (true, Some(_)) => Evidence::FoundOutgoing,
            (true, None) => Evidence::FoundAlike,
        })
    }

    /// Returns whether the item has the random tag of this send.
    pub(super) fn is_own(&self, item: &Item) -> bool {
        item.tag.is_some() && item.tag.as_deref() == self.own_tag
    }

    /// Returns whether the item was created long before the request.
    fn is_older(&self, item: &Item) -> bool {
        let from = self
            .until_now
            .and_then(|(from, _)| from.checked_sub_signed(DOUBT));
        matches!((item.created, from), (Some(created), Some(from)) if created < from)
    }
}

fn is_within(
    created: Option<DateTime<Utc>>,
    span: Option<Span>,
    early: TimeDelta,
    late: TimeDelta,
) -> bool {
    let (Some(created), Some((from, to))) = (created, span) else {
        return false;
    };
    // Compare differences, which cannot exceed the calendar.
    from.signed_duration_since(created) <= early && created.signed_duration_since(to) <= late
}

/// Returns whether a stored text is the sent one, possibly followed by the STOP clause.
fn is_same_text(sent: &str, stored: &str) -> bool {
    let (sent, stored) = (sent.trim_end(), stored.trim_end());
    stored == sent
        || stored
            .strip_prefix(sent)
            .is_some_and(|rest| rest.trim_start().to_ascii_uppercase().starts_with("STOP"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stored_text_may_have_the_clause_behind_it() {
        assert!(is_same_text("Soldes", "Soldes"));
        assert!(is_same_text("Soldes\n", "Soldes"));
        assert!(is_same_text("Soldes", "Soldes\nSTOP:36111"));
        assert!(!is_same_text("Soldes", "Soldes d'hiver"));
        assert!(!is_same_text("Soldes d'hiver", "Soldes"));
    }

    fn date(seconds: i64) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(1_700_000_000 + seconds, 0)
    }

    fn number(text: &str) -> Option<PhoneNumber> {
        text.parse().ok()
    }

    /// An outgoing message that is the lost one, but for what a case changes.
    fn item(change: impl FnOnce(&mut Item)) -> Item {
        let mut item = Item {
            receiver: number("+33600000000"),
            text: Some("Alerte".to_owned()),
            tag: Some("ours".to_owned()),
            created: date(1),
            credits: None,
            outgoing: true,
        };
        change(&mut item);
        item
    }

    fn compare(item: &Item, own: bool, confirmed: bool) -> Match {
        let span = |from, to| date(from).zip(date(to));
        let lost = Lost {
            number: number("+33600000000").unwrap(),
            text: "Alerte",
            own_tag: own.then_some("ours"),
            tags: if own { vec![] } else { vec!["ours"] },
            under_way: span(0, 5).filter(|_| confirmed),
            until_now: span(0, 60),
        };
        lost.compare(item)
    }

    #[test]
    fn an_item_is_the_lost_message_only_if_all_of_it_fits() {
        use Match::{Doubtful, Found, Other};
        const TAGGED: Match = Found(Evidence::FoundOutgoing);
        const ALIKE: Match = Found(Evidence::FoundAlike);
        const PENDING: Match = Found(Evidence::FoundPending);
        type Change = fn(&mut Item);
        // By a random tag, by a tag of the user's, and by that one with a clock in doubt.
        let table: [(&str, Change, [Match; 3]); 18] = [
            ("the message itself", |_| {}, [TAGGED, TAGGED, Doubtful]),
            (
                "with the STOP clause",
                |i| i.text = Some("Alerte\nSTOP:36111".into()),
                [TAGGED, TAGGED, Doubtful],
            ),
            (
                "of another receiver",
                |i| i.receiver = number("+33600000001"),
                [Other; 3],
            ),
            ("without a receiver", |i| i.receiver = None, [Doubtful; 3]),
            (
                "with another text",
                |i| i.text = Some("Autre".into()),
                [Doubtful, Other, Other],
            ),
            ("without a text", |i| i.text = None, [Doubtful; 3]),
            (
                "with another tag",
                |i| i.tag = Some("theirs".into()),
                [Other; 3],
            ),
            ("without a tag", |i| i.tag = None, [ALIKE, ALIKE, Doubtful]),
            ("without a date", |i| i.created = None, [Doubtful; 3]),
            (
                "of last year",
                |i| i.created = date(-365 * 86_400),
                [Doubtful, Other, Other],
            ),
            (
                "of a minute before",
                |i| i.created = date(-60),
                [TAGGED, Doubtful, Doubtful],
            ),
            (
                "of two seconds before",
                |i| i.created = date(-2),
                [TAGGED, TAGGED, Doubtful],
            ),
            (
                "of three seconds before",
                |i| i.created = date(-3),
                [TAGGED, Doubtful, Doubtful],
            ),
            (
                "of ten seconds after",
                |i| i.created = date(15),
                [TAGGED, TAGGED, Doubtful],
            ),
            (
                "of eleven seconds after",
                |i| i.created = date(16),
                [TAGGED, Doubtful, Doubtful],
            ),
            ("of tomorrow", |i| i.created = date(86_400), [Doubtful; 3]),
            (
                "pending",
                |i| (i.tag, i.outgoing) = (None, false),
                [PENDING, PENDING, Doubtful],
            ),
            (
                "pending since an hour",
                |i| (i.tag, i.outgoing, i.created) = (None, false, date(-3600)),
                [Other; 3],
            ),
        ];
        for (what, change, expected) in table {
            let item = item(change);
            let cases = [(true, true), (false, true), (false, false)];
            let found = cases.map(|(own, confirmed)| compare(&item, own, confirmed));
            assert_eq!(found, expected, "{what}");
        }
    }
}
