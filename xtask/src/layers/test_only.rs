//! Attributes that restrict code to tests, and attributes behind conditions.

use quote::ToTokens;
use syn::Attribute;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Meta, Token};

/// Returns whether attributes restrict something to tests.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        let path = attribute.path();
        match path.is_ident("cfg") {
            true => attribute
                .parse_args::<Meta>()
                .is_ok_and(|cfg| needs_test(&cfg)),
            false => path
                .segments
                .last()
                .is_some_and(|last| last.ident == "test"),
        }
    })
}

/// Returns whether an attribute is a `cfg_attr` for tests: its attributes apply only there.
pub fn is_added_for_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg_attr")
        && attribute
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|parts| parts.first().is_some_and(needs_test))
}

/// Returns whether one of these attributes has this name, also behind a `cfg_attr`.
pub fn has(attributes: &[Attribute], name: &str) -> bool {
    let mut metas = attributes.iter().map(|attribute| &attribute.meta);
    metas.any(|meta| is_named(meta, name))
}

fn is_named(meta: &Meta, name: &str) -> bool {
    match meta {
        Meta::List(list) if meta.path().is_ident("cfg_attr") => {
            let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
            parts.is_ok_and(|parts| {
                let is_for_tests = parts.first().is_some_and(needs_test);
                !is_for_tests && parts.iter().skip(1).any(|part| is_named(part, name))
            })
        }
        _ => meta.path().is_ident(name),
    }
}

/// Returns whether the outer attributes of any piece of syntax restrict it to tests.
pub fn is_test_piece(piece: &impl ToTokens) -> bool {
    let tokens = piece.to_token_stream();
    let first = tokens.clone().into_iter().next();
    let Some(proc_macro2::TokenTree::Punct(first)) = first else {
        return false;
    };
    let parse = |input: ParseStream<'_>| {
        let attributes = Attribute::parse_outer(input)?;
        input.parse::<proc_macro2::TokenStream>()?;
        Ok(attributes)
    };
    first.as_char() == '#' && parse.parse2(tokens).is_ok_and(|found| is_test(&found))
}

/// Returns whether a condition holds in tests only.
fn needs_test(condition: &Meta) -> bool {
    let Meta::List(list) = condition else {
        return condition.path().is_ident("test");
    };
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    let Ok(parts) = parts else {
        return false;
    };
    match list.path.get_ident().map(ToString::to_string).as_deref() {
        Some("all") => parts.iter().any(needs_test),
        Some("any") => !parts.is_empty() && parts.iter().all(needs_test),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_condition_that_only_tests_meet_is_known() {
        let table = [
            ("test", true),
            ("all(unix, test)", true),
            ("all(unix, any(test, all(test, windows)))", true),
            ("any(test, unix)", false),
            ("not(test)", false),
            ("feature = \"test\"", false),
            ("all()", false),
        ];
        for (text, expected) in table {
            let condition: Meta = syn::parse_str(text).unwrap();
            assert_eq!(needs_test(&condition), expected, "{text}");
        }
    }

    #[test]
    fn attributes_are_found_behind_conditions() {
        let table = [
            ("#[path = \"x.rs\"] mod a;", true),
            (
                "#[cfg_attr(unix, allow(dead_code), path = \"x.rs\")] mod a;",
                true,
            ),
            (
                "#[cfg_attr(unix, cfg_attr(not(test), path = \"x.rs\"))] mod a;",
                true,
            ),
            ("#[cfg_attr(test, path = \"x.rs\")] mod a;", false),
            ("#[cfg_attr(path, allow(dead_code))] mod a;", false),
        ];
        for (text, expected) in table {
            let item: syn::ItemMod = syn::parse_str(text).unwrap();
            assert_eq!(has(&item.attrs, "path"), expected, "{text}");
        }
    }
}
