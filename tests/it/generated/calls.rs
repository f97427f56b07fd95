//! Every operation through the generated client, with values that come as text and JSON; made by
//! `cargo xtask convert`, do not edit.
#![allow(
    unused_imports,
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

/// Calls an operation: its answer as JSON.
#[rustfmt::skip]
pub async fn call(client: &Client, operation: &str, given: &Given) -> Result<Value, Error> {
    let api = client.api();
    match operation {
        "auth_credential_create" => Box::pin(async move {
            let call = api.auth_credential_create();
            let call = call.body(given.body::<types::AuthApiCredentialRequestParams>());
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
            let call = api.batches_cancel();
            let call = call.id(given.needed::<Uuid>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_create" => Box::pin(async move {
            let call = api.batches_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::BatchParams>());
            Ok(json(&*call.send().await?))
        }).await,
        "batches_delete" => Box::pin(async move {
            let call = api.batches_delete();
            let call = call.id(given.needed::<Uuid>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_get" => Box::pin(async move {
            let call = api.batches_get();
            let call = call.id(given.needed::<Uuid>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_list" => Box::pin(async move {
            let call = api.batches_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_statistics_get" => Box::pin(async move {
            let call = api.batches_statistics_get();
            let call = call.id(given.needed::<Uuid>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "batches_update" => Box::pin(async move {
            let call = api.batches_update();
            let call = call.id(given.needed::<Uuid>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::BatchUpdateParams>());
            Ok(json(&*call.send().await?))
        }).await,
        "blacklists_delete" => Box::pin(async move {
            let call = api.blacklists_delete();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "blacklists_get" => Box::pin(async move {
            let call = api.blacklists_get();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "blacklists_list" => Box::pin(async move {
            let call = api.blacklists_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<Uuid>("batchID") { Some(value) => call.batch_id(value), None => call };
            let call = match given.given::<i64>("smsOutgoingID") { Some(value) => call.sms_outgoing_id(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "document_get" => Box::pin(async move {
            let call = api.document_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<Uuid>("batchID") { Some(value) => call.batch_id(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            let call = call.way_type(given.needed::<types::DocumentWayType>("wayType"));
            Ok(json(&*call.send().await?))
        }).await,
        "estimate" => Box::pin(async move {
            let call = api.estimate();
            let call = call.body(given.body::<types::EstimateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "exceptions_list" => Box::pin(async move {
            let call = api.exceptions_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.receiver(given.needed::<String>("receiver"));
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_create" => Box::pin(async move {
            let call = api.hlr_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::HlrCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_get" => Box::pin(async move {
            let call = api.hlr_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_list" => Box::pin(async move {
            let call = api.hlr_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "hlr_operator_get" => Box::pin(async move {
            let call = api.hlr_operator_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "incoming_delete" => Box::pin(async move {
            let call = api.incoming_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "incoming_get" => Box::pin(async move {
            let call = api.incoming_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "incoming_list" => Box::pin(async move {
            let call = api.incoming_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_create" => Box::pin(async move {
            let call = api.jobs_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::JobsCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_delete" => Box::pin(async move {
            let call = api.jobs_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_get" => Box::pin(async move {
            let call = api.jobs_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "jobs_list" => Box::pin(async move {
            let call = api.jobs_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_cors_create" => Box::pin(async move {
            let call = api.me_document_cors_create();
            let call = call.body(given.body::<types::MeDocumentCorsCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_create" => Box::pin(async move {
            let call = api.me_document_create();
            let call = call.body(given.body::<types::MeDocumentCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_delete" => Box::pin(async move {
            let call = api.me_document_delete();
            let call = call.id(given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_get" => Box::pin(async move {
            let call = api.me_document_get();
            let call = call.id(given.needed::<Uuid>("id"));
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_list" => Box::pin(async move {
            let call = api.me_document_list();
            Ok(json(&*call.send().await?))
        }).await,
        "me_document_update" => Box::pin(async move {
            let call = api.me_document_update();
            let call = call.id(given.needed::<Uuid>("id"));
            let call = call.body(given.body::<types::DocumentUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_delete" => Box::pin(async move {
            let call = api.outgoing_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_get" => Box::pin(async move {
            let call = api.outgoing_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_hlr_get" => Box::pin(async move {
            let call = api.outgoing_hlr_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "outgoing_list" => Box::pin(async move {
            let call = api.outgoing_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<Uuid>("batchID") { Some(value) => call.batch_id(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<i64>("deliveryReceipt") { Some(value) => call.delivery_receipt(value), None => call };
            let call = match given.given::<i64>("differedDelivery") { Some(value) => call.differed_delivery(value), None => call };
            let call = match given.given::<Uuid>("messageID") { Some(value) => call.message_id(value), None => call };
            let call = match given.given::<i64>("ptt") { Some(value) => call.ptt(value), None => call };
            let call = match given.given::<String>("receiver") { Some(value) => call.receiver(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_create" => Box::pin(async move {
            let call = api.phonebooks_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::PhonebooksCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_delete" => Box::pin(async move {
            let call = api.phonebooks_delete();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_export_get" => Box::pin(async move {
            let call = api.phonebooks_export_get();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.format(given.needed::<types::TelephonyContactsExportFormats>("format"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_get" => Box::pin(async move {
            let call = api.phonebooks_get();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_import" => Box::pin(async move {
            let call = api.phonebooks_import();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::PhonebooksImportBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_list" => Box::pin(async move {
            let call = api.phonebooks_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_phonebook_contact_create" => Box::pin(async move {
            let call = api.phonebooks_phonebook_contact_create();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::PhonebooksPhonebookContactCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_phonebook_contact_delete" => Box::pin(async move {
            let call = api.phonebooks_phonebook_contact_delete();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_phonebook_contact_get" => Box::pin(async move {
            let call = api.phonebooks_phonebook_contact_get();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_phonebook_contact_list" => Box::pin(async move {
            let call = api.phonebooks_phonebook_contact_list();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_phonebook_contact_update" => Box::pin(async move {
            let call = api.phonebooks_phonebook_contact_update();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.id(given.needed::<i64>("id"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::PhonebookContactUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "phonebooks_update" => Box::pin(async move {
            let call = api.phonebooks_update();
            let call = call.book_key(given.needed::<String>("bookKey"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::PhonebookUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "ptts_get" => Box::pin(async move {
            let call = api.ptts_get();
            let call = call.ptt(given.needed::<i64>("ptt"));
            Ok(json(&*call.send().await?))
        }).await,
        "rates_destinations_get" => Box::pin(async move {
            let call = api.rates_destinations_get();
            let call = match given.given::<types::BillingCountry>("billingCountry") { Some(value) => call.billing_country(value), None => call };
            let call = call.country(given.needed::<types::Country>("country"));
            Ok(json(&*call.send().await?))
        }).await,
        "rates_packs_list" => Box::pin(async move {
            let call = api.rates_packs_list();
            let call = match given.given::<types::BillingCountry>("billingCountry") { Some(value) => call.billing_country(value), None => call };
            let call = call.country(given.needed::<types::Country>("country"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_clean" => Box::pin(async move {
            let call = api.receivers_clean();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            let call = call.body(given.body::<types::ReceiversCleanBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_create" => Box::pin(async move {
            let call = api.receivers_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::ReceiversCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_csv_get" => Box::pin(async move {
            let call = api.receivers_csv_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_delete" => Box::pin(async move {
            let call = api.receivers_delete();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_get" => Box::pin(async move {
            let call = api.receivers_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_list" => Box::pin(async move {
            let call = api.receivers_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "receivers_update" => Box::pin(async move {
            let call = api.receivers_update();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            let call = call.body(given.body::<types::ReceiverUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "see_offers_list" => Box::pin(async move {
            let call = api.see_offers_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.country_currency_price(given.needed::<types::ReferenceCountry>("countryCurrencyPrice"));
            let call = call.country_destination(given.needed::<types::Country>("countryDestination"));
            let call = call.quantity(given.needed::<types::PackQuantity>("quantity"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_available_for_validation_list" => Box::pin(async move {
            let call = api.senders_available_for_validation_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<types::SenderReferer>("referer") { Some(value) => call.referer(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "senders_create" => Box::pin(async move {
            let call = api.senders_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::SendersCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "senders_delete" => Box::pin(async move {
            let call = api.senders_delete();
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_create" => Box::pin(async move {
            let call = api.senders_documents_create();
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::SendersDocumentsCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_get" => Box::pin(async move {
            let call = api.senders_documents_get();
            let call = call.document_id(given.needed::<Uuid>("documentID"));
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_list" => Box::pin(async move {
            let call = api.senders_documents_list();
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_documents_update" => Box::pin(async move {
            let call = api.senders_documents_update();
            let call = call.document_id(given.needed::<Uuid>("documentID"));
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::SenderDocumentUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "senders_get" => Box::pin(async move {
            let call = api.senders_get();
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_list" => Box::pin(async move {
            let call = api.senders_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "senders_update" => Box::pin(async move {
            let call = api.senders_update();
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::SenderUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "senders_validate" => Box::pin(async move {
            let call = api.senders_validate();
            let call = call.sender(given.needed::<String>("sender"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::SendersValidateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "service_get" => Box::pin(async move {
            let call = api.service_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "service_infos_get" => Box::pin(async move {
            let call = api.service_infos_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "service_infos_update" => Box::pin(async move {
            let call = api.service_infos_update();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::ServiceInfosUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "service_update" => Box::pin(async move {
            let call = api.service_update();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::ServiceUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "services_list" => Box::pin(async move {
            let call = api.services_list();
            let call = match given.given::<String>("iamTags") { Some(value) => call.iam_tags(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_allowed_ips_list" => Box::pin(async move {
            let call = api.smpp_allowed_ips_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_allowed_ips_update" => Box::pin(async move {
            let call = api.smpp_allowed_ips_update();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::AllowedIps>());
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_password_reset" => Box::pin(async move {
            let call = api.smpp_password_reset();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "smpp_settings_get" => Box::pin(async move {
            let call = api.smpp_settings_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "task_get" => Box::pin(async move {
            let call = api.task_get();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.task_id(given.needed::<i64>("taskId"));
            Ok(json(&*call.send().await?))
        }).await,
        "task_list" => Box::pin(async move {
            let call = api.task_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<types::TelephonyTaskStatus>("status") { Some(value) => call.status(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_create" => Box::pin(async move {
            let call = api.templates_control_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::TemplatesControlCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_delete" => Box::pin(async move {
            let call = api.templates_control_delete();
            let call = call.name(given.needed::<String>("name"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_get" => Box::pin(async move {
            let call = api.templates_control_get();
            let call = call.name(given.needed::<String>("name"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_list" => Box::pin(async move {
            let call = api.templates_control_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_relaunch_validation" => Box::pin(async move {
            let call = api.templates_control_relaunch_validation();
            let call = call.name(given.needed::<String>("name"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::TemplatesControlRelaunchValidationBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "templates_control_update" => Box::pin(async move {
            let call = api.templates_control_update();
            let call = call.name(given.needed::<String>("name"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::TemplateControlUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "transfer_credits" => Box::pin(async move {
            let call = api.transfer_credits();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::TransferCreditsBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "users_create" => Box::pin(async move {
            let call = api.users_create();
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::UsersCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "users_delete" => Box::pin(async move {
            let call = api.users_delete();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_document_get" => Box::pin(async move {
            let call = api.users_document_get();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            let call = call.way_type(given.needed::<types::DocumentWayType>("wayType"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_get" => Box::pin(async move {
            let call = api.users_get();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_incoming_delete" => Box::pin(async move {
            let call = api.users_incoming_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_incoming_get" => Box::pin(async move {
            let call = api.users_incoming_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_incoming_list" => Box::pin(async move {
            let call = api.users_incoming_list();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_create" => Box::pin(async move {
            let call = api.users_jobs_create();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::UsersJobsCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_delete" => Box::pin(async move {
            let call = api.users_jobs_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_get" => Box::pin(async move {
            let call = api.users_jobs_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_jobs_list" => Box::pin(async move {
            let call = api.users_jobs_list();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_list" => Box::pin(async move {
            let call = api.users_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_delete" => Box::pin(async move {
            let call = api.users_outgoing_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_get" => Box::pin(async move {
            let call = api.users_outgoing_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_hlr_get" => Box::pin(async move {
            let call = api.users_outgoing_hlr_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_outgoing_list" => Box::pin(async move {
            let call = api.users_outgoing_list();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<i64>("deliveryReceipt") { Some(value) => call.delivery_receipt(value), None => call };
            let call = match given.given::<i64>("differedDelivery") { Some(value) => call.differed_delivery(value), None => call };
            let call = match given.given::<i64>("ptt") { Some(value) => call.ptt(value), None => call };
            let call = match given.given::<String>("receiver") { Some(value) => call.receiver(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_clean" => Box::pin(async move {
            let call = api.users_receivers_clean();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            let call = call.body(given.body::<types::UsersReceiversCleanBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_create" => Box::pin(async move {
            let call = api.users_receivers_create();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::UsersReceiversCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_csv_get" => Box::pin(async move {
            let call = api.users_receivers_csv_get();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_delete" => Box::pin(async move {
            let call = api.users_receivers_delete();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_get" => Box::pin(async move {
            let call = api.users_receivers_get();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_list" => Box::pin(async move {
            let call = api.users_receivers_list();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "users_receivers_update" => Box::pin(async move {
            let call = api.users_receivers_update();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.slot_id(given.needed::<i64>("slotId"));
            let call = call.body(given.body::<types::ReceiverUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "users_update" => Box::pin(async move {
            let call = api.users_update();
            let call = call.login(given.needed::<String>("login"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::UserUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_get" => Box::pin(async move {
            let call = api.virtual_number_services_get();
            let call = call.number(given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_list" => Box::pin(async move {
            let call = api.virtual_number_services_list();
            let call = match given.given::<String>("iamTags") { Some(value) => call.iam_tags(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_service_infos_get" => Box::pin(async move {
            let call = api.virtual_number_services_service_infos_get();
            let call = call.number(given.needed::<String>("number"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_number_services_service_infos_update" => Box::pin(async move {
            let call = api.virtual_number_services_service_infos_update();
            let call = call.number(given.needed::<String>("number"));
            let call = call.body(given.body::<types::ServiceInfosUpdate>());
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_chat_access_create" => Box::pin(async move {
            let call = api.virtual_numbers_chat_access_create();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_chat_access_delete" => Box::pin(async move {
            let call = api.virtual_numbers_chat_access_delete();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_chat_access_get" => Box::pin(async move {
            let call = api.virtual_numbers_chat_access_get();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_get" => Box::pin(async move {
            let call = api.virtual_numbers_get();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_incoming_delete" => Box::pin(async move {
            let call = api.virtual_numbers_incoming_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_incoming_get" => Box::pin(async move {
            let call = api.virtual_numbers_incoming_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_incoming_list" => Box::pin(async move {
            let call = api.virtual_numbers_incoming_list();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_create" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_create();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = call.body(given.body::<types::VirtualNumbersJobsCreateBody>());
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_delete" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_get" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_jobs_list" => Box::pin(async move {
            let call = api.virtual_numbers_jobs_list();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_list" => Box::pin(async move {
            let call = api.virtual_numbers_list();
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_delete" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_delete();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_get" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_hlr_get" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_hlr_get();
            let call = call.id(given.needed::<i64>("id"));
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            Ok(json(&*call.send().await?))
        }).await,
        "virtual_numbers_outgoing_list" => Box::pin(async move {
            let call = api.virtual_numbers_outgoing_list();
            let call = call.number(given.needed::<String>("number"));
            let call = call.service_name(given.needed::<String>("serviceName"));
            let call = match given.given::<DateTime<Utc>>("creationDatetime.from") { Some(value) => call.creation_datetime_from(value), None => call };
            let call = match given.given::<DateTime<Utc>>("creationDatetime.to") { Some(value) => call.creation_datetime_to(value), None => call };
            let call = match given.given::<i64>("deliveryReceipt") { Some(value) => call.delivery_receipt(value), None => call };
            let call = match given.given::<i64>("differedDelivery") { Some(value) => call.differed_delivery(value), None => call };
            let call = match given.given::<i64>("ptt") { Some(value) => call.ptt(value), None => call };
            let call = match given.given::<String>("receiver") { Some(value) => call.receiver(value), None => call };
            let call = match given.given::<String>("sender") { Some(value) => call.sender(value), None => call };
            let call = match given.given::<String>("tag") { Some(value) => call.tag(value), None => call };
            Ok(json(&*call.send().await?))
        }).await,
        other => panic!("{other} is no operation"),
    }
}
