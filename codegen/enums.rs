//! Enumerations: calls of the hand-written `open_enum!`, which keeps values that it does not know.

use quote::{format_ident, quote};
use serde_json::Value;

use super::document::{Document, list, text};
use super::{Failure, module, names};

/// Puts all enumerations into the module `types`.
pub fn append(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let types = module(&mut file.items, "types")?;
    for (name, schema) in &document.schemas {
        if schema.get("enum").is_some() {
            types.push(call(name, schema)?);
        }
    }
    Ok(())
}

fn call(name: &str, schema: &Value) -> Result<syn::Item, Failure> {
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
    let item = quote! {
        crate::open_enum::open_enum! {
            #[doc = #description]
            pub enum #ident: #kind {
                #(#variants,)*
            }
        }
    };
    Ok(syn::parse2(item)?)
}
