//! Phone numbers in international form, checked once when they are created.

mod chars;
mod convert;
mod countries;
mod error;
mod french;
mod international;
#[cfg(feature = "phonenumber")]
mod national;
mod plan;
mod plans;
mod read;
mod scan;
mod serde_service;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

pub use error::NumberError;
pub use plan::NumberKind;
#[cfg(feature = "csv")]
pub(crate) use read::is_scientific;
use read::{Reading, read};
pub(crate) use serde_service::{ReportedNumber, reported, reported_option};

/// A phone number in international form: `+33600000000`. Eight bytes, `Copy`.
///
/// It is parsed from `+33…` or `0033…`, and checked against the numbering plan of its country: the
/// number of digits, and no 0 of local calls after the country's code. Digits may be in groups,
/// separated by spaces, hyphens, dots or a slash, with an area code or the `(0)` of local calls in
/// parentheses. Marks without a width, which other programs add, are ignored; digits may be of any
/// script. Whatever else precedes or follows the number is refused: an extension, the `.0` of a
/// spreadsheet, a second number. A valid number may not exist: `POST /sms/…/hlr` checks that.
///
/// Local forms (`06…`) are refused, because the service does not deliver to them. With the feature
/// `phonenumber`, `parse_national` parses them. Numbers in the service's responses are not
/// checked against a plan: see [`from_service`](Self::from_service).
///
/// `Display` and serde write `+33600000000`, as the API does. `Debug` writes the
/// [`masked`](Self::masked) form, so that logs do not contain whole numbers.
///
/// ```
/// use ovh_sms::PhoneNumber;
///
/// let number: PhoneNumber = "+33 6 00 00 00 12".parse()?;
/// assert_eq!(number, "0033600000012".parse()?);
/// assert_eq!(number.to_string(), "+33600000012");
/// assert_eq!(format!("{number:?}"), "+33*******12");
/// assert_eq!(number.country(), Some("fr"));
///
/// let error = "06 00 00 00 12".parse::<PhoneNumber>().unwrap_err();
/// assert!(error.to_string().starts_with("`06 ** ** ** 12` is a local number"));
/// # Ok::<(), ovh_sms::NumberError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(u64);

impl PhoneNumber {
    /// Returns the digits as a number, without `+`: 33600000000.
    #[must_use]
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// Returns the country's calling code: 33, 1, 262.
    #[must_use]
    pub fn calling_code(self) -> u16 {
        // It has three digits at most.
        u16::try_from(countries::calling_code(self.0)).unwrap_or_default()
    }

    /// Returns the country as OVHcloud writes it (`sms.CountryEnum`: `fr`, `gb`, `re`), by the
    /// longest matching prefix; `None` if OVHcloud's list has no such country.
    ///
    /// Where countries share a code, area codes decide (`us`, `ca`, the Caribbean; `ru`, `kz`;
    /// `re`, `yt`). The result is exact enough for a price estimate. It may be wrong for numbers
    /// that were ported or are in a neighbour's range.
    #[must_use]
    pub fn country(self) -> Option<&'static str> {
        countries::country(self.0)
    }

    /// Returns the number in a form for logs, with calling code and last two digits:
    /// `+33*******12`.
    #[must_use]
    pub fn masked(self) -> String {
        let code = self.calling_code().to_string();
        let hidden = (countries::digits(self.0) as usize).saturating_sub(code.len() + 2);
        format!("+{code}{}{:02}", "*".repeat(hidden), self.0 % 100)
    }

    /// Returns what the number is for, by the numbering plan of its country.
    ///
    /// ```
    /// use ovh_sms::{NumberKind, PhoneNumber};
    ///
    /// let kind = |text: &str| text.parse().map(PhoneNumber::kind);
    /// assert_eq!(kind("+33 6 12 34 56 78")?, NumberKind::Mobile);
    /// assert_eq!(kind("+33 1 23 45 67 89")?, NumberKind::Fixed);
    /// assert_eq!(kind("+33 9 87 65 43 21")?, NumberKind::Voip);
    /// # Ok::<(), ovh_sms::NumberError>(())
    /// ```
    #[must_use]
    pub fn kind(self) -> NumberKind {
        let code = countries::calling_code(self.0);
        let count = countries::digits(self.0) - countries::digits(code);
        let mut digits = [0; 20];
        let mut rest = self.0;
        let national = digits.iter_mut().take(count as usize);
        for digit in national.rev() {
            *digit = (rest % 10) as u8;
            rest /= 10;
        }
        let plan = plan::plan(code).zip(digits.get(..count as usize));
        plan.map_or(NumberKind::Unknown, |(plan, national)| plan.kind(national))
    }

    /// Parses a number as the service writes it in responses and callbacks: with `+`, with `00`,
    /// or international digits alone.
    ///
    /// Only the number of digits is checked, 7 to 15, and not whether the country has such
    /// numbers: each number that the service reports can be read. Returns `None` for other texts,
    /// such as names and short numbers. A message to a number that its country can't have is
    /// refused by [`Message::to`](crate::Message::to).
    ///
    /// ```
    /// use ovh_sms::PhoneNumber;
    ///
    /// let number = PhoneNumber::from_service("33600000012");
    /// assert_eq!(number, "+33600000012".parse().ok());
    /// // Too long for a French number, but the service has it.
    /// assert!(PhoneNumber::from_service("+336000000123").is_some());
    /// assert!(PhoneNumber::from_service("36111").is_none());
    /// ```
    #[must_use]
    pub fn from_service(text: &str) -> Option<Self> {
        read(text, Reading::Service).ok().map(|read| read.number)
    }

    /// Parses a number as [`FromStr`] does; returns its kind too, which the check has looked up.
    #[cfg(feature = "csv")]
    pub(crate) fn parse_with_kind(text: &str) -> Result<(Self, NumberKind), NumberError> {
        let read = read(text, Reading::International)?;
        let kind = read.kind.unwrap_or_else(|| read.number.kind());
        Ok((read.number, kind))
    }

    /// Returns the number if [`FromStr`] would accept it.
    pub(crate) fn checked(self) -> Result<Self, NumberError> {
        // The usual case without a text.
        match self.kind() {
            NumberKind::Unknown => self.to_string().parse(),
            _ => Ok(self),
        }
    }

    /// Parses a number with `+`, with `00`, or international digits alone, as spreadsheets leave
    /// them, and checks it like [`FromStr`].
    ///
    /// # Errors
    ///
    /// Returns the errors of [`FromStr`], and [`NumberError::NoZero`] for digits that may be a French
    /// number without its first 0, such as `612345678`.
    ///
    /// ```
    /// use ovh_sms::PhoneNumber;
    ///
    /// assert_eq!(PhoneNumber::parse_bare("33600000000")?, "+33600000000".parse()?);
    /// assert!(PhoneNumber::parse_bare("600000000").is_err());
    /// # Ok::<(), ovh_sms::NumberError>(())
    /// ```
    pub fn parse_bare(text: &str) -> Result<Self, NumberError> {
        read(text, Reading::Bare).map(|read| read.number)
    }
}

impl FromStr for PhoneNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        read(text, Reading::International).map(|read| read.number)
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // `pad` would cut the number at a precision.
        write!(f, "+{}", self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}
