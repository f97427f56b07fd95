//! The rules of the service: lengths, hours, sending, delivery, replies, alerts.

pub(crate) mod alerts;
pub(crate) mod answered;
pub(crate) mod answers;
pub(crate) mod csv_list;
pub(crate) mod dates;
pub(crate) mod delivery;
pub(crate) mod hours;
pub(crate) mod length;
pub(crate) mod magic;
pub(crate) mod replies;
pub(crate) mod sending;
pub(crate) mod templates;
