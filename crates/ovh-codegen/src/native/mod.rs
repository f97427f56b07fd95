//! OVHcloud's own API description format, read strictly in its bound parts.
//!
//! In the bound operations and the models that they reach, a key that is not listed here is an
//! error, so that the converter loses no fact. The rest of a description is ignored. Null counts as
//! absent.

mod lenient;
mod normal;
mod reach;
mod read;
mod reader;
mod tree;
pub mod types;

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use read::{Reading, Unknown};

/// One API root: `sms.json`, `auth.json`…, always in normal form.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Root {
    /// The API's version.
    pub api_version: String,
    /// The paths, sorted.
    pub apis: Vec<Api>,
    /// The URL below which the paths are; may be empty.
    pub base_path: String,
    /// The models that the operations reach; all models if there are no operations.
    pub models: BTreeMap<String, Model>,
    /// The path of the root, such as `/sms`.
    pub resource_path: String,
    /// The file or the URL of the description.
    #[serde(skip)]
    pub from: String,
}

/// A path and the operations on it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Api {
    /// OVHcloud's description.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// The operations of the path, one per method.
    pub operations: Vec<Operation>,
    /// The path template.
    pub path: String,
}

/// A method on a path.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Operation {
    /// Its status.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub api_status: ApiStatus,
    /// OVHcloud's description, in one line.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// The errors that it lists.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub errors: Vec<serde_json::Value>,
    /// The HTTP method.
    pub http_method: Method,
    /// Actions; IAM policies must allow the required ones.
    #[serde(
        default,
        deserialize_with = "lenient::actions",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub iam_actions: Vec<IamAction>,
    /// A longer description by OVHcloud, in Markdown.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub long_description: String,
    /// Whether it is called without credentials.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub no_authentication: bool,
    /// OVHcloud's own id of the operation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    /// Its parameters.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub parameters: Vec<Parameter>,
    /// Whether only resellers may call it.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "std::ops::Not::not"
    )]
    pub reseller_only: bool,
    /// A more exact type expression of its response.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response_full_type: Option<String>,
    /// The type expression of its response.
    #[serde(default = "void", deserialize_with = "lenient::or_void")]
    pub response_type: String,
    /// The type expressions of responses by status, if they are listed.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub response_types: BTreeMap<String, String>,
    /// The scopes of OAuth2, as served in 2022.
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
    /// `DELETE`
    Delete,
    /// `GET`
    Get,
    /// `PATCH`
    Patch,
    /// `POST`
    Post,
    /// `PUT`
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

/// The status of an operation: how stable or deprecated it is.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ApiStatus {
    /// The date of removal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion_date: Option<String>,
    /// The date since which it is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_date: Option<String>,
    /// OVHcloud's description.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// The replacement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replacement: Option<String>,
    /// `PRODUCTION`, `BETA`, `DEPRECATED`…
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
    /// Its name, such as `sms:apiovh:jobs/create`.
    pub name: String,
    /// OVHcloud's description.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// Whether the operation fails without it.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub required: bool,
}

impl IamAction {
    /// Returns an action of which only the name is known: it must be allowed.
    fn named(name: &str) -> IamAction {
        IamAction {
            name: name.to_owned(),
            description: String::new(),
            required: true,
        }
    }
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ParamType {
    /// In the JSON body.
    Body,
    /// In a header.
    Header,
    /// In the path.
    Path,
    /// In the query.
    Query,
}

/// A parameter; one `body` parameter without a name is a whole model.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Parameter {
    /// The type expression.
    pub data_type: String,
    /// OVHcloud's description.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// A more exact type expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Where it is sent.
    pub param_type: ParamType,
    /// Whether it is required.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub required: bool,
}

impl Parameter {
    /// Returns the more exact of the two type names.
    pub fn type_name(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.data_type)
    }
}

/// A structure or an enumeration.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    /// OVHcloud's description.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// The values of an enumeration.
    #[serde(
        default,
        rename = "enum",
        deserialize_with = "lenient::texts",
        skip_serializing_if = "Option::is_none"
    )]
    pub values: Option<Vec<String>>,
    /// The type of the values of an enumeration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enum_type: Option<String>,
    /// The letters of a generic.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub generics: Vec<String>,
    /// Its name without the namespace.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub id: String,
    /// Its namespace.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub namespace: String,
    /// The fields of a structure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, Property>>,
}

/// A field of a structure.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Property {
    /// Whether it may be null.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub can_be_null: bool,
    /// OVHcloud's description.
    #[serde(
        default,
        deserialize_with = "lenient::or_default",
        skip_serializing_if = "String::is_empty"
    )]
    pub description: String,
    /// A more exact type expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type: Option<String>,
    /// Whether it is never written.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub read_only: bool,
    /// Whether it is required.
    #[serde(default, deserialize_with = "lenient::or_default")]
    pub required: bool,
    /// The type expression.
    #[serde(rename = "type")]
    pub kind: String,
}

impl Property {
    /// Returns the more exact of the two type names.
    pub fn type_name(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.kind)
    }
}
