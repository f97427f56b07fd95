//! Finds duplicate numbers and the line of the first one: exactly, in at most 32 bytes per number.

use std::hash::{BuildHasher, RandomState};

use crate::number::PhoneNumber;

/// The tables grow one after another, so that the doubling of one table adds little memory: a
/// single table of a million numbers would temporarily need half as much again.
const SHARDS: usize = 64;

/// The number of places after a table's first growth.
const FIRST: usize = 16;

/// After how many places another cache line begins.
const NEXT_LINE: usize = 5;

/// A number in two halves (0 means an empty place), and the line where it first occurs.
type Place = [u32; 3];

/// The numbers so far, each with its line.
///
/// The tables use open addressing with linear probing: a look-up usually touches one cache line,
/// which dominates the cost of a million random look-ups. A place takes 12 bytes, and a table is
/// between two fifths and four fifths full: 30 bytes per number at most.
#[derive(Debug)]
pub(super) struct Seen {
    shards: Vec<Table>,
    seed: u64,
}

#[derive(Debug, Default)]
struct Table {
    places: Vec<Place>,
    used: usize,
}

impl Seen {
    pub(super) fn new() -> Self {
        Self {
            shards: (0..SHARDS).map(|_| Table::default()).collect(),
            // Random, so that no prepared list can make the check slow.
            seed: RandomState::new().hash_one(SHARDS),
        }
    }

    /// Records a number, or returns the line where it first occurs. Lines beyond 2^32 count as
    /// 2^32.
    #[inline]
    pub(super) fn first_line(&mut self, number: PhoneNumber, line: u64) -> Option<u32> {
        let hash = mixed(number.digits(), self.seed);
        // The lowest bits select the table, those above them the place.
        let table = self.shards.get_mut(hash as usize % SHARDS)?;
        if table.used * 5 >= table.places.len() * 4 {
            table.grow(self.seed);
        }
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        table.insert(number.digits(), line, hash)
    }

    /// Reads the places where numbers would be, to bring them into the cache.
    ///
    /// Places are far apart in memory. Reading them one by one waits for each; reading many with
    /// nothing else in between overlaps the waits. The hashes replace the numbers.
    pub(super) fn touch(&self, numbers: &mut [u64]) {
        for number in &mut *numbers {
            *number = mixed(*number, self.seed);
        }
        let touched = numbers.iter().fold(0_u32, |sum, &hash| {
            let table = self.shards.get(hash as usize % SHARDS);
            let place = table.and_then(|table| {
                let mask = table.places.len().wrapping_sub(1);
                let at = (hash >> 8) as usize;
                let first = table.places.get(at & mask)?[0];
                // The search may go on in the next cache line.
                let next = table.places.get((at + NEXT_LINE) & mask)?[0];
                Some(first ^ next)
            });
            sum.wrapping_add(place.unwrap_or_default())
        });
        std::hint::black_box(touched);
    }

    /// Returns the bytes in use.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        let places = self.shards.iter().map(|table| table.places.capacity());
        places.sum::<usize>() * size_of::<Place>()
    }
}

impl Table {
    fn insert(&mut self, digits: u64, line: u32, hash: u64) -> Option<u32> {
        #[allow(clippy::cast_possible_truncation, reason = "the halves are intended")]
        let halves = [(digits >> 32) as u32, digits as u32];
        let mask = self.places.len().wrapping_sub(1);
        let mut at = (hash >> 8) as usize & mask;
        loop {
            // There is always a free place, and the mask keeps the index within the table.
            let place = self.places.get_mut(at)?;
            match *place {
                [0, 0, _] => {
                    *place = [halves[0], halves[1], line];
                    self.used += 1;
                    return None;
                }
                [high, low, first] if [high, low] == halves => return Some(first),
                _ => at = (at + 1) & mask,
            }
        }
    }

    #[cold]
    fn grow(&mut self, seed: u64) {
        let size = (self.places.len() * 2).max(FIRST);
        let old = std::mem::replace(&mut self.places, vec![[0; 3]; size]);
        self.used = 0;
        for [high, low, line] in old {
            let digits = u64::from(high) << 32 | u64::from(low);
            if digits != 0 {
                self.insert(digits, line, mixed(digits, seed));
            }
        }
    }
}

/// Computes a hash of a number: multiplied, folded, seeded.
#[inline]
fn mixed(digits: u64, seed: u64) -> u64 {
    let mut word = digits ^ seed;
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(n: u64) -> PhoneNumber {
        format!("+336{n:08}").parse().unwrap()
    }

    #[test]
    fn a_number_is_known_by_its_first_line() {
        let mut seen = Seen::new();
        assert_eq!(seen.first_line(number(1), 2), None);
        assert_eq!(seen.first_line(number(2), 3), None);
        assert_eq!(seen.first_line(number(1), 9), Some(2));
        assert_eq!(seen.first_line(number(1), 10), Some(2));
    }

    #[test]
    fn it_says_what_a_map_says() {
        let (mut seen, mut map) = (Seen::new(), std::collections::HashMap::new());
        for line in 1..50_000_u64 {
            let number = number(line * line % 30_011);
            let first = *map.entry(number).or_insert(line);
            let expected = (first != line).then_some(first as u32);
            assert_eq!(seen.first_line(number, line), expected);
        }
    }

    #[test]
    fn it_takes_32_bytes_a_number_at_most() {
        let mut seen = Seen::new();
        for n in 0..1_200_000 {
            assert_eq!(seen.first_line(number(n * 7 % 90_000_001), n), None);
            // Small tables have a few places to spare.
            if n > 20_000 && n % 1_009 == 0 {
                let each = seen.bytes() as u64 / n;
                assert!(each <= 32, "{each} bytes a number at {n}");
            }
        }
    }
}
