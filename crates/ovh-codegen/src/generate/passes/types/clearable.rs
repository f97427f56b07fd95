//! Fields of updates: `Option<ByNull<T>>` becomes `Clearable<T>`, which has its own value for
//! absent.

use syn::visit_mut::{self, VisitMut};

use crate::generate::document::Document;
use crate::generate::options::path_text;
use crate::generate::syntax::expect;
use crate::generate::{Failure, Runtime};

/// How a field is cleared, as stated by the stand-in of `settings`: the function of the runtime's
/// module that writes it, unless its own type does.
const STAND_INS: [(&str, Option<&str>); 2] = [("ByNull", None), ("ByEmpty", Some("by_empty"))];

/// Rewrites the fields, and all other places that use their type.
pub(crate) fn rewrite_fields(
    file: &mut syn::File,
    document: &Document,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let mut pass = Pass { runtime, fields: 0 };
    pass.visit_file_mut(file);
    let properties = document.schemas.values().flat_map(|schema| {
        let properties = schema["properties"].as_object();
        properties.into_iter().flat_map(|fields| fields.values())
    });
    let expected = properties.filter(|property| document.clears(property).is_some());
    expect("fields of clearable types", pass.fields, expected.count())
}

struct Pass<'a> {
    runtime: &'a Runtime,
    fields: usize,
}

impl VisitMut for Pass<'_> {
    fn visit_field_mut(&mut self, field: &mut syn::Field) {
        if let Some((_, writer)) = clearable(&field.ty)
            && field.vis != syn::Visibility::Inherited
        {
            field.attrs.retain(|attr| !is_skip(attr));
            let rename = rename(&field.attrs);
            field.attrs.retain(|attr| !attr.path().is_ident("serde"));
            let module = path_text(&self.runtime.clearable);
            let writer = writer.map(|writer| format!("{module}::{writer}"));
            let writer = writer.map(|writer| quote::quote! { , serialize_with = #writer });
            let skip = format!("{}::is_unchanged", path_text(&self.runtime.clearable_type));
            let rename = rename.map(|name| quote::quote! { rename = #name, });
            field.attrs.push(syn::parse_quote! {
                #[serde(#rename default, skip_serializing_if = #skip #writer)]
            });
            self.fields += 1;
        }
        visit_mut::visit_field_mut(self, field);
    }

    fn visit_type_mut(&mut self, ty: &mut syn::Type) {
        if let Some((inner, _)) = clearable(ty) {
            let clearable = &self.runtime.clearable_type;
            *ty = syn::parse_quote! { #clearable<#inner> };
        }
        visit_mut::visit_type_mut(self, ty);
    }
}

fn is_skip(attr: &syn::Attribute) -> bool {
    attr.path().is_ident("serde") && !quote::quote!(#attr).to_string().contains("rename")
}

/// Returns the `rename` of a field, from any of its serde attributes.
pub(super) fn rename(attrs: &[syn::Attribute]) -> Option<syn::LitStr> {
    let mut name = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        // Only this key is read; the rest of the list is skipped.
        let _ = attr.parse_nested_meta(|meta| {
            let value: syn::LitStr = meta.value()?.parse()?;
            if meta.path.is_ident("rename") {
                name = Some(value);
            }
            Ok(())
        });
    }
    name
}

/// Returns the inner type, and the serializer, of `Option<…ByNull<T>>`, or of `…ByNull<T>` itself.
fn clearable(ty: &syn::Type) -> Option<(syn::Type, Option<&'static str>)> {
    let (name, inner) = generic(ty)?;
    if name == "Option" {
        return clearable(&inner);
    }
    STAND_INS
        .iter()
        .find(|(stand_in, _)| name == *stand_in)
        .map(|(_, writer)| (inner, *writer))
}

/// Returns the name and the argument of a generic type.
pub(super) fn generic(ty: &syn::Type) -> Option<(String, syn::Type)> {
    let syn::Type::Path(path) = ty else {
        return None;
    };
    let last = path.path.segments.last()?;
    let syn::PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return None;
    };
    match arguments.args.first()? {
        syn::GenericArgument::Type(inner) => Some((last.ident.to_string(), inner.clone())),
        _ => None,
    }
}
