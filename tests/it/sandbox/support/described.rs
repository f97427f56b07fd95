//! Checks responses against the description, with a validator independent of the sandbox.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};

use jsonschema::Validator;
use ovh_sms_test_support::schema::nulls_allowed;
use serde_json::{Value, json};

struct Operation {
    id: String,
    method: String,
    segments: Vec<String>,
    answer: Value,
}

/// Fails unless a response, an error, each row of a batch read or each object of a page matches
/// openapi.json.
pub fn check(method: &str, path: &str, headers: &[(&str, String)], status: u16, body: &Value) {
    let has = |name: &str| headers.iter().any(|(known, _)| *known == name);
    let refusal = json!({"$ref": "#/components/schemas/ApiError"});
    if status >= 400 {
        // A response set by a fault is not a response of the service.
        if !body.is_string() {
            assert!(body["message"].is_string(), "{method} {path}: {body}");
            fits(&refusal, body, method, path);
        }
        return;
    }
    // The client resolves steps such as `%2e%2e` before it sends.
    let sent = url::Url::parse(&format!("http://sandbox{path}")).unwrap();
    // A final slash is accepted on every path.
    let path_sent = sent.path();
    let path_sent = path_sent.strip_suffix('/').unwrap_or(path_sent);
    let Some(operation) = operation(method, path_sent) else {
        return;
    };
    if has("X-Ovh-Batch") {
        for row in body.as_array().unwrap() {
            assert_eq!(row["value"].is_null(), row["error"].is_object(), "{row}");
            match &row["error"] {
                Value::Null => fits(&operation.answer, &row["value"], method, path),
                error => fits(&refusal, error, method, path),
            }
        }
    } else if has("X-Pagination-Mode")
        && let Some(element) = element(operation)
    {
        for object in body.as_array().unwrap() {
            fits(&element.answer, object, method, path);
        }
    } else {
        fits(&operation.answer, body, method, path);
    }
}

fn fits(schema: &Value, value: &Value, method: &str, path: &str) {
    static KNOWN: Mutex<Option<HashMap<String, Validator>>> = Mutex::new(None);
    let mut known = KNOWN.lock().unwrap();
    let validator = known
        .get_or_insert_default()
        .entry(schema.to_string())
        .or_insert_with(|| {
            let whole = json!({"allOf": [schema], "components": description()["components"]});
            let options = jsonschema::options().should_validate_formats(true);
            options.build(&whole).unwrap()
        });
    let problems: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    drop(known);
    assert!(
        problems.is_empty(),
        "{method} {path}: {problems:?}\n{value:#}"
    );
}

/// The description, with `nullable` translated to JSON Schema.
fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/openapi.json"));
        let mut description = serde_json::from_str(text).unwrap();
        nulls_allowed(&mut description);
        description
    })
}

fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let mut all = Vec::new();
        for (path, item) in description()["paths"].as_object().unwrap() {
            for (method, operation) in item.as_object().unwrap() {
                let answer = &operation["responses"]["200"]["content"]["application/json"];
                all.push(Operation {
                    id: operation["operationId"].as_str().unwrap().to_owned(),
                    method: method.to_uppercase(),
                    segments: path.split('/').map(str::to_owned).collect(),
                    // An operation without a response body writes null.
                    answer: answer
                        .get("schema")
                        .cloned()
                        .unwrap_or(json!({"type": "null"})),
                });
            }
        }
        all
    })
}

/// Returns the operation of a call; fixed segments of a path take precedence over parameters.
fn operation(method: &str, path: &str) -> Option<&'static Operation> {
    let path = path.split('?').next().unwrap();
    let segments: Vec<&str> = path.split('/').collect();
    let mut fitting: Vec<_> = operations()
        .iter()
        .filter(|one| one.method == method && one.segments.len() == segments.len())
        .filter(|one| {
            let mut pairs = one.segments.iter().zip(&segments);
            pairs.all(|(template, given)| template.starts_with('{') || template == given)
        })
        .collect();
    let parameters = |one: &&Operation| {
        let mask = one.segments.iter().map(|segment| segment.starts_with('{'));
        mask.collect::<Vec<_>>()
    };
    fitting.sort_by_key(parameters);
    fitting.first().copied()
}

/// Returns the name of the operation of a call, and its parameters by name.
pub fn routed(method: &str, target: &str) -> Option<(String, HashMap<String, String>)> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let operation = operation(method, path)?;
    let pairs = operation.segments.iter().zip(path.split('/'));
    let mut parameters: HashMap<String, String> = pairs
        .filter_map(|(template, given)| {
            let name = template.strip_prefix('{')?.strip_suffix('}')?;
            let given = percent_encoding::percent_decode_str(given).decode_utf8();
            Some((name.to_owned(), given.unwrap().into_owned()))
        })
        .collect();
    let query = url::form_urlencoded::parse(query.as_bytes());
    parameters.extend(query.into_owned());
    Some((operation.id.clone(), parameters))
}

/// Returns the operation that reads one element of a list.
fn element(list: &Operation) -> Option<&'static Operation> {
    operations().iter().find(|one| {
        one.method == "GET"
            && one.segments.len() == list.segments.len() + 1
            && one.segments.starts_with(&list.segments)
            && one.segments.last().unwrap().starts_with('{')
    })
}
