//! What the tests share: descriptions from files, converted.

use std::path::{Path, PathBuf};

use ovh_codegen::docs::Docs;
use ovh_codegen::generate::{self, Failure, GenerateOptions, Runtime};
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};

/// The files of a folder beside this program, by name.
pub fn folder(name: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

pub fn text_of(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// A description as OpenAPI, or what is wrong with it.
pub fn convert(text: &str) -> Result<String, String> {
    let root =
        Root::parse(text, "the description", Unknown::Refuse).map_err(|e| format!("{e:#}"))?;
    ovh_codegen::convert::convert(&[root], &Names::default(), &Docs::default())
        .map_err(|e| format!("{e:#}"))
}

/// The bindings of a document, as the SDK has them.
pub fn generate(document: &str) -> String {
    try_generate(document).unwrap()
}

/// The bindings of a document, or why there are none.
pub fn try_generate(document: &str) -> Result<String, Failure> {
    let options = GenerateOptions {
        schemars: false,
        runtime: Runtime::of_sms(&syn::parse_quote!(ovh_api), &syn::parse_quote!(crate)),
        module: "crate::api::generated".to_owned(),
    };
    generate::generate(document, &options)
}
