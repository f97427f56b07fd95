//! How a file is read: the options, and the grammar of its numbers.

use super::input::CsvEncoding;
use crate::mailing::builder::Mailing;
use crate::mailing::policies::{Duplicates, Landlines, OutsideGsm, UnknownNumbers};
use crate::number::{NumberError, NumberKind, PhoneNumber};

impl Mailing {
    /// Sets the column of the numbers.
    ///
    /// If not set, it is `number`, or the only column with a usual name in French or English, such as
    /// `Téléphone`, `Portable`, `Mobile` or `Phone number`; see
    /// [`CheckedMailing::number_column`](crate::mailing::CheckedMailing::number_column).
    pub fn number_column(mut self, name: impl Into<String>) -> Self {
        self.number_column = Some(name.into());
        self
    }

    /// Sets the separator of the file: a tab or an ASCII punctuation mark.
    ///
    /// If not set, it is `;`, `,`, tab or `|`: the one under which the header has a number column.
    pub fn separator(mut self, separator: char) -> Self {
        self.separator = Some(separator);
        self
    }

    /// Sets the encoding of the file; UTF-8 if not set. A byte order mark takes precedence.
    pub fn encoding(mut self, encoding: CsvEncoding) -> Self {
        self.encoding = encoding;
        self
    }

    /// Accepts digits without `+` or `00` as international numbers, because spreadsheets drop the
    /// `+`.
    ///
    /// Use it only if all numbers in the file contain the country's code. A number that may be a
    /// French one whose 0 was dropped too, such as `612345678`, is refused; with the feature
    /// `phonenumber` and the region `fr` it is read as that.
    pub fn bare_numbers(mut self) -> Self {
        self.bare_numbers = true;
        self
    }

    /// Accepts national forms (`06…`) as numbers of this region, an ISO 3166 code such as `fr`; see
    /// [`parse_national`](PhoneNumber::parse_national).
    #[cfg(feature = "phonenumber")]
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Leaves out rows without a number, and counts them; they are errors if not set.
    ///
    /// These are rows whose number is empty, `-`, or a word that programs write for a missing value,
    /// such as `NULL` and `N/A`.
    pub fn skip_without_number(mut self) -> Self {
        self.skip_without_number = true;
        self
    }

    /// Sets what to do with values outside GSM-7; they are errors if not set.
    pub fn outside_gsm(mut self, policy: OutsideGsm) -> Self {
        self.outside_gsm = policy;
        self
    }

    /// Sets what to do with numbers that occur twice; they are errors if not set.
    pub fn duplicates(mut self, policy: Duplicates) -> Self {
        self.duplicates = policy;
        self
    }

    /// Sets what to do with numbers that can't receive SMS; they are sent with a warning if not set.
    pub fn landlines(mut self, policy: Landlines) -> Self {
        self.landlines = policy;
        self
    }

    /// Sets what to do with numbers whose range is not assigned; they are errors if not set.
    pub fn unknown_numbers(mut self, policy: UnknownNumbers) -> Self {
        self.unknown_numbers = policy;
        self
    }

    /// Parses a value of the number column; returns the number's kind too.
    pub(crate) fn parse_number(
        &self,
        text: &str,
    ) -> Result<(PhoneNumber, NumberKind), NumberError> {
        let parsed = PhoneNumber::parse_with_kind(text);
        let lacks_prefix = parsed.as_ref().is_err_and(NumberError::lacks_prefix);
        #[cfg(feature = "phonenumber")]
        if let Some(region) = &self.region
            // Behind `00`, the region may have a prefix of its own, such as `001`.
            && !text.starts_with('+')
        {
            match PhoneNumber::parse_national(text, region) {
                // Not a number of the region, or an international one as well.
                Err(
                    NumberError::National { .. }
                    | NumberError::NoPrefix { .. }
                    | NumberError::Short { .. },
                ) if self.bare_numbers && lacks_prefix => {}
                result => return result.map(|number| (number, number.kind())),
            }
        }
        match self.bare_numbers && lacks_prefix {
            true => PhoneNumber::parse_bare(text).map(|number| (number, number.kind())),
            false => parsed,
        }
    }
}
