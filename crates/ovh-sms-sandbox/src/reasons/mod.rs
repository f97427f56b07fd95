//! Reasons of refusals in words, for the journal.

pub(crate) mod access;
mod bodies;
pub(crate) mod signature;
mod urls;

/// The maximum number of bytes of a body that a reason shows.
const SHOWN: usize = 4096;
/// How many characters of a consumer key are shown.
const KEY_START: usize = 4;

/// Returns the first characters of a consumer key, as the journal shows it.
pub(crate) fn key_start(key: &str) -> String {
    key.chars().take(KEY_START).collect()
}
