//! Helpers of the passes: items of the generator's syntax tree, and names that the passes use.

use quote::format_ident;

use super::Failure;
use super::document::Operation;

/// Returns the module `name` of a file, or an error that states the name.
pub(super) fn module<'a>(
    items: &'a mut [syn::Item],
    name: &str,
) -> Result<&'a mut Vec<syn::Item>, Failure> {
    items
        .iter_mut()
        .find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == name => {
                module.content.as_mut().map(|(_, items)| items)
            }
            _ => None,
        })
        .ok_or_else(|| format!("the generated code has no module `{name}`").into())
}

/// Returns the module with the builders of types; empty if the document has no structure.
pub(super) fn type_builders(file: &mut syn::File) -> Result<&mut Vec<syn::Item>, Failure> {
    let types = module(&mut file.items, "types")?;
    let has =
        |item: &syn::Item| matches!(item, syn::Item::Mod(module) if module.ident == "builder");
    if !types.iter().any(has) {
        types.push(syn::parse_quote! { pub mod builder {} });
    }
    module(types, "builder")
}

/// Checks that a pass found its pattern as often as expected from the document.
pub(super) fn expect(pattern: &str, found: usize, expected: usize) -> Result<(), Failure> {
    if found == expected {
        return Ok(());
    }
    Err(format!(
        "found {found} {pattern} in the generated code, expected {expected} from the document: compare the generator's new output with the passes in crates/ovh-codegen/src/generate/passes"
    )
    .into())
}

/// Returns the name of the type of an `impl`.
pub(super) fn implemented(item: &syn::ItemImpl) -> Option<&syn::Ident> {
    match &*item.self_ty {
        syn::Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}

/// Returns the constant of an operation.
pub(super) fn constant(operation: &Operation) -> syn::Ident {
    format_ident!("{}", operation.constant)
}

/// Returns the name of a local variable that no parameter can have.
pub(super) fn variable(name: &str, operation: &Operation) -> syn::Ident {
    let mut free = name.to_owned();
    while operation
        .parameters
        .iter()
        .any(|parameter| parameter.setter == free)
    {
        free.insert(0, '_');
    }
    format_ident!("{free}")
}

/// Returns the `T` of `Result<ResponseValue<T>, …>`.
pub(super) fn success_type(output: &syn::ReturnType) -> Result<syn::Type, Failure> {
    let argument = |ty: &syn::Type| match ty {
        syn::Type::Path(path) => match &path.path.segments.last()?.arguments {
            syn::PathArguments::AngleBracketed(arguments) => match arguments.args.first()? {
                syn::GenericArgument::Type(ty) => Some(ty.clone()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    };
    match output {
        syn::ReturnType::Type(_, ty) => argument(ty).as_ref().and_then(argument),
        syn::ReturnType::Default => None,
    }
    .ok_or_else(|| "a generated `send` no longer returns a ResponseValue".into())
}
