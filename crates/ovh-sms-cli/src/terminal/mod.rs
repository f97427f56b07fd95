//! The terminal: output, logging and Ctrl-C.

pub(crate) mod browser;
pub(crate) mod help;
pub(crate) mod interrupt;
pub(crate) mod log;
pub(crate) mod output;
pub(crate) mod texts;
