//! `ovh-sms replies`: lists replies and other incoming messages.

use std::collections::HashSet;
use std::time::Duration;

use chrono::{DateTime, Utc};
use comfy_table::Cell;
use ovh_sms::types::Incoming;
use ovh_sms::{Error, PhoneNumber, Service};

use crate::exit::DONE;
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::numbers::Numbers;
use crate::terminal::interrupt::caught_interrupt;
use crate::terminal::output;
use crate::when::{Moment, Zone, past};

/// The first and the longest wait between two requests.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// List incoming messages (replies), oldest first.
///
/// With --follow, new messages are printed as they arrive, each once, until Ctrl-C or until the
/// output is closed. With --json, each line is an incoming message as the API returns
/// it. In other output, times are in the time zone of --time-zone.
///
/// Example: ovh-sms replies --follow --since 1h
#[derive(Debug, clap::Args)]
pub(crate) struct Replies {
    /// Print new messages until Ctrl-C; the service is polled every 2 to 30 seconds.
    #[arg(long, short)]
    follow: bool,
    /// List only messages received since this time: 2027-01-31T08:30:00+01:00, "2027-01-31 08:30",
    /// 2027-01-31, 08:30, yesterday, or 2h for the last two hours.
    #[arg(long = "since", value_name = "WHEN", value_parser = past)]
    begin: Option<Moment>,
    /// The time of `--since`.
    #[arg(skip)]
    since: Option<DateTime<Utc>>,
    #[command(flatten)]
    zone: Zone,
    /// List only replies to messages with this tag.
    #[arg(long, value_name = "TAG")]
    tag: Option<String>,
    /// List only messages from this number.
    #[arg(long, value_name = "NUMBER", allow_hyphen_values = true)]
    from: Option<String>,
    #[command(flatten)]
    numbers: Numbers,
    /// The number of `--from`.
    #[arg(skip)]
    number: Option<PhoneNumber>,
}

impl Replies {
    /// Returns whether a message matches the filters, or lacks the field: the service may have
    /// ignored a filter.
    fn fits(&self, message: &Incoming) -> bool {
        let is_other_tag = |tag: &String| {
            let found = message.tag.as_ref().filter(|found| !found.is_empty());
            found.is_some_and(|found| found != tag)
        };
        let sender = message
            .sender
            .as_deref()
            .and_then(PhoneNumber::from_service);
        let before = |since: DateTime<Utc>| {
            // The API's dates have whole seconds.
            message
                .creation_datetime
                .is_some_and(|at| at.timestamp() < since.timestamp())
        };
        !(self.tag.as_ref().is_some_and(is_other_tag)
            || self
                .number
                .zip(sender)
                .is_some_and(|(from, sender)| from != sender)
            || self.since.is_some_and(before))
    }
}

/// Lists the messages, and follows them with `--follow`.
pub(crate) async fn run(mut replies: Replies, global: &Global) -> Result<u8, Failure> {
    let from = replies.from.as_ref();
    replies.number = replies.numbers.filter("--from", from, global)?;
    let account = global.account().await?;
    replies.since = account.past("--since", replies.begin, replies.zone).await?;
    let mut inbox = Inbox {
        service: account.service.clone(),
        filter: replies,
        given: HashSet::new(),
        listed: false,
        unread: 0,
    };
    if !inbox.filter.follow {
        let there = inbox.new_ones().await?;
        global.note_unread(inbox.unread);
        if there.is_empty() && inbox.unread == 0 && !global.json {
            global.note("No incoming messages.");
            return Ok(DONE);
        }
        return print_all(&there, inbox.filter.zone, global).map(|()| DONE);
    }
    // Before anything is printed: the reader of the output may interrupt at once.
    let interrupt = caught_interrupt()?;
    tokio::select! {
        ended = follow(&mut inbox, global) => ended?,
        () = interrupt => {}
        () = output::unread() => {}
    }
    Ok(DONE)
}

/// Prints new messages until the output is closed.
async fn follow(inbox: &mut Inbox, global: &Global) -> Result<(), Failure> {
    let mut wait = FIRST_WAIT;
    loop {
        match inbox.new_ones().await {
            Ok(new) => {
                global.note_unread(std::mem::take(&mut inbox.unread));
                if !new.is_empty() {
                    wait = FIRST_WAIT;
                }
                for message in &new {
                    let is_read = match global.json {
                        true => output::flowing_json(message)?,
                        false => output::flowing(line(message, inbox.filter.zone))?,
                    };
                    if !is_read {
                        return Ok(());
                    }
                }
            }
            Err(error) if error.is_retryable() => {
                global.note(format_args!("{}; retrying.", sentence(&error)));
            }
            Err(error) => return Err(error.into()),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 3 / 2).min(LONGEST_WAIT);
    }
}

/// The incoming messages of an account that match the filters, each once.
struct Inbox {
    service: Service,
    filter: Replies,
    given: HashSet<i64>,
    listed: bool,
    /// The number of messages of the first list that can't be read.
    unread: usize,
}

impl Inbox {
    /// Returns the messages that were not returned before, oldest first. After an error, all of
    /// them are returned by the next call.
    async fn new_ones(&mut self) -> Result<Vec<Incoming>, Error> {
        let api = self.service.api();
        let mut list = api.incoming_list();
        if let Some(since) = self.filter.since {
            list = list.creation_datetime_from(since);
        }
        if let Some(tag) = &self.filter.tag {
            list = list.tag(tag);
        }
        if let Some(number) = self.filter.number {
            list = list.sender(number);
        }
        let mut new = Vec::new();
        if self.listed {
            for id in list.send().await?.into_inner() {
                if self.given.contains(&id) {
                    continue;
                }
                match api.incoming_get(id).send().await {
                    // Another message, from a cache, is not the listed one: it is read again.
                    Ok(message) if message.id.is_some_and(|found| found != id) => {}
                    Ok(message) => {
                        let mut message = message.into_inner();
                        message.id = Some(id);
                        new.push(message);
                    }
                    // The message was deleted meanwhile.
                    Err(error) if error.is_not_found() => {}
                    Err(error) => return Err(error),
                }
            }
        } else {
            // The first list may be long: read fifty messages per request.
            let all = list.stream().into_vec().await?;
            self.unread = all.unread();
            new = all.into_inner();
            self.listed = true;
        }
        new.sort_by_key(|message| (message.creation_datetime, message.id));
        // A list may contain a message twice, and messages that do not match: none is read again.
        new.retain(|message| {
            let is_new = message.id.is_none_or(|id| self.given.insert(id));
            is_new && self.filter.fits(message)
        });
        Ok(new)
    }
}

fn print_all(messages: &[Incoming], zone: Zone, global: &Global) -> Result<(), Failure> {
    if global.json {
        for message in messages {
            if !output::flowing_json(message)? {
                break;
            }
        }
        return Ok(());
    }
    let rows = messages.iter().map(|message| {
        vec![
            Cell::new(time(message, zone)),
            output::cell(message.sender.as_deref().unwrap_or_default()),
            output::cell(message.tag.as_deref().unwrap_or_default()),
            output::cell(message.message.as_deref().unwrap_or_default()),
        ]
    });
    output::table(&["RECEIVED", "FROM", "TAG", "TEXT"], rows.collect())
}

fn line(message: &Incoming, zone: Zone) -> String {
    let sender = output::plain(message.sender.as_deref().unwrap_or_default());
    let text = output::plain(message.message.as_deref().unwrap_or_default());
    format!("{}  {sender:<16}  {text}", time(message, zone))
}

fn time(message: &Incoming, zone: Zone) -> String {
    let at = message.creation_datetime;
    at.map(|at| zone.cell(at)).unwrap_or_default()
}
