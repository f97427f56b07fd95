//! `ovh-sms callbacks`: the addresses that receive receipts, replies and STOPs.

use clap::Subcommand;
use ovh_sms::Service;
use ovh_sms::service::Callbacks as Changes;
use ovh_sms::types::{AccountWithIam, ResponseType};
use serde_json::json;

use crate::exit::{DONE, UNKNOWN};
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// Show, set or remove the URLs that the service calls for receipts, replies and STOPs.
///
/// An account has one URL of each kind, for all of its messages. OVHcloud signs nothing, and anyone who
/// knows a URL can call it: put a secret into its path.
///
/// With --json, one object is printed.
///
/// Example: ovh-sms callbacks
#[derive(Debug, clap::Args)]
pub(crate) struct Callbacks {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show the URLs.
    ///
    /// Example: ovh-sms callbacks show
    Show,
    /// Set URLs; those that are not given do not change.
    ///
    /// A URL for replies switches off an automatic reply by text: an account supports one of the two.
    ///
    /// Example: ovh-sms callbacks set --receipts https://example.com/ovh/7f3c/receipt
    Set(Set),
    /// Remove URLs.
    ///
    /// Example: ovh-sms callbacks clear --replies
    Clear(Clear),
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Set {
    /// The URL for delivery receipts (callBack).
    #[arg(long, value_name = "URL")]
    receipts: Option<String>,
    /// The URL for replies (smsResponse.cgiUrl).
    #[arg(long, value_name = "URL")]
    replies: Option<String>,
    /// The URL for STOPs (stopCallBack).
    #[arg(long, value_name = "URL")]
    stops: Option<String>,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = true)]
struct Clear {
    /// Remove the URL for delivery receipts.
    #[arg(long)]
    receipts: bool,
    /// Remove the URL for replies.
    #[arg(long)]
    replies: bool,
    /// Remove the URL for STOPs.
    #[arg(long)]
    stops: bool,
    /// Remove all three.
    #[arg(long, conflicts_with_all = ["receipts", "replies", "stops"])]
    all: bool,
}

/// Shows or changes the URLs.
pub(crate) async fn run(callbacks: Callbacks, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let service = &account.service;
    let wanted = match callbacks.action {
        None | Some(Action::Show) => {
            let found = Urls::of(&read(service).await?);
            return found.print(global).map(|()| DONE);
        }
        Some(Action::Set(set)) => Wanted {
            receipts: set.receipts.map(Some),
            replies: set.replies.map(Some),
            stops: set.stops.map(Some),
        },
        Some(Action::Clear(clear)) => {
            let removed = |is_named: bool| (is_named || clear.all).then_some(None);
            Wanted {
                receipts: removed(clear.receipts),
                replies: removed(clear.replies),
                stops: removed(clear.stops),
            }
        }
    };
    let changed = service.set_callbacks(wanted.changes()).await;
    changed.map_err(Failure::of_change)?;
    // The response of the change says nothing.
    let found = read(service).await.map_err(|failure| {
        Failure::unknown(format!(
            "The service accepted the change, but it can't be read back. {failure}"
        ))
    })?;
    let found = Urls::of(&found);
    // The exit code depends on the change, not on whether the output could be printed.
    if let Err(failure) = found.print(global) {
        failure.tell();
    }
    match wanted.is(&found) {
        true => Ok(DONE),
        false => {
            output::note(
                "The service accepted the change, but does not show it yet: run `ovh-sms callbacks` to check.",
            );
            Ok(UNKNOWN)
        }
    }
}

async fn read(service: &Service) -> Result<AccountWithIam, Failure> {
    Ok(service.account().await?)
}

/// The URLs of an account.
struct Urls {
    receipts: Option<String>,
    replies: Option<String>,
    stops: Option<String>,
}

impl Urls {
    fn of(account: &AccountWithIam) -> Self {
        let set = |url: &Option<String>| url.clone().filter(|url| !url.is_empty());
        let replies = account.sms_response.as_ref();
        // With another type, the service does not call the URL.
        let replies = replies.filter(|replies| replies.response_type == Some(ResponseType::Cgi));
        Self {
            receipts: set(&account.call_back),
            replies: replies.and_then(|replies| set(&replies.cgi_url)),
            stops: set(&account.stop_call_back),
        }
    }

    fn print(&self, global: &Global) -> Result<(), Failure> {
        if global.json {
            return output::json(&json!({
                "receipts": self.receipts,
                "replies": self.replies,
                "stops": self.stops,
            }));
        }
        let rows = [
            ("receipts", &self.receipts),
            ("replies", &self.replies),
            ("stops", &self.stops),
        ];
        let rows = rows.iter().map(|(kind, url)| {
            vec![
                output::cell(kind),
                output::cell(url.as_deref().unwrap_or("not set")),
            ]
        });
        output::table(&["CALLBACK", "URL"], rows.collect())
    }
}

/// The changes: a URL to set, or to remove.
struct Wanted {
    receipts: Option<Option<String>>,
    replies: Option<Option<String>>,
    stops: Option<Option<String>>,
}

impl Wanted {
    fn changes(&self) -> Changes {
        let mut changes = Changes::new();
        changes = match &self.receipts {
            Some(Some(url)) => changes.receipts(url),
            Some(None) => changes.no_receipts(),
            None => changes,
        };
        changes = match &self.replies {
            Some(Some(url)) => changes.replies(url),
            Some(None) => changes.no_replies(),
            None => changes,
        };
        match &self.stops {
            Some(Some(url)) => changes.stops(url),
            Some(None) => changes.no_stops(),
            None => changes,
        }
    }

    /// Returns whether an account has the URLs.
    fn is(&self, found: &Urls) -> bool {
        let same = |wanted: &Option<Option<String>>, found: &Option<String>| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        same(&self.receipts, &found.receipts)
            && same(&self.replies, &found.replies)
            && same(&self.stops, &found.stops)
    }
}
