//! Enumerations: calls of the hand-written `open_enum!`, which keeps unknown values.

use quote::{format_ident, quote};
use serde_json::Value;

use crate::generate::document::{Document, list, text};
use crate::generate::syntax::module;
use crate::generate::{Failure, Runtime, names};

/// Adds all enumerations to the module `types`.
pub(crate) fn append(
    file: &mut syn::File,
    document: &Document,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let types = module(&mut file.items, "types")?;
    for (name, schema) in &document.schemas {
        if schema.get("enum").is_some() {
            types.push(call(name, schema, runtime)?);
        }
    }
    Ok(())
}

fn call(name: &str, schema: &Value, runtime: &Runtime) -> Result<syn::Item, Failure> {
    let ident = format_ident!("{name}");
    let description = text(&schema["description"]);
    let kind = format_ident!(
        "{}",
        if schema["type"] == "integer" {
            "number"
        } else {
            "text"
        }
    );
    let mut words = list(&schema["x-enum-descriptions"]).map(text);
    let variants = names::variants(schema).into_iter().map(|(value, variant)| {
        let variant = format_ident!("{variant}");
        let mut doc = words.next().unwrap_or_default();
        if doc.is_empty() {
            doc = format!("`{value}`.");
        }
        quote! { #[doc = #doc] #variant = #value }
    });
    let open_enum = &runtime.open_enum;
    let item = quote! {
        #open_enum! {
            #[doc = #description]
            pub enum #ident: #kind {
                #(#variants,)*
            }
        }
    };
    Ok(syn::parse2(item)?)
}
