//! Test utilities shared by several packages.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

pub mod by_hand;
pub mod cases;
pub mod fake_time;
pub mod fault_server;
pub mod fuzzed;
pub mod history;
pub mod http;
pub mod lying_server;
pub mod paused_time;
pub mod proxy;
pub mod raw_server;
pub mod recorder;
pub mod request;
pub mod sandbox_time;
pub mod schema;
pub mod stage;
