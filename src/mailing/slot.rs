//! Receiver slots: the service keeps nine lists of receivers.

use std::fmt;

/// One of the service's nine lists of receivers.
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
    /// The slot of that number; none but for 1 to 9.
    #[must_use]
    pub const fn new(id: u8) -> Option<Self> {
        match id {
            1..=9 => Some(Self(id)),
            _ => None,
        }
    }

    /// All nine.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=9).map(Self)
    }

    /// The number, 1 to 9.
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
