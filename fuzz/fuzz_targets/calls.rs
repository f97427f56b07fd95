//! Arbitrary calls of any operation, correctly signed: each succeeds, or fails in OVHcloud's
//! format.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_fuzz::{Served, call::Call};

fuzz_target!(|calls: Vec<Call>| {
    Served::shared(|served| {
        for call in calls.iter().take(8) {
            let answer = served.call(call);
            answer.must_be_fair(false);
        }
    });
});
