//! A module: what it defines, and what it imports.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Item, ItemUse, UseTree, Visibility};

use super::test_only::is_test;
use super::tokens::name;

/// A path of modules below the crate's root.
pub type Module = Vec<String>;

/// A module in its own file or inside one.
#[derive(Debug, Default)]
pub struct Scope {
    /// The module that is the file.
    pub file: Module,
    pub defined: BTreeSet<String>,
    /// The paths behind each imported name, public or not: code inside the module may use both.
    pub uses: BTreeMap<String, Vec<Module>>,
    /// The modules that are imported as a whole.
    pub globs: Vec<Module>,
    /// What a glob import of this module brings in beside what is defined here.
    pub exports: Vec<Export>,
}

/// A `use` that other modules may see.
#[derive(Debug)]
pub struct Export {
    pub path: Module,
    pub is_glob: bool,
    /// The module that sees it, with all that is inside it; the root for `pub`.
    pub seen_in: Module,
}

/// A name that a `use` imports; `None` for all names of a module.
pub struct Used {
    pub path: Vec<String>,
    pub name: Option<String>,
}

impl Scope {
    /// Reads the items of a module.
    pub fn new(file: &Module, module: &Module, items: &[Item]) -> Self {
        let mut scope = Self {
            file: file.clone(),
            ..Self::default()
        };
        for item in items {
            if let Item::Use(item) = item {
                if !is_test(&item.attrs) {
                    scope.bring_in(module, item);
                }
            } else if let Some(name) = defined(item) {
                scope.defined.insert(name);
            }
        }
        scope
    }

    fn bring_in(&mut self, module: &Module, item: &ItemUse) {
        for used in leaves(&item.tree, Vec::new()) {
            let Some(path) = absolute(module, &used.path) else {
                continue;
            };
            if item.leading_colon.is_none() {
                self.exports.push(Export {
                    path: path.clone(),
                    is_glob: used.name.is_none(),
                    seen_in: seen_in(module, &item.vis),
                });
            }
            match used.name {
                Some(name) => self.uses.entry(name).or_default().push(path),
                None => self.globs.push(path),
            }
        }
    }
}

/// Returns the module that sees an item of a module, with all that is inside it.
fn seen_in(module: &Module, visibility: &Visibility) -> Module {
    match visibility {
        Visibility::Public(_) => Module::new(),
        Visibility::Restricted(restricted) => {
            let names = restricted.path.segments.iter();
            let names: Vec<String> = names.map(|segment| name(&segment.ident)).collect();
            absolute(module, &names).unwrap_or_default()
        }
        Visibility::Inherited => module.clone(),
    }
}

fn defined(item: &Item) -> Option<String> {
    Some(name(match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Mod(item) => &item.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::TraitAlias(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    }))
}

/// Returns the names that a `use` imports.
pub fn leaves(tree: &UseTree, mut before: Vec<String>) -> Vec<Used> {
    let used = |mut path: Vec<String>, last: String, name: String| {
        if last != "self" || path.is_empty() {
            path.push(last);
        }
        let name = match name == "self" {
            true => path.last().cloned(),
            false => Some(name),
        };
        vec![Used { path, name }]
    };
    match tree {
        UseTree::Path(path) => {
            before.push(name(&path.ident));
            leaves(&path.tree, before)
        }
        UseTree::Name(leaf) => used(before, name(&leaf.ident), name(&leaf.ident)),
        UseTree::Rename(leaf) => used(before, name(&leaf.ident), name(&leaf.rename)),
        UseTree::Glob(_) => vec![Used {
            path: before,
            name: None,
        }],
        UseTree::Group(group) => group
            .items
            .iter()
            .flat_map(|tree| leaves(tree, before.clone()))
            .collect(),
    }
}

/// Returns a path below the crate's root. A first name that is not a keyword is in the module, or
/// is another crate.
pub fn absolute(module: &[String], path: &[String]) -> Option<Module> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" if rest.first().is_some_and(|next| next == "super") => absolute(module, rest),
        "self" => Some([module, rest].concat()),
        "super" => {
            let (_, above) = module.split_last()?;
            match rest.first().is_some_and(|next| next == "super") {
                true => absolute(above, rest),
                false => Some([above, rest].concat()),
            }
        }
        _ => Some([module, path].concat()),
    }
}

/// Returns whether a path names modules by keywords alone.
pub fn is_keywords(path: &[String]) -> bool {
    path.iter().all(|name| is_keyword(name))
}

/// Returns whether a name is a keyword for a module.
pub fn is_keyword(name: &str) -> bool {
    ["crate", "self", "super"].contains(&name)
}
