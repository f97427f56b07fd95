//! The table of operations, which the transport, the rules of credentials and the errors use.

use quote::{format_ident, quote};

use super::streams::details;
use crate::generate::document::Document;
use crate::generate::syntax::constant;
use crate::generate::{Failure, Runtime};

/// The module `operations`.
pub(crate) fn table(document: &Document, runtime: &Runtime) -> Result<syn::Item, Failure> {
    let details = details(document);
    let entries = document.operations.iter().map(|operation| {
        let name = constant(operation);
        let (id, path, authenticated) = (&operation.id, &operation.path, operation.authenticated);
        let method = format_ident!("{}", operation.method);
        let iam_actions = &operation.iam_actions;
        let doc = format!("`{} {}`", operation.method, operation.path);
        let detail = match details.get(&operation.id) {
            Some(detail) => {
                let detail = constant(detail);
                quote!(Some(&#detail))
            }
            None => quote!(None),
        };
        quote! {
            #[doc = #doc]
            pub static #name: Operation = Operation::of_table(
                #id,
                ::reqwest::Method::#method,
                #path,
                #authenticated,
                &[#(#iam_actions),*],
                #detail,
            );
        }
    });
    let names = document.operations.iter().map(constant);
    let operation = &runtime.operation;
    Ok(syn::parse2(quote! {
        /// Facts about each operation: method, path, authentication, IAM actions.
        pub mod operations {
            use #operation;

            /// Every operation, sorted by id.
            pub static ALL: &[&Operation] = &[#(&#names),*];

            #(#entries)*
        }
    })?)
}
