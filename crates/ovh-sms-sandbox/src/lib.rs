//! A local server that simulates all 136 operations of OVHcloud's SMS service, for tests and
//! trials.
//!
//! This server implements the feature `sandbox` of the crate `ovh-sms`. The module `sandbox` of
//! that crate is the user documentation. Rust programs start the server there:
//! `ovh_sms::sandbox::Sandbox` includes the documents and adds a client.
//!
//! The program that starts a sandbox passes the API descriptions as data: an OpenAPI document with
//! the operations to serve, and OVHcloud's own descriptions. This crate contains only a small
//! description of the calls below `/me` that other clients make first.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use ovh_sms_sandbox::{Documents, Sandbox};
//!
//! # let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema");
//! # let openapi = std::fs::read_to_string(format!("{schema}/openapi.json"))?;
//! # let sms = std::fs::read_to_string(format!("{schema}/native/sms.json"))?;
//! let documents = Documents::new(openapi).native("/sms", sms);
//! let sandbox = Sandbox::builder(documents).service("sms-ab12345-1").credits(50.0).start().await?;
//! println!("{} {}", sandbox.endpoint(), sandbox.consumer_key());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```

#![deny(
    missing_docs,
    missing_debug_implementations,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]
#![cfg_attr(
    test,
    allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

mod builder;
mod call;
mod clock;
mod description;
mod engine;
mod error;
#[cfg(test)]
mod fixture;
mod handle;
mod http;
mod keys;
mod lock;
mod operations;
mod phone;
mod random;
mod reasons;
mod refusal;
mod remote;
mod rules;
#[cfg(feature = "scenario")]
mod scenario;
mod setup;
mod start;
mod state;
mod values;
mod views;

pub use self::builder::SandboxBuilder;
pub use self::description::{DocumentError, Documents};
pub use self::engine::callbacks::RecordedCallback;
pub use self::engine::faults::Fault;
pub use self::engine::journal::{RecordedRefusal, RecordedRequest};
pub use self::error::SandboxError;
pub use self::handle::{Faults, Sandbox};
pub use self::phone::{Phone, ReceivedMessage};
pub use self::refusal::AuthenticationErrors;
pub use self::remote::{RemoteError, RemoteFaults, RemotePhone, RemoteSandbox};
pub use self::rules::magic::magic_numbers;
#[cfg(feature = "scenario")]
pub use self::scenario::ScenarioError;
pub use self::state::{CallbackKind, DatesWithoutOffset, OccupiedSlots, Outcome, UnnamedSender};
