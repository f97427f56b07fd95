//! Operations of an OpenAPI document, read at run time.

use std::collections::BTreeMap;

use ovh_openapi::Document;
use reqwest::Method;
use serde_json::Value;

use crate::operation::{InvalidOperation, Operation};

/// Why the operations of a document can't be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The text is not an OpenAPI document, or its servers have no single version of the API.
    #[error("the OpenAPI document can't be read: {0}")]
    Document(String),
    /// The path of an operation can't be called.
    #[error("{method} {path} can't be called: {error}")]
    Operation {
        /// The method.
        method: String,
        /// The path.
        path: String,
        /// What is wrong with the path.
        error: InvalidOperation,
    },
}

impl Operation {
    /// Reads the operations of an OpenAPI document in JSON, such as `openapi.json` that
    /// `ovh-codegen convert` has written, for [`Client::call`](crate::Client::call). They are sorted
    /// by id.
    ///
    /// Of OVHcloud's extensions, `x-ovh-authentication` and `x-ovh-iam-actions` are read. A list of ids
    /// has the [operation](Self::detail) that reads one object, if its path is that of the list and one
    /// parameter. If the addresses of the servers end in `/v2`, so do the starts of the paths.
    ///
    /// ```
    /// use ovh_api::Operation;
    ///
    /// let document = r#"{ "openapi": "3.0.3", "paths": { "/vps": { "get": {
    ///     "operationId": "vps_list",
    ///     "responses": { "200": { "content": { "application/json": { "schema": { "type": "array", "items": { "type": "string" } } } } } }
    /// } } } }"#;
    /// let operations = Operation::read_all(document)?;
    /// assert_eq!(operations[0].to_string(), "GET /vps");
    /// # Ok::<(), ovh_api::DocumentError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the text is no document, or if a path is not one of an operation.
    pub fn read_all(document: &str) -> Result<Vec<Operation>, DocumentError> {
        let document = Document::parse(document)
            .map_err(|error| DocumentError::Document(error.to_string()))?;
        let version = ovh_openapi::version(servers(&document))
            .map_err(|error| DocumentError::Document(error.to_string()))?;
        let version = version.map_or_else(String::new, |version| format!("/{version}"));
        let mut read = Vec::new();
        for one in document.operations() {
            let path = format!("{version}{}", one.path);
            let failed = |error| DocumentError::Operation {
                method: one.method.clone(),
                path: one.path.clone(),
                error,
            };
            let Ok(method) = one.method.parse::<Method>() else {
                continue;
            };
            let mut operation = Operation::new(method, path).map_err(failed)?;
            if !one.id.is_empty() {
                operation = operation.with_id(one.id.clone());
            }
            if !one.authenticated {
                operation = operation.without_authentication();
            }
            read.push((one, operation.with_iam_actions(one.iam_actions())));
        }
        let details: BTreeMap<String, Operation> = read
            .iter()
            .filter(|(_, operation)| operation.method() == Method::GET)
            .filter_map(|(_, operation)| Some((above(operation.path())?, operation.clone())))
            .collect();
        let with_detail = |(one, operation): (&ovh_openapi::Operation, Operation)| match details
            .get(operation.path())
            .filter(|_| lists_ids(one))
        {
            Some(detail) => operation.with_detail(detail),
            None => operation,
        };
        let mut all: Vec<Operation> = read.into_iter().map(with_detail).collect();
        all.sort_by(|one, other| one.id().cmp(other.id()));
        Ok(all)
    }
}

/// Returns the path of the list whose objects are read at a path.
fn above(path: &str) -> Option<String> {
    let (list, last) = path.rsplit_once('/')?;
    (last.starts_with('{') && last.ends_with('}')).then(|| list.to_owned())
}

/// Returns whether an operation lists ids.
fn lists_ids(one: &ovh_openapi::Operation) -> bool {
    let schema = one.response();
    let item = schema.and_then(|schema| schema.pointer("/items/type"));
    let is_id = |kind: &Value| kind == "string" || kind == "integer";
    one.method == "GET" && item.is_some_and(is_id)
}

/// Returns the addresses of the servers.
fn servers(document: &Document) -> impl Iterator<Item = &str> {
    let servers = document.value().get("servers").and_then(Value::as_array);
    let servers = servers.into_iter().flatten();
    servers.filter_map(|server| server.get("url")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::{DocumentError, Operation};

    #[test]
    fn the_operations_of_a_whole_document_are_those_of_its_table() {
        let document = include_str!("../../../schema/openapi.json");
        let all = Operation::read_all(document).unwrap();
        assert!(all.len() > 130, "{}", all.len());
        let find = |id: &str| all.iter().find(|one| one.id() == id).unwrap();
        let list = find("outgoing_list");
        assert_eq!(list.to_string(), "GET /sms/{serviceName}/outgoing");
        assert_eq!(list.detail(), Some(find("outgoing_get")));
        assert_eq!(
            list.iam_actions().collect::<Vec<_>>(),
            ["sms:apiovh:outgoing/get"]
        );
        assert!(list.is_authenticated() && !find("auth_time_get").is_authenticated());
        assert_eq!(find("jobs_create").detail(), None);
    }

    #[test]
    fn the_version_of_the_servers_stands_before_the_paths() {
        for (url, path) in [
            ("https://eu.api.ovh.com/v2", "/v2/x"),
            ("https://eu.api.ovh.com/v1/", "/x"),
        ] {
            let document = format!(
                r#"{{ "openapi": "3.0.3", "servers": [{{ "url": "{url}" }}], "paths": {{ "/x": {{ "get": {{}} }} }} }}"#
            );
            assert_eq!(Operation::read_all(&document).unwrap()[0].path(), path);
        }
    }

    #[test]
    fn servers_of_different_or_unknown_versions_are_refused() {
        for servers in [
            r#"{ "url": "https://x/v1" }, { "url": "https://x/v2" }"#,
            r#"{ "url": "https://x/2.0" }"#,
        ] {
            let document =
                format!(r#"{{ "openapi": "3.0.3", "servers": [{servers}], "paths": {{}} }}"#);
            let error = Operation::read_all(&document).unwrap_err().to_string();
            assert!(error.contains("version"), "{error}");
        }
    }

    #[test]
    fn what_is_no_document_and_what_is_no_path_is_named() {
        let error = Operation::read_all("{").unwrap_err().to_string();
        assert!(error.contains("document can't be read"), "{error}");
        let document = r#"{ "openapi": "3.0.3", "paths": { "/x/../y": { "get": {} } } }"#;
        let error = Operation::read_all(document).unwrap_err();
        assert!(matches!(error, DocumentError::Operation { .. }), "{error}");
        assert!(error.to_string().contains("GET /x/../y"), "{error}");
    }
}
