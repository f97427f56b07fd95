//! What several test files share.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod fake_time;
pub mod recorder;

#[allow(unused_imports, reason = "each test file uses a part of it")]
pub use ovh_sms_test_support::{fault_server, http};
