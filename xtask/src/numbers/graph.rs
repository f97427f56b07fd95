//! The graph of kinds: a node for each set of digits that lead to the same rest, stored once.
//!
//! A node is a byte with its kind (the low 3 bits) and its number of runs, then its runs. A run is
//! a byte with its first and last digit, and the place of the next node in two bytes, low one
//! first. Digits without a run lead to no number of a known kind.

use std::collections::HashMap;

use anyhow::Context;

use super::automata::{Automata, State};

/// The most digits of a national number.
const LONGEST: u16 = 17;

/// The nodes that were made.
#[derive(Default)]
pub struct Graph {
    bytes: Vec<u8>,
    places: HashMap<Vec<u8>, u16>,
}

impl Graph {
    /// Adds the numbers of a calling code; returns the place of their first node.
    pub fn add(&mut self, automata: &Automata) -> anyhow::Result<u16> {
        let start = automata.start()?;
        let root = self.node(automata, &start, &mut HashMap::new())?;
        root.context("a calling code has no numbers")
    }

    /// Returns the place of a state's node; `None` if no number of a known kind follows.
    fn node(
        &mut self,
        automata: &Automata,
        state: &State,
        known: &mut HashMap<State, Option<u16>>,
    ) -> anyhow::Result<Option<u16>> {
        if let Some(place) = known.get(state) {
            return Ok(*place);
        }
        if state.length > LONGEST || automata.is_over(state) {
            return Ok(None);
        }
        let mut runs: Vec<(u8, u8, u16)> = Vec::new();
        for digit in 0..10 {
            let next = automata.next(state, digit);
            let Some(place) = self.node(automata, &next, known)? else {
                continue;
            };
            match runs.last_mut() {
                Some((_, last, same)) if *same == place && *last + 1 == digit => *last = digit,
                _ => runs.push((digit, digit, place)),
            }
        }
        let kind = automata.kind(state);
        let place = match (kind, runs.is_empty()) {
            (0, true) => None,
            _ => Some(self.store(kind, &runs)?),
        };
        known.insert(state.clone(), place);
        Ok(place)
    }

    fn store(&mut self, kind: u8, runs: &[(u8, u8, u16)]) -> anyhow::Result<u16> {
        let mut node = vec![kind | (u8::try_from(runs.len())? << 3)];
        for &(first, last, place) in runs {
            node.push(first << 4 | last);
            node.extend(place.to_le_bytes());
        }
        if let Some(&place) = self.places.get(&node) {
            return Ok(place);
        }
        let place = u16::try_from(self.bytes.len()).context("the graph needs wider places")?;
        self.bytes.extend(&node);
        self.places.insert(node, place);
        Ok(place)
    }

    /// Returns the file.
    pub fn bytes(self) -> anyhow::Result<Vec<u8>> {
        Ok(self.bytes)
    }
}
