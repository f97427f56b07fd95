//! schema/openapi.json → OUT_DIR/api.rs (and OUT_DIR/httpmock.rs for the feature `httpmock`).
//!
//! Reads one file, which OVH_SMS_OPENAPI can name, writes only to OUT_DIR, uses no network. The steps:
//! crates/ovh-codegen/src/generate.

use std::path::PathBuf;

use ovh_codegen::generate::{self, Document, Failure, GenerateOptions, HEADER, Responses, Runtime};
use progenitor::Generator;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let options = GenerateOptions {
        schemars: feature("SCHEMARS"),
        runtime: Runtime::of_sms(&syn::parse_quote!(ovh_api), &syn::parse_quote!(crate)),
        module: "crate::api::generated".to_owned(),
    };
    let (openapi, document) = document()?;
    std::fs::write(out.join("openapi.json"), &openapi)?;
    let mut generator = Generator::new(&generate::settings(&document, &options)?);

    let input = generate::generator_input(&document, Responses::Merged)?;
    let mut api: syn::File = syn::parse2(generator.generate_tokens(&input)?)?;
    generate::rewrite(&mut api, &document, &options)?;
    let api = prettyplease::unparse(&api);
    generate::check(&api, &options)?;
    std::fs::write(out.join("api.rs"), format!("{HEADER}{api}"))?;

    if feature("HTTPMOCK") {
        let mut generator = Generator::new(&generate::settings(&document, &options)?);
        let input = generate::generator_input(&document, Responses::Each)?;
        let mut mocks: syn::File = syn::parse2(generator.httpmock(&input, "crate::api")?)?;
        generate::rewrite_mocks(&mut mocks, &document, &options)?;
        let mocks = prettyplease::unparse(&mocks);
        std::fs::write(out.join("httpmock.rs"), format!("{HEADER}{mocks}"))?;
    }
    Ok(())
}

/// Reads the document: the project's own, or a newer one.
fn document() -> Result<(String, Document), Failure> {
    println!("cargo::rerun-if-env-changed=OVH_SMS_OPENAPI");
    let named = std::env::var_os("OVH_SMS_OPENAPI").filter(|path| !path.is_empty());
    let named = named.map(PathBuf::from);
    if named.as_ref().is_some_and(|path| !path.is_absolute()) {
        return Err(
            "OVH_SMS_OPENAPI must be an absolute path: cargo builds each crate in its own folder"
                .into(),
        );
    }
    let path = named.unwrap_or_else(|| "schema/openapi.json".into());
    println!("cargo::rerun-if-changed={}", path.display());
    let unusable = |error: &dyn std::fmt::Display| -> Failure {
        format!("{} can't be read: {error}", path.display()).into()
    };
    let text = std::fs::read_to_string(&path).map_err(|error| unusable(&error))?;
    let document = Document::parse(&text).map_err(|error| unusable(&error))?;
    Ok((text, document))
}

fn feature(name: &str) -> bool {
    std::env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}
