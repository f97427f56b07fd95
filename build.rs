//! schema/openapi.json → OUT_DIR/api.rs (and OUT_DIR/httpmock.rs for the feature `httpmock`).
//!
//! Reads one file, writes only to OUT_DIR, uses no network. The steps: crates/ovh-codegen/src/generate.

use std::path::PathBuf;

use ovh_codegen::generate::{self, Document, Failure, GenerateOptions, HEADER, Responses, Runtime};
use progenitor::Generator;

fn main() -> Result<(), Failure> {
    println!("cargo::rerun-if-changed=schema/openapi.json");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let options = GenerateOptions {
        schemars: feature("SCHEMARS"),
        runtime: Runtime::at(&syn::parse_quote!(crate)),
        module: "crate::api::generated".to_owned(),
    };
    let document = Document::parse(&std::fs::read_to_string("schema/openapi.json")?)?;
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

fn feature(name: &str) -> bool {
    std::env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}
