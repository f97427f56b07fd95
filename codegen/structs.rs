//! Structures: open to new fields, and tolerant of dates that do not parse.

use quote::ToTokens;

use super::document::{Document, list};
use super::{Failure, expect, module};

/// Types whose values OVHcloud may write in a way that we can't read, and who reads them then.
const LENIENT: [(&str, &str); 2] = [
    (
        "::std::option::Option<::chrono::DateTime<::chrono::offset::Utc>>",
        "crate::lenient::date_time",
    ),
    (
        "::std::option::Option<::chrono::naive::NaiveDate>",
        "crate::lenient::date",
    ),
];

/// Marks structures `#[non_exhaustive]` and gives dates a reader that never fails a response.
pub fn rewrite_fields(file: &mut syn::File, document: &Document) -> Result<(), Failure> {
    let types = module(&mut file.items, "types")?;
    let mut structs = 0;
    let mut dates = 0;
    for item in types {
        let syn::Item::Struct(item) = item else {
            continue;
        };
        item.attrs.push(syn::parse_quote! { #[non_exhaustive] });
        structs += 1;
        for field in &mut item.fields {
            let ty = field.ty.to_token_stream().to_string().replace(' ', "");
            if let Some((_, reader)) = LENIENT.iter().find(|(lenient, _)| ty == *lenient) {
                field
                    .attrs
                    .push(syn::parse_quote! { #[serde(default, deserialize_with = #reader)] });
                dates += 1;
            }
        }
    }
    let schemas = document.schemas.values();
    let objects = schemas.clone().filter(|schema| schema["type"] == "object");
    expect("structures", structs, objects.count())?;
    let expected = schemas.map(|schema| {
        let needed = |name: &str| list(&schema["required"]).any(|required| required == name);
        let properties = schema["properties"].as_object().into_iter().flatten();
        let dates = properties.filter(|(name, property)| {
            let dated = property["format"] == "date" || property["format"] == "date-time";
            dated && (!needed(name) || property["nullable"] == true)
        });
        dates.count()
    });
    expect("fields of dates", dates, expected.sum())
}
