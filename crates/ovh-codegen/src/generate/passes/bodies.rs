//! Builders of types: kept for what is written, with setters that take the value itself.

use quote::ToTokens;
use syn::visit_mut::{self, VisitMut};

use crate::generate::document::Document;
use crate::generate::expected::Expected;
use crate::generate::options::token_text;
use crate::generate::syntax::{expect, implemented, module, type_builders};
use crate::generate::{Failure, Runtime};

/// `T: TryInto<Option<X>>` becomes `T: TryInto<X>`: a `&str` then sets an optional text, as it sets
/// a parameter of an operation.
pub(super) fn rewrite_setters(
    file: &mut syn::File,
    expected: &Expected,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let stand_ins = format!("{} :: By", token_text(&runtime.clearable));
    let mut setters = 0;
    for item in type_builders(file)? {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        if item.trait_.is_some() {
            continue;
        }
        for member in &mut item.items {
            let syn::ImplItem::Fn(setter) = member else {
                continue;
            };
            let mut pass = Unwrap {
                stand_ins: &stand_ins,
                unwrapped: false,
            };
            if let Some(bounds) = &mut setter.sig.generics.where_clause {
                pass.visit_where_clause_mut(bounds);
            }
            if pass.unwrapped {
                Wrap.visit_block_mut(&mut setter.block);
                setters += 1;
            }
        }
    }
    expect("setters of optional fields", setters, expected.sent_options)
}

struct Unwrap<'a> {
    /// How the types of fields that can be cleared begin.
    stand_ins: &'a str,
    unwrapped: bool,
}

impl VisitMut for Unwrap<'_> {
    fn visit_generic_argument_mut(&mut self, argument: &mut syn::GenericArgument) {
        // Updates say absence themselves.
        let text = argument.to_token_stream().to_string();
        let clearable = text.contains(self.stand_ins);
        if let syn::GenericArgument::Type(syn::Type::Path(path)) = argument
            && let Some(last) = path.path.segments.last()
            && last.ident == "Option"
            && !clearable
            && let syn::PathArguments::AngleBracketed(inner) = &last.arguments
            && let Some(inner) = inner.args.first()
        {
            *argument = inner.clone();
            self.unwrapped = true;
        }
    }
}

/// `value.try_into()` becomes `value.try_into().map(Some)`.
struct Wrap;

impl VisitMut for Wrap {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let syn::Expr::MethodCall(call) = expr
            && call.method == "try_into"
        {
            *expr = syn::parse_quote! { #call.map(::std::option::Option::Some) };
        }
    }
}

/// What the generator makes of a builder: the structure, its default, its setters, and the
/// conversions from and into the type. Of the conversions, the one into the type is for the type.
const ITEMS: usize = 5;

/// Types that only come back have `Default`; their builders would be most of the code to compile.
pub(super) fn drop_unused_builders(
    file: &mut syn::File,
    document: &Document,
    expected: &Expected,
) -> Result<(), Failure> {
    let written = document.written();
    let unused = |ident: &syn::Ident| !written.contains(&ident.to_string());
    let builders = type_builders(file)?;
    let before = builders.len();
    builders.retain(|item| match item {
        syn::Item::Struct(item) => !unused(&item.ident),
        syn::Item::Impl(item) => !implemented(item).is_some_and(unused),
        _ => true,
    });
    expect(
        "items of builders of types that only come back",
        before - builders.len(),
        expected.received_structures * ITEMS,
    )?;
    let types = module(&mut file.items, "types")?;
    let before = types.len();
    types.retain(|item| match item {
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let makes_builder = item.items.iter().any(|member| {
                matches!(member, syn::ImplItem::Fn(function) if function.sig.ident == "builder")
            });
            !(makes_builder && implemented(item).is_some_and(unused))
        }
        _ => true,
    });
    expect(
        "functions named `builder`",
        before - types.len(),
        expected.received_structures,
    )
}
