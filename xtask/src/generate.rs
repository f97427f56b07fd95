//! `cargo xtask generate`: the Rust text that the build script makes of an OpenAPI document.

use anyhow::anyhow;
use serde_json::Value;

use crate::codegen::{self, Failure, Features};
use crate::document::{Document, text};

/// Returns the bindings of a document, by the same passes as build.rs.
///
/// # Errors
///
/// The document is not what `convert` makes, or a pass counts something else than the document
/// leads to expect.
pub fn generate(document: &str) -> anyhow::Result<String> {
    codegen::generate(document, Features::default()).map_err(failed)
}

/// As [`generate`], for code in another module than that of the SDK.
///
/// # Errors
///
/// As for [`generate`].
pub fn generate_in(document: &str, module: &str) -> anyhow::Result<String> {
    codegen::generate_in(document, Features::default(), module).map_err(failed)
}

/// The document under the names that generated code has: [`rust_name`] returns those of fields and
/// parameters.
pub(crate) fn named(document: &str) -> anyhow::Result<Document> {
    Document::parse(&codegen::named(document).map_err(failed)?.to_string())
}

/// The name in Rust of a field or a parameter of a document that is [`named`].
pub(crate) fn rust_name(described: &Value) -> &str {
    text(described, codegen::names::STATED)
}

fn failed(error: Failure) -> anyhow::Error {
    anyhow!("no Rust can be made of the document: {error}")
}
