//! Test cases, each of one or more lies, a way to send and a fate of the request; broken rules are
//! compared with the known ones.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::history::{Rule, Violation};
use crate::lying_server::{FalseResponses, Fate, Lie};

/// The number of threads that run cases.
const WORKERS: usize = 2;
/// The number of sandboxes for combinations of lies; the variable overrides it.
const COMBINATIONS: u64 = 10;
const VARIABLE: &str = "OVH_SMS_LYING_COMBINATIONS";

/// Rules that are broken under some lies, in these cells of way and fate.
pub struct Known {
    pub reason: &'static str,
    pub lies: &'static [&'static str],
    pub broken: &'static [(Rule, &'static [&'static str])],
}

/// The result of the cases: the cell (way and fate) and the rules broken in it.
pub type Found = BTreeMap<(&'static str, Rule), BTreeMap<(&'static str, Fate), String>>;

/// The rules that a lie broke, by way and fate, and its false responses.
type Cases = (Vec<(&'static str, Fate, Violation)>, FalseResponses);

/// The results of all lies.
pub struct Matrix {
    pub found: Found,
    pub given: FalseResponses,
}

/// Runs the cases of each lie.
pub fn matrix(
    lies: &[&'static Lie],
    job: impl AsyncFn(&'static Lie, u64) -> Cases + Sync,
) -> Matrix {
    let results = on_threads(lies.len(), async |place| {
        job(lies[place], u64::try_from(place).unwrap()).await
    });
    let (mut found, mut given) = (Found::new(), FalseResponses::new());
    for (place, (broken, said)) in results {
        given.extend(said);
        for (way, fate, one) in broken {
            let cells = found.entry((lies[place].name, one.rule)).or_default();
            cells.entry((way, fate)).or_insert(one.to_string());
        }
    }
    Matrix { found, given }
}

/// Removes the rules that no client can keep under these lies.
pub fn visible(violations: Vec<Violation>, lies: &[&'static Lie]) -> Vec<Violation> {
    let beyond = |rule| lies.iter().any(|lie| lie.beyond.contains(&rule));
    violations
        .into_iter()
        .filter(|one| !beyond(one.rule))
        .collect()
}

/// Returns the number of combinations of lies to try.
pub fn combinations() -> u64 {
    match std::env::var(VARIABLE) {
        Ok(text) => text.parse().unwrap(),
        Err(_) => COMBINATIONS,
    }
}

/// Runs a job for each place below `count`, on several threads with a runtime each.
pub fn on_threads<T: Send>(count: usize, job: impl AsyncFn(usize) -> T + Sync) -> Vec<(usize, T)> {
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..WORKERS.min(count) {
            scope.spawn(|| {
                // The server must keep running while a job waits for a program.
                let mut runtime = tokio::runtime::Builder::new_multi_thread();
                let runtime = runtime.worker_threads(1).enable_all().build().unwrap();
                loop {
                    let place = next.fetch_add(1, Ordering::SeqCst);
                    if place >= count {
                        break;
                    }
                    let result = runtime.block_on(job(place));
                    done.lock().unwrap().push((place, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(place, _)| *place);
    done
}

/// Fails if a rule is broken that is not known, or if a known one is no longer broken.
pub fn assert_known(found: &Found, known: &[Known]) {
    let problems = differences(found, known);
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}

fn differences(found: &Found, known: &[Known]) -> Vec<String> {
    let mut expected = BTreeMap::new();
    for one in known {
        for lie in one.lies {
            for (rule, cells) in one.broken {
                let cells: BTreeSet<String> = cells.iter().map(|cell| (*cell).to_owned()).collect();
                let twice = expected.insert((*lie, *rule), (cells, one.reason));
                assert!(twice.is_none(), "{lie:?} is in KNOWN twice");
            }
        }
    }
    let mut problems = Vec::new();
    for ((lie, rule), broken) in found {
        let cells = broken.keys().map(|(way, fate)| format!("{way}/{fate:?}"));
        let cells: BTreeSet<String> = cells.collect();
        let (known, _) = expected.remove(&(*lie, *rule)).unwrap_or_default();
        if cells != known {
            let new: Vec<_> = cells.difference(&known).collect();
            let gone: Vec<_> = known.difference(&cells).collect();
            let what = broken.values().next().map_or("", String::as_str);
            problems.push(format!(
                "{lie:?}, {rule:?}: not known {new:?}, no longer broken {gone:?} ({what})"
            ));
        }
    }
    problems.extend(expected.into_iter().map(|((lie, rule), (_, reason))| {
        format!("{lie:?}, {rule:?}: no longer broken, remove it from KNOWN ({reason})")
    }));
    problems
}

/// A deterministic random number generator.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: usize) -> Self {
        let mut dice = Self(u64::try_from(seed).unwrap() ^ 0x5eed_1135);
        dice.seed();
        dice
    }

    /// Returns a number below `sides`.
    pub fn roll(&mut self, sides: usize) -> usize {
        let sides = u64::try_from(sides).unwrap();
        usize::try_from((self.seed() >> 33) % sides).unwrap()
    }

    /// Returns the next number.
    pub fn seed(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0
    }
}

/// Returns whether a rule is known to be broken under one of these lies.
pub fn is_known(lies: &[&'static Lie], rule: Rule, known: &[Known]) -> bool {
    known.iter().any(|one| {
        lies.iter().any(|lie| one.lies.contains(&lie.name))
            && one.broken.iter().any(|(broken, _)| *broken == rule)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_compared_both_ways() {
        const ENTRY: Known = Known {
            reason: "made up",
            lies: &["lie"],
            broken: &[(Rule::AtMostOnce, &["plain/Answered"])],
        };
        let cell = |fate| BTreeMap::from([(("plain", fate), String::new())]);
        let found = |fate| Found::from([(("lie", Rule::AtMostOnce), cell(fate))]);
        let table: &[(Found, &[Known], usize)] = &[
            (Found::new(), &[], 0),
            (found(Fate::Answered), &[ENTRY], 0),
            // New, in another cell, and no longer broken.
            (found(Fate::Answered), &[], 1),
            (found(Fate::LostAfter), &[ENTRY], 1),
            (Found::new(), &[ENTRY], 1),
        ];
        for (place, (found, known, problems)) in table.iter().enumerate() {
            assert_eq!(differences(found, known).len(), *problems, "row {place}");
        }
    }
}
