//! Why the service refused a request, and how to fix it, in one table.

use serde_json::Value;

use super::ApiError;
use super::signs::{Row, code, filled, find, status, words};
use crate::operation::Operation;
use crate::values::printable::printable;

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
    /// The service does not exist or is not the customer's.
    ServiceNotFound,
    /// The service has expired.
    ServiceExpired,
    /// An object of that name exists, or another change is in progress.
    Conflict,
    /// Too many requests.
    TooManyRequests,
}

const SIGNATURE: &str = "Check the application secret and the consumer key, that both belong to the application key, and that the endpoint is the region where they were created; if they are right, a proxy may change the URL or the body.";
const APPLICATION_KEY: &str =
    "The application key is wrong, or from another region than the endpoint.";
const RIGHT: &str = "The consumer key lacks the rule `{rule}`; request a new key with it (rules match literally: `/me/*` does not cover `/me`).";

const TABLE: &[Row<Refusal>] = &[
    (
        code(400, "INVALID_SIGNATURE"),
        Some(Refusal::Signature),
        SIGNATURE,
    ),
    (
        words(400, &["invalid signature"]),
        Some(Refusal::Signature),
        SIGNATURE,
    ),
    (
        code(400, "QUERY_TIME_OUT"),
        Some(Refusal::Timestamp),
        "The timestamp is too far from the server's clock, even after reading that clock again; look for a proxy that delays requests or caches `/auth/time`.",
    ),
    (
        code(403, "NOT_CREDENTIAL"),
        Some(Refusal::ConsumerKeyMismatch),
        "The consumer key does not belong to this application key; use the pair that was created together.",
    ),
    (
        code(403, "INVALID_CREDENTIAL"),
        Some(Refusal::ConsumerKeyInvalid),
        "The consumer key is not validated yet, has expired or was revoked; open its validation URL, or request a new one.",
    ),
    (
        code(403, "INVALID_KEY"),
        Some(Refusal::ApplicationKey),
        APPLICATION_KEY,
    ),
    (
        words(403, &["invalid application key"]),
        Some(Refusal::ApplicationKey),
        APPLICATION_KEY,
    ),
    (
        words(403, &["application key is invalid"]),
        Some(Refusal::ApplicationKey),
        APPLICATION_KEY,
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
        words(403, &["not granted for this request"]),
        Some(Refusal::RightMissing),
        "The service account lacks the right{actions}.",
    ),
    (
        words(403, &["service", "expired"]),
        Some(Refusal::ServiceExpired),
        "The service has expired; renew it in OVHcloud's control panel.",
    ),
    (
        words(404, &["service does not exist"]),
        Some(Refusal::ServiceNotFound),
        "No service of this name belongs to these credentials.",
    ),
    (
        status(401),
        Some(Refusal::NotSignedIn),
        "The request carried no valid credentials: a consumer key is missing, or the access token has expired.",
    ),
    (
        status(403),
        None,
        "If a right is missing: a consumer key needs the rule `{rule}`{actions}.",
    ),
    (
        status(404),
        None,
        "Check the names and ids in the path, and that they belong to the account of these credentials.",
    ),
    (
        status(407),
        None,
        "The proxy requires a login; set it in HTTPS_PROXY as https://user:password@host.",
    ),
    (
        status(408),
        None,
        "A gateway stopped waiting; it is unknown whether the service processed the request.",
    ),
    (
        status(409),
        Some(Refusal::Conflict),
        "An object of that name exists, or another change is in progress; read the object before you try again.",
    ),
    (
        status(429),
        Some(Refusal::TooManyRequests),
        "Too many requests; send fewer, for instance with `requests_per_minute` of the client's builder.",
    ),
    (
        status(460),
        Some(Refusal::ServiceExpired),
        "The service has expired; renew it in OVHcloud's control panel.",
    ),
];

impl Refusal {
    /// Returns the reason of a refusal, if it is known.
    #[must_use]
    pub fn of(error: &ApiError) -> Option<Refusal> {
        if error.status.is_client_error() && denied_actions(error).is_some() {
            return Some(Refusal::RightMissing);
        }
        find(TABLE, error).and_then(|(refusal, _)| refusal)
    }
}

/// Returns how to fix the cause of an error.
pub(super) fn hint(error: &ApiError, operation: &Operation) -> Option<String> {
    if error.status.is_redirection() {
        return Some("Redirects are not followed; check the endpoint's URL.".to_owned());
    }
    if let Some(denied) = denied_actions(error).filter(|_| error.status.is_client_error()) {
        return Some(format!("An IAM policy must allow {denied}."));
    }
    let (_, words) = find(TABLE, error)?;
    Some(filled(words, operation))
}

/// Returns the IAM actions that the response reports as missing: one text, or a list.
pub fn denied_actions(error: &ApiError) -> Option<String> {
    let words = match error.details.get("unauthorizedActionsByIAM")? {
        Value::String(text) => text.clone(),
        Value::Array(actions) => {
            let actions: Vec<_> = actions.iter().filter_map(Value::as_str).collect();
            actions.join("`, `")
        }
        _ => return None,
    };
    (!words.is_empty()).then(|| format!("`{}`", printable(words)))
}

#[cfg(test)]
mod tests {
    use reqwest::StatusCode;
    use serde_json::json;

    use super::*;

    #[test]
    fn actions_that_are_denied_do_not_control_a_terminal() {
        for actions in [json!("a\n\u{1b}[2J\u{202e}b"), json!(["a\n", "\u{1b}b"])] {
            let mut error = ApiError::new(StatusCode::FORBIDDEN, "x");
            let details = json!({ "unauthorizedActionsByIAM": actions });
            error.details = details.as_object().unwrap().clone();
            let denied = denied_actions(&error).unwrap();
            assert!(!denied.contains(char::is_control), "{denied:?}");
            assert!(!denied.contains('\u{202e}'), "{denied:?}");
        }
    }

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
                json!({"errorCode": "FORBIDDEN", "message": "No"}),
                None,
                "If a right is missing",
            ),
            (
                404,
                json!({"class": "Client::NotFound", "message": "This service does not exist"}),
                Some(Refusal::ServiceNotFound),
                "of this name",
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
        let operation = &crate::Operation::new(reqwest::Method::POST, "/sms/{serviceName}/jobs")
            .unwrap()
            .with_iam_actions(["sms:apiovh:jobs/create"]);
        for (status, body, refusal, words) in table {
            let text = |key: &str| body[key].as_str().map(str::to_owned);
            let mut error = ApiError::new(
                StatusCode::from_u16(status).unwrap(),
                text("message").unwrap(),
            );
            error.class = text("class");
            error.code = text("errorCode").or_else(|| text("class"));
            error.details = body["details"].as_object().cloned().unwrap_or_default();
            assert_eq!(error.refusal(), refusal, "{status} {body}");
            let hint = error.hint_for(operation).unwrap_or_default();
            assert!(hint.contains(words), "{status} {body}: {hint}");
            assert_eq!(hint.is_empty(), words.is_empty(), "{status} {body}: {hint}");
        }
    }
}
