//! Sending a message once: posts it, and if an answer is lost, finds out what became of it.

mod answer;
mod judge;
mod look_up;
mod under_way;

use std::collections::HashSet;
use std::future::IntoFuture;
use std::pin::Pin;
use std::time::Duration;

pub use crate::error::SendError;
pub use crate::sending::report::{Evidence, Outcome, ReceiverReport, SendReport};

use super::Service;
use crate::error::Error;
use crate::message::{Message, MessageError, StopClause, minutes_until};
use crate::name::Tag;
use crate::sending::in_flight::{self, message_key};
use crate::sending::report;
use look_up::LookUp;

/// Receivers of a request; OVHcloud documents no maximum, and this is what it suggests.
const CHUNK: usize = 500;
/// How long lost messages are looked for.
const LOOK_FOR: Duration = Duration::from_secs(30);
/// How often a message is sent again at most.
const MOST_RESENDS: u32 = 2;

/// A message on its way; `.await` sends it. From [`Service::send`].
#[derive(Debug, Clone)]
#[must_use = "nothing is sent before it is awaited"]
pub struct Sending {
    service: Service,
    message: Message,
    lookup_timeout: Duration,
    resend_after: Option<Duration>,
    check_blacklist: bool,
    chunk: usize,
}

impl Service {
    /// Sends a message, once.
    ///
    /// `POST /sms/{serviceName}/jobs` · `sms:apiovh:jobs/create`; where an answer was lost also
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
    ///         Some(report) => println!("look before sending again: {}", report.unknown().count()),
    ///         None => println!("nothing was sent: {error}"),
    ///     },
    /// }
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// # What it promises
    ///
    /// - A request is repeated only if it surely was not processed: not connected, or 429.
    /// - `Ok`: every receiver is sent, or was refused by the service
    ///   ([`SendReport::invalid`]: look at it, the call succeeds even if it is all of them).
    /// - If the outcome is **unknown** (the connection was lost, time ran out, a gateway failed), it
    ///   looks for the message, 30 seconds at most ([`lookup_timeout`](Sending::lookup_timeout)), among the
    ///   outgoing ones and the pending jobs. Each is read, and compared by its own tag, receiver,
    ///   text and date; jobs carry no tag. Found: sent, with its [`Evidence`]. Otherwise it is an
    ///   error that says unknown, for not found is not "not sent": a list may show it later.
    /// - What was found and may be another program's message is in [`SendReport::uncertain`].
    /// - It is never sent again unasked: see
    ///   [`resend_if_absent_after`](Sending::resend_if_absent_after).
    /// - More than 500 receivers go in several requests, and the report is whole. A request that is
    ///   refused ends the send; one that is lost does not.
    ///
    /// # Errors
    ///
    /// - [`ErrorKind::Message`](crate::error::ErrorKind::Message): a contradiction in the message. Nothing was sent.
    /// - [`ErrorKind::Send`](crate::error::ErrorKind::Send): some receivers are sent and others not, or nobody knows; the error holds
    ///   the whole report. **Do not send the whole message again.**
    /// - Any other: no receiver was sent to.
    ///
    /// [`Error::may_have_been_sent`] tells the last two apart.
    ///
    /// # Dropping it
    ///
    /// When the future is dropped, by a time-out of yours or a crash, the message may have been
    /// sent. Give it a [`tag`](Message::tag) of its own that you have stored before, and you find it
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

    /// Looks once more for the messages of which nobody knew, and settles those that it finds.
    ///
    /// Worth doing some minutes after a [`SendError`]: lists catch up, deferred messages leave.
    ///
    /// # Errors
    ///
    /// The lists can't be read; the report is as it was then.
    pub async fn look_again(&self, report: &mut SendReport) -> Result<(), Error> {
        let Some(send) = report.send else {
            return Ok(());
        };
        LookUp::new(self, send).look(report).await.map(|_| ())
    }
}

impl Sending {
    /// How long lost messages are looked for: 30 seconds if not set. Zero looks once.
    pub fn lookup_timeout(mut self, time: Duration) -> Self {
        self.lookup_timeout = time;
        self
    }

    /// Sends a lost message again if after this time it is in no list: **opt-in, for messages that
    /// had better come twice than not at all**.
    ///
    /// The risk: the message that was not found may only be late, in the lists or at a gateway, and
    /// then the receiver gets it twice and you pay twice. The longer the time, the smaller the risk;
    /// less than 30 seconds is not advised. Twice at most it is sent again, each time after looking
    /// for this time, and only if the lists could be read to their end and hold nothing that could
    /// be it. What shows up twice later is told by [`SendReport::sent_twice`].
    pub fn resend_if_absent_after(mut self, time: Duration) -> Self {
        self.resend_after = Some(time);
        self
    }

    /// Leaves out receivers on the account's blacklist (those who sent STOP), reading it first.
    ///
    /// The service blocks them too, and what it bills for them is not documented.
    pub fn check_blacklist(mut self) -> Self {
        self.check_blacklist = true;
        self
    }

    /// Receivers of one request: 500 if not set, at least 1.
    pub fn chunk(mut self, receivers: usize) -> Self {
        self.chunk = receivers.max(1);
        self
    }

    async fn run(self) -> Result<SendReport, Error> {
        self.message.check()?;
        let own = self.message.own_tag().map(ToString::to_string);
        let tag_is_ours = own.is_none();
        let tag = own.unwrap_or_else(|| Tag::random().into());
        let mut report = SendReport::new(self.message.clone(), tag, tag_is_ours);
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

    /// Posts to the receivers at these places, chunk by chunk; returns the first thing that went
    /// wrong. A request that surely failed ends it, since the next would fail alike; one that was
    /// lost does not.
    async fn post_all(&self, report: &mut SendReport, places: &[usize]) -> Result<(), Error> {
        let mut failure = Ok(());
        for chunk in places.chunks(self.chunk) {
            // Counted anew for each request: from now, and not from the one before.
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
                let ended = self.service.elapsed();
                for &place in chunk {
                    report.lose(place, report::UnderWay { began, ended });
                }
            }
            failure = failure.and(Err(error));
            if !lost {
                break;
            }
        }
        failure
    }

    /// Minutes from now until the message is to leave, if it is not to leave at once.
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
        answer::read(&self.service, report, places, call.send().await?)
    }

    /// Looks for what was lost and, if asked to, sends again what is in no list.
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

/// Everything settled is a report; nothing sent, for certain, is the plain error; else both.
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
