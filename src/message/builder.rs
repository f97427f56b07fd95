//! A message to send: text, receivers and options.

use std::collections::HashSet;
use std::convert::Infallible;
use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::contact::contact_information;
use super::{MAX_PARTS, MessageError, Segments, StopClause, Transliteration, segments, to_gsm};
use crate::name::{NameError, SenderName, Tag};
use crate::number::{NumberError, PhoneNumber};
use crate::values::outside::has_visible;
use ovh_api::runtime::masked::masked;

/// France's calling code. Only French numbers can receive messages from a short number.
const FRANCE: u16 = 33;

/// A message, ready for [`Service::send`](crate::Service::send).
///
/// # Transactional or marketing
///
/// Every message is either transactional or marketing. There is no default, because either default
/// would be wrong for some messages:
///
/// - [`Message::transactional`] is for codes, alerts and reminders. The message leaves at once, day
///   and night. French law forbids advertising in it.
/// - [`Message::marketing`] is for advertising. OVHcloud appends a STOP clause (`\nSTOP:36111`) of
///   **11 characters**, which can add a part and therefore a credit. The message leaves only during
///   French daytime: at night and on Sundays it **waits until the next opening**
///   ([`StopHours`](super::StopHours)).
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
/// // With the clause, 150 characters take two parts.
/// assert_eq!(Message::transactional("x".repeat(150)).segments().parts, 1);
/// assert_eq!(Message::marketing("x".repeat(150)).segments().parts, 2);
/// ```
///
/// # Errors are returned before sending
///
/// The builder methods accept any argument. [`check`](Self::check) returns the first contradiction;
/// `send` runs the same check before it sends anything.
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
/// `Debug` masks the numbers and omits the text.
///
/// # JSON
///
/// `Serialize` and `Deserialize` use these fields, and run [`check`](Self::check): an invalid
/// message is neither written nor read. **The JSON is personal data**: it contains the text and the
/// numbers. Unknown fields are ignored.
///
/// | field | value |
/// |---|---|
/// | `text` | the text |
/// | `stop_clause` | `appended` (marketing) or `absent` (transactional); required |
/// | `receivers` | numbers, as in `+33600000012` |
/// | `sender`, `tag` | texts; optional |
/// | `allow_replies`, `allow_contact_information` | booleans; `false` if absent |
/// | `at` | RFC 3339; optional |
/// | `valid_for_seconds` | a number; optional |
#[derive(Clone, PartialEq)]
#[must_use = "a message does nothing until it is sent"]
pub struct Message {
    pub(super) text: String,
    pub(super) stop: StopClause,
    pub(super) receivers: Vec<PhoneNumber>,
    pub(super) sender: Option<SenderName>,
    pub(super) allow_replies: bool,
    pub(super) allow_contact_information: bool,
    pub(super) at: Option<DateTime<Utc>>,
    pub(super) valid_for: Option<Duration>,
    pub(super) tag: Option<Tag>,
    /// The error of the first invalid argument.
    pub(super) refused: Option<MessageError>,
}

impl Message {
    /// Creates a message whose kind is given as data: marketing with the STOP clause, transactional
    /// without it.
    pub fn new(text: impl Into<String>, stop: StopClause) -> Self {
        Self {
            text: text.into(),
            stop,
            receivers: Vec::new(),
            sender: None,
            allow_replies: false,
            allow_contact_information: false,
            at: None,
            valid_for: None,
            tag: None,
            refused: None,
        }
    }

    /// Creates a transactional message, such as a code, an alert or a reminder: no STOP clause, and
    /// it leaves at once, also at night (`noStopClause: true`).
    pub fn transactional(text: impl Into<String>) -> Self {
        Self::new(text, StopClause::Absent)
    }

    /// Creates a marketing message: OVHcloud appends a STOP clause of 11 characters and sends the
    /// message only during French daytime (`noStopClause: false`).
    ///
    /// Do not use it for alerts: a marketing message that is sent at 21:00 arrives the next
    /// morning.
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
        // A number that the service reported may be none of its country's plan.
        let number = number.try_into().map_err(Into::into);
        match number.and_then(PhoneNumber::checked) {
            Ok(number) => self.receivers.push(number),
            Err(error) => self.refuse(MessageError::Receiver(error)),
        }
        self
    }

    /// Adds several receivers, without a limit: `send` splits long lists into several requests.
    pub fn to_all<N>(self, numbers: impl IntoIterator<Item = N>) -> Self
    where
        N: TryInto<PhoneNumber>,
        N::Error: Into<NumberError>,
    {
        numbers.into_iter().fold(self, Self::to)
    }

    /// Sets the sender that receivers see: one of the account's validated senders, as listed by
    /// [`usable_senders`](crate::Service::usable_senders).
    ///
    /// Without a sender OVHcloud chooses: a sender of the account if there is one, otherwise a
    /// short number (not documented). An unknown sender is refused when the message is sent: 403
    /// `Sms sender X does not exists`.
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

    /// Allows receivers to reply for 48 hours: the message comes from a short number
    /// (`senderForResponse: true`).
    ///
    /// Such a message reaches French receivers only. It cannot have a sender, a STOP clause, or
    /// contact information in the text (URL, e-mail address, phone number), which OVHcloud refuses.
    /// A reply costs at least 1 credit. Read replies with [`Service::replies`](crate::Service::replies).
    pub fn allow_replies(mut self) -> Self {
        self.allow_replies = true;
        self
    }

    /// Allows a text with [`allow_replies`](Self::allow_replies) in which this library finds contact
    /// information, such as `Dossier 0123456789`, which looks like a phone number.
    ///
    /// OVHcloud does not document how it recognizes contact information. If it refuses the text,
    /// nothing is sent and nothing is billed.
    pub fn allow_contact_information(mut self) -> Self {
        self.allow_contact_information = true;
        self
    }

    /// Sets the time at which the message leaves.
    ///
    /// The API takes a delay in whole minutes (`differedPeriod`). The time is therefore **rounded
    /// up to a whole minute**, counted from the moment of sending: the message leaves up to 59
    /// seconds late, never early. The current time is read from the server's clock. A time in the
    /// past is an error; the message is not sent at once.
    pub fn at(mut self, time: impl Into<DateTime<Utc>>) -> Self {
        self.at = Some(time.into());
        self
    }

    /// Sets how long operators may try to deliver the message: 48 hours if not set, rounded up to a
    /// whole minute (`validityPeriod`).
    ///
    /// Use a short time for messages that are useless when late, such as login codes.
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }

    /// Sets a tag, which OVHcloud returns in the history and with replies; a random tag is
    /// generated if none is set.
    ///
    /// If the response to a send is lost, a random tag identifies the message with certainty. Other
    /// messages may carry a tag that you choose, so `send` then also compares receiver, text and
    /// time.
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

    /// Replaces the text, for example with the proposal of [`to_gsm`](Self::to_gsm).
    pub fn with_text(mut self, text: impl Into<String>) -> Self {
        self.text = text.into();
        self
    }

    fn refuse(&mut self, error: MessageError) {
        self.refused.get_or_insert(error);
    }

    /// Returns the text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the receivers, in the order in which they were added.
    #[must_use]
    pub fn receivers(&self) -> &[PhoneNumber] {
        &self.receivers
    }

    /// Returns whether OVHcloud will append a STOP clause.
    ///
    /// It never does if replies are allowed.
    #[must_use]
    pub fn stop_clause(&self) -> StopClause {
        match self.stop {
            StopClause::Appended if !self.allow_replies => StopClause::Appended,
            _ => StopClause::Absent,
        }
    }

    /// Returns the encoding, the number of parts, the units left and the characters that force
    /// Unicode, including the STOP clause: see [`segments`].
    ///
    /// The cost is `segments().credits(price) × receivers().len()`.
    #[must_use]
    pub fn segments(&self) -> Segments {
        segments(&self.text, self.stop_clause())
    }

    /// Returns a proposed spelling in the GSM alphabet, with every change: see [`to_gsm`].
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

    /// Checks the message for contradictions, as `send` does before it sends.
    ///
    /// It does not check whether the time of [`at`](Self::at) has passed, because that depends on
    /// the server's clock.
    ///
    /// # Errors
    ///
    /// The first contradiction.
    pub fn check(&self) -> Result<(), MessageError> {
        if let Some(error) = &self.refused {
            return Err(error.clone());
        }
        if !has_visible(&self.text) {
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
                sender: masked(sender.as_str()),
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
        match contact_information(&self.text).filter(|_| !self.allow_contact_information) {
            Some((kind, found)) => Err(MessageError::ContactInformation {
                kind,
                found: masked(found),
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

    /// Returns the validity in minutes, at least 1.
    pub(crate) fn validity_minutes(&self) -> Option<i64> {
        self.valid_for.map(|time| minutes(time.as_secs_f64()))
    }
}

/// Returns the minutes from `now` until a time, rounded up; 0 if the time has passed.
pub(crate) fn minutes_until(at: DateTime<Utc>, now: DateTime<Utc>) -> i64 {
    minutes((at - now).as_seconds_f64().max(0.0))
}

/// Converts seconds to minutes, rounded up.
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
            .field("allow_contact_information", &self.allow_contact_information)
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
