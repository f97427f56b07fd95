//! A description as a JSON tree, and places in it under the names of the API.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A step from a value to one inside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// The JSON, and the keys that occur twice in one object: serde would silently keep the later one.
pub(super) struct Tree {
    pub value: Value,
    pub twice: Vec<Vec<Step>>,
}

impl Tree {
    /// Reads JSON; the error states line and column.
    pub(super) fn parse(text: &str) -> serde_json::Result<Tree> {
        let mut json = serde_json::Deserializer::from_str(text);
        let (mut at, mut twice) = (Vec::new(), Vec::new());
        let value = Seed {
            at: &mut at,
            twice: &mut twice,
        }
        .deserialize(&mut json)?;
        json.end()?;
        Ok(Tree { value, twice })
    }
}

struct Seed<'a> {
    at: &'a mut Vec<Step>,
    twice: &'a mut Vec<Vec<Step>>,
}

impl Seed<'_> {
    /// Returns a seed for the value one step further.
    fn below(&mut self, step: Step) -> Seed<'_> {
        self.at.push(step);
        Seed {
            at: self.at,
            twice: self.twice,
        }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Value, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut from: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let next = from.next_element_seed(self.below(Step::Index(list.len())))?;
            self.at.pop();
            match next {
                Some(value) => list.push(value),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut from: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = from.next_key::<String>()? {
            let value = from.next_value_seed(self.below(Step::Key(key.clone())))?;
            if map.contains_key(&key) {
                self.twice.push(self.at.clone());
            }
            self.at.pop();
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// The lists whose members have names.
const LISTS: &[&str] = &["apis", "operations", "parameters", "models", "properties"];

/// Returns a place under the names of the API: root, path, method, parameter or model, field.
pub(super) fn place(whole: &Value, steps: &[Step]) -> String {
    let mut words: Vec<String> = Vec::new();
    words.extend(
        whole
            .get("resourcePath")
            .and_then(Value::as_str)
            .map(str::to_owned),
    );
    let mut here = whole;
    let mut list = "";
    for step in steps {
        let next = match step {
            Step::Key(key) => here.get(key),
            Step::Index(index) => here.get(index),
        };
        let Some(next) = next else { break };
        let named = |key: &str| next.get(key).and_then(Value::as_str).map(str::to_owned);
        match (list, step) {
            ("apis", Step::Index(index)) => {
                words.push(named("path").unwrap_or_else(|| format!("apis[{index}]")));
            }
            ("operations", Step::Index(index)) => {
                words.push(named("httpMethod").unwrap_or_else(|| format!("operations[{index}]")));
            }
            ("parameters", Step::Index(index)) => {
                words.push(named("name").unwrap_or_else(|| format!("parameters[{index}]")));
            }
            ("models" | "properties", Step::Key(key)) => words.push(key.clone()),
            (_, Step::Key(key)) if !LISTS.contains(&key.as_str()) => words.push(key.clone()),
            _ => {}
        }
        list = match step {
            Step::Key(key) if LISTS.contains(&key.as_str()) && list != "models" => key.as_str(),
            _ => "",
        };
        here = next;
    }
    match words.is_empty() {
        true => String::new(),
        false => words.join(" ") + ": ",
    }
}

/// Returns a key under the names of the API, with its place: `/x x.Y a: "shape"`.
pub(super) fn key_at(whole: &Value, steps: &[Step]) -> String {
    let key = match steps.last() {
        Some(Step::Key(key)) => key.as_str(),
        _ => "",
    };
    let above = steps
        .get(..steps.len().saturating_sub(1))
        .unwrap_or_default();
    format!("{}{key:?}", place(whole, above))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_what_serde_json_reads() {
        let text = r#"{"a":[1,-2,3.5,true,null,"x",{"b":{}}],"c":18446744073709551615}"#;
        let tree = Tree::parse(text).unwrap();
        assert_eq!(tree.value, serde_json::from_str::<Value>(text).unwrap());
        assert!(tree.twice.is_empty());
    }

    #[test]
    fn a_key_that_stands_twice_is_found_at_every_depth() {
        let text =
            r#"{"resourcePath":"/x","models":{"x.Y":{"properties":{"a":1,"a":2}}},"models":{}}"#;
        let tree = Tree::parse(text).unwrap();
        let places: Vec<String> = tree.twice.iter().map(|s| key_at(&tree.value, s)).collect();
        // The model is gone from the tree with the first `models`.
        assert_eq!(places, [r#"/x: "a""#, r#"/x: "models""#]);
    }

    #[test]
    fn what_goes_on_after_its_end_is_refused() {
        assert!(Tree::parse("{} {}").is_err());
        assert!(Tree::parse(&"[".repeat(100_000)).is_err());
    }
}
