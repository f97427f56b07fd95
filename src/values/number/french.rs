//! France's numbering plan: one plan, dialled with a first 0, with six calling codes.

use super::PhoneNumber;
use super::international::value;
use super::plan::{NumberKind, Plan, plan};

/// The calling codes of the plan: metropolitan France, Guadeloupe (with Saint-Barthélemy and
/// Saint-Martin), French Guiana, Martinique, Réunion (with Mayotte), Saint-Pierre-et-Miquelon.
pub(super) const CODES: [u16; 6] = [33, 590, 594, 596, 262, 508];

/// The area codes of fixed lines overseas, which no other part of France has.
const AREAS: [u64; 6] = [262, 263, 269, 590, 594, 596];

/// The code of Saint-Pierre-et-Miquelon, whose fixed lines are dialled with it behind the 0.
const SAINT_PIERRE: u16 = 508;

/// The digits after the 0.
const LENGTH: usize = 9;

/// The numbers that ARCEP keeps for works of fiction in metropolitan France, without their last
/// four digits.
const FICTION: u64 = 63_998;

/// Returns the international form of the digits after the 0.
///
/// The calling code is that whose assigned numbers begin most alike: ranges of mobile numbers are
/// assigned to one of them each.
pub(super) fn international(digits: &[u8]) -> Option<PhoneNumber> {
    if digits.len() != LENGTH || digits.first() == Some(&0) {
        return None;
    }
    let national = value(digits);
    let short = digits.get(3..).unwrap_or_default();
    let is_short = national / 1_000_000 == u64::from(SAINT_PIERRE)
        && plan(SAINT_PIERRE.into()).is_some_and(|plan| plan.kind(short) != NumberKind::Unknown);
    if is_short {
        return Some(PhoneNumber(national));
    }
    let is_overseas = AREAS.contains(&(national / 1_000_000));
    let candidates = || plans().filter(|plan| !(is_overseas && plan.code == CODES[0]));
    // The first of equal ones. Saint-Pierre-et-Miquelon has shorter numbers, too.
    let alike = || {
        let possible = candidates().rev().filter(|plan| plan.is_possible(digits));
        possible.max_by_key(|plan| plan.depth(digits))
    };
    let known = || candidates().find(|plan| plan.kind(digits) != NumberKind::Unknown);
    let plan = match national / 10_000 == FICTION {
        true => plans().next(),
        false => known().or_else(alike).or_else(|| plans().next()),
    };
    Some(PhoneNumber(
        u64::from(plan?.code) * 1_000_000_000 + national,
    ))
}

/// Returns whether a number without a prefix may be a French one whose first 0 was removed.
pub(super) fn lacks_zero(digits: &[u8]) -> bool {
    let is_mobile = || matches!(digits.first(), Some(6 | 7));
    let is_known = || plans().any(|plan| plan.kind(digits) != NumberKind::Unknown);
    digits.len() == LENGTH && (is_mobile() || is_known())
}

/// Returns the number with its own code if it has that of another part of France.
pub(super) fn overseas(code: u16, national: &[u8]) -> Option<PhoneNumber> {
    let own = plan(u64::from(code)).filter(|_| CODES.contains(&code))?;
    let number = international(national)?;
    let is_other = number.calling_code() != code
        && number.kind() != NumberKind::Unknown
        && own.kind(national) == NumberKind::Unknown;
    is_other.then_some(number)
}

fn plans() -> impl DoubleEndedIterator<Item = &'static Plan> {
    CODES.iter().filter_map(|&code| plan(u64::from(code)))
}

impl PhoneNumber {
    /// Returns whether the number is one of those that ARCEP keeps for works of fiction:
    /// +33 6 39 98 00 00 to +33 6 39 98 99 99. They are never assigned, so tests can use them.
    ///
    /// ```
    /// use ovh_sms::PhoneNumber;
    ///
    /// let number: PhoneNumber = "+33 6 39 98 00 01".parse()?;
    /// assert!(number.is_test_number());
    /// # Ok::<(), ovh_sms::NumberError>(())
    /// ```
    #[must_use]
    pub const fn is_test_number(self) -> bool {
        self.digits() / 10_000 == 33 * 100_000 + FICTION
    }
}
