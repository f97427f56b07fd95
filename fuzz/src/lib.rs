//! What the fuzz targets share: a sandbox in this process, and ways to call it badly.
//!
//! A panic anywhere in the process ends the run: libFuzzer's hook aborts it, also where a server's
//! task would have swallowed it.

pub mod answer;
pub mod call;
mod served;

pub use served::Served;
