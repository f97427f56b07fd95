//! schema/openapi.json → OUT_DIR/api.rs (and OUT_DIR/httpmock.rs for the feature `httpmock`).
//!
//! Reads one file, writes only to OUT_DIR, uses no network. How the code is made: codegen/.

#[path = "codegen/mod.rs"]
mod codegen;

use std::path::{Path, PathBuf};

fn main() -> Result<(), codegen::Failure> {
    println!("cargo::rerun-if-changed=schema/openapi.json");
    println!("cargo::rerun-if-changed=codegen");
    println!("cargo::rerun-if-changed=build.rs");
    let document = std::fs::read_to_string("schema/openapi.json")?;
    let out = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let features = codegen::Features {
        schemars: feature("SCHEMARS"),
    };
    write(&out, "api.rs", &codegen::generate(&document, features)?)?;
    if feature("HTTPMOCK") {
        write(&out, "httpmock.rs", &codegen::generate_mocks(&document)?)?;
    }
    Ok(())
}

fn feature(name: &str) -> bool {
    std::env::var_os(format!("CARGO_FEATURE_{name}")).is_some()
}

fn write(folder: &Path, name: &str, text: &str) -> Result<(), codegen::Failure> {
    Ok(std::fs::write(folder.join(name), text)?)
}
