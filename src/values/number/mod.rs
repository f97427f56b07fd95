//! Phone numbers in international form, checked once when they are created.

mod countries;

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::masked::shown;

/// A phone number in international form: `+33600000000`. Eight bytes, `Copy`.
///
/// It is parsed from `+33…` or `0033…`. Spaces, dots, dashes, slashes and parentheses are ignored.
/// It has 7 to 15 digits with the calling code, and the first one is not 0, as E.164 requires.
/// (OVHcloud's own PHP client accepts 10 to 17 digits. The standard allows at most 15, and small
/// countries have fewer than 10.) A valid number may not exist: `POST /sms/…/hlr` checks that.
///
/// Local forms (`06…`) are refused, because the service does not deliver to them. With the feature `phonenumber`, `parse_national` parses them.
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

/// Why a text is not an international phone number. The message shows the text and the fix.
///
/// The text may be a person's number. If it has five digits or more, message, `Debug` and fields
/// contain it masked only, with the first three and the last two characters: `060*****12`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NumberError {
    /// The text has no characters except spaces and separators.
    #[error("the phone number is empty: write it as in +33600000000")]
    Empty,
    /// The number is a local form, as it is dialled within a country.
    #[error(
        "`{value}` is a local number: write the country's code instead of the first 0, +33… if it is \
         French"
    )]
    Local {
        /// The text, masked.
        value: String,
    },
    /// The number has no `+` or `00` before its digits.
    #[error(
        "`{value}` has no international prefix: write + and the country's code first, as in \
         +33600000000"
    )]
    NoPrefix {
        /// The text, masked.
        value: String,
    },
    /// The number has a 0 of the local form after the country's code: `+33 (0)6…`, `+3306…`.
    #[error("`{value}` has a local 0 after the country's code: leave it out, as in +33600000000")]
    TrunkZero {
        /// The text, masked.
        value: String,
    },
    /// The first digit of the country's code is 0.
    #[error("`{value}` has a 0 after its prefix: no country's code begins with 0")]
    CountryCode {
        /// The text, masked.
        value: String,
    },
    /// The text has a character that is neither a digit nor a separator.
    #[error("`{value}` contains {found:?}: a phone number is + and digits, as in +33600000000")]
    Character {
        /// The text, masked.
        value: String,
        /// The first such character.
        found: char,
    },
    /// The number has fewer than 7 digits or more than 15.
    #[error(
        "`{value}` has {digits} digits: an international number has 7 to 15, country's code \
         included"
    )]
    Length {
        /// The text, masked.
        value: String,
        /// The number of digits, without the prefix `00`.
        digits: usize,
    },
    /// The number is not valid in the given region (feature `phonenumber`).
    #[error("`{value}` is not a valid phone number in region `{region}`")]
    National {
        /// The text, masked.
        value: String,
        /// The region.
        region: String,
    },
    /// The region is not an ISO 3166 code (feature `phonenumber`).
    #[error("`{region}` is not a region: use two letters, as in `fr`")]
    Region {
        /// The region.
        region: String,
    },
}

/// The number of digits that E.164 allows, including the country's code.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// Characters that are ignored between digits, including typographic dashes and spaces.
const SEPARATORS: &[char] = &[
    ' ', '\t', '.', '-', '/', '(', ')', '\u{a0}', '\u{2009}', '\u{202f}', '\u{2010}', '\u{2011}',
    '\u{2012}', '\u{2013}', '\u{2212}',
];

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

    /// Parses a number as it is dialled within a region, or in international form.
    ///
    /// `region` is an ISO 3166 code of two letters, in upper or lower case. Unlike [`FromStr`],
    /// this method checks the number against the region's numbering plan.
    ///
    /// # Errors
    ///
    /// Returns [`NumberError::Region`] if the region does not exist, and [`NumberError::National`]
    /// if the number is not valid there.
    ///
    /// ```
    /// use ovh_sms::PhoneNumber;
    ///
    /// let number = PhoneNumber::parse_national("06 12 34 56 78", "fr")?;
    /// assert_eq!(number.to_string(), "+33612345678");
    /// # Ok::<(), ovh_sms::NumberError>(())
    /// ```
    #[cfg(feature = "phonenumber")]
    pub fn parse_national(text: &str, region: &str) -> Result<Self, NumberError> {
        let id: phonenumber::country::Id =
            region
                .to_uppercase()
                .parse()
                .map_err(|_| NumberError::Region {
                    region: shown(region),
                })?;
        let wrong = || NumberError::National {
            value: shown(text),
            region: shown(region),
        };
        // The parser's work grows with its input, and no valid number is that long.
        if text.len() > 64 {
            return Err(wrong());
        }
        let number = phonenumber::parse(Some(id), text).map_err(|_| wrong())?;
        if !phonenumber::is_valid(&number) {
            return Err(wrong());
        }
        number
            .format()
            .mode(phonenumber::Mode::E164)
            .to_string()
            .parse()
    }

    /// Parses a number as the service sends it: with `+`, with `00`, or international digits alone.
    pub(crate) fn from_service(text: &str) -> Option<Self> {
        match text.parse() {
            Ok(number) => Some(number),
            Err(NumberError::NoPrefix { .. }) => format!("+{}", text.trim()).parse().ok(),
            Err(_) => None,
        }
    }
}

impl FromStr for PhoneNumber {
    type Err = NumberError;

    fn from_str(text: &str) -> Result<Self, NumberError> {
        let value = || shown(text);
        let (mut plus, mut zeros, mut count, mut number) = (false, 0usize, 0usize, 0u64);
        for c in text.trim().chars() {
            match c.to_digit(10) {
                // Zeros before the first other digit are counted, not stored: `00` is a prefix.
                Some(0) if count == 0 => zeros += 1,
                Some(digit) => {
                    count += 1;
                    // With more than 15 digits the value is not used any more.
                    number = number.saturating_mul(10).saturating_add(u64::from(digit));
                }
                None if c == '+' && !plus && zeros + count == 0 => plus = true,
                None if SEPARATORS.contains(&c) => {}
                None => {
                    return Err(NumberError::Character {
                        value: value(),
                        found: c,
                    });
                }
            }
        }
        match (plus, zeros) {
            (false, 0) if count == 0 => return Err(NumberError::Empty),
            (false, 0) => return Err(NumberError::NoPrefix { value: value() }),
            (false, 1) => return Err(NumberError::Local { value: value() }),
            (true, 0) | (false, 2) => {}
            _ => return Err(NumberError::CountryCode { value: value() }),
        }
        if !DIGITS.contains(&count) {
            return Err(NumberError::Length {
                value: value(),
                digits: count,
            });
        }
        let code = countries::calling_code(number);
        let zero_follows = countries::leading(number, countries::digits(code) + 1) == code * 10;
        if text.contains("(0)") || zero_follows && countries::NO_ZERO_AFTER.contains(&code) {
            return Err(NumberError::TrunkZero { value: value() });
        }
        Ok(Self(number))
    }
}

impl TryFrom<&str> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: &str) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl TryFrom<&String> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: &String) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl TryFrom<Cow<'_, str>> for PhoneNumber {
    type Error = NumberError;

    fn try_from(text: Cow<'_, str>) -> Result<Self, NumberError> {
        text.parse()
    }
}

impl From<&PhoneNumber> for PhoneNumber {
    fn from(number: &PhoneNumber) -> Self {
        *number
    }
}

impl From<&PhoneNumber> for String {
    fn from(number: &PhoneNumber) -> Self {
        number.to_string()
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.to_string()
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
