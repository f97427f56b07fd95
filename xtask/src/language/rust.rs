//! The text of a Rust source that users read: documentation comments, string literals, and the
//! summary lines of public functions. Tests are left out.

use proc_macro2::{TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::Text;

/// Returns the documentation comments and the string literals of a source.
///
/// # Errors
///
/// Returns an error if the source is not Rust.
pub(super) fn texts(source: &str) -> syn::Result<Vec<Text>> {
    let mut texts = Texts::default();
    texts.visit_file(&syn::parse_file(source)?);
    Ok(texts.found)
}

/// Returns the summary lines of public functions that have one.
///
/// # Errors
///
/// Returns an error if the source is not Rust.
pub(super) fn summaries(source: &str) -> syn::Result<Vec<Text>> {
    let mut summaries = Summaries::default();
    summaries.visit_file(&syn::parse_file(source)?);
    Ok(summaries.found)
}

/// Returns whether an item is for tests.
fn is_test(attrs: &[syn::Attribute]) -> bool {
    attrs.iter().any(|attr| match &attr.meta {
        syn::Meta::List(list) => {
            attr.path().is_ident("cfg") && list.tokens.to_string().starts_with("test")
        }
        syn::Meta::Path(path) => path
            .segments
            .last()
            .is_some_and(|last| last.ident == "test"),
        syn::Meta::NameValue(_) => false,
    })
}

fn attrs(item: &syn::Item) -> &[syn::Attribute] {
    match item {
        syn::Item::Fn(item) => &item.attrs,
        syn::Item::Mod(item) => &item.attrs,
        syn::Item::Impl(item) => &item.attrs,
        syn::Item::Const(item) => &item.attrs,
        _ => &[],
    }
}

#[derive(Default)]
struct Texts {
    found: Vec<Text>,
}

impl Texts {
    fn add(&mut self, literal: &syn::LitStr) {
        let begin = literal.span().start().line;
        for (at, line) in literal.value().lines().enumerate() {
            self.found.push(Text {
                line: begin + at,
                text: line.to_owned(),
            });
        }
    }

    fn tokens(&mut self, tokens: &TokenStream) {
        for token in tokens.clone() {
            match token {
                TokenTree::Group(group) => self.tokens(&group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                        let text = syn::LitStr::new(&text.value(), literal.span());
                        self.add(&text);
                    }
                }
                _ => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Texts {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attrs(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_attribute(&mut self, attr: &'ast syn::Attribute) {
        // The reason of an `allow` is for contributors.
        let quiet = ["allow", "expect", "cfg", "cfg_attr", "serde"];
        if quiet.iter().any(|name| attr.path().is_ident(name)) {
            return;
        }
        match &attr.meta {
            syn::Meta::List(list) => self.tokens(&list.tokens),
            _ => visit::visit_attribute(self, attr),
        }
    }

    fn visit_lit_str(&mut self, literal: &'ast syn::LitStr) {
        self.add(literal);
    }

    fn visit_macro(&mut self, mac: &'ast syn::Macro) {
        self.tokens(&mac.tokens);
    }
}

#[derive(Default)]
struct Summaries {
    found: Vec<Text>,
}

impl Summaries {
    fn add(&mut self, visibility: &syn::Visibility, attrs: &[syn::Attribute]) {
        if !matches!(visibility, syn::Visibility::Public(_)) {
            return;
        }
        let mut summary = String::new();
        let mut line = 0;
        for attr in attrs {
            let syn::Meta::NameValue(pair) = &attr.meta else {
                continue;
            };
            let syn::Expr::Lit(syn::ExprLit {
                lit: syn::Lit::Str(text),
                ..
            }) = &pair.value
            else {
                continue;
            };
            if !attr.path().is_ident("doc") {
                continue;
            }
            let text = text.value();
            if text.trim().is_empty() {
                break;
            }
            if line == 0 {
                line = attr.span().start().line;
            }
            summary.push_str(&text);
        }
        let summary = summary.trim();
        if line > 0 && !summary.is_empty() {
            self.found.push(Text {
                line,
                text: summary.to_owned(),
            });
        }
    }
}

impl<'ast> Visit<'ast> for Summaries {
    fn visit_item(&mut self, item: &'ast syn::Item) {
        if !is_test(attrs(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_fn(&mut self, item: &'ast syn::ItemFn) {
        self.add(&item.vis, &item.attrs);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.add(&item.vis, &item.attrs);
    }

    fn visit_trait_item_fn(&mut self, item: &'ast syn::TraitItemFn) {
        self.add(&syn::parse_quote!(pub), &item.attrs);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = r#"
        //! A module.
        /// Tells the name.
        /// In two lines.
        ///
        /// More.
        pub fn name() -> String { format!("a {} text", "inner") }
        /// Private.
        fn private() {}
        #[error("cannot {0}")]
        struct Error(String);
        #[cfg(test)]
        mod tests { /// Hidden.
            pub fn hidden() { "hidden"; } }
    "#;

    #[test]
    fn texts_are_comments_and_literals_of_code_that_is_no_test() {
        let texts = texts(SOURCE).unwrap();
        let texts: Vec<&str> = texts.iter().map(|text| text.text.trim()).collect();
        let expected = [
            "A module.",
            "Tells the name.",
            "In two lines.",
            "More.",
            "a {} text",
            "inner",
            "Private.",
            "cannot {0}",
        ];
        let expected = expected.iter().filter(|text| !text.is_empty());
        for text in expected {
            assert!(texts.contains(text), "{text}: {texts:?}");
        }
        assert!(
            !texts.iter().any(|text| text.contains("idden")),
            "{texts:?}"
        );
    }

    #[test]
    fn summaries_are_the_first_paragraphs_of_public_functions() {
        let summaries = summaries(SOURCE).unwrap();
        let found: Vec<&str> = summaries
            .iter()
            .map(|summary| summary.text.as_str())
            .collect();
        assert_eq!(found, ["Tells the name. In two lines."]);
    }
}
