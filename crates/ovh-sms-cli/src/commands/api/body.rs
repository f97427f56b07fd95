//! The request body, from `--body` or from field options, checked before it is sent.

use std::path::Path;

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::arguments::{self, BODY, CLEAR};
use super::check;
use super::names::Place;
use super::operations::{Described, Description};
use crate::failure::Failure;
use crate::text::whole;

/// Maximum number of bytes of a body: some files never end.
const MOST_BODY: u64 = 64 << 20;

/// Returns the body of a call, if the operation takes one.
pub(super) fn of(
    description: &Description,
    operation: &Described,
    matches: &ArgMatches,
) -> Result<Option<Value>, Failure> {
    let Some(schema) = &operation.body else {
        return Ok(None);
    };
    let body = match matches.get_one::<String>(BODY) {
        Some(source) => read(source)?,
        None => Value::Object(fields(description, schema, matches)?),
    };
    let problems = check::problems(description, schema, &body);
    if problems.is_empty() {
        return Ok(Some(body));
    }
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("  {problem}"))
        .collect();
    Err(Failure::usage(format!(
        "Nothing was sent: the body is not valid for {}:\n{}",
        operation.facts.id(),
        lines.join("\n")
    )))
}

/// Returns the fields that are given as options.
fn fields(
    description: &Description,
    schema: &Value,
    matches: &ArgMatches,
) -> Result<Map<String, Value>, Failure> {
    let mut body = Map::new();
    let properties = description.resolve(schema).properties();
    for (name, schema) in properties.into_iter().flatten() {
        if let Some(value) = arguments::value(description, matches, Place::Body, name, schema) {
            body.insert(name.clone(), value);
        }
    }
    // Only operations with clearable fields have the option.
    let cleared = matches.try_get_many::<String>(CLEAR).ok().flatten();
    for name in cleared.into_iter().flatten() {
        let schema = properties.and_then(|properties| properties.get(name));
        let how = schema.and_then(|schema| description.resolve(schema).clear);
        let cleared = match how {
            Some("empty") => Value::from(""),
            _ => Value::Null,
        };
        if body.insert(name.clone(), cleared).is_some() {
            return Err(Failure::usage(format!(
                "Nothing was sent: {name} can't be both set and cleared."
            )));
        }
    }
    Ok(body)
}

/// Parses the JSON of `--body`: the argument itself, a file or stdin.
pub(super) fn read(source: &str) -> Result<Value, Failure> {
    let (what, text) = match source.strip_prefix('@') {
        _ if source == "-" => ("stdin", whole(None, MOST_BODY)?),
        Some(file) => (file, whole(Some(Path::new(file)), MOST_BODY)?),
        None => ("--body", source.to_owned()),
    };
    serde_json::from_str(&text).map_err(|error| {
        Failure::usage(format!(
            "Nothing was sent: the body from {what} is not JSON: {error}."
        ))
    })
}
