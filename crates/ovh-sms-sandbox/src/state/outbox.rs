//! Callbacks that wait to be made: receipts, answers, STOP.

use serde::{Deserialize, Serialize};

/// What a callback tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum CallbackKind {
    /// The outcome of a delivery, by `GET`.
    Receipt,
    /// A message from a phone, by `POST` with form fields.
    Answer,
    /// A phone has answered STOP.
    Stop,
}

/// A callback that is to be made.
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

    /// What OVHcloud sends after a STOP is not known; the sandbox calls by `GET`, as it does for
    /// receipts.
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
