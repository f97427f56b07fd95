//! `ovh-sms senders`: the names and numbers that messages are sent from.

mod summary;

use std::time::Duration;

use clap::Subcommand;
use ovh_sms::types::{Sender, StatusSender};
use ovh_sms::{Error, Lenient, SenderName, Service};

use super::named;
use crate::exit::{DONE, FAILED, UNKNOWN};
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;
use crate::when::span;

/// The default timeout of `wait`: senders are reviewed in 24 to 72 hours, and this is four days.
const PATIENCE: Duration = Duration::from_secs(96 * 3600);

/// List the senders with their status, or request one.
///
/// With --json, each line is a sender as the API returns it.
///
/// Example: ovh-sms senders --usable
#[derive(Debug, clap::Args)]
pub(crate) struct Senders {
    #[command(subcommand)]
    action: Option<Action>,
    /// List only senders that can be used now.
    #[arg(long)]
    usable: bool,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the names that can be used at once, because OVHcloud takes them from the customer's
    /// details.
    ///
    /// Example: ovh-sms senders available
    Available,
    /// Request a sender: a known name can be used at once, a phone number receives a code, any
    /// other name is reviewed by hand in 24 to 72 hours.
    ///
    /// Example: ovh-sms senders add "MP RENOV" --reason "The name of our company"
    Add {
        /// 3 to 11 letters, digits, spaces and -.,&+, or a phone number such as +33600000000.
        #[arg(allow_hyphen_values = true)]
        sender: SenderName,
        /// The reason for the request, for the reviewers; required for names that are reviewed by
        /// hand.
        #[arg(long, value_name = "TEXT")]
        reason: Option<String>,
    },
    /// Validate a phone number with the code that was sent to it.
    ///
    /// Example: ovh-sms senders validate +33600000000 123456789
    Validate {
        /// The phone number.
        #[arg(allow_hyphen_values = true)]
        sender: SenderName,
        /// The code that the phone number received.
        code: String,
    },
    /// Wait until a sender is reviewed.
    ///
    /// Exit codes: 0 it can be used, 1 it is refused, disabled or does not exist, 3 it was not
    /// reviewed in time, or can't be read.
    ///
    /// Example: ovh-sms senders wait "MP RENOV" --timeout 3d
    Wait {
        /// The sender.
        #[arg(allow_hyphen_values = true)]
        sender: SenderName,
        /// How long to wait, such as 2h (default: four days).
        #[arg(long, value_name = "DURATION", value_parser = span)]
        timeout: Option<Duration>,
    },
}

/// Lists senders, or runs the subcommand.
pub(crate) async fn run(senders: Senders, global: &Global) -> Result<u8, Failure> {
    if senders.usable && senders.action.is_some() {
        return Err(Failure::usage("--usable filters the list of senders."));
    }
    let account = global.account().await?;
    let service = &account.service;
    match senders.action {
        None => list(service, senders.usable, global).await,
        Some(Action::Available) => available(service, global).await,
        Some(Action::Add { sender, reason }) => {
            let reason = reason.unwrap_or_default();
            let made = service.senders().create(&sender, &reason).await;
            Ok(show(&made.map_err(Failure::of_change)?, global))
        }
        Some(Action::Validate { sender, code }) => {
            let proved = service.senders().validate(&sender, &code).await;
            Ok(show(&proved.map_err(Failure::of_change)?, global))
        }
        Some(Action::Wait { sender, timeout }) => {
            let time = timeout.unwrap_or(PATIENCE);
            let checked = service
                .senders()
                .wait_until_checked_for(&sender, time)
                .await
                .map_err(|error| match error.is_not_found() {
                    true => Failure::from(error),
                    // It is not known whether the sender can be used.
                    false => Failure::from(error).leaving_open(),
                })?;
            let _ = show(&checked, global);
            Ok(code(&checked))
        }
    }
}

/// Reads all senders by their names.
async fn all(service: &Service) -> Result<Lenient<Vec<Sender>>, Error> {
    let names = service.api().senders_list().send().await?.into_inner();
    let read = |name: String| async move {
        let sender = service.api().senders_get(&name).send().await?.into_inner();
        let is_own = sender.sender.as_ref().is_none_or(|own| *own == name);
        Ok(Some(sender).filter(|_| is_own))
    };
    named::read_all(names, read).await
}

/// Prints a sender. The exit code depends on the sender, not on whether the output could be printed.
fn show(sender: &Sender, global: &Global) -> u8 {
    if let Err(failure) = summary::one(sender, global) {
        failure.tell();
    }
    DONE
}

async fn list(service: &Service, usable: bool, global: &Global) -> Result<u8, Failure> {
    let all = all(service).await?;
    global.note_unread(all.unread());
    let (is_complete, mut senders) = (all.is_complete(), all.into_inner());
    senders.retain(|one| !usable || one.status == Some(StatusSender::Enable));
    senders.sort_by(|a, b| a.sender.cmp(&b.sender));
    if !global.json && senders.is_empty() && is_complete {
        global
            .note("No senders: request one with `ovh-sms senders add`, or send without a sender.");
    } else {
        summary::all(&senders, global)?;
    }
    Ok(DONE)
}

async fn available(service: &Service, global: &Global) -> Result<u8, Failure> {
    let mut available = service.senders().available().await?;
    global.note_unread(available.unread());
    available.sort_by(|a, b| a.sender.cmp(&b.sender));
    if global.json {
        for one in &available {
            output::json(one)?;
        }
    } else if available.is_empty() && available.is_complete() {
        global.note("No names can be used at once.");
    } else {
        let rows = available.iter().map(|one| {
            let referer = one.referer.as_ref().map(ToString::to_string);
            vec![
                output::cell(one.sender.as_deref().unwrap_or_default()),
                output::cell(referer.unwrap_or_default()),
            ]
        });
        output::table(&["SENDER", "FROM"], rows.collect())?;
    }
    Ok(DONE)
}

fn code(sender: &Sender) -> u8 {
    match sender.status {
        Some(StatusSender::Enable) => DONE,
        Some(StatusSender::Refused | StatusSender::Disable) => FAILED,
        _ => UNKNOWN,
    }
}
