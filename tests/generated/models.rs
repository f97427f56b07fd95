//! Every structure of the API, read and written back; made by `cargo xtask convert`, do not edit.

use ovh_sms::types;
use serde_json::Value;

type RoundTrip = fn(Value) -> Result<Value, serde_json::Error>;

fn round_trip<T: serde::de::DeserializeOwned + serde::Serialize>(
    value: Value,
) -> Result<Value, serde_json::Error> {
    serde_json::to_value(serde_json::from_value::<T>(value)?)
}

/// The name of each schema, and how its type reads and writes.
pub const MODELS: &[(&str, RoundTrip)] = &[
    ("Account", round_trip::<types::Account>),
    ("AccountWithIam", round_trip::<types::AccountWithIam>),
    ("AlertThreshold", round_trip::<types::AlertThreshold>),
    ("AllowedIps", round_trip::<types::AllowedIps>),
    ("ApiError", round_trip::<types::ApiError>),
    ("AuthAccessRule", round_trip::<types::AuthAccessRule>),
    (
        "AuthAccessRuleRequest",
        round_trip::<types::AuthAccessRuleRequest>,
    ),
    ("AuthApiCredential", round_trip::<types::AuthApiCredential>),
    (
        "AuthApiCredentialRequest",
        round_trip::<types::AuthApiCredentialRequest>,
    ),
    (
        "AuthApiCredentialRequestParams",
        round_trip::<types::AuthApiCredentialRequestParams>,
    ),
    ("AuthDetails", round_trip::<types::AuthDetails>),
    ("AuthToken", round_trip::<types::AuthToken>),
    ("Batch", round_trip::<types::Batch>),
    ("BatchError", round_trip::<types::BatchError>),
    ("BatchParams", round_trip::<types::BatchParams>),
    ("BatchStatistics", round_trip::<types::BatchStatistics>),
    ("BatchUpdateParams", round_trip::<types::BatchUpdateParams>),
    ("Blacklist", round_trip::<types::Blacklist>),
    ("ChatAccess", round_trip::<types::ChatAccess>),
    ("DestinationRates", round_trip::<types::DestinationRates>),
    ("Document", round_trip::<types::Document>),
    ("DocumentUpdate", round_trip::<types::DocumentUpdate>),
    ("EstimateBody", round_trip::<types::EstimateBody>),
    ("Exception", round_trip::<types::Exception>),
    ("Hlr", round_trip::<types::Hlr>),
    ("HlrCreateBody", round_trip::<types::HlrCreateBody>),
    ("HlrLookupNumber", round_trip::<types::HlrLookupNumber>),
    (
        "IamResourceMetadata",
        round_trip::<types::IamResourceMetadata>,
    ),
    (
        "IamResourceTagFilter",
        round_trip::<types::IamResourceTagFilter>,
    ),
    ("Incoming", round_trip::<types::Incoming>),
    ("Job", round_trip::<types::Job>),
    ("JobEstimate", round_trip::<types::JobEstimate>),
    ("JobsCreateBody", round_trip::<types::JobsCreateBody>),
    (
        "MeDocumentCorsCreateBody",
        round_trip::<types::MeDocumentCorsCreateBody>,
    ),
    (
        "MeDocumentCreateBody",
        round_trip::<types::MeDocumentCreateBody>,
    ),
    ("OrderPrice", round_trip::<types::OrderPrice>),
    ("Outgoing", round_trip::<types::Outgoing>),
    ("PackDetails", round_trip::<types::PackDetails>),
    ("PackOffer", round_trip::<types::PackOffer>),
    ("Phonebook", round_trip::<types::Phonebook>),
    ("PhonebookContact", round_trip::<types::PhonebookContact>),
    (
        "PhonebookContactUpdate",
        round_trip::<types::PhonebookContactUpdate>,
    ),
    ("PhonebookUpdate", round_trip::<types::PhonebookUpdate>),
    (
        "PhonebooksCreateBody",
        round_trip::<types::PhonebooksCreateBody>,
    ),
    (
        "PhonebooksImportBody",
        round_trip::<types::PhonebooksImportBody>,
    ),
    (
        "PhonebooksPhonebookContactCreateBody",
        round_trip::<types::PhonebooksPhonebookContactCreateBody>,
    ),
    ("PttDetails", round_trip::<types::PttDetails>),
    ("Quota", round_trip::<types::Quota>),
    ("Receiver", round_trip::<types::Receiver>),
    ("ReceiverUpdate", round_trip::<types::ReceiverUpdate>),
    (
        "ReceiversAsynchronousCleanReport",
        round_trip::<types::ReceiversAsynchronousCleanReport>,
    ),
    (
        "ReceiversCleanBody",
        round_trip::<types::ReceiversCleanBody>,
    ),
    (
        "ReceiversCreateBody",
        round_trip::<types::ReceiversCreateBody>,
    ),
    ("Renew", round_trip::<types::Renew>),
    ("RenewUpdate", round_trip::<types::RenewUpdate>),
    ("Response", round_trip::<types::Response>),
    (
        "ResponseTrackingOptions",
        round_trip::<types::ResponseTrackingOptions>,
    ),
    ("ResponseUpdate", round_trip::<types::ResponseUpdate>),
    (
        "SafeKeyValueString",
        round_trip::<types::SafeKeyValueString>,
    ),
    ("Sender", round_trip::<types::Sender>),
    ("SenderAvailable", round_trip::<types::SenderAvailable>),
    ("SenderDocument", round_trip::<types::SenderDocument>),
    (
        "SenderDocumentUpdate",
        round_trip::<types::SenderDocumentUpdate>,
    ),
    ("SenderUpdate", round_trip::<types::SenderUpdate>),
    ("SendersCreateBody", round_trip::<types::SendersCreateBody>),
    (
        "SendersDocumentsCreateBody",
        round_trip::<types::SendersDocumentsCreateBody>,
    ),
    (
        "SendersValidateBody",
        round_trip::<types::SendersValidateBody>,
    ),
    ("ServiceInfos", round_trip::<types::ServiceInfos>),
    (
        "ServiceInfosUpdate",
        round_trip::<types::ServiceInfosUpdate>,
    ),
    ("ServiceUpdate", round_trip::<types::ServiceUpdate>),
    ("Settings", round_trip::<types::Settings>),
    ("SettingsEndpoints", round_trip::<types::SettingsEndpoints>),
    ("SmsSendingReport", round_trip::<types::SmsSendingReport>),
    ("Task", round_trip::<types::Task>),
    ("TelephonyPcsFile", round_trip::<types::TelephonyPcsFile>),
    ("TelephonyTask", round_trip::<types::TelephonyTask>),
    ("TemplateControl", round_trip::<types::TemplateControl>),
    (
        "TemplateControlUpdate",
        round_trip::<types::TemplateControlUpdate>,
    ),
    ("Templates", round_trip::<types::Templates>),
    (
        "TemplatesControlCreateBody",
        round_trip::<types::TemplatesControlCreateBody>,
    ),
    (
        "TemplatesControlRelaunchValidationBody",
        round_trip::<types::TemplatesControlRelaunchValidationBody>,
    ),
    ("TemplatesUpdate", round_trip::<types::TemplatesUpdate>),
    (
        "TransferCreditsBody",
        round_trip::<types::TransferCreditsBody>,
    ),
    ("User", round_trip::<types::User>),
    ("UserUpdate", round_trip::<types::UserUpdate>),
    ("UsersCreateBody", round_trip::<types::UsersCreateBody>),
    (
        "UsersJobsCreateBody",
        round_trip::<types::UsersJobsCreateBody>,
    ),
    (
        "UsersReceiversCleanBody",
        round_trip::<types::UsersReceiversCleanBody>,
    ),
    (
        "UsersReceiversCreateBody",
        round_trip::<types::UsersReceiversCreateBody>,
    ),
    ("VirtualNumber", round_trip::<types::VirtualNumber>),
    (
        "VirtualNumberGenericService",
        round_trip::<types::VirtualNumberGenericService>,
    ),
    (
        "VirtualNumberGenericServiceWithIam",
        round_trip::<types::VirtualNumberGenericServiceWithIam>,
    ),
    ("VirtualNumberJob", round_trip::<types::VirtualNumberJob>),
    (
        "VirtualNumbersJobsCreateBody",
        round_trip::<types::VirtualNumbersJobsCreateBody>,
    ),
];
