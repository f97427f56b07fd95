//! What to do with rows that may be mistakes.

/// What to do with a value outside GSM-7 if the message's own text is GSM-7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum OutsideGsm {
    /// The row is an error. The message would be Unicode for this receiver, at up to three times
    /// the price, and OVHcloud advises GSM-7 for merged columns.
    #[default]
    Refuse,
    /// The value is rewritten as [`to_gsm`](crate::message::to_gsm) proposes (`François` becomes
    /// `Francois`). If that is not possible, the row is an error.
    Transliterate,
    /// The value is sent unchanged; the estimate includes its cost.
    Keep,
}

/// What to do with a number that occurs twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Duplicates {
    /// Every row after the first with the same number is an error.
    #[default]
    Refuse,
    /// The first row is kept; the others are left out and counted.
    KeepFirst,
}

/// What to do with a number that can't receive SMS, by the numbering plan of its country.
///
/// These are fixed lines, numbers for calls over the internet ([`NumberKind::Voip`]: in France those
/// that begin with 09), and numbers of services ([`NumberKind::Special`]: free, premium, pagers,
/// voicemail). Some operators deliver SMS to some of them. Countries whose fixed and mobile numbers
/// look the same have only mobile numbers.
///
/// [`NumberKind::Voip`]: crate::NumberKind::Voip
/// [`NumberKind::Special`]: crate::NumberKind::Special
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Landlines {
    /// The rows are sent, with a warning.
    #[default]
    Warn,
    /// The rows are errors.
    Refuse,
    /// The rows are left out and counted.
    Drop,
}

/// What to do with a number of possible length whose range is not assigned.
///
/// The plans change: a number that is assigned today may be unknown to this library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum UnknownNumbers {
    /// The rows are errors.
    #[default]
    Refuse,
    /// The rows are sent, with a warning.
    Keep,
}
