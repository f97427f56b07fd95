//! `cargo xtask generate`: the Rust text that the build script makes of an OpenAPI document.

use anyhow::anyhow;
use ovh_codegen::generate::{self, Failure, GenerateOptions, Runtime};

/// The module that the SDK's generated code is in.
pub const MODULE: &str = "crate::api::generated";

/// The options of build.rs, for a module and without features.
pub fn options(module: &str) -> GenerateOptions {
    GenerateOptions {
        schemars: false,
        runtime: Runtime::at(&syn::parse_quote!(crate)),
        module: module.to_owned(),
    }
}

/// Returns the bindings of a document, by the same passes as build.rs.
///
/// # Errors
///
/// The document is not what `convert` makes, or a pass counts something else than the document
/// leads to expect.
pub fn generate(document: &str) -> anyhow::Result<String> {
    generate_in(document, MODULE)
}

/// As [`generate()`], for code in another module than that of the SDK.
///
/// # Errors
///
/// As for [`generate()`].
pub fn generate_in(document: &str, module: &str) -> anyhow::Result<String> {
    generate::generate(document, &options(module)).map_err(failed)
}

/// Returns the public items of the SDK's bindings of a document, a line each.
///
/// # Errors
///
/// As for [`generate()`].
pub fn surface(document: &str) -> Result<String, Failure> {
    let options = options(MODULE);
    let code = generate::generate(document, &options)?;
    generate::surface::list_items(document, &code, &options)
}

fn failed(error: Failure) -> anyhow::Error {
    anyhow!("no Rust can be made of the document: {error}")
}
