//! Every operation through the generated client, with values that come as text and JSON; made by
//! `cargo xtask convert`, do not edit.
#![allow(
    unused_imports,
    clippy::clone_on_copy,
    reason = "which types parameters have depends on the description"
)]

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use ovh_sms::{Client, Error, types};
use serde_json::Value;
use uuid::Uuid;

/// The values of a call: parameters by name, and the body.
#[derive(Debug, Default)]
pub struct Given {
    pub parameters: HashMap<String, String>,
    pub body: Value,
}

impl Given {
    fn given<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        let text = self.parameters.get(name)?;
        Some(text.parse().unwrap_or_else(|_| panic!("{name}: {text}")))
    }

    fn needed<T: std::str::FromStr>(&self, name: &str) -> T {
        self.given(name)
            .unwrap_or_else(|| panic!("{name} is missing"))
    }

    fn body<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_value(self.body.clone()).unwrap()
    }
}

fn json<T: serde::Serialize>(answer: &T) -> Value {
    serde_json::to_value(answer).unwrap()
}

/// Calls an operation and returns its response as JSON.
#[rustfmt::skip]
pub async fn call(client: &Client, operation: &str, given: &Given) -> Result<Value, Error> {
    let api = client.api();
    match operation {
        "auth_credential_create" => Box::pin(async move {
            let body = given.body::<types::AuthApiCredentialRequestParams>();
            let call = api.auth_credential_create(body.access_rules.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "auth_current_credential_get" => Box::pin(async move {
            let call = api.auth_current_credential_get();
            Ok(json(&*call.send().await?))
        }).await,
        "auth_details_get" => Box::pin(async move {
            let call = api.auth_details_get();
            Ok(json(&*call.send().await?))
        }).await,
        "auth_logout" => Box::pin(async move {
            let call = api.auth_logout();
            Ok(json(&*call.send().await?))
        }).await,
        "auth_time_get" => Box::pin(async move {
            let call = api.auth_time_get();
            Ok(json(&*call.send().await?))
        }).await,
        "auth_token_create" => Box::pin(async move {
            let call = api.auth_token_create();
            Ok(json(&*call.send().await?))
        }).await,
        "batches_cancel" => Box::pin(async move {
            let call = api.batches_cancel(given.needed::<String>("serviceName"), given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_create" => Box::pin(async move {
            let body = given.body::<types::BatchParams>();
            let call = api.batches_create(given.needed::<String>("serviceName"), body.message.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "batches_delete" => Box::pin(async move {
            let call = api.batches_delete(given.needed::<String>("serviceName"), given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_get" => Box::pin(async move {
            let call = api.batches_get(given.needed::<String>("serviceName"), given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_list" => Box::pin(async move {
            let call = api.batches_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_statistics_get" => Box::pin(async move {
            let call = api.batches_statistics_get(given.needed::<String>("serviceName"), given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_update" => Box::pin(async move {
            let body = given.body::<types::BatchUpdateParams>();
            let call = api.batches_update(given.needed::<String>("serviceName"), given.needed::<Uuid>("id"), body.name.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "blacklists_delete" => Box::pin(async move {
            let call = api.blacklists_delete(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "blacklists_get" => Box::pin(async move {
            let call = api.blacklists_get(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "blacklists_list" => Box::pin(async move {
            let call = api.blacklists_list(given.needed::<String>("serviceName"));
            let call = match given.given::<Uuid>("batchID") { Some(value) => call.batch_id(value), None => call };
            let call = match given.given::<i64>("smsOutgoingID") { Some(value) => call.sms_outgoing_id(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "document_get" => Box::pin(async move {
            let call = api.document_get(given.needed::<String>("serviceName"), given.needed::<types::DocumentWayType>("wayType"));
            let call = match given.given::<Uuid>("batchID") { Some(value) => call.batch_id(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "estimate" => Box::pin(async move {
            let body = given.body::<types::EstimateBody>();
            let call = api.estimate(body.message.clone(), body.no_stop_clause.clone(), body.sender_type.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "exceptions_list" => Box::pin(async move {
            let call = api.exceptions_list(given.needed::<String>("serviceName"), given.needed::<String>("receiver"));
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_create" => Box::pin(async move {
            let body = given.body::<types::HlrCreateBody>();
            let call = api.hlr_create(given.needed::<String>("serviceName"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_get" => Box::pin(async move {
            let call = api.hlr_get(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_list" => Box::pin(async move {
            let call = api.hlr_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_operator_get" => Box::pin(async move {
            let call = api.hlr_operator_get(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "incoming_delete" => Box::pin(async move {
            let call = api.incoming_delete(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "incoming_get" => Box::pin(async move {
            let call = api.incoming_get(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "incoming_list" => Box::pin(async move {
            let call = api.incoming_list(given.needed::<String>("serviceName"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_create" => Box::pin(async move {
            let body = given.body::<types::JobsCreateBody>();
            let call = api.jobs_create(given.needed::<String>("serviceName"), body.message.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_delete" => Box::pin(async move {
            let call = api.jobs_delete(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_get" => Box::pin(async move {
            let call = api.jobs_get(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_list" => Box::pin(async move {
            let call = api.jobs_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_cors_create" => Box::pin(async move {
            let body = given.body::<types::MeDocumentCorsCreateBody>();
            let call = api.me_document_cors_create(body.origin.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_create" => Box::pin(async move {
            let body = given.body::<types::MeDocumentCreateBody>();
            let call = api.me_document_create(body.name.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_delete" => Box::pin(async move {
            let call = api.me_document_delete(given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_get" => Box::pin(async move {
            let call = api.me_document_get(given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_list" => Box::pin(async move {
            let call = api.me_document_list();
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_update" => Box::pin(async move {
            let body = given.body::<types::DocumentUpdate>();
            let call = api.me_document_update(given.needed::<Uuid>("id"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_delete" => Box::pin(async move {
            let call = api.outgoing_delete(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_get" => Box::pin(async move {
            let call = api.outgoing_get(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_hlr_get" => Box::pin(async move {
            let call = api.outgoing_hlr_get(given.needed::<String>("serviceName"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_list" => Box::pin(async move {
            let call = api.outgoing_list(given.needed::<String>("serviceName"));
            let call = match given.given::<Uuid>("batchID") { Some(value) => call.batch_id(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<ovh_sms::receipt::DeliveryStatus>("deliveryReceipt") { Some(value) => call.delivery_receipt(value), None => call };
            let call = match given.given::<i64>("differedDelivery") { Some(value) => call.differed_delivery(value), None => call };
            let call = match given.given::<Uuid>("messageID") { Some(value) => call.message_id(value), None => call };
            let call = match given.given::<ovh_sms::receipt::Ptt>("ptt") { Some(value) => call.ptt(value), None => call };
            let call = match given.given::<String>("receiver") { Some(value) => call.receiver(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "phonebook_contacts_create" => Box::pin(async move {
            let body = given.body::<types::PhonebookContactsCreateBody>();
            let call = api.phonebook_contacts_create(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"), body.group.clone(), body.name.clone(), body.surname.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "phonebook_contacts_delete" => Box::pin(async move {
            let call = api.phonebook_contacts_delete(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebook_contacts_get" => Box::pin(async move {
            let call = api.phonebook_contacts_get(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebook_contacts_list" => Box::pin(async move {
            let call = api.phonebook_contacts_list(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebook_contacts_update" => Box::pin(async move {
            let body = given.body::<types::PhonebookContactUpdate>();
            let call = api.phonebook_contacts_update(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"), given.needed::<i64>("id"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_create" => Box::pin(async move {
            let body = given.body::<types::PhonebooksCreateBody>();
            let call = api.phonebooks_create(given.needed::<String>("serviceName"), body.name.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_delete" => Box::pin(async move {
            let call = api.phonebooks_delete(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_export_get" => Box::pin(async move {
            let call = api.phonebooks_export_get(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"), given.needed::<types::TelephonyContactsExportFormats>("format"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_get" => Box::pin(async move {
            let call = api.phonebooks_get(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_import" => Box::pin(async move {
            let body = given.body::<types::PhonebooksImportBody>();
            let call = api.phonebooks_import(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"), body.document_id.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_list" => Box::pin(async move {
            let call = api.phonebooks_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_update" => Box::pin(async move {
            let body = given.body::<types::PhonebookUpdate>();
            let call = api.phonebooks_update(given.needed::<String>("serviceName"), given.needed::<String>("bookKey"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "ptts_get" => Box::pin(async move {
            let call = api.ptts_get(given.needed::<ovh_sms::receipt::Ptt>("ptt"));
            Ok(json(&*call.send().await?))
        }).await,
        "rates_destinations_get" => Box::pin(async move {
            let call = api.rates_destinations_get(given.needed::<types::Country>("country"));
            let call = match given.given::<types::BillingCountry>("billingCountry") { Some(value) => call.billing_country(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "rates_packs_list" => Box::pin(async move {
            let call = api.rates_packs_list(given.needed::<types::Country>("country"));
            let call = match given.given::<types::BillingCountry>("billingCountry") { Some(value) => call.billing_country(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_clean" => Box::pin(async move {
            let body = given.body::<types::ReceiversCleanBody>();
            let call = api.receivers_clean(given.needed::<String>("serviceName"), given.needed::<i64>("slotId"), body.freemium.clone(), body.price_only.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_create" => Box::pin(async move {
            let body = given.body::<types::ReceiversCreateBody>();
            let call = api.receivers_create(given.needed::<String>("serviceName"), body.auto_update.clone(), body.description.clone(), body.slot_id.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_csv_get" => Box::pin(async move {
            let call = api.receivers_csv_get(given.needed::<String>("serviceName"), given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_delete" => Box::pin(async move {
            let call = api.receivers_delete(given.needed::<String>("serviceName"), given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_get" => Box::pin(async move {
            let call = api.receivers_get(given.needed::<String>("serviceName"), given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_list" => Box::pin(async move {
            let call = api.receivers_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_update" => Box::pin(async move {
            let body = given.body::<types::ReceiverUpdate>();
            let call = api.receivers_update(given.needed::<String>("serviceName"), given.needed::<i64>("slotId"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "see_offers_list" => Box::pin(async move {
            let call = api.see_offers_list(given.needed::<String>("serviceName"), given.needed::<types::ReferenceCountry>("countryCurrencyPrice"), given.needed::<types::Country>("countryDestination"), given.needed::<types::PackQuantity>("quantity"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_available_for_validation_list" => Box::pin(async move {
            let call = api.senders_available_for_validation_list(given.needed::<String>("serviceName"));
            let call = match given.given::<types::SenderReferer>("referer") { Some(value) => call.referer(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "senders_create" => Box::pin(async move {
            let body = given.body::<types::SendersCreateBody>();
            let call = api.senders_create(given.needed::<String>("serviceName"), body.sender.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "senders_delete" => Box::pin(async move {
            let call = api.senders_delete(given.needed::<String>("serviceName"), given.needed::<String>("sender"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_create" => Box::pin(async move {
            let body = given.body::<types::SendersDocumentsCreateBody>();
            let call = api.senders_documents_create(given.needed::<String>("serviceName"), given.needed::<String>("sender"), body.name.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_get" => Box::pin(async move {
            let call = api.senders_documents_get(given.needed::<String>("serviceName"), given.needed::<String>("sender"), given.needed::<Uuid>("documentID"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_list" => Box::pin(async move {
            let call = api.senders_documents_list(given.needed::<String>("serviceName"), given.needed::<String>("sender"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_update" => Box::pin(async move {
            let body = given.body::<types::SenderDocumentUpdate>();
            let call = api.senders_documents_update(given.needed::<String>("serviceName"), given.needed::<String>("sender"), given.needed::<Uuid>("documentID"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "senders_get" => Box::pin(async move {
            let call = api.senders_get(given.needed::<String>("serviceName"), given.needed::<String>("sender"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_list" => Box::pin(async move {
            let call = api.senders_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_update" => Box::pin(async move {
            let body = given.body::<types::SenderUpdate>();
            let call = api.senders_update(given.needed::<String>("serviceName"), given.needed::<String>("sender"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "senders_validate" => Box::pin(async move {
            let body = given.body::<types::SendersValidateBody>();
            let call = api.senders_validate(given.needed::<String>("serviceName"), given.needed::<String>("sender"), body.code.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "service_get" => Box::pin(async move {
            let call = api.service_get(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "service_infos_get" => Box::pin(async move {
            let call = api.service_infos_get(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "service_infos_update" => Box::pin(async move {
            let body = given.body::<types::ServiceInfosUpdate>();
            let call = api.service_infos_update(given.needed::<String>("serviceName"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "service_update" => Box::pin(async move {
            let body = given.body::<types::ServiceUpdate>();
            let call = api.service_update(given.needed::<String>("serviceName"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "services_list" => Box::pin(async move {
            let call = api.services_list();
            let call = match given.given::<String>("iamTags") { Some(value) => call.iam_tags(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_allowed_ips_list" => Box::pin(async move {
            let call = api.smpp_allowed_ips_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_allowed_ips_update" => Box::pin(async move {
            let body = given.body::<types::AllowedIps>();
            let call = api.smpp_allowed_ips_update(given.needed::<String>("serviceName"), body.action.clone(), body.ips.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_password_reset" => Box::pin(async move {
            let call = api.smpp_password_reset(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_settings_get" => Box::pin(async move {
            let call = api.smpp_settings_get(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "task_get" => Box::pin(async move {
            let call = api.task_get(given.needed::<String>("serviceName"), given.needed::<i64>("taskId"));
            Ok(json(&*call.send().await?))
        }).await,
        "task_list" => Box::pin(async move {
            let call = api.task_list(given.needed::<String>("serviceName"));
            let call = match given.given::<types::TelephonyTaskStatus>("status") { Some(value) => call.status(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_create" => Box::pin(async move {
            let body = given.body::<types::TemplatesControlCreateBody>();
            let call = api.templates_control_create(given.needed::<String>("serviceName"), body.activity.clone(), body.message.clone(), body.name.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_delete" => Box::pin(async move {
            let call = api.templates_control_delete(given.needed::<String>("serviceName"), given.needed::<String>("name"));
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_get" => Box::pin(async move {
            let call = api.templates_control_get(given.needed::<String>("serviceName"), given.needed::<String>("name"));
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_list" => Box::pin(async move {
            let call = api.templates_control_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_relaunch_validation" => Box::pin(async move {
            let body = given.body::<types::TemplatesControlRelaunchValidationBody>();
            let call = api.templates_control_relaunch_validation(given.needed::<String>("serviceName"), given.needed::<String>("name"), body.description.clone(), body.message.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_update" => Box::pin(async move {
            let body = given.body::<types::TemplateControlUpdate>();
            let call = api.templates_control_update(given.needed::<String>("serviceName"), given.needed::<String>("name"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "transfer_credits" => Box::pin(async move {
            let body = given.body::<types::TransferCreditsBody>();
            let call = api.transfer_credits(given.needed::<String>("serviceName"), body.credits.clone(), body.sms_account_target.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "users_create" => Box::pin(async move {
            let body = given.body::<types::UsersCreateBody>();
            let call = api.users_create(given.needed::<String>("serviceName"), body.login.clone(), body.password.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "users_delete" => Box::pin(async move {
            let call = api.users_delete(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_document_get" => Box::pin(async move {
            let call = api.users_document_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<types::DocumentWayType>("wayType"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "users_get" => Box::pin(async move {
            let call = api.users_get(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_incoming_delete" => Box::pin(async move {
            let call = api.users_incoming_delete(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_incoming_get" => Box::pin(async move {
            let call = api.users_incoming_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_incoming_list" => Box::pin(async move {
            let call = api.users_incoming_list(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_create" => Box::pin(async move {
            let body = given.body::<types::UsersJobsCreateBody>();
            let call = api.users_jobs_create(given.needed::<String>("serviceName"), given.needed::<String>("login"), body.message.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_delete" => Box::pin(async move {
            let call = api.users_jobs_delete(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_get" => Box::pin(async move {
            let call = api.users_jobs_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_list" => Box::pin(async move {
            let call = api.users_jobs_list(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_list" => Box::pin(async move {
            let call = api.users_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_delete" => Box::pin(async move {
            let call = api.users_outgoing_delete(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_get" => Box::pin(async move {
            let call = api.users_outgoing_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_hlr_get" => Box::pin(async move {
            let call = api.users_outgoing_hlr_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_list" => Box::pin(async move {
            let call = api.users_outgoing_list(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            let call = match given.given::<ovh_sms::receipt::DeliveryStatus>("deliveryReceipt") { Some(value) => call.delivery_receipt(value), None => call };
            let call = match given.given::<i64>("differedDelivery") { Some(value) => call.differed_delivery(value), None => call };
            let call = match given.given::<ovh_sms::receipt::Ptt>("ptt") { Some(value) => call.ptt(value), None => call };
            let call = match given.given::<String>("receiver") { Some(value) => call.receiver(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_clean" => Box::pin(async move {
            let body = given.body::<types::UsersReceiversCleanBody>();
            let call = api.users_receivers_clean(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("slotId"), body.freemium.clone(), body.price_only.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_create" => Box::pin(async move {
            let body = given.body::<types::UsersReceiversCreateBody>();
            let call = api.users_receivers_create(given.needed::<String>("serviceName"), given.needed::<String>("login"), body.auto_update.clone(), body.description.clone(), body.slot_id.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_csv_get" => Box::pin(async move {
            let call = api.users_receivers_csv_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_delete" => Box::pin(async move {
            let call = api.users_receivers_delete(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_get" => Box::pin(async move {
            let call = api.users_receivers_get(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_list" => Box::pin(async move {
            let call = api.users_receivers_list(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_update" => Box::pin(async move {
            let body = given.body::<types::ReceiverUpdate>();
            let call = api.users_receivers_update(given.needed::<String>("serviceName"), given.needed::<String>("login"), given.needed::<i64>("slotId"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "users_update" => Box::pin(async move {
            let body = given.body::<types::UserUpdate>();
            let call = api.users_update(given.needed::<String>("serviceName"), given.needed::<String>("login"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_get" => Box::pin(async move {
            let call = api.virtual_number_services_get(given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_list" => Box::pin(async move {
            let call = api.virtual_number_services_list();
            let call = match given.given::<String>("iamTags") { Some(value) => call.iam_tags(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_service_infos_get" => Box::pin(async move {
            let call = api.virtual_number_services_service_infos_get(given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_service_infos_update" => Box::pin(async move {
            let body = given.body::<types::ServiceInfosUpdate>();
            let call = api.virtual_number_services_service_infos_update(given.needed::<String>("number"));
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_chat_access_create" => Box::pin(async move {
            let call = api.virtual_numbers_chat_access_create(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_chat_access_delete" => Box::pin(async move {
            let call = api.virtual_numbers_chat_access_delete(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_chat_access_get" => Box::pin(async move {
            let call = api.virtual_numbers_chat_access_get(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_get" => Box::pin(async move {
            let call = api.virtual_numbers_get(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_incoming_delete" => Box::pin(async move {
            let call = api.virtual_numbers_incoming_delete(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_incoming_get" => Box::pin(async move {
            let call = api.virtual_numbers_incoming_get(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_incoming_list" => Box::pin(async move {
            let call = api.virtual_numbers_incoming_list(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_create" => Box::pin(async move {
            let body = given.body::<types::VirtualNumbersJobsCreateBody>();
            let call = api.virtual_numbers_jobs_create(given.needed::<String>("serviceName"), given.needed::<String>("number"), body.message.clone());
            let call = call.body(body);
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_delete" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_delete(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_get" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_get(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_list" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_list(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_list" => Box::pin(async move {
            let call = api.virtual_numbers_list(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_delete" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_delete(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_get" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_get(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_hlr_get" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_hlr_get(given.needed::<String>("serviceName"), given.needed::<String>("number"), given.needed::<i64>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_list" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_list(given.needed::<String>("serviceName"), given.needed::<String>("number"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<ovh_sms::receipt::DeliveryStatus>("deliveryReceipt") { Some(value) => call.delivery_receipt(value), None => call };
            let call = match given.given::<i64>("differedDelivery") { Some(value) => call.differed_delivery(value), None => call };
            let call = match given.given::<ovh_sms::receipt::Ptt>("ptt") { Some(value) => call.ptt(value), None => call };
            let call = match given.given::<String>("receiver") { Some(value) => call.receiver(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        other => panic!("{other} is no operation"),
    }
}
