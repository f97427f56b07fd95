//! Code that can be included in any module of a crate that depends on the runtime alone.
//!
//! Paths of other crates lead to the runtime's re-exports, and paths of the own types are relative.

use std::collections::BTreeSet;

use quote::quote;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};

use crate::generate::document::{Document, Operation};
use crate::generate::options::{Standalone, path_text};
use crate::generate::{Failure, GenerateOptions};

/// The crates that generated code names.
const CRATES: &[&str] = &[
    "chrono",
    "progenitor_client",
    "reqwest",
    "schemars",
    "serde",
    "serde_json",
    "uuid",
];

/// Those whose derives need the path of their crate.
const DERIVING: &[&str] = &["schemars", "serde"];

/// Rewrites the paths, if the code is to stand alone.
pub(super) fn rewrite(file: &mut syn::File, options: &GenerateOptions) {
    let Some(standalone) = &options.runtime.standalone else {
        return;
    };
    let mut pass = Pass {
        crates: &standalone.crates,
        module: options.module.split("::").collect(),
        depth: 0,
    };
    pass.visit_file_mut(file);
    // The lints of the crate are about its own code.
    for item in &mut file.items {
        let attributes = match item {
            syn::Item::Mod(item) => &mut item.attrs,
            syn::Item::Impl(item) => &mut item.attrs,
            syn::Item::Struct(item) => &mut item.attrs,
            _ => continue,
        };
        attributes.push(syn::parse_quote! {
            #[allow(
                warnings,
                missing_docs,
                missing_debug_implementations,
                unreachable_pub,
                clippy::all,
                clippy::pedantic,
                clippy::unwrap_used,
                clippy::indexing_slicing
            )]
        });
    }
}

/// The methods of the client that are no operations.
const RESERVED: &[&str] = &["over", "of_service"];

/// Adds the constructor of the client, from that of the runtime, and the view of one service.
pub(super) fn open_client(
    file: &mut syn::File,
    document: &Document,
    options: &GenerateOptions,
) -> Result<(), Failure> {
    let Some(Standalone { client, .. }) = &options.runtime.standalone else {
        return Ok(());
    };
    let is_reserved = |one: &&Operation| RESERVED.contains(&one.id.as_str());
    if let Some(one) = document.operations.iter().find(is_reserved) {
        return Err(format!(
            "the operation {} {} has the name {:?}, which a method of the client has: choose another \
             name",
            one.method.to_uppercase(),
            one.path,
            one.id
        )
        .into());
    }
    let is_view =
        |item: &syn::Item| matches!(item, syn::Item::Mod(item) if item.ident == "service_api");
    if file.items.iter().any(is_view) {
        file.items.push(syn::parse_quote! {
            impl Client {
                /// Returns the operations of the service of this name, which is filled in.
                #[must_use]
                pub fn of_service<'a>(&'a self, name: &'a str) -> service_api::ServiceApi<'a> {
                    service_api::ServiceApi::new(self, name)
                }
            }
        });
    }
    file.items.push(syn::parse_quote! {
        impl Client {
            /// Returns the builders of all operations. They send their requests through this client,
            /// which several modules of generated code can share.
            #[must_use]
            pub fn over(client: &impl ::std::convert::AsRef<#client>) -> Self {
                let client = client.as_ref();
                Self::new(client.http().clone(), client.transport().clone())
            }
        }
    });
    Ok(())
}

struct Pass<'a> {
    crates: &'a syn::Path,
    /// The segments of the module's absolute path.
    module: Vec<&'a str>,
    /// The number of modules around the current place.
    depth: usize,
}

impl Pass<'_> {
    /// Returns the path of another crate below the runtime.
    fn re_exported(&self, path: &syn::Path) -> Option<syn::Path> {
        let first = path.segments.first()?;
        let is_other = path.segments.len() > 1 && CRATES.iter().any(|name| first.ident == name);
        let (crates, segments) = (self.crates, &path.segments);
        is_other.then(|| syn::parse_quote! { #crates::#segments })
    }

    /// Returns a path below the generated module, relative to the current place.
    fn relative(&self, path: &syn::Path) -> Option<syn::Path> {
        let mut segments = path.segments.iter();
        for own in &self.module {
            if segments.next()?.ident != own {
                return None;
            }
        }
        let rest: Punctuated<&syn::PathSegment, syn::Token![::]> = segments.collect();
        if rest.is_empty() {
            return None;
        }
        let up = std::iter::repeat_n(quote! { super:: }, self.depth);
        let start = match self.depth {
            0 => quote! { self:: },
            _ => quote! { #(#up)* },
        };
        syn::parse2(quote! { #start #rest }).ok()
    }

    /// Rewrites the derived traits, and states where the libraries of derives are.
    fn rewrite_derives(&mut self, attributes: &mut Vec<syn::Attribute>) {
        let mut libraries = BTreeSet::new();
        for attribute in attributes.iter_mut() {
            if !attribute.path().is_ident("derive") {
                continue;
            }
            let parser = Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
            let Ok(mut traits) = attribute.parse_args_with(parser) else {
                continue;
            };
            for derived in &mut traits {
                let library = derived
                    .segments
                    .first()
                    .map(|first| first.ident.to_string());
                libraries.extend(library.filter(|name| DERIVING.contains(&name.as_str())));
                self.visit_path_mut(derived);
            }
            *attribute = syn::parse_quote! { #[derive(#traits)] };
        }
        for library in libraries {
            let place = format!("{}::{library}", path_text(self.crates));
            let library = quote::format_ident!("{library}");
            attributes.push(syn::parse_quote! { #[#library(crate = #place)] });
        }
    }
}

impl VisitMut for Pass<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        if let Some(instead) = self.re_exported(path).or_else(|| self.relative(path)) {
            *path = instead;
        }
    }

    fn visit_item_use_mut(&mut self, item: &mut syn::ItemUse) {
        let syn::UseTree::Path(tree) = &item.tree else {
            return;
        };
        if CRATES.iter().any(|name| tree.ident == name) {
            let (attributes, crates, tree) = (&item.attrs, self.crates, &item.tree);
            *item = syn::parse_quote! { #(#attributes)* use #crates::#tree; };
        }
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        self.rewrite_derives(&mut item.attrs);
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_enum_mut(&mut self, item: &mut syn::ItemEnum) {
        self.rewrite_derives(&mut item.attrs);
        visit_mut::visit_item_enum_mut(self, item);
    }

    fn visit_item_mod_mut(&mut self, item: &mut syn::ItemMod) {
        self.depth += 1;
        visit_mut::visit_item_mod_mut(self, item);
        self.depth -= 1;
    }
}

#[cfg(test)]
mod tests {
    use crate::generate::{GenerateOptions, generate};

    #[test]
    fn code_that_stands_alone_names_the_runtime_and_relative_paths_only() {
        let document = include_str!("../../../../../schema/openapi.json");
        let mut document: serde_json::Value = serde_json::from_str(document).unwrap();
        without_values(&mut document);
        let code = generate(&document.to_string(), &GenerateOptions::standalone()).unwrap();
        syn::parse_file(&code).unwrap();
        for (line, number) in code.lines().zip(1..) {
            let is_comment = line.trim_start().starts_with("//");
            for other in super::CRATES {
                let other = format!("{other}::");
                let allowed = format!("runtime::{other}");
                let rest = line.replace(&allowed, "");
                assert!(is_comment || !rest.contains(&other), "{number}: {line}");
            }
            assert!(!line.contains("crate::"), "{number}: {line}");
        }
    }

    /// Removes the names of values, which only `ovh_sms` has types for.
    fn without_values(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::Object(object) => {
                object.remove("x-ovh-value");
                object.values_mut().for_each(without_values);
            }
            serde_json::Value::Array(values) => values.iter_mut().for_each(without_values),
            _ => {}
        }
    }
}
