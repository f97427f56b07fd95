//! What the fuzz targets share: a sandbox in this process, and ways to send invalid calls.
//!
//! A panic anywhere in the process ends the run: libFuzzer's hook aborts it, even if a server's
//! task would have caught it.

pub mod answer;
pub mod call;
mod served;

pub use served::Served;
