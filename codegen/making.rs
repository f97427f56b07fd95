//! Making a request, without the detours of the generated code.
//!
//! progenitor writes an address as one text, in which every parameter has gone through two texts of
//! its own, and has it parsed whole for each request. The endpoint is parsed already: here its
//! address is taken, and the path put into it. Nor is a text made for each parameter that is not
//! missing, to say that it is.

use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};

use super::document::Document;
use super::{Failure, found, module};

/// Rewrites how the builders of operations make their requests.
pub fn rewrite(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let mut pass = Pass::default();
    for item in module(&mut file.items, "builder")? {
        pass.visit_item_mut(item);
    }
    if pass.addresses != document.operations.len() {
        return Err(format!(
            "{} of {} operations have an address that the generator makes as it did; mend codegen/making.rs",
            pass.addresses,
            document.operations.len()
        )
        .into());
    }
    found(pass.parameters, "parameters encoded for a path")?;
    found(pass.missing, "texts about parameters that are missing")?;
    found(pass.checked, "parameters that are checked")
}

#[derive(Default)]
struct Pass {
    addresses: usize,
    parameters: usize,
    missing: usize,
    checked: usize,
}

impl VisitMut for Pass {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        visit_mut::visit_local_mut(self, local);
        let syn::Pat::Ident(name) = &local.pat else {
            return;
        };
        let Some(init) = &mut local.init else { return };
        if name.ident == "url"
            && let Some((address, parameters)) = address(&init.expr)
        {
            *init.expr = address;
            self.addresses += 1;
            self.parameters += parameters;
            return;
        }
        let name = name.ident.to_string();
        // `….map_err(Error::InvalidRequest)?`
        if let syn::Expr::Try(tried) = &mut *init.expr
            && let syn::Expr::MethodCall(call) = &mut *tried.expr
            && call.method == "map_err"
            && let Some(argument) = call.args.first_mut()
            && quote!(#argument).to_string() == "Error :: InvalidRequest"
        {
            *argument = syn::parse_quote! { |problem| crate::transport::unfit(#name, problem) };
            self.checked += 1;
        }
    }

    /// `Err("… is missing".to_string())`, in whatever words, becomes an empty text, which takes no
    /// memory: the name is known where it is looked at.
    fn visit_expr_call_mut(&mut self, call: &mut syn::ExprCall) {
        visit_mut::visit_expr_call_mut(self, call);
        if let syn::Expr::Path(function) = &*call.func
            && function.path.is_ident("Err")
            && let Some(syn::Expr::MethodCall(text)) = call.args.first_mut()
            && text.method == "to_string"
            && let syn::Expr::Lit(_) = &*text.receiver
        {
            call.args = std::iter::once::<syn::Expr>(syn::parse_quote! { String::new() }).collect();
            self.missing += 1;
        }
    }
}

/// `format!("{}/sms/{}", client.baseurl, encode_path(&name.to_string()))` as an address of the
/// endpoint, and how many parameters it has.
fn address(expr: &syn::Expr) -> Option<(syn::Expr, usize)> {
    let syn::Expr::Macro(call) = expr else {
        return None;
    };
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
    let base = arguments.next()?;
    if !call.mac.path.is_ident("format") || quote!(#base).to_string() != "client . baseurl" {
        return None;
    }
    let template = template.value();
    let path = template.strip_prefix("{}")?;
    let values: Vec<syn::Expr> = arguments
        .map(|argument| encoded(&argument))
        .collect::<Option<_>>()?;
    let address = syn::parse_quote! {
        base.inner.address(format_args!(#path, #(#values),*))
    };
    Some((address, values.len()))
}

/// `encode_path(&name.to_string())` as a value that encodes itself where it is written.
fn encoded(argument: &syn::Expr) -> Option<syn::Expr> {
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
    Some(syn::parse_quote! { crate::transport::Encoded(&#value) })
}
