//! Refusals: the errors that the service returns, in OVHcloud's two forms.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

/// A refused call: the status, a code for programs and a message for people.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    form: Form,
    pub(crate) message: String,
}

/// OVHcloud's two error forms: with `errorCode` and `httpCode`, or with `class`.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Form {
    Code(&'static str),
    Class(&'static str),
}

/// Status and class of the newer form.
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
    /// Creates a refusal in the form that authentication uses.
    pub(crate) fn code(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status: status_code(status),
            form: Form::Code(code),
            message: message.into(),
        }
    }

    /// Creates a refusal in the form that the services use.
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
            form: Form::Class(class),
            message: message.into(),
        }
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
        Self::code(404, "NOT_FOUND", "This service does not exist")
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

    /// Returns the body of the response.
    pub(crate) fn body(&self) -> Value {
        match self.form {
            Form::Code(code) => json!({
                "message": self.message,
                "errorCode": code,
                "httpCode": status_line(self.status),
            }),
            Form::Class(class) => {
                json!({ "message": self.message, "class": class, "details": Map::new() })
            }
        }
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
        let one = Refusal::code(400, "INVALID_SIGNATURE", "Invalid signature").body();
        assert_eq!(one["httpCode"], "400 Bad Request");
        assert_eq!(
            Refusal::no_service().body()["message"],
            "This service does not exist"
        );
        assert_eq!(
            Refusal::forbidden("no").body()["class"],
            "Client::Forbidden"
        );
    }
}
