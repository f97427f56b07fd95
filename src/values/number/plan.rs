//! Numbering plans: which lengths, trunk prefixes and kinds the numbers of a calling code have.

use std::collections::BTreeMap;

use super::plans::PLANS;

/// The numbering plan of a calling code.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) code: u16,
    /// What is dialled before national numbers and is no part of them, longest first.
    pub(super) trunks: &'static [&'static str],
    /// Whether numbers begin with a 0 that is part of them.
    pub(super) zero: bool,
    /// The possible numbers of digits after the calling code.
    pub(super) lengths: &'static [u8],
    /// The first node in the graph of kinds.
    pub(super) root: u16,
}

/// What a phone number is for, by the numbering plan of its country.
///
/// The plans change: a number that is assigned today may be of [`Unknown`](Self::Unknown) kind
/// until this library is updated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum NumberKind {
    /// A mobile number, or one of a country whose mobile and fixed numbers look the same.
    Mobile,
    /// A fixed line.
    Fixed,
    /// A number for calls over the internet.
    Voip,
    /// A number of a service: free, shared cost, premium, personal, company, pager, voicemail.
    Special,
    /// A number of possible length in a range that is not assigned.
    Unknown,
}

/// The graph of kinds; `cargo xtask numbers` describes and writes it.
static KINDS: &[u8] = include_bytes!("kinds.bin");

/// Returns the plan of a calling code.
pub(super) fn plan(code: u64) -> Option<&'static Plan> {
    let at = PLACES.get(usize::try_from(code).ok()?)?;
    PLANS.get(usize::from(*at))
}

/// The places of the plans in their table, by calling code.
static PLACES: [u8; 1000] = places();

#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "evaluated at compile time: an overflow would fail the build, and a test the truncation"
)]
const fn places() -> [u8; 1000] {
    let mut places = [u8::MAX; 1000];
    let mut at = 0;
    while at < PLANS.len() {
        places[PLANS[at].code as usize] = at as u8;
        at += 1;
    }
    places
}

/// Why a national number can't be one of its plan.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It begins with this many digits of a trunk prefix.
    Trunk(usize),
    Length,
}

impl Plan {
    /// Checks a national number; returns its kind.
    pub(super) fn check(&self, national: &[u8]) -> Result<NumberKind, Fault> {
        let kind = self.kind(national);
        if kind != NumberKind::Unknown {
            return Ok(kind);
        }
        let trunks = || self.trunks.iter().filter(|trunk| begins(national, trunk));
        let rest = |trunk: &str| national.get(trunk.len()..).unwrap_or_default();
        let valid = trunks().find(|trunk| self.kind(rest(trunk)) != NumberKind::Unknown);
        if let Some(trunk) = valid {
            return Err(Fault::Trunk(trunk.len()));
        }
        if national.first() == Some(&0) && !self.zero && self.trunks.is_empty() {
            return Err(Fault::Trunk(1));
        }
        let is_possible = self.is_possible(national);
        // No number begins with a 0 that is dialled before all numbers. Other prefixes may be the
        // first digit of a number.
        let trunk = trunks().find(|trunk| {
            trunk.starts_with('0') || (!is_possible && self.is_possible(rest(trunk)))
        });
        match trunk {
            Some(trunk) => Err(Fault::Trunk(trunk.len())),
            None if is_possible => Ok(NumberKind::Unknown),
            None => Err(Fault::Length),
        }
    }

    /// Returns whether numbers have this many digits, and those that begin like this one too.
    pub(super) fn is_possible(&self, national: &[u8]) -> bool {
        let mut lengths = self.lengths.iter();
        lengths.any(|&length| usize::from(length) == national.len()) && self.fits(national)
    }

    /// Returns whether numbers that have the most first digits in common with this one have as many
    /// digits.
    fn fits(&self, national: &[u8]) -> bool {
        let (mut node, mut left) = (self.root, national.len());
        for &digit in national {
            match next(node, digit) {
                Some(found) => (node, left) = (found, left - 1),
                None => break,
            }
        }
        further(node, &mut BTreeMap::new()) >> left & 1 == 1
    }

    /// Returns whether a number is a mobile number behind a 0, in a country whose other numbers may
    /// begin with 0.
    pub(super) fn has_zero_before_mobile(&self, national: &[u8]) -> bool {
        let rest = national.strip_prefix(&[0]);
        self.zero && rest.is_some_and(|rest| self.kind(rest) == NumberKind::Mobile)
    }

    /// Returns the kind of a national number.
    pub(super) fn kind(&self, national: &[u8]) -> NumberKind {
        let mut node = self.root;
        for &digit in national {
            match next(node, digit) {
                Some(found) => node = found,
                None => return NumberKind::Unknown,
            }
        }
        kind(node)
    }

    /// Returns how many first digits numbers of a known kind share with this one.
    pub(super) fn depth(&self, national: &[u8]) -> usize {
        let mut node = Some(self.root);
        let follow = |digit: &&u8| {
            node = node.and_then(|from| next(from, **digit));
            node.is_some()
        };
        national.iter().take_while(follow).count()
    }

    /// Returns the trunk prefix that digits are.
    pub(super) fn trunk(&self, digits: &[u8]) -> Option<&'static str> {
        let is_same = |trunk: &&&str| trunk.len() == digits.len() && begins(digits, trunk);
        self.trunks.iter().find(is_same).copied()
    }
}

fn begins(digits: &[u8], prefix: &str) -> bool {
    let first = digits.get(..prefix.len()).unwrap_or_default();
    first.len() == prefix.len() && prefix.bytes().zip(first).all(|(a, b)| a == b + b'0')
}

/// Returns the node after a digit.
fn next(node: u16, digit: u8) -> Option<u16> {
    let mut edges = edges(node);
    edges.find_map(|(from, to, next)| (from..=to).contains(&digit).then_some(next))
}

/// Returns the edges of a node: the first and the last digit, and the next node.
fn edges(node: u16) -> impl Iterator<Item = (u8, u8, u16)> {
    let rest = KINDS.get(usize::from(node)..).unwrap_or_default();
    let (head, rest) = rest.split_first().unwrap_or((&0, &[]));
    let edges = rest.as_chunks::<3>().0.iter().take(usize::from(head >> 3));
    edges.map(|&[span, low, high]| (span >> 4, span & 15, u16::from_le_bytes([low, high])))
}

/// Returns after how many further digits numbers end, as bits.
fn further(node: u16, known: &mut BTreeMap<u16, u32>) -> u32 {
    if let Some(&bits) = known.get(&node) {
        return bits;
    }
    let mut bits = u32::from(kind(node) != NumberKind::Unknown);
    for (_, _, next) in edges(node) {
        bits |= further(next, known) << 1;
    }
    known.insert(node, bits);
    bits
}

fn kind(node: u16) -> NumberKind {
    match KINDS.get(usize::from(node)).map(|head| head & 7) {
        Some(1) => NumberKind::Mobile,
        Some(2) => NumberKind::Fixed,
        Some(3) => NumberKind::Voip,
        Some(4) => NumberKind::Special,
        _ => NumberKind::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::values::number::countries;

    #[test]
    fn each_plan_is_found_by_its_code() {
        for code in 0..=1000 {
            let expected = PLANS.iter().find(|plan| u64::from(plan.code) == code);
            assert_eq!(
                plan(code).map(|plan| plan.code),
                expected.map(|plan| plan.code)
            );
        }
        assert!(PLANS.len() < usize::from(u8::MAX));
    }

    #[test]
    fn each_plan_has_a_calling_code_of_its_own_length() {
        for plan in PLANS {
            let code = u64::from(plan.code);
            assert_eq!(countries::calling_code(code * 10_000_000), code);
        }
    }
}
