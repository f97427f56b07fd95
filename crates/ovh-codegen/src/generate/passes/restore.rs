//! Restores the wire names that `input` renamed for the generator; secrets in headers.

use std::collections::BTreeMap;

use syn::visit_mut::{self, VisitMut};

use crate::generate::document::{Document, Operation};
use crate::generate::syntax::{expect, implemented, module};
use crate::generate::{Failure, names};

/// Restores the wire names of fields and parameters.
pub(super) fn rewrite(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    fields(file, document)?;
    parameters(file, document)
}

fn fields(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let changed: BTreeMap<(&str, &str), &str> = document
        .fields
        .iter()
        .flat_map(|(structure, fields)| {
            fields
                .iter()
                .filter(|(name, rust)| names::field(name) != **rust)
                .map(|(name, rust)| ((structure.as_str(), rust.as_str()), name.as_str()))
        })
        .collect();
    let mut restored = 0;
    for item in module(&mut file.items, "types")? {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        let structure = item.ident.to_string();
        for field in &mut item.fields {
            let Some(ident) = field.ident.as_ref().map(ToString::to_string) else {
                continue;
            };
            if let Some(name) = changed.get(&(structure.as_str(), ident.as_str())) {
                field
                    .attrs
                    .push(syn::parse_quote! { #[serde(rename = #name)] });
                restored += 1;
            }
        }
    }
    expect("fields under another name", restored, changed.len())
}

fn parameters(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let by_builder = document.by_builder();
    let mut pass = Pass::default();
    for item in module(&mut file.items, "builder")? {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        let operation = implemented(item).and_then(|ident| by_builder.get(&ident.to_string()));
        pass.names = operation
            .map(|operation| named(operation))
            .unwrap_or_default();
        pass.secrets = operation.map(|o| secrets(o, document)).unwrap_or_default();
        pass.visit_item_impl_mut(item);
    }
    let travel = |operation: &Operation| named(operation).len();
    let expected = document.operations.iter().map(travel).sum();
    expect("parameters under another name", pass.restored, expected)?;
    let secret = |operation: &Operation| secrets(operation, document).len();
    let expected = document.operations.iter().map(secret).sum();
    expect("secrets in headers", pass.exposed, expected)
}

/// Returns the parameters outside the path whose setters differ from the generator's names.
pub(super) fn named(operation: &Operation) -> BTreeMap<String, String> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.place != "path")
        .filter(|parameter| names::setter(&parameter.name) != parameter.setter)
        .map(|parameter| (parameter.setter.clone(), parameter.name.clone()))
        .collect()
}

/// Returns the headers that are never printed, and therefore have no text form.
fn secrets(operation: &Operation, document: &Document) -> Vec<String> {
    operation
        .parameters
        .iter()
        .filter(|parameter| parameter.place == "header" && document.is_secret(&parameter.schema))
        .map(|parameter| parameter.name.clone())
        .collect()
}

#[derive(Default)]
struct Pass {
    names: BTreeMap<String, String>,
    secrets: Vec<String>,
    restored: usize,
    exposed: usize,
}

impl Pass {
    /// Returns the first argument of a call that writes a parameter: its name.
    fn restore(&mut self, argument: Option<&mut syn::Expr>) -> Option<String> {
        let Some(syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(literal),
            ..
        })) = argument
        else {
            return None;
        };
        if let Some(name) = self.names.get(&literal.value()) {
            *literal = syn::LitStr::new(name, literal.span());
            self.restored += 1;
        }
        Some(literal.value())
    }
}

impl VisitMut for Pass {
    /// `QueryParam::new("name", &name)`
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        if let syn::Expr::Path(function) = &*call.func
            && function
                .path
                .segments
                .iter()
                .any(|part| part.ident == "QueryParam")
        {
            self.restore(call.args.first_mut());
        }
    }

    /// `header_map.append("name", name.to_string().try_into()?)`
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method != "append" {
            return;
        }
        let Some(name) = self.restore(call.args.first_mut()) else {
            return;
        };
        if self.secrets.contains(&name)
            && let Some(syn::Expr::Try(tried)) = call.args.get_mut(1)
            && let syn::Expr::MethodCall(converted) = &mut *tried.expr
            && let syn::Expr::MethodCall(text) = &mut *converted.receiver
            && text.method == "to_string"
        {
            text.method = syn::Ident::new("expose", text.method.span());
            self.exposed += 1;
        }
    }
}
