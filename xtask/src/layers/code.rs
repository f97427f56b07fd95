//! The modules of a crate, and their files.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use syn::Item;

use super::scope::{Module, Scope};
use super::test_only::{has, is_test};
use super::tokens::name;

/// A library or a program: its files and its modules.
#[derive(Default)]
pub struct Crate {
    pub(super) files: BTreeMap<Module, (PathBuf, syn::File)>,
    pub(super) scopes: BTreeMap<Module, Scope>,
    /// Other names of the root: `extern crate self as …`.
    pub(super) roots: BTreeSet<String>,
    /// What this check can't follow: modules with the attribute `path` or `macro_use`.
    pub(super) unread: Vec<String>,
    /// The files of modules that only tests have.
    for_tests: BTreeSet<PathBuf>,
}

impl Crate {
    /// Reads all crates of a folder `src`: lib.rs, main.rs, the programs in `bin`, and those that
    /// the manifest names.
    ///
    /// # Errors
    ///
    /// Returns an error if a file can't be read or is not Rust, or if a declared module has no
    /// file.
    pub fn read_all(src: &Path, named: &[PathBuf]) -> anyhow::Result<Vec<Self>> {
        let mut roots = vec![src.join("lib.rs"), src.join("main.rs")];
        let mut programs: Vec<PathBuf> = Vec::new();
        if let Ok(entries) = std::fs::read_dir(src.join("bin")) {
            let paths = entries.flatten().map(|entry| entry.path());
            programs.extend(paths.map(|path| match path.is_dir() {
                true => path.join("main.rs"),
                false => path,
            }));
        }
        programs.sort();
        roots.extend(programs.into_iter().filter(|path| is_rust(path)));
        for root in named {
            if !roots.contains(root) {
                roots.push(root.clone());
            }
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
        let syntax = parse(&path)?;
        if is_test(&syntax.attrs) {
            return self.pass_over_file(path, below);
        }
        if has(&syntax.attrs, "macro_use") {
            self.unread.push(macro_use(&module.join("::")));
        }
        self.enter(&module, &module, &syntax.items, below)?;
        self.files.insert(module, (path, syntax));
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
                Item::Mod(item) if is_test(&item.attrs) => self.pass_over(item, below)?,
                Item::Mod(item) => {
                    let child = [module.clone(), vec![name(&item.ident)]].concat();
                    self.declared(file, child, item, below)?;
                }
                Item::Macro(item) if has(&item.attrs, "macro_export") => {
                    let Some(ident) = &item.ident else { continue };
                    let path = [module.clone(), vec![name(ident)]].concat();
                    let root = self.scopes.entry(Vec::new()).or_default();
                    root.uses.entry(name(ident)).or_default().push(path);
                }
                Item::ExternCrate(item) if item.ident == "self" && !is_test(&item.attrs) => {
                    let renamed = item.rename.as_ref().map(|(_, ident)| name(ident));
                    self.roots.extend(renamed);
                    if has(&item.attrs, "macro_use") {
                        self.unread.push(macro_use("extern crate self"));
                    }
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
        if has(&item.attrs, "macro_use") {
            self.unread.push(macro_use(&child.join("::")));
        }
        if has(&item.attrs, "path") {
            let name = child.join("::");
            self.unread.push(format!(
                "{name} has an attribute `path`: its layers can't be read"
            ));
            return Ok(());
        }
        if let Some((_, items)) = &item.content {
            return self.enter(file, &child, items, &inside);
        }
        match file_of(&inside) {
            Some(path) => self.load(child, path, &inside),
            None => bail!("{} is declared and has no file", inside.display()),
        }
    }

    /// Notes the files of a module that only tests have.
    fn pass_over(&mut self, item: &syn::ItemMod, below: &Path) -> anyhow::Result<()> {
        let inside = below.join(name(&item.ident));
        match &item.content {
            Some((_, items)) => self.pass_over_all(items, &inside),
            None => match file_of(&inside) {
                Some(path) => self.pass_over_file(path, &inside),
                None => Ok(()),
            },
        }
    }

    fn pass_over_file(&mut self, path: PathBuf, below: &Path) -> anyhow::Result<()> {
        let syntax = parse(&path)?;
        self.for_tests.insert(path);
        self.pass_over_all(&syntax.items, below)
    }

    fn pass_over_all(&mut self, items: &[Item], below: &Path) -> anyhow::Result<()> {
        for item in items {
            if let Item::Mod(item) = item {
                self.pass_over(item, below)?;
            }
        }
        Ok(())
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

    /// Returns whether a file was read, or belongs to a module that only tests have.
    pub fn reads(&self, path: &Path) -> bool {
        let mut files = self.files.values();
        self.for_tests.contains(path) || files.any(|(file, _)| file == path)
    }
}

fn parse(path: &Path) -> anyhow::Result<syn::File> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{} can't be read", path.display()))?;
    syn::parse_file(&text).with_context(|| format!("{} is not Rust", path.display()))
}

/// Returns the file of a module whose submodules are in a folder.
fn file_of(inside: &Path) -> Option<PathBuf> {
    let files = [inside.with_extension("rs"), inside.join("mod.rs")];
    files.into_iter().find(|path| path.is_file())
}

/// Returns whether a file is Rust, by its name.
pub fn is_rust(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rs")
}

fn macro_use(what: &str) -> String {
    format!("{what} has an attribute `macro_use`: import its macros with `use`")
}
