//! The public items that the generated code yields, a line each: what a change of the description
//! does to users' code shows in the difference.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{ImplItem, Item, Visibility};

use super::document::Document;
use super::{Failure, implemented, names};

/// Lists the public items of generated code, sorted.
pub fn list_items(openapi: &str, generated: &str) -> Result<String, Failure> {
    let file = syn::parse_file(generated)?;
    let mut lines = BTreeSet::new();
    walk(&file.items, "", &mut lines);
    for (name, schema) in &Document::parse(openapi)?.schemas {
        for (value, variant) in names::variants(schema) {
            lines.insert(format!("types::{name}::{variant} = {value:?}"));
        }
    }
    let mut out =
        String::from("# Made by `cargo xtask convert` from schema/openapi.json; do not edit.\n");
    for line in lines {
        out.push_str(&line);
        out.push('\n');
    }
    Ok(out)
}

fn walk(items: &[Item], path: &str, lines: &mut BTreeSet<String>) {
    for item in items {
        match item {
            Item::Mod(module) if public(&module.vis) => {
                if let Some((_, items)) = &module.content {
                    walk(items, &format!("{path}{}::", module.ident), lines);
                }
            }
            Item::Struct(item) if public(&item.vis) => {
                lines.insert(format!("{path}{}", item.ident));
                for field in item.fields.iter().filter(|field| public(&field.vis)) {
                    if let Some(name) = &field.ident {
                        lines.insert(format!("{path}{}.{name}: {}", item.ident, short(&field.ty)));
                    }
                }
            }
            Item::Static(item) if public(&item.vis) => {
                lines.insert(format!("{path}{}", item.ident));
            }
            Item::Impl(item) if item.trait_.is_none() => {
                let Some(name) = implemented(item) else {
                    continue;
                };
                for member in &item.items {
                    if let ImplItem::Fn(function) = member
                        && public(&function.vis)
                    {
                        lines.insert(format!("{path}{name}::{}", signature(&function.sig)));
                    }
                }
            }
            _ => {}
        }
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// `name(V: TryInto<String>) -> Self`: the bounds in the place of the letters.
fn signature(signature: &syn::Signature) -> String {
    let bounds = signature
        .generics
        .where_clause
        .as_ref()
        .map(short)
        .unwrap_or_default();
    let inputs: Vec<String> = signature
        .inputs
        .iter()
        .filter_map(|input| match input {
            syn::FnArg::Typed(input) => Some(short(&input.ty)),
            syn::FnArg::Receiver(_) => None,
        })
        .collect();
    let output = match &signature.output {
        syn::ReturnType::Default => String::new(),
        syn::ReturnType::Type(_, ty) => format!(" -> {}", short(ty)),
    };
    let bounds = if bounds.is_empty() {
        bounds
    } else {
        format!(" {bounds}")
    };
    format!("{}({}){output}{bounds}", signature.ident, inputs.join(", "))
}

/// Tokens without the paths that only the compiler needs.
fn short(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string().replace(' ', "");
    let noise = [
        "::std::option::",
        "::std::vec::",
        "::std::string::",
        "::std::convert::",
        "std::convert::",
        "::std::result::",
        "::std::fmt::",
        "std::fmt::",
        "::std::collections::",
        "std::ops::",
        "::chrono::offset::",
        "::chrono::naive::",
        "::chrono::",
        "::uuid::",
        "::reqwest::",
        "::serde_json::",
        "crate::api::generated::",
        "crate::",
        "super::",
    ];
    let text = noise
        .iter()
        .fold(text, |text, noise| text.replace(noise, ""));
    text.replace("where", "where ")
        .replace(',', ", ")
        .trim_end_matches([',', ' '])
        .to_owned()
}
