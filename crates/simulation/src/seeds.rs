//! Runs a simulation with many seeds, and reports those that break a rule.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::Builder;
use std::time::Instant;

use ovh_sms_test_support::history::Violation;

/// The variable with the number of seeds, and the one with the first seed.
const COUNT: &str = "OVH_SMS_SEEDS";
const FIRST: &str = "OVH_SMS_FIRST_SEED";
/// If set, all simulations of the process stop once a seed breaks a rule.
const UNTIL_FOUND: &str = "OVH_SMS_UNTIL_FOUND";
static IS_FOUND: AtomicBool = AtomicBool::new(false);
/// How many failures are shown, and how many lines of each trace.
const SHOWN: usize = 3;
const LINES: usize = 120;
/// The stack of a program's main thread, in bytes: commands are large in debug builds.
const STACK: usize = 8 << 20;

/// What a simulation found.
#[derive(Debug, Default)]
pub struct Found {
    pub violations: Vec<Violation>,
    /// A line per request and per run.
    pub trace: Vec<String>,
}

/// Runs a simulation with as many seeds as `OVH_SMS_SEEDS` states, or `count`.
///
/// # Panics
///
/// Panics if a seed breaks a rule, and shows the seed, the rules and the trace.
pub fn play_all(what: &str, count: u64, play: impl Fn(u64) -> Found + Sync) {
    let count = number(COUNT).unwrap_or(count);
    let first = number(FIRST).unwrap_or(0);
    let until_found = std::env::var_os(UNTIL_FOUND).is_some();
    let begun = Instant::now();
    let next = AtomicU64::new(first);
    let failures = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let thread = Builder::new().stack_size(STACK);
            let worker = thread.spawn_scoped(scope, || {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= first + count || IS_FOUND.load(Ordering::Relaxed) {
                        return;
                    }
                    let found = play(mixed(what, seed));
                    if !found.violations.is_empty() {
                        IS_FOUND.fetch_or(until_found, Ordering::Relaxed);
                        failures.lock().unwrap().push((seed, found));
                    }
                }
            });
            worker.unwrap();
        }
    });
    println!("{what}: {count} seeds in {:.1?}", begun.elapsed());
    let mut failures = failures.into_inner().unwrap();
    if failures.is_empty() {
        return;
    }
    failures.sort_by_key(|(seed, _)| *seed);
    let broken = failures.len();
    let mut text = format!("{what}: {broken} of {count} seeds break a rule\n");
    for (seed, found) in failures.iter().take(SHOWN) {
        text += &format!("\nseed {seed}: {FIRST}={seed} {COUNT}=1\n");
        for violation in &found.violations {
            text += &format!("  {violation}\n");
        }
        let skipped = found.trace.len().saturating_sub(LINES);
        for line in found.trace.iter().skip(skipped) {
            text += &format!("    {line}\n");
        }
    }
    let seeds: Vec<u64> = failures.iter().map(|(seed, _)| *seed).collect();
    panic!("{text}\nall: {seeds:?}");
}

/// Returns a seed that differs between simulations: with the same one, all would have the same
/// weather.
fn mixed(what: &str, seed: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (what, seed).hash(&mut hasher);
    hasher.finish()
}

fn number(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}
