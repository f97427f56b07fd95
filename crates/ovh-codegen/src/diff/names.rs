//! The names that code uses: those of fields and setters in Rust.

use serde_json::Value;

use crate::document::text;
use crate::words;

/// The key under which a document states a name in Rust.
const STATED: &str = "x-ovh-rust-name";

/// Returns the name of a structure's field.
pub(super) fn field(name: &str, schema: &Value) -> String {
    match text(schema, STATED) {
        "" => words::field(name),
        stated => stated.to_owned(),
    }
}

/// Returns the builder's method for a parameter.
pub(super) fn setter(parameter: &Value) -> String {
    match text(parameter, STATED) {
        "" => words::setter(text(parameter, "name")),
        stated => stated.to_owned(),
    }
}
