//! `ovh-sms send`: sends a message to one or more receivers.

mod receivers;
mod report;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ovh_sms::message::{Message, MessageError, StopClause};
use ovh_sms::{SenderName, Tag};

use receivers::Receivers;

use crate::commands::estimate::{Measured, ask, sender_type};
use crate::connect::Account;
use crate::exit::{DONE, UNKNOWN};
use crate::failure::Failure;
use crate::global::Global;
use crate::price::{Price, by_country};
use crate::spend::Spend;
use crate::terminal::interrupt::caught_interrupt;
use crate::terminal::output;
use crate::text::Text;
use crate::when::{moment, span};

/// The most parts, over all receivers, that are sent without fetching the price list: they would
/// cost more than the confirmation limit only at ten credits per part.
const PARTS_WITHOUT_PRICE: usize = 10;

/// Send a message to one or more receivers, and print the report.
///
/// Receivers are international numbers: +33600000000 or 0033600000000. If any of them is not a
/// valid number, nothing is sent. Receivers that the service refuses are listed as invalid.
///
/// A cost of more than 100 credits must be confirmed; if stdin is not a terminal, nothing is sent
/// unless --yes is given. The cost is the number of parts times the prices of the service's price
/// list; an unknown price must be confirmed too. Up to 10 parts in total are sent without fetching
/// the price list.
///
/// Exit codes: 0 accepted, except for receivers that the report lists as invalid; 1 refused for
/// all; 2 wrong usage, nothing was sent; 3 unknown for some, check before you send it again; 4
/// accepted for some, while the request for others failed. Accepted does not mean delivered: see track.
///
/// If the response is lost, the command searches for the message. A random tag proves that a found
/// message is this one. A pending job has no tag, and another program may use the same --tag: then
/// the outcome is unknown, and the report lists what was found.
///
/// Example: ovh-sms send --sandbox --to +33600000000 "Bonjour"
#[derive(Debug, clap::Args)]
pub(crate) struct Send {
    #[command(flatten)]
    text: Text,
    #[command(flatten)]
    receivers: Receivers,
    /// The name of the sender, one of the account's validated senders; by default, OVHcloud
    /// chooses.
    #[arg(long, value_name = "NAME")]
    sender: Option<SenderName>,
    /// Send from a short number that receivers can reply to for 48 hours; in France only.
    #[arg(long, conflicts_with = "sender")]
    allow_replies: bool,
    /// Omit the STOP clause, for alerts and codes. Without this option, the service appends 11
    /// characters, treats the message as advertising, and defers it at night.
    #[arg(long)]
    no_stop: bool,
    /// Send at this time, such as 2027-01-31T08:30:00+01:00; the message may leave up to a minute
    /// later.
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<DateTime<Utc>>,
    /// Send after this delay, such as 90s, 15m, 2h or 3d; the message may leave up to a minute
    /// later.
    #[arg(long = "in", value_name = "DURATION", value_parser = span, conflicts_with = "at")]
    after: Option<Duration>,
    /// How long operators may try to deliver the message, such as 10m (default: 48 hours).
    #[arg(long, value_name = "DURATION", value_parser = span)]
    valid_for: Option<Duration>,
    /// The tag of the messages, 1 to 20 letters and digits, to find them later (default: random).
    #[arg(long, value_name = "TAG")]
    tag: Option<Tag>,
    #[command(flatten)]
    spend: Spend,
}

/// Sends the message, and prints the outcome.
pub(crate) async fn run(send: Send, global: &Global) -> Result<u8, Failure> {
    let mut message = message(&send)?;
    let account = global.account().await?;
    if let Some(time) = time(&send, &account).await? {
        message = message.at(time);
    }
    if send.spend.dry_run {
        return dry_run(&send, &message, &account, global).await;
    }
    if message.segments().parts * message.receivers().len() > PARTS_WITHOUT_PRICE
        && !send.spend.is_allowed()
    {
        send.spend
            .allow(cost(&message, &account).await?.credits())?;
    }
    let interrupt = caught_interrupt()?;
    let sent = tokio::select! {
        // A response that has arrived is used, even if Ctrl-C was pressed at the same time.
        biased;
        sent = account.service.send(message) => sent,
        () = interrupt => {
            output::note("Interrupted: the message may have been sent. Before you send it again, check `ovh-sms history --since 10m`, and `ovh-sms api jobs_list` for pending messages.");
            return Ok(UNKNOWN);
        }
    };
    let report = match sent {
        Ok(report) => report,
        // Sent to some receivers, or unknown: the report lists which.
        Err(error) => {
            if error.send_report().is_some() {
                output::note(format_args!("{error}."));
            }
            error.into_send_report()?
        }
    };
    if report.uncertain().next().is_some() {
        output::note(
            "The response was lost, and the message that was found may be another program's: check before you send it again.",
        );
    }
    let printed = match global.json {
        true => output::json(&report::as_json(&report)),
        false => report::print(&report),
    };
    if let Err(failure) = printed {
        // The exit code depends on the message, not on whether the report could be printed.
        failure.tell();
        let sent = report.sent().count() - report.uncertain().count();
        output::note(format_args!(
            "{sent} messages were accepted, with the tag {}.",
            output::plain(report.tag())
        ));
    }
    Ok(report::code(&report))
}

/// Returns the message, checked as far as this machine can.
fn message(send: &Send) -> Result<Message, Failure> {
    if send.text.takes_stdin() && send.receivers.take_stdin() {
        return Err(Failure::usage(
            "Nothing was sent: the text and the receivers can't both come from stdin.",
        ));
    }
    let receivers = send.receivers.read()?;
    let stop = StopClause::from(!send.no_stop && !send.allow_replies);
    let mut message = Message::new(send.text.read()?, stop).to_all(receivers);
    if let Some(sender) = &send.sender {
        message = message.from(sender.clone());
    }
    if send.allow_replies {
        message = message.allow_replies();
    }
    if let Some(time) = send.valid_for {
        message = message.valid_for(time);
    }
    if let Some(tag) = &send.tag {
        message = message.tag(tag.clone());
    }
    match message.check() {
        Ok(()) => Ok(message),
        Err(error) => Err(Failure::usage(format!("Nothing was sent: {error}."))),
    }
}

/// Returns the time to send at, by the service's clock; `None` means at once.
async fn time(send: &Send, account: &Account) -> Result<Option<DateTime<Utc>>, Failure> {
    if send.at.is_none() && send.after.is_none() {
        return Ok(None);
    }
    let asked = account.client().api().auth_time_get().send().await?;
    let too_far = || Failure::usage("Nothing was sent: the time to send at is out of range.");
    let now = DateTime::from_timestamp(asked.into_inner(), 0).ok_or_else(too_far)?;
    let Some(after) = send.after else {
        return match send.at {
            Some(at) if at < now => {
                let error = MessageError::Past { at, now };
                Err(Failure::usage(format!("Nothing was sent: {error}.")))
            }
            at => Ok(at),
        };
    };
    let after = TimeDelta::from_std(after).map_err(|_| too_far())?;
    now.checked_add_signed(after).map(Some).ok_or_else(too_far)
}

/// Returns the cost of the message, from the price list.
async fn cost(message: &Message, account: &Account) -> Result<Price, Failure> {
    let parts = message.segments().parts;
    let receivers = by_country(message.receivers());
    Price::ask(account.client(), parts, receivers).await
}

/// Prints the cost of the message.
async fn dry_run(
    send: &Send,
    message: &Message,
    account: &Account,
    global: &Global,
) -> Result<u8, Failure> {
    let client = account.client();
    let (text, stop) = (message.text(), message.stop_clause());
    let mut measured = Measured::of(text, stop);
    let sender = sender_type(send.allow_replies, send.sender.as_ref());
    measured.by_service = Some(ask(client, text, stop, sender).await?);
    let receivers = by_country(message.receivers());
    let price = Price::ask(client, measured.parts(), receivers).await?;
    let needed = price.credits();
    measured.price = Some(price);
    let had = account.service.api().service_get().send().await?;
    measured.credits_left = had.into_inner().credits_left;
    match global.json {
        true => output::json(&measured.as_json(true))?,
        false => {
            output::line("Nothing was sent: this is a dry run.")?;
            measured.print()?;
        }
    }
    if let (Some(needed), Some(left)) = (needed, measured.credits_left)
        && needed > left
    {
        global.note("The account does not have enough credits.");
    }
    Ok(DONE)
}
