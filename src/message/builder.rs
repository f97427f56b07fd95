//! A message to send: text, receivers, and the choices that cost money or sleep.

use std::collections::HashSet;
use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::contact::contact_information;
use super::{MAX_PARTS, MessageError, Segments, StopClause, Transliteration, segments, to_gsm};
use crate::name::{NameError, SenderName, Tag};
use crate::number::{NumberError, PhoneNumber};

/// France's calling code, the only one that short numbers reach.
const FRANCE: u16 = 33;

/// A message, ready for [`Service::send`](crate::Service::send).
///
/// # Transactional or marketing
///
/// There is no message without this choice, for either default would be wrong for somebody:
///
/// - [`Message::transactional`] (codes, alerts, reminders) leaves at once, day and night. French
///   law does not let it advertise anything.
/// - [`Message::marketing`] gets a STOP clause from OVHcloud (`\nSTOP:36111`), **11 characters**
///   that can make it a part, and a credit, longer; and it leaves in French daytime only: what is
///   sent at night, on a Sunday, **waits until the next opening** ([`StopHours`](super::StopHours)).
///
/// The API's own default is marketing.
///
/// ```
/// use ovh_sms::message::Message;
///
/// let message = Message::transactional("Votre code : 804211").to("+33600000012").from("MyCompany");
/// assert!(message.check().is_ok());
/// assert_eq!(message.segments().parts, 1);
///
/// // The clause makes two parts of these 150 characters.
/// assert_eq!(Message::transactional("x".repeat(150)).segments().parts, 1);
/// assert_eq!(Message::marketing("x".repeat(150)).segments().parts, 2);
/// ```
///
/// # Errors come before the sending
///
/// The methods take what they are given; [`check`](Self::check), and `send` before it sends, name
/// the first contradiction.
///
/// ```
/// use ovh_sms::message::{Message, MessageError};
///
/// let message = Message::transactional("Confirmez : OUI ou NON ?").to("+33600000012");
/// assert!(message.clone().allow_replies().check().is_ok());
///
/// let ignored = message.from("MyCompany").allow_replies().check();
/// assert!(matches!(ignored, Err(MessageError::SenderIgnored { .. })));
/// ```
///
/// `Debug` masks the numbers and leaves the text out.
#[derive(Clone, PartialEq)]
#[must_use = "a message does nothing until it is sent"]
pub struct Message {
    text: String,
    stop: StopClause,
    receivers: Vec<PhoneNumber>,
    sender: Option<SenderName>,
    allow_replies: bool,
    at: Option<DateTime<Utc>>,
    valid_for: Option<Duration>,
    tag: Option<Tag>,
    /// The first argument that was none.
    refused: Option<MessageError>,
}

impl Message {
    /// A message whose kind is data: with the STOP clause it is marketing, without it
    /// transactional.
    pub fn new(text: impl Into<String>, stop: StopClause) -> Self {
        Self {
            text: text.into(),
            stop,
            receivers: Vec::new(),
            sender: None,
            allow_replies: false,
            at: None,
            valid_for: None,
            tag: None,
            refused: None,
        }
    }

    /// A code, an alert, a reminder: no STOP clause, and it leaves at once, also at night
    /// (`noStopClause: true`).
    pub fn transactional(text: impl Into<String>) -> Self {
        Self::new(text, StopClause::Absent)
    }

    /// Advertising: OVHcloud appends a STOP clause of 11 characters, and lets it leave in French
    /// daytime only (`noStopClause: false`).
    ///
    /// An alert made with this and sent at 21:00 arrives in the morning.
    pub fn marketing(text: impl Into<String>) -> Self {
        Self::new(text, StopClause::Appended)
    }

    /// Adds a receiver: `+33…`, `0033…` or a [`PhoneNumber`].
    ///
    /// ```
    /// use ovh_sms::{PhoneNumber, message::Message};
    ///
    /// let number: PhoneNumber = "0033600000012".parse()?;
    /// assert_eq!(Message::transactional("Bonjour").to(number).receivers(), [number]);
    /// assert!(Message::transactional("Bonjour").to("06 00 00 00 12").check().is_err());
    /// # Ok::<(), ovh_sms::NumberError>(())
    /// ```
    pub fn to<N>(mut self, number: N) -> Self
    where
        N: TryInto<PhoneNumber>,
        N::Error: Into<NumberError>,
    {
        match number.try_into() {
            Ok(number) => self.receivers.push(number),
            Err(error) => self.refuse(MessageError::Receiver(error.into())),
        }
        self
    }

    /// Adds receivers. There is no limit: `send` cuts long lists.
    pub fn to_all<N>(self, numbers: impl IntoIterator<Item = N>) -> Self
    where
        N: TryInto<PhoneNumber>,
        N::Error: Into<NumberError>,
    {
        numbers.into_iter().fold(self, Self::to)
    }

    /// Who the receiver sees: one of the account's validated senders, such as
    /// [`usable_senders`](crate::Service::usable_senders) lists.
    ///
    /// Without it OVHcloud chooses: a sender of the account if it has one, else a short number (not
    /// documented). An unknown one is refused when the message is sent: 403 `Sms sender X does not
    /// exists`.
    pub fn from<S>(mut self, sender: S) -> Self
    where
        S: TryInto<SenderName>,
        S::Error: Into<NameError>,
    {
        match sender.try_into() {
            Ok(sender) => self.sender = Some(sender),
            Err(error) => self.refuse(MessageError::Name(error.into())),
        }
        self
    }

    /// Lets receivers answer for 48 hours: the message comes from a short number
    /// (`senderForResponse: true`).
    ///
    /// French receivers only, no sender of one's own, no STOP clause, and no contact information
    /// in the text (URL, e-mail address, phone number), which OVHcloud refuses. Answers are read
    /// with [`Service::replies`](crate::Service::replies).
    pub fn allow_replies(mut self) -> Self {
        self.allow_replies = true;
        self
    }

    /// Sends it later.
    ///
    /// The API takes whole minutes from now (`differedPeriod`), so the time is **rounded up to a
    /// minute** counted from the moment of sending: it leaves up to 59 seconds late, never early.
    /// "Now" is the server's clock. A time that is over is an error, not an immediate send.
    pub fn at(mut self, time: impl Into<DateTime<Utc>>) -> Self {
        self.at = Some(time.into());
        self
    }

    /// How long operators may try to deliver it; 48 hours if left out. Rounded up to a minute
    /// (`validityPeriod`).
    ///
    /// Short for codes that are worthless when late.
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }

    /// A tag of your own, given back in the history and with answers; a random one is made if it is
    /// left out.
    ///
    /// A random tag finds a message for certain when its answer was lost. One of your own may be on
    /// other messages too, so that `send` then looks at receiver, text and time as well.
    pub fn tag<T>(mut self, tag: T) -> Self
    where
        T: TryInto<Tag>,
        T::Error: Into<NameError>,
    {
        match tag.try_into() {
            Ok(tag) => self.tag = Some(tag),
            Err(error) => self.refuse(MessageError::Name(error.into())),
        }
        self
    }

    /// Another text, such as that which [`to_gsm`](Self::to_gsm) proposes.
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    fn refuse(&mut self, error: MessageError) {
        self.refused.get_or_insert(error);
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The receivers, in the order in which they were added.
    #[must_use]
    pub fn receivers(&self) -> &[PhoneNumber] {
        &self.receivers
    }

    /// Whether OVHcloud will append a STOP clause: never to a message that allows replies.
    #[must_use]
    pub fn stop_clause(&self) -> StopClause {
        match self.stop {
            StopClause::Appended if !self.allow_replies => StopClause::Appended,
            _ => StopClause::Absent,
        }
    }

    /// Encoding, parts, room left, the characters that force Unicode, the STOP clause counted in:
    /// see [`segments`].
    ///
    /// The cost is `segments().credits(price) × receivers().len()`.
    #[must_use]
    pub fn segments(&self) -> Segments {
        segments(&self.text, self.stop_clause())
    }

    /// Proposes a spelling in the GSM alphabet, and tells every change: see [`to_gsm`].
    ///
    /// ```
    /// use ovh_sms::message::Message;
    ///
    /// let message = Message::transactional("Votre commande est prête");
    /// let proposal = message.to_gsm();
    /// assert_eq!(proposal.changes[0].from, 'ê');
    /// let message = message.with_text(proposal.text);
    /// assert_eq!(message.text(), "Votre commande est prete");
    /// ```
    #[must_use]
    pub fn to_gsm(&self) -> Transliteration {
        to_gsm(&self.text)
    }

    /// Looks for contradictions, as `send` does before it sends. Only whether
    /// [`at`](Self::at) is over is not looked at: that is for the server's clock to say.
    ///
    /// # Errors
    ///
    /// The first thing that is wrong.
    pub fn check(&self) -> Result<(), MessageError> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        if self.text.trim().is_empty() {
            return Err(MessageError::EmptyText);
        }
        let parts = self.segments().parts;
        if parts > MAX_PARTS {
            return Err(MessageError::TooLong { parts });
        }
        if self.receivers.is_empty() {
            return Err(MessageError::NoReceiver);
        }
        let mut seen = HashSet::with_capacity(self.receivers.len());
        if let Some(&number) = self.receivers.iter().find(|number| !seen.insert(**number)) {
            return Err(MessageError::Duplicate { number });
        }
        if self.valid_for.is_some_and(|time| time.is_zero()) {
            return Err(MessageError::NoValidity);
        }
        if self.allow_replies {
            self.check_answerable()
        } else {
            Ok(())
        }
    }

    fn check_answerable(&self) -> Result<(), MessageError> {
        if let Some(sender) = &self.sender {
            return Err(MessageError::SenderIgnored {
                sender: sender.as_str().to_owned(),
            });
        }
        if self.stop == StopClause::Appended {
            return Err(MessageError::NoClause);
        }
        if let Some(&number) = self
            .receivers
            .iter()
            .find(|number| number.calling_code() != FRANCE)
        {
            return Err(MessageError::NotFrench { number });
        }
        match contact_information(&self.text) {
            Some((kind, found)) => Err(MessageError::ContactInformation {
                kind,
                found: found.to_owned(),
            }),
            None => Ok(()),
        }
    }

    pub(crate) fn sender(&self) -> Option<&SenderName> {
        self.sender.as_ref()
    }

    pub(crate) fn allows_replies(&self) -> bool {
        self.allow_replies
    }

    pub(crate) fn time(&self) -> Option<DateTime<Utc>> {
        self.at
    }

    pub(crate) fn own_tag(&self) -> Option<&Tag> {
        self.tag.as_ref()
    }

    /// The validity in minutes, at least 1.
    pub(crate) fn validity_minutes(&self) -> Option<i64> {
        self.valid_for.map(|time| minutes(time.as_secs_f64()))
    }
}

/// The minutes from `now` until a time, rounded up; 0 if that is over.
pub(crate) fn minutes_until(at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    minutes((at - now).as_seconds_f64().max(0.0))
}

/// Seconds in minutes, rounded up.
fn minutes(seconds: f64) -> i64 {
    // A float-to-int cast saturates.
    #[allow(clippy::cast_possible_truncation)]
    let minutes = (seconds / 60.0).ceil() as i64;
    minutes
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message")
            .field("characters", &self.text.chars().count())
            .field("stop", &self.stop)
            .field("receivers", &self.receivers)
            .field("sender", &self.sender)
            .field("allow_replies", &self.allow_replies)
            .field("at", &self.at)
            .field("valid_for", &self.valid_for)
            .field("tag", &self.tag)
            .finish_non_exhaustive()
    }
}

impl From<Infallible> for NumberError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<Infallible> for NameError {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}
