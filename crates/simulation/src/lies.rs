//! False responses: each has the right types, and is not what the service would respond.

use std::collections::{HashMap, HashSet};

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
    /// A list, or a read of several items, lacks about half of the items.
    pub halved: f64,
    /// An item is another one of the same list.
    pub another: f64,
    /// The dates of an item are moved.
    pub moved: f64,
    /// The report of a new job contradicts itself, or the request.
    pub contradicted: f64,
    /// A price is negative.
    pub negative: f64,
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
        negative: 0.0,
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
            negative: share(),
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

/// Returns whether the elements of a response are objects of a list, each under its key.
fn is_batch_read(elements: &[Value]) -> bool {
    let is_element = |one: &Value| one.get("key").is_some() && one.get("value").is_some();
    !elements.is_empty() && elements.iter().all(is_element)
}

/// What earlier responses contained, by the path of their list.
#[derive(Debug, Default)]
pub(crate) struct Earlier {
    lists: HashMap<String, Vec<Value>>,
    all: HashMap<String, Vec<Value>>,
    items: HashMap<String, Vec<Value>>,
    /// The paths of batches that were falsely reported as failed or cancelled.
    ended: HashSet<String>,
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
            Value::Array(list) if is_batch_read(&list) => self.batch_read(lies, random, path, list),
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

    /// Several objects of a list: each may be false as if it was read alone; elements, or their
    /// values, are missing where a list would lack items.
    fn batch_read(&mut self, lies: Lies, random: &mut Rng, path: &str, truth: Vec<Value>) -> Value {
        let cached = self.lists.insert(path.to_owned(), truth.clone());
        let mut elements = match cached {
            Some(cached) if random.f64() < lies.cached => cached,
            _ => truth,
        };
        for element in &mut elements {
            let value = element["value"].take();
            element["value"] = match value {
                Value::Object(_) => self.item(lies, random, path, value),
                other => other,
            };
        }
        if random.f64() < lies.halved {
            elements.retain(|_| random.bool());
        }
        if random.f64() < lies.halved {
            for element in elements.iter_mut().filter(|_| random.bool()) {
                element["value"].take();
            }
        }
        Value::Array(elements)
    }

    fn item(&mut self, lies: Lies, random: &mut Rng, path: &str, truth: Value) -> Value {
        let list = path.rsplit_once('/').map_or(path, |(list, _)| list);
        let items = self.items.entry(list.to_owned()).or_default();
        if !items.contains(&truth) {
            items.push(truth.clone());
        }
        // No client can doubt a failure that figures of zero confirm, even if all of it is false.
        let ended = path.strip_suffix("/statistics");
        let ended = ended.is_some_and(|batch| self.ended.contains(batch));
        let mut item = match random.f64() < lies.another && !ended {
            true => items[random.usize(..items.len())].clone(),
            false => truth,
        };
        if let Some(price) = item["credit"].as_f64()
            && random.f64() < lies.negative
        {
            item["credit"] = (-price).into();
        }
        if let Some(fields) = item.as_object_mut()
            && path.contains("/batches/")
            && (random.f64() < lies.ended || ended && fields["sent"] == 0)
        {
            match path.ends_with("/statistics") {
                true => incomplete(random, fields),
                false => {
                    let status = ["FAILED", "CANCELED"][random.usize(..2)];
                    fields.insert("status".to_owned(), status.into());
                    self.ended.insert(path.to_owned());
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const DATE: &str = "2026-11-26T10:00:00+00:00";

    fn read() -> Value {
        let element = |id: i64| json!({"key": id, "value": {"id": id, "at": DATE}, "error": null});
        (1..=8).map(element).collect()
    }

    /// Returns what a second read of the same items contains under some lies.
    fn second(change: fn(&mut Lies)) -> Vec<Value> {
        let mut lies = Lies::NONE;
        change(&mut lies);
        let (mut earlier, mut random) = (Earlier::default(), Rng::with_seed(1));
        earlier.report(Lies::NONE, &mut random, "/outgoing/1,2,3,4,5,6,7,8", read());
        let again = earlier.report(lies, &mut random, "/outgoing/1,2,3,4,5,6,7,8", read());
        again.as_array().unwrap().clone()
    }

    #[test]
    fn reads_of_several_items_are_false_as_reads_of_one() {
        assert_eq!(Value::Array(second(|_| {})), read());
        let other = second(|lies| lies.another = 1.0);
        assert!(other.iter().any(|one| one["key"] != one["value"]["id"]));
        let moved = second(|lies| lies.moved = 1.0);
        assert!(moved.iter().all(|one| one["value"]["at"] != DATE));
        let halved = second(|lies| lies.halved = 1.0);
        assert!(halved.len() < 8 && halved.iter().any(|one| one["value"].is_null()));
    }

    #[test]
    fn an_earlier_read_of_several_items_is_returned_again() {
        let mut random = Rng::with_seed(1);
        let lies = Lies {
            cached: 1.0,
            ..Lies::NONE
        };
        let (mut earlier, path) = (Earlier::default(), "/outgoing/1,2");
        let first = json!([{"key": 1, "value": {"id": 1}, "error": null}]);
        let then = json!([{"key": 1, "value": null, "error": {"class": "Client::NotFound"}}]);
        assert_eq!(
            earlier.report(lies, &mut random, path, first.clone()),
            first
        );
        assert_eq!(earlier.report(lies, &mut random, path, then), first);
    }
}
