//! The encoding of bytes, by their byte order mark or their zeros.

/// The byte order mark of UTF-8.
pub(super) const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";

/// The number of bytes that are compared to recognize UTF-16 without a mark.
const SAMPLE: usize = 4096;

/// An encoding of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    Utf8,
    #[cfg(feature = "csv")]
    Windows1252,
    /// UTF-16, least significant byte first.
    Utf16Le,
    /// UTF-16, most significant byte first.
    Utf16Be,
}

/// Returns the encoding that a byte order mark proves, and the length of the mark.
pub(super) fn marked(start: &[u8]) -> Option<(Encoding, usize)> {
    match start {
        [0xef, 0xbb, 0xbf, ..] => Some((Encoding::Utf8, UTF8_MARK.len())),
        [0xff, 0xfe, ..] => Some((Encoding::Utf16Le, 2)),
        [0xfe, 0xff, ..] => Some((Encoding::Utf16Be, 2)),
        _ => None,
    }
}

/// Returns the byte order of UTF-16 without a mark: one byte of most pairs is zero, and never the
/// other one.
pub(super) fn zeros(start: &[u8]) -> Option<Encoding> {
    let sample = start.get(..SAMPLE).unwrap_or(start);
    let (mut first, mut second, mut pairs) = (0_usize, 0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        pairs += 1;
        first += usize::from(pair.first() == Some(&0));
        second += usize::from(pair.last() == Some(&0));
    }
    match (first, second) {
        (0, zeros) if zeros * 2 > pairs => Some(Encoding::Utf16Le),
        (zeros, 0) if zeros * 2 > pairs => Some(Encoding::Utf16Be),
        _ => None,
    }
}

/// Returns the encoding of a file from its first bytes, and the length of its byte order mark.
///
/// A mark proves the encoding, whatever was asked for.
#[cfg(feature = "csv")]
pub(crate) fn encoding(start: &[u8], asked: Encoding) -> (Encoding, usize) {
    let found = marked(start).or_else(|| Some((zeros(start)?, 0)));
    found.unwrap_or((asked, 0))
}
