//! The operations that the client calls itself.

use reqwest::Method;

use crate::operation::Operation;

/// `POST /auth/credential`
pub(crate) static CREDENTIAL_CREATE: Operation = Operation::of_table(
    "auth_credential_create",
    Method::POST,
    "/auth/credential",
    false,
    &[],
    None,
);

/// `GET /auth/currentCredential`
pub(crate) static CURRENT_CREDENTIAL_GET: Operation = Operation::of_table(
    "auth_current_credential_get",
    Method::GET,
    "/auth/currentCredential",
    true,
    &[],
    None,
);

/// `POST /auth/logout`
pub(crate) static LOGOUT: Operation =
    Operation::of_table("auth_logout", Method::POST, "/auth/logout", true, &[], None);

/// `GET /auth/time`
pub(crate) static TIME_GET: Operation =
    Operation::of_table("auth_time_get", Method::GET, "/auth/time", false, &[], None);
