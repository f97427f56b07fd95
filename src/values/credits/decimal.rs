//! Reads a decimal text as thousandths, without a binary fraction in between.

use ovh_api::runtime::lenient::is_number;

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
    let digits = Digits { whole, fraction };
    if digits.all().all(|digit| digit == b'0') {
        return Ok(0);
    }
    // The number is `digits × 10^shift` thousandths.
    let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
    let shift = power(exponent).saturating_sub(places).saturating_add(3);
    let size = match usize::try_from(shift) {
        Ok(zeros) => digits.followed_by(zeros),
        Err(_) => digits.without(shift.unsigned_abs()),
    };
    let size = size.ok_or(Error::OutOfRange)?;
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

/// The digits of a number, before and after the point.
struct Digits<'a> {
    whole: &'a str,
    fraction: &'a str,
}

impl Digits<'_> {
    fn all(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes())
    }

    /// Returns the number of the digits and as many zeros.
    fn followed_by(&self, zeros: usize) -> Option<u64> {
        let power = 10_u64.checked_pow(u32::try_from(zeros).ok()?)?;
        number(self.all())?.checked_mul(power)
    }

    /// Returns the number of the digits without the last `cut`, by which it is rounded.
    fn without(&self, cut: u64) -> Option<u64> {
        let len = self.whole.len() + self.fraction.len();
        let kept = usize::try_from(cut)
            .ok()
            .and_then(|cut| len.checked_sub(cut));
        // Otherwise less than a tenth of a thousandth.
        let Some(kept) = kept else { return Some(0) };
        let up = self.all().nth(kept).is_some_and(|digit| digit >= b'5');
        number(self.all().take(kept))?.checked_add(u64::from(up))
    }
}

fn number(mut digits: impl Iterator<Item = u8>) -> Option<u64> {
    digits.try_fold(0_u64, |number, digit| {
        let digit = digit.checked_sub(b'0')?;
        number.checked_mul(10)?.checked_add(digit.into())
    })
}
