//! The history of an account: what runs reported, what the service accepted, and whether the two
//! agree.

mod codes;
mod programs;
mod records;
mod reports;
mod rules;

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use records::messages_since;
pub use rules::{Rule, Violation};

/// A message that the service accepted, from the service's own records.
#[derive(Debug, Clone, PartialEq)]
pub struct Accepted {
    pub id: i64,
    pub receiver: String,
    pub text: String,
    pub tag: String,
    pub batch: Option<Uuid>,
    pub credits: f64,
    /// The time at which the request that created it arrived.
    pub at: DateTime<Utc>,
    /// The time at which that request left the program, if it is known; it may be much earlier.
    pub left: Option<DateTime<Utc>>,
    /// The program whose request created it, if known: otherwise the time decides.
    pub by: Option<u64>,
    /// When a list first contained it that this program received, if that is known.
    pub listed: Option<DateTime<Utc>>,
}

/// A batch that the service accepted, whether it created messages or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptedBatch {
    /// The name of its mailing.
    pub subject: String,
    pub at: DateTime<Utc>,
    /// The number of receivers, if it is known.
    pub receivers: Option<i64>,
    /// The slot that the receivers came from, if it is known.
    pub slot: Option<String>,
}

/// What a run reported about one receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    Sent {
        /// The id of the message, if the run read the message itself.
        item: Option<i64>,
    },
    NotSent,
    /// It may have been sent.
    Unknown,
}

/// A run of a client and its report.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// What is sent once over all runs: a mailing's name. Without it, the run is independent.
    pub subject: Option<String>,
    /// The journal, if runs of the subject have several: a run knows nothing of other journals' runs.
    pub journal: Option<u64>,
    /// The program, if it is known which program's request created each message.
    pub by: Option<u64>,
    pub began: DateTime<Utc>,
    pub ended: DateTime<Utc>,
    /// The text that each receiver is to get.
    pub texts: BTreeMap<String, String>,
    /// The tag of its messages, if it was reported.
    pub tag: Option<String>,
    pub claims: BTreeMap<String, Claim>,
    /// The exit code, if the run was a program that ended.
    pub code: Option<i32>,
    /// Whether it is known that nothing failed: requests and lists were not late, no response was
    /// false, and the run was not interrupted. Requests of earlier runs had arrived.
    pub calm: bool,
    /// Whether the run's journal contained a request without an outcome when it began.
    pub is_open: bool,
    /// Whether the service responded to the run with a price that can't be true, and the run had no
    /// permission to spend an unknown cost.
    pub is_price_unknown: bool,
    /// Receivers whose message was found but may be another program's: its cost is not reported.
    pub uncertain: BTreeSet<String>,
    /// The credits that it reported, if any.
    pub credits: Option<f64>,
    /// The maximum number of messages that the run may send to a receiver: 1 unless resending was
    /// opted in.
    pub most: usize,
}

/// All runs, and all messages that the service accepted during them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct History {
    pub runs: Vec<Run>,
    pub accepted: Vec<Accepted>,
    /// The batches that the service accepted, if known.
    pub batches: Vec<AcceptedBatch>,
    /// The credits taken from the account during the runs, if known.
    pub paid: Option<f64>,
}

impl Run {
    /// Returns a run that has reported nothing.
    pub fn new(
        began: DateTime<Utc>,
        ended: DateTime<Utc>,
        texts: BTreeMap<String, String>,
    ) -> Self {
        Self {
            subject: None,
            journal: None,
            by: None,
            began,
            ended,
            texts,
            tag: None,
            claims: BTreeMap::new(),
            code: None,
            calm: false,
            is_open: false,
            is_price_unknown: false,
            credits: None,
            uncertain: BTreeSet::new(),
            most: 1,
        }
    }

    /// Returns what it reported about a receiver; without a report, the run claims that nothing was
    /// sent.
    pub fn claim(&self, receiver: &str) -> Claim {
        self.claims.get(receiver).copied().unwrap_or(Claim::NotSent)
    }

    /// Sets the same report for all receivers.
    pub fn claim_all(&mut self, claim: Claim) {
        self.claims = self.texts.keys().map(|one| (one.clone(), claim)).collect();
    }

    /// Returns whether a message came from this run's requests.
    fn covers(&self, message: &Accepted) -> bool {
        match (self.by, message.by) {
            (Some(run), Some(message)) => run == message,
            _ => (self.began..=self.ended).contains(&message.at),
        }
    }

    /// Returns whether a message is what this run's receiver was to get, from any run.
    fn wants(&self, message: &Accepted) -> bool {
        self.texts
            .get(&message.receiver)
            .is_some_and(|text| is_text(text, &message.text))
    }
}

/// Returns whether a stored text is the one that was sent, with or without the STOP clause.
fn is_text(sent: &str, stored: &str) -> bool {
    stored.trim_end() == sent.trim_end()
        || stored
            .strip_prefix(sent.trim_end())
            .is_some_and(|rest| rest.trim_start().starts_with("STOP"))
}

impl History {
    /// Returns every broken rule.
    pub fn violations(&self) -> Vec<Violation> {
        Rule::ALL.iter().flat_map(|(_, find)| find(self)).collect()
    }

    /// Returns the runs of the same subject that began before this one ended, and this one.
    fn up_to(&self, place: usize) -> impl Iterator<Item = &Run> {
        let of = self.runs.get(place);
        let runs = self.runs.iter().enumerate();
        let runs = runs.filter(move |(at, run)| {
            *at == place
                || of.is_some_and(|of| {
                    let is_same = of.subject.is_some() && run.subject == of.subject;
                    is_same && (*at < place || run.began < of.ended)
                })
        });
        runs.map(|(_, run)| run)
    }

    /// Returns the messages that the service accepted during a run.
    fn of_run<'a>(&'a self, run: &'a Run) -> impl Iterator<Item = &'a Accepted> {
        self.accepted.iter().filter(|message| run.covers(message))
    }
}
