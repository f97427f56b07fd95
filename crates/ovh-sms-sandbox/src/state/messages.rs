//! The messages of an account in the order of their ids, stored so that a million of them need
//! little memory and are fast to read.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Message, Parcel};

/// Messages by id. Ids grow, so nearly all messages are added at the end of one long row. The ids
/// of a batch are drawn before its messages are created, so these are added late.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    row: Vec<Message>,
    late: BTreeMap<i64, Message>,
}

impl Messages {
    pub(crate) fn insert(&mut self, message: Message) {
        if self.row.last().is_none_or(|last| last.id < message.id) {
            self.row.push(message);
        } else {
            self.late.insert(message.id, message);
        }
    }

    /// Returns a message that was not cancelled.
    pub(crate) fn get(&self, id: i64) -> Option<&Message> {
        let found = match self.row.binary_search_by_key(&id, |message| message.id) {
            Ok(place) => self.row.get(place),
            Err(_) => self.late.get(&id),
        };
        found.filter(|message| !message.cancelled)
    }

    pub(crate) fn get_mut(&mut self, id: i64) -> Option<&mut Message> {
        let found = match self.row.binary_search_by_key(&id, |message| message.id) {
            Ok(place) => self.row.get_mut(place),
            Err(_) => self.late.get_mut(&id),
        };
        found.filter(|message| !message.cancelled)
    }

    /// Returns the messages with ids above `after` that were not cancelled, and all late ones, which
    /// may have been created after it.
    pub(crate) fn since(&self, after: i64) -> impl Iterator<Item = &Message> {
        let first = self.row.partition_point(|message| message.id <= after);
        let row = self.row.get(first..).unwrap_or_default().iter();
        row.chain(self.late.values())
            .filter(|message| !message.cancelled)
    }

    /// Returns all messages that were not cancelled, the late ones at the end.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Message> {
        self.row
            .iter()
            .chain(self.late.values())
            .filter(|message| !message.cancelled)
    }
}

/// The messages in the form of the state file: each parcel once, and the rows that refer to them.
#[derive(Serialize)]
struct Written<'a> {
    parcels: Vec<&'a Parcel>,
    rows: Vec<(usize, &'a Message)>,
}

#[derive(Deserialize)]
struct Read {
    parcels: Vec<Arc<Parcel>>,
    rows: Vec<(usize, Message)>,
}

impl Serialize for Messages {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut places = HashMap::new();
        let mut written = Written {
            parcels: Vec::new(),
            rows: Vec::new(),
        };
        for message in self.values() {
            let next = written.parcels.len();
            let place = *places.entry(Arc::as_ptr(&message.parcel)).or_insert(next);
            if place == next {
                written.parcels.push(&message.parcel);
            }
            written.rows.push((place, message));
        }
        written.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Messages {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Read { parcels, mut rows } = Read::deserialize(deserializer)?;
        rows.sort_by_key(|(_, message)| message.id);
        let mut messages = Self::default();
        for (place, mut message) in rows {
            let parcel = parcels.get(place);
            let parcel =
                parcel.ok_or_else(|| serde::de::Error::custom("a message without its parcel"))?;
            message.parcel = Arc::clone(parcel);
            messages.insert(message);
        }
        Ok(messages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: i64) -> Message {
        Message {
            id,
            ..Message::default()
        }
    }

    #[test]
    fn late_ids_are_found_too() {
        let mut messages = Messages::default();
        for id in [5, 9, 3, 12] {
            messages.insert(message(id));
        }
        assert!([3, 5, 9, 12].iter().all(|id| messages.get(*id).is_some()));
        assert_eq!(
            messages.values().map(|one| one.id).collect::<Vec<_>>(),
            [5, 9, 12, 3]
        );
        messages.get_mut(9).unwrap().cancelled = true;
        assert!(messages.get(9).is_none() && messages.get_mut(9).is_none());
    }

    #[test]
    fn parcels_stay_shared_in_the_state_file() {
        let mut messages = Messages::default();
        let parcel = Arc::new(Parcel {
            text: "x".into(),
            ..Parcel::default()
        });
        for id in 1..=3 {
            messages.insert(Message {
                parcel: Arc::clone(&parcel),
                ..message(id)
            });
        }
        let text = serde_json::to_string(&messages).unwrap();
        let read: Messages = serde_json::from_str(&text).unwrap();
        let parcels: Vec<_> = read.values().map(|one| Arc::as_ptr(&one.parcel)).collect();
        assert!(parcels.len() == 3 && parcels.iter().all(|one| *one == parcels[0]));
    }
}
