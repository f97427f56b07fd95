//! Callbacks: read without an error, secrets and texts masked.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::callbacks(bytes));
