//! The characters of phone numbers, as people type them and programs paste them.

use super::plans::ZEROS;

/// The meaning of a character within a phone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Digit(u8),
    Plus,
    Space,
    /// A hyphen, dash, dot or middle dot.
    Mark(Mark),
    Open,
    Close,
    /// Without a width or a meaning of its own, such as the marks of writing directions.
    Invisible,
    Other,
}

/// What separates two groups of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Mark {
    /// Only a parenthesis.
    #[default]
    None,
    Space,
    Hyphen,
    Dot,
    Slash,
}

/// Returns the meaning of a character.
#[inline]
pub(super) fn class(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit(c as u8 - b'0'),
        ' ' => Class::Space,
        '+' => Class::Plus,
        _ => unusual(c),
    }
}

fn unusual(c: char) -> Class {
    match c {
        '\u{fe62}' | '\u{ff0b}' => Class::Plus,
        '(' | '\u{ff08}' => Class::Open,
        ')' | '\u{ff09}' => Class::Close,
        '-'
        | '\u{58a}'
        | '\u{5be}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{301c}'
        | '\u{30fc}'
        | '\u{fe58}'
        | '\u{fe63}'
        | '\u{ff0d}' => Class::Mark(Mark::Hyphen),
        '.' | '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' | '\u{2219}' | '\u{22c5}'
        | '\u{30fb}' | '\u{ff0e}' => Class::Mark(Mark::Dot),
        '/' | '\u{2044}' | '\u{2215}' | '\u{ff0f}' => Class::Mark(Mark::Slash),
        _ if is_invisible(c) => Class::Invisible,
        // Two lines are two numbers.
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Class::Other,
        _ if c.is_whitespace() => Class::Space,
        _ => digit(c).map_or(Class::Other, Class::Digit),
    }
}

/// Returns whether a character has neither a width nor a meaning of its own. Those that show digits in
/// another order than that of the text (U+202D, U+202E) have one.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202c}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'
    )
}

/// Returns the value of a decimal digit of any script, which `char::to_digit` does only for ASCII.
fn digit(c: char) -> Option<u8> {
    let sets = ZEROS.partition_point(|&zero| zero <= c);
    let zero = *ZEROS.get(sets.checked_sub(1)?)?;
    let value = u32::from(c) - u32::from(zero);
    u8::try_from(value).ok().filter(|&value| value < 10)
}

/// How URLs of phone numbers begin (RFC 3966).
const SCHEME: &str = "tel:";

/// Returns a text without white space and invisible characters at its ends, and without the scheme of
/// URLs of phone numbers.
pub(super) fn trimmed(text: &str) -> &str {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    if (bytes.first() == Some(&b'+') || is_digit(bytes.first())) && is_digit(bytes.last()) {
        return text;
    }
    let is_space = |c: char| c.is_whitespace() || is_invisible(c);
    let text = text.trim_matches(is_space);
    match text.split_at_checked(SCHEME.len()) {
        Some((scheme, number)) if scheme.eq_ignore_ascii_case(SCHEME) => {
            number.trim_start_matches(is_space)
        }
        _ => text,
    }
}
