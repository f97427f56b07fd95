//! Records what this program is sending or has just sent, so that a send that looks for its lost
//! message does not take another send's message for its own.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::number::PhoneNumber;

/// The number of remembered ids. Older ids are too old to be confused with a new message.
const REMEMBERED: usize = 20_000;
/// A message that was created up to this long before a request began can still be taken for that
/// request's message.
const MARGIN: Duration = Duration::from_secs(5);
/// After this time an unsettled send can no longer be confused with another one.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// The sends in flight of all clones of a client.
#[derive(Debug, Default)]
pub(crate) struct InFlight {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    claimed: HashSet<i64>,
    order: VecDeque<i64>,
    sends: HashMap<MessageKey, Vec<Entry>>,
    /// Sends that ended without a settled outcome, in the order in which they ended.
    ended: VecDeque<(Duration, MessageKey)>,
    last: u64,
}

/// The hash of a message to a receiver. Messages with the same key can only be distinguished by a
/// tag.
pub(crate) type MessageKey = u64;

/// Identifies a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SendId(u64);

#[derive(Debug, Clone, Copy)]
struct Entry {
    send: SendId,
    /// `None` while the send is in flight; otherwise when it ended without a settled outcome.
    ended: Option<Duration>,
}

/// Computes the key of a message to a receiver.
pub(crate) fn message_key(service: &str, number: PhoneNumber, text: &str) -> MessageKey {
    let mut hasher = DefaultHasher::new();
    (service, number, text).hash(&mut hasher);
    hasher.finish()
}

impl InFlight {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an id for a send; returns `false` if another send has already claimed it.
    pub(crate) fn claim(&self, id: i64) -> bool {
        let mut pages = self.pages();
        if !pages.claimed.insert(id) {
            return false;
        }
        pages.order.push_back(id);
        if pages.order.len() > REMEMBERED
            && let Some(oldest) = pages.order.pop_front()
        {
            pages.claimed.remove(&oldest);
        }
        true
    }

    pub(crate) fn is_claimed(&self, id: i64) -> bool {
        self.pages().claimed.contains(&id)
    }

    /// Returns whether another send could have created a message with this key since `began`: it is
    /// in flight, or it ended after `began` with an unknown outcome.
    pub(crate) fn is_contested(&self, print: MessageKey, send: SendId, began: Duration) -> bool {
        let pages = self.pages();
        let entries = pages
            .sends
            .get(&print)
            .map(Vec::as_slice)
            .unwrap_or_default();
        entries.iter().any(|entry| {
            let since = entry.ended.is_none_or(|ended| ended + MARGIN >= began);
            entry.send != send && since
        })
    }

    pub(crate) fn begin(&self, prints: &HashSet<MessageKey>, now: Duration) -> SendId {
        let mut pages = self.pages();
        pages.last += 1;
        let send = SendId(pages.last);
        pages.forget(now);
        for &print in prints {
            pages
                .sends
                .entry(print)
                .or_default()
                .push(Entry { send, ended: None });
        }
        send
    }

    pub(crate) fn end(
        &self,
        send: SendId,
        prints: &HashSet<MessageKey>,
        settled: impl Fn(MessageKey) -> bool,
        now: Duration,
    ) {
        let mut pages = self.pages();
        for &print in prints {
            let Some(entries) = pages.sends.get_mut(&print) else {
                continue;
            };
            if settled(print) {
                entries.retain(|entry| entry.send != send);
            }
            for entry in entries.iter_mut().filter(|entry| entry.send == send) {
                entry.ended = Some(now);
            }
            match entries.is_empty() {
                true => drop(pages.sends.remove(&print)),
                false if settled(print) => {}
                false => pages.ended.push_back((now, print)),
            }
        }
    }
}

impl Pages {
    /// Drops entries that ended long ago; reads only those entries.
    fn forget(&mut self, now: Duration) {
        while let Some(&(ended, print)) = self.ended.front() {
            if ended + FORGOTTEN > now {
                return;
            }
            self.ended.pop_front();
            let Some(entries) = self.sends.get_mut(&print) else {
                continue;
            };
            entries.retain(|entry| entry.ended.is_none_or(|ended| ended + FORGOTTEN > now));
            if entries.is_empty() {
                self.sends.remove(&print);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[test]
    fn an_id_belongs_to_one_send() {
        let book = InFlight::default();
        assert!(book.claim(1));
        assert!(!book.claim(1));
        assert!(book.is_claimed(1) && !book.is_claimed(2));
        for id in 2..=i64::try_from(REMEMBERED).unwrap() + 1 {
            book.claim(id);
        }
        assert!(!book.is_claimed(1) && book.is_claimed(2));
    }

    #[test]
    fn a_send_is_contested_by_one_like_it_under_way_or_just_lost() {
        let book = InFlight::default();
        let prints = HashSet::from([7, 8]);
        let (one, two) = (book.begin(&prints, at(0)), book.begin(&prints, at(0)));
        assert!(book.is_contested(7, one, at(0)) && book.is_contested(7, two, at(0)));
        assert!(!book.is_contested(9, one, at(0)));
        book.end(one, &prints, |print| print == 7, at(10));
        assert!(!book.is_contested(7, two, at(0)), "7 is settled");
        assert!(
            book.is_contested(8, two, at(14)),
            "8 was lost four seconds ago"
        );
        assert!(!book.is_contested(8, two, at(16)));
        book.end(two, &prints, |_| true, at(20));
        assert!(!book.pages().sends.is_empty(), "8 may still show up");
        book.begin(&HashSet::new(), at(609));
        assert!(!book.pages().sends.is_empty());
        book.begin(&HashSet::new(), at(610));
        assert!(book.pages().sends.is_empty() && book.pages().ended.is_empty());
    }

    #[test]
    fn a_send_that_is_forgotten_takes_no_other_with_it() {
        let book = InFlight::default();
        let prints = HashSet::from([7]);
        let early = book.begin(&prints, at(0));
        let late = book.begin(&prints, at(500));
        book.end(early, &prints, |_| false, at(10));
        book.end(late, &prints, |_| false, at(510));
        let third = book.begin(&prints, at(700));
        let entries = |book: &InFlight| book.pages().sends.get(&7).map_or(0, Vec::len);
        assert_eq!(entries(&book), 2, "the early one is forgotten");
        assert!(book.is_contested(7, third, at(500)));
    }
}
