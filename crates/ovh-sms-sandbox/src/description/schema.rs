//! Checks values against the description: leniently what comes in, strictly what goes out.

use std::net::IpAddr;

use chrono::{DateTime, NaiveDate};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::description::{Description, Operation};
use crate::refusal::Refusal;

/// How exact a value has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rigour {
    /// As the service reads requests: numbers may be written as text, nulls are left out.
    Tolerant,
    /// As the sandbox checks its own answers: exact types, no null that the model does not allow,
    /// and every field of the model.
    Strict,
    /// As it checks its refusals: exact types, but the fields of one of the two forms only.
    Partial,
}

/// Checks the body of a request and returns it with its values in the types of the description.
///
/// # Errors
/// A 400 that names the field that is unknown, missing or of a wrong type.
pub(crate) fn read_body(
    description: &Description,
    operation: &Operation,
    bytes: &[u8],
) -> Result<Map<String, Value>, Refusal> {
    let Some(schema) = &operation.body else {
        return Ok(Map::new());
    };
    let value = if bytes.iter().all(u8::is_ascii_whitespace) {
        Value::Object(Map::new())
    } else {
        serde_json::from_slice(bytes)
            .map_err(|error| Refusal::bad(format!("Invalid JSON received: {error}")))?
    };
    let checker = Checker {
        description,
        rigour: Rigour::Tolerant,
    };
    match checker.check(schema, value, "") {
        Ok(Value::Object(body)) => Ok(body),
        Ok(_) => Err(Refusal::bad(
            "Invalid JSON received: the body is not an object",
        )),
        Err(problem) => Err(Refusal::bad(problem)),
    }
}

/// Checks one parameter of a path or a query string, which comes as text.
///
/// # Errors
/// A 400 that names the parameter.
pub(crate) fn read_parameter(
    description: &Description,
    schema: &Value,
    name: &str,
    text: &str,
) -> Result<(), Refusal> {
    let checker = Checker {
        description,
        rigour: Rigour::Tolerant,
    };
    checker
        .check(schema, Value::String(text.to_owned()), name)
        .map(|_| ())
        .map_err(Refusal::bad)
}

/// Says what is wrong with an answer of an operation, or that nothing is.
pub(crate) fn response_problem(
    description: &Description,
    operation: &Operation,
    answer: &Value,
) -> Option<String> {
    let Some(schema) = &operation.response else {
        return (!answer.is_null()).then(|| "an answer where none is described".to_owned());
    };
    let checker = Checker {
        description,
        rigour: Rigour::Strict,
    };
    checker.check(schema, answer.clone(), "").err()
}

/// Says what is wrong with a refusal of an operation, or that nothing is.
pub(crate) fn refusal_problem(
    description: &Description,
    operation: &Operation,
    body: &Value,
) -> Option<String> {
    let checker = Checker {
        description,
        rigour: Rigour::Partial,
    };
    let schema = operation.refusal.as_ref()?;
    let told = body.get("message").is_some_and(Value::is_string);
    checker
        .check(schema, body.clone(), "")
        .err()
        .or_else(|| (!told).then(|| "a refusal without a message".to_owned()))
}

/// Checks the values of an operation's path parameters; one that is not given is empty.
///
/// # Errors
/// A 400 that names the parameter.
pub(crate) fn check_path(
    description: &Description,
    operation: &Operation,
    values: &[(&str, String)],
) -> Result<(), Refusal> {
    for known in &operation.path_parameters {
        let value = values.iter().find(|(name, _)| *name == known.name);
        let text = value.map_or("", |(_, value)| value);
        read_parameter(description, &known.schema, &known.name, text)?;
    }
    Ok(())
}

struct Checker<'a> {
    description: &'a Description,
    rigour: Rigour,
}

/// A schema behind its references: what it is called, what it says, whether null is allowed.
struct Resolved<'a> {
    name: &'a str,
    schema: &'a Value,
    nullable: bool,
}

impl Checker<'_> {
    fn resolve<'a>(&'a self, schema: &'a Value) -> Resolved<'a> {
        let mut found = Resolved {
            name: "",
            schema,
            nullable: false,
        };
        // References are a few steps deep; the bound only keeps a broken file from looping.
        for _ in 0..16 {
            found.nullable |= takes_null(found.schema);
            if let Some((name, model)) = found
                .schema
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|r| self.description.model(r))
            {
                found.name = name;
                found.schema = model;
            } else if let Some(inner) = inner(found.schema) {
                found.schema = inner;
            } else {
                break;
            }
        }
        // A schema without a type takes every value.
        found.nullable |= kind(found.schema) == "any";
        found
    }

    fn check(&self, schema: &Value, value: Value, at: &str) -> Result<Value, String> {
        let found = self.resolve(schema);
        if value.is_null() {
            // Lists are nullable in the description only so that clients tolerate it.
            let list = kind(found.schema) == "array" && self.rigour != Rigour::Tolerant;
            return if found.nullable && !list {
                Ok(value)
            } else {
                Err(self.mistyped(&found, &value, at))
            };
        }
        let value = match kind(found.schema) {
            "object" => self.check_object(&found, value, at)?,
            "array" => self.check_array(&found, value, at)?,
            _ => self.check_scalar(&found, value, at)?,
        };
        match found.schema.get("enum").and_then(Value::as_array) {
            Some(known) if !known.contains(&value) => Err(format!(
                "[{at}] Given data ({}) does not belong to the {} enumeration",
                shown(&value),
                found.name
            )),
            _ => Ok(value),
        }
    }

    fn check_object(&self, found: &Resolved<'_>, value: Value, at: &str) -> Result<Value, String> {
        let Value::Object(fields) = value else {
            return Err(self.mistyped(found, &value, at));
        };
        let mut read = Map::new();
        let known = found.schema.get("properties").and_then(Value::as_object);
        let others = found
            .schema
            .get("additionalProperties")
            .filter(|one| one.is_object());
        for (name, value) in fields {
            let place = if at.is_empty() {
                name.clone()
            } else {
                format!("{at}.{name}")
            };
            let Some(schema) = known.and_then(|known| known.get(&name)).or(others) else {
                if known.is_none() {
                    read.insert(name, value);
                    continue;
                }
                return Err(format!("Received not described parameters: ({place})"));
            };
            if value.is_null() && self.rigour == Rigour::Tolerant && !self.resolve(schema).nullable
            {
                continue;
            }
            read.insert(name, self.check(schema, value, &place)?);
        }
        if self.rigour == Rigour::Strict {
            // Clients must tolerate missing fields; the sandbox sends them all.
            if let Some(name) = known
                .into_iter()
                .flat_map(Map::keys)
                .find(|name| !read.contains_key(*name))
            {
                return Err(format!("[{at}] lacks {name}"));
            }
        }
        let required = found
            .schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for name in required.filter_map(Value::as_str) {
            if !read.contains_key(name) {
                let dot = if at.is_empty() { "" } else { "." };
                return Err(format!("Missing parameter: [{at}{dot}{name}] is required"));
            }
        }
        Ok(Value::Object(read))
    }

    fn check_array(&self, found: &Resolved<'_>, value: Value, at: &str) -> Result<Value, String> {
        let Value::Array(items) = value else {
            return Err(self.mistyped(found, &value, at));
        };
        let schema = found.schema.get("items").unwrap_or(&Value::Null);
        items
            .into_iter()
            .enumerate()
            .map(|(place, item)| self.check(schema, item, &format!("{at}[{place}]")))
            .collect::<Result<_, _>>()
            .map(Value::Array)
    }

    fn check_scalar(&self, found: &Resolved<'_>, value: Value, at: &str) -> Result<Value, String> {
        let lenient = self.rigour == Rigour::Tolerant;
        let read = match (kind(found.schema), &value) {
            ("string", Value::String(text)) => {
                let format = found
                    .schema
                    .get("format")
                    .and_then(Value::as_str)
                    .unwrap_or("");
                fits(format, text).then(|| value.clone())
            }
            ("string", Value::Number(number)) if lenient => Some(Value::String(number.to_string())),
            ("integer", Value::Number(_)) => integer(&value).map(Value::from),
            ("integer", Value::String(text)) if lenient => {
                text.trim().parse::<i64>().ok().map(Value::from)
            }
            ("number", Value::Number(_)) => Some(value.clone()),
            ("number", Value::String(text)) if lenient => text
                .trim()
                .parse::<f64>()
                .ok()
                .filter(|n| n.is_finite())
                .map(Value::from),
            ("boolean", Value::Bool(_)) => Some(value.clone()),
            // PHP and form-minded clients write booleans so.
            ("boolean", Value::String(text)) if lenient => flag(text).map(Value::Bool),
            ("boolean", Value::Number(number)) if lenient => {
                flag(&number.to_string()).map(Value::Bool)
            }
            ("any", _) => Some(value.clone()),
            _ => None,
        };
        read.ok_or_else(|| self.mistyped(found, &value, at))
    }

    fn mistyped(&self, found: &Resolved<'_>, value: &Value, at: &str) -> String {
        let wanted = if found.name.is_empty() {
            let format = found.schema.get("format").and_then(Value::as_str);
            format.unwrap_or_else(|| kind(found.schema))
        } else {
            found.name
        };
        format!(
            "[{at}] Given data ({}) is not valid for type {wanted}",
            shown(value)
        )
    }
}

/// The schema that another one adds facts to: description, null, an empty text that clears it.
fn inner(schema: &Value) -> Option<&Value> {
    let inner = |pointer| schema.pointer(pointer);
    inner("/allOf/0").or_else(|| inner("/anyOf/0"))
}

/// Whether null is allowed beside the type, or as a choice of its own.
fn takes_null(schema: &Value) -> bool {
    let choice = schema.pointer("/anyOf/1/enum/0");
    schema.get("nullable") == Some(&Value::Bool(true)) || choice.is_some_and(Value::is_null)
}

fn kind(schema: &Value) -> &str {
    schema.get("type").and_then(Value::as_str).unwrap_or("any")
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        // 2^53: beyond it a float no longer names one integer.
        #[allow(clippy::cast_possible_truncation)]
        (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
    })
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn fits(format: &str, text: &str) -> bool {
    match format {
        "uuid" => text.len() == 36 && Uuid::parse_str(text).is_ok(),
        "date-time" => DateTime::parse_from_rfc3339(text).is_ok(),
        "date" => NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok(),
        "ip" => text.parse::<IpAddr>().is_ok(),
        _ => true,
    }
}

/// The value as an error message shows it: short, and never a password's neighbour in full.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::description;
    use serde_json::json;

    fn read(id: &str, body: &Value) -> Result<Map<String, Value>, String> {
        let description = description();
        let operation = description.operation(id).unwrap();
        read_body(&description, operation, body.to_string().as_bytes()).map_err(|r| r.message)
    }

    #[test]
    fn bad_fields_are_named() {
        let cases = [
            (json!({}), "message"),
            (json!({"message": "x", "massage": 1}), "massage"),
            (
                json!({"message": "x", "differedPeriod": "soon"}),
                "differedPeriod",
            ),
            (json!({"message": "x", "priority": "urgent"}), "priority"),
            (json!({"message": "x", "receivers": [[]]}), "receivers[0]"),
            (json!({"message": null}), "message"),
        ];
        for (body, field) in cases {
            let problem = read("jobs_create", &body).unwrap_err();
            assert!(problem.contains(field), "{problem}");
        }
    }

    #[test]
    fn numbers_as_text_and_nulls_are_tolerated() {
        let body = json!({"message": "x", "differedPeriod": "5", "noStopClause": "1", "tag": null, "receiversSlotId": 3});
        let read = read("jobs_create", &body).unwrap();
        assert_eq!(
            Value::Object(read),
            json!({"message": "x", "differedPeriod": 5, "noStopClause": true, "receiversSlotId": "3"})
        );
    }

    #[test]
    fn a_null_that_clears_is_kept() {
        let read = read("service_update", &json!({"automaticRecreditAmount": null})).unwrap();
        assert_eq!(read.get("automaticRecreditAmount"), Some(&Value::Null));
    }

    #[test]
    fn answers_are_checked_strictly() {
        let description = description();
        let operation = description.operation("jobs_create").unwrap();
        let good = json!({"ids": [1], "tag": "x", "invalidReceivers": [], "validReceivers": [], "totalCreditsRemoved": 1, "creditsLeft": 9});
        assert_eq!(response_problem(&description, operation, &good), None);
        let refusal = |body: &Value| refusal_problem(&description, operation, body);
        assert_eq!(
            refusal(&json!({"message": "x", "class": "Client::NotFound", "details": {}})),
            None
        );
        for bad in [
            json!({"class": "Client::NotFound"}),
            json!({"message": 1}),
            json!({"message": "x", "code": "y"}),
            json!("x"),
        ] {
            assert!(refusal(&bad).is_some(), "{bad}");
        }
        for bad in [
            json!({"ids": null}),
            json!({"ids": ["1"]}),
            json!({"id": 1}),
        ] {
            assert!(
                response_problem(&description, operation, &bad).is_some(),
                "{bad}"
            );
        }
    }
}
