//! Any call of any operation, rightly signed: it succeeds, or is refused in OVHcloud's form.
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
