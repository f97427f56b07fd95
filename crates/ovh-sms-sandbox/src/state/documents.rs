//! Documents of the customer account and the contents behind their upload and download addresses.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::values::numbers::Number;

/// A document of `/me/document`.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Document {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) tags: Vec<(String, String)>,
    pub(crate) created: DateTime<Utc>,
    pub(crate) expires: Option<DateTime<Utc>>,
    /// The contents of an export, until it is written.
    pub(crate) export: Option<Export>,
}

/// A requested export of the history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Export {
    pub(crate) service: usize,
    pub(crate) user: Option<String>,
    pub(crate) number: Option<Number>,
    pub(crate) outgoing: bool,
    pub(crate) tag: Option<String>,
    pub(crate) batch: Option<Uuid>,
    pub(crate) from: Option<i64>,
    pub(crate) to: Option<i64>,
}

/// The bytes of a document, reached with a secret in the address.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Content {
    pub(crate) secret: String,
    pub(crate) name: String,
    #[serde(with = "in_hex")]
    pub(crate) bytes: Vec<u8>,
    /// When the bytes were uploaded.
    pub(crate) filled: Option<DateTime<Utc>>,
}

impl Content {
    /// Returns the signed address of the content, for both uploads and downloads.
    pub(crate) fn url(&self, origin: &str, id: Uuid) -> String {
        format!("{origin}/storage/{id}?signature={}", self.secret)
    }

    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }
}

/// Stores bytes as one text in the state file: a list of numbers would take four times the space.
mod in_hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        hex::decode(text).map_err(serde::de::Error::custom)
    }
}
