//! The generator's messages, in words that users of the crate understand.

use quote::quote;
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};

use crate::generate::Failure;
use crate::generate::expected::Expected;
use crate::generate::syntax::expect;

/// Rewrites what a builder says of a value that is missing or does not convert. Visitors do not
/// enter macros by themselves: the texts inside `format!` are looked at here.
pub(super) fn rewrite(file: &mut syn::File, expected: &Expected) -> Result<(), Failure> {
    let mut pass = Pass::default();
    pass.visit_file_mut(file);
    expect(
        "messages about missing fields",
        pass.missing,
        expected.sent_needed,
    )?;
    expect(
        "messages about fields that do not convert",
        pass.fields,
        expected.sent_fields,
    )?;
    expect(
        "messages about values that do not convert",
        pass.values,
        expected.parameters + expected.whole_bodies,
    )?;
    expect(
        "messages around those of a body",
        pass.bodies,
        expected.built_bodies,
    )
}

#[derive(Default)]
struct Pass {
    missing: usize,
    fields: usize,
    values: usize,
    bodies: usize,
}

/// What a value that does not convert is said to be.
const UNFIT: &str = "has a value that does not convert";

impl VisitMut for Pass {
    fn visit_lit_str_mut(&mut self, literal: &mut syn::LitStr) {
        let text = literal.value();
        let better = if let Some(name) = text.strip_prefix("no value supplied for ") {
            self.missing += 1;
            format!("{name} is missing")
        } else if let Some(name) = conversion(&text, " failed") {
            self.values += 1;
            format!("{name} {UNFIT}")
        } else {
            return;
        };
        *literal = syn::LitStr::new(&better, literal.span());
    }

    /// `format!("conversion to `T` for body failed: {}", s)` becomes `s.to_string()`: a body that
    /// is passed whole says what one that is built in place says.
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let syn::Expr::Macro(call) = expr else {
            return;
        };
        let Some((text, inner)) = formatted(&call.mac) else {
            return;
        };
        if let Some(name) = text.strip_prefix("error converting supplied value for ")
            && let Some(name) = name.strip_suffix(": {e}")
        {
            let better = format!("{name} {UNFIT}: {{e}}");
            call.mac.tokens = quote! { #better };
            self.fields += 1;
        } else if conversion(&text, " failed: {}").is_some()
            && let Some(inner) = inner
        {
            *expr = syn::parse_quote! { #inner.to_string() };
            self.bodies += 1;
        }
    }
}

/// The text of a `format!` and its first argument.
fn formatted(mac: &syn::Macro) -> Option<(String, Option<syn::Expr>)> {
    if !mac.path.is_ident("format") {
        return None;
    }
    let arguments = Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated
        .parse2(mac.tokens.clone())
        .ok()?;
    let mut arguments = arguments.into_iter();
    match arguments.next()? {
        syn::Expr::Lit(syn::ExprLit {
            lit: syn::Lit::Str(text),
            ..
        }) => Some((text.value(), arguments.next())),
        _ => None,
    }
}

/// The name in ``conversion to `T` for name`` and what ends the text.
fn conversion<'a>(text: &'a str, end: &str) -> Option<&'a str> {
    let rest = text.strip_prefix("conversion to `")?;
    // The type may hold such marks too; the name can't.
    let (_, rest) = rest.rsplit_once("` for ")?;
    rest.strip_suffix(end)
}
