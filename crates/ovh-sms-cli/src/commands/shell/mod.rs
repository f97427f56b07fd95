//! What a shell and `man` know of the command line: completions and manual pages.

pub(super) mod completions;
pub(super) mod man;
