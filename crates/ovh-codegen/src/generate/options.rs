//! Options of generated code: its module, its traits, and the path of its runtime.

use std::collections::BTreeMap;

use quote::ToTokens;

use super::Failure;

/// Options of the generated code.
#[derive(Debug, Clone)]
pub struct GenerateOptions {
    /// Derive `schemars::JsonSchema` on every type.
    pub schemars: bool,
    /// The items that the generated code calls.
    pub runtime: Runtime,
    /// The path of the module that includes the generated code, such as `crate::api::generated`.
    pub module: String,
}

impl GenerateOptions {
    /// Returns options for code that can be included in any module of a crate whose only dependency
    /// is `ovh-api`.
    pub fn standalone() -> GenerateOptions {
        GenerateOptions {
            schemars: false,
            runtime: Runtime::standalone(&syn::parse_quote!(::ovh_api)),
            module: "crate::__generated".to_owned(),
        }
    }
}

/// The paths of the items that generated code calls.
///
/// ```
/// # use ovh_codegen::generate::Runtime;
/// let mut runtime = Runtime::at(&syn::parse_quote!(::my_runtime));
/// runtime.error = syn::parse_quote!(crate::MyError);
/// ```
#[derive(Debug, Clone)]
pub struct Runtime {
    /// The module with `Transport` and `Encoded`.
    pub transport: syn::Path,
    /// The module with the macros `object!` and `boxed!`, the trait `Readable` and the enum `Reading`.
    pub lenient: syn::Path,
    /// The module with the aliases `ByNull` and `ByEmpty` and the function `by_empty`.
    pub clearable: syn::Path,
    /// The module with `stream`, `key_of`, `Resource` and `Ids`.
    pub list: syn::Path,
    /// The module with `query_text` and `path_text`; only mocks use it.
    pub httpmock: syn::Path,
    /// The macro `open_enum!`.
    pub open_enum: syn::Path,
    /// The type `Operation`.
    pub operation: syn::Path,
    /// The type `Error`.
    pub error: syn::Path,
    /// The generic type of what `send` returns.
    pub response: syn::Path,
    /// The type of text that is never printed.
    pub secret_text: syn::Path,
    /// The types of values that the document names by `x-ovh-value`, such as `Credits`. Each is read
    /// and written in the JSON type that the schema states.
    pub values: BTreeMap<String, syn::Path>,
    /// The type of fields that an update may clear.
    pub clearable_type: syn::Path,
    /// The type of collections in responses, which may be incomplete.
    pub lenient_type: syn::Path,
    /// The type of streams over lists of ids.
    pub list_stream: syn::Path,
    /// The type whose method `api` returns the view of one service; only documentation refers to
    /// it.
    pub service: syn::Path,
    /// For code in a crate that depends on the runtime alone.
    pub standalone: Option<Standalone>,
}

/// What code needs in a crate that depends on the runtime alone.
#[derive(Debug, Clone)]
pub struct Standalone {
    /// The module that re-exports the crates that generated code names.
    pub crates: syn::Path,
    /// The client that generated clients are created from.
    pub client: syn::Path,
}

impl Runtime {
    /// Returns the runtime in the crate `ovh_api` at this path.
    pub fn at(api: &syn::Path) -> Runtime {
        Runtime {
            transport: syn::parse_quote!(#api::runtime::transport),
            lenient: syn::parse_quote!(#api::runtime::lenient),
            clearable: syn::parse_quote!(#api::runtime::clearable),
            list: syn::parse_quote!(#api::runtime::list),
            httpmock: syn::parse_quote!(#api::runtime::httpmock),
            open_enum: syn::parse_quote!(#api::runtime::open_enum::open_enum),
            operation: syn::parse_quote!(#api::Operation),
            error: syn::parse_quote!(#api::Error),
            response: syn::parse_quote!(#api::Response),
            secret_text: syn::parse_quote!(#api::SecretText),
            values: BTreeMap::new(),
            clearable_type: syn::parse_quote!(#api::Clearable),
            lenient_type: syn::parse_quote!(#api::Lenient),
            list_stream: syn::parse_quote!(#api::ListStream),
            service: syn::parse_quote!(#api::Client),
            standalone: None,
        }
    }

    /// Returns the runtime in the crate `ovh_api` at this path, for a crate that depends on it alone.
    pub fn standalone(api: &syn::Path) -> Runtime {
        Runtime {
            standalone: Some(Standalone {
                crates: syn::parse_quote!(#api::runtime),
                client: syn::parse_quote!(#api::Client),
            }),
            ..Runtime::at(api)
        }
    }

    /// Returns the runtime of a crate for the SMS API, which has its own error, and re-exports the
    /// types of signatures.
    pub fn of_sms(api: &syn::Path, root: &syn::Path) -> Runtime {
        Runtime {
            httpmock: syn::parse_quote!(#root::httpmock),
            operation: syn::parse_quote!(#root::Operation),
            error: syn::parse_quote!(#root::Error),
            response: syn::parse_quote!(#root::Response),
            secret_text: syn::parse_quote!(#root::SecretText),
            values: BTreeMap::from([
                ("Credits".to_owned(), syn::parse_quote!(#root::Credits)),
                (
                    "DeliveryStatus".to_owned(),
                    syn::parse_quote!(#root::receipt::DeliveryStatus),
                ),
                ("Ptt".to_owned(), syn::parse_quote!(#root::receipt::Ptt)),
            ]),
            clearable_type: syn::parse_quote!(#root::Clearable),
            lenient_type: syn::parse_quote!(#root::Lenient),
            list_stream: syn::parse_quote!(#root::ListStream),
            service: syn::parse_quote!(#root::Service),
            ..Runtime::at(api)
        }
    }

    /// Returns the types that public signatures of generated code refer to.
    pub(super) fn public_types(&self) -> impl Iterator<Item = &syn::Path> {
        let types = [
            &self.error,
            &self.response,
            &self.secret_text,
            &self.clearable_type,
            &self.lenient_type,
            &self.list_stream,
        ];
        types.into_iter().chain(self.values.values())
    }

    /// Returns the type of a value that the document names.
    ///
    /// # Errors
    ///
    /// The runtime has no type for the value.
    pub(super) fn value(&self, name: &str) -> Result<String, Failure> {
        let path = self.values.get(name).map(path_text);
        path.ok_or_else(|| {
            format!("no Rust type is known for the value {name:?}: add it to `Runtime::values`")
                .into()
        })
    }
}

/// Returns a path as readable text, for settings, attributes and links.
pub(super) fn path_text(path: &syn::Path) -> String {
    path.to_token_stream().to_string().replace(' ', "")
}
