//! tests/it/generated/models.rs: every structure of the API, so that tests can read and write each,
//! and the JSON Schema of every type.

use serde_json::Value;

use ovh_codegen::document::named;

const HEADER: &str = "\
//! Every structure of the API, read and written back; made by `cargo xtask convert`, do not edit.

use ovh_sms::types;
use serde_json::Value;

type RoundTrip = fn(Value) -> Result<Value, serde_json::Error>;

fn round_trip<T>(value: Value) -> Result<Value, serde_json::Error>
where
    T: serde::de::DeserializeOwned + serde::Serialize,
{
    serde_json::to_value(serde_json::from_value::<T>(value)?)
}

/// The name of each schema, and how its type reads and writes.
#[rustfmt::skip]
pub const MODELS: &[(&str, RoundTrip)] = &[
";

const SCHEMAS: &str = "
#[cfg(feature = \"schemars\")]
type Schema = fn() -> Value;

#[cfg(feature = \"schemars\")]
fn schema<T: schemars::JsonSchema>() -> Value {
    serde_json::to_value(schemars::schema_for!(T)).unwrap()
}

/// The name of each schema, and the JSON Schema of its type.
#[cfg(feature = \"schemars\")]
#[rustfmt::skip]
pub const SCHEMAS: &[(&str, Schema)] = &[
";

/// Generates the file's text from the document.
pub fn make(document: &str) -> anyhow::Result<String> {
    let document = named(document)?;
    let mut text = HEADER.to_owned();
    for (name, schema) in &document.schemas {
        if schema.get("type").and_then(Value::as_str) == Some("object") {
            text.push_str(&format!("    ({name:?}, round_trip::<types::{name}>),\n"));
        }
    }
    text.push_str("];\n");
    text.push_str(SCHEMAS);
    for (name, schema) in &document.schemas {
        let is_object = schema.get("type").and_then(Value::as_str) == Some("object");
        if is_object || schema.get("enum").is_some() {
            text.push_str(&format!("    ({name:?}, schema::<types::{name}>),\n"));
        }
    }
    text.push_str("];\n");
    Ok(text)
}
