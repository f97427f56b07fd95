//! Why the service refused a request: the reasons of the SMS API, beside those of the whole API.

use ovh_api::error::{self, ApiError};
use ovh_api::runtime::refusals::{Row, code, denied_actions, filled, find, words};

use crate::Operation;

/// Why the service refused a request, if its response shows it.
///
/// OVHcloud documents neither a list of reasons nor their texts; these are known from published
/// responses. Match with a wildcard, since reasons will be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The signature is wrong: another secret, or a changed URL or body.
    Signature,
    /// The timestamp is too far from the server's clock.
    Timestamp,
    /// The application key is wrong or from another region.
    ApplicationKey,
    /// The consumer key belongs to another application key.
    ConsumerKeyMismatch,
    /// The consumer key is not validated yet, has expired or was revoked.
    ConsumerKeyInvalid,
    /// The request carried no valid credentials.
    NotSignedIn,
    /// The consumer key or the IAM policy does not allow the call.
    RightMissing,
    /// The sender does not exist on this account or is not validated.
    SenderUnusable,
    /// A message from a short number holds a URL, an e-mail address or a phone number.
    ContactInformation,
    /// The account or its user has not enough credits.
    NotEnoughCredits,
    /// The SMS account does not exist or is not the customer's.
    ServiceNotFound,
    /// The service has expired.
    ServiceExpired,
    /// A new sender needs a reason.
    ReasonMissing,
    /// An object of that name exists, or another change is in progress.
    Conflict,
    /// Too many requests.
    TooManyRequests,
}

const RIGHT: &str = "The consumer key lacks the rule `{rule}`; request a new key with it (rules match literally: `/sms/*` does not cover `/sms`).";
const CREDITS: &str = "Buy credits, or raise the quota of the user; nothing was sent.";

/// The rows that only the SMS API has, or whose hint is more precise for it.
const TABLE: &[Row<Refusal>] = &[
    (
        words(400, &["contact information"]),
        Some(Refusal::ContactInformation),
        "A message from a short number (`allow_replies`) may hold no URL, e-mail address or phone number; leave it out, or send from a validated sender.",
    ),
    (
        words(400, &["provide a reason"]),
        Some(Refusal::ReasonMissing),
        "State why you need the sender: a person reads the reason.",
    ),
    (
        code(403, "NOT_GRANTED_CALL"),
        Some(Refusal::RightMissing),
        RIGHT,
    ),
    (
        words(403, &["call has not been granted"]),
        Some(Refusal::RightMissing),
        RIGHT,
    ),
    (
        words(403, &["sender", "does not exist"]),
        Some(Refusal::SenderUnusable),
        "The sender is unknown on this account or not validated yet: list the usable ones with `Service::usable_senders`, or create it.",
    ),
    (
        words(403, &["not enough", "credit"]),
        Some(Refusal::NotEnoughCredits),
        CREDITS,
    ),
    (
        words(403, &["insufficient", "credit"]),
        Some(Refusal::NotEnoughCredits),
        CREDITS,
    ),
    (
        words(404, &["service does not exist"]),
        Some(Refusal::ServiceNotFound),
        "No SMS account of this name belongs to these credentials: `GET /sms` lists the names.",
    ),
];

/// Returns the row of the SMS API for a response. Missing IAM actions and wrong credentials are the
/// reason, whatever else the response says.
fn own(error: &ApiError) -> Option<(Option<Refusal>, &'static str)> {
    use error::Refusal as Shared;
    let is_of_credentials = matches!(
        error::Refusal::of(error),
        Some(
            Shared::Signature
                | Shared::Timestamp
                | Shared::ApplicationKey
                | Shared::ConsumerKeyMismatch
                | Shared::ConsumerKeyInvalid
        )
    );
    match is_of_credentials || denied_actions(error).is_some() {
        true => None,
        false => find(TABLE, error),
    }
}

impl Refusal {
    /// Returns the reason of a refusal, if it is known.
    #[must_use]
    pub fn of(error: &ApiError) -> Option<Refusal> {
        let own = own(error).and_then(|(refusal, _)| refusal);
        own.or_else(|| error::Refusal::of(error).and_then(Refusal::shared))
    }

    /// Returns the same reason, of those that are known for every part of the API.
    fn shared(reason: error::Refusal) -> Option<Self> {
        Some(match reason {
            error::Refusal::Signature => Self::Signature,
            error::Refusal::Timestamp => Self::Timestamp,
            error::Refusal::ApplicationKey => Self::ApplicationKey,
            error::Refusal::ConsumerKeyMismatch => Self::ConsumerKeyMismatch,
            error::Refusal::ConsumerKeyInvalid => Self::ConsumerKeyInvalid,
            error::Refusal::NotSignedIn => Self::NotSignedIn,
            error::Refusal::RightMissing => Self::RightMissing,
            error::Refusal::ServiceNotFound => Self::ServiceNotFound,
            error::Refusal::ServiceExpired => Self::ServiceExpired,
            error::Refusal::Conflict => Self::Conflict,
            error::Refusal::TooManyRequests => Self::TooManyRequests,
            _ => return None,
        })
    }
}

/// Returns how to fix the cause of an error.
pub(super) fn hint(error: &ApiError, operation: &Operation) -> Option<String> {
    match own(error) {
        Some((_, hint)) => Some(filled(hint, operation)),
        None => error.hint_for(operation),
    }
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::json;

    use super::*;

    /// Responses as OVHcloud and others published them: status, body, reason, a word of the hint.
    #[test]
    fn known_refusals_have_a_reason_and_a_hint() {
        let table = [
            (
                400,
                json!({"errorCode": "INVALID_SIGNATURE", "httpCode": "400 Bad Request", "message": "Invalid signature"}),
                Some(Refusal::Signature),
                "application secret",
            ),
            (
                400,
                json!({"class": "Client::BadRequest", "message": "Invalid signature"}),
                Some(Refusal::Signature),
                "application secret",
            ),
            (
                400,
                json!({"errorCode": "QUERY_TIME_OUT", "message": "Query out of time"}),
                Some(Refusal::Timestamp),
                "server's clock",
            ),
            (
                400,
                json!({"message": "cannot send contact information with shortcode"}),
                Some(Refusal::ContactInformation),
                "short number",
            ),
            (
                400,
                json!({"message": "Please provide a reason"}),
                Some(Refusal::ReasonMissing),
                "why you need",
            ),
            (
                401,
                json!({"message": "You must login first"}),
                Some(Refusal::NotSignedIn),
                "consumer key is missing",
            ),
            (
                403,
                json!({"errorCode": "NOT_CREDENTIAL", "message": "This credential does not exist"}),
                Some(Refusal::ConsumerKeyMismatch),
                "created together",
            ),
            (
                403,
                json!({"errorCode": "INVALID_CREDENTIAL", "message": "This credential is not valid"}),
                Some(Refusal::ConsumerKeyInvalid),
                "validation URL",
            ),
            (
                403,
                json!({"errorCode": "INVALID_KEY", "message": "This application key is invalid"}),
                Some(Refusal::ApplicationKey),
                "another region",
            ),
            (
                403,
                json!({"class": "Client::Forbidden", "message": "Invalid application key"}),
                Some(Refusal::ApplicationKey),
                "another region",
            ),
            (
                403,
                json!({"errorCode": "NOT_GRANTED_CALL", "message": "This call has not been granted"}),
                Some(Refusal::RightMissing),
                "`POST /sms/*/jobs`",
            ),
            (
                403,
                json!({"class": "Client::Forbidden", "message": "This call has not been granted"}),
                Some(Refusal::RightMissing),
                "`POST /sms/*/jobs`",
            ),
            (
                403,
                json!({"class": "Client::Forbidden", "message": "User not granted for this request", "details": {"unauthorizedActionsByIAM": "sms:apiovh:jobs/create"}}),
                Some(Refusal::RightMissing),
                "IAM policy must allow `sms:apiovh:jobs/create`",
            ),
            (
                403,
                json!({"class": "Client::Forbidden", "message": "User not granted for this request"}),
                Some(Refusal::RightMissing),
                "sms:apiovh:jobs/create",
            ),
            (
                403,
                json!({"class": "Client::Forbidden", "message": "Sms sender X does not exists. Please create it first"}),
                Some(Refusal::SenderUnusable),
                "usable_senders",
            ),
            (
                403,
                json!({"message": "There are not enough credits left on this account"}),
                Some(Refusal::NotEnoughCredits),
                "Buy credits",
            ),
            (
                403,
                json!({"message": "Sms sender X does not exists", "details": {"unauthorizedActionsByIAM": ""}}),
                Some(Refusal::SenderUnusable),
                "usable_senders",
            ),
            (
                403,
                json!({"errorCode": "INVALID_CREDENTIAL", "message": "This call has not been granted"}),
                Some(Refusal::ConsumerKeyInvalid),
                "validation URL",
            ),
            (
                403,
                json!({"errorCode": "FORBIDDEN", "message": "No"}),
                None,
                "If a right is missing",
            ),
            (
                404,
                json!({"class": "Client::NotFound", "message": "This service does not exist"}),
                Some(Refusal::ServiceNotFound),
                "GET /sms",
            ),
            (
                404,
                json!({"class": "Client::NotFound", "message": "The requested object (id = 1) does not exist"}),
                None,
                "names and ids",
            ),
            (
                409,
                json!({"message": "x"}),
                Some(Refusal::Conflict),
                "read the object",
            ),
            (
                429,
                json!({"message": "x"}),
                Some(Refusal::TooManyRequests),
                "requests_per_minute",
            ),
            (
                460,
                json!({"message": "This service is expired"}),
                Some(Refusal::ServiceExpired),
                "renew",
            ),
            // A gateway may repeat a code on a status of its own.
            (
                502,
                json!({"errorCode": "INVALID_SIGNATURE", "message": "Invalid signature"}),
                None,
                "",
            ),
            (
                500,
                json!({"message": "This service does not exist"}),
                None,
                "",
            ),
        ];
        let operation = &crate::api::operations::JOBS_CREATE;
        for (status, body, refusal, words) in table {
            let text = |key: &str| body[key].as_str().map(str::to_owned);
            let mut error = ApiError::new(
                StatusCode::from_u16(status).unwrap(),
                text("message").unwrap(),
            );
            error.class = text("class");
            error.code = text("errorCode").or_else(|| text("class"));
            error.details = body["details"].as_object().cloned().unwrap_or_default();
            assert_eq!(Refusal::of(&error), refusal, "{status} {body}");
            let hint = hint(&error, operation).unwrap_or_default();
            assert!(hint.contains(words), "{status} {body}: {hint}");
            assert_eq!(hint.is_empty(), words.is_empty(), "{status} {body}: {hint}");
        }
    }
}
