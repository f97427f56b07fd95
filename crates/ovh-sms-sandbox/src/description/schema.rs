//! Checks values against the description: requests leniently, responses strictly.

use ovh_openapi::{Document, Problem, ProblemKind, Rules};
use serde_json::{Map, Value};

use crate::description::{Description, Operation, unset};
use crate::refusal::Refusal;

/// Lists that are null in published responses; in all others the sandbox sends an empty list.
const NULL_LISTS: &[&str] = &["allowedIPs"];

/// Checks the body of a request and returns it with its values converted to the types of the
/// description.
///
/// # Errors
/// A 400 with the name of the field that is unknown, missing or of a wrong type.
pub(crate) fn read_body(
    description: &Description,
    operation: &Operation,
    bytes: &[u8],
    empty_is_unset: bool,
) -> Result<Map<String, Value>, Refusal> {
    let Some(schema) = &operation.body else {
        return Ok(Map::new());
    };
    let mut value = if bytes.iter().all(u8::is_ascii_whitespace) {
        Value::Object(Map::new())
    } else {
        serde_json::from_slice(bytes)
            .map_err(|error| Refusal::bad(format!("Invalid JSON received: {error}")))?
    };
    if empty_is_unset {
        unset::unset_booleans(&description.document, schema, &mut value);
    }
    let checked = description.document.check(schema, value, Rules::REQUEST);
    match (checked.problems.first(), checked.value) {
        (Some(problem), _) if is_about_rules(operation, problem) => Err(Refusal::malformed_rules()),
        (Some(problem), _) => Err(Refusal::bad(message(problem))),
        (None, Value::Object(body)) => Ok(body),
        (None, _) => Err(Refusal::bad(
            "Invalid JSON received: the body is not an object",
        )),
    }
}

/// Returns whether the access rules of a request for a consumer key are the problem. OVHcloud has a
/// message of its own for them.
fn is_about_rules(operation: &Operation, Problem { at, kind }: &Problem) -> bool {
    let rest = at.strip_prefix("accessRules");
    operation.id == "auth_credential_create"
        && rest.is_some_and(|rest| !rest.is_empty() || *kind != ProblemKind::Missing)
}

/// Checks one parameter of a path or a query string, given as text.
///
/// # Errors
/// A 400 with the name of the parameter.
pub(crate) fn read_parameter(
    description: &Description,
    schema: &Value,
    name: &str,
    text: &str,
) -> Result<(), Refusal> {
    let value = Value::String(text.to_owned());
    read(&description.document, schema, value, Rules::REQUEST, name)
        .map(drop)
        .map_err(Refusal::bad)
}

/// Returns the problem of an operation's response, if there is one.
pub(crate) fn response_problem(
    description: &Description,
    operation: &Operation,
    answer: &Value,
) -> Option<String> {
    let Some(schema) = &operation.response else {
        return (!answer.is_null()).then(|| "a response where none is described".to_owned());
    };
    let checked = description
        .document
        .check(schema, answer.clone(), Rules::RESPONSE);
    let mut problems = checked.problems.iter();
    problems.find(|problem| !is_null_list(problem)).map(message)
}

/// Returns whether a problem is a list that OVHcloud is known to send as null.
fn is_null_list(Problem { at, kind }: &Problem) -> bool {
    let name = at.rsplit('.').next().unwrap_or_default();
    let is_null = matches!(kind, ProblemKind::Type { found, .. } if found.is_null());
    is_null && NULL_LISTS.contains(&name)
}

/// Returns the problem of an operation's refusal, if there is one.
pub(crate) fn refusal_problem(
    description: &Description,
    operation: &Operation,
    body: &Value,
) -> Option<String> {
    let schema = operation.refusal.as_ref()?;
    let has_message = body.get("message").is_some_and(Value::is_string);
    read(
        &description.document,
        schema,
        body.clone(),
        Rules::PARTIAL,
        "",
    )
    .err()
    .or_else(|| (!has_message).then(|| "a refusal without a message".to_owned()))
}

/// Checks the values of an operation's path parameters; a missing one is empty.
///
/// # Errors
/// A 400 with the name of the parameter.
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

/// Checks a value; returns the first problem, in OVHcloud's own words.
fn read(
    document: &Document,
    schema: &Value,
    value: Value,
    rules: Rules,
    at: &str,
) -> Result<Value, String> {
    let checked = document.check_at(schema, value, rules, at);
    match checked.problems.first() {
        Some(problem) => Err(message(problem)),
        None => Ok(checked.value),
    }
}

/// Returns a problem in OVHcloud's own words.
pub(crate) fn problem(found: &Problem) -> String {
    message(found)
}

fn message(Problem { at, kind }: &Problem) -> String {
    match kind {
        ProblemKind::Type { name, found, .. } => format!(
            "[{at}] Given data ({}) is not valid for type {name}",
            shown(found)
        ),
        ProblemKind::UnknownValue { name, found } => format!(
            "[{at}] Given data ({}) does not belong to the {name} enumeration",
            shown(found)
        ),
        ProblemKind::UnknownField { .. } => format!("Received not described parameters: ({at})"),
        ProblemKind::Missing => format!("Missing parameter: [{at}] is required"),
        // The position of the missing field: that of the object, and the name.
        _ => match at.rsplit_once('.') {
            Some((object, name)) => format!("[{object}] lacks {name}"),
            None => format!("[] lacks {at}"),
        },
    }
}

/// Formats a value for an error message, shortened so that a long secret is not shown in full.
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
        read_body(&description, operation, body.to_string().as_bytes(), true).map_err(|r| r.message)
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
    fn an_empty_text_is_an_unset_boolean_only() {
        let body = json!({"message": "", "noStopClause": "", "senderForResponse": ""});
        let found = read("jobs_create", &body).unwrap();
        assert_eq!(Value::Object(found), json!({"message": ""}));
        let number = json!({"message": "x", "differedPeriod": ""});
        assert!(read("jobs_create", &number).is_err());
        let required = json!({"message": "x", "noStopClause": "", "senderType": "alpha"});
        let found = read("estimate", &required).unwrap();
        assert_eq!(found.get("noStopClause"), Some(&Value::Bool(false)));
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
