//! Macros in small test crates that hide imports.

use super::found;

#[test]
fn macros_by_textual_scope_are_reported_where_they_are_declared() {
    let root = |text| found(&[("lib.rs", text)]);
    assert_eq!(
        root("#[macro_use] mod low; mod auth; mod high;"),
        ["the/crate: low has an attribute `macro_use`: import its macros with `use`"]
    );
    let own = root("#[macro_use] extern crate self as me; mod low; mod auth; mod high;");
    assert!(own.iter().any(|problem| problem.contains("`macro_use`")));
    let inner = [("auth/mod.rs", "#[macro_use] mod rules;")];
    assert_eq!(found(&inner).len(), 1);
}

#[test]
fn a_path_that_a_macro_completes_may_stay_in_one_file() {
    let macros = |path: &str| format!("macro_rules! m {{ ($n:ident) => {{ {path}() }} }}");
    let files = |auth, path: &str| found(&[("auth/mod.rs", auth), ("low.rs", &macros(path))]);
    let open = "the/crate: low has a path crate::auth::$…: write its names";
    for auth in [
        "mod rules;",
        "#[cfg(test)] mod rules; pub use crate::high::X;",
        "#[cfg(test)] mod rules; pub mod inner { pub use crate::high::*; }",
    ] {
        assert!(
            files(auth, "crate::auth::$n").contains(&open.to_owned()),
            "{auth}"
        );
    }
    let alone = "#[cfg(test)] mod rules; use crate::low; pub mod inner {} pub use std::fmt;";
    assert_eq!(files(alone, "crate::auth::$n"), Vec::<String>::new());
}
