//! The automata of a calling code: which kind a national number has, digit by digit.

use anyhow::Context;
use regex_automata::dfa::{Automaton, StartKind, dense};
use regex_automata::util::primitives::StateID;
use regex_automata::util::syntax;
use regex_automata::{Anchored, MatchKind};

use super::metadata::{Code, Pattern};

/// Compiles a pattern of ASCII digits, which matches from the first one.
pub fn compiled(pattern: &str) -> anyhow::Result<dense::DFA<Vec<u32>>> {
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .match_kind(MatchKind::All);
    let syntax = syntax::Config::new().unicode(false).utf8(false);
    let mut builder = dense::Builder::new();
    Ok(builder.configure(config).syntax(syntax).build(pattern)?)
}

/// All patterns of a calling code, compiled.
pub struct Automata {
    all: Vec<dense::DFA<Vec<u32>>>,
    extended: Vec<Kind>,
    regions: Vec<Region>,
}

struct Region {
    general: usize,
    leading: Option<usize>,
    kinds: Vec<Kind>,
}

struct Kind {
    automaton: usize,
    lengths: Vec<u16>,
    kind: u8,
}

/// The state of each automaton after some digits.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct State {
    of: Vec<StateID>,
    pub length: u16,
}

impl Automata {
    /// Compiles the patterns of a calling code.
    pub fn of(code: &Code) -> anyhow::Result<Self> {
        let mut made = Self {
            all: Vec::new(),
            extended: Vec::new(),
            regions: Vec::new(),
        };
        made.extended = made.kinds(&code.extended)?;
        for region in &code.regions {
            let general = made.add(&region.general)?;
            let leading = region.leading.as_ref();
            let leading = leading.map(|leading| made.add(&format!("(?:{leading})[0-9]*")));
            let region = Region {
                general,
                leading: leading.transpose()?,
                kinds: made.kinds(&region.patterns)?,
            };
            made.regions.push(region);
        }
        Ok(made)
    }

    fn kinds(&mut self, patterns: &[Pattern]) -> anyhow::Result<Vec<Kind>> {
        let kind = |pattern: &Pattern| {
            Ok(Kind {
                automaton: self.add(&pattern.text)?,
                lengths: pattern.lengths.clone(),
                kind: pattern.kind,
            })
        };
        patterns.iter().map(kind).collect()
    }

    fn add(&mut self, pattern: &str) -> anyhow::Result<usize> {
        self.all.push(compiled(pattern)?);
        Ok(self.all.len() - 1)
    }

    /// Returns the state before the first digit.
    pub fn start(&self) -> anyhow::Result<State> {
        let start = |dfa: &dense::DFA<Vec<u32>>| dfa.universal_start_state(Anchored::Yes);
        let of = self.all.iter().map(start).collect::<Option<_>>();
        Ok(State {
            of: of.context("a pattern depends on what is before it")?,
            length: 0,
        })
    }

    /// Returns the state after one more digit.
    pub fn next(&self, state: &State, digit: u8) -> State {
        let of = self.all.iter().zip(&state.of);
        State {
            of: of
                .map(|(dfa, &at)| dfa.next_state(at, b'0' + digit))
                .collect(),
            length: state.length + 1,
        }
    }

    /// Returns whether no longer number can have a kind.
    pub fn is_over(&self, state: &State) -> bool {
        let mut all = self.all.iter().zip(&state.of);
        all.all(|(dfa, &at)| dfa.is_dead_state(at))
    }

    /// Returns the kind of the number that ends in a state; 0 if it has none.
    pub fn kind(&self, state: &State) -> u8 {
        let first = |kinds: &[Kind]| {
            let found = kinds.iter().find(|kind| {
                kind.lengths.contains(&state.length) && self.matches(kind.automaton, state)
            });
            found.map_or(0, |found| found.kind)
        };
        let extended = first(&self.extended);
        if extended != 0 {
            return extended;
        }
        // As in libphonenumber: the leading digits decide the region, where it has any.
        for region in &self.regions {
            let kind = match self.matches(region.general, state) {
                true => first(&region.kinds),
                false => 0,
            };
            let is_here = match region.leading {
                Some(leading) => self.matches(leading, state),
                None => kind != 0,
            };
            if is_here {
                return kind;
            }
        }
        0
    }

    fn matches(&self, automaton: usize, state: &State) -> bool {
        let both = self.all.get(automaton).zip(state.of.get(automaton));
        both.is_some_and(|(dfa, &at)| dfa.is_match_state(dfa.next_eoi_state(at)))
    }
}
