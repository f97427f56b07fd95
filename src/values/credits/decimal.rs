//! Reads a decimal text as thousandths, without a binary fraction in between.

use crate::lenient::is_number;

/// Why a text has no thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Error {
    NotANumber,
    OutOfRange,
}

/// Returns the thousandths of a decimal number in JSON's grammar, halves rounded away from zero.
pub(super) fn thousandths(text: &str) -> Result<i64, Error> {
    if !is_number(text) {
        return Err(Error::NotANumber);
    }
    let (negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text),
    };
    let (mantissa, exponent) = size.split_once(['e', 'E']).unwrap_or((size, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let digits = digits.trim_start_matches('0');
    if digits.is_empty() {
        return Ok(0);
    }
    // The number is `digits × 10^shift` thousandths.
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let shift = power(exponent).saturating_sub(places).saturating_add(3);
    let size = match usize::try_from(shift) {
        Ok(zeros) => whole_digits(digits, zeros)?,
        Err(_) => rounded(digits, shift.unsigned_abs())?,
    };
    let signed = if negative {
        -i128::from(size)
    } else {
        i128::from(size)
    };
    i64::try_from(signed).map_err(|_| Error::OutOfRange)
}

/// Returns an exponent, or the nearest bound of an `i32`: there every number but zero is out of
/// range, or rounds to zero.
fn power(exponent: &str) -> i64 {
    let bound = match exponent.starts_with('-') {
        true => i32::MIN,
        false => i32::MAX,
    };
    i64::from(exponent.parse::<i32>().unwrap_or(bound))
}

/// Returns the number of these digits and as many zeros.
fn whole_digits(digits: &str, zeros: usize) -> Result<u64, Error> {
    let digits: u64 = digits.parse().map_err(|_| Error::OutOfRange)?;
    let power = u32::try_from(zeros)
        .ok()
        .and_then(|z| 10_u64.checked_pow(z));
    power
        .and_then(|power| digits.checked_mul(power))
        .ok_or(Error::OutOfRange)
}

/// Returns the number of these digits without the last `cut`, by which it is rounded.
fn rounded(digits: &str, cut: u64) -> Result<u64, Error> {
    let kept = usize::try_from(cut)
        .ok()
        .and_then(|cut| digits.len().checked_sub(cut));
    // Less than a tenth of a thousandth.
    let Some(kept) = kept else { return Ok(0) };
    let (kept, rest) = digits.split_at_checked(kept).unwrap_or((digits, ""));
    let kept: u64 = match kept {
        "" => 0,
        kept => kept.parse().map_err(|_| Error::OutOfRange)?,
    };
    let up = rest.as_bytes().first().is_some_and(|first| *first >= b'5');
    kept.checked_add(u64::from(up)).ok_or(Error::OutOfRange)
}
