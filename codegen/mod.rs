//! schema/openapi.json in, the Rust text of `ovh_sms::api` out: what build.rs and xtask share.
//!
//! progenitor makes the bulk. What it can't do is done on its syntax tree by small passes, and
//! each of them fails when the pattern that it looks for no longer occurs.

mod bodies;
mod clearable;
mod docs;
mod document;
mod enums;
mod making;
mod messages;
#[allow(
    dead_code,
    reason = "only one of the two that share this folder makes the mocks"
)]
mod mocks;
mod operations;
pub mod plurals;
mod sending;
mod service;
mod settings;
mod streams;
mod structs;
#[allow(dead_code, reason = "only xtask lists the public items")]
pub mod surface;

use progenitor_impl::Generator;

use document::Document;

/// What the generator says when it can't go on.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Which features of the crate change the generated code.
#[derive(Debug, Default, Clone, Copy)]
pub struct Features {
    /// `JsonSchema` on every type.
    pub schemars: bool,
}

const HEADER: &str = "// Made by build.rs from schema/openapi.json, which `cargo xtask convert` makes; do not edit.\n\n";

/// Generates types, builders, the operation table and the service view.
pub fn generate(openapi: &str, features: Features) -> Result<String, Failure> {
    let document = Document::parse(openapi)?;
    let mut generator = Generator::new(&settings::settings(&document, features)?);
    let tokens = generator.generate_tokens(&document.openapi)?;
    let mut file: syn::File = syn::parse2(tokens)?;

    sending::rewrite_client(&mut file)?;
    sending::rewrite_builders(&mut file, &document)?;
    making::rewrite(&mut file, &document)?;
    streams::append(&mut file, &document)?;
    bodies::rewrite_setters(&mut file)?;
    bodies::drop_unused_builders(&mut file, &document)?;
    structs::rewrite_fields(&mut file)?;
    clearable::rewrite_fields(&mut file)?;
    docs::rewrite(&mut file, &document)?;
    plurals::rewrite(&mut file)?;
    messages::rewrite(&mut file)?;
    enums::append(&mut file, &document)?;
    file.items.push(operations::table(&document)?);
    file.items.push(service::view(&document)?);

    Ok(format!("{HEADER}{}", prettyplease::unparse(&file)))
}

/// Generates the typed mocks of all operations.
#[allow(
    dead_code,
    reason = "only one of the two that share this folder makes the mocks"
)]
pub fn generate_mocks(openapi: &str) -> Result<String, Failure> {
    let document = Document::parse(openapi)?;
    let mut generator = Generator::new(&settings::settings(&document, Features::default())?);
    let tokens = generator.httpmock(&document.openapi, "crate::api")?;
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

/// Fails unless a pass found its pattern.
fn found(count: usize, pattern: &str) -> Result<(), Failure> {
    if count == 0 {
        return Err(format!(
            "the generator no longer makes {pattern}; look at its new output and mend codegen/"
        )
        .into());
    }
    Ok(())
}

/// The name of the type that an `impl` is for.
fn implemented(item: &syn::ItemImpl) -> Option<&syn::Ident> {
    match &*item.self_ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
