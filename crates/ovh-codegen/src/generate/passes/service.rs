//! The service view: the operations of one service, its name filled in.

use quote::{format_ident, quote};

use crate::generate::document::{Document, Operation};
use crate::generate::options::path_text;
use crate::generate::{Failure, Runtime};

/// The path parameter that names a service, by a text.
const PARAMETER: &str = "serviceName";

/// `ServiceApi`, a method for every operation whose path holds the service's name; none where no
/// path does.
pub(super) fn view(document: &Document, runtime: &Runtime) -> Result<Option<syn::Item>, Failure> {
    let methods: Vec<_> = document
        .operations
        .iter()
        .filter_map(|operation| Some((operation, setter(operation)?)))
        .map(|(operation, setter)| {
            let name = format_ident!("{}", operation.id);
            let builder = format_ident!("{}", operation.builder);
            let doc = super::docs::operation(operation);
            let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
            quote! {
                #[doc = #doc]
                #deprecated
                pub fn #name(&self) -> builder::#builder<'a> {
                    self.client.#name().#setter(self.service_name)
                }
            }
        })
        .collect();
    if methods.is_empty() {
        return Ok(None);
    }
    let api = format!("{}::api", path_text(&runtime.service));
    let module = format!(" The operations of one SMS account, its name filled in; see [`{api}`].");
    let view = format!(" The operations of one SMS account, its name filled in; from [`{api}`].");
    Ok(Some(syn::parse2(quote! {
        #[doc = #module]
        pub mod service_api {
            use super::{builder, Client};

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

/// The setter of the service's name, where the operation has one that takes any text.
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
