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
#[cfg(feature = "csv")]
pub mod mailing;
pub mod message;
pub mod receipt;
#[cfg(feature = "sandbox")]
pub mod sandbox;
mod sending;
pub mod service;
mod sync;
mod transfer;
mod wait;

pub(crate) use values::{name, number};

#[cfg(feature = "httpmock")]
pub use ::httpmock as httpmock_crate;
/// The crate that the client is built on, for other parts of OVHcloud's API.
pub use ovh_api;
/// The crates whose types are in the signatures of this one.
pub use ovh_api::{chrono, reqwest, secrecy, uuid};

pub use ovh_api::{
    Clearable, Credentials, Exchange, HttpBackend, InvalidOperation, Lenient, Operation, Options,
    Response, Retry, SecretText, steers_terminal,
};
pub use ovh_api::{auth, time};

#[cfg(feature = "openapi")]
pub use ovh_api::DocumentError;

pub use api::types;
pub use client::{Call, Client, ClientBuilder, ListStream};
pub use error::Error;
pub use message::{Message, MessageError};
#[cfg(feature = "csv")]
pub use service::{Export, ExportError, ExportRequest, ExportRow, ExportRows};
pub use service::{SendError, SendReport, Service};
pub use values::credits::{Credits, CreditsError};
pub use values::name::{NameError, SenderName, ServiceName, Tag};
pub use values::number::{NumberError, NumberKind, PhoneNumber};
pub use values::tag_filters::TagFilters;
