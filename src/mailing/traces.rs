//! The traces of a mailing on the account: its batch, its slots and their owners, its messages.

use uuid::Uuid;

use super::checked::CheckedMailing;
use super::error::MailingError;
use super::slot::{Slot, SlotKey};
use crate::api::operations;
use crate::api::types::{Batch, BatchStatus, Receiver};
use crate::error::{CallError, Error};
use crate::service::{Service, reads};
use crate::wait::Wait;
use crate::{Options, Retry};

/// The number of digits of the fingerprint in batch names.
const FINGERPRINT: usize = 12;
/// The number of digits of the fingerprint in slot descriptions. With a mailing's name of 24
/// characters, a space and the key, that makes 40 characters, the maximum of a description.
const SLOT_FINGERPRINT: usize = 7;
/// The number of digits of the fingerprint after which a batch with another text counts as possibly
/// the mailing's own.
const DISTINCT: usize = 4;
/// The maximum number of messages in the history that are compared with the tag.
const LOOKED_AT: usize = 500;
/// Earlier versions added this after the batch's name in the description of a slot, just before
/// they requested the batch.
const OLD_MARK: char = '>';

/// The account and the mailing whose traces are read.
#[derive(Debug, Clone)]
pub(super) struct Traces {
    pub(super) service: Service,
    name: String,
    pub(super) batch_name: String,
    message: String,
    key: SlotKey,
    /// `None` for a tag set by the user, because other messages may have it.
    tag: Option<String>,
}

/// The state of a slot, for a mailing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum SlotState {
    Free,
    /// Filled by this run, or by an earlier one with the same key.
    Ours {
        records: i64,
    },
    /// Filled for this mailing by a run with another key.
    Foreign,
    /// Filled by a run with another key, for a mailing of the same name with other rows or another
    /// message.
    Namesake,
    Other,
}

/// The listed batches, for a mailing.
#[derive(Default)]
struct Listed {
    own: Vec<Batch>,
    /// Whether a batch has the mailing's name, with a fingerprint of its rows and its text, and
    /// another text: the service may have changed it.
    altered: bool,
    /// Another batch with the name: its id, if it has one.
    namesake: Option<Option<Uuid>>,
    /// The number of items that can't be read.
    unread: usize,
}

fn incomplete(unread: usize) -> MailingError {
    reads::incomplete(&operations::BATCHES_LIST, unread).into()
}

impl Traces {
    pub(super) fn new(service: &Service, checked: &CheckedMailing) -> Self {
        Self {
            service: service.clone(),
            name: checked.name().to_owned(),
            batch_name: checked.batch_name(),
            message: checked.wire_message(),
            key: checked.key,
            tag: checked.mailing.tag.is_none().then(|| checked.tag()),
        }
    }

    /// Returns the mailing's batch, if it is listed. Two runs with two journals may have made two: one
    /// that failed or was cancelled does not hide another.
    ///
    /// `GET /sms/{serviceName}/batches`
    pub(super) async fn batch(&self) -> Result<Option<Batch>, MailingError> {
        let listed = self.listed().await?;
        let mut own = listed.own;
        if !own.is_empty() {
            let best = own.iter().position(|batch| !ended_early(batch));
            return Ok(Some(own.swap_remove(best.unwrap_or(0))));
        }
        match listed.namesake {
            _ if listed.altered => Err(self.unknown(false, None)),
            // An item that can't be read may be the mailing's batch.
            _ if listed.unread > 0 => Err(incomplete(listed.unread)),
            Some(batch) => Err(self.name_taken(batch).await?),
            None => Ok(None),
        }
    }

    /// Returns all batches of the mailing; an error if one that is listed may be another one.
    pub(super) async fn batches(&self) -> Result<Vec<Batch>, MailingError> {
        match self.listed().await? {
            listed if listed.altered => Err(self.unknown(false, None)),
            listed if listed.unread > 0 => Err(incomplete(listed.unread)),
            listed => Ok(listed.own),
        }
    }

    /// `GET /sms/{serviceName}/batches`
    async fn listed(&self) -> Result<Listed, Error> {
        let batches = self.service.api().batches_list().send().await?;
        let mut listed = Listed {
            unread: batches.unread(),
            ..Listed::default()
        };
        for batch in batches.into_inner() {
            let name = batch.name.as_deref().unwrap_or_default().trim();
            if self.is_own(&batch) {
                listed.own.push(batch);
                continue;
            }
            listed.altered |= self.is_ours(name) && name.len() > self.name.len() + DISTINCT;
            if self.is_ours(name) || self.is_namesake(name) {
                listed.namesake = Some(batch.id);
            }
        }
        Ok(listed)
    }

    /// Returns the error for a name that another mailing uses, or, if a run with another journal may
    /// have sent this mailing as well, that its outcome is unknown.
    async fn name_taken(&self, batch: Option<Uuid>) -> Result<MailingError, MailingError> {
        for slot in Slot::all() {
            if self.slot(slot).await? == SlotState::Foreign {
                return Ok(self.unknown(false, Some(slot)));
            }
        }
        Ok(match self.in_history().await? {
            true => self.unknown(true, None),
            false => MailingError::NameTaken { batch },
        })
    }

    fn unknown(&self, in_history: bool, other_run: Option<Slot>) -> MailingError {
        MailingError::Unknown {
            name: self.batch_name.clone(),
            in_history,
            other_run,
            source: None,
        }
    }

    /// Returns the batch with that id, if it belongs to this mailing; `None` if the account has no
    /// such batch.
    ///
    /// `GET /sms/{serviceName}/batches/{id}`
    pub(super) async fn batch_by_id(&self, id: Uuid) -> Result<Option<Batch>, MailingError> {
        match self.service.api().batches_get(id).send().await {
            Ok(read) => {
                let batch = read.into_inner();
                if batch.id.is_some_and(|found| found != id) {
                    return Err(
                        Error::from(CallError::other_object(&operations::BATCHES_GET)).into(),
                    );
                }
                match self.is_ours(batch.name.as_deref().unwrap_or_default().trim()) {
                    true => Ok(Some(batch)),
                    false => Err(MailingError::NameTaken { batch: Some(id) }),
                }
            }
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Looks for the batch until it is listed or the `step_timeout` passes.
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

    /// Returns whether messages of the mailing are in the history. Each message is compared with
    /// the tag, because a list may ignore the filter.
    ///
    /// `GET /sms/{serviceName}/outgoing`
    pub(super) async fn in_history(&self) -> Result<bool, Error> {
        let Some(tag) = &self.tag else {
            return Ok(false);
        };
        let list = || self.service.api().outgoing_list().tag(tag);
        let listed = list().send().await?;
        if listed.is_empty() {
            // An item that can't be read may belong to the mailing.
            return Ok(!listed.is_complete());
        }
        // The newest: if the filter is ignored, older messages are of earlier mailings.
        let mut messages = list().stream().newest(LOOKED_AT);
        while let Some(message) = messages.next().await {
            match message {
                Ok(message) if message.tag.as_ref().is_some_and(|found| found != tag) => {}
                // An unreadable message may belong to the mailing.
                _ => return Ok(true),
            }
        }
        // The same holds for a listed message that no longer exists or is left out.
        Ok(messages.skipped() > 0 || !messages.is_complete())
    }

    /// Reads the state of a slot by its number, because a list may be out of date.
    ///
    /// `GET /sms/{serviceName}/receivers/{slotId}`
    pub(super) async fn slot(&self, slot: Slot) -> Result<SlotState, Error> {
        let read = self
            .service
            .api()
            .receivers_get(slot.id().into())
            .send()
            .await;
        match read {
            // Another slot's content would have this run send to another list.
            Ok(read) if read.slot_id.is_some_and(|id| id != i64::from(slot.id())) => {
                Err(CallError::other_object(&operations::RECEIVERS_GET).into())
            }
            Ok(read) => Ok(self.state(&read)),
            Err(error) if error.is_not_found() => Ok(SlotState::Free),
            Err(error) => Err(error),
        }
    }

    /// Returns the description of the slot that this run fills.
    pub(super) fn slot_description(&self) -> String {
        format!("{} {}{}", self.name, self.slot_fingerprint(), self.key)
    }

    fn slot_fingerprint(&self) -> &str {
        let fingerprint = self.fingerprint();
        fingerprint.get(..SLOT_FINGERPRINT).unwrap_or(fingerprint)
    }

    fn fingerprint(&self) -> &str {
        let start = self.batch_name.len().saturating_sub(FINGERPRINT);
        self.batch_name.get(start..).unwrap_or_default()
    }

    /// Deletes a slot if it has this run's key.
    ///
    /// The request is made once: if it were repeated after a lost response, the first one could
    /// arrive late, and delete what another run has put into the slot since.
    ///
    /// `DELETE /sms/{serviceName}/receivers/{slotId}`
    pub(super) async fn empty(&self, slot: Slot) -> Result<(), Error> {
        if !matches!(self.slot(slot).await?, SlotState::Ours { .. }) {
            return Ok(());
        }
        let once = self.service.with(Options::new().retry(Retry::never()));
        let deleted = once.api().receivers_delete(slot.id().into()).send().await;
        match deleted {
            Err(error) if !error.is_not_found() => Err(error),
            _ => Ok(()),
        }
    }

    /// Returns the name of the uploaded document. It contains the key: a run deletes only its own
    /// document.
    pub(super) fn document_name(&self) -> String {
        format!("{} {}.csv", self.batch_name, self.key)
    }

    fn state(&self, receiver: &Receiver) -> SlotState {
        let description = receiver.description.as_deref().unwrap_or_default().trim();
        let Some(rest) = description.strip_prefix(self.name.as_str()) else {
            return SlotState::Other;
        };
        let (rest, old_mark) = match rest.strip_suffix(OLD_MARK) {
            Some(rest) => (rest.trim_end(), true),
            None => (rest, false),
        };
        let digits = match rest.strip_prefix(' ') {
            Some(digits) => digits,
            None if rest.is_empty() => "",
            None => return SlotState::Other,
        };
        match digits.len() {
            _ if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => SlotState::Other,
            // Filled by an earlier version.
            0 | FINGERPRINT if digits == self.fingerprint() => SlotState::Foreign,
            0 | FINGERPRINT if old_mark => SlotState::Namesake,
            length if length == SLOT_FINGERPRINT + SlotKey::DIGITS => {
                let (fingerprint, key) = digits.split_at(SLOT_FINGERPRINT);
                match (
                    fingerprint == self.slot_fingerprint(),
                    key == self.key.to_string(),
                ) {
                    (true, true) => SlotState::Ours {
                        records: receiver.records.unwrap_or_default(),
                    },
                    (true, false) => SlotState::Foreign,
                    (false, false) => SlotState::Namesake,
                    // Filled with this journal, by a run that requested nothing.
                    (false, true) => SlotState::Other,
                }
            }
            _ => SlotState::Other,
        }
    }

    /// Returns whether a batch has the name and the message of this mailing.
    pub(super) fn is_own(&self, batch: &Batch) -> bool {
        let message = batch.message.as_ref();
        self.is_ours(batch.name.as_deref().unwrap_or_default().trim())
            && message.is_none_or(|text| *text == self.message)
    }

    /// Returns whether a batch has the name, even if shortened: OVHcloud does not document the
    /// maximum length of names.
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

/// Returns whether a batch failed or was cancelled.
fn ended_early(batch: &Batch) -> bool {
    matches!(
        batch.status,
        Some(BatchStatus::Failed | BatchStatus::Canceled)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::Credentials;
    use crate::client::Client;

    /// The traces of a mailing `soldes` with the fingerprint `0123456789ab` and the key `abcdef01`.
    fn traces() -> Traces {
        let credentials = Credentials::application_key("key", "secret", "consumer").unwrap();
        let client = Client::builder().credentials(credentials).build().unwrap();
        Traces {
            service: client.service("sms-ab12345-1"),
            name: "soldes".to_owned(),
            batch_name: "soldes 0123456789ab".to_owned(),
            message: "Bonjour #prenom# !".to_owned(),
            key: "abcdef01".parse().unwrap(),
            tag: None,
        }
    }

    #[test]
    fn the_description_of_a_slot_states_whose_it_is() {
        let ours = || SlotState::Ours { records: 3 };
        for (description, state) in [
            // Of this run.
            ("soldes 0123456abcdef01", ours()),
            ("  soldes 0123456abcdef01 ", ours()),
            ("soldes 0123456abcdef01 >", ours()),
            // Of another run of the same mailing.
            ("soldes 0123456abcdef02", SlotState::Foreign),
            ("soldes 0123456789ab", SlotState::Foreign),
            ("soldes 0123456789ab >", SlotState::Foreign),
            // Of a mailing of the same name with other rows.
            ("soldes 0123457abcdef02", SlotState::Namesake),
            ("soldes 0123456789ac >", SlotState::Namesake),
            ("soldes >", SlotState::Namesake),
            // With this key for another mailing: such a run requested nothing.
            ("soldes 0123457abcdef01", SlotState::Other),
            // Lists of other programs.
            ("", SlotState::Other),
            ("soldes", SlotState::Other),
            ("soldes 0123456789ac", SlotState::Other),
            ("soldesx", SlotState::Other),
            ("soldesx >", SlotState::Other),
            ("soldes2 0123456abcdef01", SlotState::Other),
            ("soldes 0123456abcdef0", SlotState::Other),
            ("soldes 0123456abcdef012", SlotState::Other),
            ("soldes 0123456abcdefgh", SlotState::Other),
            ("soldes 0123456789ag >", SlotState::Other),
            ("autres 0123456abcdef01", SlotState::Other),
        ] {
            let receiver = Receiver {
                description: Some(description.to_owned()),
                records: Some(3),
                ..Receiver::default()
            };
            assert_eq!(traces().state(&receiver), state, "{description:?}");
        }
    }

    #[test]
    fn the_name_of_a_batch_states_whose_it_is() {
        // Shortened by the service at any place after the name.
        for (name, ours, namesake) in [
            ("soldes 0123456789ab", true, true),
            ("soldes 01234", true, false),
            ("soldes 0", true, false),
            ("soldes ", false, false),
            ("soldes", false, true),
            ("soldes 0123456789ac", false, true),
            ("soldes 0123456789abc", false, false),
            ("soldes 0123456789ag", false, false),
            ("soldes-0123456789ab", false, false),
            ("sold", false, false),
            ("autres 0123456789ab", false, false),
        ] {
            assert_eq!(traces().is_ours(name), ours, "{name:?}");
            assert_eq!(traces().is_namesake(name), namesake, "{name:?}");
        }
    }
}
