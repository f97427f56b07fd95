//! Imports in small test crates: whether each is reported.

mod files;
mod macros;

use super::*;

/// Returns a crate with the modules `low`, `high` and `auth`, and with files that replace its own.
fn crates(files: &[(&str, &str)]) -> (tempfile::TempDir, Vec<Crate>) {
    let folder = tempfile::tempdir().unwrap();
    let usual = [
        ("lib.rs", "mod low; mod auth; mod high;"),
        ("low.rs", ""),
        ("auth/mod.rs", "mod rules;"),
        ("auth/rules.rs", ""),
        (
            "high.rs",
            "pub struct X; pub fn f() {} pub mod inner { pub struct Y; }",
        ),
    ];
    for (name, text) in usual.iter().chain(files) {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let crates = Crate::read_all(folder.path(), &[]).unwrap();
    (folder, crates)
}

fn found(files: &[(&str, &str)]) -> Vec<String> {
    found_in(files, "low auth\nhigh")
}

fn found_in(files: &[(&str, &str)], lists: &str) -> Vec<String> {
    let (_folder, crates) = crates(files);
    let text = format!("\n```layers the/crate\n{lists}\n```\n");
    let mut found = upwards(&crates, &blocks::layers(&text).unwrap()[0]).unwrap();
    let hidden = crates.iter().flat_map(Crate::hidden);
    found.extend(hidden.map(|hidden| format!("the/crate: {hidden}")));
    found
}

#[test]
fn an_import_that_goes_up_is_seen_wherever_it_is_written() {
    let low = [
        "use crate::high::X;",
        "use crate::{high::{self, X as Z}};",
        "use super::high;",
        "use crate::r#high::X;",
        "fn f(_: crate::high::X) {}",
        "fn f() { <crate::high::X as Clone>::clone(todo()); }",
        "fn f() { format!(\"{:?}\", crate::high::X); }",
        "fn f() { vec![1, super::high::f()]; }",
        "fn f(x: u8) -> bool { matches!(x, crate::high::X) }",
        "thread_local! { static A: crate::high::X = crate::high::X; }",
        "macro_rules! m { () => { $crate::high::X } }",
        "macro_rules! m { () => { use crate::{high::X}; } }",
        "mod inline { fn f() { g!(super::super::high::X) } }",
        "#[serde(with = \"crate::high\")] struct A;",
        "struct A { #[serde(with = \"super::high::inner\")] a: u8 }",
        "#[derive(crate::high::D)] struct A;",
        "#[x(y = crate::high::f)] struct A;",
        "#[crate::high::attribute] fn f() {}",
        "use crate as root; fn f() { root::high::f() }",
        "use crate::{self as me}; fn f() { me::high::f() }",
        "use super as up; fn f() { up::high::f() }",
        "fn f() { use crate as root; root::high::f() }",
        "use crate::*; fn f() { high::f() }",
        "use super::*;",
        "#[cfg(any(test, unix))] use crate::high::X;",
        "#[cfg(not(test))] const A: u8 = crate::high::A;",
        "#[path = \"elsewhere.rs\"] mod other;",
        "#[cfg_attr(unix, path = \"elsewhere.rs\")] mod other;",
        "#[cfg_attr(unix, macro_use)] mod inline {}",
        "#![macro_use] macro_rules! m { () => {} }",
        "include!(\"elsewhere.rs\");",
        "fn f() { std::include!(\"elsewhere.rs\") }",
        "macro_rules! m { () => { include!(\"elsewhere.rs\"); } }",
        "macro_rules! m { () => { #[serde(with = \"crate::high\")] struct A; } }",
        "g! { struct A { #[serde(default = \"super::high::f\")] a: u8 } }",
        "macro_rules! m { ($name:ident) => { crate::$name::f() } }",
        "macro_rules! m { ($name:ident) => { $crate::$name! {} } }",
        "macro_rules! m { ($name:ident) => { fn f() { use super::{$name}; } } }",
        "macro_rules! m { ($($name:ident)*) => { use crate::{$($name),*}; } }",
        "macro_rules! m { () => { use super::*; } }",
        "macro_rules! m { () => { use crate::high::*; } }",
    ];
    for text in low {
        assert_ne!(found(&[("low.rs", text)]), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_only_tests_have_and_what_leads_nowhere_else_is_not_reported() {
    let low = [
        "use std::high::X; fn f() { ::high::g(); }",
        "// crate::high\n/// See [`crate::high::X`].\nfn f() { g(\"crate::high::X\") }",
        "fn f() { println!(\"crate::high::X\") }",
        "pub(in crate::low) struct A; pub(crate) struct B; use self::A as C;",
        "#[cfg(test)] use crate::high::X;",
        "#[cfg(test)] mod tests { use super::*; use crate::high::X; }",
        "#[cfg(all(test, unix))] mod tests { use crate::high::X; }",
        "#[cfg(test)] const A: crate::high::X = crate::high::X;",
        "#[cfg(test)] static A: crate::high::X = crate::high::X;",
        "#[cfg(test)] type A = crate::high::X;",
        "#[cfg(test)] enum A { B(crate::high::X) }",
        "enum A { #[cfg(test)] B(crate::high::X) }",
        "#[cfg(test)] trait A { fn f(_: crate::high::X); }",
        "trait A { #[cfg(test)] fn f(_: crate::high::X); }",
        "struct A { #[cfg(test)] a: crate::high::X, b: u8 }",
        "fn f() { #[cfg(test)] crate::high::f(); }",
        "fn f() { #[cfg(test)] let a = crate::high::X; }",
        "fn f() { #[cfg(test)] g!(crate::high::X); }",
        "fn f(a: u8) { match a { #[cfg(test)] 1 => crate::high::f(), _ => {} } }",
        "#[cfg_attr(test, derive(crate::high::D))] struct A;",
        "#[tokio::test] async fn f() { crate::high::f() }",
        "mod inline { use super::*; fn f() { super::g() } } fn g() {}",
        "#[macro_use] extern crate serde;",
        "#[cfg(test)] #[macro_use] mod tests { use crate::high::X; }",
        "#[cfg_attr(test, macro_use)] mod inline {}",
        "include!(concat!(env!(\"OUT_DIR\"), \"/generated.rs\"));",
        "const A: &str = include_str!(\"elsewhere.rs\");",
        "macro_rules! m { () => { #[doc = \"crate::high::X\"] struct A; f(\"crate::high\"); } }",
        "macro_rules! m { ($name:ident) => { Self::$name, self::$name, $name::f() } }",
        "macro_rules! m { ($name:ident) => { crate::auth::rules::$name() } }",
        "macro_rules! m { ($name:ident) => { mod $name { use super::*; } } }",
        "macro_rules! m { ($($name:ident)*) => { crate::auth::A * f($($name),*) } }",
    ];
    for text in low {
        assert_eq!(found(&[("low.rs", text)]), Vec::<String>::new(), "{text}");
    }
    let inner = [
        ("low.rs", "mod inner;"),
        ("low/inner.rs", "#![cfg(test)] use crate::high::X;"),
    ];
    assert_eq!(found(&inner), Vec::<String>::new());
    let whole = (
        "lib.rs",
        "#[cfg(test)] mod low; mod auth; mod high; mod lower;",
    );
    let files = [whole, ("low.rs", "use crate::high::X;"), ("lower.rs", "")];
    let (_folder, crates) = crates(&files);
    assert!(crates[0].imports().is_empty());
}

#[test]
fn items_of_the_root_are_above_all_layers() {
    let root = "mod low; mod auth; mod high;\
        pub mod prelude { pub use crate::high::X; pub struct Own; }\
        pub type Alias = high::X; pub fn root_fn() {} pub static S: u8 = 0; pub union U { a: u8 }\
        pub use high::*; pub use auth::A; extern crate self as this;";
    let high = "pub static H: u8 = 0; pub union Both { a: u8 } pub mod inner { pub fn g() {} }\
        pub use deep::*; mod deep { pub struct Deep; }";
    let auth = ("auth/mod.rs", "mod rules; pub struct A;");
    let seen = |path: &str| {
        let low = format!("fn f() {{ {path}; }}");
        let files = [("lib.rs", root), ("high.rs", high), auth, ("low.rs", &low)];
        // The other name of the root is reported separately.
        let found = found(&files);
        found.iter().any(|problem| problem.contains("low imports"))
    };
    let up = [
        "crate::prelude::X",
        "crate::prelude::Own",
        "crate::Alias",
        "crate::root_fn()",
        "super::S",
        "crate::U",
        "crate::H",
        "crate::Both",
        "crate::inner::g()",
        "crate::Deep",
        "this::high::X",
        "crate::unknown::Name",
    ];
    for path in up {
        assert!(seen(path), "{path}");
    }
    for path in [
        "crate::A",
        "crate::auth::A",
        "std::root_fn()",
        "self::root_fn()",
    ] {
        assert!(!seen(path), "{path}");
    }
    let files = [("lib.rs", root), ("high.rs", high), auth];
    assert_eq!(
        found(&files),
        ["the/crate: the root gives crate another name"]
    );
}

#[test]
fn what_a_parent_brings_in_is_followed() {
    let parent = (
        "auth/mod.rs",
        "mod rules; use crate::high::X as P; use crate::high;",
    );
    let direct = "the/crate: auth imports high (crate::high::X), which is a higher layer";
    for text in [
        "use super::P;",
        "fn f() { super::high::f() }",
        "use crate::auth::high as h;",
    ] {
        let found = found(&[parent, ("auth/rules.rs", text)]);
        assert_eq!(found[0], direct);
        assert!(found[1].contains("auth::rules imports high"), "{text}");
    }
    let around = "use crate::auth; fn f() { auth::high::f() }";
    assert_eq!(found(&[parent, ("low.rs", around)]).len(), 2);
    let glob = found(&[("auth/rules.rs", "use super::*;")]);
    assert_eq!(glob, ["the/crate: auth::rules imports all of super"]);
}

#[test]
fn what_the_root_re_exports_of_other_crates_is_not_its_own() {
    let root =
        "pub use serde_json::Value; pub use chrono; pub struct Own; mod low; mod auth; mod high;";
    let lists = "low auth\nhigh";
    let files = |low| [("lib.rs", root), ("low.rs", low)];
    let outside = "use crate::Value; use crate::chrono::Utc; fn f(_: crate::Value) {}";
    assert_eq!(found_in(&files(outside), lists), Vec::<String>::new());
    assert_eq!(found_in(&files("use crate::Own;"), lists).len(), 1);
}

#[test]
fn a_glob_imports_what_its_module_re_exports() {
    let lists = "auth\nlow\nauth::rules high";
    let rules = ("auth/rules.rs", "pub struct Rule; pub const LONG: u8 = 1;");
    let found =
        |auth: &str, low: &str| found_in(&[("auth/mod.rs", auth), rules, ("low.rs", low)], lists);
    let up = "the/crate: low imports auth::rules (crate::auth::*), which is a higher layer";
    let shown = "mod rules; pub use rules::Rule;";
    for auth in [
        shown,
        "mod rules; pub(crate) use self::rules::{LONG, Rule};",
        "mod rules; pub(super) use rules::*;",
        "mod rules; pub(in crate) use inner::*; mod inner { pub use super::rules::Rule; }",
        "mod rules; pub use crate::auth::rules as r;",
    ] {
        assert_eq!(found(auth, "use crate::auth::*;"), [up], "{auth}");
    }
    for low in [
        "pub use super::auth::*;",
        "mod inline { use crate::auth::*; }",
        "fn f() { use crate::auth::*; }",
        "fn f() { use crate::auth as a; use a::*; }",
        "use crate::auth; use auth::*;",
        "macro_rules! m { () => { use crate::{auth::*}; } }",
    ] {
        assert_eq!(found(shown, low).len(), 1, "{low}");
    }
    for auth in [
        "mod rules; use rules::Rule;",
        "mod rules; pub(self) use rules::Rule;",
        "mod rules; pub(in crate::auth) use rules::Rule;",
        "mod rules; #[cfg(test)] pub use rules::Rule;",
        "mod rules; mod inner { pub use super::rules::Rule; }",
    ] {
        let found = found(auth, "use crate::auth::*;");
        assert_eq!(found, Vec::<String>::new(), "{auth}");
    }
    let other = found(
        shown,
        "use crate::auth::Other; #[cfg(test)] use crate::auth::*;",
    );
    assert_eq!(other, Vec::<String>::new());
}

#[test]
fn a_circle_of_four_files_is_found_by_uses_paths_macros_and_re_exports() {
    let circle = |files: &[(&str, &str)]| {
        let (folder, crates) = crates(files);
        circles(&crates[0], folder.path())
    };
    let mut files = [
        ("lib.rs", "mod a; mod b; mod c; mod d; pub use d::D;"),
        ("a.rs", "use crate::b::B;"),
        ("b.rs", "fn f() { g!(super::c::g()); }"),
        ("c.rs", "fn g(_: crate::D) {}"),
        ("d.rs", "use super::a; pub struct D;"),
    ];
    let four = "4 files import each other in a circle: a.rs, b.rs, c.rs, d.rs";
    assert_eq!(circle(&files), [four]);
    files[4].1 = "#[cfg(test)] mod tests { use super::super::a; } pub struct D;";
    assert_eq!(circle(&files), Vec::<String>::new());
    let three = [
        ("lib.rs", "mod a; mod b; mod c;"),
        ("a/mod.rs", "mod x; use crate::b::B; pub struct A;"),
        ("a/x.rs", "use super::A; use crate::a;"),
        ("b.rs", "use crate::c::C;"),
        ("c.rs", "use crate::a::A;"),
    ];
    assert_eq!(circle(&three), Vec::<String>::new());
    let globs = [
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a/mod.rs", "mod x; pub use x::X;"),
        ("a/x.rs", "use crate::c::C; pub struct X;"),
        ("b.rs", "use crate::a::*; pub struct B;"),
        ("c.rs", "use crate::d::D; pub struct C;"),
        ("d.rs", "use crate::b::B; pub struct D;"),
    ];
    let by_glob = "4 files import each other in a circle: a/x.rs, b.rs, c.rs, d.rs";
    assert_eq!(circle(&globs), [by_glob]);
    let mut private = globs;
    private[1].1 = "mod x; use x::X;";
    assert_eq!(circle(&private), Vec::<String>::new());
}
