//! Generates the Rust source of the bindings from an OpenAPI document: settings and passes around
//! `progenitor`.
//!
//! A build script uses the steps one by one; [`generate`] runs all of them. At the end, the text is
//! searched for patterns that the passes should have removed.

mod document;
mod expected;
mod forbidden;
mod input;
mod kept;
pub(crate) mod names;
mod options;
mod passes;
pub(crate) mod prepare;
mod prose;
pub(crate) mod renamed;
mod settings;
mod signature;
pub mod surface;
mod syntax;
#[cfg(test)]
mod tests;

pub use document::Document;
#[cfg(feature = "convert")]
pub(crate) use document::{VALUE, is_any};
pub use forbidden::check;
#[cfg(feature = "convert")]
pub(crate) use input::{ARGUMENTS, SETTERS, STREAM};
pub use input::{Responses, generator_input};
#[cfg(feature = "convert")]
pub(crate) use names::LIBRARY;
pub use options::{GenerateOptions, Runtime, Standalone};
pub use passes::{rewrite, rewrite_mocks};
pub use renamed::{Item, Renamed};
pub use settings::settings;

/// The generator's error if it can't continue.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// The first lines of generated files.
pub const HEADER: &str = "// Made by build.rs from schema/openapi.json, which `cargo xtask convert` makes; do not edit.\n\n";

/// Generates types, builders, the operation table and the service view.
///
/// # Errors
///
/// The document is not supported, or a pass finds a pattern more or less often than expected.
pub fn generate(openapi: &str, options: &GenerateOptions) -> Result<String, Failure> {
    let document = Document::parse(openapi)?;
    let mut generator = progenitor::Generator::new(&settings(&document, options)?);
    let input = generator_input(&document, Responses::Merged)?;
    let mut file: syn::File = syn::parse2(generator.generate_tokens(&input)?)?;
    rewrite(&mut file, &document, options)?;
    let code = prettyplease::unparse(&file);
    check(&code, options)?;
    Ok(format!("{HEADER}{code}"))
}

/// Returns the document under the names of generated code: of schemas, operations and values, and
/// those of fields and parameters next to the wire names.
///
/// # Errors
///
/// The document is not supported.
pub fn named(openapi: &str) -> Result<serde_json::Value, Failure> {
    Ok(input::named(&Document::parse(openapi)?))
}

/// Returns the document as [`named`] does, with the description's requirements for response fields;
/// generated code requires none of them. A list of ids states the type of the objects that it
/// streams.
///
/// # Errors
///
/// The document is not supported.
pub fn described(openapi: &str) -> Result<serde_json::Value, Failure> {
    Ok(input::described(&Document::parse(openapi)?))
}
