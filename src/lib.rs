// The README is the first page of the documentation. On a forge its links point to files; link
// targets that are defined before it take precedence, so here they point to the guide.
#![cfg_attr(
    all(doc, feature = "full"),
    doc = concat!(
        "[credentials]: guide::credentials\n",
        "[first_message]: guide::first_message\n",
        "[codes]: guide::codes\n",
        "[delivery]: guide::delivery\n",
        "[replies]: guide::replies\n",
        "[mailings]: guide::mailings\n",
        "[advertising]: guide::advertising\n",
        "[senders]: guide::senders\n",
        "[numbers]: guide::numbers\n",
        "[phonebooks]: guide::phonebooks\n",
        "[users]: guide::users\n",
        "[history]: guide::history\n",
        "[other_apis]: guide::other_apis\n",
        "[buying_credits]: guide::buying_credits\n",
        "[errors]: guide::errors\n",
        "[testing]: guide::testing\n",
        "[runtimes]: guide::runtimes\n",
        "[changes]: guide::changes\n",
        "[shell]: guide::shell\n",
        "[command_line]: guide::command_line\n",
        "[from_php]: guide::from_php\n",
        "[design]: guide::design\n",
    )
)]
#![cfg_attr(all(doc, feature = "full"), doc = "")]
#![cfg_attr(feature = "sandbox", doc = include_str!("../README.md"))]
#![cfg_attr(
    not(feature = "sandbox"),
    doc = "A typed client for the whole OVHcloud SMS API."
)]
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

mod values;

pub mod api;
pub mod auth;
mod call;
pub mod callback;
mod client;
pub mod config;
#[cfg(feature = "csv")]
mod documents;
pub mod error;
#[cfg(all(doc, feature = "full"))]
pub mod guide;
#[cfg(feature = "httpmock")]
pub mod httpmock;
mod lenient;
mod list;
#[cfg(feature = "csv")]
pub mod mailing;
pub mod message;
mod operation;
pub mod receipt;
mod response;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod sending;
pub mod service;
mod sync;
pub mod time;
mod transfer;
mod transport;
mod wait;

pub(crate) use values::{clearable, masked, name, number, open_enum, printable, secret};

#[cfg(feature = "httpmock")]
pub use ::httpmock as httpmock_crate;
/// The crates whose types are in the signatures of this one.
pub use {chrono, reqwest, secrecy, uuid};

pub use api::types;
pub use auth::Credentials;
pub use call::Call;
pub use client::{Client, ClientBuilder};
pub use error::Error;
pub use lenient::Lenient;
pub use list::ListStream;
pub use message::{Message, MessageError};
pub use operation::{InvalidOperation, Operation};
pub use response::Response;
#[cfg(feature = "csv")]
pub use service::{Export, ExportError, ExportRequest, ExportRow, ExportRows};
pub use service::{SendError, SendReport, Service};
pub use transport::{Exchange, HttpBackend, Options, Retry};
pub use values::clearable::Clearable;
pub use values::credits::{Credits, CreditsError};
pub use values::name::{NameError, SenderName, ServiceName, Tag};
pub use values::number::{NumberError, NumberKind, PhoneNumber};
pub use values::printable::steers_terminal;
pub use values::secret::SecretText;
pub use values::tag_filters::TagFilters;
