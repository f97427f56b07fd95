//! The imports of a crate, and the constructs that would hide one.

use std::collections::{BTreeMap, BTreeSet};

use super::code::Crate;
use super::follow::DEPTH;
use super::paths::{Found, Paths};
use super::scope::{Module, absolute};

/// An import of one file by another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: Module,
    pub to: Module,
}

impl Crate {
    /// Returns all imports as written, except those between a module and what is inside it. The
    /// root's own items are not inside anything.
    pub fn imports(&self) -> BTreeMap<Import, String> {
        let mut imports = BTreeMap::new();
        for (from, (_, syntax)) in &self.files {
            let paths = Paths::of(from, syntax);
            let mut add = |owners: BTreeSet<Module>, path: String| {
                for to in owners.into_iter().filter(|to| is_import(from, to)) {
                    let from = from.clone();
                    let import = Import { from, to };
                    imports.entry(import).or_insert_with(|| path.clone());
                }
            };
            for found in &paths.found {
                for path in self.begins(&paths, found) {
                    add(self.owners(&path), found.written());
                }
            }
            for glob in &paths.globs {
                let written = format!("{}::*", glob.written());
                for path in self.begins(&paths, glob) {
                    add(self.owners(&path), written.clone());
                    for target in self.scopes_of(&path, DEPTH) {
                        let exported = self.exported(&target, &glob.module, DEPTH);
                        add(exported, written.clone());
                    }
                }
            }
        }
        imports
    }

    /// Returns what would hide imports: other names of the root and of enclosing modules, glob
    /// imports of them, paths that a macro completes, and files that are not read.
    pub fn hidden(&self) -> Vec<String> {
        let mut hidden = self.unread.clone();
        for (module, (_, syntax)) in &self.files {
            let paths = Paths::of(module, syntax);
            let around = |found: &&Found| {
                let path = absolute(&found.module, &found.path).unwrap_or_default();
                let scopes = self.scopes_of(&path, DEPTH);
                let mut files = scopes.iter().filter_map(|scope| self.scopes.get(scope));
                files.any(|scope| module.starts_with(&scope.file) && *module != scope.file)
            };
            let is_open = |found: &&Found| {
                let paths = self.begins(&paths, found);
                let mut scopes = paths.iter().flat_map(|path| self.scopes_of(path, DEPTH));
                scopes.any(|scope| {
                    let file = self.scopes.get(&scope).map(|scope| &scope.file);
                    file != Some(module) && self.leads_on(&scope, module)
                })
            };
            let is_root = |found: &&Found| found.path == ["crate"];
            let begin = match module.is_empty() {
                true => "the root".to_owned(),
                false => module.join("::"),
            };
            let aliases = paths.aliases.iter();
            let aliases = aliases.filter(|found| is_root(found) || around(found));
            hidden.extend(
                aliases.map(|found| format!("{begin} gives {} another name", found.written())),
            );
            let globs = paths.globs.iter().filter(around);
            hidden.extend(globs.map(|found| format!("{begin} imports all of {}", found.written())));
            let open = paths.open.iter().filter(is_open);
            hidden.extend(open.map(|found| {
                format!(
                    "{begin} has a path {}::$…: write its names",
                    found.written()
                )
            }));
            let included = paths.included.iter();
            hidden
                .extend(included.map(|file| format!("{begin} includes {file}, which is not read")));
        }
        hidden
    }
}

/// Returns whether a path from one file to another is an import.
fn is_import(from: &Module, to: &Module) -> bool {
    match to.is_empty() {
        true => !from.is_empty(),
        false => !to.starts_with(from) && !from.starts_with(to),
    }
}
