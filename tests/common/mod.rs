//! What several test files share.
#![allow(dead_code, reason = "each test file uses a part of it")]

pub mod fake_time;
pub mod fault_server;
pub mod http;
pub mod recorder;
