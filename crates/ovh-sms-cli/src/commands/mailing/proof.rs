//! What the account proves about a batch: by its status, its statistics and its messages.

use std::collections::BTreeSet;

use ovh_sms::mailing::{CheckedMailing, SentMailing};
use ovh_sms::types::{Batch, BatchStatistics, BatchStatus, Outgoing};
use ovh_sms::{ListStream, Service};
use uuid::Uuid;

use super::left_out::{LeftOut, Reach};
use super::result;

/// At most so many messages are compared with the batch.
const LOOKED_AT: u64 = 500;

/// What is proved about a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The messages were created, for all receivers as far as the figures show.
    Made,
    /// Some messages were created, and others were not.
    Partly,
    /// The batch has ended, and no message was created.
    None,
    /// None of the other cases is proved.
    Unknown,
}

/// Returns what is proved about a batch. `tag` is that of its messages, if only they have it.
pub(super) async fn of(
    service: &Service,
    id: Uuid,
    batch: &Batch,
    figures: Option<&BatchStatistics>,
    left_out: &LeftOut,
    tag: Option<&str>,
) -> Proof {
    let nothing = match (&batch.status, figures.map(Figures::of)) {
        (Some(BatchStatus::Failed | BatchStatus::Canceled), figures) => match figures {
            Some(Figures::Some) => return Proof::Partly,
            figures => figures == Some(Figures::None),
        },
        _ if !result::is_made(batch) => return Proof::Unknown,
        _ => match left_out.reach() {
            Reach::All => return Proof::Made,
            Reach::Some => return Proof::Partly,
            Reach::None => true,
            Reach::Unclear => false,
        },
    };
    match nothing && has_no_messages(service, id, tag).await {
        true => Proof::None,
        false => Proof::Unknown,
    }
}

/// What the statistics of a batch that ended early say about its messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Figures {
    /// Some messages were sent.
    Some,
    /// No message was sent, and none is pending.
    None,
    /// A number is missing, or messages are pending or have failed.
    Unclear,
}

impl Figures {
    fn of(figures: &BatchStatistics) -> Self {
        let counts = [
            figures.sent,
            figures.delivered,
            figures.pending,
            figures.failed,
        ];
        match counts {
            [sent, delivered, ..] if sent.max(delivered) > Some(0) => Self::Some,
            [Some(0), Some(0), Some(0), Some(0)] => Self::None,
            _ => Self::Unclear,
        }
    }
}

/// A mailing, and the requests for its batch.
pub(super) struct Requested<'a> {
    pub(super) checked: &'a CheckedMailing,
    /// Whether only this mailing has its tag.
    pub(super) has_own_tag: bool,
    /// The number of requests that were not refused, according to the journal, if it can be read:
    /// each may have made a batch.
    pub(super) requests: Option<u32>,
}

impl Requested<'_> {
    /// Returns whether it is proved that no other request than that for this batch has sent anything:
    /// none is open, and each other batch of the mailing has sent nothing.
    pub(super) async fn sent_nothing_else(&self, service: &Service, sent: &SentMailing) -> bool {
        if self.requests.is_none_or(|requests| requests > 1) {
            return false;
        }
        let Ok(listed) = self.checked.find_all(service).await else {
            return false;
        };
        for other in listed.iter().filter(|other| other.id() != sent.id()) {
            let Ok(figures) = other.statistics().await else {
                return false;
            };
            let (id, batch) = (other.id(), other.batch());
            let left_out = LeftOut::of(batch, Some(&figures), self.checked.receivers());
            if of(service, id, batch, Some(&figures), &left_out, None).await != Proof::None {
                return false;
            }
        }
        true
    }

    /// Returns the tag of the mailing's messages, if no other messages have it.
    pub(super) fn own_tag(&self) -> Option<String> {
        self.has_own_tag.then(|| self.checked.tag())
    }
}

/// Returns whether the history was read and contains no message of the batch, nor one with the tag.
/// Each message is compared, because the service may have ignored the filter.
async fn has_no_messages(service: &Service, id: Uuid, tag: Option<&str>) -> bool {
    let api = service.api();
    let has_tag = |message: &Outgoing| tag.is_some() && message.tag.as_deref() == tag;
    let is_of_batch = |message: &Outgoing| message.batch_id.is_none_or(|of| of == id);
    let of_batch = api.outgoing_list().batch_id(id).stream();
    let others = others(of_batch, |message| has_tag(message) || is_of_batch(message)).await;
    let (Some(compared), Some(tag)) = (&others, tag) else {
        return others.is_some();
    };
    // Of another batch of this mailing.
    match api.outgoing_list().tag(tag).send().await {
        Ok(ids) if ids.is_complete() && ids.iter().all(|id| compared.contains(id)) => true,
        Ok(_) => {
            let with_tag = |message: &Outgoing| message.tag.is_none() || has_tag(message);
            let by_tag = api.outgoing_list().tag(tag).stream();
            self::others(by_tag, with_tag).await.is_some()
        }
        Err(_) => false,
    }
}

/// Returns the ids of all listed messages; `None` if one of them is sought or can't be read, or if
/// they are too many.
async fn others(
    mut messages: ListStream<Outgoing>,
    is_sought: impl Fn(&Outgoing) -> bool,
) -> Option<BTreeSet<i64>> {
    let mut others = BTreeSet::new();
    while let Some(message) = messages.next().await {
        let is_short = messages.total().is_some_and(|total| total <= LOOKED_AT);
        let message = message.ok().filter(|_| is_short)?;
        if is_sought(&message) {
            return None;
        }
        others.extend(message.id);
    }
    (messages.skipped() == 0 && messages.is_complete()).then_some(others)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_prove_that_nothing_was_sent_only_if_all_are_zero() {
        let cases = [
            (
                r#"{"sent":0,"delivered":0,"pending":0,"failed":0}"#,
                Figures::None,
            ),
            (r#"{}"#, Figures::Unclear),
            (
                r#"{"sent":null,"delivered":0,"pending":0,"failed":0}"#,
                Figures::Unclear,
            ),
            (r#"{"sent":0,"pending":0}"#, Figures::Unclear),
            (
                r#"{"sent":0,"delivered":0,"pending":2,"failed":0}"#,
                Figures::Unclear,
            ),
            (
                r#"{"sent":0,"delivered":0,"pending":0,"failed":2}"#,
                Figures::Unclear,
            ),
            (
                r#"{"sent":-1,"delivered":0,"pending":0,"failed":0}"#,
                Figures::Unclear,
            ),
            (
                r#"{"sent":2,"delivered":0,"pending":0,"failed":0}"#,
                Figures::Some,
            ),
            (
                r#"{"sent":0,"delivered":2,"pending":0,"failed":0}"#,
                Figures::Some,
            ),
            (r#"{"delivered":2}"#, Figures::Some),
        ];
        for (text, expected) in cases {
            let figures = serde_json::from_str(text).unwrap();
            assert_eq!(Figures::of(&figures), expected, "{text}");
        }
    }
}
