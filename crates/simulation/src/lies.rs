//! False responses: each has the right types, and is not what the service would respond.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use serde_json::Value;

/// How often responses are false; each is a probability from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lies {
    /// A list is an earlier one of the same path, whatever its filters were.
    pub cached: f64,
    /// A list also contains the ids of all earlier lists of the same path.
    pub unfiltered: f64,
    /// A list lacks about half of its items.
    pub halved: f64,
    /// An item is another one of the same list.
    pub another: f64,
    /// The dates of an item are moved.
    pub moved: f64,
    /// The report of a new job contradicts itself, or the request.
    pub contradicted: f64,
    /// A batch has failed or was cancelled, and figures are missing from its statistics.
    pub ended: f64,
}

impl Lies {
    /// All responses are true.
    pub const NONE: Self = Self {
        cached: 0.0,
        unfiltered: 0.0,
        halved: 0.0,
        another: 0.0,
        moved: 0.0,
        contradicted: 0.0,
        ended: 0.0,
    };

    /// Draws how often each response is false: never, rarely, often or always.
    pub fn draw(random: &mut Rng) -> Self {
        let shares = [0.0, 0.0, 0.1, 0.5, 1.0];
        let mut share = || shares[random.usize(..shares.len())];
        Self {
            cached: share(),
            unfiltered: share(),
            halved: share(),
            another: share(),
            moved: share(),
            contradicted: share(),
            ended: share(),
        }
    }

    /// Returns the response to a request that created a job: the true one, or a false one.
    pub(crate) fn report_of_job(self, random: &mut Rng, mut report: Value) -> Value {
        if random.f64() >= self.contradicted {
            return report;
        }
        let Some(fields) = report.as_object_mut() else {
            return report;
        };
        let change = |fields: &mut Fields, name: &str, change: fn(&mut Vec<Value>)| {
            if let Some(list) = fields.get_mut(name).and_then(Value::as_array_mut) {
                change(list);
            }
        };
        match random.u8(..5) {
            // Receivers are accepted and refused: all of them, or the last.
            0 => {
                let valid = fields.get("validReceivers").and_then(Value::as_array);
                let mut both = valid.cloned().unwrap_or_default();
                if random.bool() {
                    both.drain(..both.len().saturating_sub(1));
                }
                fields.insert("invalidReceivers".to_owned(), both.into());
            }
            // A receiver is neither.
            1 => change(fields, "validReceivers", |list| drop(list.pop())),
            // A receiver was not in the request.
            2 => change(fields, "validReceivers", |list| {
                list.push(STRANGER.into());
            }),
            // There are more ids than receivers.
            3 => change(fields, "ids", |list| list.push(UNKNOWN_ID.into())),
            // The ids are those of other messages.
            _ => change(fields, "ids", |list| list.fill(UNKNOWN_ID.into())),
        }
        report
    }
}

type Fields = serde_json::Map<String, Value>;

/// A receiver that no program sends to, and the id of no message.
const STRANGER: &str = "+33600000999";
const UNKNOWN_ID: i64 = 899_999_999;

/// Returns the statistics of a batch without some of the figures that could prove that nothing was
/// sent.
fn incomplete(random: &mut Rng, figures: &mut Fields) {
    for name in ["sent", "delivered", "pending", "failed"] {
        match random.u8(..3) {
            0 => drop(figures.remove(name)),
            1 => drop(figures.insert(name.to_owned(), Value::Null)),
            _ => drop(figures.insert(name.to_owned(), 0.into())),
        }
    }
    figures.remove(["sent", "delivered", "pending", "failed"][random.usize(..4)]);
}

/// What earlier responses contained, by the path of their list.
#[derive(Debug, Default)]
pub(crate) struct Earlier {
    lists: HashMap<String, Vec<Value>>,
    all: HashMap<String, Vec<Value>>,
    items: HashMap<String, Vec<Value>>,
}

impl Earlier {
    /// Returns the response to a read of this path: the true one, or a false one.
    pub(crate) fn report(
        &mut self,
        lies: Lies,
        random: &mut Rng,
        path: &str,
        truth: Value,
    ) -> Value {
        match truth {
            Value::Array(list) => self.list(lies, random, path, list),
            Value::Object(_) => self.item(lies, random, path, truth),
            other => other,
        }
    }

    fn list(&mut self, lies: Lies, random: &mut Rng, path: &str, truth: Vec<Value>) -> Value {
        let all = self.all.entry(path.to_owned()).or_default();
        for item in &truth {
            if !all.contains(item) {
                all.push(item.clone());
            }
        }
        let cached = self.lists.insert(path.to_owned(), truth.clone());
        let mut list = match cached {
            Some(cached) if random.f64() < lies.cached => cached,
            _ if random.f64() < lies.unfiltered => all.clone(),
            _ => truth,
        };
        if random.f64() < lies.halved {
            list.retain(|_| random.bool());
        }
        Value::Array(list)
    }

    fn item(&mut self, lies: Lies, random: &mut Rng, path: &str, truth: Value) -> Value {
        let list = path.rsplit_once('/').map_or(path, |(list, _)| list);
        let items = self.items.entry(list.to_owned()).or_default();
        if !items.contains(&truth) {
            items.push(truth.clone());
        }
        let mut item = match random.f64() < lies.another {
            true => items[random.usize(..items.len())].clone(),
            false => truth,
        };
        if let Some(fields) = item.as_object_mut()
            && path.contains("/batches/")
            && random.f64() < lies.ended
        {
            match path.ends_with("/statistics") {
                true => incomplete(random, fields),
                false => {
                    let status = ["FAILED", "CANCELED"][random.usize(..2)];
                    fields.insert("status".to_owned(), status.into());
                }
            }
        }
        if random.f64() < lies.moved {
            let seconds = [-31_536_000, -3_600, -60, 60, 3_600, 86_400];
            let by = TimeDelta::seconds(seconds[random.usize(..seconds.len())]);
            for value in item
                .as_object_mut()
                .into_iter()
                .flat_map(|all| all.values_mut())
            {
                let date = value.as_str().map(DateTime::parse_from_rfc3339);
                if let Some(Ok(date)) = date {
                    *value = (date.with_timezone(&Utc) + by).to_rfc3339().into();
                }
            }
        }
        item
    }
}
