//! The exit codes of `ovh-sms`.

/// The command succeeded.
pub const DONE: u8 = 0;
/// The request was refused, or the command failed.
pub const FAILED: u8 = 1;
/// The command line is wrong.
pub const USAGE: u8 = 2;
/// The outcome is unknown: the message may have been sent.
pub const UNKNOWN: u8 = 3;
/// The message was sent to some receivers and not to others.
pub const PARTLY: u8 = 4;
