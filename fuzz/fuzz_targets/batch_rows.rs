//! Objects of a batch: each listed id comes at most once, and no other.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::batch_rows(bytes));
