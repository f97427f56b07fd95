//! The generator's httpmock helpers, corrected where they don't compile or never match.

use std::collections::BTreeMap;

use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};

use super::restore::named;
use crate::generate::document::{Document, Operation, object};
use crate::generate::syntax::{expect, implemented, module};
use crate::generate::{Failure, Runtime};

/// Corrects errors of progenitor 0.15's helpers: a path matches only without a base path, and its
/// values are neither encoded nor escaped; dates are compared in another form than they are sent
/// in; secrets have no text form; scalar responses are passed by value where a reference is
/// expected.
pub(super) fn rewrite(
    file: &mut syn::File,
    document: &Document,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let by_mock: BTreeMap<String, &Operation> = document
        .operations
        .iter()
        .map(|operation| (format!("{}When", operation.builder), operation))
        .collect();
    let mut pass = Pass {
        document,
        httpmock: &runtime.httpmock,
        operation: None,
        names: BTreeMap::new(),
        counts: Counts::default(),
    };
    for item in module(&mut file.items, "operations")? {
        if let syn::Item::Impl(item) = item {
            pass.operation = implemented(item)
                .and_then(|ident| by_mock.get(&ident.to_string()))
                .copied();
            pass.names = pass.operation.map(named).unwrap_or_default();
        }
        pass.visit_item_mut(item);
    }
    let expected = Counts::of(document);
    let found = pass.counts;
    expect("path expressions", found.paths, expected.paths)?;
    expect(
        "path expressions with values",
        found.values,
        expected.values,
    )?;
    expect("query filters", found.queries, expected.queries)?;
    expect("header filters", found.headers, expected.headers)?;
    expect("JSON bodies passed by value", found.bodies, expected.bodies)?;
    expect(
        "filters under another name",
        found.renamed,
        expected.renamed,
    )
}

#[derive(Default)]
struct Counts {
    paths: usize,
    values: usize,
    queries: usize,
    headers: usize,
    bodies: usize,
    renamed: usize,
}

impl Counts {
    fn of(document: &Document) -> Counts {
        let mut counts = Counts {
            paths: document.operations.len(),
            ..Counts::default()
        };
        for operation in &document.operations {
            for parameter in &operation.parameters {
                match parameter.place.as_str() {
                    "path" => counts.values += 1,
                    "query" => counts.queries += 1,
                    _ => counts.headers += 1,
                }
                // An optional parameter also has a filter for its absence.
                let filters = 1 + usize::from(!parameter.required);
                if named(operation).contains_key(&parameter.setter) {
                    counts.renamed += filters;
                }
            }
            let (path, method) = operation.place();
            let responses = &document.value["paths"][&path][&method]["responses"];
            let typed = object(responses)
                .filter(|(_, response)| !response["content"]["application/json"].is_null());
            counts.bodies += usize::from(operation.body.is_some()) + typed.count();
        }
        counts
    }
}

struct Pass<'a> {
    document: &'a Document,
    /// Returns the module of the texts that are compared.
    httpmock: &'a syn::Path,
    operation: Option<&'a Operation>,
    /// The names under which renamed parameters are sent.
    names: BTreeMap<String, String>,
    counts: Counts,
}

impl Pass<'_> {
    /// Returns whether the parameter of that setter is never printed.
    fn is_secret(&self, setter: &str) -> bool {
        let mut parameters = self.operation.iter().flat_map(|o| &o.parameters);
        parameters.any(|parameter| {
            parameter.setter == setter && self.document.is_secret(&parameter.schema)
        })
    }

    fn restore(&mut self, argument: Option<&mut syn::Expr>) {
        if let Some(syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(literal),
            ..
        })) = argument
            && let Some(name) = self.names.get(&literal.value())
        {
            *literal = syn::LitStr::new(name, literal.span());
            self.counts.renamed += 1;
        }
    }
}

/// A base path such as `/1.0` may precede it.
fn with_base(pattern: &str) -> Option<String> {
    pattern
        .strip_prefix("^/")
        .map(|rest| format!("^(?:/[^/]+)*/{rest}"))
}

impl VisitMut for Pass<'_> {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if let Some(pattern) = with_base(&literal.value()) {
            *literal = syn::LitStr::new(&pattern, literal.span());
            self.counts.paths += 1;
        }
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut syn::ImplItemFn) {
        let secret = self.is_secret(&function.sig.ident.to_string());
        let mut values = Values {
            httpmock: self.httpmock,
            secret,
            found: 0,
        };
        values.visit_impl_item_fn_mut(function);
        self.counts.values += values.found;
        visit_mut::visit_impl_item_fn_mut(self, function);
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        let method = call.method.to_string();
        match method.as_str() {
            "json_body_obj" => {
                if let Some(value) = call.args.first_mut() {
                    *value = syn::parse_quote! { &#value };
                    self.counts.bodies += 1;
                }
            }
            "query_param" | "header" if self.operation.is_some() => {
                self.restore(call.args.first_mut());
                if let Some(value) = call.args.get_mut(1) {
                    let httpmock = self.httpmock;
                    *value = syn::parse_quote! { #httpmock::query_text(&value) };
                    match method.as_str() {
                        "header" => self.counts.headers += 1,
                        _ => self.counts.queries += 1,
                    }
                }
            }
            "query_param_missing" | "header_missing" => self.restore(call.args.first_mut()),
            _ => {}
        }
    }
}

/// Returns the values in the expressions of paths.
struct Values<'a> {
    httpmock: &'a syn::Path,
    secret: bool,
    found: usize,
}

impl VisitMut for Values<'_> {
    fn visit_macro_mut(&mut self, makro: &mut syn::Macro) {
        type Arguments = syn::punctuated::Punctuated<syn::Expr, syn::Token![,]>;
        let arguments = makro.parse_body_with(Arguments::parse_terminated);
        if !makro.path.is_ident("format") {
            return;
        }
        let Ok(arguments) = arguments else { return };
        let pattern = arguments.first().map(|first| first.to_token_stream());
        let pattern = pattern.and_then(|tokens| syn::parse2::<syn::LitStr>(tokens).ok());
        if let Some(pattern) = pattern.and_then(|pattern| with_base(&pattern.value())) {
            let httpmock = self.httpmock;
            makro.tokens = match self.secret {
                true => quote! { #pattern, #httpmock::path_text(&value.expose()) },
                false => quote! { #pattern, #httpmock::path_text(&value) },
            };
            self.found += 1;
        }
    }
}
