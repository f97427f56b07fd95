//! What a client reports under a server that lies, against what the service accepted.
#![cfg(all(feature = "csv", feature = "sandbox"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "../common/fault_server.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod fault_server;
#[path = "../common/history/mod.rs"]
mod history;
#[path = "../common/http.rs"]
mod http;
#[path = "../common/lying_server/mod.rs"]
mod lying_server;
#[path = "../common/paused_time.rs"]
mod paused_time;

#[path = "../cli/support/schema.rs"]
#[allow(dead_code, reason = "each test program uses a part of it")]
mod schema;

mod cases;
mod checker;
mod known;
mod lists;
mod mailings;
#[cfg(feature = "cli")]
mod programs;
mod sends;
mod stage;
mod truth;
mod wrong_client;
