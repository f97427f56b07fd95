//! How a value is passed: the argument type of a function for a field or a parameter, and the
//! conversion.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use super::clearable::generic;
use crate::generate::Runtime;

/// Types that are passed unchanged. A literal would otherwise be inferred as an `i32`.
const AS_IS: &[&str] = &["bool", "i64", "f64"];

/// The type of an argument, and the expression that converts it.
pub(crate) struct Passed {
    pub ty: TokenStream,
    pub value: TokenStream,
}

/// Returns how a value of type `ty` is passed as an argument named `name`.
pub(crate) fn passed(ty: &syn::Type, name: &syn::Ident, runtime: &Runtime) -> Passed {
    if is_as_is(ty) {
        return Passed {
            ty: quote!(#ty),
            value: quote!(#name),
        };
    }
    if let Some(item) = argument_of(ty, "Vec") {
        return items(&item, name);
    }
    if let Some(list) = argument_of(ty, "Lenient").filter(|_| is(ty, &runtime.lenient_type))
        && let Some(item) = argument_of(&list, "Vec")
    {
        let Passed { ty, value } = items(&item, name);
        return Passed {
            ty,
            value: quote!(::std::convert::From::from(#value)),
        };
    }
    if let Some(inner) = argument_of(ty, "Box") {
        return Passed {
            ty: quote!(impl ::std::convert::Into<#inner>),
            value: quote!(::std::boxed::Box::new(#name.into())),
        };
    }
    Passed {
        ty: quote!(impl ::std::convert::Into<#ty>),
        value: quote!(#name.into()),
    }
}

/// Returns how a value of an optional type is passed: without its `Option`.
pub(crate) fn passed_optional(ty: &syn::Type, name: &syn::Ident, runtime: &Runtime) -> Passed {
    match argument_of(ty, "Option") {
        None => passed(ty, name, runtime),
        Some(inner) => {
            let Passed { ty, value } = passed(&inner, name, runtime);
            Passed {
                ty,
                value: quote!(::std::option::Option::Some(#value)),
            }
        }
    }
}

fn items(item: &syn::Type, name: &syn::Ident) -> Passed {
    if is_as_is(item) {
        return Passed {
            ty: quote!(impl ::std::iter::IntoIterator<Item = #item>),
            value: quote!(#name.into_iter().collect::<::std::vec::Vec<_>>()),
        };
    }
    Passed {
        ty: quote!(impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<#item>>),
        value: quote! {
            #name.into_iter().map(::std::convert::Into::into).collect::<::std::vec::Vec<_>>()
        },
    }
}

fn is_as_is(ty: &syn::Type) -> bool {
    let text = ty.to_token_stream().to_string();
    AS_IS.contains(&text.as_str())
}

fn is(ty: &syn::Type, path: &syn::Path) -> bool {
    let syn::Type::Path(ty) = ty else {
        return false;
    };
    let names = |path: &syn::Path| -> Vec<String> {
        let segments = path.segments.iter();
        segments.map(|segment| segment.ident.to_string()).collect()
    };
    names(&ty.path) == names(path)
}

/// Returns the argument of a generic type of that name. A type of the document may also have that
/// name, but has no argument.
pub(crate) fn argument_of(ty: &syn::Type, name: &str) -> Option<syn::Type> {
    let (found, inner) = generic(ty)?;
    (found == name).then_some(inner)
}
