//! False responses to reads: each has the right types, and is not what the service would respond.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use fastrand::Rng;
use serde_json::Value;

/// How often responses to reads are false; each is a probability from 0 to 1.
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
}

impl Lies {
    /// All responses are true.
    pub const NONE: Self = Self {
        cached: 0.0,
        unfiltered: 0.0,
        halved: 0.0,
        another: 0.0,
        moved: 0.0,
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
        }
    }
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
