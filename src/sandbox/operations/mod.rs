//! The table of handlers: which function answers which operation of the description.

pub(crate) mod account;
mod auth;
pub(crate) mod batches;
mod blacklists;
mod documents;
mod estimate;
pub(crate) mod exports;
pub(crate) mod hlr;
mod incoming;
mod jobs;
mod outgoing;
pub(crate) mod phonebooks;
mod ptts;
mod rates;
pub(crate) mod receivers;
mod sender_documents;
pub(crate) mod senders;
mod service_infos;
pub(crate) mod smpp;
mod tasks;
pub(crate) mod templates;
mod users;
mod virtual_numbers;

use std::collections::HashMap;
use std::sync::OnceLock;

use super::call::{Answer, Call};
use super::state::World;

/// What answers an operation.
pub(crate) type Handler = fn(&mut World, &Call) -> Answer;

/// The handler of an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    static BY_ID: OnceLock<HashMap<&str, Handler>> = OnceLock::new();
    BY_ID
        .get_or_init(|| HANDLERS.iter().copied().collect())
        .get(operation)
        .copied()
}

/// One function serves an operation of the account and its counterparts of users and virtual
/// numbers: the path says which of them is meant.
const HANDLERS: &[(&str, Handler)] = &[
    ("auth_credential_create", auth::create_credential),
    ("auth_current_credential_get", auth::current_credential),
    ("auth_details_get", auth::details),
    ("auth_logout", auth::logout),
    ("auth_time_get", auth::time),
    ("auth_token_create", auth::create_token),
    ("services_list", account::list),
    ("service_get", account::get),
    ("service_update", account::update),
    ("incoming_list", incoming::list),
    ("incoming_get", incoming::get),
    ("incoming_delete", incoming::delete),
    ("users_incoming_list", incoming::list),
    ("users_incoming_get", incoming::get),
    ("users_incoming_delete", incoming::delete),
    ("virtual_numbers_incoming_list", incoming::list),
    ("virtual_numbers_incoming_get", incoming::get),
    ("virtual_numbers_incoming_delete", incoming::delete),
    ("jobs_list", jobs::list),
    ("jobs_create", jobs::create),
    ("jobs_get", jobs::get),
    ("jobs_delete", jobs::delete),
    ("users_jobs_list", jobs::list),
    ("users_jobs_create", jobs::create),
    ("users_jobs_get", jobs::get),
    ("users_jobs_delete", jobs::delete),
    ("virtual_numbers_jobs_list", jobs::list),
    ("virtual_numbers_jobs_create", jobs::create),
    ("virtual_numbers_jobs_get", jobs::get),
    ("virtual_numbers_jobs_delete", jobs::delete),
    ("outgoing_list", outgoing::list),
    ("outgoing_get", outgoing::get),
    ("outgoing_delete", outgoing::delete),
    ("users_outgoing_list", outgoing::list),
    ("users_outgoing_get", outgoing::get),
    ("users_outgoing_delete", outgoing::delete),
    ("virtual_numbers_outgoing_list", outgoing::list),
    ("virtual_numbers_outgoing_get", outgoing::get),
    ("virtual_numbers_outgoing_delete", outgoing::delete),
    ("senders_list", senders::list),
    ("senders_create", senders::create),
    ("senders_get", senders::get),
    ("senders_update", senders::update),
    ("senders_delete", senders::delete),
    ("senders_validate", senders::validate),
    ("senders_available_for_validation_list", senders::available),
    ("estimate", estimate::estimate),
    ("virtual_numbers_list", virtual_numbers::list),
    ("virtual_numbers_get", virtual_numbers::get),
];
