//! The table of handlers: the function for each operation of the description.

pub(crate) mod account;
mod documents;
pub(crate) mod events;
pub(crate) mod history;
pub(crate) mod lists;
mod scope;
pub(crate) mod senders;
pub(crate) mod sending;

use std::collections::HashMap;
use std::sync::OnceLock;

use self::account::{auth, me, service_infos, services, smpp, transfer, users, virtual_numbers};
use self::history::{blacklists, exports, hlr, incoming, outgoing, ptts};
use self::lists::{phonebooks, receivers, tasks};
use self::senders::{names, sender_documents, templates};
use self::sending::{batches, estimate, jobs, rates};
use crate::call::{Answer, Call};
use crate::state::World;

/// The function that handles an operation.
pub(crate) type Handler = fn(&mut World, &Call) -> Answer;

/// Returns the handler of an operation.
pub(crate) fn handler(operation: &str) -> Option<Handler> {
    static BY_ID: OnceLock<HashMap<&str, Handler>> = OnceLock::new();
    BY_ID
        .get_or_init(|| HANDLERS.iter().copied().collect())
        .get(operation)
        .copied()
}

/// One function serves an operation of the account and the same operation of users and virtual
/// numbers; the path shows which of them is meant.
const HANDLERS: &[(&str, Handler)] = &[
    ("auth_credential_create", auth::create_credential),
    ("auth_current_credential_get", auth::current_credential),
    ("auth_details_get", auth::details),
    ("auth_logout", auth::logout),
    ("auth_time_get", auth::time),
    ("auth_token_create", auth::create_token),
    ("services_list", services::list),
    ("service_get", services::get),
    ("service_update", services::update),
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
    ("senders_list", names::list),
    ("senders_create", names::create),
    ("senders_get", names::get),
    ("senders_update", names::update),
    ("senders_delete", names::delete),
    ("senders_validate", names::validate),
    ("senders_available_for_validation_list", names::available),
    ("senders_documents_list", sender_documents::list),
    ("senders_documents_create", sender_documents::create),
    ("senders_documents_get", sender_documents::get),
    ("senders_documents_update", sender_documents::update),
    ("estimate", estimate::estimate),
    ("ptts_get", ptts::get),
    ("rates_destinations_get", rates::destinations),
    ("rates_packs_list", rates::packs),
    ("see_offers_list", rates::offers),
    ("exceptions_list", rates::exceptions),
    ("service_infos_get", service_infos::get),
    ("service_infos_update", service_infos::update),
    ("transfer_credits", transfer::transfer),
    ("batches_list", batches::list),
    ("batches_create", batches::create),
    ("batches_get", batches::get),
    ("batches_update", batches::update),
    ("batches_delete", batches::delete),
    ("batches_cancel", batches::cancel),
    ("batches_statistics_get", batches::statistics),
    ("blacklists_list", blacklists::list),
    ("blacklists_get", blacklists::get),
    ("blacklists_delete", blacklists::delete),
    ("document_get", exports::create),
    ("users_document_get", exports::create),
    ("hlr_list", hlr::list),
    ("hlr_create", hlr::create),
    ("hlr_get", hlr::get),
    ("hlr_operator_get", hlr::get_operator),
    ("outgoing_hlr_get", hlr::of_outgoing),
    ("users_outgoing_hlr_get", hlr::of_outgoing),
    ("virtual_numbers_outgoing_hlr_get", hlr::of_outgoing),
    ("phonebooks_list", phonebooks::list),
    ("phonebooks_create", phonebooks::create),
    ("phonebooks_get", phonebooks::get),
    ("phonebooks_update", phonebooks::update),
    ("phonebooks_delete", phonebooks::delete),
    ("phonebooks_export_get", phonebooks::export),
    ("phonebooks_import", phonebooks::import),
    ("phonebook_contacts_list", phonebooks::list_contacts),
    ("phonebook_contacts_create", phonebooks::create_contact),
    ("phonebook_contacts_get", phonebooks::get_contact),
    ("phonebook_contacts_update", phonebooks::update_contact),
    ("phonebook_contacts_delete", phonebooks::delete_contact),
    ("receivers_list", receivers::list),
    ("receivers_create", receivers::create),
    ("receivers_get", receivers::get),
    ("receivers_update", receivers::update),
    ("receivers_delete", receivers::delete),
    ("receivers_clean", receivers::clean),
    ("receivers_csv_get", receivers::csv),
    ("users_receivers_list", receivers::list),
    ("users_receivers_create", receivers::create),
    ("users_receivers_get", receivers::get),
    ("users_receivers_update", receivers::update),
    ("users_receivers_delete", receivers::delete),
    ("users_receivers_clean", receivers::clean),
    ("users_receivers_csv_get", receivers::csv),
    ("smpp_settings_get", smpp::settings),
    ("smpp_allowed_ips_list", smpp::allowed),
    ("smpp_allowed_ips_update", smpp::update_allowed),
    ("smpp_password_reset", smpp::reset_password),
    ("task_list", tasks::list),
    ("task_get", tasks::get),
    ("templates_control_list", templates::list),
    ("templates_control_create", templates::create),
    ("templates_control_get", templates::get),
    ("templates_control_update", templates::update),
    ("templates_control_delete", templates::delete),
    ("templates_control_relaunch_validation", templates::relaunch),
    ("users_list", users::list),
    ("users_create", users::create),
    ("users_get", users::get),
    ("users_update", users::update),
    ("users_delete", users::delete),
    ("virtual_numbers_list", virtual_numbers::list),
    ("virtual_numbers_get", virtual_numbers::get),
    (
        "virtual_numbers_chat_access_create",
        virtual_numbers::create_chat,
    ),
    ("virtual_numbers_chat_access_get", virtual_numbers::get_chat),
    (
        "virtual_numbers_chat_access_delete",
        virtual_numbers::delete_chat,
    ),
    ("virtual_number_services_list", virtual_numbers::list_all),
    ("virtual_number_services_get", virtual_numbers::get_any),
    (
        "virtual_number_services_service_infos_get",
        service_infos::get,
    ),
    (
        "virtual_number_services_service_infos_update",
        service_infos::update,
    ),
    ("me_get", me::get),
    ("me_api_application_list", me::list_applications),
    ("me_api_application_get", me::get_application),
    ("me_api_credential_list", me::list_credentials),
    ("me_api_credential_get", me::get_credential),
    (
        "me_api_credential_application_get",
        me::get_credential_application,
    ),
    ("me_access_restriction_ip_list", me::list_ip_restrictions),
    ("me_access_restriction_ip_get", me::get_ip_restriction),
    ("me_document_list", documents::list),
    ("me_document_create", documents::create),
    ("me_document_get", documents::get),
    ("me_document_update", documents::update),
    ("me_document_delete", documents::delete),
    ("me_document_cors_create", documents::create_cors),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::description;

    #[test]
    fn every_operation_has_its_handler() {
        let description = description();
        for operation in description.operations() {
            assert!(handler(&operation.id).is_some(), "{}", operation.id);
        }
        assert_eq!(HANDLERS.len(), description.operations().len());
    }
}
