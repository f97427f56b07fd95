//! Operations on accounts: keys, settings, contracts, users, SMPP, virtual numbers.

pub(super) mod auth;
pub(super) mod me;
pub(super) mod service_infos;
pub(super) mod services;
pub(crate) mod smpp;
pub(super) mod transfer;
pub(super) mod users;
pub(super) mod virtual_numbers;
