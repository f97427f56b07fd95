//! A line of the journal: what happened to which mailing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::earlier::Earlier;
use crate::terminal::output;

/// What happened to a mailing. The last event other than `Filling` decides what may have been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Event {
    /// A slot is about to be filled, with the key of the entry in its description.
    Filling,
    /// The batch is about to be asked for: from here on it may have been sent.
    Asked,
    /// The service accepted it.
    Accepted,
    /// What was asked for was refused, so that nothing was sent.
    NotSent,
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) time: String,
    pub(super) endpoint: String,
    pub(super) service: String,
    pub(super) name: String,
    /// The name with the fingerprint of text and rows.
    pub(super) batch_name: String,
    pub(super) receivers: u64,
    pub(super) event: Event,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) batch: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) slot_key: Option<String>,
}

impl Entry {
    /// Whether it is about the mailing of that name; on the account at that endpoint and of that
    /// name, if that is known.
    pub(super) fn is_of(&self, name: &str, account: Option<(&str, &str)>) -> bool {
        let of_account = |(endpoint, service)| {
            self.service == service && is_same_service(&self.endpoint, endpoint)
        };
        self.name == name && account.is_none_or(of_account)
    }

    /// What it means for the next run.
    pub(super) fn earlier(&self) -> Earlier {
        let time = output::plain(&self.time);
        match self.event {
            Event::Filling | Event::NotSent => Earlier::Nothing,
            Event::Asked => Earlier::Asked { time },
            Event::Accepted => Earlier::Accepted {
                time,
                batch: self.batch,
            },
        }
    }
}

/// Whether two endpoints are one service. OVHcloud's has several addresses; a sandbox is known by
/// its own.
fn is_same_service(one: &str, other: &str) -> bool {
    let is_local = |endpoint: &str| {
        let url = reqwest::Url::parse(endpoint).ok();
        let host = url
            .as_ref()
            .and_then(reqwest::Url::host_str)
            .unwrap_or_default();
        let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
        host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    };
    one == other || !is_local(one) && !is_local(other)
}
