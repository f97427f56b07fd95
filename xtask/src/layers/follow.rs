//! Follows paths through `use`, globs and re-exports to the files that define what they name.

use std::collections::BTreeSet;

use super::code::Crate;
use super::paths::{Found, Paths};
use super::scope::{Module, absolute};

/// The maximum number of re-exports to follow, and of globs behind globs.
const MOST: usize = 64;
pub const DEPTH: usize = 5;

impl Crate {
    /// Returns the names that a path may begin with, below the root.
    pub(super) fn begins(&self, paths: &Paths, found: &Found) -> Vec<Module> {
        let Some((first, rest)) = found.path.split_first() else {
            return Vec::new();
        };
        let mut begins: Vec<Module> = absolute(&found.module, &found.path).into_iter().collect();
        if self.roots.contains(first) {
            begins.push(rest.to_vec());
        }
        let key = (found.module.clone(), first.clone());
        for local in paths.locals.get(&key).into_iter().flatten() {
            let path = absolute(&found.module, local);
            begins.extend(path.map(|path| [path, rest.to_vec()].concat()));
        }
        begins
    }

    /// Returns the files that define the last name of a path, as far as `use` lead to them.
    pub(super) fn owners(&self, path: &Module) -> BTreeSet<Module> {
        let ends = self.ends(path, DEPTH);
        let files = ends
            .iter()
            .filter_map(|(module, _)| self.scopes.get(module));
        files.map(|scope| scope.file.clone()).collect()
    }

    /// Returns the modules that a path names as a whole.
    pub(super) fn scopes_of(&self, path: &Module, depth: usize) -> Vec<Module> {
        let ends = self.ends(path, depth).into_iter();
        ends.filter(|(_, whole)| *whole)
            .map(|(module, _)| module)
            .collect()
    }

    /// Returns the modules at which a path ends, and whether it names the module itself.
    fn ends(&self, path: &Module, depth: usize) -> BTreeSet<(Module, bool)> {
        let mut ends = BTreeSet::new();
        let mut seen: BTreeSet<Module> = BTreeSet::new();
        let mut work = vec![path.clone()];
        while let Some(path) = work.pop() {
            if seen.len() >= MOST || !seen.insert(path.clone()) {
                continue;
            }
            let is_scope =
                |length: &usize| self.scopes.contains_key(path.get(..*length).unwrap_or(&[]));
            let length = (0..=path.len()).rev().find(is_scope).unwrap_or_default();
            let (module, rest) = path.split_at(length);
            let (Some(scope), Some((name, after))) = (self.scopes.get(module), rest.split_first())
            else {
                ends.insert((module.to_vec(), true));
                continue;
            };
            let behind = self.behind(module, name, depth);
            let is_defined = scope.defined.contains(name);
            // What a `use` names and the root does not define is another crate.
            let is_crate = module.is_empty() && seen.len() > 1;
            if is_defined || (behind.is_empty() && !is_crate) {
                ends.insert((module.to_vec(), false));
            }
            work.extend(
                behind
                    .into_iter()
                    .map(|path| [path, after.to_vec()].concat()),
            );
        }
        ends
    }

    /// Returns the paths behind a name that `use` brings into a module.
    fn behind(&self, module: &[String], name: &String, depth: usize) -> Vec<Module> {
        let Some(scope) = self.scopes.get(module) else {
            return Vec::new();
        };
        let mut behind = scope.uses.get(name).cloned().unwrap_or_default();
        if depth == 0 || !behind.is_empty() || scope.defined.contains(name) {
            return behind;
        }
        for glob in &scope.globs {
            for target in self.scopes_of(glob, depth - 1) {
                let known = self.scopes.get(&target).is_some_and(|scope| {
                    scope.defined.contains(name) || scope.uses.contains_key(name)
                });
                if known || !self.behind(&target, name, depth - 1).is_empty() {
                    behind.push([target, vec![name.clone()]].concat());
                }
            }
        }
        behind
    }

    /// Returns the files that define the names that a module re-exports, as another module sees
    /// them.
    pub(super) fn exported(&self, module: &Module, to: &Module, depth: usize) -> BTreeSet<Module> {
        let mut files = BTreeSet::new();
        let Some(scope) = self.scopes.get(module) else {
            return files;
        };
        let exports = scope.exports.iter();
        for export in exports.filter(|export| to.starts_with(&export.seen_in)) {
            files.extend(self.owners(&export.path));
            if !export.is_glob || depth == 0 {
                continue;
            }
            for target in self.scopes_of(&export.path, depth - 1) {
                files.extend(self.exported(&target, to, depth - 1));
            }
        }
        files
    }

    /// Returns whether paths that begin with a module may lead to another file than its own.
    pub(super) fn leads_on(&self, module: &Module, to: &Module) -> bool {
        let file = self.scopes.get(module).map(|scope| &scope.file);
        let mut below = self
            .scopes
            .iter()
            .filter(|(name, _)| name.starts_with(module));
        below.any(|(name, scope)| {
            let exported = self.exported(name, to, DEPTH);
            Some(&scope.file) != file || exported.iter().any(|other| Some(other) != file)
        })
    }
}
