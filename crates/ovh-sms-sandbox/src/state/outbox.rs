//! Callbacks that wait to be made: receipts, replies, STOPs.

use serde::{Deserialize, Serialize};

/// The kind of event that a callback reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CallbackKind {
    /// The outcome of a delivery, by `GET`.
    Receipt,
    /// A message from a phone, by `POST` with form fields.
    Answer,
    /// A STOP from a phone, by `GET`; OVHcloud does not document the method.
    Stop,
}

/// A callback that is about to be made.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct CallbackRequest {
    pub(crate) kind: CallbackKind,
    pub(crate) url: String,
    pub(crate) fields: Vec<(String, String)>,
}

impl CallbackRequest {
    fn new(kind: CallbackKind, url: &str, fields: &[(&str, String)]) -> Self {
        let fields = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        Self {
            kind,
            url: url.to_owned(),
            fields,
        }
    }

    pub(crate) fn receipt(url: &str, fields: &[(&str, String)]) -> Self {
        Self::new(CallbackKind::Receipt, url, fields)
    }

    pub(crate) fn answer(url: &str, fields: &[(&str, String)]) -> Self {
        Self::new(CallbackKind::Answer, url, fields)
    }

    /// Creates a STOP callback. OVHcloud does not document what it sends after a STOP; the sandbox
    /// uses `GET`, as for receipts.
    pub(crate) fn stop(url: &str, fields: &[(&str, String)]) -> Self {
        Self::new(CallbackKind::Stop, url, fields)
    }

    pub(crate) fn method(&self) -> &'static str {
        if self.kind == CallbackKind::Answer {
            "POST"
        } else {
            "GET"
        }
    }
}
