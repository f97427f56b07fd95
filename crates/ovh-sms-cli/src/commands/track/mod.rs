//! `ovh-sms track`: shows whether messages were delivered.

mod follow;
mod printed;

use std::time::Duration;

use ovh_sms::types::Outgoing;
use uuid::Uuid;

use follow::Followed;

use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::interrupt::caught_interrupt;
use crate::when::{Zone, span};

/// The default timeout of `--wait`.
const PATIENCE: Duration = Duration::from_secs(600);

/// Show the delivery status of messages: delivered, failed, or not known yet.
///
/// With --wait, the command waits for the last receipt and prints each receipt as it arrives.
/// Messages are found by their ids, which send prints, by their tag, or by their batch. A message
/// that waits to be sent is not found by its tag: use its id. Most messages are delivered
/// within seconds; operators try for 48 to 72 hours.
///
/// Exit codes, for scripts:
///   0  every message is delivered
///   1  no message is delivered, and none will be: all have failed
///   2  wrong usage, or no credentials
///   3  unknown: a message has no final receipt in time, or does not exist, or the service
///      can't be reached
///   4  some messages are delivered, and all others have failed
///
/// Example: ovh-sms track --tag alert42 --wait --timeout 2m
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Track {
    #[command(flatten)]
    which: Which,
    /// Wait for the final receipts, for 10 minutes unless --timeout is given.
    #[arg(long)]
    wait: bool,
    /// How long to wait, such as 90s, 15m or 2h; implies --wait.
    #[arg(long, value_name = "DURATION", value_parser = span)]
    timeout: Option<Duration>,
    #[command(flatten)]
    zone: Zone,
}

/// The messages to track.
#[derive(Debug, Clone, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Which {
    /// The ids of the messages.
    #[arg(value_name = "ID", value_parser = crate::numbers::message_id)]
    ids: Vec<i64>,
    /// Track all messages with this tag.
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// Track all messages of this batch.
    #[arg(long, value_name = "UUID", value_parser = crate::numbers::batch_id)]
    batch: Option<Uuid>,
}

impl Which {
    /// Returns whether a listed message matches: it has the tag or the batch, or lacks the field.
    fn fits(&self, message: &Outgoing) -> bool {
        let tag = message.tag.as_deref().filter(|tag| !tag.is_empty());
        let other_tag = tag
            .zip(self.tag.as_deref())
            .is_some_and(|(found, wanted)| found != wanted);
        let other_batch = message
            .batch_id
            .zip(self.batch)
            .is_some_and(|(found, wanted)| found != wanted);
        !other_tag && !other_batch
    }
}

/// Tracks the messages.
pub(crate) async fn run(track: Track, global: &Global) -> Result<u8, Failure> {
    let time = match (track.timeout, track.wait) {
        (Some(time), _) => time,
        (None, true) => PATIENCE,
        (None, false) => Duration::ZERO,
    };
    // If the service can't be asked, the outcome of the messages is unknown.
    let account = global.account().await.map_err(Failure::leaving_open)?;
    // Before anything is printed: the reader of the output may interrupt at once.
    let interrupt = caught_interrupt().map_err(Failure::leaving_open)?;
    let mut followed = Followed::new(account.service.clone(), track.which, track.zone, global);
    let ended = tokio::select! {
        ended = followed.follow(time) => ended,
        () = interrupt => Ok(()),
    };
    followed.summary();
    ended
        .map_err(Failure::leaving_open)
        .map(|()| followed.code())
}
