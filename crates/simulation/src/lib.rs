//! A simulation: clients, a service, their network and their clocks in one thread, under one seed.
//!
//! Time is the paused clock of a single-threaded runtime, so that hours take milliseconds. The
//! network is an [`HttpBackend`](ovh_sms::HttpBackend) below the client's transport. The service is
//! a sandbox without a server. Programs are futures that can be killed and paused at any await.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod late;
mod lies;
mod machine;
mod network;
mod program;
mod records;
mod seeds;
mod weather;
mod world;

pub use lies::Lies;
pub use machine::Machine;
pub use program::{Interruptions, as_program};
pub use seeds::{Found, play_all};
pub use weather::{Delay, Weather};
pub use world::World;

use std::sync::Arc;

use ovh_sms::sandbox::SandboxBuilder;
use tokio::runtime::Builder;

/// Runs a scenario in a world of its own, on a new runtime with a paused clock.
pub fn simulate<T>(
    seed: u64,
    settings: impl FnOnce(SandboxBuilder) -> SandboxBuilder,
    scenario: impl AsyncFnOnce(Arc<World>) -> T,
) -> T {
    // The jitter of retries is drawn from the thread's generator.
    fastrand::seed(seed);
    let runtime = Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let world = World::new(seed, settings);
        scenario(world).await
    })
}
