//! The service view: the operations of one SMS account, its name filled in.

use heck::ToUpperCamelCase;
use quote::{format_ident, quote};

use super::document::Document;
use super::{Failure, found};

/// The path parameter that names the account.
const PARAMETER: &str = "serviceName";

/// `ServiceApi`, a method for every operation whose path holds the account's name.
pub fn view(document: &Document) -> Result<syn::Item, Failure> {
    let mut count = 0;
    let methods: Vec<_> = document
        .operations
        .iter()
        .filter(|operation| operation.path.contains(&format!("{{{PARAMETER}}}")))
        .map(|operation| {
            count += 1;
            let name = format_ident!("{}", operation.id);
            let builder = format_ident!("{}", operation.id.to_upper_camel_case());
            let doc = super::docs::operation(operation);
            let deprecated = operation.deprecated.then(|| quote! { #[deprecated] });
            quote! {
                #[doc = #doc]
                #deprecated
                pub fn #name(&self) -> builder::#builder<'a> {
                    self.client.#name().service_name(self.service_name)
                }
            }
        })
        .collect();
    found(count, "operations of one service")?;
    Ok(syn::parse2(quote! {
        /// The operations of one SMS account, its name filled in; see [`crate::Service::api`].
        pub mod service_api {
            use super::{builder, Client};

            /// The operations of one SMS account, its name filled in; from [`crate::Service::api`].
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
    })?)
}
