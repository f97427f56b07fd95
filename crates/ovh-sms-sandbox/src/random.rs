//! Generates ids, tags and keys from a seed: the same seed and the same calls give the same values.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

const LOWER_AND_DIGITS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
const LETTERS_AND_DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const DIGITS: &[u8] = b"0123456789";

/// The purpose of a value. Each purpose has its own sequence, so that background work does not
/// change the values of the next call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stream {
    /// Ids of messages, lookups, tasks and contacts.
    Ids,
    /// Tags that the server generates.
    Tags,
    /// UUIDs of batches and documents.
    Objects,
    /// Consumer keys and tokens.
    Keys,
    /// Codes sent to phones.
    Codes,
    /// Received messages, which arrive between calls.
    Incoming,
}

const STREAMS: usize = 6;

/// Number generators, one per [`Stream`], determined by a seed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Random {
    seed: u64,
    drawn: [u64; STREAMS],
    last_id: i64,
    last_incoming: i64,
}

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: [0; STREAMS],
            last_id: 802_084_000 + i64::try_from(mix(seed, 0) % 100_000).unwrap_or(0),
            last_incoming: 31_500_000,
        }
    }

    fn next(&mut self, stream: Stream) -> u64 {
        let stream = stream as usize;
        let count = self.drawn.get_mut(stream).map_or(0, |count| {
            *count += 1;
            *count
        });
        mix(
            self.seed ^ (stream as u64 + 1).wrapping_mul(0x2545_F491_4F6C_DD1D),
            count,
        )
    }

    /// Returns a new id. Ids grow, with gaps, like those of the real service.
    pub(crate) fn id(&mut self) -> i64 {
        let gap = 1 + self.next(Stream::Ids) % 7;
        self.last_id = self.last_id.saturating_add(i64::try_from(gap).unwrap_or(1));
        self.last_id
    }

    /// Returns the last id that was drawn.
    pub(crate) fn last_id(&self) -> i64 {
        self.last_id
    }

    /// Returns an id for a received message, from a separate sequence: replies arrive between
    /// calls.
    pub(crate) fn incoming_id(&mut self) -> i64 {
        let gap = 1 + self.next(Stream::Incoming) % 7;
        self.last_incoming = self
            .last_incoming
            .saturating_add(i64::try_from(gap).unwrap_or(1));
        self.last_incoming
    }

    /// Returns a tag as the server generates it: 16 lowercase letters and digits.
    pub(crate) fn tag(&mut self) -> String {
        self.text(Stream::Tags, LOWER_AND_DIGITS, 16)
    }

    /// Returns a consumer key or an access token.
    pub(crate) fn key(&mut self, length: usize) -> String {
        self.text(Stream::Keys, LETTERS_AND_DIGITS, length)
    }

    /// Returns a code of six digits, as sent to a phone.
    pub(crate) fn code(&mut self) -> String {
        self.text(Stream::Codes, DIGITS, 6)
    }

    /// Returns a random UUID.
    pub(crate) fn uuid(&mut self) -> Uuid {
        let high = u128::from(self.next(Stream::Objects));
        let low = u128::from(self.next(Stream::Objects));
        as_uuid(high << 64 | low)
    }

    /// Returns the UUID of a message, which is computed from its id and therefore not stored.
    pub(crate) fn message_uuid(&self, id: i64) -> Uuid {
        let high = u128::from(mix(self.seed, id.unsigned_abs()));
        let low = u128::from(mix(!self.seed, id.unsigned_abs()));
        as_uuid(high << 64 | low)
    }

    /// Returns a short number of five digits, for messages that allow replies; it is computed from
    /// the id of the first of them.
    pub(crate) fn short_number(&self, id: i64) -> u64 {
        38_000 + mix(self.seed ^ 1, id.unsigned_abs()) % 1_000
    }

    fn text(&mut self, stream: Stream, alphabet: &[u8], length: usize) -> String {
        let mut bits = 0;
        (0..length)
            .map(|place| {
                if place % 8 == 0 {
                    bits = self.next(stream);
                }
                let pick = usize::try_from(bits & 0xff).unwrap_or(0) % alphabet.len().max(1);
                bits >>= 8;
                char::from(alphabet.get(pick).copied().unwrap_or(b'0'))
            })
            .collect()
    }
}

/// SplitMix64's finaliser over a seed and a counter.
pub(crate) fn mix(seed: u64, count: u64) -> u64 {
    let mut value = seed.wrapping_add(count.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

fn as_uuid(bits: u128) -> Uuid {
    uuid::Builder::from_random_bytes(bits.to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_seed_draws_the_same() {
        let (mut one, mut other) = (Random::new(7), Random::new(7));
        assert_eq!(
            (one.id(), one.tag(), one.uuid()),
            (other.id(), other.tag(), other.uuid())
        );
        assert_ne!(Random::new(8).tag(), Random::new(7).tag());
    }

    #[test]
    fn tags_are_sixteen_lowercase_letters_and_digits() {
        let tag = Random::new(1).tag();
        assert_eq!(tag.len(), 16);
        assert!(
            tag.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        );
    }
}
