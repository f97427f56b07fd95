//! What OVHcloud sends to your URLs: delivery receipts, replies, STOPs.
//!
//! Your web framework hands over the query string or the body; these types read them. None of
//! them fails: a missing field is `None`, an unreadable or unknown one is in `other`.
//! **Reply 200** at once, also to what you cannot use, and do the work afterwards.
//!
//! | set on the account | called by | read with |
//! |---|---|---|
//! | `callBack` (of users too) | `GET`, query | [`Receipt::from_query`] |
//! | `smsResponse.cgiUrl` | `POST`, form | [`Reply::from_form`] |
//! | `stopCallBack` | undocumented | [`Stop::from_query`], [`Stop::from_form`] |
//!
//! # Guard the URL
//! OVHcloud signs nothing: whoever knows the URL can report any message as delivered. So
//! - put a long random segment into the path (`https://example.com/ovh/7f3c…/receipt`), 32
//!   characters or more, and compare it with [`secret_eq`]; change it when it may have leaked
//!   (proxies and access logs record paths);
//! - serve it over HTTPS only, and limit the size of bodies (a few KiB are plenty);
//! - treat what comes in as a hint: believe an id only if you sent it, and read
//!   `GET /sms/{serviceName}/outgoing/{id}` or `…/incoming/{id}` before something depends on it;
//! - expect the same call twice, and calls out of order;
//! - do not rely on the caller's address alone: we know of no published list to filter by.
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

use crate::number::PhoneNumber;
use crate::receipt::{DeliveryStatus, Ptt};

/// A delivery receipt: the `GET` on the account's `callBack`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Receipt {
    /// The message's id, one of those that the send returned.
    pub id: Option<i64>,
    /// The reason.
    pub ptt: Option<Ptt>,
    /// When it happened.
    pub date: Option<CallbackDate>,
    /// What became of the message: the field `description`, which some integrations get as `dlr`.
    pub status: Option<DeliveryStatus>,
    /// The status in words: `descriptionDlr`.
    pub description: Option<String>,
    /// Every other field, and the known ones whose value could not be read.
    pub other: BTreeMap<String, String>,
}

impl Receipt {
    /// Reads the query string, with or without its `?`.
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

/// An reply of a receiver: the `POST` on `smsResponse.cgiUrl`.
///
/// `Debug` masks the number and leaves the text out.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Reply {
    /// The reply's id, as in `GET …/incoming/{id}`.
    pub id: Option<i64>,
    /// Its first word, if the account reacts to keywords.
    pub keyword: Option<String>,
    /// The text.
    pub message: Option<String>,
    /// Who replies: the field `senderid`, usually a phone number ([`number`](Self::number)).
    pub sender: Option<String>,
    /// The short number that was answered.
    pub shortcode: Option<String>,
    /// The tag of the message that was answered.
    pub tag: Option<String>,
    /// Every other field, and an `id` that could not be read.
    pub other: BTreeMap<String, String>,
}

impl Reply {
    /// Reads the form (`application/x-www-form-urlencoded`); bytes that are not UTF-8 become `�`.
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

    /// The sender as a phone number: `+33…`, `0033…` and `33…` are read.
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

/// A STOP: a receiver who wants no more messages.
///
/// **The payload is undocumented**: all fields are kept, and [`number`](Self::number) is a guess.
/// `GET /sms/{serviceName}/blacklists` is the list that counts.
///
/// `Debug` shows the fields' names and the masked number only.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stop {
    /// Every field that came.
    pub fields: BTreeMap<String, String>,
}

/// Fields in which the number of a STOP is looked for, in this order, before all others.
const NUMBER_FIELDS: [&str; 8] = [
    "number", "senderid", "sender", "receiver", "msisdn", "phone", "from", "mobile",
];

impl Stop {
    /// Reads the query string, with or without its `?`.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        Self {
            fields: Fields::of(query).0,
        }
    }

    /// Reads the form (`application/x-www-form-urlencoded`).
    #[must_use]
    pub fn from_form(body: impl AsRef<[u8]>) -> Self {
        Self {
            fields: Fields::of(body).0,
        }
    }

    /// The number, as far as it can be guessed: from a field with a telling name, else from any
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
        named.or_else(|| self.fields.values().find_map(|value| value.parse().ok()))
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

/// A date as OVHcloud wrote it, and what can be made of it.
///
/// Seen are `2021-09-28 16:16:53` and `20210928161653`, both without zone, and RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackDate {
    text: String,
    read: Option<Read>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Read {
    Zoned(DateTime<Utc>),
    Local(NaiveDateTime),
}

/// The forms without zone.
const LOCAL_FORMATS: [&str; 3] = [
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y%m%d%H%M%S",
];

impl CallbackDate {
    /// Reads a date; a text that is none is kept all the same.
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

    /// The text as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The moment. A date without zone is taken for French time, which OVHcloud does not promise;
    /// of the hour that comes twice in autumn, the first.
    #[must_use]
    pub fn utc(&self) -> Option<DateTime<Utc>> {
        match self.read? {
            Read::Zoned(moment) => Some(moment),
            Read::Local(local) => crate::message::french_moment(local),
        }
    }

    /// The date and time without zone, if it came without one.
    #[must_use]
    pub fn naive(&self) -> Option<NaiveDateTime> {
        match self.read? {
            Read::Zoned(_) => None,
            Read::Local(local) => Some(local),
        }
    }
}

impl fmt::Display for CallbackDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

fn read_date(text: &str) -> Option<Read> {
    let zoned = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    // A `+` that the caller forgot to encode arrives as a space: `…T16:16:53 02:00`.
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

/// Compares a secret in a time that does not depend on where the two differ.
///
/// An empty `expected` equals nothing: a secret that was not configured lets nobody in. The length
/// is no secret.
#[must_use]
pub fn secret_eq(given: &str, expected: &str) -> bool {
    if expected.is_empty() || given.len() != expected.len() {
        return false;
    }
    let difference = given
        .bytes()
        .zip(expected.bytes())
        // `black_box` keeps the compiler from leaving the loop early.
        .fold(0, |all, (a, b)| std::hint::black_box(all | (a ^ b)));
    difference == 0
}

/// The fields of a form or query; of a name that comes twice, the first.
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

    /// Takes a field out.
    fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }

    /// Takes a field out if its value can be read; otherwise it stays.
    fn parse<T: FromStr>(&mut self, name: &str) -> Option<T> {
        let value = self.0.get(name)?.trim().parse().ok()?;
        self.0.remove(name);
        Some(value)
    }
}
