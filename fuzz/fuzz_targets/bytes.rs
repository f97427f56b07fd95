//! Any bytes on a connection: each answer is well-formed HTTP, a refusal has OVHcloud's form, and
//! the server answers the next client.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_fuzz::{Served, answer};

fuzz_target!(|bytes: &[u8]| {
    Served::shared(|served| {
        let told = served.send_raw(bytes);
        if let Some(answer) = answer::first(&told) {
            answer.must_be_fair(bytes.starts_with(b"HEAD "));
        }
        served.must_still_answer();
    });
});
