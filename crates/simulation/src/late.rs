//! Lists and slots that show what was written only after some time.

use std::collections::HashMap;
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Response};
use serde_json::Value;

/// From when on lists show each item, and what reads of slots show until then.
///
/// An item that was listed once stays listed.
#[derive(Debug, Default)]
pub(crate) struct Late {
    listed: HashMap<String, Duration>,
    slots: HashMap<String, Slot>,
}

#[derive(Debug, Default)]
struct Slot {
    /// The response to the last read that was up to date.
    shown: Option<Response<Bytes>>,
    /// Until when reads show that response.
    until: Duration,
}

impl Late {
    /// Records an item that was created.
    pub(crate) fn created(&mut self, id: &Value, listed: Duration) {
        self.listed.insert(text(id), listed);
    }

    /// Removes the items that are not listed yet; returns whether there were any. An item that is
    /// met for the first time, such as a message of a batch, is new.
    pub(crate) fn list(&mut self, items: &mut Vec<Value>, now: Duration, stale: Duration) -> bool {
        let all = items.len();
        items.retain(|item| {
            let id = text(item.get("id").unwrap_or(item));
            *self.listed.entry(id).or_insert(now + stale) <= now
        });
        items.len() < all
    }

    /// Records that a slot was changed: reads show it from then on.
    pub(crate) fn changed(&mut self, slot: String, shown: Duration) {
        self.slots.entry(slot).or_default().until = shown;
    }

    /// Returns what a read of a slot shows: the true response, or an earlier one.
    pub(crate) fn slot(
        &mut self,
        slot: &str,
        now: Duration,
        truth: Response<Bytes>,
    ) -> Response<Bytes> {
        let slot = self.slots.entry(slot.to_owned()).or_default();
        match &slot.shown {
            Some(earlier) if now < slot.until => earlier.clone(),
            _ => slot.shown.insert(truth).clone(),
        }
    }
}

/// Returns the number of the slot that a request fills or deletes.
pub(crate) fn written_slot(method: &Method, path: &str, body: &[u8]) -> Option<String> {
    let body = || serde_json::from_slice::<Value>(body).unwrap_or_default();
    match *method {
        Method::POST if path.ends_with("/receivers") => Some(text(&body()["slotId"])),
        Method::DELETE => read_slot(path).map(str::to_owned),
        _ => None,
    }
}

/// Returns the number of the slot in a path.
pub(crate) fn read_slot(path: &str) -> Option<&str> {
    let (list, slot) = path.rsplit_once('/')?;
    list.ends_with("/receivers").then_some(slot)
}

pub(crate) fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
