//! Structures: open to new fields, and tolerant of dates that do not parse.

use quote::ToTokens;

use super::{Failure, found, module};

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
pub fn rewrite_fields(file: &mut syn::File) -> Result<(), Failure> {
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
    found(structs, "structures")?;
    found(dates, "fields of dates")
}
