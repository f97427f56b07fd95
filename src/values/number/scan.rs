//! Splits a text into the groups of digits of a phone number.

use smallvec::SmallVec;

use super::chars::{Class, Mark, class};

/// The digits that are stored; more are counted.
const MOST: usize = 40;

/// The digits of a text, up to the first thing that is no part of a number.
pub(super) struct Scan {
    pub(super) has_plus: bool,
    digits: [u8; MOST],
    /// The number of digits, which may be more than those stored.
    pub(super) count: usize,
    /// On the heap only for more groups than numbers usually have.
    groups: SmallVec<[Group; 6]>,
    pub(super) stop: Option<Stop>,
}

/// A group of digits.
#[derive(Clone, Copy)]
pub(super) struct Group {
    /// The position of its first digit among all digits.
    pub(super) start: usize,
    /// What separates it from the group before.
    pub(super) mark: Mark,
    pub(super) in_parentheses: bool,
    /// The byte where the text before it ends.
    pub(super) after: usize,
}

/// Where the number ends, although the text continues.
#[derive(Clone, Copy)]
pub(super) struct Stop {
    /// The byte after the number.
    pub(super) at: usize,
    /// The first character that is no part of it.
    pub(super) found: char,
}

impl Scan {
    /// Splits a text that has no white space at its ends.
    ///
    /// Groups are separated by white space, by parentheses, or by one hyphen, dot or slash with
    /// white space around it.
    pub(super) fn of(text: &str) -> Self {
        let mut scan = Self {
            has_plus: false,
            digits: [0; MOST],
            count: 0,
            groups: SmallVec::new(),
            stop: None,
        };
        let (mut mark, mut is_new, mut is_open, mut end) = (Mark::None, true, false, 0);
        // The first separator that no digit has followed so far.
        let mut loose = None;
        for (at, c) in text.char_indices() {
            match class(c) {
                Class::Invisible => continue,
                Class::Digit(digit) => {
                    if is_new {
                        scan.group(mark, is_open, end);
                    }
                    scan.push(digit);
                    (mark, is_new, loose) = (Mark::None, false, None);
                }
                Class::Plus if !scan.has_plus && scan.count == 0 && mark == Mark::None => {
                    scan.has_plus = true;
                    continue;
                }
                Class::Space => {
                    if mark == Mark::None && scan.count > 0 {
                        mark = Mark::Space;
                    }
                    is_new = true;
                    continue;
                }
                Class::Mark(found)
                    if matches!(mark, Mark::None | Mark::Space) && scan.count > 0 && !is_open =>
                {
                    (mark, is_new) = (found, true);
                    loose.get_or_insert(c);
                    continue;
                }
                Class::Open if !is_open => {
                    (is_open, is_new) = (true, true);
                    loose.get_or_insert(c);
                    continue;
                }
                Class::Close if is_open && loose.is_none() => (is_open, is_new) = (false, true),
                _ => {
                    scan.stop = Some(Stop {
                        at: end,
                        found: loose.unwrap_or(c),
                    });
                    return scan;
                }
            }
            end = at + c.len_utf8();
        }
        if is_open {
            loose = loose.or(Some('('));
        }
        scan.stop = loose.map(|found| Stop { at: end, found });
        scan
    }

    fn push(&mut self, digit: u8) {
        if let Some(place) = self.digits.get_mut(self.count) {
            *place = digit;
        }
        self.count += 1;
    }

    fn group(&mut self, mark: Mark, in_parentheses: bool, after: usize) {
        if self.groups.len() < MOST {
            self.groups.push(Group {
                start: self.count,
                mark,
                in_parentheses,
                after,
            });
        }
    }

    /// Returns the digits, up to those that are stored.
    pub(super) fn digits(&self) -> &[u8] {
        self.digits.get(..self.count).unwrap_or(&self.digits)
    }

    /// Returns the groups with the position after their last digit.
    pub(super) fn groups(&self) -> impl DoubleEndedIterator<Item = (Group, usize)> + '_ {
        let groups = self.groups.as_slice();
        let end = move |at: usize| groups.get(at + 1).map_or(self.count, |next| next.start);
        let pairs = groups.iter().enumerate();
        pairs.map(move |(at, group)| (*group, end(at)))
    }

    /// Returns the number of zeros before the first other digit.
    pub(super) fn zeros(&self) -> usize {
        self.digits()
            .iter()
            .take_while(|&&digit| digit == 0)
            .count()
    }
}
