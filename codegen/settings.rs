//! The generator's settings, and the components that hand-written types stand for.

use progenitor_impl::{GenerationSettings, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use serde_json::Value;

use super::document::{Document, referenced};
use super::{Failure, Features, found};

/// Builder interface, one client for all operations, every enum open.
pub fn settings(document: &Document, features: Features) -> Result<GenerationSettings, Failure> {
    let mut settings = GenerationSettings::default();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        // A hook that is missing must not compile into requests without a signature: `sending`
        // takes progenitor's hooks out and puts the transport, which signs, in their place.
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote::quote! { crate::transport::Transport })
        .with_derive("PartialEq");
    if features.schemars {
        settings.with_derive("::schemars::JsonSchema");
    }
    let mut enums = 0;
    for (name, schema) in &document.schemas {
        if schema.get("enum").is_some() {
            enums += 1;
            let impls = [TypeImpl::Display, TypeImpl::FromStr];
            settings.with_replacement(name, path(name), impls.into_iter());
        } else if schema["format"] == "password" {
            settings.with_replacement(name, "crate::SecretText", std::iter::empty());
        } else if let Some(how) = schema["x-ovh-clear"].as_str() {
            let inner = rust_type(&schema["allOf"][0])?;
            // The alias tells the pass in `clearable` which fields are cleared by `""`.
            let stand_in = if how == "empty" {
                "crate::clearable::ByEmpty"
            } else {
                "crate::clearable::ByNull"
            };
            let stand_in = format!("{stand_in}<{inner}>");
            settings.with_replacement(name, stand_in, std::iter::empty());
        }
    }
    found(enums, "enumerations")?;
    Ok(settings)
}

/// Where a generated type stands.
fn path(name: &str) -> String {
    format!("crate::api::generated::types::{name}")
}

/// The Rust type of a schema inside a clearable field.
fn rust_type(schema: &Value) -> Result<String, Failure> {
    if let Some(name) = referenced(schema) {
        return Ok(path(&name));
    }
    let kind = schema["type"].as_str().unwrap_or_default();
    let plain = match (kind, schema["format"].as_str()) {
        ("array", _) => return Ok(format!("::std::vec::Vec<{}>", rust_type(&schema["items"])?)),
        ("string", Some("date-time")) => "::chrono::DateTime<::chrono::offset::Utc>",
        ("string", Some("date")) => "::chrono::naive::NaiveDate",
        ("string", Some("uuid")) => "::uuid::Uuid",
        ("string", _) => "::std::string::String",
        ("integer", _) => "i64",
        ("number", _) => "f64",
        ("boolean", _) => "bool",
        _ => return Err(format!("no Rust type is known for a clearable field of {schema}").into()),
    };
    Ok(plain.to_owned())
}
