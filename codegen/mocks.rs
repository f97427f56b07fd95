//! The generator's httpmock helpers, mended where they don't compile or never match.

use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};

use super::document::Document;
use super::{Failure, found};

/// Faults of progenitor 0.15's helpers: a path matches only without a base path, and its values are
/// neither encoded nor escaped; dates are compared in another form than they are sent in; scalar
/// answers are passed by value where a reference is wanted.
pub fn rewrite(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let mut pass = Pass::default();
    pass.visit_file_mut(file);
    found(pass.paths, "path expressions anchored at the root")?;
    found(pass.values, "path expressions with values")?;
    found(pass.queries, "query filters")?;
    found(pass.bodies, "JSON bodies passed by value")?;
    if pass.paths < document.operations.len() {
        return Err(format!(
            "{} of {} mocks have a path",
            pass.paths,
            document.operations.len()
        )
        .into());
    }
    Ok(())
}

#[derive(Default)]
struct Pass {
    paths: usize,
    values: usize,
    queries: usize,
    bodies: usize,
}

/// A base path such as `/1.0` may stand in front.
fn with_base(pattern: &str) -> Option<String> {
    pattern
        .strip_prefix("^/")
        .map(|rest| format!("^(?:/[^/]+)*/{rest}"))
}

impl VisitMut for Pass {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        if let Some(pattern) = with_base(&literal.value()) {
            *literal = syn::LitStr::new(&pattern, literal.span());
            self.paths += 1;
        }
    }

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
            makro.tokens = quote! { #pattern, crate::httpmock::path_text(&value) };
            self.values += 1;
        }
    }

    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        visit_mut::visit_expr_method_call_mut(self, call);
        if call.method == "json_body_obj"
            && let Some(value) = call.args.first_mut()
        {
            *value = syn::parse_quote! { &#value };
            self.bodies += 1;
        }
        if call.method == "query_param"
            && let Some(value) = call.args.get_mut(1)
        {
            *value = syn::parse_quote! { crate::httpmock::query_text(&value) };
            self.queries += 1;
        }
    }
}
