//! What to do about OVHcloud's errors: a table of codes and statuses.

use serde_json::Value;

use super::ApiError;

/// Which errors a hint is about.
enum About {
    /// OVHcloud's code, on a status of a client's error: on any other a gateway may have repeated
    /// it.
    Code(&'static str),
    /// Any error with this status, where no code of the table fits.
    Status(u16),
}

use About::{Code, Status};

/// Codes first; `{rule}` is the access rule of the operation, `{actions}` its IAM actions.
const HINTS: &[(About, &str)] = &[
    (
        Code("INVALID_SIGNATURE"),
        "Check the application secret and the consumer key, that both belong to the application key, and that the endpoint is the region where they were made; if they are right, something between here and OVHcloud changes the URL or the body.",
    ),
    (
        Code("QUERY_TIME_OUT"),
        "The timestamp is too far from the server's clock, even after reading that clock again; look for a proxy that holds requests back or caches `/auth/time`.",
    ),
    (
        Code("NOT_CREDENTIAL"),
        "The consumer key does not belong to this application key; use the pair that was made together.",
    ),
    (
        Code("INVALID_CREDENTIAL"),
        "The consumer key is not validated yet, has expired or was revoked; open its validation URL, or ask for a new one.",
    ),
    (
        Code("INVALID_KEY"),
        "The application key is wrong, or from another region than the endpoint.",
    ),
    (
        Code("NOT_GRANTED_CALL"),
        "The consumer key lacks the rule `{rule}`; ask for a new key with it (rules match literally: `/sms/*` does not cover `/sms`).",
    ),
    (
        Status(401),
        "The request carried no valid credentials: a consumer key is missing, or the access token has expired.",
    ),
    (
        Status(403),
        "If it is a matter of rights: a consumer key needs the rule `{rule}`{actions}.",
    ),
    (
        Status(404),
        "Check the names and ids in the path, and that they belong to the account of these credentials.",
    ),
    (
        Status(407),
        "The proxy wants a login; put it into HTTPS_PROXY as https://user:password@host.",
    ),
    (
        Status(408),
        "A gateway gave up waiting; whether the service did what was asked is not known.",
    ),
    (
        Status(409),
        "Something of that name exists, or another change is under way; read it before trying again.",
    ),
    (
        Status(429),
        "Too many requests; send fewer, for instance with `requests_per_minute` of the client's builder.",
    ),
    (
        Status(460),
        "The service has expired; renew it in OVHcloud's control panel.",
    ),
];

/// The hint for an error.
pub(super) fn of(error: &ApiError) -> Option<String> {
    if error.status.is_redirection() {
        return Some("Redirects are not followed; check the endpoint's URL.".to_owned());
    }
    let is_of_client = error.status.is_client_error();
    if let Some(denied) = denied_actions(error).filter(|_| is_of_client) {
        return Some(format!("An IAM policy must allow {denied}."));
    }
    let code = error.code.as_deref().unwrap_or_default();
    let by_code = HINTS
        .iter()
        .find(|(about, _)| is_of_client && matches!(about, Code(known) if *known == code));
    let by_status = || {
        HINTS
            .iter()
            .find(|(about, _)| matches!(about, Status(known) if *known == error.status.as_u16()))
    };
    let (_, words) = by_code.or_else(by_status)?;
    let rule = error
        .operation
        .rule(None)
        .map_or_else(|_| error.operation.to_string(), |rule| rule.to_string());
    let actions = match error.operation.iam_actions {
        [] => String::new(),
        actions => format!(", an IAM policy `{}`", actions.join("`, `")),
    };
    Some(
        words
            .replace("{rule}", &rule)
            .replace("{actions}", &actions),
    )
}

/// The IAM actions that the answer says are missing: one text, or a list.
fn denied_actions(error: &ApiError) -> Option<String> {
    let words = match error.details.get("unauthorizedActionsByIAM")? {
        Value::String(text) => text.clone(),
        Value::Array(actions) => {
            let actions: Vec<_> = actions.iter().filter_map(Value::as_str).collect();
            actions.join("`, `")
        }
        _ => return None,
    };
    (!words.is_empty()).then(|| format!("`{words}`"))
}
