//! A mailing whose rows are all valid, ready for preview and send.

use std::collections::BTreeMap;
use std::io;

use super::builder::Mailing;
use super::rows::check::Accepted;
use super::rows::spool::Spool;
use super::rows::tally::{CountryTotal, Tally};
use super::rows::template::Template;
use super::slot::SlotKey;
use super::warnings::Warning;
use crate::message::{Segments, StopClause, segments};
use crate::name::Tag;

/// A mailing whose rows are all valid; returned by [`Mailing::from_csv`].
///
/// It holds the rows in a temporary file, which is deleted when this value is dropped.
#[derive(Debug)]
pub struct CheckedMailing {
    pub(super) mailing: Mailing,
    pub(super) spool: Spool,
    template: Template,
    tally: Tally,
    warnings: Vec<Warning>,
    number_column: String,
    sheet: Option<String>,
    fingerprint: String,
    pub(super) key: SlotKey,
    /// Whether a send of this object may have requested the batch.
    pub(super) asked: bool,
}

/// The message as one receiver gets it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preview {
    /// The number.
    pub number: String,
    /// The message with the row's values, without the STOP clause.
    pub text: String,
    /// Its encoding and parts, including the STOP clause.
    pub segments: Segments,
}

impl Preview {
    /// Creates a preview of a text without the STOP clause, for tests; the other fields can be set
    /// afterwards.
    #[must_use]
    pub fn new(number: impl Into<String>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            number: number.into(),
            segments: segments(&text, StopClause::Absent),
            text,
        }
    }
}

impl CheckedMailing {
    pub(super) fn new(mailing: Mailing, accepted: Accepted) -> Self {
        Self {
            mailing,
            spool: accepted.spool,
            template: accepted.template,
            tally: accepted.tally,
            warnings: accepted.warnings,
            number_column: accepted.number_column,
            sheet: None,
            fingerprint: accepted.fingerprint,
            key: SlotKey::random(),
            asked: false,
        }
    }

    #[cfg(feature = "spreadsheet")]
    pub(super) fn of_sheet(mut self, name: Option<String>) -> Self {
        self.sheet = name;
        self
    }

    /// Returns the key that marks the slots which this object fills.
    #[must_use]
    pub fn slot_key(&self) -> SlotKey {
        self.key
    }

    /// Uses the key of an earlier run of this mailing, from the journal of that run.
    ///
    /// The slots of that run are then used and cleaned up like this object's own.
    ///
    /// Only one run may use a key at a time: a second run with the same key is not detected.
    #[must_use]
    pub fn with_slot_key(mut self, key: SlotKey) -> Self {
        self.key = key;
        self
    }

    /// Returns the mailing's name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.mailing.name()
    }

    /// Returns the number of receivers.
    #[must_use]
    pub fn receivers(&self) -> u64 {
        self.tally.receivers
    }

    /// Returns the total number of parts, which are billed.
    #[must_use]
    pub fn parts(&self) -> u64 {
        self.tally.countries.values().map(|total| total.parts).sum()
    }

    /// Returns receivers and parts by country, as OVHcloud writes it (`fr`); `None` for numbers
    /// that belong to no country of OVHcloud's list.
    #[must_use]
    pub fn countries(&self) -> &BTreeMap<Option<&'static str>, CountryTotal> {
        &self.tally.countries
    }

    /// Returns the number of receivers whose message is Unicode.
    #[must_use]
    pub fn unicode_messages(&self) -> u64 {
        self.tally.unicode
    }

    /// Returns the number of values that were rewritten in GSM-7, with
    /// [`OutsideGsm::Transliterate`](super::OutsideGsm).
    #[must_use]
    pub fn transliterated_values(&self) -> u64 {
        self.tally.transliterated
    }

    /// Returns the number of empty values in columns that the message names: `Bonjour #prenom#,`
    /// becomes `Bonjour ,`.
    #[must_use]
    pub fn empty_values(&self) -> u64 {
        self.tally.empty_values
    }

    /// Returns the number of rows that were left out, with
    /// [`Duplicates::KeepFirst`](super::Duplicates).
    #[must_use]
    pub fn duplicates(&self) -> u64 {
        self.tally.duplicates
    }

    /// Returns the number of rows that were left out because they have no number, with
    /// [`Mailing::skip_without_number`].
    #[must_use]
    pub fn rows_without_number(&self) -> u64 {
        self.tally.without_number
    }

    /// Returns the number of rows that were left out because their number can't receive SMS, with
    /// [`Landlines::Drop`](super::Landlines).
    #[must_use]
    pub fn landlines(&self) -> u64 {
        self.tally.landlines
    }

    /// Returns what may be a mistake, and does not prevent the mailing.
    ///
    /// ```
    /// use ovh_sms::mailing::Mailing;
    ///
    /// let mailing = Mailing::transactional("rappel-42", "Bonjour #nom#, à demain.")
    ///     .allow_replies()
    ///     .from_rows(["Portable", "nom"], [["+33600000001", "Ali"], ["+33600000002", "NULL"]])?;
    /// assert_eq!(mailing.number_column(), "Portable");
    /// let warning = &mailing.warnings()[0];
    /// assert_eq!((warning.rows, warning.first_line), (1, 3));
    /// println!("{warning}");
    /// # Ok::<(), ovh_sms::mailing::CheckError>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Returns the name of the column from which the numbers are taken, as the file writes it.
    #[must_use]
    pub fn number_column(&self) -> &str {
        &self.number_column
    }

    /// Returns the name of the sheet from which the rows are taken; `None` if the file is not a
    /// spreadsheet.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// Returns the number of rows that were skipped because nothing in them is visible.
    #[must_use]
    pub fn blank_rows(&self) -> u64 {
        self.tally.blank_rows
    }

    /// Returns the size of the file to upload, in bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.spool.len()
    }

    /// Returns the message as sent to the service: placeholders have the names of the uploaded
    /// columns (`#Prénom#` is `#prenom#`).
    #[must_use]
    pub fn wire_message(&self) -> String {
        self.template.wire_message()
    }

    /// Returns the name of the batch: the mailing's name, and a fingerprint of message and rows in
    /// 12 hexadecimal digits.
    #[must_use]
    pub fn batch_name(&self) -> String {
        let mark: String = self.fingerprint.chars().take(12).collect();
        format!("{} {mark}", self.name())
    }

    /// Returns the tag of all messages: the tag that was set, or the beginning of the fingerprint.
    #[must_use]
    pub fn tag(&self) -> String {
        match &self.mailing.tag {
            Some(tag) => Tag::as_str(tag).to_owned(),
            None => self.fingerprint.chars().take(16).collect(),
        }
    }

    /// Returns the first messages, as their receivers get them.
    ///
    /// # Errors
    /// The temporary file can't be read.
    pub fn preview(&mut self, count: usize) -> io::Result<Vec<Preview>> {
        self.previews(0, count)
    }

    /// Returns the message with the most parts; of several, the first.
    ///
    /// # Errors
    /// The temporary file can't be read.
    pub fn costliest(&mut self) -> io::Result<Option<Preview>> {
        let place = self.tally.costliest;
        Ok(self.previews(place, 1)?.pop())
    }

    /// Returns the rows to upload, as a CSV file: `;` separated, UTF-8, with a header.
    ///
    /// # Errors
    /// The temporary file can't be read.
    pub fn csv(&mut self) -> io::Result<impl io::Read + use<'_>> {
        self.spool.read_from(0)
    }

    fn previews(&mut self, place: u64, count: usize) -> io::Result<Vec<Preview>> {
        let stop = self.mailing.stop_clause();
        let mut previews = Vec::new();
        for row in self.spool.rows_from(place)?.records().take(count) {
            let row = row?;
            let number = row.get(0).unwrap_or_default();
            let value = |at: usize| row.get(at + 1).unwrap_or_default();
            let mut text = String::new();
            self.template.render(number, value, &mut text);
            previews.push(Preview {
                number: number.to_owned(),
                segments: segments(&text, stop),
                text,
            });
        }
        Ok(previews)
    }
}
