//! Decodes a whole text.

use thiserror::Error;

use super::encoding::{Encoding, marked, zeros};

/// Why bytes are not a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TextError {
    /// A byte is not UTF-8.
    #[error(
        "byte 0x{byte:02X} at position {position}, on line {line}, is not UTF-8: save the text as UTF-8"
    )]
    NotUtf8 {
        /// The first invalid byte.
        byte: u8,
        /// Its position, from 1.
        position: usize,
        /// Its line, from 1.
        line: usize,
    },
    /// The text is UTF-16 and has an unpaired surrogate, or its last character is cut.
    #[error(
        "the text is UTF-16, and the unit at position {position} can't be read: save the text as UTF-8"
    )]
    Utf16 {
        /// The position of the first byte that can't be read, from 1.
        position: usize,
    },
    /// The text contains a NUL character, so the bytes are not text or are damaged.
    #[error(
        "the byte at position {position}, on line {line}, is NUL (0x00), which is not text: save the text as UTF-8, without it"
    )]
    Nul {
        /// The position of the byte, from 1.
        position: usize,
        /// Its line, from 1.
        line: usize,
    },
}

/// Reads the bytes of a file or a pipe as text.
///
/// A UTF-8 byte order mark is removed: as part of a message it would make the message Unicode, at
/// up to three times the price. UTF-16 is decoded; without a byte order mark it is recognized by its
/// zero bytes. Other bytes must be UTF-8.
///
/// ```
/// use ovh_sms::message::{TextError, decode_text};
///
/// assert_eq!(decode_text(b"\xef\xbb\xbfBonjour")?, "Bonjour");
/// assert_eq!(decode_text(b"\xff\xfeZ\0o\0\xe9\0")?, "Zoé");
/// assert_eq!(
///     decode_text(b"Zo\xe9").unwrap_err(),
///     TextError::NotUtf8 { byte: 0xe9, position: 3, line: 1 },
/// );
/// # Ok::<(), TextError>(())
/// ```
///
/// # Errors
/// [`TextError`]: the first byte that is not text, with its position.
pub fn decode_text(bytes: &[u8]) -> Result<String, TextError> {
    let text = match marked(bytes) {
        Some((Encoding::Utf8, length)) => utf8(bytes, length)?,
        Some((encoding, length)) => utf16(bytes, length, encoding)?,
        None => match zeros(bytes) {
            Some(encoding) => utf16(bytes, 0, encoding)?,
            None => utf8(bytes, 0)?,
        },
    };
    Ok(text)
}

fn utf8(bytes: &[u8], mark: usize) -> Result<String, TextError> {
    let line = |position: usize| {
        let before = bytes.get(..position).unwrap_or_default();
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    };
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(TextError::Nul {
            position: at + 1,
            line: line(at),
        });
    }
    let text = bytes.get(mark..).unwrap_or_default();
    std::str::from_utf8(text)
        .map(str::to_owned)
        .map_err(|error| {
            let at = mark + error.valid_up_to();
            TextError::NotUtf8 {
                byte: bytes.get(at).copied().unwrap_or_default(),
                position: at + 1,
                line: line(at),
            }
        })
}

fn utf16(bytes: &[u8], mark: usize, encoding: Encoding) -> Result<String, TextError> {
    let pairs = bytes.get(mark..).unwrap_or_default().chunks(2);
    let mut text = String::with_capacity(bytes.len());
    let mut at = mark;
    let units = pairs.map(|pair| match (pair, encoding) {
        ([first, second], Encoding::Utf16Be) => u16::from_be_bytes([*first, *second]),
        ([first, second], _) => u16::from_le_bytes([*first, *second]),
        // Half a unit: an unpaired surrogate can't be read either.
        _ => 0xd800,
    });
    for found in char::decode_utf16(units) {
        match found {
            Ok('\0') => {
                return Err(TextError::Nul {
                    position: at + 1,
                    line: 1 + text.matches('\n').count(),
                });
            }
            Ok(c) => {
                text.push(c);
                at += 2 * c.len_utf16();
            }
            Err(_) => return Err(TextError::Utf16 { position: at + 1 }),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_removed_and_utf_16_is_read() {
        for (bytes, text) in [
            (&b""[..], ""),
            (b"Zo\xc3\xa9", "Zoé"),
            (b"\xef\xbb\xbfZo\xc3\xa9\r\n", "Zoé\r\n"),
            (b"\xff\xfeZ\0\xe9\0", "Zé"),
            (b"\xfe\xff\0Z\0\xe9", "Zé"),
            (b"\xff\xfe\x3c\xd8\x89\xdf", "🎉"),
            (b"a\0b\0\xe9\0", "abé"),
            (b"\0a\0b\0\xe9", "abé"),
        ] {
            assert_eq!(decode_text(bytes).as_deref(), Ok(text), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_not_text_is_named_with_its_position() {
        for (bytes, error) in [
            (
                &b"a\nZo\xe9"[..],
                TextError::NotUtf8 {
                    byte: 0xe9,
                    position: 5,
                    line: 2,
                },
            ),
            (
                b"\xef\xbb\xbf\x80",
                TextError::NotUtf8 {
                    byte: 0x80,
                    position: 4,
                    line: 1,
                },
            ),
            (
                b"ab\n\nc\0d",
                TextError::Nul {
                    position: 6,
                    line: 3,
                },
            ),
            (
                b"\xff\xfea\0\0\0",
                TextError::Nul {
                    position: 5,
                    line: 1,
                },
            ),
            (b"\xff\xfea\0\x3c\xd8b\0", TextError::Utf16 { position: 5 }),
            (b"\xff\xfea\0b", TextError::Utf16 { position: 5 }),
            (b"a\0b\0c", TextError::Utf16 { position: 5 }),
        ] {
            assert_eq!(decode_text(bytes), Err(error), "{bytes:?}");
        }
    }
}
