//! The exit codes of the program.

/// Done.
pub const DONE: u8 = 0;
/// Refused or failed.
pub const FAILED: u8 = 1;
/// The command line is not right.
pub const USAGE: u8 = 2;
/// Whether the message was sent is not known.
pub const UNKNOWN: u8 = 3;
/// Sent to some receivers and not to others.
pub const PARTLY: u8 = 4;
