//! The documents that a sandbox is given: the API description, and OVHcloud's own descriptions.

use std::borrow::Cow;
use std::fmt;

/// The name of the OpenAPI document in errors.
pub(super) const OPENAPI: &str = "openapi.json";

/// The documents of a sandbox, as text.
///
/// [`openapi`](Self::new) lists the operations that are served, and requests and responses are
/// checked against it. [Native descriptions](Self::native) are served unchanged.
#[derive(Clone)]
pub struct Documents {
    pub(super) openapi: Cow<'static, str>,
    pub(super) natives: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

impl Documents {
    /// Returns documents with this OpenAPI description, in JSON, and no native descriptions.
    pub fn new(openapi: impl Into<Cow<'static, str>>) -> Self {
        Self {
            openapi: openapi.into(),
            natives: Vec::new(),
        }
    }

    /// Adds OVHcloud's own description of a root of the API, in JSON. With the root `/sms` it is
    /// served at `/1.0/sms.json`, and the index at `/1.0/` names it.
    #[must_use]
    pub fn native(
        mut self,
        root: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.natives.push((root.into(), text.into()));
        self
    }
}

/// Shows which documents there are, and their sizes.
impl fmt::Debug for Documents {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let natives = self.natives.iter().map(|(root, text)| (root, text.len()));
        formatter
            .debug_struct("Documents")
            .field("openapi", &self.openapi.len())
            .field("natives", &natives.collect::<Vec<_>>())
            .finish()
    }
}

/// Why a document cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The document is not JSON.
    #[error("{document} is not JSON: {source}")]
    Json {
        /// `openapi.json`, or the root of a native description, such as `/sms`.
        document: String,
        /// Where the text is wrong.
        source: serde_json::Error,
    },
    /// The document lacks a part without which nothing can be served.
    #[error("{document} has no {part}")]
    Missing {
        /// `openapi.json`.
        document: String,
        /// The missing part, such as `paths`.
        part: &'static str,
    },
}

impl DocumentError {
    pub(super) fn json(document: &str, source: serde_json::Error) -> Self {
        Self::Json {
            document: document.to_owned(),
            source,
        }
    }

    pub(super) fn missing(part: &'static str) -> Self {
        Self::Missing {
            document: OPENAPI.to_owned(),
            part,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::description::{Description, Documents, Natives};

    #[test]
    fn a_document_that_cannot_be_used_is_named() {
        let described = |openapi: &'static str| {
            let documents = Documents::new(openapi);
            Description::read(&documents).unwrap_err().to_string()
        };
        assert!(described("{").starts_with("openapi.json is not JSON: "));
        assert_eq!(described("{}"), "openapi.json has no paths");
        assert_eq!(
            described(r#"{"paths": {"/sms": {"get": {}}}}"#),
            "openapi.json has no operationId"
        );
        assert_eq!(
            described(r#"{"paths": {}}"#),
            "openapi.json has no components.schemas"
        );
        let broken = Documents::new("").native("/sms", "<html>");
        let error = Natives::read(&broken).unwrap_err().to_string();
        assert!(error.starts_with("/sms is not JSON: "), "{error}");
    }
}
