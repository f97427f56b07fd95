//! The response to a send: a receiver is sent only if the response says so.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::send_responses(bytes));
