//! What the account tells about a mailing: its batch, its slot and the marks on it, its messages.

use reqwest::StatusCode;

use super::checked::CheckedMailing;
use super::error::MailingError;
use super::slot::Slot;
use crate::api::types::{Batch, Receiver};
use crate::error::Error;
use crate::service::Service;
use crate::wait::Wait;

/// Ends the description of a slot whose batch is about to be asked for.
const MARK: &str = " >";
/// Digits of the fingerprint in names.
const FINGERPRINT: usize = 12;

/// Where to look, and for what.
#[derive(Debug, Clone)]
pub(super) struct Ledger {
    pub(super) service: Service,
    name: String,
    pub(super) batch_name: String,
    message: String,
    /// Only a tag of our own making tells anything.
    tag: Option<String>,
}

/// A slot as far as a mailing is concerned.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SlotState {
    Free,
    /// Filled with this mailing's rows.
    Ours {
        records: i64,
        marked: bool,
    },
    /// Marked by a mailing of the same name with other rows or another message.
    Namesake,
    Other,
}

impl Ledger {
    pub(super) fn new(service: &Service, checked: &CheckedMailing) -> Self {
        Self {
            service: service.clone(),
            name: checked.name().to_owned(),
            batch_name: checked.batch_name(),
            message: checked.wire_message(),
            tag: checked.mailing.tag.is_none().then(|| checked.tag()),
        }
    }

    /// The mailing's batch, if it is listed.
    ///
    /// `GET /sms/{serviceName}/batches`
    pub(super) async fn batch(&self) -> Result<Option<Batch>, MailingError> {
        let batches = self.service.api().batches_list().send().await?;
        let mut namesake = None;
        for batch in batches.into_inner() {
            let name = batch.name.as_deref().unwrap_or_default().trim();
            if self.is_ours(name) {
                if batch
                    .message
                    .as_ref()
                    .is_none_or(|text| *text == self.message)
                {
                    return Ok(Some(batch));
                }
                namesake = Some(batch.id);
            } else if self.is_namesake(name) {
                namesake = Some(batch.id);
            }
        }
        match namesake {
            Some(batch) => Err(MailingError::NameTaken { batch }),
            None => Ok(None),
        }
    }

    /// Looks for the batch until it is listed or patience ends.
    pub(super) async fn look(&self, mut wait: Wait) -> Result<Option<Batch>, MailingError> {
        loop {
            match self.batch().await {
                Ok(None) => {}
                Err(MailingError::Api(error)) if error.is_retryable() => {}
                result => return result,
            }
            if !wait.pause().await {
                return self.batch().await;
            }
        }
    }

    /// Whether messages of the mailing are in the history.
    ///
    /// `GET /sms/{serviceName}/outgoing`
    pub(super) async fn in_history(&self) -> Result<bool, Error> {
        let Some(tag) = &self.tag else {
            return Ok(false);
        };
        let messages = self.service.api().outgoing_list().tag(tag).send().await?;
        Ok(!messages.into_inner().is_empty())
    }

    /// What is in a slot. It is read by its number: a list may be late.
    ///
    /// `GET /sms/{serviceName}/receivers/{slotId}`
    pub(super) async fn slot(&self, slot: Slot) -> Result<SlotState, Error> {
        let read = self
            .service
            .api()
            .receivers_get()
            .slot_id(slot.id())
            .send()
            .await;
        match read {
            Ok(receiver) => Ok(self.state(&receiver)),
            Err(error) if error.status() == Some(StatusCode::NOT_FOUND) => Ok(SlotState::Free),
            Err(error) => Err(error),
        }
    }

    /// Marks a slot before the batch is asked for, or takes the mark away.
    ///
    /// `PUT /sms/{serviceName}/receivers/{slotId}`
    pub(super) async fn mark(&self, slot: Slot, marked: bool) -> Result<(), Error> {
        let description = if marked {
            format!("{}{MARK}", self.batch_name)
        } else {
            self.batch_name.clone()
        };
        let update = self.service.api().receivers_update().slot_id(slot.id());
        update
            .body_map(|body| body.description(description))
            .send()
            .await?;
        Ok(())
    }

    /// Empties a slot if it is this mailing's.
    ///
    /// `DELETE /sms/{serviceName}/receivers/{slotId}`
    pub(super) async fn empty(&self, slot: Slot) -> Result<(), Error> {
        if !matches!(self.slot(slot).await?, SlotState::Ours { .. }) {
            return Ok(());
        }
        let deleted = self
            .service
            .api()
            .receivers_delete()
            .slot_id(slot.id())
            .send()
            .await;
        match deleted {
            Err(error) if error.status() != Some(StatusCode::NOT_FOUND) => Err(error),
            _ => Ok(()),
        }
    }

    /// The name of the uploaded document.
    pub(super) fn document_name(&self) -> String {
        format!("{}.csv", self.batch_name)
    }

    fn state(&self, receiver: &Receiver) -> SlotState {
        let description = receiver.description.as_deref().unwrap_or_default().trim();
        let (name, marked) = match description.strip_suffix(MARK.trim()) {
            Some(name) => (name.trim_end(), true),
            None => (description, false),
        };
        if name == self.batch_name {
            let records = receiver.records.unwrap_or_default();
            return SlotState::Ours { records, marked };
        }
        if marked && self.is_namesake(name) {
            return SlotState::Namesake;
        }
        SlotState::Other
    }

    /// Whether a batch has the name, be it cut short: how long names may be is not documented.
    fn is_ours(&self, name: &str) -> bool {
        name.len() > self.name.len() + 1 && self.batch_name.starts_with(name)
    }

    fn is_namesake(&self, name: &str) -> bool {
        let hex = |text: &str| {
            text.len() == FINGERPRINT && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        };
        match name.strip_prefix(self.name.as_str()) {
            Some("") => true,
            Some(rest) => rest.strip_prefix(' ').is_some_and(hex),
            None => false,
        }
    }
}
