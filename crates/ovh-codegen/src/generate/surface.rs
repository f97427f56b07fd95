//! The public items of the generated code, one per line: a diff of this list shows the effect of a
//! description's change on users' code.

use std::collections::BTreeSet;

use quote::ToTokens;
use syn::{ImplItem, Item, Visibility};

use super::document::Document;
use super::options::path_text;
use super::syntax::implemented;
use super::{Failure, GenerateOptions, names, renamed};

/// Lists the public items of generated code, sorted.
///
/// # Errors
///
/// The document or the code can't be read.
pub fn list_items(
    openapi: &str,
    generated: &str,
    options: &GenerateOptions,
) -> Result<String, Failure> {
    let file = syn::parse_file(generated)?;
    let mut list = List {
        noise: noise(options),
        lines: BTreeSet::new(),
    };
    list.walk(&file.items, "");
    let mut lines = list.lines;
    let document = Document::parse(openapi)?;
    for (name, schema) in &document.schemas {
        for (value, variant) in names::variants(schema) {
            lines.insert(format!("types::{name}::{variant} = {value:?}"));
            // A constant under the old name of the variant.
            for renamed in &document.renamed {
                if renamed.new == renamed::Item::Variant(name.clone(), variant.clone()) {
                    lines.insert(format!("{} = {value:?}", renamed.old));
                }
            }
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

/// The lines of a list, and the items that are left out of them.
struct List {
    noise: Vec<String>,
    lines: BTreeSet<String>,
}

impl List {
    fn walk(&mut self, items: &[Item], path: &str) {
        for item in items {
            match item {
                Item::Mod(module) if public(&module.vis) => {
                    if let Some((_, items)) = &module.content {
                        self.walk(items, &format!("{path}{}::", module.ident));
                    }
                }
                Item::Struct(item) if public(&item.vis) => {
                    self.lines.insert(format!("{path}{}", item.ident));
                    for field in item.fields.iter().filter(|field| public(&field.vis)) {
                        if let Some(name) = &field.ident {
                            self.lines.insert(format!(
                                "{path}{}.{name}: {}",
                                item.ident,
                                self.short(&field.ty)
                            ));
                        }
                    }
                }
                Item::Type(item) if public(&item.vis) => {
                    self.lines.insert(format!("{path}{}", item.ident));
                }
                Item::Static(item) if public(&item.vis) => {
                    self.lines.insert(format!("{path}{}", item.ident));
                }
                Item::Impl(item) if item.trait_.is_none() => {
                    let Some(name) = implemented(item) else {
                        continue;
                    };
                    for member in &item.items {
                        if let ImplItem::Fn(function) = member
                            && public(&function.vis)
                        {
                            self.lines
                                .insert(format!("{path}{name}::{}", self.signature(&function.sig)));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns `name(impl Into<String>) -> Self`: types only, because arguments are passed by
    /// position.
    fn signature(&self, signature: &syn::Signature) -> String {
        let bounds = signature
            .generics
            .where_clause
            .as_ref()
            .map(|bounds| self.short(bounds))
            .unwrap_or_default();
        let inputs: Vec<String> = signature
            .inputs
            .iter()
            .filter_map(|input| match input {
                syn::FnArg::Typed(input) => Some(self.short(&input.ty)),
                syn::FnArg::Receiver(_) => None,
            })
            .collect();
        let output = match &signature.output {
            syn::ReturnType::Default => String::new(),
            syn::ReturnType::Type(_, ty) => format!(" -> {}", self.short(ty)),
        };
        let bounds = if bounds.is_empty() {
            bounds
        } else {
            format!(" {bounds}")
        };
        format!("{}({}){output}{bounds}", signature.ident, inputs.join(", "))
    }

    /// Returns tokens without the paths that only the compiler needs.
    fn short(&self, tokens: &impl ToTokens) -> String {
        let text = tokens.to_token_stream().to_string();
        let text = text.replace("impl ", "impl\0").replace(' ', "");
        let text = self
            .noise
            .iter()
            .fold(text, |text, noise| text.replace(noise, ""));
        text.replace("where", "where ")
            .replace(",>", ">")
            .replace(',', ", ")
            .replace('\0', " ")
            .trim_end_matches([',', ' '])
            .to_owned()
    }
}

fn public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// Returns the paths that only the compiler needs.
fn noise(options: &GenerateOptions) -> Vec<String> {
    const OF_LIBRARIES: &[&str] = &[
        "::std::option::",
        "::std::vec::",
        "::std::string::",
        "::std::convert::",
        "std::convert::",
        "::std::result::",
        "::std::fmt::",
        "std::fmt::",
        "::std::collections::",
        "::std::iter::",
        "std::ops::",
        "::chrono::offset::",
        "::chrono::naive::",
        "::chrono::",
        "::uuid::",
        "::reqwest::",
        "::serde_json::",
    ];
    let module = format!("{}::", options.module);
    let of_runtime = options.runtime.public_types().map(path_text);
    let of_runtime = of_runtime.filter_map(|path| Some(format!("{}::", path.rsplit_once("::")?.0)));
    let libraries = OF_LIBRARIES.iter().map(|path| (*path).to_owned());
    let mut noise: Vec<String> = libraries.chain([module]).chain(of_runtime).collect();
    noise.push("super::".to_owned());
    noise
}
