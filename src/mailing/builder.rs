//! The builder of a mailing: message, sender, and how its file is read.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::faults::CheckError;
use super::policies::{Duplicates, Landlines, OutsideGsm, UnknownNumbers};
use super::rows::input::{CsvEncoding, is_separator};
use super::slot::Slot;
use crate::api::types::BatchClass;
use crate::message::StopClause;
use crate::name::{NameError, SenderName, Tag};
use crate::number::PhoneNumber;
use crate::values::outside::has_visible;
use chrono::{DateTime, Utc};

/// The maximum length of a name: with the fingerprint it must fit into a slot's description of 40
/// characters.
const LONGEST_NAME: usize = 24;

/// A message to many receivers, with one row per receiver in a CSV file.
///
/// `#column#` in the message is replaced by the row's value. See the [module](super) for all steps.
///
/// ```
/// use ovh_sms::{SenderName, mailing::Mailing};
///
/// let csv = "number;prénom\n+33600000001;Zoé\n0033 6 00 00 00 02;Ali\n";
/// let mut mailing = Mailing::marketing("soldes-hiver-2026", "Bonjour #prenom#, -20 % ce samedi.")
///     .from("MP RENOV".parse::<SenderName>()?)
///     .from_csv(csv.as_bytes())?;
/// assert_eq!((mailing.receivers(), mailing.parts()), (2, 2));
/// assert_eq!(mailing.preview(1)?[0].text, "Bonjour Zoé, -20 % ce samedi.");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use = "nothing happens until the rows are given"]
pub struct Mailing {
    name: String,
    message: String,
    pub(super) sender: Option<SenderName>,
    pub(super) allow_replies: bool,
    pub(super) allow_contact_information: bool,
    /// Whether text that looks like a placeholder of another system is sent as it is.
    pub(super) literal: bool,
    stop: StopClause,
    /// The first sender or tag that is invalid.
    invalid: Option<NameError>,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) tag: Option<Tag>,
    pub(super) class: Option<BatchClass>,
    pub(super) slot: Option<Slot>,
    pub(super) step_timeout: Duration,
    pub(super) resend_after: Option<Duration>,
    /// The column of the numbers, if it is set.
    pub(super) number_column: Option<String>,
    pub(super) encoding: CsvEncoding,
    /// The separator, if it is set.
    pub(super) separator: Option<char>,
    /// The sheet of a spreadsheet, if it is set.
    #[cfg(feature = "spreadsheet")]
    pub(super) sheet: Option<String>,
    pub(super) refused: Arc<HashSet<PhoneNumber>>,
    pub(super) bare_numbers: bool,
    #[cfg(feature = "phonenumber")]
    pub(super) region: Option<String>,
    pub(super) skip_without_number: bool,
    pub(super) landlines: Landlines,
    pub(super) unknown_numbers: UnknownNumbers,
    pub(super) outside_gsm: OutsideGsm,
    pub(super) duplicates: Duplicates,
    pub(super) max_parts: u32,
    pub(super) max_faults: usize,
}

impl Mailing {
    /// Creates a mailing with a name and a message.
    ///
    /// The name identifies the mailing: a mailing is sent once, however often the program runs (see
    /// [`send`](super::CheckedMailing::send)). A name has 1 to 24 letters, digits, spaces, `-`, `_`
    /// or `.`, without accents. Give each mailing a new name, such as `soldes-2026-01`.
    ///
    /// In the message, `#column#` is replaced by the row's value and `#number#` by the number.
    /// Case, accents and spaces in a column's name are ignored.
    ///
    /// With the STOP clause the mailing is advertising, without it transactional; see
    /// [`marketing`](Self::marketing) and [`transactional`](Self::transactional).
    pub fn new(
        name: impl Into<String>,
        message: impl Into<String>,
        stop: impl Into<StopClause>,
    ) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
            sender: None,
            allow_replies: false,
            allow_contact_information: false,
            literal: false,
            stop: stop.into(),
            invalid: None,
            at: None,
            tag: None,
            class: None,
            slot: None,
            step_timeout: Duration::from_secs(120),
            resend_after: None,
            number_column: None,
            encoding: CsvEncoding::default(),
            separator: None,
            #[cfg(feature = "spreadsheet")]
            sheet: None,
            refused: Arc::default(),
            bare_numbers: false,
            #[cfg(feature = "phonenumber")]
            region: None,
            skip_without_number: false,
            landlines: Landlines::default(),
            unknown_numbers: UnknownNumbers::default(),
            outside_gsm: OutsideGsm::default(),
            duplicates: Duplicates::default(),
            max_parts: u32::MAX,
            max_faults: 100,
        }
    }

    /// Creates a mailing that is not advertising.
    ///
    /// No STOP clause is appended, and the messages are sent at any hour (`noStop: true`). French
    /// law forbids advertising in such a mailing. Name and message are those of [`new`](Self::new).
    pub fn transactional(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(name, message, StopClause::Absent)
    }

    /// Creates a mailing that is advertising.
    ///
    /// The service appends the STOP clause, which adds 11 billed characters (`noStop: false`). At
    /// night, on Sundays and on holidays it keeps the messages until the next opening, in French
    /// time (see [`StopHours`](crate::message::StopHours)). Name and message are those of
    /// [`new`](Self::new).
    pub fn marketing(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(name, message, StopClause::Appended)
    }

    /// Sets the sender, which must be validated on the account.
    ///
    /// An invalid name is reported when the rows are read.
    pub fn from<S>(mut self, sender: S) -> Self
    where
        S: TryInto<SenderName>,
        S::Error: Into<NameError>,
    {
        match sender.try_into() {
            Ok(sender) => self.sender = Some(sender),
            Err(error) => self.refuse(error.into()),
        }
        self
    }

    /// Sends from a short number, to which receivers can reply for 48 hours.
    ///
    /// Use it instead of [`from`](Self::from).
    ///
    /// The receivers must be French numbers (`+33`), and the message cannot contain URLs, e-mail
    /// addresses or phone numbers.
    pub fn allow_replies(mut self) -> Self {
        self.allow_replies = true;
        self
    }

    /// Allows messages with [`allow_replies`](Self::allow_replies) in which this library finds
    /// contact information, such as `Dossier 0123456789`, which looks like a phone number.
    ///
    /// OVHcloud does not document how it recognizes contact information, nor whether it refuses the
    /// whole batch or single messages.
    pub fn allow_contact_information(mut self) -> Self {
        self.allow_contact_information = true;
        self
    }

    /// Sends text that looks like a placeholder of another system as it is: `{prenom}`, `%prenom%`.
    ///
    /// Without this setting such text is an error, because it usually is a placeholder that is not
    /// filled. `#name#` must be a column in either case: the service reads it as a placeholder.
    pub fn literal(mut self) -> Self {
        self.literal = true;
        self
    }

    /// Sets the time at which the mailing is sent; now if not set. [`send`](super::CheckedMailing::send) returns [`MailingError::Past`](super::MailingError::Past) for a time in the past.
    pub fn at(mut self, moment: impl Into<DateTime<Utc>>) -> Self {
        self.at = Some(moment.into());
        self
    }

    /// Sets the tag of all messages, instead of one generated from the mailing's fingerprint.
    ///
    /// Other messages may carry a tag that you choose, so [`send`](super::CheckedMailing::send)
    /// then cannot use the tag to find traces of an earlier run in the history. An invalid tag is
    /// reported when the rows are read.
    pub fn tag<T>(mut self, tag: T) -> Self
    where
        T: TryInto<Tag>,
        T::Error: Into<NameError>,
    {
        match tag.try_into() {
            Ok(tag) => self.tag = Some(tag),
            Err(error) => self.refuse(error.into()),
        }
        self
    }

    /// Sets where phones show or store the message; usually best not set.
    pub fn class(mut self, class: BatchClass) -> Self {
        self.class = Some(class);
        self
    }

    /// Sets the slot for the receivers, instead of the first free one; it must be free.
    pub fn slot(mut self, slot: Slot) -> Self {
        self.slot = Some(slot);
        self
    }

    /// Sets how long [`send`](super::CheckedMailing::send) waits for the service in each step: for
    /// the slot to be filled, for a batch to be listed; 2 minutes if not set.
    pub fn step_timeout(mut self, step_timeout: Duration) -> Self {
        self.step_timeout = step_timeout;
        self
    }

    /// Sends the batch if an earlier run, or one with another journal, may have sent it and it is
    /// not listed within this time.
    ///
    /// **This can send duplicates**: if the service lists a batch later than that, every receiver
    /// gets the message twice. Without this option such a run ends with
    /// [`MailingError::Unknown`](super::MailingError::Unknown), and you must check the account
    /// yourself.
    pub fn resend_if_absent_after(mut self, time: Duration) -> Self {
        self.resend_after = Some(time);
        self
    }

    /// Rejects rows with these numbers, such as those of the account's
    /// [blacklist](crate::Service::blacklist), whose receivers sent STOP.
    ///
    /// Use it to check a file before the mailing is sent, but leave it out to send: the service
    /// skips blacklisted numbers itself. If the list grows between two runs, the same file gives
    /// other rows, and the second run is a different mailing.
    ///
    /// ```
    /// use ovh_sms::mailing::{CheckError, Mailing};
    ///
    /// let stopped = ["+33600000002".parse()?];
    /// let faulty = Mailing::transactional("rappel-42", "Bonjour.")
    ///     .allow_replies()
    ///     .refuse_numbers(stopped)
    ///     .from_rows(["number"], [["+33600000001"], ["+33600000002"]]);
    /// let Err(CheckError::Rows(faults)) = faulty else { panic!() };
    /// assert_eq!(faults.faults[0].line, 3);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn refuse_numbers(mut self, numbers: impl IntoIterator<Item = PhoneNumber>) -> Self {
        self.refused = Arc::new(numbers.into_iter().collect());
        self
    }

    /// Rejects rows with which the message takes more parts than this; 255, the limit of OVHcloud's web UI, if
    /// not set.
    pub fn max_parts(mut self, parts: u32) -> Self {
        self.max_parts = parts;
        self
    }

    /// Sets how many faulty rows the error describes; 100 if not set.
    ///
    /// All faulty rows are counted.
    pub fn max_faults(mut self, faults: usize) -> Self {
        self.max_faults = faults;
        self
    }

    /// Returns the name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Keeps the first error until the settings are checked.
    fn refuse(&mut self, error: NameError) {
        self.invalid.get_or_insert(error);
    }

    /// Returns the message, as given.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Returns whether the service appends the STOP clause.
    #[must_use]
    pub fn stop_clause(&self) -> StopClause {
        match self.allow_replies {
            true => StopClause::Absent,
            false => self.stop,
        }
    }

    pub(super) fn check_settings(&self) -> Result<(), CheckError> {
        let name = &self.name;
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let good = (1..=LONGEST_NAME).contains(&name.len())
            && name.trim() == name
            && name.chars().all(allowed);
        if !good {
            return Err(CheckError::Name(ovh_api::runtime::masked::excerpt(name)));
        }
        if let Some(error) = &self.invalid {
            return Err(CheckError::Value(error.clone()));
        }
        let problem = match (&self.sender, self.allow_replies) {
            _ if !has_visible(&self.message) => "the message is empty: nothing in it is visible",
            _ if self.separator.is_some_and(|c| !is_separator(c)) => {
                "the separator must be a tab or one ASCII punctuation mark other than `\"`, `+`, `#`, `'`"
            }
            (None, false) => "the sender is missing: set `.from(sender)` or `.allow_replies()`",
            (Some(_), true) => {
                "a message that allows replies ignores its sender: set `.from(…)` or `.allow_replies()`, not both"
            }
            _ if self.allow_replies && self.stop == StopClause::Appended => {
                "no STOP clause is appended to messages from a short number: use `Mailing::transactional`, or leave `.allow_replies()` out"
            }
            _ => return Ok(()),
        };
        Err(CheckError::Settings(problem))
    }
}
