//! Builders of operations: required values are arguments of the method that makes a builder.
//! Optional values, including the fields of the body, are set by methods.
//!
//! progenitor's builder takes every value by a setter, stores conversion errors, and fails when the
//! request is sent. Here, code with a missing value, or a value of another type, does not compile.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use crate::generate::document::{Document, Operation};
use crate::generate::expected::Expected;
use crate::generate::names::field_setter;
use crate::generate::passes::types::structures::{Field, Structures};
use crate::generate::passes::types::values::{Passed, argument_of, passed, passed_optional};
use crate::generate::signature::{Input, Signature, Target};
use crate::generate::syntax::{expect, implemented, module, success_type};
use crate::generate::{Failure, Runtime};

/// The input for rewriting an operation's builder.
struct Builder<'a> {
    operation: &'a Operation,
    signature: Signature<'a>,
    document: &'a Document,
    structures: &'a Structures,
    runtime: &'a Runtime,
    /// The fields from progenitor: the client first, then the values by name.
    client: syn::Ident,
    values: BTreeMap<String, syn::Type>,
}

/// The arguments of a method that makes a builder: its parameters, and the values that it passes
/// on.
#[derive(Debug, Clone)]
pub(crate) struct Arguments {
    pub inputs: Vec<TokenStream>,
    pub names: Vec<syn::Ident>,
}

/// Rewrites the builders and the client's methods that make them. Returns the arguments of each method.
pub(crate) fn rewrite(
    file: &mut syn::File,
    document: &Document,
    structures: &Structures,
    expected: &Expected,
    runtime: &Runtime,
) -> Result<BTreeMap<String, Arguments>, Failure> {
    let by_builder = document.by_builder();
    let mut values = BTreeMap::new();
    for item in module(&mut file.items, "builder")? {
        if let syn::Item::Struct(item) = item {
            values.insert(item.ident.to_string(), item.fields.clone());
        }
    }
    let mut arguments = BTreeMap::new();
    let mut counts = Counts::default();
    let mut appended = Vec::new();
    for item in module(&mut file.items, "builder")? {
        let name = match item {
            syn::Item::Struct(item) => item.ident.to_string(),
            syn::Item::Impl(item) => implemented(item)
                .map(ToString::to_string)
                .unwrap_or_default(),
            _ => continue,
        };
        let Some(operation) = by_builder.get(&name) else {
            continue;
        };
        let fields = values.get(&name).ok_or("a builder without a structure")?;
        let builder = Builder::new(operation, fields, document, structures, runtime)?;
        match item {
            syn::Item::Struct(item) => builder.rewrite_fields(item),
            syn::Item::Impl(item) if item.trait_.is_none() => {
                counts.dropped += builder.drop_setters(item);
                item.items.insert(0, builder.constructor()?);
                for input in &builder.signature.setters {
                    item.items.push(builder.setter(input)?);
                    counts.setters += 1;
                }
                item.items.extend(builder.body_setter());
                let options = builder.values.values();
                counts.options += options
                    .filter(|ty| argument_of(ty, "Option").is_some())
                    .count();
                appended.push(builder.future(item)?);
                arguments.insert(operation.id.clone(), builder.arguments()?);
                counts.arguments += builder.signature.arguments.len();
            }
            _ => {}
        }
    }
    module(&mut file.items, "builder")?.extend(appended);
    let replaced = expected.parameters + expected.whole_bodies + 2 * expected.built_bodies;
    expect(
        "setters and constructors of builders",
        counts.dropped,
        replaced + expected.operations,
    )?;
    expect(
        "parameters that are an `Option`",
        counts.options,
        expected.optional_parameters,
    )?;
    expect(
        "arguments of operations",
        counts.arguments,
        expected.arguments,
    )?;
    expect("setters of operations", counts.setters, expected.setters)?;
    let methods = rewrite_methods(file, document, &arguments);
    expect("methods of the client", methods, expected.operations)?;
    Ok(arguments)
}

#[derive(Default)]
struct Counts {
    dropped: usize,
    options: usize,
    arguments: usize,
    setters: usize,
}

/// Makes the client's methods pass their arguments to the builders.
fn rewrite_methods(
    file: &mut syn::File,
    document: &Document,
    arguments: &BTreeMap<String, Arguments>,
) -> usize {
    let builders: BTreeMap<&str, &str> = document
        .operations
        .iter()
        .map(|operation| (operation.id.as_str(), operation.builder.as_str()))
        .collect();
    let mut count = 0;
    let members = file.items.iter_mut().filter_map(|item| match item {
        syn::Item::Impl(item) => Some(&mut item.items),
        _ => None,
    });
    for member in members.flatten() {
        let syn::ImplItem::Fn(method) = member else {
            continue;
        };
        let id = method.sig.ident.to_string();
        if let Some(builder) = builders.get(id.as_str())
            && let Some(Arguments { inputs, names }) = arguments.get(&id)
        {
            let (name, builder) = (&method.sig.ident, format_ident!("{builder}"));
            let attrs = &method.attrs;
            *method = syn::parse_quote! {
                #(#attrs)*
                pub fn #name(&self, #(#inputs),*) -> builder::#builder<'_> {
                    builder::#builder::new(self, #(#names),*)
                }
            };
            count += 1;
        }
    }
    count
}

impl<'a> Builder<'a> {
    fn new(
        operation: &'a Operation,
        fields: &syn::Fields,
        document: &'a Document,
        structures: &'a Structures,
        runtime: &'a Runtime,
    ) -> Result<Builder<'a>, Failure> {
        let mut fields = fields.iter();
        let client = fields.next().and_then(|field| field.ident.clone());
        let values = fields.filter_map(|field| {
            let name = field.ident.as_ref()?.to_string();
            // `Result<types::builder::Thing, String>`, while the rest of the request takes a
            // `Thing`.
            let mut ty = argument_of(&field.ty, "Result").unwrap_or_else(|| field.ty.clone());
            if let syn::Type::Path(path) = &mut ty {
                let kept = path.path.segments.clone().into_iter();
                path.path.segments = kept.filter(|segment| segment.ident != "builder").collect();
            }
            Some((name, ty))
        });
        Ok(Builder {
            operation,
            signature: Signature::of(operation, document),
            document,
            structures,
            runtime,
            client: client.ok_or("a builder without a client")?,
            values: values.collect(),
        })
    }

    /// Returns the type of a value that the builder stores.
    fn value(&self, name: &str) -> Result<&syn::Type, Failure> {
        self.values.get(name).ok_or_else(|| {
            format!(
                "the generated builder of {} has no field {name}",
                self.operation.id
            )
            .into()
        })
    }

    fn body(&self) -> Option<String> {
        let body = self.operation.body.as_ref()?;
        self.document.structure(body)
    }

    /// Returns the type of a field of the body, and its documentation.
    fn field(&self, field: &str) -> Result<&Field, Failure> {
        let body = self.body().unwrap_or_default();
        let fields = self.structures.get(&body);
        fields
            .and_then(|fields| fields.get(field))
            .ok_or_else(|| format!("the generated {body} has no field {field}").into())
    }

    fn rewrite_fields(&self, item: &mut syn::ItemStruct) {
        for field in &mut item.fields {
            let name = field
                .ident
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default();
            if let Some(ty) = self.values.get(&name) {
                field.ty = ty.clone();
            }
        }
        item.attrs.push(syn::parse_quote! {
            #[must_use = "a request does nothing until it is sent"]
        });
    }

    /// Removes the constructor and the setters from progenitor.
    fn drop_setters(&self, item: &mut syn::ItemImpl) -> usize {
        const KEPT: [&str; 3] = ["into_request", "send", "stream"];
        let before = item.items.len();
        item.items.retain(|member| match member {
            syn::ImplItem::Fn(function) => KEPT.contains(&function.sig.ident.to_string().as_str()),
            _ => true,
        });
        before - item.items.len()
    }

    /// Returns the name and the type of an argument, and how it is passed.
    fn argument(&self, input: &Input<'_>) -> Result<(syn::Ident, Passed), Failure> {
        let name = format_ident!("{}", input.name);
        let ty = match input.target {
            Target::Parameter(parameter) => self.value(&parameter.setter)?,
            Target::Field { field } => &self.field(field)?.outer,
            Target::Body => self.value("body")?,
        };
        let passed = passed(ty, &name, self.runtime);
        Ok((name, passed))
    }

    fn arguments(&self) -> Result<Arguments, Failure> {
        let mut arguments = Arguments {
            inputs: Vec::new(),
            names: Vec::new(),
        };
        for input in &self.signature.arguments {
            let (name, Passed { ty, .. }) = self.argument(input)?;
            arguments.inputs.push(quote!(#name: #ty));
            arguments.names.push(name);
        }
        Ok(arguments)
    }

    fn constructor(&self) -> Result<syn::ImplItem, Failure> {
        let client = &self.client;
        let Arguments { inputs, names } = self.arguments()?;
        // A field of the body may have the name of the client.
        let mut given = client.clone();
        while names.contains(&given) {
            given = format_ident!("{given}_");
        }
        let own = match given == *client {
            true => quote!(#client),
            false => quote!(#client: #given),
        };
        let mut fields = Vec::new();
        let mut body = Vec::new();
        for input in &self.signature.arguments {
            let (name, Passed { value, .. }) = self.argument(input)?;
            match input.target {
                Target::Parameter(_) | Target::Body => fields.push(quote!(#name: #value)),
                Target::Field { .. } => body.push(name),
            }
        }
        if let Some(structure) = self.body() {
            let structure = format_ident!("{structure}");
            fields.push(quote!(body: types::#structure::new(#(#body),*)));
        }
        for input in &self.signature.setters {
            if let Target::Parameter(parameter) = input.target {
                let name = format_ident!("{}", parameter.setter);
                fields.push(quote!(#name: ::std::option::Option::None));
            }
        }
        Ok(syn::parse2(quote! {
            pub(super) fn new(#given: &'a super::Client, #(#inputs),*) -> Self {
                Self { #own, #(#fields),* }
            }
        })?)
    }

    fn setter(&self, input: &Input<'_>) -> Result<syn::ImplItem, Failure> {
        let name = format_ident!("{}", input.name);
        Ok(match input.target {
            Target::Parameter(parameter) => {
                let ty = self.value(&parameter.setter)?;
                let Passed { ty, value } = passed_optional(ty, &name, self.runtime);
                let doc = super::docs::parameter(parameter);
                syn::parse2(quote! {
                    #[doc = #doc]
                    pub fn #name(mut self, #name: #ty) -> Self {
                        self.#name = #value;
                        self
                    }
                })?
            }
            Target::Field { field } => {
                let docs = &self.field(field)?.docs;
                let ty = &self.field(field)?.outer;
                let Passed { ty, .. } = passed_optional(ty, &name, self.runtime);
                let setter = format_ident!("{}", field_setter(field));
                syn::parse2(quote! {
                    #(#docs)*
                    pub fn #name(mut self, #name: #ty) -> Self {
                        self.body = self.body.#setter(#name);
                        self
                    }
                })?
            }
            Target::Body => return Err("a body without fields has no setter".into()),
        })
    }

    /// Returns the setter of a body that was built elsewhere.
    fn body_setter(&self) -> Option<syn::ImplItem> {
        let body = self.body()?;
        let doc = format!(
            " Replaces the whole body, its required fields included, by a [`{body}`](types::{body})."
        );
        let body = format_ident!("{body}");
        Some(syn::parse_quote! {
            #[doc = #doc]
            pub fn body(mut self, body: impl ::std::convert::Into<types::#body>) -> Self {
                self.body = body.into();
                self
            }
        })
    }

    /// Implements `.await` on the builder, which sends the request.
    fn future(&self, item: &syn::ItemImpl) -> Result<syn::Item, Failure> {
        let name = format_ident!("{}", self.operation.builder);
        let send = item.items.iter().find_map(|member| match member {
            syn::ImplItem::Fn(function) if function.sig.ident == "send" => Some(&function.sig),
            _ => None,
        });
        let send = send.ok_or_else(|| format!("{} has no `send`", self.operation.id))?;
        let value = success_type(&send.output)?;
        let (response, error) = (&self.runtime.response, &self.runtime.error);
        Ok(syn::parse2(quote! {
            impl<'a> ::std::future::IntoFuture for #name<'a> {
                type Output = ::std::result::Result<#response<#value>, #error>;
                type IntoFuture = ::std::pin::Pin<
                    ::std::boxed::Box<dyn ::std::future::Future<Output = Self::Output> + ::std::marker::Send + 'a>,
                >;

                fn into_future(self) -> Self::IntoFuture {
                    ::std::boxed::Box::pin(self.send())
                }
            }
        })?)
    }
}
