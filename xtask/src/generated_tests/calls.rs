//! tests/it/generated/calls.rs: calls every operation by its name through the generated client, so
//! that a test that has paths and JSON uses the same calls as users.

use std::fmt::Write;

use serde_json::Value;

use ovh_codegen::document::{Document, Operation, flag, named, referenced, rust_name, text};
use ovh_codegen::generate::Runtime;
use quote::ToTokens;

/// The head of the file; `{imports}` and `{api}` depend on the crate.
const HEADER: &str = "\
//! Every operation through the generated client, with values that come as text and JSON; made by
//! `cargo xtask convert`, do not edit.
#![allow(
    unused_imports,
    clippy::clone_on_copy,
    reason = \"which types parameters have depends on the description\"
)]

use std::collections::HashMap;

{imports}

/// The values of a call: parameters by name, and the body.
#[derive(Debug, Default)]
pub struct Given {
    pub parameters: HashMap<String, String>,
    pub body: Value,
}

impl Given {
    fn given<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        let text = self.parameters.get(name)?;
        Some(text.parse().unwrap_or_else(|_| panic!(\"{name}: {text}\")))
    }

    fn needed<T: std::str::FromStr>(&self, name: &str) -> T {
        self.given(name)
            .unwrap_or_else(|| panic!(\"{name} is missing\"))
    }

    fn body<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.body.clone()).unwrap()
    }
}

fn json<T: serde::Serialize>(answer: &T) -> Value {
    serde_json::to_value(answer).unwrap()
}

/// Calls an operation and returns its response as JSON.
#[rustfmt::skip]
pub async fn call(client: &Client, operation: &str, given: &Given) -> Result<Value, Error> {
    let api = {api};
    match operation {
";

/// The crate that has the bindings.
pub struct Caller<'a> {
    /// The imports of the file.
    imports: String,
    /// The builders, as an expression of `client`.
    api: &'a str,
    /// The runtime of the bindings.
    runtime: Runtime,
}

impl Caller<'_> {
    /// Returns the tests of this project.
    pub fn ours() -> Caller<'static> {
        Caller {
            imports:
                "use chrono::{DateTime, NaiveDate, Utc};\nuse ovh_sms::{Client, Error, types};\n\
                      use serde_json::Value;\nuse uuid::Uuid;"
                    .to_owned(),
            api: "client.api()",
            runtime: Runtime::of_sms(
                &syn::parse_quote!(ovh_sms::ovh_api),
                &syn::parse_quote!(ovh_sms),
            ),
        }
    }

    /// Returns a crate that includes the bindings in this module, and depends on `ovh-api`.
    pub fn of_module(module: &str) -> Caller<'static> {
        Caller {
            imports: format!(
                "use ovh_api::Error;\nuse ovh_api::chrono::{{DateTime, NaiveDate, Utc}};\n\
                 use ovh_api::uuid::Uuid;\nuse serde_json::Value;\n\n\
                 use {module}::{{Client, types}};"
            ),
            api: "client",
            runtime: Runtime::at(&syn::parse_quote!(ovh_api)),
        }
    }
}

/// Types of the standard library and of crates, which are not part of the API.
const PLAIN: &[&str] = &[
    "String",
    "i64",
    "f64",
    "bool",
    "Value",
    "DateTime<Utc>",
    "NaiveDate",
    "Uuid",
];

/// Generates the file's text from the document.
pub fn make(document: &str, caller: &Caller<'_>) -> anyhow::Result<String> {
    let document = Described {
        document: named(document)?,
        runtime: &caller.runtime,
    };
    let document = &document;
    let mut operations: Vec<&Operation> = document.document.operations.values().collect();
    operations.sort_by_key(|operation| operation.id());
    let mut out = HEADER
        .replace("{imports}", &caller.imports)
        .replace("{api}", caller.api);
    for operation in operations {
        let id = operation.id();
        writeln!(out, "        {id:?} => Box::pin(async move {{")?;
        let body = operation.body().map(|schema| rust(document, schema));
        if let Some(kind) = &body {
            writeln!(out, "            let body = given.body::<{kind}>();")?;
        }
        let arguments: Vec<String> = operation
            .arguments()
            .map(|argument| value(document, operation, argument))
            .collect();
        writeln!(
            out,
            "            let call = api.{id}({});",
            arguments.join(", ")
        )?;
        for parameter in operation.parameters() {
            if !flag(parameter, "required") {
                let (name, setter) = (text(parameter, "name"), rust_name(parameter));
                let kind = kind(document, parameter);
                // A list is given as its only item.
                let item = kind.strip_prefix("types::Vec<");
                let (kind, value) = match item.and_then(|rest| rest.strip_suffix('>')) {
                    Some(item) => (item, "vec![value]"),
                    None => (&*kind, "value"),
                };
                writeln!(
                    out,
                    "            let call = match given.given::<{kind}>({name:?}) {{ Some(value) => call.{setter}({value}), None => call }};"
                )?;
            }
        }
        let is_whole = operation.arguments().any(is_body);
        if body.is_some() && !is_whole {
            writeln!(out, "            let call = call.body(body);")?;
        }
        out.push_str("            Ok(json(&*call.send().await?))\n        }).await,\n");
    }
    out.push_str("        other => panic!(\"{other} is no operation\"),\n    }\n}\n");
    Ok(out)
}

/// A document, and the types that its values have.
struct Described<'a> {
    document: Document,
    runtime: &'a Runtime,
}

/// The whole body, if it has no fields.
fn is_body(argument: &Value) -> bool {
    text(argument, "in") == "body" && argument.get("name").is_none()
}

/// Returns the value of an argument: a given parameter, or a part of the body.
fn value(document: &Described<'_>, operation: &Operation, argument: &Value) -> String {
    if is_body(argument) {
        return "body".to_owned();
    }
    let name = text(argument, "name");
    if text(argument, "in") == "body" {
        return format!("body.{name}.clone()");
    }
    let mut parameters = operation.parameters();
    let parameter = parameters.find(|parameter| rust_name(parameter) == name);
    let parameter = parameter.unwrap_or(&Value::Null);
    let (kind, name) = (kind(document, parameter), text(parameter, "name"));
    format!("given.needed::<{kind}>({name:?})")
}

fn kind(document: &Described<'_>, parameter: &Value) -> String {
    rust(document, parameter.get("schema").unwrap_or(&Value::Null))
}

/// Returns the type as it is written in the test.
fn rust(document: &Described<'_>, schema: &Value) -> String {
    let name = document.document.rust_type(schema);
    let value = document.document.value(schema);
    if let Some(path) = value.and_then(|value| document.runtime.values.get(value)) {
        path.to_token_stream().to_string().replace(' ', "")
    } else if referenced(schema).is_none() && PLAIN.contains(&name.as_str()) {
        name
    } else if name == "SecretText" {
        "String".to_owned()
    } else if referenced(schema).is_none() && name.starts_with("Ip") {
        format!("std::net::{name}")
    } else {
        format!("types::{name}")
    }
}
