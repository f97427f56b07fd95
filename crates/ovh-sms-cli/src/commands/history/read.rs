//! Reads the history: all messages that match one by one, or the newest.

use futures_util::{StreamExt, TryStreamExt, stream};
use ovh_sms::types::Outgoing;
use ovh_sms::{Error, Lenient, ListStream, Service};

use super::History;
use crate::failure::Failure;
use crate::global::Global;
use crate::price::counted;

/// The number of concurrent requests for single messages.
const AT_ONCE: usize = 8;

/// Passes each message to `take` until it returns `false`. With a limit: the newest messages,
/// sorted by date. Without: all messages in the order of the service's list, none of them held in
/// memory.
///
/// Returns the total number of messages, or 0 without a limit.
pub(super) async fn read(
    service: &Service,
    history: &History,
    limit: Option<usize>,
    global: &Global,
    mut take: impl FnMut(&Outgoing) -> Result<bool, Failure>,
) -> Result<usize, Failure> {
    let Some(limit) = limit else {
        let mut all = stream_of(service, history);
        while let Some(message) = all.try_next().await? {
            if history.fits(&message) && !take(&message)? {
                break;
            }
        }
        global.note_unread(usize::try_from(all.unread()).unwrap_or(usize::MAX));
        return Ok(0);
    };
    let listed = ids(service, history).await?;
    global.note_unread(listed.unread());
    let mut ids = listed.into_inner();
    let all = ids.len();
    let mut newest: Vec<Outgoing> = if all <= limit {
        let all = stream_of(service, history).into_vec().await?;
        global.note_unread(all.unread());
        all.into_inner()
    } else {
        // Assumes that ids grow with time; OVHcloud does not document this.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.truncate(limit);
        let reads = stream::iter(ids).map(|id| one(service, id));
        let read: Vec<Row> = reads.buffer_unordered(AT_ONCE).try_collect().await?;
        let others = read.iter().filter(|row| matches!(row, Row::Other));
        global.note_unread(others.count());
        let messages = read.into_iter().filter_map(|row| match row {
            Row::Message(message) => Some(*message),
            Row::Gone | Row::Other => None,
        });
        messages.collect()
    };
    let mut all = all;
    if newest.iter().any(|message| !history.fits(message)) {
        // The service ignored a filter: its newest messages are not the newest that match.
        newest = Vec::new();
        all = 0;
        let mut whole = stream_of(service, history);
        while let Some(message) = whole.try_next().await? {
            if history.fits(&message) {
                all += 1;
                newest.push(message);
            }
            if newest.len() > limit.saturating_mul(2).saturating_add(1000) {
                keep_newest(&mut newest, limit);
            }
        }
        keep_newest(&mut newest, limit);
        global.note_unread(usize::try_from(whole.unread()).unwrap_or(usize::MAX));
    }
    newest.sort_by_key(|message| (message.creation_datetime, message.id));
    for message in &newest {
        if !take(message)? {
            break;
        }
    }
    Ok(all)
}

fn keep_newest(messages: &mut Vec<Outgoing>, limit: usize) {
    messages.sort_by_key(|message| std::cmp::Reverse((message.creation_datetime, message.id)));
    messages.truncate(limit);
}

/// Returns a sentence about the messages that the table omits.
pub(super) fn total(all: usize, limit: usize) -> String {
    match all {
        0 => "No messages match.".to_owned(),
        all if all <= limit => format!("{}.", counted(all, "message")),
        all => format!("Showing the newest {limit} of {all} messages; use --limit to show more."),
    }
}

/// The result of reading a listed message.
enum Row {
    Message(Box<Outgoing>),
    /// The message was deleted meanwhile.
    Gone,
    /// The service returned another message.
    Other,
}

async fn one(service: &Service, id: i64) -> Result<Row, Error> {
    match service.api().outgoing_get(id).send().await {
        Ok(message) => Ok(match message.id.is_none_or(|found| found == id) {
            true => Row::Message(Box::new(message.into_inner())),
            false => Row::Other,
        }),
        Err(error) if error.is_not_found() => Ok(Row::Gone),
        Err(error) => Err(error),
    }
}

/// Builds the list request with the filters set.
macro_rules! listed {
    ($service:expr, $history:expr) => {{
        let mut list = $service.api().outgoing_list();
        if let Some(since) = $history.since {
            list = list.creation_datetime_from(since);
        }
        if let Some(until) = $history.until {
            list = list.creation_datetime_to(until);
        }
        if let Some(sender) = &$history.sender {
            list = list.sender(sender);
        }
        if let Some(receiver) = $history.number {
            list = list.receiver(receiver);
        }
        if let Some(tag) = &$history.tag {
            list = list.tag(tag);
        }
        if let Some(batch) = $history.batch {
            list = list.batch_id(batch);
        }
        if let Some(receipt) = $history.receipt {
            list = list.delivery_receipt(receipt);
        }
        if let Some(ptt) = $history.ptt {
            list = list.ptt(ptt);
        }
        if let Some(minutes) = $history.differed {
            list = list.differed_delivery(minutes);
        }
        list
    }};
}

fn stream_of(service: &Service, history: &History) -> ListStream<Outgoing> {
    listed!(service, history).stream()
}

async fn ids(service: &Service, history: &History) -> Result<Lenient<Vec<i64>>, Error> {
    Ok(listed!(service, history).send().await?.into_inner())
}
