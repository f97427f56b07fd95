//! A line of the journal: one event of a mailing.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::earlier::Earlier;
use crate::terminal::output;

/// An event of a mailing. The last event other than `Filling` decides what may have been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Event {
    /// A slot is about to be filled; the description of the slot contains the key of this entry.
    Filling,
    /// The batch is about to be requested: from now on the mailing may have been sent.
    Asked,
    /// The service accepted the batch.
    Accepted,
    /// The request was refused: nothing was sent.
    NotSent,
}

impl Event {
    /// Returns the number of requests that were not refused, after this event.
    pub(super) fn requests_after(self, before: u32) -> u32 {
        match self {
            Self::Filling | Self::Accepted => before,
            Self::Asked => before.saturating_add(1),
            Self::NotSent => 0,
        }
    }
}

/// A line of the journal.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) time: String,
    pub(super) endpoint: String,
    pub(super) service: String,
    pub(super) name: String,
    /// The name with the fingerprint of the text and the rows.
    pub(super) batch_name: String,
    pub(super) receivers: u64,
    pub(super) event: Event,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) batch: Option<Uuid>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) slot_key: Option<String>,
}

impl Entry {
    /// Returns whether the entry belongs to the mailing of that name and, if an account is given,
    /// to the account with that endpoint and name.
    pub(super) fn is_of(&self, name: &str, account: Option<(&str, &str)>) -> bool {
        let of_account = |(endpoint, service)| {
            self.service == service && is_same_service(&self.endpoint, endpoint)
        };
        self.name == name && account.is_none_or(of_account)
    }

    /// Returns what this event means for the next run.
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

/// Returns whether two endpoints are the same service. OVHcloud's has several addresses; a sandbox
/// is identified by its own address.
fn is_same_service(one: &str, other: &str) -> bool {
    one == other || !is_local(one) && !is_local(other)
}

/// Returns whether an endpoint is on this machine.
pub(super) fn is_local(endpoint: &str) -> bool {
    let url = reqwest::Url::parse(endpoint).ok();
    let host = url
        .as_ref()
        .and_then(reqwest::Url::host_str)
        .unwrap_or_default();
    let address = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_service_is_identified_by_its_address() {
        const EU: &str = "https://eu.api.ovh.com/1.0";
        const LOCAL: &str = "http://127.0.0.1:8080/1.0";
        for (one, other, is_same) in [
            (EU, EU, true),
            (EU, "https://api.eu.ovhcloud.com/v1", true),
            (LOCAL, LOCAL, true),
            (LOCAL, "http://127.0.0.1:8081/1.0", false),
            (LOCAL, EU, false),
            (EU, LOCAL, false),
            ("http://localhost:8080/1.0", EU, false),
            ("http://[::1]:8080/1.0", EU, false),
            ("http://127.1.2.3/1.0", EU, false),
            ("https://192.0.2.1/1.0", EU, true),
            ("https://localhost.example.com/1.0", EU, true),
        ] {
            assert_eq!(is_same_service(one, other), is_same, "{one} {other}");
        }
    }
}
