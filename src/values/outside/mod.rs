//! Text from outside, such as files: its encoding, and which of its characters are visible.

#[cfg(feature = "csv")]
mod decoder;
mod encoding;
mod text;
mod visible;

#[cfg(feature = "csv")]
pub(crate) use decoder::Decoder;
#[cfg(feature = "csv")]
pub(crate) use encoding::{Encoding, encoding};
pub use text::{TextError, decode_text};
pub(crate) use visible::has_visible;
#[cfg(feature = "csv")]
pub(crate) use visible::{leading_marks, trimmed};
