//! Types that contain themselves: the box that breaks a cycle goes inside the `Option`.
//!
//! typify inserts the box where it finds the cycle, which may be around an `Option`. Such a field
//! would be sent as null if it is absent.

use syn::visit_mut::{self, VisitMut};

/// Turns each `Box<Option<T>>` into `Option<Box<T>>`; forbidden.txt lists the pattern, so none can
/// remain.
pub(crate) fn rewrite(file: &mut syn::File) {
    Pass.visit_file_mut(file);
}

struct Pass;

impl VisitMut for Pass {
    fn visit_field_mut(&mut self, field: &mut syn::Field) {
        if inner(&field.ty, "Box").is_some_and(|inside| inner(inside, "Option").is_some())
            && field.vis != syn::Visibility::Inherited
        {
            field.attrs.push(syn::parse_quote! {
                #[serde(skip_serializing_if = "::std::option::Option::is_none")]
            });
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if let Some(inside) = inner(ty, "Box").and_then(|inside| inner(inside, "Option")) {
            *ty = syn::parse_quote! { ::std::option::Option<::std::boxed::Box<#inside>> };
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

/// Returns the `T` of `name<T>`.
fn inner<'a>(ty: &'a syn::Type, name: &str) -> Option<&'a syn::Type> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path
        .path
        .segments
        .last()
        .filter(|last| last.ident == name)?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inside) => Some(inside),
        _ => None,
    }
}
