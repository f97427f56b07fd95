//! Documentation: our text on methods and setters, instead of the generator's.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::generate::Failure;
use crate::generate::document::{Answer, Document, Operation, Parameter, text};
use crate::generate::expected::Expected;
use crate::generate::signature::{Signature, Target};
use crate::generate::syntax::{expect, module};

/// Returns an operation's documentation, without the parameter that the caller fills in.
pub(super) fn operation(
    document: &Document,
    operation: &Operation,
    filled: Option<&str>,
) -> String {
    let mut words = operation.summary.clone();
    if !operation.description.is_empty() {
        words.push_str("\n\n");
        words.push_str(&operation.description);
    }
    if operation.answer == Answer::Any {
        words.push_str("\n\nThe statuses of success have different responses: the value is JSON.");
    }
    words.push_str(&arguments(document, operation, filled));
    words
}

/// Rewrites the documentation of the client's methods and of all setters.
pub(crate) fn rewrite(
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
        client_methods(file, document, &by_id),
        expected.operations,
    )?;
    expect("builders", builders(file, document)?, expected.operations)?;
    expect("preludes", remove_module(file, "prelude"), 1)
}

fn client_methods(
    file: &mut syn::File,
    document: &Document,
    by_id: &BTreeMap<&str, &Operation>,
) -> usize {
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
                set_doc(&mut method.attrs, &operation(document, found, None));
                if found.deprecated {
                    method.attrs.push(syn::parse_quote! { #[deprecated] });
                }
                count += 1;
            }
        }
    }
    count
}

/// Documents the builders; their methods are documented where they are made.
fn builders(file: &mut syn::File, document: &Document) -> Result<usize, Failure> {
    let by_builder = document.by_builder();
    let mut count = 0;
    for item in module(&mut file.items, "builder")? {
        if let syn::Item::Struct(item) = item
            && let Some(operation) = by_builder.get(&item.ident.to_string())
        {
            let doc = format!(
                "Builder of [`Client::{id}`](super::Client::{id}): `{} {}`.",
                operation.method,
                operation.path,
                id = operation.id
            );
            set_doc(&mut item.attrs, &doc);
            count += 1;
        }
    }
    Ok(count)
}

/// Returns the documentation of a parameter.
pub(super) fn parameter(parameter: &Parameter) -> String {
    format!(
        "{}\n\n`{}`, in the {}.",
        parameter.description, parameter.name, parameter.place
    )
}

/// Returns the arguments as a list, without the parameter that the caller fills in.
fn arguments(document: &Document, operation: &Operation, filled: Option<&str>) -> String {
    let signature = Signature::of(operation, document);
    let body = operation.body.as_ref();
    let body = body
        .and_then(|body| document.structure(body))
        .unwrap_or_default();
    let mut words = String::new();
    for input in &signature.arguments {
        let name = &input.name;
        let item = match input.target {
            Target::Parameter(parameter) if filled == Some(&parameter.name) => continue,
            Target::Parameter(described) => parameter(described),
            Target::Field { field } => {
                let link = format!("[`{body}::{field}`](types::{body}::{field})");
                format!(
                    "{}\n\nField {link} of the body.",
                    field_words(document, &body, field)
                )
            }
            Target::Body => "The body.".to_owned(),
        };
        let mut lines = item.lines();
        words.push_str(&format!(
            "\n- `{name}`: {}",
            lines.next().unwrap_or_default()
        ));
        for line in lines {
            words.push('\n');
            if !line.is_empty() {
                words.push_str(&format!("  {line}"));
            }
        }
    }
    match words.is_empty() {
        true => words,
        false => format!("\n\n# Arguments\n{words}"),
    }
}

/// Returns the first paragraph of a field's description; the field has the rest.
fn field_words(document: &Document, structure: &str, field: &str) -> String {
    let fields = document.fields.get(structure).into_iter().flatten();
    let property = fields
        .filter(|(_, rust)| *rust == field)
        .map(|(property, _)| property.as_str())
        .next();
    let schema = document.schemas.get(structure).unwrap_or(&Value::Null);
    let words = text(&schema["properties"][property.unwrap_or_default()]["description"]);
    words.split("\n\n").next().unwrap_or_default().to_owned()
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
