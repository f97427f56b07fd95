//! `.stream()` on the builders of lists of ids: the whole objects, by batch reads. The document
//! states the field that contains the id: `x-ovh-id-field`, or the field with the name of the path
//! parameter.

use std::collections::BTreeMap;

use quote::format_ident;

use crate::generate::document::{Answer, Document, Operation};
use crate::generate::options::path_text;
use crate::generate::syntax::{constant, expect, implemented, module, variable};
use crate::generate::{Failure, Runtime};

/// The types of a property that can identify an object: JSON type and format.
const KEYS: &[(&str, &str)] = &[
    ("integer", "int64"),
    ("integer", ""),
    ("string", ""),
    ("string", "uuid"),
    ("string", "ip"),
    ("string", "ipv4"),
    ("string", "ipv6"),
];

/// Adds `stream` to the builder of each list of ids whose objects contain their id. Other lists
/// have no stream, because their objects can't be matched with the ids.
pub(crate) fn append(
    file: &mut syn::File,
    document: &Document,
    runtime: &Runtime,
) -> Result<(), Failure> {
    let details = details(document);
    let mut streams = BTreeMap::new();
    for list in &document.operations {
        if let Some((detail, item, key)) = streamed(list, document, &details) {
            streams.insert(
                list.builder.clone(),
                stream(list, detail, &item, &key, runtime),
            );
        }
    }
    let expected = streams.len();
    let mut added = 0;
    for item in module(&mut file.items, "builder")? {
        let syn::Item::Impl(item) = item else {
            continue;
        };
        if item.trait_.is_none()
            && let Some(stream) =
                implemented(item).and_then(|ident| streams.remove(&ident.to_string()))
        {
            item.items.push(syn::ImplItem::Fn(stream));
            added += 1;
        }
    }
    expect("builders of lists of ids", added, expected)
}

/// Returns the types of the objects that lists of ids stream, by the list's id.
pub(in crate::generate) fn items(document: &Document) -> BTreeMap<String, String> {
    let details = details(document);
    let lists = document.operations.iter();
    lists
        .filter_map(|list| {
            let (_, item, _) = streamed(list, document, &details)?;
            Some((list.id.clone(), item))
        })
        .collect()
}

fn stream(
    list: &Operation,
    detail: &Operation,
    item: &str,
    key: &str,
    runtime: &Runtime,
) -> syn::ImplItemFn {
    let separator = list.separator;
    let ids = match &list.answer {
        Answer::Typed(answer) if answer["items"]["type"] == "integer" => format_ident!("Numbers"),
        _ => format_ident!("Texts"),
    };
    let (item, key) = (format_ident!("{item}"), format_ident!("{key}"));
    let (list_info, detail_info) = (constant(list), constant(detail));
    let client = variable("client", list);
    let (list_stream, module) = (&runtime.list_stream, &runtime.list);
    let doc = format!(
        "Streams the whole objects of the list, in its order, instead of their ids: it reads `{} {}` fifty ids at a time, or [by pages]({}::by_pages). Nothing is sent before the stream is polled.",
        detail.method,
        detail.path,
        path_text(list_stream)
    );
    syn::parse_quote! {
        #[doc = #doc]
        ///
        /// # Errors
        ///
        /// If [`into_request`](Self::into_request) fails, its error is the first item of the stream.
        pub fn stream(self) -> #list_stream<types::#item> {
            let transport = self.#client.inner.clone();
            #module::stream(
                transport,
                self.into_request(),
                #module::Resource {
                    list: ::std::borrow::Cow::Borrowed(&operations::#list_info),
                    detail: ::std::borrow::Cow::Borrowed(&operations::#detail_info),
                    separator: #separator,
                    ids: #module::Ids::#ids,
                    key: |item| #module::key_of(&item.#key),
                },
            )
        }
    }
}

/// Returns the operations that read one object of a list of ids, by the list's id.
pub(super) fn details(document: &Document) -> BTreeMap<String, &Operation> {
    let mut by_list: BTreeMap<&str, &Operation> = BTreeMap::new();
    for operation in document.operations.iter().filter(|o| o.method == "GET") {
        // The last segment is exactly one parameter.
        if let Some((list, parameter)) = operation.path.rsplit_once("/{")
            && parameter.find('}') == Some(parameter.len().saturating_sub(1))
        {
            by_list.insert(list, operation);
        }
    }
    let lists = document.operations.iter().filter(|list| holds_ids(list));
    lists
        .filter_map(|list| Some((list.id.clone(), *by_list.get(list.path.as_str())?)))
        .collect()
}

fn holds_ids(list: &Operation) -> bool {
    let Answer::Typed(answer) = &list.answer else {
        return false;
    };
    list.method == "GET" && answer["type"] == "array" && answer["items"]["type"].is_string()
}

/// Returns the operation that reads an object, its type, and the field that contains its id.
fn streamed<'a>(
    list: &Operation,
    document: &'a Document,
    details: &BTreeMap<String, &'a Operation>,
) -> Option<(&'a Operation, String, String)> {
    let detail = *details.get(&list.id)?;
    let Answer::Typed(answer) = &detail.answer else {
        return None;
    };
    let structure = document.structure(answer)?;
    let needs_more = detail
        .parameters
        .iter()
        .any(|parameter| parameter.required && parameter.place != "path");
    let parameter = detail.path.rsplit("/{").next()?.trim_end_matches('}');
    let property = list.id_field.as_deref().unwrap_or(parameter);
    let schema = &document.schemas.get(&structure)?["properties"][property];
    let kind = (
        schema["type"].as_str()?,
        schema["format"].as_str().unwrap_or_default(),
    );
    if needs_more || !KEYS.contains(&kind) {
        return None;
    }
    let key = document.fields.get(&structure)?.get(property)?;
    Some((detail, structure, key.clone()))
}
