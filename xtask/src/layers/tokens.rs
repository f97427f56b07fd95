//! Paths among tokens: in the arguments of macros and attributes, and in the bodies of `macro_rules!`.

use proc_macro2::{Delimiter, Ident, Literal, TokenStream, TokenTree};
use syn::ext::IdentExt;

/// Whether string literals that look like paths are paths, as in attributes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    ArePaths,
    AreText,
}

/// Returns each sequence of names joined by `::`.
pub fn paths(tokens: TokenStream, strings: Strings) -> Vec<Vec<String>> {
    let mut walk = Walk {
        found: Vec::new(),
        strings,
        modules: 0,
    };
    walk.run(tokens, &[]);
    walk.found
}

struct Walk {
    found: Vec<Vec<String>>,
    strings: Strings,
    /// Returns the modules among the tokens, around the place.
    modules: usize,
}

impl Walk {
    /// Walks through tokens; each sequence begins with the names before its group.
    fn run(&mut self, tokens: TokenStream, before: &[String]) {
        let mut path = before.to_vec();
        // Colons after the last name; `$` before the next one.
        let (mut colons, mut variable) = (0, false);
        // Whether `mod` precedes the last name.
        let (mut is_mod, mut was_mod) = (false, false);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => {
                    (was_mod, is_mod) = (is_mod, ident == "mod");
                    let continues = colons == 2 && !path.is_empty();
                    let begins = path == before && colons == 0;
                    if !continues && !begins {
                        self.end(&mut path, before);
                    }
                    // `::name` is another crate, `$name` is what a caller passes.
                    let foreign = (colons == 2 && !continues) || (variable && ident != "crate");
                    path.push(match foreign {
                        true => String::new(),
                        false => name(&ident),
                    });
                    (colons, variable) = (0, false);
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group) => {
                    let inside = match colons == 2 && group.delimiter() == Delimiter::Brace {
                        true => std::mem::take(&mut path),
                        false => Vec::new(),
                    };
                    let module = usize::from(was_mod && group.delimiter() == Delimiter::Brace);
                    self.modules += module;
                    self.run(group.stream(), &inside);
                    self.modules -= module;
                    was_mod = false;
                    self.end(&mut path, before);
                    (colons, variable) = (0, false);
                }
                TokenTree::Punct(punct) => {
                    self.end(&mut path, before);
                    (colons, variable) = (0, punct.as_char() == '$');
                }
                TokenTree::Literal(literal) => {
                    self.end(&mut path, before);
                    self.literal(&literal);
                    (colons, variable) = (0, false);
                }
            }
        }
        self.end(&mut path, before);
    }

    /// Stores a finished sequence and begins the next one.
    fn end(&mut self, path: &mut Vec<String>, before: &[String]) {
        let ended = std::mem::replace(path, before.to_vec());
        if ended.len() > 1 && !ended.iter().any(String::is_empty) {
            self.found.extend(outside(ended, self.modules));
        }
    }

    fn literal(&mut self, literal: &Literal) {
        if self.strings == Strings::AreText {
            return;
        }
        let syn::Lit::Str(text) = syn::Lit::new(literal.clone()) else {
            return;
        };
        let text = text.value();
        let begins = ["crate::", "super::", "self::"];
        if begins.iter().any(|begin| text.starts_with(begin))
            && let Ok(tokens) = text.parse::<TokenStream>()
        {
            self.run(tokens, &[]);
        }
    }
}

/// Returns a path relative to a module further out; `None` for a path that does not leave the inner
/// modules.
fn outside(mut path: Vec<String>, modules: usize) -> Option<Vec<String>> {
    for _ in 0..modules {
        match path.first().map(String::as_str) {
            Some("self") => return None,
            Some("super") if path.get(1).is_some_and(|next| next == "super") => {
                drop(path.remove(0))
            }
            Some("super") => path.splice(..1, ["self".to_owned()]).for_each(drop),
            _ => {}
        }
    }
    Some(path)
}

/// Returns a name without `r#`.
pub fn name(ident: &Ident) -> String {
    ident.unraw().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_of_names_are_found_at_every_depth() {
        let table: &[(&str, &[&str])] = &[
            ("\"{}\", crate::a::B { x: 1 }", &["crate::a::B"]),
            ("( [ $crate::a::b!() ] )", &["crate::a::b"]),
            ("super::super::x(self::y)", &["self::y", "super::super::x"]),
            ("use crate::{a::X, b};", &["crate::a::X", "crate::b"]),
            ("::std::x, $name::y, a: b", &[]),
            ("crate::r#type::X + 1", &["crate::type::X"]),
            ("x: crate::a, y", &["crate::a"]),
            (
                "mod a { use super::super::b; super::c!(); self::d() } super::e()",
                &["self::c", "super::b", "super::e"],
            ),
            (
                "pub mod $page { mod b { super::super::super::c() } }",
                &["super::c"],
            ),
            (
                "with = \"crate::a\", text = \"see crate::b\"",
                &["crate::a"],
            ),
        ];
        for (text, expected) in table {
            let found = paths(text.parse().unwrap(), Strings::ArePaths);
            let mut found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
            found.sort();
            assert_eq!(found, *expected, "{text}");
        }
        let text = "\"crate::a\"".parse().unwrap();
        assert!(paths(text, Strings::AreText).is_empty());
    }
}
