//! Typed mocks of all operations, for the tests of your own code (feature `httpmock`).
//!
//! Each operation is a method of [`MockServerExt`]. Its closure sets which requests the mock
//! matches and what it returns; the compiler checks both. A mock is not a sandbox: it stores
//! nothing and verifies no signature. Create the client with
//! [`Credentials::unsigned`](crate::Credentials::unsigned), so that it sends unsigned requests.
//!
//! ```
//! use httpmock::MockServer;
//! use ovh_sms::httpmock::MockServerExt;
//! use ovh_sms::types::Outgoing;
//! use ovh_sms::{Client, Credentials};
//!
//! # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
//! let server = MockServer::start_async().await;
//! let mock = server.outgoing_get(|when, then| {
//!     when.service_name("sms-ab12345-1").id(26929925);
//!     let mut outgoing = Outgoing::default();
//!     outgoing.receiver = Some("+33600000000".into());
//!     then.ok(&outgoing);
//! });
//! let client = Client::builder()
//!     .endpoint(server.url("/1.0"))
//!     .credentials(Credentials::unsigned())
//!     .build()?;
//! let outgoing = client.service("sms-ab12345-1").api().outgoing_get(26929925).send().await?;
//! assert_eq!(outgoing.receiver.as_deref(), Some("+33600000000"));
//! mock.assert_async().await;
//! # Ok::<(), Box<dyn std::error::Error>>(()) })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[allow(
    missing_docs,
    unused_imports,
    unused_variables,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/httpmock.rs"));
}

pub use generated::{MockServerExt, operations};

use serde::Serialize;

/// Converts a query value to the text that the client sends, which for dates differs from
/// `Display`.
fn query_text(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => text,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}

/// Converts a path value to the text that the client sends, escaped for a regular expression.
fn path_text(value: &impl std::fmt::Display) -> String {
    regex::escape(&ovh_api::runtime::transport::Encoded(value).to_string())
}
