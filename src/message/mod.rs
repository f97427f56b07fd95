//! Messages, and what their text costs: alphabet, parts and STOP clause.
//!
//! [`Message`] is what [`Service::send`](crate::Service::send) sends.
//!
//! A text in the GSM alphabet takes 160 characters in one part, or 153 per part in several. One
//! character outside the alphabet (`ê`, `ç`, `«`, `’`, an emoji) makes the whole message Unicode,
//! with 70 and 67 characters:
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
//! Everything in this module is computed locally: no request is sent. `POST /sms/estimate` returns
//! the service's own count.

mod builder;
mod contact;
mod error;
mod gsm;
mod placeholder;
mod segments;
mod stop;
mod stored;
mod substitutes;
mod transliterate;

pub use crate::values::outside::{TextError, decode_text};
pub use builder::Message;
pub(crate) use builder::minutes_until;
pub use contact::ContactKind;
#[cfg(feature = "csv")]
pub(crate) use contact::contact_information;
pub use error::MessageError;
pub use gsm::{GSM_BASE, GSM_EXTENSION, is_gsm, septets};
pub use placeholder::unfilled_placeholder;
#[cfg(feature = "csv")]
pub(crate) use placeholder::{looks_like_a_name, other_placeholder};
pub use segments::{
    ADVISED_PARTS, Encoding, MAX_PARTS, Offending, Part, Parts, Segments, parts, segments,
};
pub(crate) use stop::french_moment;
pub use stop::{STOP_CLAUSE_LEN, StopClause, StopHours, StopHoursError};
pub(crate) use stored::deserialize_sent;
pub use transliterate::{Change, Leftover, Transliteration, to_gsm};
