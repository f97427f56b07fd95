//! The program that makes calls, and the comparison of what it sends before and after a change.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use anyhow::Context;
use serde_json::Value;

use super::calls::Made;
use super::proof::{Requests, Wire};
use super::surface::Surface;
use super::verdicts::{Named, Sent};

/// The program without its calls.
const PROGRAM: &str = include_str!("../../scratch/calls.rs.in");

/// What the program prints.
#[derive(Debug, Default)]
pub struct Printed {
    /// The requests of each call.
    pub requests: BTreeMap<String, Value>,
    /// The result of each body, in order.
    pub bodies: Vec<Value>,
}

/// Returns the program with these calls, which reads the bodies of these types.
pub fn program(calls: &[Made], surface: &Surface) -> anyhow::Result<String> {
    let mut text = PROGRAM.to_owned();
    text.push_str("type Call = fn(&api::Client, &str);\n\nconst CALLS: &[(&str, Call)] = &[\n");
    for call in calls {
        writeln!(
            text,
            "    ({:?}, |api, name| run(name, {}(api))),",
            call.name(),
            call.function
        )?;
    }
    text.push_str("];\n\n");
    calls.iter().for_each(|call| text.push_str(&call.unit.text));
    text.push_str("\ntype Read = fn(&Value) -> Result<Value, serde_json::Error>;\n\n");
    text.push_str("const MODELS: &[(&str, Read)] = &[\n");
    for name in surface.models() {
        writeln!(text, "    ({name:?}, round_trip::<types::{name}>),")?;
    }
    for name in surface.enumerations.keys() {
        writeln!(
            text,
            "    ({name:?}, |value| variant(value, types::{name}::is_known)),"
        )?;
    }
    text.push_str("];\n");
    Ok(text)
}

impl Surface {
    /// Returns the structures that are read and written.
    pub fn models(&self) -> impl Iterator<Item = &String> {
        let is_object = |name: &&String| {
            let schema = self.document.schemas.get(*name);
            schema
                .is_some_and(|schema| schema.get("type").and_then(Value::as_str) == Some("object"))
        };
        self.structures.keys().filter(is_object)
    }
}

/// Reads what the program prints.
pub fn read(output: &str) -> anyhow::Result<Printed> {
    let mut printed = Printed::default();
    for line in output.lines() {
        let mut value: Value =
            serde_json::from_str(line).with_context(|| format!("unexpected output: {line}"))?;
        match value.get("call").and_then(Value::as_str).map(str::to_owned) {
            Some(call) => {
                printed.requests.insert(call, value["requests"].take());
            }
            None => printed.bodies.push(value),
        }
    }
    Ok(printed)
}

/// Compares the requests of calls. Only calls that no change is about are counted; those of the
/// others show what the changes do.
pub fn compare(
    calls: &[&Made],
    (before, after): (&Printed, &Printed),
    changes: &[Named],
) -> (Wire, BTreeMap<String, Sent>) {
    let mut wire = Wire::default();
    let mut unchanged = BTreeSet::new();
    let mut sent = BTreeMap::new();
    for call in calls {
        let name = call.name();
        let requests = before.requests.get(&name);
        let identical = requests.is_some() && requests == after.requests.get(&name);
        let uses = call.unit.uses.clone();
        let is_changed = changes.iter().any(|change| change.is_about(&uses));
        if !is_changed {
            unchanged.insert(&call.operation);
        }
        let counted = match (is_changed, call.all) {
            (true, _) => &mut wire.changed,
            (false, true) => &mut wire.all,
            (false, false) => &mut wire.required,
        };
        counted.add(identical);
        sent.insert(name, Sent { uses, identical });
    }
    wire.operations = unchanged.len();
    (wire, sent)
}

impl Requests {
    /// Counts a comparison.
    pub fn add(&mut self, identical: bool) {
        self.compared += 1;
        if identical {
            self.identical += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::probes::Unit;
    use super::*;
    use ovh_codegen::diff::{Change, Weight};

    fn made(operation: &str, all: bool) -> Made {
        Made {
            operation: operation.to_owned(),
            all,
            function: format!("call_{operation}"),
            unit: Unit {
                name: String::new(),
                text: String::new(),
                uses: BTreeSet::from([operation.to_owned()]),
            },
        }
    }

    #[test]
    fn only_calls_that_no_change_is_about_must_be_identical() {
        let lines = |bytes: [&str; 4]| {
            let names = [
                "a with all",
                "a with required",
                "b with all",
                "b with required",
            ];
            let line = |(name, byte): (&str, &str)| {
                format!("{{\"call\":\"{name} arguments\",\"requests\":[\"{byte}\"]}}\n")
            };
            read(&names.into_iter().zip(bytes).map(line).collect::<String>()).unwrap()
        };
        let calls = [
            made("a", true),
            made("a", false),
            made("b", true),
            made("b", false),
        ];
        let calls: Vec<&Made> = calls.iter().collect();
        let change = Change {
            weight: Weight::Behaviour,
            place: "GET /b".to_owned(),
            what: "the operation moved here".to_owned(),
            rust: vec!["b".to_owned()],
        };
        let known = BTreeSet::from(["a".to_owned(), "b".to_owned()]);
        let named = super::super::verdicts::named(&[change], &known);
        let before = lines(["1", "2", "3", "4"]);
        let after = lines(["1", "x", "x", "4"]);
        let (wire, sent) = compare(&calls, (&before, &after), &named);
        let requests = |identical, compared| Requests {
            identical,
            compared,
        };
        assert_eq!(wire.operations, 1);
        assert_eq!(wire.all, requests(1, 1));
        assert_eq!(wire.required, requests(0, 1));
        assert_eq!(wire.changed, requests(1, 2));
        let differ = sent.iter().filter(|(_, sent)| !sent.identical);
        let differ: Vec<&str> = differ.map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            differ,
            ["a with required arguments", "b with all arguments"]
        );
    }

    #[test]
    fn output_that_is_no_json_is_an_error_with_the_line() {
        let error = read("{\"call\":\"a\",\"requests\":[]}\nnot JSON\n").unwrap_err();
        assert!(error.to_string().contains("not JSON"), "{error}");
    }
}
