//! Builders of operations: what is sent goes through the transport, which signs and retries.
//!
//! progenitor writes the whole exchange into each of the operations. Here its `send` is cut in
//! two: `into_request`, which makes the request, and a `send` of three lines that hands it to the
//! one transport. There is no other way out, so nothing leaves unsigned.

use quote::quote;
use syn::visit_mut::{self, VisitMut};

use super::document::Document;
use super::operations::constant;
use super::{Failure, found, module};

/// The client keeps its fields to itself and is made by the hand-written one only.
pub fn rewrite_client(file: &mut syn::File) -> Result<(), Failure> {
    let before = file.items.len();
    // The first `impl` holds the two constructors, of which one fixes time-outs and unwraps.
    let mut constructors = 0;
    file.items.retain(|item| match item {
        syn::Item::Impl(item) if item.trait_.is_none() && has(item, "new_with_client") => {
            constructors += 1;
            false
        }
        // `ClientInfo`, and the assertion that hooks exist.
        syn::Item::Impl(item) => item.trait_.is_none(),
        syn::Item::Const(_) => false,
        // The imports of what is no longer used.
        syn::Item::Use(_) => false,
        _ => true,
    });
    found(constructors, "a constructor from a reqwest client")?;
    found(before - file.items.len(), "client plumbing")?;
    found(
        drop_base(&mut file.items),
        "a client with a base URL of its own",
    )?;
    file.items.insert(
        0,
        syn::parse_quote! { pub use progenitor_client::ResponseValue; },
    );
    file.items.push(syn::parse_quote! {
        impl Client {
            pub(crate) fn new(client: reqwest::Client, inner: crate::transport::Transport) -> Self {
                Self { client, inner }
            }
        }
    });
    Ok(())
}

/// The endpoint knows where it is; `making` asks it.
fn drop_base(items: &mut [syn::Item]) -> usize {
    let mut dropped = 0;
    for item in items {
        if let syn::Item::Struct(item) = item
            && item.ident == "Client"
            && let syn::Fields::Named(fields) = &mut item.fields
        {
            let before = fields.named.len();
            let kept = std::mem::take(&mut fields.named).into_iter();
            fields.named = kept
                .filter(|field| field.ident.as_ref().is_none_or(|name| name != "baseurl"))
                .collect();
            dropped += before - fields.named.len();
        }
    }
    dropped
}

fn has(item: &syn::ItemImpl, name: &str) -> bool {
    item.items
        .iter()
        .any(|member| matches!(member, syn::ImplItem::Fn(function) if function.sig.ident == name))
}

/// Cuts every `send` in two.
pub fn rewrite_builders(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let builders = module(&mut file.items, "builder")?;
    builders.retain(|item| !matches!(item, syn::Item::Use(_)));
    builders.insert(
        0,
        syn::parse_quote! {
            #[allow(unused_imports)]
            use progenitor_client::{Error, ResponseValue};
        },
    );
    builders.insert(0, syn::parse_quote! { use super::{operations, types}; });
    let mut count = 0;
    for item in builders {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        let at = item.items.iter().position(
            |member| matches!(member, syn::ImplItem::Fn(function) if function.sig.ident == "send"),
        );
        let Some(at) = at else { continue };
        if let syn::ImplItem::Fn(send) = item.items.remove(at) {
            item.items.extend(halves(send, document)?);
            count += 1;
        }
    }
    if count != document.operations.len() {
        return Err(format!(
            "{count} of {} operations can be sent",
            document.operations.len()
        )
        .into());
    }
    Ok(())
}

/// `into_request` and the new `send`.
fn halves(send: syn::ImplItemFn, document: &Document) -> Result<[syn::ImplItem; 2], Failure> {
    let id = operation_id(&send.block)?;
    let operation = document
        .operations
        .iter()
        .find(|operation| operation.id == id)
        .ok_or_else(|| format!("the generated operation {id} is not in the document"))?;
    let info = constant(&id);
    let value = success_type(&send.sig.output)?;
    let receive = match operation.answer {
        Some(_) => quote! { receive },
        None => quote! { receive_nothing },
    };

    let with_headers = operation
        .parameters
        .iter()
        .any(|parameter| parameter.place == "header");
    let mut making = Vec::new();
    let mut made = false;
    for statement in send.block.stmts {
        let text = quote!(#statement).to_string();
        // The one header that progenitor adds by itself; others come from the description.
        if text.starts_with("header_map . append") && text.contains("\"api-version\"") {
            continue;
        }
        if text.starts_with("let mut header_map") && !with_headers {
            continue;
        }
        if text.starts_with("let info") {
            made = true;
            break;
        }
        let mut statement = statement;
        if !with_headers {
            NoHeaderMap.visit_stmt_mut(&mut statement);
        }
        making.push(statement);
    }
    if !made {
        return Err(
            format!("the generated {id} no longer makes its request before it sends it").into(),
        );
    }
    let doc = format!(
        "Makes the `{} {}` request without sending it; it is not signed yet.",
        operation.method, operation.path
    );
    let into_request: syn::ImplItemFn = syn::parse_quote! {
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// A parameter that is missing, does not convert, or can't stand in a path.
        pub fn into_request(self) -> ::std::result::Result<::reqwest::Request, crate::Error> {
            let base = self.client;
            let make = move || -> ::std::result::Result<::reqwest::Request, Error<()>> {
                #(#making)*
                Ok(request)
            };
            base.inner.prepared(make(), &operations::#info)
        }
    };
    let doc = format!(
        "Sends the `{} {}` request.",
        operation.method, operation.path
    );
    let send: syn::ImplItemFn = syn::parse_quote! {
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// What [`into_request`](Self::into_request) refuses, and what [`crate::Error`] lists.
        pub async fn send(self) -> ::std::result::Result<ResponseValue<#value>, crate::Error> {
            let transport = &self.client.inner;
            let request = self.into_request()?;
            transport.#receive(request, &operations::#info).await
        }
    };
    Ok([syn::ImplItem::Fn(into_request), syn::ImplItem::Fn(send)])
}

/// `request.headers(header_map)` becomes `request`: an empty map costs an allocation.
struct NoHeaderMap;

impl VisitMut for NoHeaderMap {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let syn::Expr::MethodCall(call) = expr
            && call.method == "headers"
        {
            *expr = (*call.receiver).clone();
        }
    }
}

fn operation_id(block: &syn::Block) -> Result<String, Failure> {
    let text = quote!(#block).to_string();
    text.split_once("operation_id : \"")
        .and_then(|(_, rest)| rest.split_once('"'))
        .map(|(id, _)| id.to_owned())
        .ok_or_else(|| "a generated `send` does not tell its operation".into())
}

/// The `T` of `Result<ResponseValue<T>, …>`.
pub fn success_type(output: &syn::ReturnType) -> Result<syn::Type, Failure> {
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
    .ok_or_else(|| "a generated `send` no longer answers a ResponseValue".into())
}
