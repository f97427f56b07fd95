//! The hand-written parts of an OpenAPI 3.0.3 document, in reading order.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

#[derive(Debug, Serialize)]
pub(super) struct Document {
    pub openapi: &'static str,
    pub info: Info,
    pub servers: Vec<Server>,
    pub security: Vec<Value>,
    pub tags: Vec<Tag>,
    /// The renamed items of generated code, whose old names are kept.
    #[serde(rename = "x-ovh-renamed", skip_serializing_if = "Vec::is_empty")]
    pub renamed: Vec<Value>,
    pub paths: BTreeMap<String, BTreeMap<String, Operation>>,
    pub components: Components,
}

#[derive(Debug, Serialize)]
pub(super) struct Info {
    pub title: String,
    pub description: String,
    pub version: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Server {
    pub url: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Tag {
    pub name: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Operation {
    pub operation_id: String,
    pub tags: Vec<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub summary: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_body: Option<Value>,
    pub responses: BTreeMap<String, Value>,
    /// `[]` if the description states that no authentication is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub security: Option<Vec<Value>>,
    #[serde(flatten)]
    pub extensions: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize)]
pub(super) struct Parameter {
    pub name: String,
    #[serde(rename = "in")]
    pub place: &'static str,
    pub required: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    pub schema: Value,
    #[serde(flatten)]
    pub extensions: BTreeMap<String, Value>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Components {
    pub schemas: BTreeMap<String, Value>,
    pub security_schemes: BTreeMap<String, Value>,
}
