//! `ovh-sms send`: sends a message to one or more receivers.

mod receivers;
mod report;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ovh_sms::message::{Message, MessageError, StopClause, StopHours, unfilled_placeholder};
use ovh_sms::{Credits, SenderName, Tag};

use receivers::Receivers;

use crate::commands::estimate::{Measured, ask, sender_type};
use crate::connect::{Account, service_time};
use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::numbers::note_kinds;
use crate::price::{Price, by_country, credits, note_length};
use crate::purpose::Purpose;
use crate::spend::Spend;
use crate::terminal::interrupt::caught_interrupt;
use crate::terminal::output;
use crate::text::Text;
use crate::when::{Moment, Zone, future, span};

/// The most parts, over all receivers, that are sent without fetching the price list: they would
/// cost more than the confirmation limit only at ten credits per part.
const PARTS_WITHOUT_PRICE: usize = 10;

/// Send a message to one or more receivers, and print the report.
///
/// Receivers are international numbers: +33600000000 or 0033600000000. If any of them is not a
/// valid number, nothing is sent. Receivers that the service refuses are listed as invalid.
///
/// Either --transactional or --marketing is required, except with --allow-replies. With --sandbox,
/// --transactional is the default.
///
/// A cost of more than 100 credits must be confirmed; if stdin is not a terminal, nothing is sent
/// unless --yes is given. A cost of more than the credits left is refused. The cost is the number of
/// parts times the prices of the service's price list; an unknown price must be confirmed too. Up to
/// 10 parts in total are sent without fetching the price list: the service refuses what the account
/// can't pay.
///
/// Advertising is deferred at night, on Sundays and on holidays. OVHcloud documents no exact hours:
/// the report shows when such a message is expected to leave.
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
    #[arg(long, alias = "from", value_name = "NAME")]
    sender: Option<SenderName>,
    /// Send from a short number that receivers can reply to for 48 hours; in France only.
    #[arg(long, conflicts_with = "sender")]
    allow_replies: bool,
    #[command(flatten)]
    purpose: Purpose,
    /// Send text that looks like a placeholder (#prenom#, {prenom}) as it is, and with
    /// --allow-replies text that looks like contact information. Without this option, both are
    /// refused. The service may refuse contact information nevertheless.
    #[arg(long)]
    literal: bool,
    /// Send at this time: 2027-01-31T08:30:00+01:00, "2027-01-31 08:30", 08:30 or "tomorrow 08:30";
    /// the message may leave up to a minute later.
    #[arg(long, value_name = "TIME", value_parser = future)]
    at: Option<Moment>,
    /// Send after this delay, such as 90s, 15m, 1h30 or 3d; the message may leave up to a minute
    /// later.
    #[arg(long = "in", value_name = "DURATION", value_parser = span, conflicts_with = "at")]
    after: Option<Duration>,
    #[command(flatten)]
    zone: Zone,
    /// How long operators may try to deliver the message, such as 10m (default: 48 hours).
    #[arg(long, value_name = "DURATION", value_parser = span)]
    valid_for: Option<Duration>,
    /// The tag of the messages, such as colis-42, to find them later (default: random).
    #[arg(long, value_name = "TAG")]
    tag: Option<Tag>,
    #[command(flatten)]
    spend: Spend,
}

/// Sends the message, and prints the outcome.
pub(crate) async fn run(send: Send, global: &Global) -> Result<u8, Failure> {
    let mut message = message(&send, global)?;
    let stop = message.stop_clause();
    send.purpose.note_default(send.allow_replies, global);
    note_kinds(message.receivers(), global);
    note_length(message.segments().parts, global);
    let account = global.account().await?;
    let times = Times::of(&send, stop, &account).await?;
    if let Some(time) = times.asked {
        message = message.at(time);
    }
    let about = report::About::of(&send, &times);
    if send.spend.dry_run {
        return dry_run(&send, &message, &about, &account, global).await;
    }
    if message.segments().parts * message.receivers().len() > PARTS_WITHOUT_PRICE {
        let cost = cost(&message, &account).await?.credits();
        affordable(cost, &account).await?;
        send.spend.allow(cost)?;
    }
    let interrupt = caught_interrupt()?;
    let sent = tokio::select! {
        // A response that has arrived is used, even if Ctrl-C was pressed at the same time.
        biased;
        sent = account.service.send(message) => sent,
        () = interrupt => {
            return Err(Failure::unknown("Interrupted: the message may have been sent. Before you send it again, check `ovh-sms history --since 10m`, and `ovh-sms api jobs_list` for pending messages."));
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
        true => output::json(&report::as_json(&report, &about)),
        false => report::print(&report, &about),
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
fn message(send: &Send, global: &Global) -> Result<Message, Failure> {
    if send.text.takes_stdin() && send.receivers.take_stdin() {
        return Err(Failure::usage(
            "Nothing was sent: the text and the receivers can't both come from stdin.",
        ));
    }
    let receivers = send.receivers.read()?;
    let stop = send.purpose.required(send.allow_replies, global)?;
    let text = send.text.read()?;
    if let Some(found) = unfilled_placeholder(&text).filter(|_| !send.literal) {
        return Err(Failure::usage(format!(
            "Nothing was sent: the text contains {}, which looks like a placeholder, and `send` fills none. Use `ovh-sms mailing`, write the word itself, or pass --literal.",
            output::plain(found)
        )));
    }
    let mut message = Message::new(text, stop).to_all(receivers);
    if let Some(sender) = &send.sender {
        message = message.from(sender.clone());
    }
    if send.allow_replies {
        message = message.allow_replies();
    }
    if send.literal {
        message = message.allow_contact_information();
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

/// When the message leaves.
pub(super) struct Times {
    /// The time that was asked for; `None` means at once.
    asked: Option<DateTime<Utc>>,
    /// The time at which it is expected to leave, if not at once.
    expected: Option<DateTime<Utc>>,
}

impl Times {
    /// Computes the times by the service's clock, which is read only if they depend on it.
    async fn of(send: &Send, stop: StopClause, account: &Account) -> Result<Self, Failure> {
        let is_marketing = stop == StopClause::Appended && !send.allow_replies;
        if send.at.is_none() && send.after.is_none() && !is_marketing {
            return Ok(Self {
                asked: None,
                expected: None,
            });
        }
        let refused = |error: String| Failure::usage(format!("Nothing was sent: {error}."));
        let now = service_time(account.client()).await?;
        let asked = match (send.at, send.after) {
            (Some(at), _) => Some(send.zone.future(at, now).map_err(refused)?),
            (None, Some(after)) => {
                let time = TimeDelta::from_std(after).ok();
                let time = time.and_then(|after| now.checked_add_signed(after));
                let too_far = || refused("the time to send at is out of range".to_owned());
                Some(time.ok_or_else(too_far)?)
            }
            (None, None) => None,
        };
        if let Some(at) = asked.filter(|at| *at < now) {
            return Err(refused(MessageError::Past { at, now }.to_string()));
        }
        let leaves = asked.unwrap_or(now);
        let opening = match is_marketing {
            true => StopHours::default().next_opening(leaves),
            false => leaves,
        };
        Ok(Self {
            asked,
            expected: Some(opening).filter(|opening| asked.is_some() || *opening > now),
        })
    }

    /// Returns whether the service defers the message beyond the time that was asked for.
    fn is_deferred(&self) -> bool {
        self.expected.is_some() && self.expected != self.asked
    }
}

/// Fails if the message costs more than the credits left.
async fn affordable(cost: Option<Credits>, account: &Account) -> Result<(), Failure> {
    let Some(cost) = cost else {
        return Ok(());
    };
    match account.service.account().await?.credits_left {
        Some(left) if left < cost => Err(Failure::failed(format!(
            "Nothing was sent: this costs {}, and the account has {}. Buy credits, or send to fewer receivers.",
            credits(cost),
            credits(left)
        ))),
        _ => Ok(()),
    }
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
    about: &report::About,
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
    measured.credits_left = account.service.account().await?.credits_left;
    match global.json {
        true => output::json(&about.added_to(measured.as_json(true)))?,
        false => {
            output::line("Nothing was sent: this is a dry run.")?;
            measured.print()?;
            about.print()?;
        }
    }
    if let (Some(needed), Some(left)) = (needed, measured.credits_left)
        && needed > left
    {
        global.note("The account does not have enough credits.");
    }
    Ok(DONE)
}
