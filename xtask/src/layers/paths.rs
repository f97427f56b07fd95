//! All paths of a file: in `use`, in code, in macros and in attributes, without tests.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::visit::{self, Visit};

use super::scope::{Module, Used, is_keywords, leaves};
use super::test_only::{is_added_for_tests, is_test_piece};
use super::tokens::{Strings, name, not_generated, sequences};

/// A path, and the module that contains it.
pub struct Found {
    pub module: Module,
    pub path: Vec<String>,
}

impl Found {
    /// Returns the path as it is written.
    pub fn written(&self) -> String {
        self.path.join("::")
    }
}

/// What a file refers to.
#[derive(Default)]
pub struct Paths {
    module: Module,
    /// The number of enclosing blocks: a `use` inside a block is not an item of the module.
    blocks: usize,
    pub found: Vec<Found>,
    /// Modules that are imported as a whole.
    pub globs: Vec<Found>,
    /// `use` that give the root, or an enclosing module, another name.
    pub aliases: Vec<Found>,
    /// The paths behind names that a `use` inside a block imports.
    pub locals: BTreeMap<(Module, String), Vec<Vec<String>>>,
    /// Paths in bodies of macros that a metavariable continues: the part before it.
    pub open: Vec<Found>,
    /// The arguments of `include!` of files that no build script writes.
    pub included: Vec<String>,
}

impl Paths {
    /// Reads a file.
    pub fn of(module: &Module, file: &syn::File) -> Self {
        let mut paths = Self {
            module: module.clone(),
            ..Self::default()
        };
        paths.visit_file(file);
        paths
    }

    fn found(&self, path: Vec<String>) -> Found {
        Found {
            module: self.module.clone(),
            path,
        }
    }

    fn keep(&mut self, path: Vec<String>) {
        // A single name was imported by a `use`, and a keyword is not an import.
        if path.len() > 1 {
            let found = self.found(path);
            self.found.push(found);
        }
    }

    fn keep_tokens(&mut self, tokens: TokenStream, strings: Strings) {
        let sequences = sequences(tokens, strings);
        for path in sequences.paths {
            self.keep(path);
        }
        let found = |path| self.found(path);
        let globs: Vec<Found> = sequences.globs.into_iter().map(found).collect();
        let open: Vec<Found> = sequences.open.into_iter().map(found).collect();
        self.globs.extend(globs);
        self.open.extend(open);
        self.included.extend(sequences.included);
    }

    fn keep_used(&mut self, used: Used) {
        let found = self.found(used.path.clone());
        let Some(name) = used.name else {
            self.globs.push(found);
            return;
        };
        if is_keywords(&used.path) {
            self.aliases.push(found);
        } else {
            self.found.push(found);
        }
        if self.blocks > 0 {
            let key = (self.module.clone(), name);
            self.locals.entry(key).or_default().push(used.path);
        }
    }
}

/// Visits a piece of syntax unless it is for tests only.
macro_rules! without_tests {
    ($($method:ident: $piece:ty,)*) => {
        $(fn $method(&mut self, piece: &'ast $piece) {
            if !is_test_piece(piece) {
                visit::$method(self, piece);
            }
        })*
    };
}

impl<'ast> Visit<'ast> for Paths {
    without_tests! {
        visit_arm: syn::Arm,
        visit_field: syn::Field,
        visit_field_value: syn::FieldValue,
        visit_foreign_item: syn::ForeignItem,
        visit_impl_item: syn::ImplItem,
        visit_stmt: syn::Stmt,
        visit_trait_item: syn::TraitItem,
        visit_variant: syn::Variant,
    }

    fn visit_item(&mut self, item: &'ast syn::Item) {
        match item {
            _ if is_test_piece(item) => {}
            syn::Item::Verbatim(tokens) => self.keep_tokens(tokens.clone(), Strings::AreText),
            _ => visit::visit_item(self, item),
        }
    }

    fn visit_expr(&mut self, expression: &'ast syn::Expr) {
        match expression {
            syn::Expr::Verbatim(tokens) => self.keep_tokens(tokens.clone(), Strings::AreText),
            _ => visit::visit_expr(self, expression),
        }
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.blocks += 1;
        visit::visit_block(self, block);
        self.blocks -= 1;
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.module.push(name(&item.ident));
        let blocks = std::mem::take(&mut self.blocks);
        visit::visit_item_mod(self, item);
        self.blocks = blocks;
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        if item.leading_colon.is_none() {
            for used in leaves(&item.tree, Vec::new()) {
                self.keep_used(used);
            }
        }
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        if item.ident == "self" {
            let found = self.found(vec!["crate".to_owned()]);
            self.aliases.push(found);
        }
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let path = attribute.path();
        if path.is_ident("doc") || path.is_ident("cfg") || is_added_for_tests(attribute) {
            return;
        }
        self.visit_path(path);
        match &attribute.meta {
            syn::Meta::Path(_) => {}
            syn::Meta::List(list) => self.keep_tokens(list.tokens.clone(), Strings::ArePaths),
            syn::Meta::NameValue(pair) => {
                self.keep_tokens(pair.value.to_token_stream(), Strings::ArePaths);
            }
        }
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        self.visit_path(&call.path);
        let last = call.path.segments.last();
        if last.is_some_and(|last| last.ident == "include") {
            self.included.extend(not_generated(call.tokens.clone()));
        }
        self.keep_tokens(call.tokens.clone(), Strings::AreText);
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(in …)` imports nothing.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        if path.leading_colon.is_none() {
            let names = path.segments.iter().map(|segment| name(&segment.ident));
            self.keep(names.collect());
        }
        visit::visit_path(self, path);
    }
}
