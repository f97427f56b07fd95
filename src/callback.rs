//! Reads the callbacks that OVHcloud sends to your URLs: delivery receipts, replies and STOPs.
//!
//! Your web framework passes the query string or the body, and these types parse it. Parsing never
//! fails: a missing field is `None`, and an unreadable or unknown field is in `other`. **Return
//! status 200** at once, also for callbacks that you cannot use, and do the work afterwards.
//!
//! | set on the account | called by | read with |
//! |---|---|---|
//! | `callBack` (of users too) | `GET`, query | [`Receipt::from_query`] |
//! | `smsResponse.cgiUrl` | `POST`, form | [`Reply::from_form`] |
//! | `stopCallBack` | undocumented | [`Stop::from_query`], [`Stop::from_form`] |
//!
//! `Serialize` and `Deserialize` of these types use the names of their fields, so that a callback can
//! be put into a queue. The JSON is personal data: it contains numbers and texts.
//!
//! # Guard the URL
//! OVHcloud signs nothing: anyone who knows the URL can report any message as delivered. Therefore:
//! - Put a long random segment into the path (`https://example.com/ovh/7f3c…/receipt`), 32
//!   characters or more, and compare it with [`secret_eq`]. Change it when it may have leaked
//!   (proxies and access logs record paths).
//! - Serve the URL over HTTPS only, and limit the size of bodies (a few KiB are enough).
//! - Do not trust the content: accept an id only if you sent the message, and read
//!   `GET /sms/{serviceName}/outgoing/{id}` or `…/incoming/{id}` before you act on it.
//! - Expect the same call twice, and calls out of order.
//! - Do not rely on the caller's address alone: OVHcloud publishes no list of addresses that we
//!   know of.
//!
//! ```
//! use ovh_sms::callback::{Receipt, secret_eq};
//! use ovh_sms::receipt::DeliveryStatus;
//!
//! # let (segment, secret) = ("7f3c", "7f3c");
//! if secret_eq(segment, secret) {
//!     let receipt = Receipt::from_query("id=802084252&ptt=4&description=1&descriptionDlr=delivered");
//!     assert_eq!(receipt.id, Some(802084252));
//!     assert_eq!(receipt.status, Some(DeliveryStatus::Delivered));
//! }
//! ```

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::number::PhoneNumber;
use crate::receipt::{DeliveryStatus, Ptt};

/// A delivery receipt: the `GET` on the account's `callBack`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Receipt {
    /// The message's id, one of those that the send returned.
    pub id: Option<i64>,
    /// The reason.
    pub ptt: Option<Ptt>,
    /// When the event happened.
    pub date: Option<CallbackDate>,
    /// The delivery status: the field `description`, which some integrations receive as `dlr`.
    pub status: Option<DeliveryStatus>,
    /// The status as text, such as `delivered`: the field `descriptionDlr`.
    pub description: Option<String>,
    /// All other fields, and the known fields whose value could not be read.
    pub other: BTreeMap<String, String>,
}

impl Receipt {
    /// Parses the query string, with or without its `?`.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut fields = Fields::of(query);
        Self {
            id: fields.parse("id"),
            ptt: fields.parse("ptt"),
            date: fields.text("date").map(CallbackDate::new),
            status: fields.parse("description").or_else(|| fields.parse("dlr")),
            description: fields.text("descriptionDlr"),
            other: fields.0,
        }
    }
}

/// A reply of a receiver: the `POST` on `smsResponse.cgiUrl`.
///
/// `Debug` masks the number and omits the text.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Reply {
    /// The reply's id, as in `GET …/incoming/{id}`.
    pub id: Option<i64>,
    /// The first word of the reply, if the account reacts to keywords.
    pub keyword: Option<String>,
    /// The text.
    pub message: Option<String>,
    /// The sender of the reply: the field `senderid`, usually a phone number
    /// ([`number`](Self::number)).
    pub sender: Option<String>,
    /// The short number to which the reply was sent.
    pub shortcode: Option<String>,
    /// The tag of the message to which the receiver replied.
    pub tag: Option<String>,
    /// All other fields, and an `id` that could not be read.
    pub other: BTreeMap<String, String>,
}

impl Reply {
    /// Parses the form (`application/x-www-form-urlencoded`); bytes that are not UTF-8 become `�`.
    ///
    /// ```
    /// use ovh_sms::callback::Reply;
    ///
    /// let reply = Reply::from_form("id=7&message=Oui+merci&senderid=%2B33600000012&tag=rdv42");
    /// assert_eq!(reply.message.as_deref(), Some("Oui merci"));
    /// assert_eq!(reply.number(), "+33600000012".parse().ok());
    /// ```
    #[must_use]
    pub fn from_form(body: impl AsRef<[u8]>) -> Self {
        let mut fields = Fields::of(body);
        Self {
            id: fields.parse("id"),
            keyword: fields.text("keyword"),
            message: fields.text("message"),
            sender: fields.text("senderid"),
            shortcode: fields.text("shortcode"),
            tag: fields.text("tag"),
            other: fields.0,
        }
    }

    /// Returns the sender as a phone number; accepts `+33…`, `0033…` and `33…`.
    #[must_use]
    pub fn number(&self) -> Option<PhoneNumber> {
        self.sender.as_deref().and_then(PhoneNumber::from_service)
    }
}

impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("id", &self.id)
            .field("number", &self.number())
            .field("shortcode", &self.shortcode)
            .field("tag", &self.tag)
            .field("other", &self.other.keys())
            .finish_non_exhaustive()
    }
}

/// A STOP: the receiver wants no more messages.
///
/// **OVHcloud does not document the payload**: all fields are kept, and [`number`](Self::number) is
/// a guess. `GET /sms/{serviceName}/blacklists` is the authoritative list.
///
/// `Debug` shows only the fields' names and the masked number.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Stop {
    /// All fields of the callback.
    pub fields: BTreeMap<String, String>,
}

/// The fields that are searched first for the number of a STOP, in this order.
const NUMBER_FIELDS: [&str; 8] = [
    "number", "senderid", "sender", "receiver", "msisdn", "phone", "from", "mobile",
];

impl Stop {
    /// Parses the query string, with or without its `?`.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        Self {
            fields: Fields::of(query).0,
        }
    }

    /// Parses the form (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn from_form(body: impl AsRef<[u8]>) -> Self {
        Self {
            fields: Fields::of(body).0,
        }
    }

    /// Returns a guess of the number: from a field whose name suggests a number, otherwise from any
    /// field whose value is `+33…` or `0033…`.
    ///
    /// ```
    /// use ovh_sms::callback::Stop;
    ///
    /// assert!(Stop::from_query("?sender=33600000012&date=20260801").number().is_some());
    /// assert!(Stop::from_query("?date=20260801").number().is_none());
    /// ```
    #[must_use]
    pub fn number(&self) -> Option<PhoneNumber> {
        let named = NUMBER_FIELDS.iter().find_map(|wanted| {
            self.fields
                .iter()
                .filter(|(name, _)| name.eq_ignore_ascii_case(wanted))
                .find_map(|(_, value)| PhoneNumber::from_service(value))
        });
        named.or_else(|| {
            let prefixed = |value: &&String| {
                let value = value.trim_start();
                value.starts_with('+') || value.starts_with("00")
            };
            let values = self.fields.values().filter(prefixed);
            values
                .filter_map(|value| PhoneNumber::from_service(value))
                .next()
        })
    }
}

impl fmt::Debug for Stop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Stop")
            .field("number", &self.number())
            .field("fields", &self.fields.keys())
            .finish()
    }
}

/// A date as OVHcloud wrote it, with its interpretation.
///
/// Observed formats are `2021-09-28 16:16:53` and `20210928161653`, both without a time zone, and
/// RFC 3339.
///
/// In JSON it is the text as received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct CallbackDate {
    text: String,
    read: Option<Read>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    Zoned(DateTime<Utc>),
    Local(NaiveDateTime),
}

/// The formats without a time zone.
const LOCAL_FORMATS: [&str; 3] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y%m%d%H%M%S",
];

impl CallbackDate {
    /// Parses a date; a text that is not a date is kept too.
    ///
    /// ```
    /// use ovh_sms::callback::CallbackDate;
    ///
    /// let date = CallbackDate::new("2021-09-28 16:16:53");
    /// assert_eq!(date.as_str(), "2021-09-28 16:16:53");
    /// assert_eq!(date.utc().unwrap().to_rfc3339(), "2021-09-28T14:16:53+00:00");
    /// assert_eq!(CallbackDate::new("soon").utc(), None);
    /// ```
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let read = read_date(text.trim());
        Self { text, read }
    }

    /// Returns the text as received.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns the moment.
    ///
    /// A date without a time zone is read as French time, which OVHcloud does not document; if the
    /// time occurs twice in autumn, the first occurrence is used.
    #[must_use]
    pub fn utc(&self) -> Option<DateTime<Utc>> {
        match self.read? {
            Read::Zoned(moment) => Some(moment),
            Read::Local(local) => crate::message::french_moment(local),
        }
    }

    /// Returns the date and time without a time zone, if OVHcloud sent none.
    #[must_use]
    pub fn naive(&self) -> Option<NaiveDateTime> {
        match self.read? {
            Read::Zoned(_) => None,
            Read::Local(local) => Some(local),
        }
    }
}

impl From<String> for CallbackDate {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl From<CallbackDate> for String {
    fn from(date: CallbackDate) -> Self {
        date.text
    }
}

impl fmt::Display for CallbackDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

fn read_date(text: &str) -> Option<Read> {
    let zoned = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    // A `+` that the caller did not encode arrives as a space: `…T16:16:53 02:00`.
    zoned(text)
        .or_else(|| {
            let (time, offset) = text.rsplit_once(' ')?;
            zoned(&format!("{time}+{offset}"))
        })
        .map(|moment| Read::Zoned(moment.with_timezone(&Utc)))
        .or_else(|| {
            LOCAL_FORMATS
                .iter()
                .find_map(|format| NaiveDateTime::parse_from_str(text, format).ok())
                .map(Read::Local)
        })
}

/// Compares a secret in constant time: the time does not depend on where the two texts differ.
///
/// An empty `expected` equals nothing, so a secret that is not configured rejects every caller. The
/// length of the secret is not protected.
#[must_use]
pub fn secret_eq(given: &str, expected: &str) -> bool {
    if expected.is_empty() || given.len() != expected.len() {
        return false;
    }
    let difference = given
        .bytes()
        .zip(expected.bytes())
        // `black_box` prevents the compiler from leaving the loop early.
        .fold(0, |all, (a, b)| std::hint::black_box(all | (a ^ b)));
    difference == 0
}

/// The fields of a form or query; the first value if a name occurs twice.
struct Fields(BTreeMap<String, String>);

impl Fields {
    fn of(encoded: impl AsRef<[u8]>) -> Self {
        let bytes = encoded.as_ref();
        let mut fields = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(bytes.strip_prefix(b"?").unwrap_or(bytes)) {
            fields
                .entry(name.into_owned())
                .or_insert_with(|| value.into_owned());
        }
        Self(fields)
    }

    /// Takes a field.
    fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Takes a field if its value can be parsed; otherwise leaves it.
    fn parse<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.0.get(name)?.trim().parse().ok()?;
        self.0.remove(name);
        Some(value)
    }
}
