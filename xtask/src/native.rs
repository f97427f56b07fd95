//! OVHcloud's own API description format, read strictly.
//!
//! A key that is not listed here is an error: a description must never lose a fact on its way
//! through the converter because nobody knew the word for it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

/// One API root: `sms.json`, `auth.json`…
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Root {
    pub api_version: String,
    #[serde(default)]
    pub apis: Vec<Api>,
    #[serde(default)]
    pub base_path: String,
    #[serde(default)]
    pub models: BTreeMap<String, Model>,
    pub resource_path: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subsections: Option<serde_json::Value>,
}

/// A path and the operations on it.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Api {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    pub operations: Vec<Operation>,
    pub path: String,
}

/// A method on a path.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Operation {
    #[serde(default)]
    pub api_status: ApiStatus,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<serde_json::Value>,
    pub http_method: Method,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub iam_actions: Vec<IamAction>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub long_description: String,
    #[serde(default)]
    pub no_authentication: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_id: Option<String>,
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    #[serde(default = "void")]
    pub response_type: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub response_types: BTreeMap<String, String>,
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiStatus {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deletion_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deprecated_date: Option<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IamAction {
    pub name: String,
    #[serde(default)]
    pub required: bool,
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Parameter {
    pub data_type: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    pub param_type: ParamType,
    #[serde(default)]
    pub required: bool,
}

impl Parameter {
    /// The more exact of the two type names.
    pub fn type_name(&self) -> &str {
        self.full_type.as_deref().unwrap_or(&self.data_type)
    }
}

/// A structure or an enumeration.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Model {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, rename = "enum", skip_serializing_if = "Option::is_none")]
    pub values: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enum_type: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub generics: Vec<String>,
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub namespace: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub properties: Option<BTreeMap<String, Property>>,
}

/// A field of a structure.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Property {
    #[serde(default)]
    pub can_be_null: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_type: Option<String>,
    #[serde(default)]
    pub read_only: bool,
    #[serde(default)]
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

impl Root {
    /// Reads one description.
    pub fn parse(text: &str, from: &str) -> anyhow::Result<Root> {
        let root: Root = serde_json::from_str(text)
            .with_context(|| format!("{from} is not an OVHcloud API description"))?;
        if !root.resource_path.starts_with('/') {
            bail!(
                "{from}: resourcePath is {:?}; it must start with a slash",
                root.resource_path
            );
        }
        Ok(root)
    }

    /// Reads one description from a file.
    pub fn read(path: &Path) -> anyhow::Result<Root> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} can't be read", path.display()))?;
        Root::parse(&text, &path.display().to_string())
    }

    /// The one way to write a description: sorted, two spaces, LF, a newline at the end.
    pub fn to_normal_form(&self) -> anyhow::Result<String> {
        let mut root = self.clone();
        root.apis.sort_by(|a, b| a.path.cmp(&b.path));
        for api in &mut root.apis {
            api.operations.sort_by_key(|operation| operation.http_method);
            for operation in &mut api.operations {
                operation
                    .parameters
                    .sort_by(|a, b| (a.param_type, &a.name).cmp(&(b.param_type, &b.name)));
            }
        }
        let mut text = serde_json::to_string_pretty(&serde_json::to_value(&root)?)?;
        text.push('\n');
        Ok(text)
    }
}
