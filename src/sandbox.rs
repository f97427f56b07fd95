//! A local server that simulates all 136 operations of the SMS service, for tests and trials.
//!
//! [`Sandbox::start`] opens it on a free port of the loopback address. Any client of OVHcloud's
//! API, in any language, can use [`Sandbox::endpoint`] with the keys of the handle. No request leaves
//! the machine, except callbacks to hosts that you allow with `SandboxBuilder::callbacks_to`.
//!
//! ```
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use std::time::Duration;
//! use ovh_sms::sandbox::Sandbox;
//!
//! let sandbox = Sandbox::builder().service("sms-ab12345-1").credits(50.0).start().await?;
//! println!("{} {}", sandbox.endpoint(), sandbox.consumer_key());
//! // … send with any client, then check the phone and the requests.
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
//! The sandbox has its own clock, which [`Sandbox::advance`] moves. Deferral, delivery, expiry of
//! keys, batches and tasks follow this clock. Signatures and access tokens are checked against real
//! time, so that a client which has synchronised its clock still works after a jump.
//!
//! # From other languages
//! Programs on the same machine control the phones and the clock over HTTP, without a signature,
//! below [`Sandbox::origin`]. A body is a JSON object, and errors have the form of the API's:
//!
//! | call | what it does |
//! |---|---|
//! | `GET /_sandbox/phones/+33600000000` | `{"inbox": [{"id", "from", "text", "receivedAt"}]}`, as [`Phone::inbox`] |
//! | `POST /_sandbox/phones/+33600000000/reply` | `{"text": "oui"}`: replies as [`Phone::reply`] does; 409 if there is no message to reply to |
//! | `POST /_sandbox/phones/+33600000000/stop` | as [`Phone::stop`] |
//! | `POST /_sandbox/phones/+33600000000/outcome` | `{"outcome": "failed", "ptt": 20}`: one of `delivered`, `absent` (both with `seconds` if wanted), `invalid`, `silent`, `failed` and `error` (with `ptt`), as [`Phone::outcome`] |
//! | `GET /_sandbox/phones/+33600000000/conversation` | messages and replies, each with its status and the reason for it |
//! | `GET /_sandbox/messages?after=ID&wait=10s` | the messages that were created after this one; returns when there is one, or after the time |
//! | `GET /_sandbox/requests` | the requests, with the reasons of refusals, as [`Sandbox::requests`] |
//! | `GET /_sandbox/callbacks`, `POST /_sandbox/callbacks/{id}/replay` | the callbacks, as [`Sandbox::callbacks`]; makes one again |
//! | `GET`, `POST`, `DELETE /_sandbox/faults` | the faults, as [`Sandbox::faults`] |
//! | `POST /_sandbox/reset`, `GET` and `PUT /_sandbox/snapshot` | the initial state; the current state, and its restoration |
//! | `GET /_sandbox/events` | server-sent events: what has changed |
//! | `POST /_sandbox/advance` | `{"seconds": 60}`: moves the clock as [`Sandbox::advance`] does, and returns `{"now"}` |
//!
//! `GET /_sandbox/openapi.json` describes all calls. [`RemoteSandbox`] makes them from Rust.
//!
//! # Web pages and other machines
//! As with OVHcloud, pages of all sites may call the API (`/1.0`, `/v1`). Other paths, such as
//! `/_sandbox/`, are refused to pages that are neither of this machine (`localhost`) nor the
//! sandbox's own. The sandbox is used at an address, as `localhost`, or by a name that was set with
//! `SandboxBuilder::name`; programs on other machines may also use a name without a dot. Other names
//! are refused, so that a page can't make its own name point to the sandbox. Documents of this
//! machine, such as `csvUrl`, are fetched for programs on it only.
//!
//! # Other clients
//! For OVHcloud's own clients the sandbox also serves `GET /me`, `/me/api/application`,
//! `/me/api/credential` and `/me/accessRestriction/ip`, which their first examples call.
//!
//! # Choices
//! Where OVHcloud does not document its behaviour, the sandbox makes a choice. The guide's page
//! `docs/guide/testing.md` lists what is confirmed, documented and chosen. The builder's
//! methods and [`Outcome`] document the choices. Those that an application could depend on can be
//! changed.
//!
//! A signature over the address without its port is accepted too: OVHcloud's addresses contain no
//! port, and the official Node wrapper signs none. The sandbox therefore does not detect a client
//! that omits the port.
//!
//! [`Sandbox::endpoint`]: ovh_sms_sandbox::Sandbox::endpoint
//! [`Sandbox::origin`]: ovh_sms_sandbox::Sandbox::origin
//! [`Sandbox::advance`]: ovh_sms_sandbox::Sandbox::advance
//! [`Sandbox::requests`]: ovh_sms_sandbox::Sandbox::requests
//! [`Sandbox::callbacks`]: ovh_sms_sandbox::Sandbox::callbacks
//! [`Sandbox::faults`]: ovh_sms_sandbox::Sandbox::faults

use std::fmt;
use std::ops::Deref;
use std::sync::LazyLock;

use ovh_sms_sandbox::Documents;

pub use ovh_sms_sandbox::{
    AuthenticationErrors, CallbackKind, DatesWithoutOffset, DocumentError, Fault, Faults,
    OccupiedSlots, Outcome, Phone, ReceivedMessage, RecordedCallback, RecordedRefusal,
    RecordedRequest, RemoteError, RemoteFaults, RemotePhone, RemoteSandbox, SandboxError,
    UnnamedSender, magic_numbers,
};

#[cfg(feature = "sandbox-scenario")]
pub use ovh_sms_sandbox::ScenarioError;

use crate::client::Client;
use crate::error::Error;
use crate::{Credentials, Service};

/// OVHcloud's own API descriptions of the operations that are served; for `/me`, only the simulated
/// part.
const NATIVES: &[(&str, &str)] = &[
    ("/sms", include_str!("../schema/native/sms.json")),
    ("/auth", include_str!("../schema/native/auth.json")),
    ("/me", include_str!("../schema/native/me-document.json")),
];

/// The API descriptions that every sandbox of this process serves.
static DOCUMENTS: LazyLock<Documents> = LazyLock::new(|| {
    let documents = Documents::new(crate::api::OPENAPI);
    let natives = NATIVES.iter().copied();
    natives.fold(documents, |all, (root, text)| all.native(root, text))
});

/// The settings of a sandbox, created with [`Sandbox::builder`].
pub type SandboxBuilder = ovh_sms_sandbox::SandboxBuilder<Sandbox>;

/// A running sandbox; the server stops when the handle is dropped.
///
/// It runs on its own threads, so a test may block, and may start other programs that call the
/// sandbox. Most methods are those of [`ovh_sms_sandbox::Sandbox`], to which it dereferences.
pub struct Sandbox(ovh_sms_sandbox::Sandbox);

impl Sandbox {
    /// Starts a sandbox with one account, `sms-ab12345-1`, of 1000 credits, on a free port of the
    /// loopback address.
    ///
    /// # Errors
    /// See [`SandboxError`].
    pub async fn start() -> Result<Self, SandboxError> {
        Self::builder().start().await
    }

    /// Returns a builder for a sandbox with other settings.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::new(DOCUMENTS.clone())
    }

    /// Returns a client that calls this sandbox with its keys.
    ///
    /// # Errors
    ///
    /// The HTTP client cannot be built, which only happens on a broken system.
    pub fn client(&self) -> Result<Client, Error> {
        Client::builder()
            .endpoint(self.endpoint())
            .credentials(Credentials::application_key(
                self.application_key(),
                self.application_secret(),
                self.consumer_key(),
            )?)
            .build()
    }

    /// Returns the sandbox's first SMS account, with a client of its own.
    ///
    /// # Errors
    ///
    /// As [`client`](Self::client).
    pub fn service(&self) -> Result<Service, Error> {
        Ok(self.client()?.service(self.service_name()))
    }

    /// Stops the server and waits until its port is closed.
    pub async fn stop(self) {
        self.0.stop().await;
    }

    /// Stops the server as [`Sandbox::stop`] does, and reports whether the state was saved.
    ///
    /// # Errors
    /// [`SandboxError::StateNotWritten`] if there is a state file and it cannot be written: all
    /// changes since the last write are lost.
    pub async fn try_stop(self) -> Result<(), SandboxError> {
        self.0.try_stop().await
    }
}

impl Deref for Sandbox {
    type Target = ovh_sms_sandbox::Sandbox;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<ovh_sms_sandbox::Sandbox> for Sandbox {
    fn from(sandbox: ovh_sms_sandbox::Sandbox) -> Self {
        Self(sandbox)
    }
}

/// Shows the address, without the keys and the state.
impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_native_descriptions_are_json() {
        for (root, text) in NATIVES {
            let value = serde_json::from_str::<serde_json::Value>(text);
            assert!(value.is_ok(), "{root}");
        }
    }
}
