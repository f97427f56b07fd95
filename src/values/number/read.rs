//! Reads texts as phone numbers: one grammar for all inputs.

use super::chars::{Class, Mark, class, trimmed};
use super::countries::calling_code;
use super::error::NumberError;
use super::french;
use super::plan::{Fault, NumberKind, Plan, plan};
use super::scan::{Group, Scan, Stop};
use super::{PhoneNumber, countries};
use crate::values::masked::shown;

/// The number of digits that E.164 allows, including the country's code.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// The numbers of digits of short numbers.
const SHORT: std::ops::RangeInclusive<usize> = 3..=6;
/// The last group of a number that is complete without it is an extension up to this length.
const EXTENSION: usize = 3;

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

/// Reads a text.
pub(super) fn read(text: &str, reading: Reading) -> Result<PhoneNumber, NumberError> {
    let text = trimmed(text);
    let value = || shown(text);
    let scan = scanned(text)?;
    if let Some(stop) = scan.stop {
        return Err(stopped(text, reading, stop));
    }
    if scan.count == 0 && !scan.has_plus {
        return Err(NumberError::Empty);
    }
    if let Some(after) = lone_digit(&scan) {
        return Err(follows(text, after));
    }
    let start = match (scan.has_plus, scan.zeros()) {
        (true, 0) => 0,
        (false, 2) => 2,
        (false, 0) if reading != Reading::International => 0,
        (false, 0) if SHORT.contains(&scan.count) => {
            return Err(NumberError::Short { value: value() });
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
            Reading::Service if DIGITS.contains(&digits) => Ok(number.whole(0)),
            _ => Err(NumberError::UnknownCode {
                value: value(),
                code,
            }),
        };
    };
    let trunk = number.marked_trunk(plan);
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
        return Ok(found);
    }
    let zero = number.foreign_zero(plan, trunk);
    let fault = match zero {
        true => Err(Fault::Trunk(1)),
        false => plan.check(national),
    };
    match fault {
        Ok(()) => Ok(found),
        Err(Fault::Length) => Err(length(text, digits, Some(code))),
        Err(Fault::Trunk(count)) => Err(NumberError::TrunkZero {
            value: value(),
            trunk: plan
                .trunk(national.get(..count).unwrap_or_default())
                .unwrap_or("0"),
            suggestion: {
                let rest = national.get(count..).unwrap_or_default();
                let is_possible = plan.is_possible(rest) || plan.kind(rest) != NumberKind::Unknown;
                is_possible.then(|| number.whole(trunk + count))
            },
        }),
    }
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
fn is_scientific(text: &str) -> bool {
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
    // A number that lacks only its prefix is one, too.
    let is_number = before.is_some_and(|before| {
        matches!(
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

fn follows(text: &str, after: usize) -> NumberError {
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

/// Returns where the text before a last group of one digit ends, if a hyphen, dot or slash
/// separates them: decimals of a spreadsheet, an extension.
fn lone_digit(scan: &Scan) -> Option<usize> {
    let (group, end) = scan.groups().next_back()?;
    let is_marked = matches!(group.mark, Mark::Hyphen | Mark::Dot | Mark::Slash);
    (is_marked && end - group.start == 1).then_some(group.after)
}

/// The digits and groups of an international number.
struct International<'a> {
    scan: &'a Scan,
    /// The digits with the country's code.
    digits: &'a [u8],
    /// The position of the country's code among all digits.
    start: usize,
    code: u16,
    /// The number of digits of the country's code.
    code_digits: usize,
}

impl<'a> International<'a> {
    fn of(scan: &'a Scan, start: usize) -> Self {
        let digits = scan.digits().get(start..).unwrap_or_default();
        let code = calling_code(value(digits));
        Self {
            scan,
            digits,
            start,
            code: u16::try_from(code).unwrap_or_default(),
            code_digits: countries::digits(code) as usize,
        }
    }

    /// Returns the digits after the country's code and a trunk prefix of some digits.
    fn national(&self, trunk: usize) -> &'a [u8] {
        self.digits
            .get(self.code_digits + trunk..)
            .unwrap_or_default()
    }

    /// Returns the number without a trunk prefix of some digits.
    fn whole(&self, trunk: usize) -> PhoneNumber {
        let code = self.digits.get(..self.code_digits).unwrap_or_default();
        let all = code.iter().chain(self.national(trunk));
        PhoneNumber(fold(all))
    }

    /// Returns the position of the national number among all digits.
    fn at(&self) -> usize {
        self.start + self.code_digits
    }

    /// Returns the group in parentheses with which the national number begins.
    fn first_in_parentheses(&self) -> Option<(Group, usize)> {
        let mut groups = self.scan.groups();
        groups.find(|(group, end)| {
            group.in_parentheses && group.start == self.at() && *end < self.scan.count
        })
    }

    /// Returns the number of digits of a trunk prefix in parentheses: `+33 (0)6`.
    fn marked_trunk(&self, plan: &Plan) -> usize {
        let Some((group, end)) = self.first_in_parentheses() else {
            return 0;
        };
        let digits = self.scan.digits().get(group.start..end);
        match digits.is_some_and(|digits| plan.trunk(digits).is_some()) {
            true => end - group.start,
            false => 0,
        }
    }

    /// Returns whether the number has a `(0)` although numbers of its country have no such digit.
    fn foreign_zero(&self, plan: &Plan, trunk: usize) -> bool {
        let first = self.first_in_parentheses();
        let is_zero = first.is_some_and(|(group, end)| {
            end - group.start == 1 && self.national(0).first() == Some(&0)
        });
        is_zero && trunk == 0 && !plan.zero
    }

    /// Returns where the text before the first group ends that is no grouping of a number.
    fn wrong_group(&self, plan: &Plan, trunk: usize) -> Option<usize> {
        let first = self.at() + trunk;
        let is_whole = self.scan.groups().all(|(group, _)| group.in_parentheses);
        let parentheses = self.scan.groups().find(|(group, end)| {
            let is_code = *end <= self.at();
            let is_first =
                (group.start == self.at() || group.start == first) && *end < self.scan.count;
            group.in_parentheses && !is_code && !is_first && !is_whole
        });
        let slash = self.scan.groups().find(|(group, _)| {
            // An area code is shorter than what follows it.
            let (before, after) = (
                group.start.saturating_sub(first),
                self.scan.count - group.start,
            );
            group.mark == Mark::Slash && before >= after
        });
        let mut wrong = [parentheses, slash]
            .into_iter()
            .flatten()
            .map(|(group, _)| group);
        wrong
            .next()
            .or_else(|| self.extension(plan, trunk))
            .map(|group| group.after)
    }

    /// Returns a short last group that is separated unlike the others, if the number is complete
    /// without it, or may be and is not assigned with it.
    fn extension(&self, plan: &Plan, trunk: usize) -> Option<Group> {
        let first = self.at() + trunk;
        let inner = || self.scan.groups().filter(|(group, _)| group.start > first);
        let (last, end) = inner().next_back()?;
        let is_unlike = inner()
            .filter(|(group, _)| group.start < last.start)
            .all(|(group, _)| group.mark != last.mark);
        let before = self.scan.digits().get(first..last.start)?;
        let is_known = |digits| plan.kind(digits) != NumberKind::Unknown;
        let is_complete =
            is_known(before) || (plan.is_possible(before) && !is_known(self.national(trunk)));
        (end - last.start <= EXTENSION && is_unlike && is_complete).then_some(last)
    }
}

/// Returns the number that digits write; longer ones than a number can be are cut.
pub(super) fn value(digits: &[u8]) -> u64 {
    fold(digits.iter())
}

fn fold<'a>(digits: impl Iterator<Item = &'a u8>) -> u64 {
    digits.fold(0, |number: u64, &digit| {
        number.saturating_mul(10).saturating_add(u64::from(digit))
    })
}
