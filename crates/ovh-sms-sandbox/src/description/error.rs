//! The reason why a document cannot be used.

/// The name of the OpenAPI document in errors.
pub(super) const OPENAPI: &str = "openapi.json";

/// The reason why a document cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DocumentError {
    /// The document is not JSON.
    #[error("{document} is not JSON: {source}")]
    Json {
        /// `openapi.json`, or the root of a native description, such as `/sms`.
        document: String,
        /// The position and the error.
        source: serde_json::Error,
    },
    /// A part that is required to serve operations is missing from the document.
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

    pub(super) fn openapi(error: ovh_openapi::ParseError) -> Self {
        match error {
            ovh_openapi::ParseError::Json(source) => Self::json(OPENAPI, source),
            _ => Self::missing("version of OpenAPI 3"),
        }
    }

    pub(super) fn missing(part: &'static str) -> Self {
        Self::Missing {
            document: OPENAPI.to_owned(),
            part,
        }
    }
}
