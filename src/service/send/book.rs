//! What this program is sending or has just sent, so that no send takes another's message for its
//! own when it looks for one that was lost.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::number::PhoneNumber;
use crate::service::Service;

/// Ids that are remembered; older ones are too old to be mistaken.
const REMEMBERED: usize = 20_000;
/// How long before a request began another one's message may have been made and still be taken for
/// that request's.
const MARGIN: Duration = Duration::from_secs(5);
/// After this time an unsettled send can't be mistaken for another any more.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// The sends of all clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    claimed: HashSet<i64>,
    order: VecDeque<i64>,
    sends: HashMap<Print, Vec<Entry>>,
    last: u64,
}

/// A message to a receiver, hashed: what can't be told apart but by a tag.
pub(super) type Print = u64;

/// Which send it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SendId(u64);

#[derive(Debug, Clone, Copy)]
struct Entry {
    send: SendId,
    /// None while it is under way; then when it ended without being settled.
    ended: Option<Duration>,
}

/// The print of a message to a receiver.
pub(super) fn print(service: &str, number: PhoneNumber, text: &str) -> Print {
    let mut hasher = DefaultHasher::new();
    (service, number, text).hash(&mut hasher);
    hasher.finish()
}

impl Book {
    fn pages(&self) -> MutexGuard<'_, Pages> {
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes an id for a send's own; `false` if another send has it already.
    pub(super) fn claim(&self, id: i64) -> bool {
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

    pub(super) fn is_claimed(&self, id: i64) -> bool {
        self.pages().claimed.contains(&id)
    }

    /// Whether another send could have made a message of this print since `began`: it is under way,
    /// or it ended then or later and nobody knows how.
    pub(super) fn is_contested(&self, print: Print, send: SendId, began: Duration) -> bool {
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

    fn begin(&self, prints: &HashSet<Print>, now: Duration) -> SendId {
        let mut pages = self.pages();
        pages.last += 1;
        let send = SendId(pages.last);
        pages.sends.retain(|_, entries| {
            entries.retain(|entry| entry.ended.is_none_or(|ended| ended + FORGOTTEN > now));
            !entries.is_empty()
        });
        for &print in prints {
            pages
                .sends
                .entry(print)
                .or_default()
                .push(Entry { send, ended: None });
        }
        send
    }

    fn end(
        &self,
        send: SendId,
        prints: &HashSet<Print>,
        settled: impl Fn(Print) -> bool,
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
            if entries.is_empty() {
                pages.sends.remove(&print);
            }
        }
    }
}

/// A send under way; when it is dropped, also with a future that nobody polls any more, what is not
/// settled stays in the book for a while.
#[derive(Debug)]
pub(super) struct UnderWay {
    service: Service,
    prints: HashSet<Print>,
    settled: HashSet<Print>,
    send: SendId,
}

impl UnderWay {
    pub(super) fn begin(service: &Service, prints: HashSet<Print>) -> Self {
        let send = service.book().begin(&prints, service.elapsed());
        Self {
            service: service.clone(),
            prints,
            settled: HashSet::new(),
            send,
        }
    }

    pub(super) fn id(&self) -> SendId {
        self.send
    }

    pub(super) fn settle(&mut self, print: Print) {
        self.settled.insert(print);
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let book: Arc<Book> = Arc::clone(self.service.book());
        let settled = std::mem::take(&mut self.settled);
        book.end(
            self.send,
            &self.prints,
            |print| settled.contains(&print),
            self.service.elapsed(),
        );
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
        let book = Book::default();
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
        let book = Book::default();
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
        book.begin(&HashSet::new(), at(700));
        assert!(book.pages().sends.is_empty());
    }
}
