//! Records what this program is sending or has just sent, so that a send that looks for its lost
//! message does not take another send's message for its own.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::number::PhoneNumber;
use crate::sync::{Mutex, MutexGuard};

/// The number of remembered ids. Older ids are too old to be confused with a new message.
const REMEMBERED: usize = 20_000;
/// A message that was created up to this long before a request began can still be taken for that
/// request's message.
const MARGIN: Duration = Duration::from_secs(5);
/// After this time an unsettled send can no longer be confused with another one.
const FORGOTTEN: Duration = Duration::from_secs(600);

/// A message that was created up to this long after a send ended, or before it began, can still be
/// taken for its message by one date.
const NEAR: Duration = Duration::from_secs(15);

/// A settled send is remembered for this long: a send that was in flight beside it and whose
/// response is lost ends by then.
const LONGEST_SEND: Duration = Duration::from_secs(120);

/// The number of the next client of this process.
static NEXT_CLIENT: AtomicU64 = AtomicU64::new(0);

/// The sends in flight of all clones of a client.
#[derive(Debug)]
pub(crate) struct InFlight {
    /// Distinguishes the ids of different clients.
    client: u64,
    sends: Mutex<Sends>,
}

impl Default for InFlight {
    fn default() -> Self {
        Self {
            client: NEXT_CLIENT.fetch_add(1, Ordering::Relaxed),
            sends: Mutex::default(),
        }
    }
}

#[derive(Debug, Default)]
struct Sends {
    claimed: HashSet<i64>,
    order: VecDeque<i64>,
    unsettled: HashMap<MessageKey, Vec<Entry>>,
    /// Sends that ended without a settled outcome, in the order in which they ended.
    ended: VecDeque<(Duration, MessageKey)>,
    /// Sends that ended a short time ago with a settled outcome.
    settled: HashMap<MessageKey, Vec<(Duration, SendId)>>,
    /// When they ended, in that order.
    settled_order: VecDeque<(Duration, MessageKey)>,
    last: u64,
}

/// The hash of a message to a receiver. Messages with the same key can only be distinguished by a
/// tag.
pub(crate) type MessageKey = u64;

/// Identifies a send of a client in this process. It is never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SendId {
    client: u64,
    number: u64,
}

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
    fn lock(&self) -> MutexGuard<'_, Sends> {
        self.sends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self, sends: &mut Sends) -> SendId {
        sends.last += 1;
        SendId {
            client: self.client,
            number: sends.last,
        }
    }

    /// Returns an id for the look-up of a report that another client or process made.
    pub(crate) fn restored(&self) -> SendId {
        self.next(&mut self.lock())
    }

    /// Returns whether a send belongs to this client.
    pub(crate) fn owns(&self, send: SendId) -> bool {
        send.client == self.client
    }

    /// Takes an id for a send; returns `false` if another send has already claimed it.
    pub(crate) fn claim(&self, id: i64) -> bool {
        let mut sends = self.lock();
        if !sends.claimed.insert(id) {
            return false;
        }
        sends.order.push_back(id);
        if sends.order.len() > REMEMBERED
            && let Some(oldest) = sends.order.pop_front()
        {
            sends.claimed.remove(&oldest);
        }
        true
    }

    pub(crate) fn is_claimed(&self, id: i64) -> bool {
        self.lock().claimed.contains(&id)
    }

    /// Returns whether another send could have created a message with this key since `began`: it is
    /// in flight, or it ended after `began` with an unknown outcome.
    pub(crate) fn is_contested(&self, key: MessageKey, send: SendId, began: Duration) -> bool {
        let sends = self.lock();
        let entries = sends
            .unsettled
            .get(&key)
            .map(Vec::as_slice)
            .unwrap_or_default();
        entries.iter().any(|entry| {
            let since = entry.ended.is_none_or(|ended| ended + MARGIN >= began);
            entry.send != send && since
        })
    }

    /// Returns whether another send had a message with this key while this one was in flight, or a
    /// few seconds earlier or later, whatever its outcome: dates do not distinguish their messages.
    pub(crate) fn has_rival(&self, key: MessageKey, send: SendId, began: Duration) -> bool {
        let is_near = |ended: Duration| ended.saturating_add(NEAR) >= began;
        let sends = self.lock();
        let unsettled = sends.unsettled.get(&key).into_iter().flatten();
        let mut unsettled = unsettled.filter(|entry| entry.send != send);
        let mut settled = sends.settled.get(&key).into_iter().flatten();
        unsettled.any(|entry| entry.ended.is_none_or(is_near))
            || settled.any(|&(ended, other)| other != send && is_near(ended))
    }

    pub(crate) fn begin(&self, keys: &HashSet<MessageKey>, now: Duration) -> SendId {
        let mut sends = self.lock();
        let send = self.next(&mut sends);
        sends.forget(now);
        for &key in keys {
            sends
                .unsettled
                .entry(key)
                .or_default()
                .push(Entry { send, ended: None });
        }
        send
    }

    pub(crate) fn end(
        &self,
        send: SendId,
        keys: &HashSet<MessageKey>,
        settled: impl Fn(MessageKey) -> bool,
        now: Duration,
    ) {
        let mut sends = self.lock();
        let mut settled_keys = Vec::with_capacity(keys.len());
        for &key in keys {
            let Some(entries) = sends.unsettled.get_mut(&key) else {
                continue;
            };
            if settled(key) {
                entries.retain(|entry| entry.send != send);
                settled_keys.push(key);
            }
            for entry in entries.iter_mut().filter(|entry| entry.send == send) {
                entry.ended = Some(now);
            }
            match entries.is_empty() {
                true => drop(sends.unsettled.remove(&key)),
                false if settled(key) => {}
                false => sends.ended.push_back((now, key)),
            }
        }
        for key in settled_keys {
            sends.settled.entry(key).or_default().push((now, send));
            sends.settled_order.push_back((now, key));
        }
        while sends.settled_order.len() > REMEMBERED {
            sends.forget_settled();
        }
    }
}

impl Sends {
    /// Drops the settled send that ended first.
    fn forget_settled(&mut self) {
        let Some((_, key)) = self.settled_order.pop_front() else {
            return;
        };
        if let Some(ends) = self.settled.get_mut(&key) {
            // The sends of a key are in the order in which they ended.
            ends.drain(..1);
            if ends.is_empty() {
                self.settled.remove(&key);
            }
        }
    }

    /// Drops entries that ended long ago; reads only those entries.
    fn forget(&mut self, now: Duration) {
        let old = |ended: Duration| ended.saturating_add(LONGEST_SEND) <= now;
        while self
            .settled_order
            .front()
            .is_some_and(|&(ended, _)| old(ended))
        {
            self.forget_settled();
        }
        while let Some(&(ended, key)) = self.ended.front() {
            if ended + FORGOTTEN > now {
                return;
            }
            self.ended.pop_front();
            let Some(entries) = self.unsettled.get_mut(&key) else {
                continue;
            };
            entries.retain(|entry| entry.ended.is_none_or(|ended| ended + FORGOTTEN > now));
            if entries.is_empty() {
                self.unsettled.remove(&key);
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
        let in_flight = InFlight::default();
        assert!(in_flight.claim(1));
        assert!(!in_flight.claim(1));
        assert!(in_flight.is_claimed(1) && !in_flight.is_claimed(2));
        for id in 2..=i64::try_from(REMEMBERED).unwrap() + 1 {
            in_flight.claim(id);
        }
        assert!(!in_flight.is_claimed(1) && in_flight.is_claimed(2));
    }

    #[test]
    fn messages_that_differ_in_any_part_have_different_keys() {
        let number = |text: &str| -> PhoneNumber { text.parse().unwrap() };
        let (one, two) = (number("+33600000001"), number("+33600000002"));
        let keys = HashSet::from([
            message_key("sms-ab12345-1", one, "Bonjour"),
            message_key("sms-ab12345-2", one, "Bonjour"),
            message_key("sms-ab12345-1", two, "Bonjour"),
            message_key("sms-ab12345-1", one, "Bonsoir"),
        ]);
        assert_eq!(keys.len(), 4);
        let again = message_key("sms-ab12345-1", one, "Bonjour");
        assert!(keys.contains(&again));
    }

    #[test]
    fn a_send_is_contested_by_one_like_it_under_way_or_just_lost() {
        let in_flight = InFlight::default();
        let keys = HashSet::from([7, 8]);
        let (one, two) = (in_flight.begin(&keys, at(0)), in_flight.begin(&keys, at(0)));
        assert!(in_flight.is_contested(7, one, at(0)) && in_flight.is_contested(7, two, at(0)));
        assert!(!in_flight.is_contested(9, one, at(0)));
        in_flight.end(one, &keys, |key| key == 7, at(10));
        assert!(!in_flight.is_contested(7, two, at(0)), "7 is settled");
        assert_eq!(in_flight.lock().ended, [(at(10), 8)]);
        assert!(
            in_flight.is_contested(8, two, at(14)),
            "8 was lost four seconds ago"
        );
        assert!(in_flight.is_contested(8, two, at(15)));
        assert!(!in_flight.is_contested(8, two, at(16)));
        in_flight.end(two, &keys, |_| true, at(20));
        assert!(
            !in_flight.lock().unsettled.is_empty(),
            "8 may still show up"
        );
        in_flight.begin(&HashSet::new(), at(609));
        assert!(!in_flight.lock().unsettled.is_empty());
        in_flight.begin(&HashSet::new(), at(610));
        assert!(in_flight.lock().unsettled.is_empty() && in_flight.lock().ended.is_empty());
    }

    #[test]
    fn a_send_that_is_forgotten_takes_no_other_with_it() {
        let in_flight = InFlight::default();
        let keys = HashSet::from([7]);
        let early = in_flight.begin(&keys, at(0));
        let late = in_flight.begin(&keys, at(500));
        in_flight.end(early, &keys, |_| false, at(10));
        in_flight.end(late, &keys, |_| false, at(510));
        let third = in_flight.begin(&keys, at(700));
        let entries = |in_flight: &InFlight| in_flight.lock().unsettled.get(&7).map_or(0, Vec::len);
        assert_eq!(entries(&in_flight), 2, "the early one is forgotten");
        assert!(in_flight.is_contested(7, third, at(500)));
    }

    #[test]
    fn a_send_like_it_is_a_rival_until_it_is_forgotten() {
        let in_flight = InFlight::default();
        let keys = HashSet::from([7]);
        let one = in_flight.begin(&keys, at(0));
        assert!(!in_flight.has_rival(7, one, at(0)), "it is alone");
        let two = in_flight.begin(&keys, at(1));
        assert!(in_flight.has_rival(7, one, at(0)), "in flight");
        in_flight.end(two, &keys, |_| true, at(2));
        assert!(in_flight.has_rival(7, one, at(17)), "15 s ago");
        assert!(!in_flight.has_rival(7, one, at(18)));
        assert!(!in_flight.has_rival(8, one, at(2)), "another message");
        let late = in_flight.begin(&keys, at(100));
        in_flight.end(late, &keys, |_| true, at(121));
        in_flight.begin(&HashSet::new(), at(122));
        let sends = in_flight.lock();
        assert_eq!(sends.settled[&7], [(at(121), late)]);
        assert_eq!(sends.settled_order, [(at(121), 7)]);
    }

    #[test]
    fn no_more_than_a_number_of_settled_sends_is_remembered() {
        let in_flight = InFlight::default();
        for key in 0..=MessageKey::try_from(REMEMBERED).unwrap() {
            let keys = HashSet::from([key]);
            let send = in_flight.begin(&keys, at(0));
            in_flight.end(send, &keys, |_| true, at(0));
        }
        let sends = in_flight.lock();
        assert_eq!(sends.settled.len(), REMEMBERED);
        assert!(!sends.settled.contains_key(&0));
    }
}

/// All orders of sends of the same message.
#[cfg(all(test, shuttle))]
mod models {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, AtomicUsize};

    use shuttle::thread;

    use super::*;
    use crate::sync::explore;

    #[test]
    fn a_message_belongs_to_one_send() {
        explore(|| {
            let (in_flight, claims) =
                (Arc::new(InFlight::default()), Arc::new(AtomicUsize::new(0)));
            let sends: Vec<_> = (0..3)
                .map(|_| {
                    let (in_flight, claims) = (Arc::clone(&in_flight), Arc::clone(&claims));
                    thread::spawn(move || {
                        let claimed = usize::from(in_flight.claim(1));
                        claims.fetch_add(claimed, Ordering::SeqCst);
                    })
                })
                .collect();
            for send in sends {
                send.join().unwrap();
            }
            assert_eq!(claims.load(Ordering::SeqCst), 1);
        });
    }

    /// A send whose response is lost looks for its message; one like it created a message, before,
    /// meanwhile or after.
    #[test]
    fn a_send_does_not_take_the_message_of_another_one() {
        explore(|| {
            let in_flight = Arc::new(InFlight::default());
            let exists = Arc::new(AtomicBool::new(false));
            let keys = HashSet::from([7]);
            let creates = {
                let (in_flight, exists) = (Arc::clone(&in_flight), Arc::clone(&exists));
                let keys = keys.clone();
                thread::spawn(move || {
                    let send = in_flight.begin(&keys, Duration::ZERO);
                    exists.store(true, Ordering::SeqCst);
                    assert!(in_flight.claim(1), "the response contains its id");
                    in_flight.end(send, &keys, |_| true, Duration::ZERO);
                })
            };
            let send = in_flight.begin(&keys, Duration::ZERO);
            if exists.load(Ordering::SeqCst) {
                let is_free = !in_flight.is_claimed(1);
                let is_own = is_free
                    && !in_flight.is_contested(7, send, Duration::ZERO)
                    && !in_flight.has_rival(7, send, Duration::ZERO);
                assert!(!is_own);
            }
            in_flight.end(send, &keys, |_| false, Duration::ZERO);
            creates.join().unwrap();
            in_flight.begin(&HashSet::new(), FORGOTTEN);
            let sends = in_flight.lock();
            assert!(sends.unsettled.is_empty() && sends.settled.is_empty());
        });
    }

    /// Of two sends at the same time, one sees the other, whatever their outcomes are.
    #[test]
    fn of_two_sends_like_each_other_one_sees_the_other() {
        explore(|| {
            let in_flight = Arc::new(InFlight::default());
            let seen = Arc::new(AtomicUsize::new(0));
            let sends: Vec<_> = [true, false]
                .into_iter()
                .map(|settled| {
                    let (in_flight, seen) = (Arc::clone(&in_flight), Arc::clone(&seen));
                    thread::spawn(move || {
                        let keys = HashSet::from([7]);
                        let send = in_flight.begin(&keys, Duration::ZERO);
                        let rival = in_flight.has_rival(7, send, Duration::ZERO);
                        seen.fetch_add(usize::from(rival), Ordering::SeqCst);
                        in_flight.end(send, &keys, |_| settled, Duration::ZERO);
                    })
                })
                .collect();
            for send in sends {
                send.join().unwrap();
            }
            assert!(seen.load(Ordering::SeqCst) >= 1);
        });
    }
}
