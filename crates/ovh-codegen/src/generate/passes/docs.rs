//! Documentation: our words on methods and setters, in the place of the generator's.

use std::collections::BTreeMap;

use crate::generate::Failure;
use crate::generate::document::{Answer, Document, Operation};
use crate::generate::expected::Expected;
use crate::generate::syntax::{expect, implemented, module, type_builders};

/// An operation's documentation.
pub(super) fn operation(operation: &Operation) -> String {
    let mut words = operation.summary.clone();
    if !operation.description.is_empty() {
        words.push_str("\n\n");
        words.push_str(&operation.description);
    }
    if operation.answer == Answer::Any {
        words.push_str("\n\nThe statuses of success have different responses: the value is JSON.");
    }
    words
}

/// Rewrites the documentation of the client's methods and of all setters.
pub(super) fn rewrite(
    file: &mut syn::File,
    document: &Document,
    expected: &Expected,
) -> Result<(), Failure> {
    let by_id: BTreeMap<&str, &Operation> = document
        .operations
        .iter()
        .map(|operation| (operation.id.as_str(), operation))
        .collect();
    expect(
        "methods of the client",
        client_methods(file, &by_id),
        expected.operations,
    )?;
    // A body that is built has two setters.
    let setters = expected.parameters + expected.whole_bodies + 2 * expected.built_bodies;
    expect(
        "setters of parameters",
        operation_setters(file, document)?,
        setters,
    )?;
    expect(
        "setters of fields with a description",
        field_setters(file)?,
        expected.sent_documented,
    )?;
    expect("preludes", remove_module(file, "prelude"), 1)
}

fn client_methods(file: &mut syn::File, by_id: &BTreeMap<&str, &Operation>) -> usize {
    let mut count = 0;
    for item in &mut file.items {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        for member in &mut item.items {
            let syn::ImplItem::Fn(method) = member else {
                continue;
            };
            if let Some(found) = by_id.get(method.sig.ident.to_string().as_str()) {
                set_doc(&mut method.attrs, &operation(found));
                if found.deprecated {
                    method.attrs.push(syn::parse_quote! { #[deprecated] });
                }
                count += 1;
            }
        }
    }
    count
}

fn operation_setters(file: &mut syn::File, document: &Document) -> Result<usize, Failure> {
    let by_builder = document.by_builder();
    let mut count = 0;
    for item in module(&mut file.items, "builder")? {
        match item {
            syn::Item::Struct(item) => {
                if let Some(operation) = by_builder.get(&item.ident.to_string()) {
                    let doc = format!(
                        "Builder of [`Client::{id}`](super::Client::{id}): `{} {}`.",
                        operation.method,
                        operation.path,
                        id = operation.id
                    );
                    set_doc(&mut item.attrs, &doc);
                }
            }
            syn::Item::Impl(item) => {
                let Some(operation) =
                    implemented(item).and_then(|ident| by_builder.get(&ident.to_string()))
                else {
                    continue;
                };
                for member in &mut item.items {
                    let syn::ImplItem::Fn(setter) = member else {
                        continue;
                    };
                    if setter.sig.ident == "new" {
                        // Builders come from the client.
                        setter.vis = syn::parse_quote! { pub(super) };
                    }
                    if let Some(doc) =
                        setter_doc(document, operation, &setter.sig.ident.to_string())
                    {
                        set_doc(&mut setter.attrs, &doc);
                        count += 1;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(count)
}

fn setter_doc(document: &Document, operation: &Operation, setter: &str) -> Option<String> {
    let body = operation.body.as_ref();
    let built = body.and_then(|body| document.structure(body));
    match (setter, body, built) {
        ("body", Some(_), None) => Some("The body.".to_owned()),
        ("body", _, Some(body)) => Some(format!("The body: a [`{body}`](types::{body}).")),
        ("body_map", _, Some(body)) => Some(format!(
            "The body, built in place: `.body_map(|body| body…)` sets the fields of a [`{body}`](types::{body})."
        )),
        _ => operation
            .parameters
            .iter()
            .find(|parameter| parameter.setter == setter)
            .map(|parameter| {
                format!(
                    "{}\n\n`{}`, in the {}.",
                    parameter.description, parameter.name, parameter.place
                )
            }),
    }
}

/// Setters of body fields say what the fields say.
fn field_setters(file: &mut syn::File) -> Result<usize, Failure> {
    let types = module(&mut file.items, "types")?;
    let mut words: BTreeMap<(String, String), Vec<syn::Attribute>> = BTreeMap::new();
    for item in types.iter() {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        for field in &item.fields {
            if let Some(ident) = &field.ident {
                let docs = field
                    .attrs
                    .iter()
                    .filter(|attr| attr.path().is_ident("doc"))
                    .cloned()
                    .collect();
                words.insert((item.ident.to_string(), ident.to_string()), docs);
            }
        }
    }
    let mut count = 0;
    for item in types.iter_mut() {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        if item.trait_.is_some() {
            continue;
        }
        for member in &mut item.items {
            if let syn::ImplItem::Fn(function) = member
                && function.sig.ident == "builder"
            {
                set_doc(
                    &mut function.attrs,
                    "A builder with all fields unset; `try_into()`, or passing it as a body, makes the value.",
                );
            }
        }
    }
    for item in type_builders(file)? {
        match item {
            syn::Item::Struct(item) => {
                let doc = format!("Builder of [`{0}`](super::{0}).", item.ident);
                set_doc(&mut item.attrs, &doc);
            }
            syn::Item::Impl(item) if item.trait_.is_none() => {
                let Some(name) = implemented(item).map(ToString::to_string) else {
                    continue;
                };
                for member in &mut item.items {
                    let syn::ImplItem::Fn(setter) = member else {
                        continue;
                    };
                    let key = (name.clone(), setter.sig.ident.to_string());
                    if let Some(docs) = words.get(&key).filter(|docs| !docs.is_empty()) {
                        setter.attrs.extend(docs.iter().cloned());
                        count += 1;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(count)
}

fn set_doc(attrs: &mut Vec<syn::Attribute>, words: &str) {
    attrs.retain(|attr| !attr.path().is_ident("doc"));
    attrs.insert(0, syn::parse_quote! { #[doc = #words] });
}

fn remove_module(file: &mut syn::File, name: &str) -> usize {
    let before = file.items.len();
    file.items
        .retain(|item| !matches!(item, syn::Item::Mod(module) if module.ident == name));
    before - file.items.len()
}
