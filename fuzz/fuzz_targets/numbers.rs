//! Phone numbers: what is accepted is canonical; no digit is invented or lost.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::numbers(bytes));
