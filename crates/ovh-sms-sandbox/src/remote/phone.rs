//! A phone of a remote sandbox.

use serde_json::json;

use super::{RemoteError, RemoteSandbox, found, joined, read};
use crate::phone::ReceivedMessage;
use crate::state::Outcome;
use crate::views::phones;

/// The phone of a number; see [`RemoteSandbox::phone`].
#[derive(Debug, Clone)]
pub struct RemotePhone {
    remote: RemoteSandbox,
    number: String,
}

impl RemotePhone {
    pub(super) fn new(remote: RemoteSandbox, number: &str) -> Self {
        Self {
            remote,
            number: number.to_owned(),
        }
    }

    fn path(&self, rest: &[&str]) -> String {
        joined(&[&["phones", self.number.as_str()], rest].concat())
    }

    /// Returns the messages that have arrived, oldest first.
    ///
    /// # Errors
    /// The call fails, or the number is not in international form.
    pub async fn inbox(&self) -> Result<Vec<ReceivedMessage>, RemoteError> {
        let inbox = self.remote.get(&self.path(&[])).await?;
        read::list(read::field(&inbox, "inbox")?, read::message)
    }

    /// Sets the outcome of pending and later messages to this number.
    ///
    /// # Errors
    /// The call fails, or the number is not in international form.
    pub async fn outcome(&self, outcome: Outcome) -> Result<&Self, RemoteError> {
        let body = phones::outcome(outcome);
        self.remote.post(&self.path(&["outcome"]), body).await?;
        Ok(self)
    }

    /// Sends a reply to the last message that allows one. Returns `false` if no message does.
    ///
    /// # Errors
    /// The call fails, or the number is not in international form.
    pub async fn reply(&self, text: &str) -> Result<bool, RemoteError> {
        let body = json!({ "text": text });
        found(self.remote.post(&self.path(&["reply"]), body).await)
    }

    /// Sends STOP in reply to the last message. Returns `false` if no message has arrived.
    ///
    /// # Errors
    /// The call fails, or the number is not in international form.
    pub async fn stop(&self) -> Result<bool, RemoteError> {
        found(self.remote.post(&self.path(&["stop"]), json!({})).await)
    }
}
