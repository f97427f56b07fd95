//! Reads texts as phone numbers: one grammar for all inputs.

use super::PhoneNumber;
use super::chars::{Class, Mark, class, trimmed};
use super::error::NumberError;
use super::french;
use super::international::International;
use super::plan::{Fault, NumberKind, plan};
use super::scan::{Scan, Stop};
use ovh_api::runtime::masked::shown;

/// The number of digits that E.164 allows, including the country's code.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// A first group of so many digits is a number of its own if a second one is that short.
const LONG_GROUP: usize = 6;
const SHORT_GROUP: usize = 3;
/// The numbers of digits of short numbers.
const SHORT: std::ops::RangeInclusive<usize> = 3..=6;

/// Which numbers are accepted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reading {
    /// With `+` or `00`.
    International,
    /// Also without.
    Bare,
    /// As the service writes them: also without, and not checked against the country's plan.
    Service,
}

/// A number, and its kind if the reading looked it up.
pub(super) struct Read {
    pub(super) number: PhoneNumber,
    #[cfg_attr(not(feature = "csv"), expect(dead_code, reason = "for mailings"))]
    pub(super) kind: Option<NumberKind>,
}

/// Reads a text.
pub(super) fn read(text: &str, reading: Reading) -> Result<Read, NumberError> {
    let text = trimmed(text);
    let value = || shown(text);
    let scan = scanned(text)?;
    if let Some(stop) = scan.stop {
        return Err(stopped(text, reading, stop));
    }
    if scan.count == 0 && !scan.has_plus {
        return Err(NumberError::Empty);
    }
    if let Some(after) = lone_digit(&scan).or_else(|| decimals(&scan)) {
        return Err(follows(text, after));
    }
    let start = match (scan.has_plus, scan.zeros()) {
        (true, 0) => 0,
        (false, 2) => 2,
        (false, 0) if reading != Reading::International => 0,
        (false, 0) if SHORT.contains(&scan.count) => {
            return Err(NumberError::Short { value: value() });
        }
        (false, 0) if french::lacks_zero(scan.digits()) => {
            return Err(NumberError::NoZero {
                value: value(),
                suggestion: french::international(scan.digits()),
            });
        }
        (false, 0) => return Err(NumberError::NoPrefix { value: value() }),
        (false, 1) => {
            return Err(NumberError::Local {
                value: value(),
                suggestion: scan.digits().get(1..).and_then(french::international),
            });
        }
        _ => return Err(NumberError::CountryCode { value: value() }),
    };
    let is_bare = !scan.has_plus && start == 0;
    if let Some(after) = short_end(&scan).filter(|_| is_bare) {
        return Err(follows(text, after));
    }
    if is_bare && reading == Reading::Bare && french::lacks_zero(scan.digits()) {
        return Err(NumberError::NoZero {
            value: value(),
            suggestion: french::international(scan.digits()),
        });
    }
    let digits = scan.count - start;
    // The prefix (0) of local calls is one of them.
    if !DIGITS.contains(&digits) && digits != DIGITS.end() + 1 {
        return Err(length(text, digits, None));
    }
    let number = International::of(&scan, start);
    let code = number.code;
    let Some(plan) = plan(u64::from(code)) else {
        return match reading {
            Reading::Service if DIGITS.contains(&digits) => Ok(unchecked(number.whole(0))),
            _ => Err(NumberError::UnknownCode {
                value: value(),
                code,
            }),
        };
    };
    let trunk = number.marked_trunk(plan);
    if let Some(suggestion) = number.with_code_once(plan) {
        return Err(NumberError::CodeTwice {
            value: value(),
            code,
            suggestion,
        });
    }
    if let Some(after) = number.wrong_group(plan, trunk) {
        return Err(follows(text, after));
    }
    let national = number.national(trunk);
    let found = number.whole(trunk);
    let digits = digits - trunk;
    if !DIGITS.contains(&digits) {
        return Err(length(text, digits, None));
    }
    if reading == Reading::Service {
        return Ok(unchecked(found));
    }
    let zero = number.foreign_zero(plan, trunk);
    let fault = match zero {
        true => Err(Fault::Trunk(1)),
        false => plan.check(national),
    };
    let overseas = || french::overseas(code, national);
    match fault {
        Ok(kind) if kind != NumberKind::Unknown || found.is_test_number() => Ok(Read {
            number: found,
            kind: Some(kind),
        }),
        Ok(kind) => match overseas() {
            Some(suggestion) => Err(NumberError::OtherCode {
                value: value(),
                code,
                suggestion,
            }),
            // Only a prefix shows that the first digits are a country's code.
            None if is_bare => Err(NumberError::NotAssigned { value: value() }),
            None => Ok(Read {
                number: found,
                kind: Some(kind),
            }),
        },
        Err(Fault::Length) => Err(match overseas() {
            Some(suggestion) => NumberError::OtherCode {
                value: value(),
                code,
                suggestion,
            },
            None => length(text, digits, Some(code)),
        }),
        Err(Fault::Trunk(count)) => Err(NumberError::TrunkZero {
            value: value(),
            trunk: plan
                .trunk(national.get(..count).unwrap_or_default())
                .unwrap_or("0"),
            suggestion: {
                let rest = national.get(count..).unwrap_or_default();
                let is_possible = plan.is_possible(rest) || plan.kind(rest) != NumberKind::Unknown;
                let overseas = french::overseas(code, rest);
                overseas.or_else(|| is_possible.then(|| number.whole(trunk + count)))
            },
        }),
    }
}

fn unchecked(number: PhoneNumber) -> Read {
    Read { number, kind: None }
}

/// Splits a text into groups of digits, unless a spreadsheet wrote it as something else.
pub(super) fn scanned(text: &str) -> Result<Scan, NumberError> {
    let value = || shown(text);
    let scan = Scan::of(text);
    if scan.stop.is_none() {
        return Ok(scan);
    }
    match text.chars().next() {
        Some('\'' | '\u{2018}' | '\u{2019}') => {
            return Err(NumberError::Apostrophe { value: value() });
        }
        Some('=') => return Err(NumberError::Formula { value: value() }),
        _ if is_scientific(text) => return Err(NumberError::Scientific { value: value() }),
        _ => {}
    }
    let is_separator = |c: char| !matches!(class(c), Class::Other | Class::Plus | Class::Digit(_));
    match text.chars().all(is_separator) {
        true => Err(NumberError::Empty),
        false => Ok(scan),
    }
}

/// Returns whether a text is a number such as `3,36E+10`.
pub(crate) fn is_scientific(text: &str) -> bool {
    let Some((number, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let number = number.trim_start_matches(['+', '-', '\u{2212}']);
    let exponent = exponent.trim_start_matches(['+', '-', '\u{2212}']);
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, decimals) = number.split_once(['.', ',']).unwrap_or((number, "0"));
    is_digits(whole) && is_digits(decimals) && is_digits(exponent)
}

/// Returns why a text is refused that continues after its number.
fn stopped(text: &str, reading: Reading, stop: Stop) -> NumberError {
    // All of it if a parenthesis is not closed.
    let before = text
        .get(..stop.at)
        .filter(|before| before.len() < text.len());
    // A number that lacks only its prefix is one, too, if it is as long as one.
    let is_number = before.is_some_and(|before| {
        let has_digits = DIGITS.contains(&Scan::of(before).count);
        has_digits
            && matches!(
                read(before, reading),
                Ok(_)
                    | Err(NumberError::Local { .. }
                        | NumberError::NoZero { .. }
                        | NumberError::NoPrefix { .. })
            )
    });
    match is_number {
        true => follows(text, stop.at),
        false => NumberError::Character {
            value: shown(text),
            found: stop.found,
        },
    }
}

pub(super) fn follows(text: &str, after: usize) -> NumberError {
    NumberError::Follows {
        value: shown(text),
        rest: shown(trimmed(text.get(after..).unwrap_or_default())),
    }
}

fn length(text: &str, digits: usize, code: Option<u16>) -> NumberError {
    NumberError::Length {
        value: shown(text),
        digits,
        code,
    }
}

/// Returns where the number before decimals ends: one more group, of zeros, behind a dot.
pub(super) fn decimals(scan: &Scan) -> Option<usize> {
    let mut groups = scan.groups();
    let (_, (last, end)) = (groups.next()?, groups.next()?);
    let zeros = scan.digits().get(last.start..end)?;
    let is_decimal = last.mark == Mark::Dot && zeros.iter().all(|digit| *digit == 0);
    (is_decimal && groups.next().is_none()).then_some(last.after)
}

/// Returns where a number without a prefix ends before a short second group: nothing else shows that
/// the digits are of one number.
pub(super) fn short_end(scan: &Scan) -> Option<usize> {
    let mut groups = scan.groups();
    let (_, (last, end)) = (groups.next()?, groups.next()?);
    let is_short = last.start >= LONG_GROUP && end - last.start <= SHORT_GROUP;
    (is_short && groups.next().is_none()).then_some(last.after)
}

/// Returns where the text before a last group of one digit ends, if a hyphen, dot or slash
/// separates them: decimals of a spreadsheet, an extension.
fn lone_digit(scan: &Scan) -> Option<usize> {
    let (group, end) = scan.groups().next_back()?;
    let is_marked = matches!(group.mark, Mark::Hyphen | Mark::Dot | Mark::Slash);
    (is_marked && end - group.start == 1).then_some(group.after)
}
