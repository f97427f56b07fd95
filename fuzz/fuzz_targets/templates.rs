//! Messages with placeholders: the parts are those of the rendered texts.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::templates(bytes));
