//! The property of the fuzz target `journal`, on its committed inputs and on changes of them.

use fastrand::Rng;
use ovh_sms_cli::journal::Journal;
use ovh_sms_test_support::fuzzed::{changed, journal, seeds};

#[test]
fn a_journal_never_forgets_a_request() {
    let check = |bytes: &[u8]| {
        journal(bytes, |path, name| {
            Journal::earlier_at(path, name, None).may_have_sent()
        });
    };
    let seeds = seeds("journal");
    let mut random = Rng::with_seed(0x0516_2026);
    for (_, seed) in &seeds {
        check(seed);
        // Every state that a crash in the middle of a write can leave.
        for end in 0..seed.len() {
            check(&seed[..end]);
        }
        for _ in 0..300 {
            let other = &seeds[random.usize(..seeds.len())].1;
            check(&changed(seed, other, &mut random));
        }
    }
}
