//! The service view: the operations of one service, with its name filled in.

use std::collections::BTreeMap;

use quote::{format_ident, quote};

use super::builders::Arguments;
use crate::generate::document::{Document, Operation};
use crate::generate::options::path_text;
use crate::generate::{Failure, Runtime};

/// The path parameter that names a service, by a text.
const PARAMETER: &str = "serviceName";

/// Returns `ServiceApi`, with a method for every operation whose path contains the service's name;
/// `None` if no path does.
pub(crate) fn view(
    document: &Document,
    arguments: &BTreeMap<String, Arguments>,
    runtime: &Runtime,
) -> Result<Option<syn::Item>, Failure> {
    let methods: Vec<_> = document
        .operations
        .iter()
        .filter_map(|operation| {
            Some((operation, setter(operation)?, arguments.get(&operation.id)?))
        })
        .map(|(operation, setter, arguments)| {
            let name = format_ident!("{}", operation.id);
            let builder = format_ident!("{}", operation.builder);
            let doc = super::docs::operation(document, operation, Some(PARAMETER));
            let others = arguments.names.iter().zip(&arguments.inputs);
            let inputs = others
                .filter(|(name, _)| **name != setter)
                .map(|(_, input)| input);
            let values = arguments.names.iter().map(|name| match *name == setter {
                true => quote!(self.service_name),
                false => quote!(#name),
            });
            let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
            quote! {
                #[doc = #doc]
                #deprecated
                pub fn #name(&self, #(#inputs),*) -> builder::#builder<'a> {
                    self.client.#name(#(#values),*)
                }
            }
        })
        .collect();
    if methods.is_empty() {
        return Ok(None);
    }
    let (what, api) = match runtime.standalone {
        Some(_) => ("service", "Client::of_service".to_owned()),
        None => (
            "SMS account",
            format!("{}::api", path_text(&runtime.service)),
        ),
    };
    let about = format!(" The operations of one {what}, with its name filled in;");
    let module = format!("{about} see [`{api}`].");
    let view = format!("{about} from [`{api}`].");
    Ok(Some(syn::parse2(quote! {
        #[doc = #module]
        pub mod service_api {
            use super::{builder, types, Client};

            #[doc = #view]
            #[derive(Debug, Clone, Copy)]
            pub struct ServiceApi<'a> {
                client: &'a Client,
                service_name: &'a str,
            }

            impl<'a> ServiceApi<'a> {
                pub(crate) fn new(client: &'a Client, service_name: &'a str) -> Self {
                    Self { client, service_name }
                }

                #(#methods)*
            }
        }
    })?))
}

/// Returns the setter of the service's name, if the operation has one that takes any text.
fn setter(operation: &Operation) -> Option<syn::Ident> {
    let parameter = operation.parameters.iter().find(|parameter| {
        let schema = &parameter.schema;
        parameter.place == "path"
            && parameter.name == PARAMETER
            && schema["type"] == "string"
            && schema["format"].is_null()
    })?;
    Some(format_ident!("{}", parameter.setter))
}
