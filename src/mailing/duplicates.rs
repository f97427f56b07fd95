//! Which numbers were met already, and where: exact, in at most 32 bytes a number.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::number::PhoneNumber;

/// Maps that grow one after the other, so that a map's doubling is a small part of the whole: one
/// map of a million numbers would for a moment take half as much again.
const SHARDS: usize = 64;

/// The numbers met so far, each with its line.
///
/// A number is two halves of 32 bits and the line a third, so that an entry takes 12 bytes and
/// its mark one. A map is at least 7/16 full: 13 / (7/16) = 29.7 bytes a number.
#[derive(Debug)]
pub(super) struct Seen {
    shards: Vec<HashMap<[u32; 2], u32, Mixer>>,
    mixer: Mixer,
}

impl Seen {
    pub(super) fn new() -> Self {
        // Seeded, so that nobody can prepare a list that makes the check slow.
        let mixer = Mixer(RandomState::new().hash_one(SHARDS));
        Self {
            shards: (0..SHARDS)
                .map(|_| HashMap::with_hasher(mixer.clone()))
                .collect(),
            mixer,
        }
    }

    /// Notes a number, or tells the line where it stood first. Lines beyond 2^32 are that.
    #[inline]
    pub(super) fn first_line(&mut self, number: PhoneNumber, line: u64) -> Option<u32> {
        let digits = number.digits();
        #[allow(clippy::cast_possible_truncation, reason = "the halves are meant")]
        let key = [(digits >> 32) as u32, digits as u32];
        // The lowest bits choose the place within a map; these choose the map.
        let shard = (self.mixer.hash_one(key) >> 40) as usize % SHARDS;
        match self.shards.get_mut(shard)?.entry(key) {
            Entry::Occupied(known) => Some(*known.get()),
            Entry::Vacant(place) => {
                place.insert(u32::try_from(line).unwrap_or(u32::MAX));
                None
            }
        }
    }

    /// Bytes taken, counted from the maps' capacities.
    #[cfg(test)]
    fn bytes(&self) -> usize {
        // A map keeps an eighth of its places free.
        let places = |capacity: usize| (capacity * 8 / 7).next_power_of_two();
        let maps = self.shards.iter().map(HashMap::capacity);
        maps.filter(|&capacity| capacity > 0)
            .map(|capacity| places(capacity) * 13)
            .sum()
    }
}

/// A fast hash of two words: multiplied by odd constants, folded, seeded.
#[derive(Debug, Clone)]
struct Mixer(u64);

struct Mixing(u64);

impl BuildHasher for Mixer {
    type Hasher = Mixing;

    fn build_hasher(&self) -> Mixing {
        Mixing(self.0)
    }
}

impl Hasher for Mixing {
    fn finish(&self) -> u64 {
        let mut word = self.0;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word ^ (word >> 31)
    }

    // A slice of words comes as its bytes.
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            if let Some(start) = word.get_mut(..chunk.len()) {
                start.copy_from_slice(chunk);
            }
            self.write_u64(u64::from_le_bytes(word));
        }
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0 ^ word)
            .wrapping_mul(0x9e37_79b9_7f4a_7c15)
            .rotate_left(29);
    }

    fn write_usize(&mut self, word: usize) {
        self.write_u64(word as u64);
    }
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
    fn it_takes_32_bytes_a_number_at_most() {
        let mut seen = Seen::new();
        for n in 0..1_200_000 {
            assert_eq!(seen.first_line(number(n * 7), n), None);
            // Small maps have a few places to spare.
            if n > 20_000 && n % 1_009 == 0 {
                let each = seen.bytes() as u64 / n;
                assert!(each <= 32, "{each} bytes a number at {n}");
            }
        }
    }
}
