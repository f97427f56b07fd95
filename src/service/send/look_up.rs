//! Looks for messages whose request was lost: among the outgoing ones by tag, among the pending
//! jobs, which carry none, by receiver and text.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::book::{SendId, print};
use super::report::{Evidence, Outcome, SendReport};
use crate::api::types;
use crate::error::Error;
use crate::number::PhoneNumber;
use crate::service::pace::{self, Pace};
use crate::service::{Service, reads};
use crate::transport::Options;

/// The first wait between two looks, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// How long a request of a look may take, with all attempts: a look is to end before it is of no
/// use any more.
const TIMEOUT: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(20);

/// Messages that one look reads at most, the newest first; the next look reads on.
const MOST_READS: usize = 1000;

/// Dates are told in whole seconds, and not all servers have the same: an item made this much
/// before the request began may still be its.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// An item of the same receiver and text made this much before may be an earlier message, or ours
/// by a wrong clock. It is no proof of a send, and too much doubt for sending again.
const DOUBT: TimeDelta = TimeDelta::minutes(10);

/// A message or a job, as far as it matters here.
struct Item {
    receiver: Option<PhoneNumber>,
    text: String,
    created: Option<DateTime<Utc>>,
    credits: Option<f64>,
}

macro_rules! item_from {
    ($($of:ty),*) => {$(
        impl From<$of> for Item {
            fn from(of: $of) -> Self {
                Self {
                    receiver: of.receiver.as_deref().and_then(PhoneNumber::from_service),
                    text: of.message.unwrap_or_default(),
                    created: of.creation_datetime,
                    credits: of.credits,
                }
            }
        }
    )*};
}

item_from!(types::Outgoing, types::Job);

/// A search for the messages of one send.
pub(super) struct LookUp {
    service: Service,
    send: SendId,
    jobs: HashMap<i64, Item>,
    outgoing: HashMap<i64, Item>,
    /// Everything that is listed has been read.
    complete: bool,
}

impl LookUp {
    pub(super) fn new(service: &Service, send: SendId) -> Self {
        let options = Options::new().timeout(TIMEOUT).deadline(DEADLINE);
        Self {
            service: service.with(options),
            send,
            jobs: HashMap::new(),
            outgoing: HashMap::new(),
            complete: true,
        }
    }

    /// Looks again and again until everything is found or the time is up.
    ///
    /// Returns the places of the receivers whose message is surely not listed: the last look, at
    /// the end of the time, could read everything and found nothing that could be it.
    pub(super) async fn run(&mut self, report: &mut SendReport, time: Duration) -> Vec<usize> {
        let deadline = self.service.elapsed().saturating_add(time);
        let mut pace = Pace::doubling(FIRST_WAIT, LONGEST_WAIT);
        loop {
            let last = self.service.elapsed() >= deadline;
            let absent = match self.look(report).await {
                Ok(absent) => absent,
                Err(error) => {
                    // Not the error's text: the service's own words may hold a number.
                    tracing::warn!(
                        status = error.status().map(|status| status.as_u16()),
                        code = error.code(),
                        tag = report.tag(),
                        "a look for lost messages failed"
                    );
                    if is_final(&error) {
                        return Vec::new();
                    }
                    Vec::new()
                }
            };
            if last || report.unknown().next().is_none() {
                return absent;
            }
            pace::wait(&self.service, pace.step(), Some(deadline)).await;
        }
    }

    /// Looks once; returns the places that are surely not listed.
    pub(super) async fn look(&mut self, report: &mut SendReport) -> Result<Vec<usize>, Error> {
        let Some(began) = self.began(report).await? else {
            return Ok(Vec::new());
        };
        self.complete = true;
        // In this order: a job that leaves in between is seen twice rather than not at all.
        self.read_jobs().await?;
        self.read_outgoing(report, began).await?;
        let mut absent = Vec::new();
        for place in report.places(Outcome::Unknown) {
            let Some(number) = report.number(place) else {
                continue;
            };
            match self.find(report, number, began) {
                Sight::Found(found) => self.settle(report, place, number, found),
                Sight::Absent if self.complete => absent.push(place),
                Sight::Absent | Sight::Doubtful => {}
            }
        }
        Ok(absent)
    }

    /// When the first unknown request began, by the server's clock in whole seconds.
    async fn began(&self, report: &mut SendReport) -> Result<Option<DateTime<Utc>>, Error> {
        let Some(began) = &mut report.began else {
            return Ok(None);
        };
        if began.server.is_none() {
            let now = self.service.server_now().await?;
            // Asked after the clock was read: the result is a little early rather than late.
            let passed = self.service.elapsed().saturating_sub(began.local);
            let passed = TimeDelta::from_std(passed).unwrap_or(TimeDelta::MAX);
            began.server = now.checked_sub_signed(passed);
        }
        Ok(began.server)
    }

    async fn read_jobs(&mut self) -> Result<(), Error> {
        let listed = self.service.api().jobs_list().send().await?.into_inner();
        let (ids, whole) = unread(&self.service, listed, |id| self.jobs.contains_key(id));
        self.complete &= whole;
        let read = reads::by_ids::<types::Job>(&self.service, &ids).await?;
        self.jobs
            .extend(read.into_iter().map(|(id, job)| (id, job.into())));
        Ok(())
    }

    async fn read_outgoing(
        &mut self,
        report: &SendReport,
        began: DateTime<Utc>,
    ) -> Result<(), Error> {
        let mut list = self.service.api().outgoing_list().tag(report.tag());
        // A random tag is on no other message, so that no clock needs to be believed.
        if !report.tag_is_ours
            && let Some(from) = began.checked_sub_signed(DOUBT)
        {
            list = list.creation_datetime_from(from);
        }
        let listed = list.send().await?.into_inner();
        let is_read = |id: &i64| self.outgoing.contains_key(id);
        let (ids, whole) = unread(&self.service, listed, is_read);
        let read = reads::by_ids::<types::Outgoing>(&self.service, &ids).await?;
        self.complete &= whole && read.len() == ids.len();
        self.outgoing
            .extend(read.into_iter().map(|(id, message)| (id, message.into())));
        Ok(())
    }

    fn find(&self, report: &SendReport, number: PhoneNumber, began: DateTime<Utc>) -> Sight {
        let to_number = |item: &Item| item.receiver == Some(number);
        if report.tag_is_ours {
            let mut found: Vec<i64> = ids(&self.outgoing, to_number);
            found.sort_unstable();
            if !found.is_empty() {
                return Sight::Found(Found {
                    ids: found,
                    evidence: Evidence::FoundOutgoing,
                });
            }
        }
        let text = report.message.text();
        let like = |item: &Item| to_number(item) && is_same_text(text, &item.text);
        let pending = self.candidate(&self.jobs, Evidence::FoundPending, like, began);
        if report.tag_is_ours {
            return self.unless_contested(report, number, pending);
        }
        match self.candidate(&self.outgoing, Evidence::FoundOutgoing, like, began) {
            Sight::Absent => self.unless_contested(report, number, pending),
            outgoing => self.unless_contested(report, number, outgoing),
        }
    }

    /// The first item that no other send has and that was made since the request began.
    fn candidate(
        &self,
        items: &HashMap<i64, Item>,
        evidence: Evidence,
        like: impl Fn(&Item) -> bool,
        began: DateTime<Utc>,
    ) -> Sight {
        let free = |id: &i64| !self.service.book().is_claimed(*id);
        let since = |tolerance: TimeDelta| {
            let bound = began.checked_sub_signed(tolerance).unwrap_or(began);
            let mut found = ids(items, |item| {
                like(item) && item.created.is_some_and(|created| created >= bound)
            });
            found.retain(free);
            found.sort_unstable();
            found
        };
        if let Some(&id) = since(TOLERANCE).first() {
            return Sight::Found(Found {
                ids: vec![id],
                evidence,
            });
        }
        let undated = ids(items, |item| like(item) && item.created.is_none());
        if undated.iter().any(free) || !since(DOUBT).is_empty() {
            return Sight::Doubtful;
        }
        Sight::Absent
    }

    /// Another send of this program, like this one and not settled, makes what was found doubtful.
    fn unless_contested(&self, report: &SendReport, number: PhoneNumber, sight: Sight) -> Sight {
        let Some(began) = report.began else {
            return sight;
        };
        let print = print(self.service.name(), number, report.message.text());
        match sight {
            Sight::Found(_)
                if self
                    .service
                    .book()
                    .is_contested(print, self.send, began.local) =>
            {
                Sight::Doubtful
            }
            sight => sight,
        }
    }

    fn settle(&self, report: &mut SendReport, place: usize, number: PhoneNumber, found: Found) {
        for (at, id) in found.ids.into_iter().enumerate() {
            self.service.book().claim(id);
            let item = self.outgoing.get(&id).or_else(|| self.jobs.get(&id));
            report.add_credits(item.and_then(|item| item.credits));
            if at == 0 {
                report.settle(
                    place,
                    Outcome::Sent {
                        id: Some(id),
                        evidence: found.evidence,
                    },
                );
            } else {
                report.surplus.push((number, id));
            }
        }
    }
}

/// The newest of the listed ids that still have to be read, and whether that is all of them. What
/// other sends, or other receivers of this one, have is left out.
fn unread(
    service: &Service,
    mut listed: Vec<i64>,
    is_read: impl Fn(&i64) -> bool,
) -> (Vec<i64>, bool) {
    listed.retain(|id| !is_read(id) && !service.book().is_claimed(*id));
    listed.sort_unstable_by(|a, b| b.cmp(a));
    let whole = listed.len() <= MOST_READS;
    listed.truncate(MOST_READS);
    (listed, whole)
}

enum Sight {
    Found(Found),
    /// There is something that could be it, or could be another message.
    Doubtful,
    Absent,
}

struct Found {
    ids: Vec<i64>,
    evidence: Evidence,
}

fn ids(items: &HashMap<i64, Item>, wanted: impl Fn(&Item) -> bool) -> Vec<i64> {
    items
        .iter()
        .filter(|(_, item)| wanted(item))
        .map(|(&id, _)| id)
        .collect()
}

/// Whether a stored text is the one that was sent; it may have the STOP clause behind it.
fn is_same_text(sent: &str, stored: &str) -> bool {
    let (sent, stored) = (sent.trim_end(), stored.trim_end());
    stored == sent
        || stored
            .strip_prefix(sent)
            .is_some_and(|rest| rest.trim_start().to_ascii_uppercase().starts_with("STOP"))
}

/// Whether looking again would fail alike: no right to read, no such account.
fn is_final(error: &Error) -> bool {
    error
        .status()
        .is_some_and(|status| status.is_client_error())
        && !error.is_retryable()
}

#[cfg(test)]
mod tests {
    use super::is_same_text;

    #[test]
    fn a_stored_text_may_have_the_clause_behind_it() {
        assert!(is_same_text("Soldes", "Soldes"));
        assert!(is_same_text("Soldes\n", "Soldes"));
        assert!(is_same_text("Soldes", "Soldes\nSTOP:36111"));
        assert!(!is_same_text("Soldes", "Soldes d'hiver"));
        assert!(!is_same_text("Soldes d'hiver", "Soldes"));
    }
}
