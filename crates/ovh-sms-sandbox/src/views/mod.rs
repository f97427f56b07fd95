//! The state as the control API shows it.

pub(crate) mod accounts;
pub(crate) mod conversation;
pub(crate) mod message;
pub(crate) mod messages;
pub(crate) mod phones;
mod plans;
