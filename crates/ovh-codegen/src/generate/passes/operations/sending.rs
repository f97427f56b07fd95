//! Builders of operations: requests go through the transport, which signs and retries.
//!
//! progenitor writes the whole exchange into each operation. Here, its `send` is split in two:
//! `into_request`, which builds the request, and a `send` of three lines that passes it to the
//! single transport. There is no other way to send, so no request is unsigned.

use quote::quote;
use syn::visit_mut::{self, VisitMut};

use crate::generate::document::{Answer, Document, Operation};
use crate::generate::expected::Expected;
use crate::generate::options::path_text;
use crate::generate::syntax::{constant, expect, implemented, module, success_type, variable};
use crate::generate::{Failure, Runtime};

/// Makes the client's fields private; only the hand-written client creates it.
pub(crate) fn rewrite_client(file: &mut syn::File, runtime: &Runtime) -> Result<(), Failure> {
    let [mut constructors, mut traits, mut hooks, mut imports] = [0; 4];
    file.items.retain(|item| match item {
        // The first `impl` contains the two constructors, one of which sets fixed timeouts and
        // unwraps.
        syn::Item::Impl(item) if item.trait_.is_none() && has(item, "new_with_client") => {
            constructors += 1;
            false
        }
        // `ClientInfo`
        syn::Item::Impl(item) if item.trait_.is_some() => {
            traits += 1;
            false
        }
        // The assertion that hooks exist.
        syn::Item::Const(_) => {
            hooks += 1;
            false
        }
        // The imports that are no longer used.
        syn::Item::Use(_) => {
            imports += 1;
            false
        }
        _ => true,
    });
    expect("constructors from a reqwest client", constructors, 1)?;
    expect("traits of the client", traits, 1)?;
    expect("assertions of hooks", hooks, 1)?;
    expect("imports of the client", imports, 2)?;
    expect(
        "clients with a base URL of their own",
        drop_base(&mut file.items),
        1,
    )?;
    let transport = &runtime.transport;
    file.items.push(syn::parse_quote! {
        impl Client {
            pub(crate) fn new(client: reqwest::Client, inner: #transport::Transport) -> Self {
                Self { client, inner }
            }
        }
    });
    Ok(())
}

/// The endpoint contains the base URL; `making` reads it.
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

/// Splits every `send` in two.
pub(crate) fn rewrite_builders(
    file: &mut syn::File,
    document: &Document,
    expected: &Expected,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let by_builder = document.by_builder();
    let builders = module(&mut file.items, "builder")?;
    builders.retain(|item| !matches!(item, syn::Item::Use(_)));
    builders.insert(
        0,
        syn::parse_quote! {
            #[allow(unused_imports)]
            use progenitor_client::Error;
        },
    );
    builders.insert(0, syn::parse_quote! { use super::{operations, types}; });
    let [mut sent, mut versions, mut maps, mut kept, mut checked] = [0; 5];
    for item in builders {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        let Some(operation) =
            implemented(item).and_then(|ident| by_builder.get(&ident.to_string()))
        else {
            continue;
        };
        let at = item.items.iter().position(
            |member| matches!(member, syn::ImplItem::Fn(function) if function.sig.ident == "send"),
        );
        let Some(at) = at else { continue };
        if let syn::ImplItem::Fn(send) = item.items.remove(at) {
            let halves = halves(send, operation, runtime)?;
            item.items.extend(halves.functions);
            versions += halves.versions;
            checked += halves.checked;
            match operation.has_headers() {
                true => kept += halves.maps,
                false => maps += halves.maps,
            }
            sent += 1;
        }
    }
    expect("operations that can be sent", sent, expected.operations)?;
    let bodies = expected.built_bodies + expected.whole_bodies;
    expect(
        "values that are checked",
        checked,
        expected.parameters + bodies,
    )?;
    expect("headers `api-version`", versions, expected.operations)?;
    expect("empty header maps", maps, expected.without_headers)?;
    let with_headers = expected.operations - expected.without_headers;
    expect("header maps that are sent", kept, with_headers)
}

/// A split `send`, and the parts that were found in it.
struct Halves {
    functions: [syn::ImplItem; 2],
    versions: usize,
    maps: usize,
    checked: usize,
}

/// Returns `into_request` and the new `send`.
fn halves(
    send: syn::ImplItemFn,
    operation: &Operation,
    runtime: &Runtime,
) -> Result<Halves, Failure> {
    let id = &operation.id;
    let changed = |what: &str| -> Failure {
        format!("the generated `{id}` has no {what}: compare the generator's new output with crates/ovh-codegen/src/generate/passes/operations/sending.rs").into()
    };
    let (error, response) = (&runtime.error, &runtime.response);
    let info = constant(operation);
    let value = success_type(&send.sig.output)?;
    let receive = match operation.answer {
        Answer::Typed(_) => quote! { receive },
        Answer::Nothing => quote! { receive_nothing },
        Answer::Any => quote! { receive_json },
    };
    let with_headers = operation.has_headers();
    let [mut versions, mut maps, mut checked] = [0; 3];
    let mut client = None;
    let mut request = None;
    let mut making = Vec::new();
    let mut made = false;
    for mut statement in send.block.stmts {
        if is_version(&statement) {
            versions += 1;
            continue;
        }
        if let syn::Stmt::Local(local) = &statement {
            if is_check(local) {
                checked += 1;
                continue;
            }
            if is_info(local) {
                made = true;
                break;
            }
            if let syn::Pat::Struct(fields) = &local.pat {
                client = fields.fields.first().map(|field| field.member.clone());
            }
            if let syn::Pat::Ident(variable) = &local.pat {
                if variable.ident == "header_map" && !with_headers {
                    continue;
                }
                request = Some(variable.ident.clone());
            }
        }
        let mut pass = HeaderMaps {
            kept: with_headers,
            found: 0,
        };
        pass.visit_stmt_mut(&mut statement);
        maps += pass.found;
        making.push(statement);
    }
    if !made {
        return Err(changed("request that is made before it is sent"));
    }
    let client = client.ok_or_else(|| changed("client"))?;
    let request = request.ok_or_else(|| changed("request"))?;
    let (base, make) = (variable("base", operation), variable("make", operation));
    let doc = format!(
        "Makes the `{} {}` request without sending it; it is not signed yet.",
        operation.method, operation.path
    );
    let into_request: syn::ImplItemFn = syn::parse_quote! {
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// A parameter in the path is empty, `.` or `..`, or does not fit into a header.
        pub fn into_request(self) -> ::std::result::Result<::reqwest::Request, #error> {
            let #base = self.#client;
            let #make = move || -> ::std::result::Result<::reqwest::Request, Error<()>> {
                #(#making)*
                Ok(#request)
            };
            #base.inner.prepared(#make(), &operations::#info)
        }
    };
    let refused = format!(
        " The errors of [`into_request`](Self::into_request), and those that [`{}`] lists.",
        path_text(error)
    );
    let doc = format!(
        "Sends the `{} {}` request.",
        operation.method, operation.path
    );
    let send: syn::ImplItemFn = syn::parse_quote! {
        #[doc = #doc]
        ///
        /// # Errors
        ///
        #[doc = #refused]
        pub async fn send(self) -> ::std::result::Result<#response<#value>, #error> {
            let transport = &self.#client.inner;
            let request = self.into_request()?;
            transport.#receive(request, &operations::#info).await
        }
    };
    Ok(Halves {
        functions: [syn::ImplItem::Fn(into_request), syn::ImplItem::Fn(send)],
        versions,
        maps,
        checked,
    })
}

/// `header_map.append(HeaderName::from_static("api-version"), …)`, the only header that progenitor
/// adds itself; others come from the description, with their names as literals.
fn is_version(statement: &syn::Stmt) -> bool {
    match statement {
        syn::Stmt::Expr(syn::Expr::MethodCall(call), _) => {
            call.method == "append" && matches!(call.args.first(), Some(syn::Expr::Call(_)))
        }
        _ => false,
    }
}

/// `let name = name.map_err(Error::InvalidRequest)?`: a value is an argument or has a setter, both
/// of its type, so it can't be invalid.
fn is_check(local: &syn::Local) -> bool {
    let init = local.init.as_ref().map(|init| &*init.expr);
    if let Some(syn::Expr::Try(tried)) = init
        && let syn::Expr::MethodCall(call) = &*tried.expr
        && call.method == "map_err"
        && let Some(argument) = call.args.first()
    {
        return quote!(#argument).to_string() == "Error :: InvalidRequest";
    }
    false
}

/// `let info = OperationInfo { … }`, after which the request is sent.
fn is_info(local: &syn::Local) -> bool {
    let init = local.init.as_ref().map(|init| &*init.expr);
    matches!(init, Some(syn::Expr::Struct(made)) if made.path.is_ident("OperationInfo"))
}

/// `request.headers(header_map)` becomes `request`: an empty map costs an allocation.
struct HeaderMaps {
    /// The map is not empty.
    kept: bool,
    found: usize,
}

impl VisitMut for HeaderMaps {
    fn visit_expr_mut(&mut self, expr: &mut syn::Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let syn::Expr::MethodCall(call) = expr
            && call.method == "headers"
        {
            if !self.kept {
                *expr = (*call.receiver).clone();
            }
            self.found += 1;
        }
    }
}
