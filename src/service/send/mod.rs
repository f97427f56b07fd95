//! Sends a message once: posts it, and looks for it if a response is lost.

mod judge;
mod look_up;
mod response;
mod under_way;

use std::collections::HashSet;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

pub use crate::error::SendError;
pub use crate::sending::report::{Evidence, Outcome, ReceiverReport, SendReport};

use super::Service;
use crate::error::{ArgumentError, Error};
use crate::message::{Message, MessageError, StopClause, minutes_until};
use crate::name::Tag;
use crate::sending::in_flight::{self, SendId, message_key};
use crate::sending::report;
use look_up::LookUp;

/// The receivers per request. OVHcloud documents no maximum; this is the number that it suggests.
const CHUNK: usize = 500;
/// How long to look for lost messages.
const LOOK_FOR: Duration = Duration::from_secs(30);
/// The maximum number of times that a message is sent again.
const MOST_RESENDS: u32 = 2;

/// A send; `.await` runs it.
///
/// Returned by [`Service::send`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until it is awaited"]
pub struct Sending {
    service: Service,
    message: Message,
    lookup_timeout: Duration,
    resend_after: Option<Duration>,
    check_blacklist: bool,
    chunk: usize,
}

impl Service {
    /// Sends a message once.
    ///
    /// `POST /sms/{serviceName}/jobs` · `sms:apiovh:jobs/create`; if a response was lost, also
    /// `GET` of `/auth/time`, `…/jobs`, `…/jobs/{id}`, `…/outgoing` and `…/outgoing/{id}`.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use ovh_sms::message::Message;
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let service = sandbox.service()?;
    /// let message = Message::transactional("Votre code : 804211").allow_replies().to("+33600000012");
    /// match service.send(message).await {
    ///     Ok(report) => {
    ///         println!("sent: {:?}, refused: {:?}", report.ids().collect::<Vec<_>>(), report.invalid().count());
    ///         assert_eq!(report.sent().count(), 1);
    ///     }
    ///     Err(error) => match error.send_report() {
    ///         Some(report) => println!("check before sending again: {}", report.unknown().count()),
    ///         None => println!("nothing was sent: {error}"),
    ///     },
    /// }
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// # Guarantees
    ///
    /// - Prevents duplicates: a request is retried only if the server cannot have processed it (no
    ///   connection, or 429).
    /// - `Ok`: every receiver is either sent or was refused by the service. Check
    ///   [`SendReport::invalid`]: the call succeeds even if all receivers were refused.
    /// - If the outcome is **unknown** (the connection was lost, the request timed out, a gateway
    ///   failed), it looks for the message among outgoing messages and pending jobs, for up to 30
    ///   seconds ([`lookup_timeout`](Sending::lookup_timeout)). Each item is read and compared by
    ///   its own tag, receiver, text and date; jobs carry no tag. A message that is found counts as
    ///   sent, with its [`Evidence`]. Otherwise the result is an error that states an unknown
    ///   outcome. Not found does not mean not sent, because a list may show the message later.
    /// - [`SendReport::uncertain`] lists messages that were found and may belong to another
    ///   program.
    /// - A message is never sent again unless you enable
    ///   [`resend_if_absent_after`](Sending::resend_if_absent_after).
    /// - More than 500 receivers are split into several requests with one report. A refused request
    ///   ends the send; a lost request does not.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Message`](crate::error::ErrorKind::Message): the message contradicts itself.
    ///   Nothing was sent.
    /// - [`ErrorKind::Send`](crate::error::ErrorKind::Send): some receivers are sent and others are
    ///   not, or their outcome is unknown. The error holds the whole report. **Do not send the
    ///   whole message again.**
    /// - Any other error: the message was sent to no receiver.
    ///
    /// [`Error::may_have_been_sent`] distinguishes the last two.
    ///
    /// # Dropping the future
    ///
    /// If the future is dropped, by your own timeout or a crash, the message may have been sent.
    /// Set a [`tag`](Message::tag) that you have stored beforehand; then you can find the message
    /// with `outgoing_list().tag(…)`.
    pub fn send(&self, message: Message) -> Sending {
        Sending {
            service: self.clone(),
            message,
            lookup_timeout: LOOK_FOR,
            resend_after: None,
            check_blacklist: false,
            chunk: CHUNK,
        }
    }

    /// Searches once more for the messages with an unknown outcome, and settles those that it
    /// finds.
    ///
    /// Call it some minutes after a [`SendError`]: by then lists are up to date and deferred
    /// messages are sent. The report may also come from another process, which stored it as JSON:
    /// see [`SendReport`].
    ///
    /// # Errors
    ///
    /// The lists can't be read, or the report is of another account
    /// ([`ArgumentError::OtherService`]); its outcomes then do not change.
    pub async fn look_again(&self, report: &mut SendReport) -> Result<(), Error> {
        if report.unknown().next().is_none() {
            return Ok(());
        }
        if report.service != self.name() {
            return Err(ArgumentError::OtherService {
                of: report.service.clone(),
                asked: self.name().to_owned(),
            }
            .into());
        }
        let send = self.adopt(report);
        LookUp::new(self, send).look(report).await?;
        self.mark_rivals(report, send);
        Ok(())
    }

    /// Returns the id of a report's send in this client; a report of another client or process gets
    /// a new one, and its times are converted.
    fn adopt(&self, report: &mut SendReport) -> SendId {
        let in_flight = self.in_flight();
        if let Some(send) = report.send.filter(|send| in_flight.owns(*send)) {
            return send;
        }
        report.detach();
        let twice = report.surplus.iter().map(|&(_, id)| id);
        for id in report.ids().chain(twice) {
            in_flight.claim(id);
        }
        let send = in_flight.restored();
        report.send = Some(send);
        send
    }

    fn mark_rivals(&self, report: &mut SendReport, send: SendId) {
        let text = report.message.text().to_owned();
        report.mark_rivals(|number, began| {
            let key = message_key(self.name(), number, &text);
            self.in_flight().has_rival(key, send, began)
        });
    }
}

impl Sending {
    /// Sets how long to look for lost messages: 30 seconds if not set.
    ///
    /// Zero looks once. A look-up that reads many messages from a slow service ends 60 seconds
    /// later at most; the messages are unknown then.
    pub fn lookup_timeout(mut self, time: Duration) -> Self {
        self.lookup_timeout = time;
        self
    }

    /// Sends a lost message again if it is in no list after this time.
    ///
    /// **Enable it only for messages that must arrive, even at the risk of a duplicate.**
    ///
    /// The risk: a message that was not found may only be delayed, in the lists or at a gateway.
    /// The receiver then gets it up to three times, and you pay for each. The longer the time, the smaller the
    /// risk; use at least 30 seconds. A message is sent again at most twice, each time after
    /// looking for this time, and only if the lists could be read completely and contain no
    /// possible match. Duplicates that are found later are in [`SendReport::sent_twice`].
    pub fn resend_if_absent_after(mut self, time: Duration) -> Self {
        self.resend_after = Some(time);
        self
    }

    /// Reads the account's blacklist first and leaves out receivers on it (those who sent STOP).
    ///
    /// The service blocks them too; whether it bills them is not documented.
    pub fn check_blacklist(mut self) -> Self {
        self.check_blacklist = true;
        self
    }

    /// Sets the receivers per request: 500 if not set (OVHcloud suggests about 500), at least 1.
    pub fn chunk(mut self, receivers: usize) -> Self {
        self.chunk = receivers.max(1);
        self
    }

    async fn run(self) -> Result<SendReport, Error> {
        self.message.check()?;
        let own = self.message.own_tag().map(ToString::to_string);
        let tag_is_ours = own.is_none();
        let tag = own.unwrap_or_else(|| Tag::random().into());
        let mut report = SendReport::new(
            self.service.name().to_owned(),
            self.message.clone(),
            tag,
            tag_is_ours,
        );
        self.refuse_past().await?;
        if self.check_blacklist {
            self.leave_out_blacklisted(&mut report)
                .await
                .map_err(Error::before_sending)?;
        }
        let mut under_way = under_way::UnderWay::begin(&self.service, self.message_keys(&report));
        report.send = Some(under_way.id());
        let first = report.places(Outcome::NotSent);
        let mut failure = self.post_all(&mut report, &first).await.err();
        self.find_out(&mut report, under_way.id(), &mut failure)
            .await;
        self.service.mark_rivals(&mut report, under_way.id());
        for one in report.receivers() {
            if one.outcome != Outcome::Unknown {
                under_way.settle(self.message_key(one.number));
            }
        }
        finish(report, failure)
    }

    fn message_key(&self, number: crate::PhoneNumber) -> in_flight::MessageKey {
        message_key(self.service.name(), number, self.message.text())
    }

    fn message_keys(&self, report: &SendReport) -> HashSet<in_flight::MessageKey> {
        report
            .not_sent()
            .map(|number| self.message_key(number))
            .collect()
    }

    async fn refuse_past(&self) -> Result<(), Error> {
        let Some(at) = self.message.time() else {
            return Ok(());
        };
        let now = self.service.server_now().await?;
        if at < now {
            return Err(MessageError::Past { at, now }.into());
        }
        Ok(())
    }

    async fn leave_out_blacklisted(&self, report: &mut SendReport) -> Result<(), Error> {
        let numbers: Vec<_> = report.not_sent().collect();
        let listed = self.service.blacklist().which(&numbers).await?;
        for place in report.places(Outcome::NotSent) {
            if report
                .number(place)
                .is_some_and(|number| listed.contains(&number))
            {
                report.settle(place, Outcome::Blacklisted);
            }
        }
        Ok(())
    }

    /// Sends to the receivers at these positions, chunk by chunk; returns the first error. A
    /// request that certainly failed ends the send, because the next one would fail in the same
    /// way; a lost request does not.
    async fn post_all(&self, report: &mut SendReport, places: &[usize]) -> Result<(), Error> {
        let mut failure = Ok(());
        for chunk in places.chunks(self.chunk) {
            // Computed again for each request, from the current time.
            let delay = match self.delay().await {
                Ok(delay) => delay,
                Err(error) => return failure.and(Err(error)),
            };
            let began = self.service.elapsed();
            let Err(error) = self.post(report, chunk, delay).await else {
                continue;
            };
            let lost = error.may_have_been_sent();
            if lost {
                let request = report::UnderWay {
                    began,
                    ended: self.service.elapsed(),
                    ended_at: self.service.machine_time(),
                    has_rival: false,
                };
                for &place in chunk {
                    report.lose(place, request);
                }
            }
            failure = failure.and(Err(error));
            if !lost {
                break;
            }
        }
        failure
    }

    /// Computes the minutes until the message is to be sent; `None` if it is sent at once.
    async fn delay(&self) -> Result<Option<i64>, Error> {
        match self.message.time() {
            Some(at) => Ok(Some(minutes_until(at, self.service.server_now().await?))),
            None => Ok(None),
        }
    }

    async fn post(
        &self,
        report: &mut SendReport,
        places: &[usize],
        delay: Option<i64>,
    ) -> Result<(), Error> {
        let message = &self.message;
        let numbers: Vec<String> = places
            .iter()
            .filter_map(|&place| report.number(place))
            .map(String::from)
            .collect();
        let api = self.service.api();
        let mut call = api
            .jobs_create(message.text())
            .receivers(numbers)
            .tag(&report.tag)
            .no_stop_clause(message.stop_clause() == StopClause::Absent);
        if let Some(sender) = message.sender() {
            call = call.sender(sender);
        }
        if message.allows_replies() {
            call = call.sender_for_response(true);
        }
        if let Some(minutes) = message.validity_minutes() {
            call = call.validity_period(minutes);
        }
        if let Some(minutes) = delay {
            call = call.differed_period(minutes);
        }
        response::read(&self.service, report, places, call.send().await?)
    }

    /// Looks for lost messages and, if enabled, sends again those that are in no list.
    async fn find_out(
        &self,
        report: &mut SendReport,
        send: in_flight::SendId,
        failure: &mut Option<Error>,
    ) {
        let mut look_up = LookUp::new(&self.service, send);
        let mut resends = 0;
        while report.unknown().next().is_some() {
            let again = self.resend_after.filter(|_| resends < MOST_RESENDS);
            let absent = look_up
                .run(report, again.unwrap_or(self.lookup_timeout))
                .await;
            if again.is_none() || absent.is_empty() {
                return;
            }
            resends += 1;
            if let Err(error) = self.post_all(report, &absent).await {
                failure.get_or_insert(error);
            }
        }
    }
}

/// Returns the report if everything is settled, the plain error if certainly nothing was sent, and
/// otherwise an error with the report.
fn finish(report: SendReport, failure: Option<Error>) -> Result<SendReport, Error> {
    let Some(source) = failure.filter(|_| !report.is_complete()) else {
        return Ok(report);
    };
    let touched = report.sent().next().is_some() || report.unknown().next().is_some();
    Err(if touched {
        SendError {
            report,
            cause: source,
        }
        .into()
    } else {
        source
    })
}

impl IntoFuture for Sending {
    type Output = Result<SendReport, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}
