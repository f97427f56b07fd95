//! Deprecated items under the old names of renamed ones, so that old code still compiles, with a
//! warning that states the new name.
//!
//! An operation keeps its methods, its builder, its constant and the type of its body; a type keeps
//! an alias; a variant a constant, which is also a pattern for a value; a field and a parameter their
//! setters. What can't be kept: a field that is read, because a structure has no second name for it;
//! a variant as a pattern for a reference, which a constant is not; and `use types::Status::Old`,
//! because constants can't be imported.

use quote::{format_ident, quote};

use crate::generate::Failure;
use crate::generate::document::{Document, Operation};
use crate::generate::names::field_setter;
use crate::generate::renamed::{Item, Renamed, body, builder};
use crate::generate::signature::{Signature, Target};
use crate::generate::syntax::{implemented, module};

/// Adds the deprecated items of all renamed ones.
pub(super) fn append(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    for renamed in &document.renamed {
        if let Some(fault) = renamed.fault(document) {
            return Err(format!("x-ovh-renamed, {}: {fault}", renamed.old).into());
        }
        let added = match (&renamed.old, &renamed.new) {
            (Item::Operation(old), Item::Operation(new)) => {
                operation(file, document, renamed, (old, new))?
            }
            (Item::Type(old), Item::Type(new)) => {
                let alias = alias(renamed, (old, new), "types");
                module(&mut file.items, "types")?.push(alias);
                1
            }
            (Item::Field(of, old), Item::Field(_, new)) => {
                field(file, document, renamed, (of, old, new))?
            }
            (Item::Variant(of, old), Item::Variant(_, new)) => {
                let variant = variant(renamed, (of, old, new));
                module(&mut file.items, "types")?.push(variant);
                1
            }
            (Item::Setter(of, old), Item::Setter(_, new)) => {
                forward(module(&mut file.items, "builder")?, of, (old, new), renamed)
            }
            _ => 0,
        };
        if added == 0 {
            return Err(format!(
                "x-ovh-renamed: the generated code has no {}, or has {} already",
                renamed.new, renamed.old
            )
            .into());
        }
    }
    Ok(())
}

/// Adds the deprecated items to the mocks.
pub(super) fn append_mocks(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    for renamed in &document.renamed {
        match (&renamed.old, &renamed.new) {
            (Item::Operation(old), Item::Operation(new)) => {
                mock(file, renamed, (old, new));
                for part in ["When", "Then"] {
                    let names = (builder(old) + part, builder(new) + part);
                    let alias = alias(renamed, (&names.0, &names.1), "httpmock::operations");
                    module(&mut file.items, "operations")?.push(alias);
                }
            }
            (Item::Setter(of, old), Item::Setter(_, new)) => {
                let when = format!("{of}When");
                let operations = module(&mut file.items, "operations")?;
                forward(operations, &when, (old, new), renamed);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Returns the documentation and the attribute of a deprecated item.
fn attributes(renamed: &Renamed, new: &str) -> Vec<syn::Attribute> {
    let doc = format!(" Renamed to `{new}` in version {}.", renamed.since);
    let (since, note) = (&renamed.since, format!("use `{new}`"));
    syn::parse_quote! {
        #[doc = #doc]
        #[deprecated(since = #since, note = #note)]
    }
}

fn alias(renamed: &Renamed, (old, new): (&str, &str), path: &str) -> syn::Item {
    let attributes = attributes(renamed, &format!("{path}::{new}"));
    let (old, new) = (format_ident!("{old}"), format_ident!("{new}"));
    syn::parse_quote! {
        #(#attributes)*
        pub type #old = #new;
    }
}

/// Returns a constant with the name of the old variant; it is also a pattern.
fn variant(renamed: &Renamed, (of, old, new): (&str, &str, &str)) -> syn::Item {
    let attributes = attributes(renamed, &format!("{of}::{new}"));
    let (of, old, new) = (
        format_ident!("{of}"),
        format_ident!("{old}"),
        format_ident!("{new}"),
    );
    syn::parse_quote! {
        impl #of {
            #(#attributes)*
            #[allow(non_upper_case_globals)]
            pub const #old: Self = Self::#new;
        }
    }
}

/// Adds the methods, the builder, the constant and the type of the body of an operation.
fn operation(
    file: &mut syn::File,
    document: &Document,
    renamed: &Renamed,
    (old, new): (&str, &str),
) -> Result<usize, Failure> {
    let added = forward(&mut file.items, "Client", (old, new), renamed);
    if let Ok(view) = module(&mut file.items, "service_api") {
        forward(view, "ServiceApi", (old, new), renamed);
    }
    let new_builder = builder(new);
    let attrs = attributes(renamed, &format!("builder::{new_builder}"));
    let (alias_of, made) = (
        format_ident!("{}", builder(old)),
        format_ident!("{new_builder}"),
    );
    module(&mut file.items, "builder")?.push(syn::parse_quote! {
        #(#attrs)*
        pub type #alias_of<'a> = #made<'a>;
    });
    constant(module(&mut file.items, "operations")?, renamed, (old, new));
    let bodies = (body(old), body(new));
    if document.fields.contains_key(&bodies.1) && !document.schemas.contains_key(&bodies.0) {
        let alias = alias(renamed, (&bodies.0, &bodies.1), "types");
        module(&mut file.items, "types")?.push(alias);
    }
    Ok(added)
}

/// Adds a constant with the facts of the operation.
fn constant(items: &mut Vec<syn::Item>, renamed: &Renamed, (old, new): (&str, &str)) {
    let (old, new) = (old.to_uppercase(), new.to_uppercase());
    let found = items.iter().find_map(|item| match item {
        syn::Item::Static(item) if item.ident == new => Some(item.clone()),
        _ => None,
    });
    if let Some(mut item) = found {
        item.ident = format_ident!("{old}");
        item.attrs
            .extend(attributes(renamed, &format!("operations::{new}")));
        items.push(syn::Item::Static(item));
    }
}

/// Adds the setters of a field: of the structure, and of the builders whose body it is.
fn field(
    file: &mut syn::File,
    document: &Document,
    renamed: &Renamed,
    (of, old, new): (&str, &str, &str),
) -> Result<usize, Failure> {
    let setters = (field_setter(old), field_setter(new));
    let types = module(&mut file.items, "types")?;
    let added = forward(types, of, (&setters.0, &setters.1), renamed);
    let builders = module(&mut file.items, "builder")?;
    for operation in &document.operations {
        let body = operation.body.as_ref();
        if body.and_then(|body| document.structure(body)).as_deref() == Some(of)
            && let Some(setter) = setter_of(operation, document, new)
        {
            forward(builders, &operation.builder, (old, &setter), renamed);
        }
    }
    Ok(added)
}

/// Returns the setter of a field of an operation's body.
fn setter_of(operation: &Operation, document: &Document, field: &str) -> Option<String> {
    let setters = Signature::of(operation, document).setters;
    let found = setters
        .into_iter()
        .find(|setter| matches!(setter.target, Target::Field { field: known } if known == field));
    found.map(|setter| setter.name)
}

/// Adds a method that calls the renamed one, beside it; returns how many were added. A name that
/// another method has is left to it.
fn forward(
    items: &mut [syn::Item],
    of: &str,
    (old, new): (&str, &str),
    renamed: &Renamed,
) -> usize {
    let inherent = items.iter().filter_map(|item| match item {
        syn::Item::Impl(item) if item.trait_.is_none() => Some(item),
        _ => None,
    });
    let mut own = inherent.filter(|item| implemented(item).is_some_and(|name| name == of));
    if own.any(|item| functions(&item.items).any(|function| function.sig.ident == old)) {
        return 0;
    }
    let mut added = 0;
    for item in items {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        if item.trait_.is_some() || implemented(item).is_none_or(|name| name != of) {
            continue;
        }
        let found = functions(&item.items).find(|function| function.sig.ident == new);
        if let Some(function) = found.map(|function| call(function, old, renamed)) {
            item.items.push(function);
            added += 1;
        }
    }
    added
}

fn functions(items: &[syn::ImplItem]) -> impl Iterator<Item = &syn::ImplItemFn> {
    items.iter().filter_map(|member| match member {
        syn::ImplItem::Fn(function) => Some(function),
        _ => None,
    })
}

/// Returns a method of another name that passes its arguments on.
fn call(function: &syn::ImplItemFn, old: &str, renamed: &Renamed) -> syn::ImplItem {
    let new = &function.sig.ident;
    let attributes = attributes(renamed, &new.to_string());
    let mut signature = function.sig.clone();
    signature.ident = format_ident!("{old}");
    let arguments = arguments(&mut signature);
    syn::parse_quote! {
        #(#attributes)*
        pub #signature {
            self.#new(#(#arguments),*)
        }
    }
}

/// Removes `mut` from the arguments, and returns their names without the receiver.
fn arguments(signature: &mut syn::Signature) -> Vec<syn::Ident> {
    let inputs = signature.inputs.iter_mut();
    let names = inputs.filter_map(|input| match input {
        syn::FnArg::Receiver(receiver) => {
            receiver.mutability = None;
            None
        }
        syn::FnArg::Typed(input) => match &mut *input.pat {
            syn::Pat::Ident(name) => {
                name.mutability = None;
                Some(name.ident.clone())
            }
            _ => None,
        },
    });
    names.collect()
}

/// Adds the method of a renamed operation to the trait of the mocks; it is the same for all servers.
fn mock(file: &mut syn::File, renamed: &Renamed, (old, new): (&str, &str)) {
    let attributes = attributes(renamed, new);
    for item in &mut file.items {
        let syn::Item::Trait(item) = item else {
            continue;
        };
        let found = item.items.iter().find_map(|member| match member {
            syn::TraitItem::Fn(function) if function.sig.ident == new => Some(&function.sig),
            _ => None,
        });
        if let Some(mut signature) = found.cloned() {
            signature.ident = format_ident!("{old}");
            let arguments = arguments(&mut signature);
            let new = format_ident!("{new}");
            let block = quote!({ self.#new(#(#arguments),*) });
            item.items.push(syn::parse_quote! {
                #(#attributes)*
                #signature #block
            });
        }
    }
}
