//! Replies of receivers: each is returned once, in order, and can be deleted after it was handled.

use std::collections::{BTreeSet, VecDeque};
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures_core::Stream;
use serde::{Deserialize, Serialize};

use super::pace::{self, Pace};
use super::steps::{self, Reader, Step};
use super::{Service, reads};
use crate::Lenient;
use crate::api::{operations, types};
use crate::error::Error;
use crate::number::PhoneNumber;

/// The first wait between two reads, and the longest.
const FIRST_WAIT: Duration = Duration::from_secs(2);
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// The number of returned ids that are remembered. Ids below the forgotten ones are never new.
const REMEMBERED: usize = 100_000;

/// An incoming message, usually in reply to an outgoing one.
///
/// `Debug` masks the number and omits the text. `Serialize` and `Deserialize` use the names of the
/// fields; the number and the text are in clear, so the JSON is personal data.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Reply {
    /// Its id among the incoming messages.
    pub id: i64,
    /// The sender, if it is a phone number.
    #[serde(default, deserialize_with = "crate::number::reported_option")]
    pub number: Option<PhoneNumber>,
    /// The sender, as the service states it.
    pub sender: String,
    /// The text.
    pub text: String,
    /// When it arrived.
    pub at: Option<DateTime<Utc>>,
    /// The tag of the message that it replies to; [`Service::original`] finds that message.
    pub tag: Option<String>,
}

impl Reply {
    /// Creates a reply, for tests; the other fields can be set afterwards.
    #[must_use]
    pub fn new(id: i64, sender: impl Into<String>, text: impl Into<String>) -> Self {
        let sender = sender.into();
        Self {
            id,
            number: PhoneNumber::from_service(&sender),
            sender,
            text: text.into(),
            at: None,
            tag: None,
        }
    }

    fn of(id: i64, message: types::Incoming) -> Self {
        let sender = message.sender.unwrap_or_default();
        Self {
            id,
            number: PhoneNumber::from_service(&sender),
            sender,
            text: message.message.unwrap_or_default(),
            at: message.creation_datetime,
            tag: message.tag.filter(|tag| !tag.is_empty()),
        }
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("id", &self.id)
            .field("number", &self.number)
            .field("at", &self.at)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}

/// The account's incoming messages, one after the other; returned by [`Service::replies`].
///
/// It is a [`Stream`] of replies, which continues after an error; its method [`next`](Self::next)
/// works without a crate of stream helpers.
#[must_use = "nothing is read until it is polled"]
pub struct Replies {
    reader: Reader<State>,
    running: Option<Step<Reply>>,
}

/// What was read and returned so far.
struct State {
    /// All replies up to this id have been returned.
    after: i64,
    tag: Option<String>,
    given: BTreeSet<i64>,
    /// Listed ids that still have to be read.
    listed: VecDeque<i64>,
    /// Ids of replies that exist but can't be read.
    unread: BTreeSet<i64>,
    /// How many ids of the last list could not be read.
    unread_ids: usize,
    ready: VecDeque<Reply>,
    delete_handled: bool,
    /// The reply that was returned last and will be deleted.
    handled: Option<i64>,
    waits: (Duration, Duration),
    pace: Pace,
    time: Option<Duration>,
    /// Set by the first read.
    deadline: Option<Duration>,
    looked: bool,
}

impl Service {
    /// Reads replies as they arrive, each once, the oldest first.
    ///
    /// It starts with the replies that already exist and continues without end unless
    /// [`deadline`](Replies::deadline) is set.
    ///
    /// `GET /sms/{serviceName}/incoming` · `sms:apiovh:incoming/get`, and `…/incoming/{id}`, fifty
    /// ids per request.
    ///
    /// ```
    /// # #[cfg(feature = "sandbox")]
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # use std::time::Duration;
    /// # use ovh_sms::message::Message;
    /// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
    /// # let service = sandbox.service()?;
    /// let question = Message::transactional("OUI ou NON ?").allow_replies().tag("rdv42").to("+33600000012");
    /// let _ = service.send(question).await?;
    /// # sandbox.advance(Duration::from_secs(60));
    /// # sandbox.phone("+33600000012").reply("OUI");
    /// let mut replies = service.replies().delete_handled().deadline(Duration::ZERO);
    /// while let Some(reply) = replies.next().await {
    ///     let reply = reply?;
    ///     assert_eq!((reply.text.as_str(), reply.tag.as_deref()), ("OUI", Some("rdv42")));
    /// }
    /// # Ok(())
    /// # }
    /// # #[cfg(not(feature = "sandbox"))]
    /// # fn main() {}
    /// ```
    ///
    /// The service does not record which replies were read. A program that is restarted either
    /// continues after the last reply ([`after`](Replies::after)) or deletes the replies that it
    /// has handled ([`delete_handled`](Replies::delete_handled)).
    pub fn replies(&self) -> Replies {
        let state = State {
            after: i64::MIN,
            tag: None,
            given: BTreeSet::new(),
            listed: VecDeque::new(),
            unread: BTreeSet::new(),
            unread_ids: 0,
            ready: VecDeque::new(),
            delete_handled: false,
            handled: None,
            waits: (FIRST_WAIT, LONGEST_WAIT),
            pace: Pace::new(FIRST_WAIT, LONGEST_WAIT),
            time: None,
            deadline: None,
            looked: false,
        };
        Replies {
            reader: Reader::new(self, state),
            running: None,
        }
    }

    /// Finds the message to which a reply belongs: the last one with its tag and number before the
    /// reply.
    ///
    /// `None` if the reply has no tag, or the history has no such message.
    ///
    /// `GET /sms/{serviceName}/outgoing` · `sms:apiovh:outgoing/get`
    ///
    /// # Errors
    ///
    /// See [`Error`]; [`CallErrorKind::Response`](crate::error::CallErrorKind::Response) if a message of
    /// the list can't be read, because it may be the one searched for.
    pub async fn original(&self, reply: &Reply) -> Result<Option<types::Outgoing>, Error> {
        let (Some(tag), Some(number)) = (&reply.tag, reply.number) else {
            return Ok(None);
        };
        let list = self.api().outgoing_list().tag(tag).receiver(number);
        let listed = list.send().await?.into_inner();
        let mut unread = listed.unread();
        let mut ids = listed.into_inner();
        ids.sort_unstable_by(|a, b| b.cmp(a));
        ids.truncate(reads::MOST_IDS);
        let read = reads::by_ids::<types::Outgoing>(self, &ids).await?;
        unread += read.unread.len();
        if unread > 0 {
            return Err(reads::incomplete(&operations::OUTGOING_LIST, unread));
        }
        let messages = read.found.into_values();
        let before = |message: &types::Outgoing| match (message.creation_datetime, reply.at) {
            (Some(sent), Some(at)) => sent <= at,
            _ => true,
        };
        // Compare the message itself: the list's filter is not relied on.
        let fits = |message: &types::Outgoing| {
            let receiver = message.receiver.as_deref();
            receiver.and_then(PhoneNumber::from_service) == Some(number)
                && reads::may_have_tag(message.tag.as_deref(), tag)
        };
        Ok(messages
            .filter(fits)
            .filter(before)
            .max_by_key(|message| (message.creation_datetime, message.id)))
    }
}

impl Replies {
    /// Starts after this reply: only replies with higher ids are returned.
    ///
    /// Ids appear to grow with time (not documented by OVHcloud).
    pub fn after(self, id: i64) -> Self {
        self.reader.state().after = id;
        self
    }

    /// Limits the replies to those to messages with this tag.
    pub fn tag(self, tag: impl Into<String>) -> Self {
        self.reader.state().tag = Some(tag.into());
        self
    }

    /// Deletes each reply from the service **when the next one is requested**, because it is then
    /// considered handled.
    ///
    /// [`finish`](Self::finish) deletes the last one. A program that ends before that gets the same
    /// reply again: each reply is returned at least once.
    ///
    /// `DELETE /sms/{serviceName}/incoming/{id}` · `sms:apiovh:incoming/delete`
    pub fn delete_handled(self) -> Self {
        self.reader.state().delete_handled = true;
        self
    }

    /// Sets how long to wait for replies, from the first read; no limit if not set.
    ///
    /// With zero, only existing replies are returned.
    pub fn deadline(self, time: Duration) -> Self {
        self.reader.state().time = Some(time);
        self
    }

    /// Sets how often to read while no reply arrives: the first wait, which grows by half, and the
    /// longest; 2 and 30 seconds if not set.
    pub fn every(self, first: Duration, longest: Duration) -> Self {
        {
            let mut state = self.reader.state();
            state.waits = (first, longest);
            state.pace = Pace::new(first, longest);
        }
        self
    }

    /// Returns the next reply; `None` after the [`deadline`](Self::deadline).
    ///
    /// # Errors
    ///
    /// The replies can't be read, or the previous one can't be deleted. Nothing is lost or returned
    /// twice: call `next` again to continue.
    pub async fn next(&mut self) -> Option<Result<Reply, Error>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Deletes the last returned reply, if [`delete_handled`](Self::delete_handled) is set.
    ///
    /// Call it when the program stops reading replies.
    ///
    /// # Errors
    ///
    /// The reply can't be deleted; call `finish` again to retry.
    pub async fn finish(&mut self) -> Result<(), Error> {
        // A call of `next` that was dropped may be deleting the same reply.
        self.running = None;
        self.reader.delete_handled().await
    }

    /// Returns the ids of replies that exist but cannot be read, or whose text cannot be read.
    ///
    /// They are not returned and not deleted, and each read tries them again.
    pub fn unread(&self) -> impl Iterator<Item = i64> + use<> {
        let unread: Vec<i64> = self.reader.state().unread.iter().copied().collect();
        unread.into_iter()
    }

    /// Returns whether everything in the last list could be read.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        let state = self.reader.state();
        state.unread_ids == 0 && state.unread.is_empty()
    }

    /// Returns the highest returned id that has no [unread](Self::unread) id below it; pass it to
    /// [`after`](Self::after) to continue.
    ///
    /// That reply may not be handled yet.
    #[must_use]
    pub fn last_id(&self) -> Option<i64> {
        self.reader.state().last_id()
    }
}

impl Stream for Replies {
    type Item = Result<Reply, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self { reader, running } = self.get_mut();
        let step = || -> Step<Reply> {
            let reader = reader.clone();
            Box::pin(async move { reader.step().await })
        };
        steps::poll(running, step, context)
    }
}

impl Reader<State> {
    /// Deletes the handled reply, then waits and reads until there is another one.
    async fn step(&self) -> Option<Result<Reply, Error>> {
        if let Err(error) = self.delete_handled().await {
            return Some(Err(error));
        }
        loop {
            if let Some(reply) = self.state().give() {
                return Some(Ok(reply));
            }
            let ids = self.state().next_ids();
            let read = if ids.is_empty() {
                self.look().await
            } else {
                self.read(ids).await.map(|()| true)
            };
            match read {
                Ok(true) => {}
                Ok(false) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    }

    async fn delete_handled(&self) -> Result<(), Error> {
        let handled = self.state().handled;
        let Some(id) = handled else {
            return Ok(());
        };
        match self.service.api().incoming_delete(id).send().await {
            Ok(_) => {}
            // Another program deleted it, or the response to an earlier attempt was lost.
            Err(error) if error.is_not_found() => {}
            Err(error) => return Err(error),
        }
        self.state().handled = None;
        Ok(())
    }

    /// Reads the list for new ids, after a wait unless it is the first read; returns `false` after
    /// the deadline.
    async fn look(&self) -> Result<bool, Error> {
        let wait = self.state().begin_look(self.service.elapsed());
        if let Some((wait, deadline)) = wait
            && !pace::wait(&self.service, wait, deadline).await
        {
            return Ok(false);
        }
        let tag = self.state().tag.clone();
        let mut list = self.service.api().incoming_list();
        if let Some(tag) = tag {
            list = list.tag(tag);
        }
        let listed = list.send().await?.into_inner();
        self.state().see_list(listed);
        Ok(true)
    }

    async fn read(&self, ids: Vec<i64>) -> Result<(), Error> {
        let read = reads::by_ids::<types::Incoming>(&self.service, &ids).await?;
        self.state().see(ids, read);
        Ok(())
    }
}

impl State {
    /// Returns the next reply that was read.
    fn give(&mut self) -> Option<Reply> {
        let reply = self.ready.pop_front()?;
        self.handled = self.delete_handled.then_some(reply.id);
        Some(reply)
    }

    /// Returns the next of the listed ids.
    fn next_ids(&self) -> Vec<i64> {
        self.listed.iter().copied().take(reads::MOST_IDS).collect()
    }

    fn last_id(&self) -> Option<i64> {
        let first_unread = self.unread.first();
        let highest = self
            .given
            .iter()
            .rev()
            .find(|id| !self.is_waiting(**id) && first_unread.is_none_or(|unread| *id < unread))
            .copied();
        highest.or((self.after != i64::MIN).then_some(self.after))
    }

    fn is_waiting(&self, id: i64) -> bool {
        self.ready.iter().any(|reply| reply.id == id)
    }

    /// Returns how long to wait before the list is read, and until when at most.
    fn begin_look(&mut self, now: Duration) -> Option<(Duration, Option<Duration>)> {
        if self.looked {
            return Some((self.pace.step(), self.deadline));
        }
        self.deadline = self.time.map(|time| now.saturating_add(time));
        self.looked = true;
        None
    }

    fn see_list(&mut self, listed: Lenient<Vec<i64>>) {
        self.unread_ids = listed.unread();
        let mut ids = listed.into_inner();
        let is_new = |id: &i64| *id > self.after || self.unread.contains(id);
        ids.retain(|id| is_new(id) && !self.given.contains(id));
        let listed: BTreeSet<i64> = ids.iter().copied().collect();
        self.unread.retain(|id| listed.contains(id));
        ids.sort_unstable();
        ids.dedup();
        // Ids that could not be read before are not new.
        if ids.iter().any(|id| !self.unread.contains(id)) {
            self.pace = Pace::new(self.waits.0, self.waits.1);
        }
        self.listed = ids.into();
    }

    /// Adds the replies with these ids, the first of the listed ones.
    fn see(&mut self, ids: Vec<i64>, mut read: reads::Read<types::Incoming>) {
        self.listed.drain(..ids.len().min(self.listed.len()));
        for id in ids {
            let message = read.found.remove(&id);
            // Without its text the reply would be handled, and perhaps deleted, as an empty one.
            let is_unread = match &message {
                Some(message) => message.message.is_none(),
                None => read.unread.contains(&id),
            };
            if is_unread {
                self.unread.insert(id);
                continue;
            }
            self.unread.remove(&id);
            self.given.insert(id);
            // A missing reply was deleted by another program.
            let reply = message.map(|message| Reply::of(id, message));
            let fits = |reply: &Reply| {
                let wanted = self.tag.as_deref();
                wanted.is_none_or(|tag| reads::may_have_tag(reply.tag.as_deref(), tag))
            };
            self.ready.extend(reply.filter(fits));
        }
        while self.given.len() > REMEMBERED {
            if let Some(lowest) = self.given.pop_first() {
                self.after = self.after.max(lowest);
            }
        }
    }
}

impl fmt::Debug for Replies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replies")
            .field("service", &self.reader.service.name())
            .field("last_id", &self.last_id())
            .finish_non_exhaustive()
    }
}
