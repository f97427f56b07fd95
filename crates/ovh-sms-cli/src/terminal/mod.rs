//! The terminal: what is printed, logged, and caught from the keyboard.

pub(crate) mod help;
pub(crate) mod interrupt;
pub(crate) mod log;
pub(crate) mod output;
