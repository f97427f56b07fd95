//! Arbitrary bytes on a connection: each response is well-formed HTTP, an error has OVHcloud's
//! format, and the server responds to the next client.
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
