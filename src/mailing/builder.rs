//! A mailing in the making: what is sent, from whom, and how its file is read.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use super::faults::CheckError;
use super::input::CsvEncoding;
use super::slot::Slot;
use crate::api::types::BatchClass;
use crate::message::StopClause;
use crate::name::{NameError, SenderName, Tag};
use crate::number::{NumberError, PhoneNumber};
use chrono::{DateTime, Utc};

/// Longest name: with the fingerprint it must fit into a slot's description of 40 characters.
const LONGEST_NAME: usize = 24;

/// What to do with a value that is outside of GSM-7 while the message's own text is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OutsideGsm {
    /// It is an error of the row. The message would be Unicode for this receiver, at up to three
    /// times the price, and OVHcloud advises GSM-7 for merged columns.
    #[default]
    Refuse,
    /// It is rewritten as [`to_gsm`](crate::message::to_gsm) proposes (`François` becomes
    /// `Francois`); an error only where that is not possible.
    Transliterate,
    /// It is sent as it is; the estimate counts what it costs.
    Keep,
}

/// What to do with a number that comes twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Duplicates {
    /// It is an error of the second row.
    #[default]
    Refuse,
    /// The first row is kept, the others are left out and counted.
    KeepFirst,
}

/// A message to many receivers, whose rows come from a CSV file.
///
/// `#column#` in the message takes the row's value. See the [module](super) for the whole way.
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
#[must_use = "nothing happens before the rows are given"]
pub struct Mailing {
    name: String,
    message: String,
    pub(super) sender: Option<SenderName>,
    pub(super) allow_replies: bool,
    stop: StopClause,
    /// The first sender or tag that is invalid.
    invalid: Option<NameError>,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) tag: Option<Tag>,
    pub(super) class: Option<BatchClass>,
    pub(super) slot: Option<Slot>,
    pub(super) step_timeout: Duration,
    pub(super) resend_after: Option<Duration>,
    pub(super) number_column: String,
    pub(super) encoding: CsvEncoding,
    pub(super) refused: Arc<HashSet<PhoneNumber>>,
    bare_numbers: bool,
    #[cfg(feature = "phonenumber")]
    region: Option<String>,
    pub(super) outside_gsm: OutsideGsm,
    pub(super) duplicates: Duplicates,
    pub(super) max_parts: u32,
    pub(super) max_faults: usize,
}

impl Mailing {
    /// A mailing of that name with that message.
    ///
    /// The name is what makes a mailing one: it is sent once, however often the program runs (see
    /// [`send`](super::CheckedMailing::send)). 1 to 24 letters, digits, spaces, `-`, `_`, `.`, without
    /// accents; give a new one to each mailing, such as `soldes-2026-01`.
    ///
    /// In the message, `#column#` stands for the row's value, `#number#` for the number. Case,
    /// accents and spaces of a column's name do not matter.
    ///
    /// The kind is data here: with the STOP clause the mailing is advertising, without it
    /// transactional. See [`transactional`](Self::transactional) and [`marketing`](Self::marketing).
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
            stop: stop.into(),
            invalid: None,
            at: None,
            tag: None,
            class: None,
            slot: None,
            step_timeout: Duration::from_secs(120),
            resend_after: None,
            number_column: "number".to_owned(),
            encoding: CsvEncoding::default(),
            refused: Arc::default(),
            bare_numbers: false,
            #[cfg(feature = "phonenumber")]
            region: None,
            outside_gsm: OutsideGsm::default(),
            duplicates: Duplicates::default(),
            max_parts: u32::MAX,
            max_faults: 100,
        }
    }

    /// Creates a mailing that is not advertising: no STOP clause is appended, and it leaves at once,
    /// day and night (`noStop: true`).
    ///
    /// Name and message are those of [`new`](Self::new). French law forbids advertising in it.
    pub fn transactional(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(name, message, StopClause::Absent)
    }

    /// Creates a mailing that is advertising: OVHcloud appends the STOP clause, 11 characters, and
    /// sends it in French daytime only (`noStop: false`).
    ///
    /// Name and message are those of [`new`](Self::new).
    pub fn marketing(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self::new(name, message, StopClause::Appended)
    }

    /// From this sender, which must be validated on the account.
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

    /// From a short number, to which the receiver can answer for 48 hours: French numbers only
    /// (`+33`), without URLs, e-mail addresses and phone numbers in the message. Instead of
    /// [`from`](Self::from).
    pub fn allow_replies(mut self) -> Self {
        self.allow_replies = true;
        self
    }

    /// Sends at this moment instead of at once.
    pub fn at(mut self, moment: impl Into<DateTime<Utc>>) -> Self {
        self.at = Some(moment.into());
        self
    }

    /// Marks all messages with this tag instead of one made of the mailing's fingerprint.
    ///
    /// A tag of your own may be on other messages too, so [`send`](super::CheckedMailing::send) can't
    /// use it any more to find traces of an earlier run in the history.
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

    /// Where phones show or store the message; best left out.
    pub fn class(mut self, class: BatchClass) -> Self {
        self.class = Some(class);
        self
    }

    /// Uses this slot for the receivers instead of the first free one; it must be free.
    pub fn slot(mut self, slot: Slot) -> Self {
        self.slot = Some(slot);
        self
    }

    /// How long [`send`](super::CheckedMailing::send) waits for the service at each step: for the slot to
    /// be filled, for a batch to be listed. 2 minutes unless said.
    pub fn step_timeout(mut self, step_timeout: Duration) -> Self {
        self.step_timeout = step_timeout;
        self
    }

    /// If an earlier run, or one with another journal, may have sent the batch and it is not listed
    /// for this long, sends it.
    ///
    /// **The risk is yours**: if the service lists a batch later than that, everybody gets the
    /// message twice. Without it such a run ends with
    /// [`MailingError::Unknown`](super::MailingError::Unknown), for you to look.
    pub fn resend_if_absent_after(mut self, time: Duration) -> Self {
        self.resend_after = Some(time);
        self
    }

    /// The column of the numbers, if it is not called `number`.
    pub fn number_column(mut self, name: impl Into<String>) -> Self {
        self.number_column = name.into();
        self
    }

    /// How the file's text is coded: UTF-8 unless said.
    pub fn encoding(mut self, encoding: CsvEncoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Takes digits without `+` or `00` for international numbers: spreadsheets drop the `+`.
    ///
    /// Only if the file has the country's code in all numbers: `612345678`, a French number whose
    /// 0 was dropped too, would be read as an Australian one.
    pub fn bare_numbers(mut self) -> Self {
        self.bare_numbers = true;
        self
    }

    /// Reads national forms (`06…`) as numbers of this region, such as `fr`.
    #[cfg(feature = "phonenumber")]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Refuses rows with these numbers, such as those of the account's
    /// [blacklist](crate::Service::blacklist): their receivers sent STOP, and get nothing.
    ///
    /// For a look before the mailing is sent. To send it, better leave it out: the service passes
    /// over blacklisted numbers by itself, and a list that grows meanwhile makes other rows of the
    /// same file when a mailing is run again.
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

    /// What to do with values outside of GSM-7: refuse unless said.
    pub fn outside_gsm(mut self, policy: OutsideGsm) -> Self {
        self.outside_gsm = policy;
        self
    }

    /// What to do with numbers that come twice: refuse unless said.
    pub fn duplicates(mut self, policy: Duplicates) -> Self {
        self.duplicates = policy;
        self
    }

    /// Refuses rows with which the message takes more parts than this; 255, the service's limit,
    /// unless said.
    pub fn max_parts(mut self, parts: u32) -> Self {
        self.max_parts = parts;
        self
    }

    /// How many faulty rows are described in the error; 100 unless said. All are counted.
    pub fn max_faults(mut self, faults: usize) -> Self {
        self.max_faults = faults;
        self
    }

    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Keeps the first error until the settings are checked.
    fn refuse(&mut self, error: NameError) {
        self.invalid.get_or_insert(error);
    }

    /// The message, as it was given.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// Whether the service appends the STOP clause.
    #[must_use]
    pub fn stop_clause(&self) -> StopClause {
        match self.allow_replies {
            true => StopClause::Absent,
            false => self.stop,
        }
    }

    pub(super) fn parse_number(&self, text: &str) -> Result<PhoneNumber, NumberError> {
        match text.parse() {
            Err(NumberError::NoPrefix { value }) if self.bare_numbers => {
                PhoneNumber::from_service(text).ok_or(NumberError::NoPrefix { value })
            }
            #[cfg(feature = "phonenumber")]
            Err(NumberError::Local { .. } | NumberError::NoPrefix { .. })
                if self.region.is_some() =>
            {
                let region = self.region.as_deref().unwrap_or_default();
                PhoneNumber::parse_national(text, region)
            }
            result => result,
        }
    }

    pub(super) fn check_settings(&self) -> Result<(), CheckError> {
        let name = &self.name;
        let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.');
        let good = (1..=LONGEST_NAME).contains(&name.len())
            && name.trim() == name
            && name.chars().all(allowed);
        if !good {
            return Err(CheckError::Name(crate::number::excerpt(name)));
        }
        if let Some(error) = &self.invalid {
            return Err(CheckError::Value(error.clone()));
        }
        let problem = match (&self.sender, self.allow_replies) {
            _ if self.message.trim().is_empty() => "the message is empty",
            (None, false) => "say who sends: `.from(sender)` or `.allow_replies()`",
            (Some(_), true) => {
                "a message that allows replies ignores its sender: give `.from(…)` or `.allow_replies()`, not both"
            }
            _ if self.allow_replies && self.stop == StopClause::Appended => {
                "no STOP clause is appended to messages from a short number: make the mailing transactional, or leave `.allow_replies()` out"
            }
            _ => return Ok(()),
        };
        Err(CheckError::Settings(problem))
    }
}
