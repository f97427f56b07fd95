//! The generator's settings, and the components that are replaced by hand-written types.

use std::collections::BTreeSet;

use progenitor::{GenerationSettings, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use serde_json::Value;

use super::document::{Document, VALUE, is_any, object, referenced};
use super::options::path_text;
use super::{Failure, GenerateOptions};

/// Returns progenitor's settings: builders, one client for all operations, enums that keep unknown values.
///
/// # Errors
///
/// No Rust type is known for a field that can be cleared, or for a named value.
pub fn settings(
    document: &Document,
    options: &GenerateOptions,
) -> Result<GenerationSettings, Failure> {
    let runtime = &options.runtime;
    let transport = &runtime.transport;
    let secret = path_text(&runtime.secret_text);
    let clearable = path_text(&runtime.clearable);
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        // A missing hook must not compile into requests without a signature: `sending` removes
        // progenitor's hooks and inserts the transport, which signs.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote! { #transport::Transport })
        .with_derive("PartialEq");
    if options.schemars {
        settings.with_derive("::schemars::JsonSchema");
    }
    for (name, schema) in &document.schemas {
        if schema.get("enum").is_some() {
            let impls = [TypeImpl::Display, TypeImpl::FromStr];
            settings.with_replacement(name, path(options, name), impls.into_iter());
        } else if schema["format"] == "password" {
            settings.with_replacement(name, &secret, std::iter::empty());
        } else if let Some(value) = schema[VALUE].as_str() {
            settings.with_replacement(name, runtime.value(value)?, std::iter::empty());
        } else if let Some(how) = schema["x-ovh-clear"].as_str() {
            let inner = rust_type(&schema["allOf"][0], document, options)?;
            let inner = match holds_itself(name, document) {
                true => format!("::std::boxed::Box<{inner}>"),
                false => inner,
            };
            // The alias marks fields that are cleared by `""` for the pass in `clearable`.
            let stand_in = if how == "empty" { "ByEmpty" } else { "ByNull" };
            let stand_in = format!("{clearable}::{stand_in}<{inner}>");
            settings.with_replacement(name, stand_in, std::iter::empty());
        }
    }
    Ok(settings)
}

/// Returns whether a component contains itself without a list or a map in between. The generator
/// breaks such cycles with boxes, but does not detect them through a hand-written type.
fn holds_itself(name: &str, document: &Document) -> bool {
    let mut open = vec![name.to_owned()];
    let mut seen = BTreeSet::new();
    while let Some(schema) = open.pop().and_then(|name| document.schemas.get(&name)) {
        let fields = object(&schema["properties"]).map(|(_, field)| field);
        for held in fields.chain([schema]).filter_map(referenced) {
            if held == name {
                return true;
            }
            if seen.insert(held.clone()) {
                open.push(held);
            }
        }
    }
    false
}

/// Returns the path of a generated type.
fn path(options: &GenerateOptions, name: &str) -> String {
    format!("{}::types::{name}", options.module)
}

/// Returns the Rust type of a schema inside a clearable field.
fn rust_type(
    schema: &Value,
    document: &Document,
    options: &GenerateOptions,
) -> Result<String, Failure> {
    let secret_text = path_text(&options.runtime.secret_text);
    if let Some(name) = referenced(schema) {
        let secret = |schema: &Value| schema["format"] == "password";
        return Ok(match document.schemas.get(&name) {
            Some(component) if secret(component) => secret_text,
            Some(Value::Object(component)) if component.contains_key(VALUE) => {
                let value = component.get(VALUE).and_then(Value::as_str);
                options.runtime.value(value.unwrap_or_default())?
            }
            _ => path(options, &name),
        });
    }
    if let Some(value) = schema[VALUE].as_str() {
        return options.runtime.value(value);
    }
    let kind = schema["type"].as_str().unwrap_or_default();
    let values = schema.get("additionalProperties");
    let plain = match (kind, schema["format"].as_str()) {
        ("array", _) => {
            let item = rust_type(&schema["items"], document, options)?;
            return Ok(format!("::std::vec::Vec<{item}>"));
        }
        ("object", _) if values.is_some_and(is_any) => {
            "::serde_json::Map<::std::string::String, ::serde_json::Value>"
        }
        ("object", _) if values.is_some() => {
            let value = rust_type(&schema["additionalProperties"], document, options)?;
            return Ok(format!(
                "::std::collections::HashMap<::std::string::String, {value}>"
            ));
        }
        ("string", Some("password")) => secret_text.as_str(),
        ("string", Some("date-time")) => "::chrono::DateTime<::chrono::offset::Utc>",
        ("string", Some("date")) => "::chrono::naive::NaiveDate",
        ("string", Some("uuid")) => "::uuid::Uuid",
        ("string", Some("ip")) => "::std::net::IpAddr",
        ("string", Some("ipv4")) => "::std::net::Ipv4Addr",
        ("string", Some("ipv6")) => "::std::net::Ipv6Addr",
        ("string", _) => "::std::string::String",
        ("integer", _) => "i64",
        ("number", _) => "f64",
        ("boolean", _) => "bool",
        ("", _) => "::serde_json::Value",
        _ => return Err(format!("no Rust type is known for a clearable field of {schema}").into()),
    };
    Ok(plain.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::tests::options;
    use super::*;

    #[test]
    fn every_kind_of_clearable_field_has_a_rust_type() {
        let text = json!({
            "openapi": "3.0.3", "info": { "title": "x", "version": "1" }, "paths": {},
            "components": { "schemas": {
                "SecretText": { "type": "string", "format": "password" },
                "Kind": { "type": "string", "enum": ["a"] },
                "Credits": { "type": "number", "x-ovh-value": "Credits" },
            } },
        });
        let document = Document::parse(&text.to_string()).unwrap();
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let kind = "crate::api::generated::types::Kind";
        for (schema, rust) in [
            (json!({ "type": "string" }), "::std::string::String"),
            (
                json!({ "type": "string", "format": "ip" }),
                "::std::net::IpAddr",
            ),
            (
                json!({ "type": "string", "format": "ipv4" }),
                "::std::net::Ipv4Addr",
            ),
            (
                json!({ "type": "string", "format": "ipv6" }),
                "::std::net::Ipv6Addr",
            ),
            (
                json!({ "type": "string", "format": "uuid" }),
                "::uuid::Uuid",
            ),
            (reference("SecretText"), "crate::SecretText"),
            (
                json!({ "allOf": [reference("SecretText")] }),
                "crate::SecretText",
            ),
            (reference("Kind"), kind),
            (reference("Credits"), "crate::Credits"),
            (
                json!({ "type": "integer", "x-ovh-value": "Ptt" }),
                "crate::receipt::Ptt",
            ),
            (
                json!({ "type": "array", "items": reference("SecretText") }),
                "::std::vec::Vec<crate::SecretText>",
            ),
            (
                json!({ "type": "object", "additionalProperties": { "type": "array", "items": { "type": "integer" } } }),
                "::std::collections::HashMap<::std::string::String, ::std::vec::Vec<i64>>",
            ),
            (
                json!({ "type": "object", "additionalProperties": { "x-ovh-type": "any" } }),
                "::serde_json::Map<::std::string::String, ::serde_json::Value>",
            ),
        ] {
            assert_eq!(
                rust_type(&schema, &document, &options()).unwrap(),
                rust,
                "{schema}"
            );
        }
    }
}
