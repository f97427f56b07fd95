//! The public items of generated code as users' programs see them: methods of the client, builders,
//! types, and the types of everything.

use std::collections::BTreeMap;

use anyhow::{Context, anyhow};
use ovh_codegen::document::{Document, described};
use quote::ToTokens;
use serde_json::Value;
use syn::{FnArg, ImplItem, Item, Pat, ReturnType, Visibility};

use super::runtime::as_user;

/// The value of an argument: its name, and the type that a caller passes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    pub name: String,
    /// The type of a value that can be passed, as it is written in a program.
    pub rust: String,
}

/// A function of a type or a builder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub arguments: Vec<Argument>,
    /// The returned type, as it is written in a program.
    pub returns: String,
}

/// An operation: the method of the client, and those of its builder.
#[derive(Debug, Clone)]
pub struct Call {
    pub method: Function,
    pub builder: String,
    /// Methods that return the builder again.
    pub setters: Vec<Function>,
    /// The type of the response.
    pub response: Option<String>,
    /// The type of the stream.
    pub stream: Option<String>,
    /// Whether the view of one service has the method, and its arguments there.
    pub view: Option<Vec<Argument>>,
}

/// A structure.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    /// The fields and their types.
    pub fields: Vec<(String, String)>,
    pub new: Option<Function>,
    pub setters: Vec<Function>,
    pub has_default: bool,
}

/// All public items of the bindings of one document.
#[derive(Debug)]
pub struct Surface {
    pub document: Document,
    pub calls: BTreeMap<String, Call>,
    pub structures: BTreeMap<String, Structure>,
    /// The variants of each enumeration.
    pub enumerations: BTreeMap<String, Vec<String>>,
}

impl Surface {
    /// Reads the bindings of a document, as they are in the copy of the runtime.
    pub fn of(document: &str, code: &str) -> anyhow::Result<Surface> {
        let file = syn::parse_file(code).context("the bindings can't be parsed")?;
        let document = described(document)?;
        let enumerations = enumerations(&document);
        let mut surface = Surface {
            document,
            calls: BTreeMap::new(),
            structures: BTreeMap::new(),
            enumerations,
        };
        surface.structures(items(&file.items, "types")?);
        surface.calls(&file.items)?;
        Ok(surface)
    }

    fn structures(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Struct(item) if is_public(&item.vis) => {
                    let name = item.ident.to_string();
                    let fields = item.fields.iter().filter(|field| is_public(&field.vis));
                    let structure = self.structures.entry(name).or_default();
                    structure.fields = fields
                        .filter_map(|field| Some((field.ident.as_ref()?, &field.ty)))
                        .map(|(name, ty)| (name.to_string(), written(ty)))
                        .collect();
                    structure.has_default = item.attrs.iter().any(|attribute| {
                        attribute.path().is_ident("derive")
                            && attribute.to_token_stream().to_string().contains("Default")
                    });
                }
                Item::Impl(item) => {
                    let name = last_segment(&item.self_ty);
                    if let Some((of, _)) = &item.trait_ {
                        let is_default = of.segments.last().is_some_and(|of| of.ident == "Default");
                        if let (true, Some(structure)) =
                            (is_default, self.structures.get_mut(&name))
                        {
                            structure.has_default = true;
                        }
                        continue;
                    }
                    let structure = self.structures.entry(name).or_default();
                    for function in functions(&item.items) {
                        match function.name.as_str() {
                            "new" => structure.new = Some(function),
                            _ if function.returns == "Self" => structure.setters.push(function),
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        let enumerations = &self.enumerations;
        self.structures.retain(|name, structure| {
            !enumerations.contains_key(name)
                && (!structure.fields.is_empty()
                    || structure.new.is_some()
                    || structure.has_default)
        });
    }

    fn calls(&mut self, all: &[Item]) -> anyhow::Result<()> {
        let mut methods = Vec::new();
        for item in all {
            if let Item::Impl(item) = item
                && item.trait_.is_none()
                && last_segment(&item.self_ty) == "Client"
            {
                methods.extend(functions(&item.items));
            }
        }
        let mut builders: BTreeMap<String, Vec<Function>> = BTreeMap::new();
        for item in items(all, "builder")? {
            if let Item::Impl(item) = item
                && item.trait_.is_none()
            {
                let known = builders.entry(last_segment(&item.self_ty)).or_default();
                known.extend(functions(&item.items));
            }
        }
        let mut view = BTreeMap::new();
        for item in items(all, "service_api").unwrap_or_default() {
            if let Item::Impl(item) = item {
                let functions = functions(&item.items).into_iter();
                view.extend(functions.map(|function| (function.name, function.arguments)));
            }
        }
        for method in methods {
            let Some(builder) = method.returns.strip_prefix("builder::") else {
                continue;
            };
            let builder = builder.split('<').next().unwrap_or_default().to_owned();
            let functions = builders
                .get(&builder)
                .with_context(|| format!("the builder {builder} has no methods"))?;
            let returning = |name: &str, begin: &str, end: &str| {
                let function = functions.iter().find(|function| function.name == name)?;
                let from = function.returns.find(begin)? + begin.len();
                let rest = function.returns.get(from..)?;
                Some(rest.strip_suffix(end)?.to_owned())
            };
            let setters = functions
                .iter()
                .filter(|function| function.returns == "Self");
            self.calls.insert(
                method.name.clone(),
                Call {
                    builder,
                    setters: setters.cloned().collect(),
                    response: returning("send", "Response<", ">,ovh_sms::Error>"),
                    stream: returning("stream", "ListStream<", ">"),
                    view: view.remove(&method.name),
                    method,
                },
            );
        }
        Ok(())
    }
}

/// Returns the variants of the enumerations of a document.
fn enumerations(document: &Document) -> BTreeMap<String, Vec<String>> {
    let names = |schema: &Value| -> Option<Vec<String>> {
        let names = schema.get("x-enum-varnames")?.as_array()?;
        let names = names.iter().filter_map(Value::as_str);
        Some(names.map(str::to_owned).collect())
    };
    let schemas = document.schemas.iter();
    schemas
        .filter_map(|(name, schema)| Some((name.clone(), names(schema)?)))
        .collect()
}

/// Returns the items of a module.
fn items<'a>(all: &'a [Item], name: &str) -> anyhow::Result<&'a [Item]> {
    let module = all.iter().find_map(|item| match item {
        Item::Mod(module) if module.ident == name => module.content.as_ref(),
        _ => None,
    });
    module
        .map(|(_, items)| items.as_slice())
        .ok_or_else(|| anyhow!("the bindings have no module {name}"))
}

/// Returns the public functions of an `impl`.
fn functions(items: &[ImplItem]) -> Vec<Function> {
    let public = items.iter().filter_map(|item| match item {
        ImplItem::Fn(function) if is_public(&function.vis) => Some(&function.sig),
        _ => None,
    });
    public
        .map(|signature| Function {
            name: signature.ident.to_string(),
            arguments: signature.inputs.iter().filter_map(argument).collect(),
            returns: match &signature.output {
                ReturnType::Default => "()".to_owned(),
                ReturnType::Type(_, ty) => written(ty),
            },
        })
        .collect()
}

fn argument(input: &FnArg) -> Option<Argument> {
    let FnArg::Typed(input) = input else {
        return None;
    };
    let Pat::Ident(name) = &*input.pat else {
        return None;
    };
    Some(Argument {
        name: name.ident.to_string(),
        rust: passed(&input.ty),
    })
}

/// Returns the type of a value that can be passed: `String` for `impl Into<String>`, `Vec<String>`
/// for `impl IntoIterator<Item = impl Into<String>>`.
fn passed(ty: &syn::Type) -> String {
    let syn::Type::ImplTrait(of) = ty else {
        return written(ty);
    };
    let bound = of.bounds.iter().find_map(|bound| match bound {
        syn::TypeParamBound::Trait(bound) => bound.path.segments.last(),
        _ => None,
    });
    let Some(syn::PathArguments::AngleBracketed(arguments)) = bound.map(|bound| &bound.arguments)
    else {
        return written(ty);
    };
    let inner = arguments.args.iter().find_map(|argument| match argument {
        syn::GenericArgument::Type(ty) => Some((false, ty)),
        syn::GenericArgument::AssocType(item) => Some((true, &item.ty)),
        _ => None,
    });
    match inner {
        Some((true, syn::Type::Tuple(pair))) => {
            let parts: Vec<String> = pair.elems.iter().map(passed).collect();
            format!("Vec<({})>", parts.join(","))
        }
        Some((true, item)) => format!("Vec<{}>", passed(item)),
        Some((false, ty)) => passed(ty),
        None => written(ty),
    }
}

/// Returns a type as a program writes it.
fn written(tokens: &impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string().replace(' ', "");
    as_user(&text)
        .replace("&'static", "&'static ")
        .replace(",>", ">")
}

fn last_segment(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => path
            .path
            .segments
            .last()
            .map_or_else(String::new, |segment| segment.ident.to_string()),
        _ => String::new(),
    }
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_of_an_argument_is_that_of_a_value() {
        for (declared, value) in [
            (
                "impl ::std::convert::Into<::std::string::String>",
                "::std::string::String",
            ),
            ("bool", "bool"),
            (
                "impl ::std::iter::IntoIterator<Item = impl ::std::convert::Into<types::Job>>",
                "Vec<types::Job>",
            ),
            (
                "impl ::std::iter::IntoIterator<Item = (impl Into<K>, impl Into<V>)>",
                "Vec<(K,V)>",
            ),
            (
                "impl Into<crate::Clearable<::std::string::String>>",
                "ovh_sms::Clearable<::std::string::String>",
            ),
        ] {
            let declared: syn::Type = syn::parse_str(declared).unwrap();
            assert_eq!(passed(&declared), value);
        }
    }
}
