//! schema/openapi.json in, the Rust text of `ovh_sms::api` out: what build.rs and xtask share.
//!
//! progenitor makes the bulk. What it can't do is done on its syntax tree by small passes. Each
//! counts what it changes and compares that with what the document leads to expect; at last the
//! text is searched for what the passes should have taken out.

mod bodies;
mod clearable;
mod cycles;
mod docs;
mod document;
mod enums;
mod expected;
mod forbidden;
mod input;
mod making;
mod messages;
#[allow(
    dead_code,
    reason = "only one of the two that share this folder makes the mocks"
)]
mod mocks;
pub mod names;
mod operations;
pub mod prepare;
mod prose;
mod restore;
mod sending;
mod service;
mod settings;
mod streams;
mod structs;
#[allow(dead_code, reason = "only xtask lists the public items")]
pub mod surface;
#[cfg(test)]
mod tests;

use progenitor_impl::Generator;

use document::Document;
use expected::Expected;
use input::Responses;

/// What the generator says when it can't go on.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Which features of the crate change the generated code.
#[derive(Debug, Default, Clone, Copy)]
pub struct Features {
    /// `JsonSchema` on every type.
    pub schemars: bool,
}

const HEADER: &str = "// Made by build.rs from schema/openapi.json, which `cargo xtask convert` makes; do not edit.\n\n";

/// The module that the generated code is in.
const MODULE: &str = "crate::api::generated";

/// Generates types, builders, the operation table and the service view.
pub fn generate(openapi: &str, features: Features) -> Result<String, Failure> {
    generate_in(openapi, features, MODULE)
}

/// As [`generate`], for a module of another name.
pub fn generate_in(openapi: &str, features: Features, module: &str) -> Result<String, Failure> {
    let document = Document::parse(openapi)?;
    let mut generator = Generator::new(&settings::settings(&document, features, module)?);
    let openapi = input::openapi(&document, Responses::Merged)?;
    let tokens = generator.generate_tokens(&openapi)?;
    let mut file: syn::File = syn::parse2(tokens)?;
    rewrite(&mut file, &document)?;
    let code = prettyplease::unparse(&file);
    forbidden::check(&code)?;
    Ok(format!("{HEADER}{code}"))
}

/// The document under the names that generated code has: of schemas, operations and values, and
/// those of fields and parameters beside theirs.
#[allow(
    dead_code,
    reason = "only xtask makes more than the bindings of a document"
)]
pub fn named(openapi: &str) -> Result<serde_json::Value, Failure> {
    Ok(input::named(&Document::parse(openapi)?))
}

/// All passes over what the generator makes.
fn rewrite(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let expected = &Expected::of(document);
    cycles::rewrite(file);
    restore::rewrite(file, document)?;
    sending::rewrite_client(file)?;
    sending::rewrite_builders(file, document, expected)?;
    making::rewrite(file, document, expected)?;
    streams::append(file, document)?;
    bodies::drop_unused_builders(file, document, expected)?;
    bodies::rewrite_setters(file, expected)?;
    clearable::rewrite_fields(file, document)?;
    docs::rewrite(file, document, expected)?;
    structs::rewrite_fields(file, document)?;
    structs::rewrite_responses(file, document)?;
    messages::rewrite(file, expected)?;
    enums::append(file, document)?;
    file.items.push(operations::table(document)?);
    file.items.extend(service::view(document)?);
    Ok(())
}

/// Generates the typed mocks of all operations.
#[allow(
    dead_code,
    reason = "only one of the two that share this folder makes the mocks"
)]
pub fn generate_mocks(openapi: &str) -> Result<String, Failure> {
    let document = Document::parse(openapi)?;
    let mut generator =
        Generator::new(&settings::settings(&document, Features::default(), MODULE)?);
    let openapi = input::openapi(&document, Responses::Each)?;
    let tokens = generator.httpmock(&openapi, "crate::api")?;
    let mut file: syn::File = syn::parse2(tokens)?;
    mocks::rewrite(&mut file, &document)?;
    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// The module `name` of a file or an error that names it.
fn module<'a>(items: &'a mut [syn::Item], name: &str) -> Result<&'a mut Vec<syn::Item>, Failure> {
    items
        .iter_mut()
        .find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == name => {
                module.content.as_mut().map(|(_, items)| items)
            }
            _ => None,
        })
        .ok_or_else(|| format!("the generated code has no module `{name}`").into())
}

/// The module with the builders of types; empty where the document has no structure.
fn type_builders(file: &mut syn::File) -> Result<&mut Vec<syn::Item>, Failure> {
    let types = module(&mut file.items, "types")?;
    let has =
        |item: &syn::Item| matches!(item, syn::Item::Mod(module) if module.ident == "builder");
    if !types.iter().any(has) {
        types.push(syn::parse_quote! { pub mod builder {} });
    }
    module(types, "builder")
}

/// Fails unless a pass found its pattern as often as the document leads to expect.
fn expect(pattern: &str, found: usize, expected: usize) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "{found} {pattern} in the generated code where the document leads to expect {expected}: compare the generator's new output with the passes in codegen/"
    )
    .into())
}

/// The name of the type that an `impl` is for.
fn implemented(item: &syn::ItemImpl) -> Option<&syn::Ident> {
    match &*item.self_ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
