//! Messages, what their text costs, and how to make it cost less: alphabet, parts, STOP clause.
//!
//! [`Message`] is what [`Service::send`](crate::Service::send) sends.
//!
//! A text in the GSM alphabet takes 160 characters alone and 153 a part; one character outside
//! of it (`ê`, `ç`, `«`, `’`, an emoji) makes the whole message Unicode, 70 and 67:
//!
//! ```
//! use ovh_sms::message::{StopClause, segments, to_gsm};
//!
//! let text = format!("Votre colis arrive à l’heure. {}", "x".repeat(110));
//! assert_eq!(segments(&text, StopClause::Absent).parts, 3);
//!
//! let better = to_gsm(&text);
//! assert_eq!(segments(&better.text, StopClause::Absent).parts, 1);
//! ```
//!
//! Everything here is arithmetic: nothing is sent, nothing is asked. `POST /sms/estimate` is the
//! service's own answer to the same question.

mod builder;
mod contact;
mod error;
mod gsm;
mod segments;
mod stop;
mod substitutes;
mod transliterate;

pub use builder::Message;
pub(crate) use builder::minutes_until;
pub use contact::ContactKind;
#[cfg(feature = "csv")]
pub(crate) use contact::contact_information;
pub use error::MessageError;
pub use gsm::{GSM_BASE, GSM_EXTENSION, is_gsm, septets};
pub use segments::{
    ADVISED_PARTS, Encoding, MAX_PARTS, Offending, Part, Parts, Segments, parts, segments,
};
pub(crate) use stop::french_moment;
pub use stop::{STOP_CLAUSE_LEN, StopClause, StopHours, StopHoursError};
pub use transliterate::{Change, Leftover, Transliteration, to_gsm};
