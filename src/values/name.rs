//! Names that OVHcloud restricts, checked once when they are created: services, senders, tags.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::number::PhoneNumber;
use ovh_api::runtime::masked::masked;
use ovh_api::runtime::printable::quoted;

/// Why a name is invalid. The message shows the text, what is wrong with it and the rule.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// The text is not a [`ServiceName`].
    #[error(
        "service name {} {problem}: use a name that `GET /sms` lists, such as sms-ab12345-1",
        quoted(.value)
    )]
    Service {
        /// The invalid text, shortened, and masked if it may be a phone number.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The text is not a [`SenderName`].
    #[error(
        "sender {} {problem}: 3 to 11 letters, digits, spaces and `-.,&+` without accents, \
         or a phone number as in +33600000000",
        quoted(.value)
    )]
    Sender {
        /// The invalid text, shortened, and masked if it may be a phone number.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// The text is not a [`Tag`].
    #[error(
        "tag {} {problem}: 1 to 36 letters without accents, digits, `-`, `_` or `.`",
        quoted(.value)
    )]
    Tag {
        /// The invalid text, shortened, and masked if it may be a phone number.
        value: String,
        /// What is wrong with it.
        problem: &'static str,
    },
}

/// The methods and traits of the checked text types below, similar to those of `String`.
macro_rules! checked_text {
    ($name:ident, $variant:ident, $problem:ident) => {
        impl $name {
            /// Returns the text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(value: String) -> Result<Self, NameError> {
                match $problem(&value) {
                    None => Ok(Self(value)),
                    Some(problem) => Err(NameError::$variant {
                        value: masked(&value),
                        problem,
                    }),
                }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = NameError;

            fn try_from(value: &str) -> Result<Self, NameError> {
                value.to_owned().try_into()
            }
        }

        impl TryFrom<&String> for $name {
            type Error = NameError;

            fn try_from(value: &String) -> Result<Self, NameError> {
                value.clone().try_into()
            }
        }

        impl TryFrom<Cow<'_, str>> for $name {
            type Error = NameError;

            fn try_from(value: Cow<'_, str>) -> Result<Self, NameError> {
                value.into_owned().try_into()
            }
        }

        impl From<&$name> for $name {
            fn from(name: &$name) -> Self {
                name.clone()
            }
        }

        impl FromStr for $name {
            type Err = NameError;

            fn from_str(value: &str) -> Result<Self, NameError> {
                value.try_into()
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl From<&$name> for String {
            fn from(name: &$name) -> Self {
                name.0.clone()
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    };
}

/// The name of an SMS account: `sms-ab12345-1`, `smpp-ab12345-1`.
///
/// It is part of the path of every request. A name that would change that path is refused: an empty
/// name, `.`, `..`, slashes, `%`, `?`, `#`, spaces, control characters. The service checks the
/// rest.
///
/// ```
/// use ovh_sms::ServiceName;
///
/// let name: ServiceName = "sms-ab12345-1".parse()?;
/// assert_eq!(name.as_str(), "sms-ab12345-1");
/// assert!("../me".parse::<ServiceName>().is_err());
/// # Ok::<(), ovh_sms::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ServiceName(String);

checked_text!(ServiceName, Service, service_problem);

fn service_problem(name: &str) -> Option<&'static str> {
    let changes_path =
        |c: char| matches!(c, '/' | '\\' | '%' | '?' | '#') || c.is_whitespace() || c.is_control();
    match name {
        "" => Some("is empty"),
        "." | ".." => Some("is a relative path"),
        _ if name.contains(changes_path) => {
            Some("contains a slash, a space or another character that would change the path")
        }
        _ => None,
    }
}

/// A sender: a name of 3 to 11 characters, or a phone number.
///
/// Names have ASCII letters, digits, spaces (inside) and `-.,&+`. A phone number (a virtual number
/// or a number that you own) begins with `+` or `00` and has no separators. The text is not
/// changed: it is the key in `/sms/{serviceName}/senders/{sender}`, where the client
/// percent-encodes it (`MP%20RENOV`).
///
/// A well-formed sender may still be unusable: it must be created (`POST …/senders`) and validated.
///
/// ```
/// use ovh_sms::SenderName;
///
/// assert!("MP RENOV".parse::<SenderName>().is_ok());
/// assert!("+33600000000".parse::<SenderName>()?.number().is_some());
/// assert!("Crédit".parse::<SenderName>().is_err());
/// # Ok::<(), ovh_sms::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SenderName(String);

checked_text!(SenderName, Sender, sender_problem);

impl SenderName {
    /// Returns the phone number, if the sender is one.
    #[must_use]
    pub fn number(&self) -> Option<PhoneNumber> {
        bare_number(&self.0)
    }
}

impl From<PhoneNumber> for SenderName {
    fn from(number: PhoneNumber) -> Self {
        Self(number.to_string())
    }
}

/// Parses a phone number that has no separators between its digits.
fn bare_number(text: &str) -> Option<PhoneNumber> {
    let digits = text.strip_prefix('+').or_else(|| text.strip_prefix("00"))?;
    let bare = digits.bytes().all(|b| b.is_ascii_digit());
    // No message goes to a sender: the service decides which ones it has.
    bare.then(|| PhoneNumber::from_service(text)).flatten()
}

fn sender_problem(name: &str) -> Option<&'static str> {
    let allowed =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '-' | '.' | ',' | '&' | '+');
    if bare_number(name).is_some() {
        return None;
    }
    if !name.chars().all(allowed) {
        return Some("contains a character that senders cannot have");
    }
    match name.len() {
        0..3 => Some("is too short"),
        3..=11 if name.trim() != name => Some("begins or ends with a space"),
        3..=11 => None,
        _ => Some("is too long"),
    }
}

/// A tag: a label of sent messages, by which they can be found. The API returns it with the
/// messages.
///
/// It has 1 to 36 ASCII letters, digits, `-`, `_` and `.`: `colis-42`, or a UUID. The limit is not
/// documented by OVHcloud. Up to 20 letters and digits are the safest, because OVHcloud's older HTTP
/// gateway accepts no others; the API has accepted UUIDs. Tags that the server assigned may have
/// another form, so they are plain text in responses.
///
/// ```
/// use ovh_sms::Tag;
///
/// let tag: Tag = "winter2026".parse()?;
/// assert_eq!(tag.to_string(), "winter2026");
/// assert_eq!(Tag::random().as_str().len(), 16);
/// # Ok::<(), ovh_sms::NameError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tag(String);

checked_text!(Tag, Tag, tag_problem);

impl Tag {
    /// Letters and digits of a random tag.
    const RANDOM_LEN: usize = 16;

    /// Creates a random tag: 16 lowercase letters and digits, the form of the tags that the server
    /// assigns.
    ///
    /// It has more than 80 random bits, so that no two sends share a tag: a send with an unknown
    /// result is found by its tag. It is not a secret.
    #[must_use]
    pub fn random() -> Self {
        const ALPHABET: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        // A UUID has 122 random bits; its six fixed bits are above and among those that the digits
        // use.
        let mut rest = uuid::Uuid::new_v4().as_u128();
        let text = (0..Self::RANDOM_LEN)
            .filter_map(|_| {
                let digit = (rest % 36) as usize;
                rest /= 36;
                ALPHABET.get(digit).copied().map(char::from)
            })
            .collect();
        Self(text)
    }
}

impl Tag {
    /// Returns whether a text has the form of a [`random`](Self::random) tag.
    pub(crate) fn is_random(text: &str) -> bool {
        let is_digit = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit();
        text.len() == Self::RANDOM_LEN && text.bytes().all(is_digit)
    }
}

fn tag_problem(tag: &str) -> Option<&'static str> {
    match tag.len() {
        0 => Some("is empty"),
        _ if !tag
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) =>
        {
            Some("contains a character that is not a letter, a digit, `-`, `_` or `.`")
        }
        1..=36 => None,
        _ => Some("is too long"),
    }
}
