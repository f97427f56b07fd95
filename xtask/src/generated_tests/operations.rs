//! tests/operations.rs: every operation called through its builder, against a server that records.
//!
//! What is expected is made from the document alone, so the test fails where the generated client
//! sends something else than the description says.

use std::fmt::Write;

use anyhow::bail;
use serde_json::{Map, Value, json};

use ovh_codegen::document::{
    Document, Operation, flag, named, properties, referenced, required, rust_name, text,
};

const HEADER: &str = r##"//! Every operation, called through its builder, sends what OVHcloud's description says: once with
//! all that it takes, once with only what it needs.
//
// Made by `cargo xtask convert` from schema/openapi.json; do not edit.
#![cfg_attr(rustfmt, rustfmt_skip)]

mod common;
mod golden;

use common::recorder::Recorder;
use ovh_sms::{Error, types};
use serde_json::Value;

/// What the description says of one call.
struct Expected<'a> {
    method: &'a str,
    path: &'a str,
    query: &'a [(&'a str, &'a str)],
    headers: &'a [(&'a str, &'a str)],
    signed: bool,
    body: Option<&'a str>,
}

fn sent<T>(server: &Recorder, answer: Result<T, Error>, expected: &Expected<'_>) {
    // The answer is null, which not every type can be; shown where nothing was sent.
    eprintln!("{:?}", answer.err());
    assert!(server.requests().len() <= 1);
    let request = server.take();
    golden::check(&request);
    assert_eq!(request.method, expected.method);
    assert_eq!(request.path(), format!("/1.0{}", expected.path));
    let mut query = request.query();
    query.sort();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let wanted: Vec<(String, String)> = expected.query.iter().map(owned).collect();
    assert_eq!(query, wanted);
    for (name, value) in expected.headers {
        assert_eq!(request.header(name), Some(*value), "{name}");
    }
    assert_eq!(request.header("x-ovh-application"), Some("key"));
    assert_eq!(request.header("x-ovh-signature").is_some(), expected.signed);
    assert_eq!(request.header("api-version"), None);
    match expected.body {
        Some(body) => {
            assert_eq!(request.header("content-type"), Some("application/json"));
            let body: Value = serde_json::from_str(body).unwrap();
            assert_eq!(request.json(), body);
        }
        None => assert_eq!(request.body, ""),
    }
}
"##;

/// Functions for the values of a type, each there only where it is called.
const HELPERS: &[(&str, &str)] = &[
    (
        "text(\"",
        "fn text(text: &str) -> String {\n    text.to_owned()\n}\n",
    ),
    (
        "secret(\"",
        "fn secret(text: &str) -> ovh_sms::SecretText {\n    text.into()\n}\n",
    ),
    (
        "date_time(\"",
        "fn date_time(text: &str) -> chrono::DateTime<chrono::Utc> {\n    text.parse().unwrap()\n}\n",
    ),
    (
        "(date(\"",
        "fn date(text: &str) -> chrono::NaiveDate {\n    text.parse().unwrap()\n}\n",
    ),
    (
        "uuid(\"",
        "fn uuid(text: &str) -> uuid::Uuid {\n    text.parse().unwrap()\n}\n",
    ),
    (
        "address(\"",
        "fn address<T: std::str::FromStr>(text: &str) -> T {\n    text.parse().ok().unwrap()\n}\n",
    ),
    (
        "built::<",
        "/// A type, from its builder.\nfn built<T, B: TryInto<T>>(builder: B) -> T {\n    builder.try_into().ok().unwrap()\n}\n",
    ),
];

/// A value as Rust and as JSON.
struct Sample {
    rust: String,
    json: Value,
}

/// Structures deeper than this are left out where they may be.
const DEEPEST: usize = 5;

/// The text of the test.
pub fn make(document: &str) -> anyhow::Result<String> {
    let document = named(document)?;
    let mut operations: Vec<&Operation> = document.operations.values().collect();
    operations.sort_by_key(|operation| operation.id());
    let mut out = String::new();
    for operation in operations {
        let all = call(&document, operation, true)?;
        let needed = call(&document, operation, false)?;
        write!(out, "\n#[tokio::test]\nasync fn {}() {{\n", operation.id())?;
        out.push_str(
            "    let server = Recorder::start().await;\n    let client = server.client();\n",
        );
        out.push_str(&all);
        if needed != all {
            out.push_str(&needed);
        }
        out.push_str("}\n");
    }
    let helpers = HELPERS.iter().filter(|(called, _)| out.contains(called));
    let helpers: String = helpers.map(|(_, helper)| format!("\n{helper}")).collect();
    Ok(format!("{HEADER}{helpers}{out}"))
}

/// One call and what is expected of it.
fn call(document: &Document, operation: &Operation, all: bool) -> anyhow::Result<String> {
    let (method, template) = operation.place.split_once(' ').unwrap_or_default();
    let mut path = template.to_owned();
    let mut query: Vec<(String, String)> = Vec::new();
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut call = format!("        .{}()\n", operation.id());
    for parameter in operation.parameters() {
        if !all && !flag(parameter, "required") {
            continue;
        }
        let name = text(parameter, "name");
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let sample = sample(document, schema, name, all, 0)?;
        let written = wire(&sample.json)?;
        writeln!(call, "        .{}({})", rust_name(parameter), sample.rust)?;
        match text(parameter, "in") {
            "path" => path = path.replace(&format!("{{{name}}}"), &written.replace(' ', "%20")),
            "query" => query.push((name.to_owned(), written)),
            "header" => headers.push((name.to_lowercase(), written)),
            other => bail!("{}: parameters in {other:?} are unknown", operation.place),
        }
    }
    query.sort();
    let mut body = "None".to_owned();
    if let Some(schema) = operation.body() {
        let given = match referenced(schema).and_then(|name| document.schemas.get(name)) {
            Some(model) if !properties(model).is_empty() => {
                let (setters, json) = fields(document, model, all, 0)?;
                if !setters.is_empty() {
                    writeln!(call, "        .body_map(|body| body{setters})")?;
                }
                json
            }
            _ => {
                let sample = sample(document, schema, "body", all, 0)?;
                writeln!(call, "        .body({})", sample.rust)?;
                sample.json
            }
        };
        body = format!("Some(r#\"{given}\"#)");
    }
    let signed = operation.value.get("security").is_none();
    Ok(format!(
        "    let answer = client\n        .api()\n{call}        .send()\n        .await;\n    let expected = Expected {{\n        \
         method: {method:?},\n        path: {path:?},\n        query: &{query:?},\n        headers: &{headers:?},\n        \
         signed: {signed},\n        body: {body},\n    }};\n    sent(&server, answer, &expected);\n"
    ))
}

/// Setters of a structure's fields, and what they make on the wire.
fn fields(
    document: &Document,
    model: &Value,
    all: bool,
    depth: usize,
) -> anyhow::Result<(String, Value)> {
    let needed = required(model);
    let mut setters = String::new();
    let mut json = Map::new();
    for (name, schema) in properties(model) {
        let wanted = needed.contains(name.as_str()) || (all && depth < DEEPEST);
        if !wanted {
            continue;
        }
        let sample = sample(document, schema, name, all, depth + 1)?;
        write!(setters, ".{}({})", rust_name(schema), sample.rust)?;
        json.insert(name.clone(), sample.json);
    }
    Ok((setters, Value::Object(json)))
}

/// A value that tells itself from the others by the name of its field.
fn sample(
    document: &Document,
    schema: &Value,
    name: &str,
    all: bool,
    depth: usize,
) -> anyhow::Result<Sample> {
    if let Some(component) = referenced(schema) {
        let Some(model) = document.schemas.get(component) else {
            bail!("the document has no {component}");
        };
        return component_sample(document, component, model, name, all, depth);
    }
    if let Some(inner) = schema.pointer("/allOf/0") {
        return sample(document, inner, name, all, depth);
    }
    let spoken = |rust: &str, text: &str| Sample {
        rust: format!("{rust}({text:?})"),
        json: json!(text),
    };
    Ok(match (text(schema, "type"), text(schema, "format")) {
        ("string", "date-time") => spoken("date_time", "2026-01-02T03:04:05Z"),
        ("string", "date") => spoken("date", "2026-01-02"),
        ("string", "uuid") => spoken("uuid", "6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        ("string", "ipv6") => spoken("address", "2001:db8::1"),
        ("string", "ip" | "ipv4") => spoken("address", "192.0.2.1"),
        ("string", _) => spoken("text", &format!("{name} 1")),
        ("integer", _) => Sample {
            rust: "7_i64".to_owned(),
            json: json!(7),
        },
        ("number", _) => Sample {
            rust: "1.5_f64".to_owned(),
            json: json!(1.5),
        },
        ("boolean", _) => Sample {
            rust: "true".to_owned(),
            json: json!(true),
        },
        ("array", _) => {
            let item = sample(
                document,
                schema.get("items").unwrap_or(&Value::Null),
                name,
                all,
                depth,
            )?;
            Sample {
                rust: format!("vec![{}]", item.rust),
                json: json!([item.json]),
            }
        }
        ("object", _) => {
            let value = schema.get("additionalProperties").unwrap_or(&Value::Null);
            let value = sample(document, value, name, all, depth)?;
            Sample {
                rust: format!("[(text(\"key\"), {})].into()", value.rust),
                json: json!({ "key": value.json }),
            }
        }
        _ => Sample {
            rust: format!("Value::from({name:?})"),
            json: json!(name),
        },
    })
}

fn component_sample(
    document: &Document,
    component: &str,
    model: &Value,
    name: &str,
    all: bool,
    depth: usize,
) -> anyhow::Result<Sample> {
    if model.get("x-ovh-clear").is_some() {
        let inner = sample(document, model, name, all, depth)?;
        return Ok(Sample {
            rust: format!("ovh_sms::Clearable::Set({})", inner.rust),
            json: inner.json,
        });
    }
    if text(model, "format") == "password" {
        let text = format!("{name} 1");
        return Ok(Sample {
            rust: format!("secret({text:?})"),
            json: json!(text),
        });
    }
    if let Some(values) = model.get("enum").and_then(Value::as_array) {
        let names = model.get("x-enum-varnames").and_then(Value::as_array);
        let last = values.iter().zip(names.into_iter().flatten()).last();
        let Some((value, variant)) = last else {
            bail!("{component} has no values");
        };
        let variant = variant.as_str().unwrap_or_default();
        return Ok(Sample {
            rust: format!("types::{component}::{variant}"),
            json: value.clone(),
        });
    }
    if properties(model).is_empty() {
        // A structure without fields is whatever object comes.
        return Ok(Sample {
            rust: format!("types::{component}::from(serde_json::Map::new())"),
            json: json!({}),
        });
    }
    let (setters, json) = fields(document, model, all, depth)?;
    let rust = format!("built::<types::{component}, _>(types::{component}::builder(){setters})");
    Ok(Sample { rust, json })
}

/// A value as it stands in an address or a header.
fn wire(value: &Value) -> anyhow::Result<String> {
    Ok(match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        other => bail!("{other} can't stand in an address"),
    })
}
