//! Responses: every object is readable, and reads the same after it is written.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::responses(bytes));
