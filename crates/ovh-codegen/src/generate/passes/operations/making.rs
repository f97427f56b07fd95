//! Builds a request without the intermediate strings of the generated code.
//!
//! progenitor formats a URL as one text, converts each parameter to text twice, and parses the
//! whole URL for each request. The endpoint is already parsed: here, its URL is copied and the path
//! is set.

use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};

use crate::generate::document::{Document, Operation};
use crate::generate::expected::Expected;
use crate::generate::syntax::{expect, implemented, module, variable};
use crate::generate::{Failure, Runtime};

/// Rewrites how the builders of operations build their requests.
pub(crate) fn rewrite(
    file: &mut syn::File,
    document: &Document,
    expected: &Expected,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let by_builder = document.by_builder();
    let mut counts = Counts::default();
    for item in module(&mut file.items, "builder")? {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        if let Some(operation) =
            implemented(item).and_then(|ident| by_builder.get(&ident.to_string()))
        {
            let mut pass = Pass {
                document,
                operation,
                runtime,
                base: variable("base", operation),
                counts: &mut counts,
            };
            pass.visit_item_impl_mut(item);
        }
    }
    expect("addresses", counts.addresses, expected.operations)?;
    expect("parameters in a path", counts.encoded, expected.in_path)
}

#[derive(Default)]
struct Counts {
    addresses: usize,
    encoded: usize,
}

struct Pass<'a> {
    document: &'a Document,
    operation: &'a Operation,
    runtime: &'a Runtime,
    /// The variable that contains the client.
    base: syn::Ident,
    counts: &'a mut Counts,
}

impl VisitMut for Pass<'_> {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        visit_mut::visit_local_mut(self, local);
        let Some(init) = &mut local.init else { return };
        if let Some((address, parameters)) = self.address(&init.expr) {
            *init.expr = address;
            self.counts.addresses += 1;
            self.counts.encoded += parameters;
        }
    }
}

impl Pass<'_> {
    /// Returns `format!("{}/sms/{}", client.baseurl, encode_path(&name.to_string()))` as a URL of
    /// the endpoint, and the number of its parameters.
    fn address(&self, expr: &syn::Expr) -> Option<(syn::Expr, usize)> {
        let syn::Expr::Macro(call) = expr else {
            return None;
        };
        if !call.mac.path.is_ident("format") {
            return None;
        }
        let arguments = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated
            .parse2(call.mac.tokens.clone())
            .ok()?;
        let mut arguments = arguments.into_iter();
        let syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(template),
            ..
        }) = arguments.next()?
        else {
            return None;
        };
        let is_base = matches!(
            arguments.next()?,
            syn::Expr::Field(syn::ExprField { member: syn::Member::Named(member), .. })
                if member == "baseurl"
        );
        if !is_base {
            return None;
        }
        let template = template.value();
        let path = template.strip_prefix("{}")?;
        let values: Vec<syn::Expr> = arguments
            .map(|argument| self.encoded(&argument))
            .collect::<Option<_>>()?;
        let base = &self.base;
        let address = syn::parse_quote! {
            #base.inner.address(format_args!(#path, #(#values),*))
        };
        Some((address, values.len()))
    }

    /// Returns `encode_path(&name.to_string())` as a value that encodes itself when it is written.
    fn encoded(&self, argument: &syn::Expr) -> Option<syn::Expr> {
        let syn::Expr::Call(call) = argument else {
            return None;
        };
        let syn::Expr::Path(function) = &*call.func else {
            return None;
        };
        let syn::Expr::Reference(reference) = call.args.first()? else {
            return None;
        };
        let syn::Expr::MethodCall(text) = &*reference.expr else {
            return None;
        };
        if !function.path.is_ident("encode_path") || text.method != "to_string" {
            return None;
        }
        let value = &text.receiver;
        let setter = quote!(#value).to_string();
        let secret = self.operation.parameters.iter().any(|parameter| {
            parameter.setter == setter && self.document.is_secret(&parameter.schema)
        });
        let transport = &self.runtime.transport;
        Some(match secret {
            true => syn::parse_quote! { #transport::Encoded(&#value.expose()) },
            false => syn::parse_quote! { #transport::Encoded(&#value) },
        })
    }
}
