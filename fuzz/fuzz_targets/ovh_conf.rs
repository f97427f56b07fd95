//! `ovh.conf`: read or refused with a printable message, without secrets.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ovh_sms_test_support::fuzzed;

fuzz_target!(|bytes: &[u8]| fuzzed::ovh_conf(bytes));
