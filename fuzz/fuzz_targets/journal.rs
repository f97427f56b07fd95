//! The journal of a mailing: a request is never forgotten, whatever else is in the file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_cli::journal::Journal;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| {
    fuzzed::journal(bytes, |path, name| {
        Journal::earlier_at(path, name, None).may_have_sent()
    });
});
