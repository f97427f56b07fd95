//! Structures: open to new fields; those of responses are read leniently, field by field.

use std::collections::BTreeMap;

use quote::{ToTokens, quote};
use serde_json::Value;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};

use super::clearable::rename;
use crate::generate::document::{Answer, Document, is_any};
use crate::generate::syntax::{implemented, module};
use crate::generate::{Failure, Runtime};

/// Collections that may be incomplete, by the end of their path. Their items are read one by one.
const COLLECTIONS: [&str; 2] = ["Vec", "HashMap"];

/// Marks structures `#[non_exhaustive]`; those of responses are read by `runtime::lenient`, and their
/// collections report whether they are complete.
pub(crate) fn rewrite_fields(
    file: &mut syn::File,
    document: &Document,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let mut readable: BTreeMap<&str, &Value> = document
        .schemas
        .iter()
        .filter(|(name, schema)| document.answered.contains(*name) && schema["type"] == "object")
        .map(|(name, schema)| (name.as_str(), schema))
        .collect();
    let objects = document.schemas.values();
    let expected = objects.filter(|schema| schema["type"] == "object").count();
    let mut found = 0;
    let types = module(&mut file.items, "types")?;
    let mut calls = Vec::new();
    let mut boxes = Boxes::default();
    for item in types.iter_mut() {
        match item {
            syn::Item::Struct(item) => {
                item.attrs.push(syn::parse_quote! { #[non_exhaustive] });
                found += 1;
                if let Some(schema) = readable.remove(item.ident.to_string().as_str()) {
                    calls.push(match &item.fields {
                        syn::Fields::Unnamed(_) => wrapper_reader(item, runtime),
                        _ => reader(item, schema, runtime)?,
                    });
                    boxes.visit_item_struct(item);
                }
            }
            syn::Item::Impl(item) if is_answered(implemented(item), document) => {
                Collections::new(runtime).visit_item_impl_mut(item);
            }
            _ => {}
        }
    }
    if found != expected || !readable.is_empty() {
        return Err(format!(
            "the generator makes {found} of {expected} structures; without a reader: {:?}; look at its new output and change crates/ovh-codegen/src/generate/passes/types/structs.rs",
            readable.keys()
        )
        .into());
    }
    types.extend(calls);
    types.extend(
        boxes
            .inner
            .values()
            .map(|inner| boxed_reader(inner, runtime)),
    );
    Ok(())
}

/// Changes the type of lists and maps in responses of operations to the one that reports whether
/// they are complete.
pub(crate) fn rewrite_responses(
    file: &mut syn::File,
    document: &Document,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let mut pass = Collections::new(runtime);
    for item in module(&mut file.items, "builder")? {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        for member in &mut item.items {
            if let syn::ImplItem::Fn(function) = member
                && function.sig.ident == "send"
            {
                pass.visit_return_type_mut(&mut function.sig.output);
            }
        }
    }
    let operations = document.operations.iter();
    let answers = operations.map(|operation| match &operation.answer {
        Answer::Typed(schema) => collections(schema),
        Answer::Nothing | Answer::Any => 0,
    });
    let expected: usize = answers.sum();
    if pass.count != expected {
        return Err(format!(
            "{} of {expected} collections in responses report whether they are complete; compare the generator's new output and change crates/ovh-codegen/src/generate/passes/types/structs.rs",
            pass.count
        )
        .into());
    }
    Ok(())
}

/// Rewrites a structure of responses, and returns the call that makes it readable.
fn reader(
    item: &mut syn::ItemStruct,
    schema: &Value,
    runtime: &Runtime,
) -> Result<syn::Item, Failure> {
    let name = item.ident.clone();
    drop_derive(item, "Deserialize")?;
    let mut pass = Collections::new(runtime);
    pass.visit_item_struct_mut(item);
    let mut fields = BTreeMap::new();
    for field in &item.fields {
        let Some(ident) = &field.ident else {
            return Err(format!("{name} has a field without a name").into());
        };
        let json = rename(&field.attrs).map_or_else(|| ident.to_string(), |name| name.value());
        let ty = field.ty.to_token_stream().to_string().replace(' ', "");
        if !ty.starts_with("::std::option::Option<") {
            return Err(format!(
                "{name}.{json} is a {ty}, and a response may leave any field out; look at crates/ovh-codegen/src/generate/document.rs"
            )
            .into());
        }
        fields.insert(json, ident);
    }
    let properties = schema["properties"].as_object();
    let expected = properties
        .into_iter()
        .flatten()
        .map(|(_, field)| collections(field));
    let found: Vec<&String> = fields.keys().collect();
    let described: Vec<&String> = properties
        .into_iter()
        .flat_map(|fields| fields.keys())
        .collect();
    if found != described || pass.count != expected.sum::<usize>() {
        return Err(format!(
            "the fields of {name} are {found:?} with {} collections, and the document has {described:?}; look at the generator's new output and change crates/ovh-codegen/src/generate/passes/types/structs.rs",
            pass.count
        )
        .into());
    }
    let fields = fields
        .iter()
        .map(|(json, ident)| quote! { #json => #ident });
    let lenient = &runtime.lenient;
    Ok(syn::parse2(quote! {
        #lenient::object! { #name { #(#fields,)* } }
    })?)
}

/// Makes a structure around a map readable: a schema without properties.
fn wrapper_reader(item: &syn::ItemStruct, runtime: &Runtime) -> syn::Item {
    let name = &item.ident;
    let inner = item.fields.iter().map(|field| &field.ty);
    let lenient = &runtime.lenient;
    syn::parse_quote! {
        impl #lenient::Readable for #name {
            const EXPECTED: &'static str = "an object";

            fn read<'de, D: ::serde::Deserializer<'de>>(
                from: D,
            ) -> ::std::result::Result<#lenient::Reading<Self>, D::Error> {
                use #lenient::Reading::{Absent, Unreadable, Value};
                Ok(match #(<#inner as #lenient::Readable>::read(from)?)* {
                    Value(inner) => Value(Self(inner)),
                    Absent => Absent,
                    Unreadable(kind) => Unreadable(kind),
                })
            }
        }
    }
}

/// Makes a boxed structure readable: one that contains itself, directly or through others.
fn boxed_reader(inner: &syn::Type, runtime: &Runtime) -> syn::Item {
    let lenient = &runtime.lenient;
    syn::parse_quote! { #lenient::boxed! { #inner } }
}

/// Returns the boxed types of the fields, as text.
#[derive(Default)]
struct Boxes {
    inner: BTreeMap<String, syn::Type>,
}

impl<'ast> Visit<'ast> for Boxes {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        visit::visit_path(self, path);
        // A type of the document may also be named `Box`.
        if path.leading_colon.is_some()
            && let Some(last) = path.segments.last()
            && last.ident == "Box"
            && let syn::PathArguments::AngleBracketed(arguments) = &last.arguments
            && let Some(syn::GenericArgument::Type(inner)) = arguments.args.first()
        {
            let text = inner.to_token_stream().to_string();
            self.inner.insert(text, inner.clone());
        }
    }
}

/// Removes a trait from the derived ones.
fn drop_derive(item: &mut syn::ItemStruct, name: &str) -> Result<(), Failure> {
    let mut dropped = 0;
    for attr in &mut item.attrs {
        if !attr.path().is_ident("derive") {
            continue;
        }
        let mut kept = Vec::new();
        attr.parse_nested_meta(|meta| {
            match meta.path.segments.last() {
                Some(last) if last.ident == name => dropped += 1,
                _ => kept.push(meta.path),
            }
            Ok(())
        })?;
        *attr = syn::parse_quote! { #[derive(#(#kept),*)] };
    }
    if dropped != 1 {
        return Err(format!("{} derives {name} {dropped} times", item.ident).into());
    }
    Ok(())
}

/// Returns whether the type is a structure that a response contains.
fn is_answered(name: Option<&syn::Ident>, document: &Document) -> bool {
    name.is_some_and(|name| document.answered.contains(&name.to_string()))
}

/// Counts the collections of typed items in a schema; nested collections count separately.
fn collections(schema: &Value) -> usize {
    let items = match (schema["type"].as_str(), schema.get("additionalProperties")) {
        (Some("array"), _) => &schema["items"],
        // A map of any JSON has its own type, in which no item is left out.
        (Some("object"), Some(values)) if values.is_object() && !is_any(values) => values,
        _ => return 0,
    };
    1 + collections(items)
}

/// Turns `Vec<…>` into `Lenient<Vec<…>>`.
struct Collections<'a> {
    /// Returns the type that reports whether a collection is complete.
    lenient: &'a syn::Path,
    count: usize,
}

impl<'a> Collections<'a> {
    fn new(runtime: &'a Runtime) -> Collections<'a> {
        Collections {
            lenient: &runtime.lenient_type,
            count: 0,
        }
    }
}

impl VisitMut for Collections<'_> {
    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        visit_mut::visit_type_mut(self, ty);
        if let syn::Type::Path(path) = &*ty
            // A type of the document may also have that name.
            && path.path.leading_colon.is_some()
            && let Some(last) = path.path.segments.last()
            && COLLECTIONS
                .iter()
                .any(|collection| last.ident == collection)
        {
            let lenient = self.lenient;
            *ty = syn::parse_quote! { #lenient<#ty> };
            self.count += 1;
        }
    }
}
