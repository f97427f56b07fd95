//! The digits of an international number: its country's code, the rest, and how they are grouped.

use super::chars::Mark;
use super::plan::{NumberKind, Plan};
use super::scan::{Group, Scan};
use super::{PhoneNumber, countries};

/// The last group of a number that is complete without it is an extension up to this length.
pub(super) const EXTENSION: usize = 3;

/// The digits and groups of an international number.
pub(super) struct International<'a> {
    scan: &'a Scan,
    /// The digits with the country's code.
    digits: &'a [u8],
    /// The position of the country's code among all digits.
    start: usize,
    pub(super) code: u16,
    /// The number of digits of the country's code.
    code_digits: usize,
}

impl<'a> International<'a> {
    pub(super) fn of(scan: &'a Scan, start: usize) -> Self {
        let digits = scan.digits().get(start..).unwrap_or_default();
        let code = countries::code_in(value(digits.get(..3).unwrap_or(digits)));
        Self {
            scan,
            digits,
            start,
            code: u16::try_from(code).unwrap_or_default(),
            code_digits: countries::digits(code) as usize,
        }
    }

    /// Returns the digits after the country's code and a trunk prefix of some digits.
    pub(super) fn national(&self, trunk: usize) -> &'a [u8] {
        self.digits
            .get(self.code_digits + trunk..)
            .unwrap_or_default()
    }

    /// Returns the number without a trunk prefix of some digits.
    pub(super) fn whole(&self, trunk: usize) -> PhoneNumber {
        PhoneNumber(followed(self.code.into(), self.national(trunk)))
    }

    /// Returns the number if it is one without a second country's code, `+33 33…` or `+33 0033…`, and
    /// none with it.
    pub(super) fn with_code_once(&self, plan: &Plan) -> Option<PhoneNumber> {
        let code = self.digits.get(..self.code_digits)?;
        let national = self.national(0);
        let second = national.strip_prefix(&[0, 0]).unwrap_or(national);
        let rest = second.strip_prefix(code)?;
        let is_known = |digits: &[u8]| plan.kind(digits) != NumberKind::Unknown;
        let number = PhoneNumber(followed(self.code.into(), rest));
        // North America's prefix of local calls is its code.
        let is_trunk = plan.trunk(code).is_some();
        (is_known(rest) && !is_known(national) && !is_trunk).then_some(number)
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
    pub(super) fn marked_trunk(&self, plan: &Plan) -> usize {
        let Some((group, end)) = self.first_in_parentheses() else {
            return 0;
        };
        let digits = self.scan.digits().get(group.start..end);
        match digits.is_some_and(|digits| plan.trunk(digits).is_some()) {
            true => end - group.start,
            false => 0,
        }
    }

    /// Returns whether the number has a 0 that numbers of its country do not have: a `(0)`, or a 0
    /// before a mobile number that is not assigned with it.
    pub(super) fn foreign_zero(&self, plan: &Plan, trunk: usize) -> bool {
        let first = self.first_in_parentheses();
        let national = self.national(trunk);
        let is_marked = first.is_some_and(|(group, end)| {
            end - group.start == 1 && self.national(0).first() == Some(&0)
        });
        let before_mobile = plan.has_zero_before_mobile(national);
        match is_marked {
            true => trunk == 0 && (!plan.zero || before_mobile),
            false => before_mobile && plan.kind(national) == NumberKind::Unknown,
        }
    }

    /// Returns where the text before the first group ends that is no grouping of a number.
    pub(super) fn wrong_group(&self, plan: &Plan, trunk: usize) -> Option<usize> {
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

    /// Returns a short last group without which the number is complete, if it is separated unlike the
    /// others, or if the number is not a person's with it. If the number may be complete without
    /// it, it must not be assigned with it.
    fn extension(&self, plan: &Plan, trunk: usize) -> Option<Group> {
        let first = self.at() + trunk;
        let inner = || self.scan.groups().filter(|(group, _)| group.start > first);
        let (last, end) = inner().next_back()?;
        let is_unlike = inner()
            .filter(|(group, _)| group.start < last.start)
            .all(|(group, _)| group.mark != last.mark);
        let before = self.scan.digits().get(first..last.start)?;
        let kind = plan.kind(self.national(trunk));
        let is_known = |kind: NumberKind| kind != NumberKind::Unknown;
        let is_complete = is_known(plan.kind(before));
        let is_spoiled = is_complete && matches!(kind, NumberKind::Unknown | NumberKind::Special);
        let is_extension = is_spoiled
            || (is_unlike && (is_complete || (plan.is_possible(before) && !is_known(kind))));
        (end - last.start <= EXTENSION && is_extension).then_some(last)
    }
}

/// Returns the number that digits write; longer ones than a number can be are cut.
pub(super) fn value(digits: &[u8]) -> u64 {
    followed(0, digits)
}

/// Returns a number followed by digits.
fn followed(number: u64, digits: &[u8]) -> u64 {
    digits.iter().fold(number, |number, &digit| {
        number.saturating_mul(10).saturating_add(u64::from(digit))
    })
}
