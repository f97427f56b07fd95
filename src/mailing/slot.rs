//! Receiver slots: the service stores nine lists of receivers, and a key identifies the run that
//! filled one.

use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use ovh_api::runtime::masked::masked;
use ovh_api::runtime::printable::quoted;

/// One of the account's nine numbered slots, each of which holds a list of receivers.
///
/// ```
/// use ovh_sms::mailing::Slot;
///
/// assert_eq!(Slot::new(3).map(Slot::id), Some(3));
/// assert_eq!(Slot::new(10), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot(u8);

impl Slot {
    /// Returns the slot of that number; `None` unless it is 1 to 9.
    #[must_use]
    pub const fn new(id: u8) -> Option<Self> {
        match id {
            1..=9 => Some(Self(id)),
            _ => None,
        }
    }

    /// Returns all nine slots.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=9).map(Self)
    }

    /// Returns the number, 1 to 9.
    #[must_use]
    pub const fn id(self) -> u8 {
        self.0
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Identifies the runs that filled a slot; part of the slot's description.
///
/// Each [`CheckedMailing`](super::CheckedMailing) has a random key. A run uses, empties and deletes
/// only slots that have its own key, and requests nothing while a slot of the same mailing has
/// another key. A program that keeps a journal stores the key there before the first
/// [`send`](super::CheckedMailing::send), so that the next run can [use it
/// again](super::CheckedMailing::with_slot_key). The key is not a secret.
///
/// ```
/// use ovh_sms::mailing::SlotKey;
///
/// let key = SlotKey::random();
/// assert_eq!(key.to_string().parse(), Ok(key));
/// assert!("0a1b2c3".parse::<SlotKey>().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SlotKey(u32);

impl SlotKey {
    /// The number of hexadecimal digits in a key.
    pub(super) const DIGITS: usize = 8;

    /// Returns a new random key.
    #[must_use]
    pub fn random() -> Self {
        // All bits of the first field of a random UUID are random.
        Self(Uuid::new_v4().as_fields().0)
    }
}

impl fmt::Display for SlotKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

/// The text is not a [`SlotKey`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{} is not a slot key: a slot key has {} hexadecimal digits",
    quoted(.value),
    SlotKey::DIGITS
)]
#[non_exhaustive]
pub struct InvalidSlotKey {
    /// The text, shortened, and masked if it may be a phone number.
    pub value: String,
}

impl FromStr for SlotKey {
    type Err = InvalidSlotKey;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let invalid = || InvalidSlotKey {
            value: masked(text),
        };
        let is_hex = text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if text.len() != Self::DIGITS || !is_hex {
            return Err(invalid());
        }
        let number = u32::from_str_radix(text, 16);
        number.map(Self).map_err(|_| invalid())
    }
}
