//! The SMS service on your machine: a server that plays all 136 operations, for tests and trials.
//!
//! [`Sandbox::start`] opens it on a free port of the loopback address; any client of OVHcloud's
//! API, in any language, can use [`Sandbox::endpoint`] with the keys of the handle. Nothing ever
//! leaves the machine, but for the callbacks and CSV addresses that you name yourself.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use ovh_sms::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::builder().service("sms-ab12345-1").credits(50.0).start().await?;
//! println!("{} {}", sandbox.endpoint(), sandbox.consumer_key());
//! // … send with any client, then look at the phone and at what was called.
//! sandbox.advance(Duration::from_secs(60));
//! assert!(sandbox.phone("+33600000000").inbox().is_empty());
//! assert!(sandbox.requests().is_empty());
//! sandbox.stop().await;
//! # Ok(())
//! # }
//! # tokio::runtime::Runtime::new().unwrap().block_on(example()).unwrap();
//! ```
//!
//! # Time
//! The sandbox has its own clock, which [`Sandbox::advance`] moves: deferral, delivery, expiry of
//! keys, batches and tasks follow it. Signatures and access tokens are checked against real time,
//! so that a client which has synchronised its clock once is not thrown off by a jump.
//!
//! # From other languages
//! Programs on the same machine reach the phones and the clock over HTTP, without a signature, below
//! [`Sandbox::origin`]; a body is a JSON object, and refusals have the form of the API's:
//!
//! | call | what it does |
//! |---|---|
//! | `GET /_sandbox/phones/+33600000000` | `{"inbox": [{"id", "from", "text", "receivedAt"}]}`, as [`Phone::inbox`] |
//! | `POST /_sandbox/phones/+33600000000/reply` | `{"text": "oui"}`: answers as [`Phone::reply`] does; 409 where there is nothing to answer |
//! | `POST /_sandbox/phones/+33600000000/stop` | as [`Phone::stop`] |
//! | `POST /_sandbox/phones/+33600000000/outcome` | `{"outcome": "failed", "ptt": 20}`: one of `delivered`, `absent` (both with `seconds` if wanted), `invalid`, `silent`, `failed` and `error` (with `ptt`), as [`Phone::outcome`] |
//! | `POST /_sandbox/advance` | `{"seconds": 60}`: moves the clock as [`Sandbox::advance`] does, and answers `{"now"}` |
//!
//! # Choices
//! Where OVHcloud's behaviour is not documented, the sandbox chooses: the builder's methods and
//! [`Outcome`] say what, and let you switch what an application could depend on.
//!
//! A signature over the address without its port passes too: OVHcloud's own port stands in no
//! address, and the official wrapper for Node signs none. A client of yours that forgets the port is
//! not found out here.

mod alerts;
mod answers;
mod auth;
mod batch_read;
mod builder;
mod call;
mod callbacks;
mod clock;
mod control;
mod countries;
mod credits;
mod csv_list;
mod delivery;
mod description;
mod engine;
mod error;
mod exchange;
mod faults;
mod handle;
mod hours;
mod journal;
mod length;
mod native;
mod numbers;
mod oauth;
mod operations;
mod pages;
mod phone;
mod polite;
mod random;
mod refusal;
mod schema;
mod sending;
mod serve;
mod state;
mod state_file;
mod storage;
#[cfg(feature = "sandbox-tls")]
mod tls;
mod validation;
mod wire;

use std::sync::{Mutex, MutexGuard, PoisonError};

pub use self::builder::SandboxBuilder;
pub use self::callbacks::{CallbackKind, RecordedCallback};
pub use self::error::SandboxError;
pub use self::faults::Fault;
pub use self::handle::{Faults, Sandbox};
pub use self::journal::RecordedRequest;
pub use self::phone::{Phone, ReceivedMessage};
pub use self::state::{OccupiedSlots, Outcome};

/// Locks a mutex; a holder that panicked has left data that is still good enough for a sandbox.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
