//! Looks for messages whose request was lost, among outgoing messages and pending jobs.

use std::collections::HashMap;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::header::HeaderMap;

use super::judge::{self, DOUBT, Item, Lost, Match};
use crate::Options;
use crate::api::types;
use crate::error::Error;
use crate::number::PhoneNumber;
use crate::sending::clock::{RoundTrip, ServerClock};
use crate::sending::in_flight::{SendId, message_key};
use crate::sending::report::{Evidence, Outcome, SendReport, Span, Window};
use crate::service::pace::{self, Pace};
use crate::service::{Service, reads};

/// The first wait between two look-ups, and the longest.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(8);

/// The limit of one request of a look-up, with all attempts, so that a look-up ends while its
/// result is still useful.
const TIMEOUT: Duration = Duration::from_secs(10);
const DEADLINE: Duration = Duration::from_secs(20);
/// How long the last look-up may take: it reads many lists and messages.
const LAST_LOOK: Duration = Duration::from_secs(60);

/// The maximum number of messages that one look-up reads, the newest first; the next look-up
/// continues.
const MOST_READS: usize = 1000;

/// A search for the messages of one send.
pub(super) struct LookUp {
    service: Service,
    send: SendId,
    jobs: HashMap<i64, Item>,
    outgoing: HashMap<i64, Item>,
    /// Whether everything in the lists has been read.
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

    /// Looks repeatedly until everything is found or the time has passed.
    ///
    /// Returns the positions of the receivers whose message is certainly not listed: the last
    /// look-up, at the end of the time, read everything and found no possible match.
    pub(super) async fn run(&mut self, report: &mut SendReport, time: Duration) -> Vec<usize> {
        let deadline = self.service.elapsed().saturating_add(time);
        let mut pace = Pace::doubling(FIRST_WAIT, LONGEST_WAIT);
        loop {
            let left = deadline.saturating_sub(self.service.elapsed());
            let last = left.is_zero();
            // In real time: the client's time source measures, and may not wait.
            let limit = left.saturating_add(LAST_LOOK);
            let Ok(looked) = tokio::time::timeout(limit, self.look(report)).await else {
                tracing::warn!("a look-up of lost messages took too long");
                return Vec::new();
            };
            let absent = match looked {
                Ok(absent) => absent,
                Err(error) => {
                    // The error's text is not logged: the service's message may contain a number.
                    tracing::warn!(
                        status = error.status().map(|status| status.as_u16()),
                        code = error.code(),
                        tag = report.tag(),
                        "a look-up of lost messages failed"
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

    /// Looks once; returns the positions for which no item can be the message.
    pub(super) async fn look(&mut self, report: &mut SendReport) -> Result<Vec<usize>, Error> {
        let unknown = report.places(Outcome::Unknown);
        if unknown.is_empty() {
            return Ok(Vec::new());
        }
        let mut clock = self.read_clock(report.clock).await?;
        // Kept if a list can't be read: a stored report needs the server's time.
        report.clock = Some(clock);
        self.complete = true;
        // In this order, a job that is sent in between is seen twice and not missed.
        self.read_jobs(&mut clock).await?;
        let from = earliest(report, &unknown, &clock);
        self.read_outgoing(report, from, &mut clock).await?;
        clock.compare(self.service.client().transport().time());
        report.clock = Some(clock);
        if !clock.is_confirmed() {
            tracing::warn!("the server's clock is not confirmed: dates of messages prove nothing");
        }
        let mut absent = Vec::new();
        for place in unknown {
            let Some(number) = report.number(place) else {
                continue;
            };
            let window = report.lost.get(&place).copied();
            match self.find(report, number, window, &clock) {
                Evidenced::Found(found) => self.settle(report, place, number, found),
                Evidenced::Absent if self.complete => absent.push(place),
                Evidenced::Absent | Evidenced::Doubtful => {}
            }
        }
        Ok(absent)
    }

    /// Reads the server's time, again at each look-up, because a cache would repeat its response.
    async fn read_clock(&self, known: Option<ServerClock>) -> Result<ServerClock, Error> {
        let sent = self.service.elapsed();
        let asked = self.service.client().api().auth_time_get().send().await;
        let response = asked.map_err(Error::before_sending)?;
        let trip = self.since(sent);
        let seconds = *response;
        let mut clock = known.unwrap_or_else(|| ServerClock::new(seconds, trip));
        clock.read(seconds, trip);
        clock.see(response.headers(), trip);
        Ok(clock)
    }

    fn since(&self, sent: Duration) -> RoundTrip {
        RoundTrip {
            sent,
            received: self.service.elapsed(),
        }
    }

    async fn read_jobs(&mut self, clock: &mut ServerClock) -> Result<(), Error> {
        let sent = self.service.elapsed();
        let listed = self.service.api().jobs_list().send().await?;
        self.see(listed.headers(), sent, clock);
        let listed = listed.into_inner();
        self.complete &= listed.is_complete();
        let is_read = |id: &i64| self.jobs.contains_key(id);
        let (ids, whole) = unread(&self.service, listed.into_inner(), is_read);
        let read = reads::by_ids::<types::Job>(&self.service, &ids).await?;
        // A job that no longer exists may be the lost message, and may not be in the outgoing list
        // yet.
        self.complete &= whole && read.found.len() == ids.len();
        self.jobs
            .extend(read.found.into_iter().map(|(id, job)| (id, job.into())));
        Ok(())
    }

    async fn read_outgoing(
        &mut self,
        report: &SendReport,
        from: Option<DateTime<Utc>>,
        clock: &mut ServerClock,
    ) -> Result<(), Error> {
        for tag in std::iter::once(&report.tag).chain(&report.changed_tags) {
            let mut list = self.service.api().outgoing_list().tag(tag);
            // Few messages have a random tag, and such a tag proves the send without dates.
            let is_own = report.tag_is_ours && *tag == report.tag;
            if let Some(from) = from
                .and_then(|from| from.checked_sub_signed(DOUBT))
                .filter(|_| !is_own)
            {
                list = list.creation_datetime_from(from);
            }
            let sent = self.service.elapsed();
            let listed = list.send().await?;
            self.see(listed.headers(), sent, clock);
            let listed = listed.into_inner();
            self.complete &= listed.is_complete();
            let is_read = |id: &i64| self.outgoing.contains_key(id);
            let listed = listed.into_inner();
            let (ids, whole) = match is_own && is_restored(report) {
                true => newest(listed, is_read),
                false => unread(&self.service, listed, is_read),
            };
            let read = reads::by_ids::<types::Outgoing>(&self.service, &ids).await?;
            self.complete &= whole && read.found.len() == ids.len();
            let found = read.found.into_iter();
            self.outgoing
                .extend(found.map(|(id, message)| (id, message.into())));
        }
        Ok(())
    }

    fn see(&self, headers: &HeaderMap, sent: Duration, clock: &mut ServerClock) {
        clock.see(headers, self.since(sent));
    }

    fn find(
        &self,
        report: &SendReport,
        number: PhoneNumber,
        window: Option<Window>,
        clock: &ServerClock,
    ) -> Evidenced {
        let times = self.times(window, clock);
        let lost = Lost {
            number,
            text: report.message.text(),
            own_tag: Some(report.tag.as_str()).filter(|_| report.tag_is_ours),
            tags: std::iter::once(report.tag.as_str())
                .filter(|_| !report.tag_is_ours)
                .chain(report.changed_tags.iter().map(String::as_str))
                .collect(),
            under_way: times.under_way.filter(|_| clock.is_confirmed()),
            until_now: times.until_now,
        };
        let outgoing = self.best(&self.outgoing, &lost);
        let pending = self.best(&self.jobs, &lost);
        match (outgoing, pending) {
            (Evidenced::Found(found), _) | (_, Evidenced::Found(found)) => {
                self.unless_contested(report, number, times.began, found)
            }
            (Evidenced::Absent, Evidenced::Absent) => Evidenced::Absent,
            _ => Evidenced::Doubtful,
        }
    }

    /// Returns when a request was in flight, by the server's clock.
    fn times(&self, window: Option<Window>, clock: &ServerClock) -> Times {
        let now = self.service.elapsed();
        match window {
            Some(Window::Here(request)) => Times {
                under_way: clock.around(request.began, request.ended),
                until_now: clock.far_around(request.began, now),
                began: request.began,
            },
            // Which sends of this client are later is not known: all of them count.
            Some(Window::Stored(Span {
                from,
                to,
                is_confirmed: true,
            })) => {
                let now = clock.far_around(now, now).map(|(_, now)| now);
                // A request in the future shows that one of the clocks is wrong.
                let is_past = now.is_some_and(|now| to <= now);
                Times {
                    under_way: Some((from, to)).filter(|_| is_past),
                    until_now: now.map(|now| (from.min(now), now)),
                    began: Duration::ZERO,
                }
            }
            // Only a random tag proves the send, at any time until now.
            Some(Window::Stored(_)) | None => Times {
                under_way: None,
                until_now: clock
                    .far_around(now, now)
                    .map(|(_, now)| (DateTime::<Utc>::MIN_UTC, now)),
                began: Duration::ZERO,
            },
        }
    }

    /// Returns the best match for a lost message among items that no other send has claimed.
    fn best(&self, items: &HashMap<i64, Item>, lost: &Lost<'_>) -> Evidenced {
        let mut found: Vec<(i64, Evidence)> = Vec::new();
        let mut doubtful = false;
        for (&id, item) in items {
            // A copy of this report may have claimed what has its random tag.
            if self.service.in_flight().is_claimed(id) && !lost.is_own(item) {
                continue;
            }
            match lost.compare(item) {
                Match::Found(evidence) => found.push((id, evidence)),
                Match::Doubtful => doubtful = true,
                Match::Other => {}
            }
        }
        found.sort_unstable_by_key(|&(id, _)| id);
        // All items with the random tag belong to this send; of other items one is enough.
        let is_own = |id: &i64| items.get(id).is_some_and(|item| lost.is_own(item));
        let own: Vec<i64> = found.iter().map(|(id, _)| *id).filter(is_own).collect();
        if !own.is_empty() {
            return Evidenced::Found(Found {
                ids: own,
                evidence: Evidence::FoundOutgoing,
                is_own: true,
            });
        }
        match found.first() {
            Some(&(id, evidence)) => Evidenced::Found(Found {
                ids: vec![id],
                evidence,
                is_own: false,
            }),
            None if doubtful => Evidenced::Doubtful,
            None => Evidenced::Absent,
        }
    }

    /// Makes a match doubtful if another unsettled send of this program has the same content,
    /// unless the item has the random tag of this send.
    fn unless_contested(
        &self,
        report: &SendReport,
        number: PhoneNumber,
        began: Duration,
        found: Found,
    ) -> Evidenced {
        let key = message_key(self.service.name(), number, report.message.text());
        let in_flight = self.service.in_flight();
        match !found.is_own && in_flight.is_contested(key, self.send, began) {
            true => Evidenced::Doubtful,
            false => Evidenced::Found(found),
        }
    }

    fn settle(&self, report: &mut SendReport, place: usize, number: PhoneNumber, found: Found) {
        for (at, id) in found.ids.into_iter().enumerate() {
            self.service.in_flight().claim(id);
            let item = self.outgoing.get(&id).or_else(|| self.jobs.get(&id));
            // A message that may belong to another program is not counted as a cost of this send.
            let credits = item.and_then(|item| item.credits);
            report.add_credits(credits.filter(|_| report.proves(found.evidence)));
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

/// When a request was in flight.
struct Times {
    under_way: Option<judge::Span>,
    /// The widest range in which its message can have been created.
    until_now: Option<judge::Span>,
    /// The start by the client's clock.
    began: Duration,
}

/// Returns the earliest possible start of the requests of these receivers, if it is known for all.
fn earliest(report: &SendReport, places: &[usize], clock: &ServerClock) -> Option<DateTime<Utc>> {
    let starts = places.iter().map(|place| match report.lost.get(place)? {
        Window::Here(request) => {
            let (from, _) = clock.far_around(request.began, request.began)?;
            Some(from)
        }
        Window::Stored(span) => span.is_confirmed.then_some(span.from),
    });
    // `None` is less than any time.
    starts.min().flatten()
}

/// Returns the newest listed ids that still have to be read, and whether these are all of them. Ids
/// of other sends and of other receivers of this send are left out.
fn unread(service: &Service, listed: Vec<i64>, is_read: impl Fn(&i64) -> bool) -> (Vec<i64>, bool) {
    newest(listed, |id| {
        is_read(id) || service.in_flight().is_claimed(*id)
    })
}

/// Returns the newest listed ids without the left out ones, and whether these are all of them.
fn newest(mut listed: Vec<i64>, is_left_out: impl Fn(&i64) -> bool) -> (Vec<i64>, bool) {
    listed.retain(|id| !is_left_out(id));
    listed.sort_unstable_by(|a, b| b.cmp(a));
    let whole = listed.len() <= MOST_READS;
    listed.truncate(MOST_READS);
    (listed, whole)
}

/// Returns whether another process or client sent the message. A copy of the report may then have
/// claimed messages with its random tag.
fn is_restored(report: &SendReport) -> bool {
    !report
        .lost
        .values()
        .any(|window| matches!(window, Window::Here(_)))
}

enum Evidenced {
    Found(Found),
    /// An item could be the message or another one.
    Doubtful,
    Absent,
}

struct Found {
    ids: Vec<i64>,
    evidence: Evidence,
    /// Whether it has the random tag of this send.
    is_own: bool,
}

/// Returns whether another look-up would fail in the same way: missing right to read, unknown
/// account.
fn is_final(error: &Error) -> bool {
    error
        .status()
        .is_some_and(|status| status.is_client_error())
        && !error.is_retryable()
}
