//! Structures that requests contain: `new` takes the required fields, and each optional field has a
//! setter.
//!
//! progenitor generates a separate builder for every structure, which reports errors when it is
//! converted. Here, the structure is its own builder, and code with a missing value does not
//! compile.

use std::collections::BTreeMap;

use quote::{format_ident, quote};
use syn::visit_mut::{self, VisitMut};

use super::values::{Passed, argument_of, passed, passed_optional};
use crate::generate::document::Document;
use crate::generate::expected::Expected;
use crate::generate::syntax::{expect, implemented, module, type_builders};
use crate::generate::{Failure, Runtime, names, signature};

/// A field of a structure, as the syntax tree has it.
pub(crate) struct Field {
    pub ident: syn::Ident,
    /// The type inside the module `types`.
    ty: syn::Type,
    /// The type outside of it.
    pub outer: syn::Type,
    pub docs: Vec<syn::Attribute>,
}

/// The fields of the structures of a module by their names.
pub(crate) type Structures = BTreeMap<String, BTreeMap<String, Field>>;

/// Reads the structures that requests contain.
pub(crate) fn read(file: &mut syn::File, document: &Document) -> Result<Structures, Failure> {
    let written = document.written();
    let mut structures = Structures::new();
    for item in module(&mut file.items, "types")? {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        let name = item.ident.to_string();
        if !written.contains(&name) || !document.fields.contains_key(&name) {
            continue;
        }
        let fields = item.fields.iter().filter_map(|field| {
            let ident = field.ident.clone()?;
            let docs = field
                .attrs
                .iter()
                .filter(|attr| attr.path().is_ident("doc"));
            let mut outer = field.ty.clone();
            Qualify(document).visit_type_mut(&mut outer);
            let field = Field {
                ident: ident.clone(),
                ty: field.ty.clone(),
                outer,
                docs: docs.cloned().collect(),
            };
            Some((ident.to_string(), field))
        });
        structures.insert(name, fields.collect());
    }
    Ok(structures)
}

/// Adds the module `types` as a prefix to the types of the document.
struct Qualify<'a>(&'a Document);

impl VisitMut for Qualify<'_> {
    fn visit_path_mut(&mut self, path: &mut syn::Path) {
        visit_mut::visit_path_mut(self, path);
        if path.leading_colon.is_none()
            && let Some(name) = path.get_ident()
            && self.0.schemas.contains_key(&name.to_string())
        {
            *path = syn::parse_quote!(types::#name);
        }
    }
}

/// Adds `new` and setters to each structure that requests contain.
pub(crate) fn append(
    file: &mut syn::File,
    document: &Document,
    structures: &Structures,
    expected: &Expected,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let [mut arguments, mut setters, mut options] = [0; 3];
    let types = module(&mut file.items, "types")?;
    for (name, fields) in structures {
        let ident = format_ident!("{name}");
        let mut inputs = Vec::new();
        let mut made = Vec::new();
        let mut methods = Vec::new();
        for (field, required) in signature::fields(document, name) {
            let Some(Field {
                ident, ty, docs, ..
            }) = fields.get(field)
            else {
                return Err(format!("the generated {name} has no field {field}").into());
            };
            options += usize::from(argument_of(ty, "Option").is_some());
            if required {
                let Passed { ty, value } = passed(ty, ident, runtime);
                inputs.push(quote!(#ident: #ty));
                made.push(quote!(#ident: #value));
                arguments += 1;
            } else {
                let Passed { ty, value } = passed_optional(ty, ident, runtime);
                let setter = format_ident!("{}", names::field_setter(field));
                made.push(quote!(#ident: ::std::default::Default::default()));
                methods.push(quote! {
                    #(#docs)*
                    #[must_use]
                    pub fn #setter(mut self, #ident: #ty) -> Self {
                        self.#ident = #value;
                        self
                    }
                });
                setters += 1;
            }
        }
        let doc = match inputs.is_empty() {
            true => format!(" Returns a `{name}` with no field set."),
            false => format!(" Returns a `{name}` with the required fields set."),
        };
        types.push(syn::parse2(quote! {
            impl #ident {
                #[doc = #doc]
                pub fn new(#(#inputs),*) -> Self {
                    Self { #(#made),* }
                }

                #(#methods)*
            }
        })?);
    }
    expect(
        "structures that requests hold",
        structures.len(),
        expected.sent_structures,
    )?;
    expect(
        "fields that are an `Option`",
        options,
        expected.sent_options,
    )?;
    expect("required fields", arguments, expected.sent_needed)?;
    let optional = expected.sent_fields - expected.sent_needed;
    expect("optional fields", setters, optional)
}

/// The generator's items for a builder: the structure, its default, its setters, and the
/// conversions from and into the type. The conversion into the type belongs to the type.
const ITEMS: usize = 5;

/// Removes the builders that progenitor generates next to the types.
pub(crate) fn drop_builders(file: &mut syn::File, expected: &Expected) -> Result<(), Failure> {
    let structures = expected.sent_structures + expected.received_structures;
    let builders = type_builders(file)?;
    expect(
        "items of builders of types",
        builders.len(),
        structures * ITEMS,
    )?;
    let types = module(&mut file.items, "types")?;
    types.retain(|item| !matches!(item, syn::Item::Mod(module) if module.ident == "builder"));
    let before = types.len();
    types.retain(|item| match item {
        syn::Item::Impl(item) if item.trait_.is_none() => {
            let makes_builder = item.items.iter().any(|member| {
                matches!(member, syn::ImplItem::Fn(function) if function.sig.ident == "builder")
            });
            !(makes_builder && implemented(item).is_some())
        }
        _ => true,
    });
    expect(
        "functions named `builder`",
        before - types.len(),
        structures,
    )
}
