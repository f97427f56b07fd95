//! Paths among tokens: in the arguments of macros and attributes, and in the bodies of `macro_rules!`.

use proc_macro2::{Delimiter, Group, Ident, Literal, TokenStream, TokenTree};
use syn::ext::IdentExt;

use super::scope::is_keyword;

/// Whether string literals that look like paths are paths, as in attributes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Strings {
    ArePaths,
    AreText,
}

/// What sequences of names joined by `::` lead to.
#[derive(Default)]
pub struct Sequences {
    pub paths: Vec<Vec<String>>,
    /// Modules whose names are all imported: the names before `::*`.
    pub globs: Vec<Vec<String>>,
    /// Paths in this crate that a metavariable continues: the names before it.
    pub open: Vec<Vec<String>>,
    /// The arguments of `include!` that do not mention `OUT_DIR`.
    pub included: Vec<String>,
}

/// Returns the sequences of names among tokens.
pub fn sequences(tokens: TokenStream, strings: Strings) -> Sequences {
    let mut walk = Walk {
        found: Sequences::default(),
        strings,
        modules: 0,
    };
    walk.run(tokens, &[]);
    walk.found
}

struct Walk {
    found: Sequences,
    strings: Strings,
    /// The number of modules among the tokens around the place.
    modules: usize,
}

/// What a group of tokens would belong to, by the tokens before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Other,
    /// `include`
    Include,
    /// `include!`
    IncludeCall,
    /// `#` or `#!`
    Attribute,
}

impl Walk {
    /// Walks through tokens; each sequence begins with the names before its group.
    fn run(&mut self, tokens: TokenStream, before: &[String]) {
        let mut path = before.to_vec();
        // Colons after the last name; `$` before the next one.
        let (mut colons, mut variable) = (0, false);
        // Whether `mod` precedes the last name.
        let (mut is_mod, mut was_mod) = (false, false);
        // Whether the last group is repeated: `$(…)`, or `#(…)` of `quote!`.
        let mut is_repeated = false;
        let mut next = Before::Other;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            let last = next;
            next = after(last, &token);
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
                    (colons, variable, is_repeated) = (0, false, false);
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => colons += 1,
                TokenTree::Group(group)
                    if last == Before::Attribute && group.delimiter() == Delimiter::Bracket =>
                {
                    self.end(&mut path, before);
                    self.attribute(&group);
                    (colons, variable) = (0, false);
                }
                TokenTree::Group(group) => {
                    if last == Before::IncludeCall {
                        self.found.included.extend(not_generated(group.stream()));
                    }
                    let inside = match colons == 2 && group.delimiter() == Delimiter::Brace {
                        true => std::mem::take(&mut path),
                        false => Vec::new(),
                    };
                    let module = usize::from(was_mod && group.delimiter() == Delimiter::Brace);
                    self.modules += module;
                    self.run(group.stream(), &inside);
                    self.modules -= module;
                    was_mod = false;
                    is_repeated = (variable || last == Before::Attribute)
                        && group.delimiter() == Delimiter::Parenthesis;
                    self.end(&mut path, before);
                    (colons, variable) = (0, false);
                }
                TokenTree::Punct(punct) => {
                    let is_path = colons == 2 || (!before.is_empty() && path == before);
                    let continued = path.clone();
                    match punct.as_char() {
                        '*' if is_repeated => is_repeated = false,
                        '*' if is_path && is_known(&path) => {
                            self.found.globs.extend(outside(continued, self.modules));
                        }
                        '$' if is_path && is_ours(&path) && !is_crate(tokens.peek()) => {
                            self.found.open.extend(outside(continued, self.modules));
                        }
                        _ => {}
                    }
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
        if ended.len() > 1 && is_known(&ended) {
            self.found.paths.extend(outside(ended, self.modules));
        }
    }

    /// Walks through an attribute: its string literals are paths, except those of documentation and
    /// conditions.
    fn attribute(&mut self, group: &Group) {
        let first = group.stream().into_iter().next();
        if first.is_some_and(|first| matches!(first.to_string().as_str(), "doc" | "cfg")) {
            return;
        }
        let strings = std::mem::replace(&mut self.strings, Strings::ArePaths);
        self.run(group.stream(), &[]);
        self.strings = strings;
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

/// Returns what a group after a token would belong to.
fn after(last: Before, token: &TokenTree) -> Before {
    match token {
        TokenTree::Ident(ident) if ident == "include" => Before::Include,
        TokenTree::Punct(punct) => match (punct.as_char(), last) {
            ('!', Before::Include) => Before::IncludeCall,
            ('#', _) | ('!', Before::Attribute) => Before::Attribute,
            _ => Before::Other,
        },
        _ => Before::Other,
    }
}

/// Returns the argument of an `include!`, unless it is the output of a build script.
pub fn not_generated(argument: TokenStream) -> Option<String> {
    let argument = argument.to_string();
    (!argument.contains("OUT_DIR")).then_some(argument)
}

/// Returns whether a sequence has no name of another crate and none that a caller passes.
fn is_known(path: &[String]) -> bool {
    !path.is_empty() && !path.iter().any(String::is_empty)
}

/// Returns whether a sequence begins in this crate.
fn is_ours(path: &[String]) -> bool {
    is_known(path) && path.first().is_some_and(|first| is_keyword(first))
}

fn is_crate(token: Option<&TokenTree>) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == "crate")
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
            let found = sequences(text.parse().unwrap(), Strings::ArePaths);
            assert_eq!(sorted(&found.paths), *expected, "{text}");
        }
        let text = "\"crate::a\"".parse().unwrap();
        assert!(sequences(text, Strings::AreText).paths.is_empty());
    }

    #[test]
    fn literals_are_paths_within_attributes_only() {
        let table: &[(&str, &[&str])] = &[
            ("#[serde(with = \"crate::a\")] struct A;", &["crate::a"]),
            ("#![x = \"super::a\"] f(\"crate::b\")", &["super::a"]),
            ("/// crate::a\n#[doc = \"crate::b\"] struct A;", &[]),
            ("#[cfg(feature = \"crate::a\")] f([\"crate::b\"])", &[]),
            ("# x [\"crate::a\"], ![\"crate::a\"]", &[]),
        ];
        for (text, expected) in table {
            let found = sequences(text.parse().unwrap(), Strings::AreText);
            assert_eq!(sorted(&found.paths), *expected, "{text}");
        }
    }

    #[test]
    fn globs_are_told_from_products_and_pointers() {
        let table: &[(&str, &[&str])] = &[
            ("use crate::a::*;", &["crate::a"]),
            (
                "use crate::{a::{self, *}, b::*};",
                &["crate::a", "crate::b"],
            ),
            (
                "mod x { use super::*; use super::super::*; }",
                &["self", "super"],
            ),
            ("crate::A * crate::B, x: *const u8, ::* ::std::*", &[]),
            (
                "use $name::*; use super::{$($name),*}; use super::{#(#name),*};",
                &[],
            ),
        ];
        for (text, expected) in table {
            let found = sequences(text.parse().unwrap(), Strings::AreText);
            assert_eq!(sorted(&found.globs), *expected, "{text}");
        }
    }

    #[test]
    fn paths_that_a_metavariable_continues_are_found() {
        let table: &[(&str, &[&str])] = &[
            ("crate::$name::f()", &["crate"]),
            ("$crate::a::$name!()", &["crate::a"]),
            ("use crate::{a, $name};", &["crate"]),
            ("use super::{$($name),*};", &["super"]),
            ("self::$($name)::*", &["self"]),
            ("$crate::a, $name, Self::$name, $a::$b, a::$b", &[]),
            ("f(crate::A, $name) $crate::$crate", &[]),
        ];
        for (text, expected) in table {
            let found = sequences(text.parse().unwrap(), Strings::AreText);
            assert_eq!(sorted(&found.open), *expected, "{text}");
        }
    }

    #[test]
    fn includes_are_found_unless_a_build_script_writes_the_file() {
        let text = "include!(\"a.rs\"); include!(concat!(env!(\"OUT_DIR\"), \"/b.rs\")); \
            include_str!(\"c.rs\"); include(\"d.rs\")";
        let found = sequences(text.parse().unwrap(), Strings::AreText);
        assert_eq!(found.included, ["\"a.rs\""]);
    }

    fn sorted(paths: &[Vec<String>]) -> Vec<String> {
        let mut names: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
        names.sort();
        names
    }
}
