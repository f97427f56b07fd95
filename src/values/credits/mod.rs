//! Numbers of credits: exact to a thousandth.

mod decimal;

use std::borrow::Cow;
use std::fmt;
use std::io::Write;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub, SubAssign};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

use ovh_api::runtime::lenient::{self, Scalar, Wire};
use ovh_api::runtime::masked::shown;

/// A number of credits, OVHcloud's unit of payment: exact to a thousandth of a credit.
///
/// One part of a message costs one credit or a fraction of it, by the country of the receiver. The
/// API sends credits as JSON numbers. That they have at most three decimal places is not documented
/// by OVHcloud. A number with more is rounded on its decimal text, halves away from zero: 1234.5675
/// is 1234.568, and -1234.5675 is -1234.568. [`text`](Self::text) returns the number as the server
/// wrote it.
///
/// ```
/// use ovh_sms::Credits;
///
/// let rate: Credits = "0.8".parse()?;
/// let total: Credits = [rate, Credits::from(2), rate * 3].into_iter().sum();
/// assert_eq!(total, "5.2".parse()?);
/// assert_eq!(total.thousandths(), 5200);
/// assert_eq!(format!("{total} credits"), "5.2 credits");
/// # Ok::<(), ovh_sms::CreditsError>(())
/// ```
///
/// # Comparison
///
/// Two numbers are equal if their thousandths are equal; the server's text does not count. The same
/// applies to order and to `Hash`.
///
/// # Range
///
/// The range is that of an `i64` of thousandths: about ±9.2 × 10¹⁵ credits. A number outside it is
/// an error, and in a response it is absent. The operators `+`, `-` and `*` stop at the bounds, so
/// that a cost that is too large never passes a limit; `checked_add`, `checked_sub` and
/// `checked_mul` return `None` there.
///
/// # JSON
///
/// It is written as a JSON number, as an `f64` is (`5.0`, `0.8`): exactly below 2⁴³ credits, from
/// there on as the nearest `f64`. It is read from a number, and from a text that contains one
/// (`"1.5"`).
#[derive(Clone, Copy, Default)]
pub struct Credits {
    thousandths: i64,
    text: Text,
}

/// The longest text that is kept; the shortest decimal of an `f64` rarely has more characters.
const LONGEST_TEXT: usize = 23;

/// The server's text, if it differs from the canonical one; otherwise it is empty.
#[derive(Clone, Copy, Default)]
struct Text {
    len: u8,
    bytes: [u8; LONGEST_TEXT],
}

impl Text {
    const NONE: Self = Self {
        len: 0,
        bytes: [0; LONGEST_TEXT],
    };

    /// Returns the shortest exact decimal; it has at most 21 characters.
    fn canonical(thousandths: i64) -> Self {
        let size = thousandths.unsigned_abs();
        let (whole, rest) = (size / 1000, size % 1000);
        let sign = if thousandths < 0 { "-" } else { "" };
        let mut text = Self::NONE;
        let mut left = text.bytes.as_mut_slice();
        let written = match (rest, rest % 100, rest % 10) {
            (0, ..) => write!(left, "{sign}{whole}"),
            (_, 0, _) => write!(left, "{sign}{whole}.{}", rest / 100),
            (.., 0) => write!(left, "{sign}{whole}.{:02}", rest / 10),
            _ => write!(left, "{sign}{whole}.{rest:03}"),
        };
        let len = LONGEST_TEXT - left.len();
        if let (Ok(()), Ok(len)) = (written, u8::try_from(len)) {
            text.len = len;
        }
        text
    }

    fn of(text: &str) -> Self {
        let mut kept = Self::NONE;
        if let (Some(place), Ok(len)) = (kept.bytes.get_mut(..text.len()), u8::try_from(text.len()))
        {
            place.copy_from_slice(text.as_bytes());
            kept.len = len;
        }
        kept
    }

    fn as_str(&self) -> &str {
        let bytes = self.bytes.get(..usize::from(self.len)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

/// Why a value is not a number of credits.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CreditsError {
    /// The text is not a decimal number.
    #[error("`{value}` is not a number of credits: write it as in 1.5")]
    NotANumber {
        /// The text, or its beginning.
        value: String,
    },
    /// The number is outside the range.
    #[error("`{value}` credits are out of range: at most 9223372036854775.807 can be represented")]
    OutOfRange {
        /// The number, or its beginning.
        value: String,
    },
}

impl Credits {
    /// No credits.
    pub const ZERO: Self = Self::from_thousandths(0);

    /// Returns this many thousandths of a credit.
    #[must_use]
    pub const fn from_thousandths(thousandths: i64) -> Self {
        Self {
            thousandths,
            text: Text::NONE,
        }
    }

    /// Returns the number in thousandths of a credit.
    #[must_use]
    pub const fn thousandths(self) -> i64 {
        self.thousandths
    }

    /// Returns the number as the server wrote it: `1.10`, `0.30000000000000004`.
    ///
    /// A number that was not read from a response, or that is longer than 23 characters, is returned
    /// as `Display` writes it. A response that was decoded from something other than JSON text (for
    /// example from a [`serde_json::Value`]) states the shortest text of the number.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self.text.as_str() {
            "" => self.to_string().into(),
            text => text.into(),
        }
    }

    /// Returns the nearest `f64`.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "the cast is exact")]
    pub fn to_f64(self) -> f64 {
        let exact = 1 << f64::MANTISSA_DIGITS;
        if self.thousandths.unsigned_abs() <= exact {
            return self.thousandths as f64 / 1000.0;
        }
        // Every decimal text is a number.
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Returns whether the number is less than zero.
    #[must_use]
    pub const fn is_negative(self) -> bool {
        self.thousandths < 0
    }

    /// Returns the sum; `None` outside the range.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = self.thousandths.checked_add(other.thousandths);
        sum.map(Self::from_thousandths)
    }

    /// Returns the difference; `None` outside the range.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        let difference = self.thousandths.checked_sub(other.thousandths);
        difference.map(Self::from_thousandths)
    }

    /// Returns a price per part times a number of parts; `None` outside the range.
    ///
    /// ```
    /// use ovh_sms::Credits;
    ///
    /// let price = Credits::from_thousandths(800);
    /// assert_eq!(price.checked_mul(3), Some(Credits::from_thousandths(2400)));
    /// assert_eq!(price.checked_mul(u64::MAX), None);
    /// ```
    #[must_use]
    pub fn checked_mul(self, parts: u64) -> Option<Self> {
        let product = i128::from(self.thousandths).checked_mul(i128::from(parts))?;
        i64::try_from(product).ok().map(Self::from_thousandths)
    }

    /// Reads a decimal number and keeps its text.
    fn parse(text: &str) -> Result<Self, decimal::Error> {
        let thousandths = decimal::thousandths(text)?;
        let text = match Text::canonical(thousandths).as_str() == text {
            true => Text::NONE,
            false => Text::of(text),
        };
        Ok(Self { thousandths, text })
    }
}

impl PartialEq for Credits {
    fn eq(&self, other: &Self) -> bool {
        self.thousandths == other.thousandths
    }
}

impl Eq for Credits {}

impl PartialOrd for Credits {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Credits {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.thousandths.cmp(&other.thousandths)
    }
}

impl std::hash::Hash for Credits {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.thousandths.hash(state);
    }
}

impl fmt::Debug for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Credits({self})")
    }
}

/// Writes the shortest exact decimal: `1.5`, `2`, `-0.001`.
impl fmt::Display for Credits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(Text::canonical(self.thousandths).as_str())
    }
}

/// Reads a decimal number as JSON writes it: `2`, `1.5`, `-0.25`, `1e3`.
impl FromStr for Credits {
    type Err = CreditsError;

    fn from_str(text: &str) -> Result<Self, CreditsError> {
        let value = || shown(text);
        Self::parse(text).map_err(|error| match error {
            decimal::Error::NotANumber => CreditsError::NotANumber { value: value() },
            decimal::Error::OutOfRange => CreditsError::OutOfRange { value: value() },
        })
    }
}

/// Returns the credits of the shortest decimal text of the number, which is the one that `Display`
/// writes.
impl TryFrom<f64> for Credits {
    type Error = CreditsError;

    fn try_from(number: f64) -> Result<Self, CreditsError> {
        number.to_string().parse()
    }
}

macro_rules! from_whole {
    ($($kind:ty)*) => {$(
        impl From<$kind> for Credits {
            fn from(credits: $kind) -> Self {
                Self::from_thousandths(i64::from(credits) * 1000)
            }
        }
    )*};
}

from_whole!(u8 u16 u32 i8 i16 i32);

macro_rules! try_from_whole {
    ($($kind:ty)*) => {$(
        impl TryFrom<$kind> for Credits {
            type Error = CreditsError;

            fn try_from(credits: $kind) -> Result<Self, CreditsError> {
                let whole = i64::try_from(credits).ok();
                let thousandths = whole.and_then(|whole| whole.checked_mul(1000));
                thousandths
                    .map(Self::from_thousandths)
                    .ok_or_else(|| CreditsError::OutOfRange { value: credits.to_string() })
            }
        }
    )*};
}

try_from_whole!(i64 u64 isize usize);

/// Returns the sum, or the bound of the range.
impl Add for Credits {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::from_thousandths(self.thousandths.saturating_add(other.thousandths))
    }
}

impl AddAssign for Credits {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// Returns the difference, or the bound of the range.
impl Sub for Credits {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self::from_thousandths(self.thousandths.saturating_sub(other.thousandths))
    }
}

impl SubAssign for Credits {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}

impl Neg for Credits {
    type Output = Self;

    fn neg(self) -> Self {
        Self::from_thousandths(self.thousandths.saturating_neg())
    }
}

/// Returns a price per part times a number of parts, or the bound of the range.
impl Mul<u64> for Credits {
    type Output = Self;

    fn mul(self, parts: u64) -> Self {
        let bound = if self.is_negative() {
            i64::MIN
        } else {
            i64::MAX
        };
        self.checked_mul(parts)
            .unwrap_or(Self::from_thousandths(bound))
    }
}

/// Returns the sum, or the bound of the range.
impl Sum for Credits {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

impl<'a> Sum<&'a Credits> for Credits {
    fn sum<I: Iterator<Item = &'a Self>>(all: I) -> Self {
        all.copied().sum()
    }
}

impl Serialize for Credits {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_f64(self.to_f64())
    }
}

impl Scalar for Credits {
    const EXPECTED: &'static str = "a number of credits";

    fn wire<'de, D: Deserializer<'de>>(from: D) -> Result<Wire<'de>, D::Error> {
        Wire::read_digits(from)
    }

    fn convert(wire: Wire<'_>) -> Option<Self> {
        let text: Cow<'_, str> = match wire {
            Wire::Digits(text) | Wire::Text(text) => text,
            Wire::Signed(value) => value.to_string().into(),
            Wire::Unsigned(value) => value.to_string().into(),
            // As serde_json writes it.
            Wire::Float(value) => format!("{value:?}").into(),
            _ => return None,
        };
        Self::parse(&text).ok()
    }
}

impl<'de> Deserialize<'de> for Credits {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        lenient::required(from)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Credits {
    fn schema_name() -> String {
        "Credits".to_owned()
    }

    fn is_referenceable() -> bool {
        false
    }

    fn json_schema(generator: &mut schemars::r#gen::SchemaGenerator) -> schemars::schema::Schema {
        f64::json_schema(generator)
    }
}

#[cfg(test)]
mod tests;
