//! OVHcloud's own API description format, read strictly where it is bound.
//!
//! In the operations that are bound and in the models that they reach, a key that is not listed
//! here is an error: no fact may be lost on the way through the converter. The rest of a
//! description is not looked at. Null counts as absent.

mod lenient;
mod normal;
mod reach;
mod read;
mod reader;
mod tree;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use read::{Reading, Unknown};

/// One API root: `sms.json`, `auth.json`…, always in normal form.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Root {
    pub api_version: String,
    pub apis: Vec<Api>,
    pub base_path: String,
    /// The models that the operations reach; all where there are no operations.
    pub models: BTreeMap<String, Model>,
    pub resource_path: String,
}

/// A path and the operations on it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    pub operations: Vec<Operation>,
    pub path: String,
}

/// A method on a path.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub api_status: ApiStatus,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub errors: Vec<serde_json::Value>,
    pub http_method: Method,
    #[serde(
        default,
        deserialize_with = "lenient::actions",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub iam_actions: Vec<IamAction>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub long_description: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub no_authentication: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub parameters: Vec<Parameter>,
    #[serde(default = "void")]
    pub response_type: String,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub response_types: BTreeMap<String, String>,
    /// The scopes of OAuth2, as they were served in 2022.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub scopes: Vec<String>,
}

fn void() -> String {
    "void".to_owned()
}

/// The HTTP methods that OVHcloud's API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Delete,
    Get,
    Patch,
    Post,
    Put,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Method::Delete => "DELETE",
            Method::Get => "GET",
            Method::Patch => "PATCH",
            Method::Post => "POST",
            Method::Put => "PUT",
        })
    }
}

/// How finished, or how near its end, an operation is.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiStatus {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_date: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
    pub value: String,
}

impl Default for ApiStatus {
    fn default() -> Self {
        ApiStatus {
            deletion_date: None,
            deprecated_date: None,
            description: String::new(),
            replacement: None,
            value: "PRODUCTION".to_owned(),
        }
    }
}

/// An action that an IAM policy must allow.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IamAction {
    pub name: String,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub required: bool,
}

impl IamAction {
    /// An action of which only the name is known: it must be allowed.
    fn named(name: &str) -> IamAction {
        IamAction {
            name: name.to_owned(),
            description: String::new(),
            required: true,
        }
    }
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    Body,
    Header,
    Path,
    Query,
}

/// A parameter; one `body` parameter without a name is a whole model.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    pub data_type: String,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub param_type: ParamType,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub required: bool,
}

impl Parameter {
    /// The more exact of the two type names.
    pub fn type_name(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.data_type)
    }
}

/// A structure or an enumeration.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    #[serde(
        default,
        rename = "enum",
        deserialize_with = "lenient::texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub values: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enum_type: Option<String>,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub generics: Vec<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub id: String,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub namespace: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, Property>>,
}

/// A field of a structure.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub can_be_null: bool,
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type: Option<String>,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub read_only: bool,
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub required: bool,
    #[serde(rename = "type")]
    pub kind: String,
}

impl Property {
    /// The more exact of the two type names.
    pub fn type_name(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.kind)
    }
}
