//! The properties of the fuzz targets, on their committed inputs and on random changes of them.

use std::panic::catch_unwind;

use fastrand::Rng;
use ovh_sms_test_support::fuzzed::{PROPERTIES, changed, seeds};

/// The number of changes of each input. `cargo fuzz run` tries any number.
const CHANGES: usize = 300;

#[test]
fn properties_of_the_client_hold_for_the_corpus_and_for_changes_of_it() {
    for (target, property) in PROPERTIES {
        let seeds = seeds(target);
        let mut random = Rng::with_seed(0x0516_2026);
        for (name, seed) in &seeds {
            let tried = |bytes: &[u8], what: &str| {
                if catch_unwind(|| property(bytes)).is_err() {
                    let shown = String::from_utf8_lossy(bytes);
                    panic!("{target}: {what} of {name} breaks the property: {shown:?}");
                }
            };
            tried(seed, "the input");
            for change in 0..CHANGES {
                let other = &seeds[random.usize(..seeds.len())].1;
                tried(
                    &changed(seed, other, &mut random),
                    &format!("change {change}"),
                );
            }
        }
    }
}
