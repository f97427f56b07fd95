//! `.stream()` on the builders of lists that hold ids only: the whole objects, by batch reads.

use heck::ToUpperCamelCase;
use quote::format_ident;
use serde_json::Value;

use super::document::{Document, Operation, referenced, snake};
use super::operations::constant;
use super::sending::success_type;
use super::{Failure, found, implemented, module};

/// Lists whose ids may hold a comma: OVHcloud separates them with a bar.
const BY_BAR: [&str; 1] = ["senders_list"];

/// Objects that name their id in another way than the path does: schema, parameter, property.
const NAMED_OTHERWISE: [(&str, &str, &str); 1] = [("AccountWithIam", "serviceName", "name")];

/// Adds `stream` to the builder of each list of ids that has a detail operation beside it.
pub fn append(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let builders = module(&mut file.items, "builder")?;
    let mut count = 0;
    let mut by_bar = 0;
    for list in &document.operations {
        let Some(detail) = detail_of(list, document) else {
            continue;
        };
        let separator = if BY_BAR.contains(&list.id.as_str()) {
            by_bar += 1;
            '|'
        } else {
            ','
        };
        let item = item_type(builders, detail)?;
        let key = format_ident!("{}", snake(&key_property(detail, document)?));
        let (list_info, detail_info) = (constant(&list.id), constant(&detail.id));
        let doc = format!(
            "Streams the whole objects of the list, in its order, instead of their ids: it reads `{} {}` fifty ids at a time, or [by pages](crate::ListStream::by_pages). Nothing is sent before the stream is polled.",
            detail.method, detail.path
        );
        let stream: syn::ImplItemFn = syn::parse_quote! {
            #[doc = #doc]
            ///
            /// # Errors
            ///
            /// The stream's first item is what [`into_request`](Self::into_request) refuses.
            pub fn stream(self) -> crate::ListStream<#item> {
                let transport = self.client.inner.clone();
                crate::list::stream(
                    transport,
                    self.into_request(),
                    crate::list::Resource {
                        list: &operations::#list_info,
                        detail: &operations::#detail_info,
                        separator: #separator,
                        key: |item| crate::list::key_of(&item.#key),
                    },
                )
            }
        };
        builder(builders, &list.id)?
            .items
            .push(syn::ImplItem::Fn(stream));
        count += 1;
    }
    found(count, "lists of ids")?;
    if by_bar != BY_BAR.len() {
        return Err("a list that is separated by bars is no longer one".into());
    }
    Ok(())
}

/// The operation that reads one object of a list of ids.
pub fn detail_of<'a>(list: &Operation, document: &'a Document) -> Option<&'a Operation> {
    let answer = list.answer.as_ref()?;
    let holds_ids = answer["type"] == "array" && answer["items"]["type"].is_string();
    if list.method != "GET" || !holds_ids {
        return None;
    }
    document.operations.iter().find(|operation| {
        let parameter = operation
            .path
            .strip_prefix(&list.path)
            .and_then(|rest| rest.strip_prefix("/{"));
        operation.method == "GET" && parameter.is_some_and(|rest| !rest.contains('/'))
    })
}

/// The property of the object that holds the path's last parameter.
fn key_property(detail: &Operation, document: &Document) -> Result<String, Failure> {
    let schema = detail
        .answer
        .as_ref()
        .and_then(referenced)
        .ok_or_else(|| format!("{} answers no named object", detail.id))?;
    let parameter = detail.path.rsplit("/{").next().unwrap_or_default();
    let parameter = parameter.trim_end_matches('}');
    let property = NAMED_OTHERWISE
        .iter()
        .find(|(object, name, _)| *object == schema && *name == parameter)
        .map_or(parameter, |(_, _, property)| *property);
    match document
        .schemas
        .get(&schema)
        .map(|schema| &schema["properties"][property])
    {
        Some(Value::Object(_)) => Ok(property.to_owned()),
        _ => Err(format!(
            "a {schema} does not tell its {parameter}; name the property in codegen/streams.rs"
        )
        .into()),
    }
}

fn item_type(builders: &mut [syn::Item], detail: &Operation) -> Result<syn::Type, Failure> {
    let send = builder(builders, &detail.id)?
        .items
        .iter()
        .find_map(|member| match member {
            syn::ImplItem::Fn(function) if function.sig.ident == "send" => {
                Some(&function.sig.output)
            }
            _ => None,
        });
    success_type(send.ok_or_else(|| format!("{} can't be sent", detail.id))?)
}

fn builder<'a>(builders: &'a mut [syn::Item], id: &str) -> Result<&'a mut syn::ItemImpl, Failure> {
    let name = id.to_upper_camel_case();
    builders
        .iter_mut()
        .find_map(|item| match item {
            syn::Item::Impl(item)
                if item.trait_.is_none()
                    && implemented(item).is_some_and(|ident| *ident == name) =>
            {
                Some(item)
            }
            _ => None,
        })
        .ok_or_else(|| format!("{id} has no builder").into())
}
