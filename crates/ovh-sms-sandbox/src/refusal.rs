//! Refusals: the errors that the service returns, with the fields that OVHcloud's errors have.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// Which fields the errors of authentication have: see
/// [`SandboxBuilder::authentication_errors`](crate::SandboxBuilder::authentication_errors).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum AuthenticationErrors {
    /// `class`, `message`, `errorCode` and `httpCode`.
    #[default]
    Both,
    /// `class` and `message`, as in responses published since 2024.
    Class,
    /// `message`, `errorCode` and `httpCode`, as in responses published from 2017 to 2020.
    Code,
}

/// A refused call: the status, codes for programs and a message for people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    class: &'static str,
    /// The code of an authentication error; other errors have none.
    code: Option<&'static str>,
    pub(crate) message: String,
    details: Map<String, Value>,
    fields: AuthenticationErrors,
    /// What the journal states besides the message.
    cause: Option<Box<Cause>>,
}

/// The reason of a refusal in words, for the journal: the response does not contain it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Cause {
    pub(crate) reason: String,
    /// The text that should have been signed, without the secret.
    pub(crate) signed: Option<String>,
}

/// Messages that were different while errors had no `class`, by their code.
const OLD_MESSAGES: &[(&str, &str)] = &[("INVALID_KEY", "This application key is invalid")];
/// As OVHcloud spells it.
const MALFORMED_RULES: &str = "Body parameter accessRules isn't formated correctly";

/// Status and class.
const CLASSES: &[(u16, &str)] = &[
    (400, "Client::BadRequest"),
    (401, "Client::Unauthorized"),
    (402, "Client::PaymentRequired"),
    (403, "Client::Forbidden"),
    (404, "Client::NotFound"),
    (405, "Client::MethodNotAllowed"),
    (408, "Client::RequestTimeout"),
    (409, "Client::Conflict"),
    (413, "Client::RequestEntityTooLarge"),
    (414, "Client::RequestUriTooLong"),
    (415, "Client::UnsupportedMediaType"),
    (429, "Client::TooManyRequests"),
    (431, "Client::RequestHeaderFieldsTooLarge"),
    (460, "Client::ServiceExpired"),
    (500, "Server::InternalServerError"),
    (502, "Server::BadGateway"),
    (503, "Server::ServiceUnavailable"),
    (504, "Server::GatewayTimeout"),
];

impl Refusal {
    /// Creates an error of authentication, which has a code.
    pub(crate) fn code(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code: Some(code),
            ..Self::class(status, message)
        }
    }

    /// Creates an error of a service.
    pub(crate) fn class(status: u16, message: impl Into<String>) -> Self {
        let class = CLASSES.iter().find(|(known, _)| *known == status).map_or(
            if status < 500 {
                "Client::Error"
            } else {
                "Server::Error"
            },
            |(_, class)| class,
        );
        Self {
            status: status_code(status),
            class,
            code: None,
            message: message.into(),
            details: Map::new(),
            fields: AuthenticationErrors::Both,
            cause: None,
        }
    }

    /// Adds a reason for the journal.
    pub(crate) fn because(self, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        let cause = Cause {
            reason,
            ..self.cause().cloned().unwrap_or_default()
        };
        Self {
            cause: Some(Box::new(cause)),
            ..self
        }
    }

    /// Adds the text that should have been signed, for the journal.
    pub(crate) fn with_signed(self, signed: String) -> Self {
        let cause = Cause {
            signed: Some(signed),
            ..self.cause().cloned().unwrap_or_default()
        };
        Self {
            cause: Some(Box::new(cause)),
            ..self
        }
    }

    /// Returns the reason for the journal.
    pub(crate) fn cause(&self) -> Option<&Cause> {
        self.cause.as_deref()
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        Self::class(400, message)
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::class(403, message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::class(409, message)
    }

    /// Creates the refusal for an unknown service, with the real service's message.
    pub(crate) fn no_service() -> Self {
        Self::class(404, "This service does not exist")
    }

    /// Creates the refusal for an unknown application key.
    pub(crate) fn no_application() -> Self {
        Self::code(403, "INVALID_KEY", "Invalid application key")
    }

    /// Creates the refusal for a call without complete credentials.
    pub(crate) fn no_login() -> Self {
        Self::code(401, "NOT_CREDENTIAL", "You must login first")
    }

    /// Creates the refusal for access rules of a wrong form.
    pub(crate) fn malformed_rules() -> Self {
        Self::bad(MALFORMED_RULES)
    }

    /// Creates the refusal for a service account that no IAM policy allows these actions.
    pub(crate) fn no_policy(actions: &[String]) -> Self {
        let mut refusal = Self::class(403, "User not granted for this request");
        let actions = Value::from(actions.join(", "));
        refusal
            .details
            .insert("unauthorizedActionsByIAM".to_owned(), actions);
        refusal
    }

    /// Creates the refusal for an unknown object within a service.
    pub(crate) fn no_object(name: &str, key: &str) -> Self {
        Self::class(
            404,
            format!("The requested object ({name} = {key}) does not exist"),
        )
    }

    /// Creates the refusal for an unknown path.
    pub(crate) fn no_url() -> Self {
        Self::class(404, "Got an invalid (or empty) URL")
    }

    /// Returns the refusal with other fields, if it is an error of authentication.
    pub(crate) fn with_fields(mut self, fields: AuthenticationErrors) -> Self {
        self.fields = fields;
        let old = OLD_MESSAGES
            .iter()
            .find(|(code, _)| self.code == Some(code));
        if let Some((_, message)) = old.filter(|_| fields == AuthenticationErrors::Code) {
            self.message = (*message).to_owned();
        }
        self
    }

    /// Returns the body of the response.
    pub(crate) fn body(&self) -> Value {
        let mut body = Map::new();
        let mut set = |name: &str, value: Value| body.insert(name.to_owned(), value);
        let code = self
            .code
            .filter(|_| self.fields != AuthenticationErrors::Class);
        if code.is_none() || self.fields != AuthenticationErrors::Code {
            set("class", json!(self.class));
        }
        set("message", json!(self.message));
        if let Some(code) = code {
            set("errorCode", json!(code));
            set("httpCode", json!(status_line(self.status)));
        }
        if !self.details.is_empty() {
            set("details", Value::Object(self.details.clone()));
        }
        Value::Object(body)
    }
}

fn status_code(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn status_line(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_carry_their_words() {
        let code = || Refusal::code(400, "INVALID_SIGNATURE", "Invalid signature");
        let class = json!({ "class": "Client::BadRequest", "message": "Invalid signature" });
        let old = json!({
            "errorCode": "INVALID_SIGNATURE",
            "httpCode": "400 Bad Request",
            "message": "Invalid signature",
        });
        let mut both = old.clone();
        both["class"] = class["class"].clone();
        assert_eq!(code().body(), both);
        let with = |fields| code().with_fields(fields).body();
        assert_eq!(with(AuthenticationErrors::Both), both);
        assert_eq!(with(AuthenticationErrors::Class), class);
        assert_eq!(with(AuthenticationErrors::Code), old);
        let service = json!({
            "class": "Client::NotFound",
            "message": "This service does not exist",
        });
        for fields in [AuthenticationErrors::Both, AuthenticationErrors::Code] {
            assert_eq!(Refusal::no_service().with_fields(fields).body(), service);
        }
    }
}
