//! Conversions of numbers without loss.

/// From this number on a `f64` cannot represent every integer.
const UNSAFE: f64 = 9_007_199_254_740_992.0;

/// Converts a number without a fraction that a `f64` represents exactly: 10.0 is 10.
pub fn integer_of_float(value: f64) -> Option<i64> {
    // The cast is exact within these bounds.
    (value.fract() == 0.0 && value.abs() < UNSAFE).then_some(value as i64)
}

/// Converts an integer that a `f64` represents exactly.
pub(super) fn float_of_integer(value: i128) -> Option<f64> {
    let float = value as f64;
    (float as i128 == value).then_some(float)
}

/// Parses the integer of a text that holds a JSON number: `"10"` and `"10.0"` are 10.
///
/// A text that is not a JSON number (`"+33600000000"`, `"007"`, `" 1"`) may be something other than
/// a number, and an exponent may hide digits.
pub(super) fn integer_of_text(text: &str) -> Option<i64> {
    if !is_number(text) {
        return None;
    }
    match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|b| b == b'0') => whole.parse().ok(),
        Some(_) => None,
        None => text.parse().ok(),
    }
}

/// Parses the number of a text that holds a JSON number: `"1.5"` is 1.5.
pub(super) fn float_of_text(text: &str) -> Option<f64> {
    if !is_number(text) {
        return None;
    }
    if let Ok(integer) = text.parse::<i128>() {
        return float_of_integer(integer);
    }
    text.parse().ok().filter(|value: &f64| value.abs() < UNSAFE)
}

/// Returns true if a text is a number by the grammar of JSON.
pub fn is_number(text: &str) -> bool {
    let text = text.strip_prefix('-').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            Some(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)),
        ),
        None => (text, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits(whole)
        && (whole == "0" || !whole.starts_with('0'))
        && fraction.is_none_or(digits)
        && exponent.is_none_or(digits)
}
