//! The modules of a crate, and the files that paths lead to.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use syn::Item;

use super::paths::{Found, Paths};
use super::scope::{Module, Scope, absolute};
use super::test_only::is_test;
use super::tokens::name;

/// A library or a program: its files and its modules.
#[derive(Default)]
pub struct Crate {
    files: BTreeMap<Module, (PathBuf, syn::File)>,
    scopes: BTreeMap<Module, Scope>,
    /// Other names of the root: `extern crate self as …`.
    roots: BTreeSet<String>,
    /// What this check can't follow: modules with a `path` attribute.
    pub unread: Vec<String>,
}

/// An import of one file by another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: Module,
    pub to: Module,
}

/// The maximum number of re-exports to follow, and of globs behind globs.
const MOST: usize = 64;
const DEPTH: usize = 5;

impl Crate {
    /// Reads all crates of a folder `src`: lib.rs, main.rs, and the files in `bin`.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read or is not Rust, or if a declared module has no
    /// file.
    pub fn read_all(src: &Path) -> anyhow::Result<Vec<Self>> {
        let mut roots = vec![src.join("lib.rs"), src.join("main.rs")];
        if let Ok(entries) = std::fs::read_dir(src.join("bin")) {
            roots.extend(entries.flatten().map(|entry| entry.path()));
        }
        roots.retain(|root| root.is_file());
        let read = |root: PathBuf| {
            let mut code = Self::default();
            let below = root.parent().unwrap_or(src).to_owned();
            code.load(Vec::new(), root, &below)?;
            Ok(code)
        };
        roots.into_iter().map(read).collect()
    }

    fn load(&mut self, module: Module, path: PathBuf, below: &Path) -> anyhow::Result<()> {
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("{} can't be read", path.display()))?;
        let syntax =
            syn::parse_file(&text).with_context(|| format!("{} is not Rust", path.display()))?;
        if !is_test(&syntax.attrs) {
            self.enter(&module, &module, &syntax.items, below)?;
            self.files.insert(module, (path, syntax));
        }
        Ok(())
    }

    fn enter(
        &mut self,
        file: &Module,
        module: &Module,
        items: &[Item],
        below: &Path,
    ) -> anyhow::Result<()> {
        let scope = Scope::new(file, module, items);
        self.scopes.insert(module.clone(), scope);
        for item in items {
            match item {
                Item::Mod(item) if !is_test(&item.attrs) => {
                    let child = [module.clone(), vec![name(&item.ident)]].concat();
                    self.declared(file, child, item, below)?;
                }
                Item::Macro(item) if has(&item.attrs, "macro_export") => {
                    let Some(ident) = &item.ident else { continue };
                    let path = [module.clone(), vec![name(ident)]].concat();
                    let root = self.scopes.entry(Vec::new()).or_default();
                    root.uses.entry(name(ident)).or_default().push(path);
                }
                Item::ExternCrate(item) if item.ident == "self" => {
                    let renamed = item.rename.as_ref().map(|(_, ident)| name(ident));
                    self.roots.extend(renamed);
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn declared(
        &mut self,
        file: &Module,
        child: Module,
        item: &syn::ItemMod,
        below: &Path,
    ) -> anyhow::Result<()> {
        let inside = below.join(name(&item.ident));
        if let Some((_, items)) = &item.content {
            return self.enter(file, &child, items, &inside);
        }
        if has(&item.attrs, "path") {
            let name = child.join("::");
            self.unread.push(format!(
                "{name} has an attribute `path`: its layers can't be read"
            ));
            return Ok(());
        }
        let files = [inside.with_extension("rs"), inside.join("mod.rs")];
        match files.iter().find(|path| path.is_file()) {
            Some(path) => self.load(child, path.clone(), &inside),
            None => bail!("{} is declared and has no file", inside.display()),
        }
    }

    /// Returns where a module is.
    pub fn file(&self, module: &Module) -> &Path {
        self.files
            .get(module)
            .map_or(Path::new(""), |(path, _)| path)
    }

    /// Returns all modules that are files.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.files.keys()
    }

    /// Returns all imports as written, except those between a module and what is inside it. The
    /// root's own items are not inside anything.
    pub fn imports(&self) -> BTreeMap<Import, String> {
        let mut imports = BTreeMap::new();
        for (from, (_, syntax)) in &self.files {
            let paths = Paths::of(from, syntax);
            for found in paths.found.iter().chain(&paths.globs) {
                let begins = self.begins(&paths, found);
                let owners = begins.iter().flat_map(|path| self.owners(path));
                for to in owners.filter(|to| is_import(from, to)) {
                    let from = from.clone();
                    let import = Import { from, to };
                    imports
                        .entry(import)
                        .or_insert_with(|| found.path.join("::"));
                }
            }
        }
        imports
    }

    /// Returns the `use` that would hide imports: other names of the root and of enclosing modules,
    /// and glob imports of them.
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
            let begin = match module.is_empty() {
                true => "the root".to_owned(),
                false => module.join("::"),
            };
            let is_root = |found: &&Found| found.path == ["crate"];
            hidden.extend(
                paths
                    .aliases
                    .iter()
                    .filter(|found| is_root(found) || around(found))
                    .map(|found| format!("{begin} gives {} another name", found.path.join("::"))),
            );
            hidden.extend(
                paths
                    .globs
                    .iter()
                    .filter(around)
                    .map(|found| format!("{begin} imports all of {}", found.path.join("::"))),
            );
        }
        hidden
    }

    /// Returns the names that a path may begin with, below the root.
    fn begins(&self, paths: &Paths, found: &Found) -> Vec<Module> {
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
    fn owners(&self, path: &Module) -> BTreeSet<Module> {
        let ends = self.ends(path, DEPTH);
        let files = ends
            .iter()
            .filter_map(|(module, _)| self.scopes.get(module));
        files.map(|scope| scope.file.clone()).collect()
    }

    /// Returns the modules that a path names as a whole.
    fn scopes_of(&self, path: &Module, depth: usize) -> Vec<Module> {
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
            if behind.is_empty() || scope.defined.contains(name) {
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
}

fn has(attributes: &[syn::Attribute], name: &str) -> bool {
    let mut paths = attributes.iter().map(syn::Attribute::path);
    paths.any(|path| path.is_ident(name))
}

/// Returns whether a path from one file to another is an import.
fn is_import(from: &Module, to: &Module) -> bool {
    match to.is_empty() {
        true => !from.is_empty(),
        false => !to.starts_with(from) && !from.starts_with(to),
    }
}
