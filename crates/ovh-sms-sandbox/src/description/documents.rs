//! The documents of a sandbox: the API description, and OVHcloud's own descriptions.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use super::{Description, DocumentError, Natives};

/// The documents of a sandbox, as text.
///
/// [`openapi`](Self::new) lists the operations to serve, and requests and responses are checked
/// against it. [Native descriptions](Self::native) are served unchanged. Some operations of `/me`
/// that other clients call first are added by the sandbox itself. The first sandbox that starts with the documents parses them; clones share the result.
#[derive(Clone)]
pub struct Documents {
    openapi: Cow<'static, str>,
    natives: Vec<(Cow<'static, str>, Cow<'static, str>)>,
    parsed: Arc<OnceLock<(Arc<Description>, Natives)>>,
}

impl Documents {
    /// Returns documents with this OpenAPI description, in JSON, and no native descriptions.
    pub fn new(openapi: impl Into<Cow<'static, str>>) -> Self {
        Self {
            openapi: openapi.into(),
            natives: Vec::new(),
            parsed: Arc::default(),
        }
    }

    /// Adds OVHcloud's own description of a root of the API, in JSON. With the root `/sms` it is
    /// served at `/1.0/sms.json` and listed in the index at `/1.0/`.
    #[must_use]
    pub fn native(
        mut self,
        root: impl Into<Cow<'static, str>>,
        text: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.natives.push((root.into(), text.into()));
        self.parsed = Arc::default();
        self
    }

    /// Parses the documents, unless they or their clones are already parsed.
    ///
    /// # Errors
    /// One of the documents cannot be used.
    pub(crate) fn read(&self) -> Result<(Arc<Description>, Natives), DocumentError> {
        if let Some(parsed) = self.parsed.get() {
            return Ok(parsed.clone());
        }
        let parsed = (
            Arc::new(Description::read(&self.openapi)?),
            Natives::read(&self.natives)?,
        );
        Ok(self.parsed.get_or_init(|| parsed).clone())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_cannot_be_used_is_named() {
        let described = |openapi: &'static str| {
            let documents = Documents::new(openapi);
            documents.read().unwrap_err().to_string()
        };
        assert!(described("{").starts_with("openapi.json is not JSON: "));
        assert_eq!(described("{}"), "openapi.json has no version of OpenAPI 3");
        assert_eq!(
            described(r#"{"openapi": "3.0.3"}"#),
            "openapi.json has no paths"
        );
        assert_eq!(
            described(r#"{"openapi": "3.0.3", "paths": {"/sms": {"get": {}}}}"#),
            "openapi.json has no operationId"
        );
        assert_eq!(
            described(r#"{"openapi": "3.0.3", "paths": {}}"#),
            "openapi.json has no components.schemas"
        );
        let broken =
            Documents::new(r#"{"openapi": "3.0.3", "paths": {}, "components": {"schemas": {}}}"#);
        assert!(broken.read().is_ok());
        let error = broken
            .native("/sms", "<html>")
            .read()
            .unwrap_err()
            .to_string();
        assert!(error.starts_with("/sms is not JSON: "), "{error}");
    }
}
