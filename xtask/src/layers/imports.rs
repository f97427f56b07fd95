//! Which files of a crate import which: by `use` and by paths, without tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::Context;
use syn::visit::{self, Visit};

/// A path of modules below the crate's root.
pub type Module = Vec<String>;

/// A file and what it says.
struct File {
    path: PathBuf,
    syntax: syn::File,
    /// What it re-exports: a name, and the path behind it.
    exports: BTreeMap<String, Vec<String>>,
    /// The modules that are re-exported as a whole.
    globs: Vec<Vec<String>>,
}

/// The files of a crate by their modules.
pub struct Crate {
    files: BTreeMap<Module, File>,
}

/// An import: of a file, by the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    pub from: Module,
    pub to: Module,
}

/// Re-exports that are followed at most.
const DEPTH: usize = 8;

impl Crate {
    /// Reads the files below a folder `src`.
    ///
    /// # Errors
    ///
    /// A file can't be read, or is not Rust.
    pub fn read(src: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        let mut folders = vec![src.to_owned()];
        while let Some(folder) = folders.pop() {
            let entries = std::fs::read_dir(&folder)
                .with_context(|| format!("{} can't be read", folder.display()))?;
            for entry in entries {
                let path = entry?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|end| end == "rs") {
                    let module = module_of(src, &path);
                    let text = std::fs::read_to_string(&path)
                        .with_context(|| format!("{} can't be read", path.display()))?;
                    let syntax = syn::parse_file(&text)
                        .with_context(|| format!("{} is not Rust", path.display()))?;
                    files.insert(module.clone(), File::new(path, syntax, &module));
                }
            }
        }
        Ok(Self { files })
    }

    /// Returns where a module is.
    pub fn file(&self, module: &Module) -> &Path {
        self.files
            .get(module)
            .map_or(Path::new(""), |file| &file.path)
    }

    /// Returns all modules that are files.
    pub fn modules(&self) -> impl Iterator<Item = &Module> {
        self.files.keys()
    }

    /// Returns all imports but those between a module and what is inside it.
    pub fn imports(&self) -> BTreeSet<Import> {
        let mut imports = BTreeSet::new();
        for (module, file) in &self.files {
            let mut paths = Paths::new(module);
            paths.visit_file(&file.syntax);
            for path in paths.found {
                let to = self.owner(path);
                if !to.starts_with(module) && !module.starts_with(&to) {
                    let from = module.clone();
                    imports.insert(Import { from, to });
                }
            }
        }
        imports
    }

    /// The file in which the last name of a path is defined, as far as re-exports lead to it.
    fn owner(&self, mut path: Vec<String>) -> Module {
        for _ in 0..DEPTH {
            let length = (0..=path.len())
                .rev()
                .find(|length| {
                    self.files
                        .contains_key(path.get(..*length).unwrap_or_default())
                })
                .unwrap_or_default();
            let (module, rest) = path.split_at(length);
            let Some((name, after)) = rest.split_first() else {
                return module.to_vec();
            };
            let Some(file) = self.files.get(module) else {
                return module.to_vec();
            };
            let behind = file.exports.get(name).cloned().or_else(|| {
                let mut globs = file.globs.iter();
                let has = |glob: &&Vec<String>| self.defines(glob, name);
                let mut found = globs.find(has)?.clone();
                found.push(name.clone());
                Some(found)
            });
            match behind {
                Some(behind) if behind != path => path = [behind, after.to_vec()].concat(),
                _ => return module.to_vec(),
            }
        }
        path
    }

    fn defines(&self, module: &[String], name: &str) -> bool {
        let Some(file) = self.files.get(module) else {
            return false;
        };
        file.exports.contains_key(name)
            || file.syntax.items.iter().any(|item| match item {
                syn::Item::Struct(item) => item.ident == name,
                syn::Item::Enum(item) => item.ident == name,
                syn::Item::Trait(item) => item.ident == name,
                syn::Item::Fn(item) => item.sig.ident == name,
                syn::Item::Const(item) => item.ident == name,
                syn::Item::Type(item) => item.ident == name,
                _ => false,
            })
    }
}

impl File {
    fn new(path: PathBuf, syntax: syn::File, module: &Module) -> Self {
        let mut exports = BTreeMap::new();
        let mut globs = Vec::new();
        for item in &syntax.items {
            let syn::Item::Use(item) = item else {
                continue;
            };
            if is_test(&item.attrs) || matches!(item.vis, syn::Visibility::Inherited) {
                continue;
            }
            for used in leaves(&item.tree, Vec::new()) {
                let Some(path) = absolute(module, &used.path, true) else {
                    continue;
                };
                match used.name {
                    Some(name) => drop(exports.insert(name, path)),
                    None => globs.push(path),
                }
            }
        }
        Self {
            path,
            syntax,
            exports,
            globs,
        }
    }
}

fn module_of(src: &Path, path: &Path) -> Module {
    let inside = path.strip_prefix(src).unwrap_or(path).with_extension("");
    let mut module: Module = inside
        .iter()
        .map(|part| part.to_string_lossy().into_owned())
        .collect();
    if module.last().is_some_and(|last| {
        last == "mod" || (module.len() == 1 && (last == "lib" || last == "main"))
    }) {
        module.pop();
    }
    module
}

/// A name that a `use` brings in; none for all names of a module.
struct Used {
    path: Vec<String>,
    name: Option<String>,
}

fn leaves(tree: &syn::UseTree, mut before: Vec<String>) -> Vec<Used> {
    let used = |mut path: Vec<String>, ident: &syn::Ident, name: &syn::Ident| {
        if ident != "self" {
            path.push(ident.to_string());
        }
        let name = match name == "self" {
            true => path.last().cloned(),
            false => Some(name.to_string()),
        };
        vec![Used { path, name }]
    };
    match tree {
        syn::UseTree::Path(path) => {
            before.push(path.ident.to_string());
            leaves(&path.tree, before)
        }
        syn::UseTree::Name(name) => used(before, &name.ident, &name.ident),
        syn::UseTree::Rename(rename) => used(before, &rename.ident, &rename.rename),
        syn::UseTree::Glob(_) => vec![Used {
            path: before,
            name: None,
        }],
        syn::UseTree::Group(group) => group
            .items
            .iter()
            .flat_map(|tree| leaves(tree, before.clone()))
            .collect(),
    }
}

/// A path below the crate's root. A first segment that is no keyword may be a module inside this
/// one, in a `use`.
fn absolute(module: &Module, path: &[String], in_use: bool) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some([module.clone(), rest.to_vec()].concat()),
        "super" => {
            let (_, above) = module.split_last()?;
            let above = above.to_vec();
            match rest.first().is_some_and(|next| next == "super") {
                true => absolute(&above, rest, in_use),
                false => Some([above, rest.to_vec()].concat()),
            }
        }
        _ if in_use => Some([module.clone(), path.to_vec()].concat()),
        _ => None,
    }
}

/// Whether something is compiled for tests only.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute
                    .parse_args::<syn::Ident>()
                    .is_ok_and(|name| name == "test"))
    })
}

/// All paths of a file that begin at the crate's root.
struct Paths {
    module: Module,
    found: Vec<Vec<String>>,
}

impl Paths {
    fn new(module: &Module) -> Self {
        Self {
            module: module.clone(),
            found: Vec::new(),
        }
    }
}

impl<'ast> Visit<'ast> for Paths {
    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        if is_test(&item.attrs) {
            return;
        }
        let Some((_, items)) = &item.content else {
            return;
        };
        // `super` inside is this file.
        self.module.push(item.ident.to_string());
        items.iter().for_each(|item| self.visit_item(item));
        self.module.pop();
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        let attributes = match item {
            syn::Item::Fn(item) => &item.attrs,
            syn::Item::Impl(item) => &item.attrs,
            syn::Item::Use(item) => &item.attrs,
            syn::Item::Struct(item) => &item.attrs,
            _ => return visit::visit_item(self, item),
        };
        if !is_test(attributes) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        if !is_test(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        for used in leaves(&item.tree, Vec::new()) {
            let path = absolute(&self.module, &used.path, true);
            self.found.extend(path);
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path
            .segments
            .iter()
            .map(|segment| segment.ident.to_string())
            .collect();
        let found = absolute(&self.module, &names, false);
        self.found.extend(found);
        visit::visit_path(self, path);
    }
}
