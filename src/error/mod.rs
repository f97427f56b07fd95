//! The error type of the crate: what happened, in which call, and how to handle it.

mod refusal;
mod send;

use std::fmt;

use ovh_api::reqwest::StatusCode;

pub use ovh_api::Error as CallError;
pub use ovh_api::error::ErrorKind as CallErrorKind;
pub use ovh_api::error::{
    ApiError, ConnectionError, ConnectionProblem, Contradiction, DeadlineError, KeyError,
    RequestError, ResponseError, TokenError, TokenProblem,
};
pub use refusal::Refusal;
pub use send::SendError;

use crate::api::operations;
use crate::auth::{InvalidCredential, InvalidRule};
use crate::config::ConfigError;
use crate::message::MessageError;
use crate::name::NameError;
use crate::number::NumberError;
use crate::{InvalidOperation, Operation};

/// An error of a call, of the configuration or of a message.
///
/// It is opaque: [`kind`](Self::kind) returns what happened, and the other methods return what
/// programs need to decide. Before a message is sent again, check
/// [`may_have_been_sent`](Self::may_have_been_sent).
///
/// ```
/// # use ovh_sms::httpmock::MockServerExt;
/// # let server = httpmock::MockServer::start();
/// # server.service_get(|_, then| {
/// #     let mut refused = ovh_sms::types::ApiError::default();
/// #     refused.message = Some("This service does not exist".into());
/// #     then.client_error(404, &refused);
/// # });
/// # let client = ovh_sms::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_sms::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use ovh_sms::error::Refusal;
///
/// let error = client.service("sms-xx0-1").api().service_get().await.unwrap_err();
/// assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
/// assert_eq!(error.refusal(), Some(Refusal::ServiceNotFound));
/// assert!(!error.is_retryable());
/// # });
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Error(Box<ErrorKind>);

/// What happened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A call failed, or could not be made: the request, the connection, the response, or the
    /// configuration of the client. [`CallError::kind`] returns which.
    #[error(transparent)]
    Call(CallError),
    /// The message contradicts itself, or has an invalid receiver; nothing was sent.
    #[error(transparent)]
    Message(MessageError),
    /// The argument of a workflow is wrong; nothing was sent.
    #[error(transparent)]
    Argument(ArgumentError),
    /// A message was sent to some of its receivers and not to others, or the result is unknown. The
    /// error holds the report.
    #[error(transparent)]
    Send(Box<SendError>),
}

/// Why a workflow cannot send a request. Nothing was sent.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ArgumentError {
    /// A callback URL, which the service is to call, is not a web address.
    #[error("{op} cannot be sent: {0:?} is not a web address; start it with https://", op = operations::SERVICE_UPDATE)]
    CallbackAddress(String),
    /// A report is of another account than the one that is to look for its messages.
    #[error(
        "{op} cannot be sent: the report is of the account {of:?}, not of {asked:?}; look again with \
         that account",
        op = operations::OUTGOING_LIST
    )]
    OtherService {
        /// The account of the report.
        of: String,
        /// The account that was asked.
        asked: String,
    },
}

impl Error {
    /// Marks the error as one of a request that precedes the call's own, which was not sent.
    pub(crate) fn before_sending(self) -> Self {
        match *self.0 {
            ErrorKind::Call(error) => error.before_sending().into(),
            kind => Self(Box::new(kind)),
        }
    }

    /// Marks the error as one of a request that follows the call's own, which was processed.
    pub(crate) fn after_sending(self) -> Self {
        match *self.0 {
            ErrorKind::Call(error) => error.after_sending(true).into(),
            kind => Self(Box::new(kind)),
        }
    }

    /// Returns what happened.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0
    }

    /// Returns what happened, by value.
    #[must_use]
    pub fn into_kind(self) -> ErrorKind {
        *self.0
    }

    /// Returns the error of the call, if a call failed: for a message that was not sent to every
    /// receiver, the first error. Its text has no hints that are special to the SMS API.
    #[must_use]
    pub fn call(&self) -> Option<&CallError> {
        match self.kind() {
            ErrorKind::Call(error) => Some(error),
            ErrorKind::Send(error) => error.cause.call(),
            ErrorKind::Message(_) | ErrorKind::Argument(_) => None,
        }
    }

    /// Returns what happened in the call, if a call failed.
    #[must_use]
    pub fn call_kind(&self) -> Option<&CallErrorKind> {
        self.call().map(CallError::kind)
    }

    /// Returns the operation that was called, if the error is of a call. It is `GET /auth/time` if
    /// the call failed because the server's clock could not be read.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        match self.kind() {
            ErrorKind::Argument(ArgumentError::CallbackAddress(_)) => {
                Some(&operations::SERVICE_UPDATE)
            }
            ErrorKind::Argument(ArgumentError::OtherService { .. }) => {
                Some(&operations::OUTGOING_LIST)
            }
            _ => self.call()?.operation(),
        }
    }

    /// Returns how often the request was sent before this error was returned; 0 if it was not sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.call().map_or(0, CallError::attempts)
    }

    /// Returns true if the service may have processed the request despite the error, in this
    /// attempt or an earlier one.
    ///
    /// # Troubleshooting
    ///
    /// If this is true after a message was sent, look for the message in the outgoing messages and
    /// in the pending jobs before you send it again: the receiver may have it.
    /// [`Service::look_again`](crate::Service::look_again) does that for a
    /// [`SendReport`](crate::SendReport).
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self.kind() {
            ErrorKind::Send(_) => true,
            ErrorKind::Call(error) => error.may_have_been_sent(),
            ErrorKind::Message(_) | ErrorKind::Argument(_) => false,
        }
    }

    /// Returns the value of `X-Ovh-QueryID`. OVHcloud's support asks for it.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.call()?.query_id()
    }

    /// Returns the HTTP status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.call()?.status()
    }

    /// Returns OVHcloud's code, such as `INVALID_SIGNATURE`, or the code of the token server, such
    /// as `invalid_client`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.call()?.code()
    }

    /// Returns the response of the service, if it refused the request or failed.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        self.call()?.api()
    }

    /// Returns why the service refused the request, if it did and the reason is known.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        Refusal::of(self.api()?)
    }

    /// Returns the report of a message that was not sent to every receiver, or has unknown results.
    #[must_use]
    pub fn send_report(&self) -> Option<&crate::SendReport> {
        match self.kind() {
            ErrorKind::Send(error) => Some(&error.report),
            _ => None,
        }
    }

    /// Returns the same report, mutable, so that
    /// [`Service::look_again`](crate::Service::look_again) can complete it.
    #[must_use]
    pub fn send_report_mut(&mut self) -> Option<&mut crate::SendReport> {
        match &mut *self.0 {
            ErrorKind::Send(error) => Some(&mut error.report),
            _ => None,
        }
    }

    /// Returns the report of a message that was not sent to every receiver, or has unknown results.
    ///
    /// # Errors
    ///
    /// Returns the error itself if it is of another kind: then the message was sent to no receiver.
    pub fn into_send_report(self) -> Result<crate::SendReport, Self> {
        match *self.0 {
            ErrorKind::Send(error) => Ok(error.report),
            kind => Err(Self(Box::new(kind))),
        }
    }

    /// Returns true if the timeout of an attempt or the deadline of the call was exceeded.
    ///
    /// # Troubleshooting
    ///
    /// Raise [`Options::timeout`](crate::Options::timeout) or
    /// [`Options::deadline`](crate::Options::deadline), or send fewer requests at once: a call may
    /// have waited for its turn.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.call().is_some_and(CallError::is_timeout)
    }

    /// Returns true if no connection was made, so nothing was sent. The step that failed is name
    /// resolution, the connection itself, TLS or a proxy.
    ///
    /// # Troubleshooting
    ///
    /// The message names the step that failed. Check the network, `HTTPS_PROXY`, the endpoint, and
    /// for TLS the clock of this machine and its certificates.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.call().is_some_and(CallError::is_connect)
    }

    /// Returns true if the same request could succeed later: too many requests, a failed gateway, a
    /// lost connection.
    ///
    /// # Troubleshooting
    ///
    /// True does not mean that a retry is safe: check
    /// [`may_have_been_sent`](Self::may_have_been_sent) before a message is sent again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        matches!(self.kind(), ErrorKind::Call(error) if error.is_retryable())
    }

    /// Returns true if nothing was sent because the request, the configuration or the message is
    /// wrong. The same call fails again until that is changed.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        match self.kind() {
            ErrorKind::Message(_) | ErrorKind::Argument(_) => true,
            ErrorKind::Call(error) => error.is_usage(),
            ErrorKind::Send(_) => false,
        }
    }

    /// Returns true if the service responded with 404: the object or the account does not exist. A
    /// gateway's page with this status does not count.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.call().is_some_and(CallError::is_not_found)
    }

    /// Returns true for status 429: too many requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.call().is_some_and(CallError::is_rate_limited)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Call(error) => {
                error.write_with(f, refusal::hint)?;
                match error.kind() {
                    CallErrorKind::Configuration(problem)
                        if matches!(**problem, ConfigError::NoCredentials(_)) =>
                    {
                        f.write_str("; to try without an account, use the sandbox (feature `sandbox`, on the command line `--sandbox`)")
                    }
                    _ => Ok(()),
                }
            }
            kind => fmt::Display::fmt(kind, f),
        }
    }
}

/// The kind is displayed as part of the error itself; `source()` returns the cause of the kind.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(self.kind())
    }
}

/// The causes are only read, so that a panic cannot leave them in a broken state.
impl std::panic::UnwindSafe for Error {}
impl std::panic::RefUnwindSafe for Error {}

/// Conversions of errors.
macro_rules! from {
    ($($source:ty => $kind:expr;)*) => {
        $(impl From<$source> for Error {
            fn from(error: $source) -> Self {
                let kind: fn($source) -> ErrorKind = $kind;
                Self(Box::new(kind(error)))
            }
        })*
    };
}

from! {
    CallError => ErrorKind::Call;
    MessageError => ErrorKind::Message;
    ArgumentError => ErrorKind::Argument;
    NameError => |error| ErrorKind::Message(error.into());
    NumberError => |error| ErrorKind::Message(error.into());
    SendError => |error| ErrorKind::Send(Box::new(error));
    ConfigError => |error| ErrorKind::Call(error.into());
    InvalidCredential => |error| ErrorKind::Call(error.into());
    InvalidRule => |error| ErrorKind::Call(error.into());
    InvalidOperation => |error| ErrorKind::Call(error.into());
    KeyError => |error| ErrorKind::Call(error.into());
    TokenError => |error| ErrorKind::Call(error.into());
}

#[cfg(test)]
mod tests {
    use std::panic::{RefUnwindSafe, UnwindSafe};

    use super::Error;

    #[test]
    fn an_error_is_one_word_wide_and_can_cross_threads() {
        fn crosses<T: Send + Sync + UnwindSafe + RefUnwindSafe + 'static>() {}
        crosses::<Error>();
        crosses::<crate::Client>();
        crosses::<crate::Service>();
        assert!(size_of::<Error>() <= 8);
    }
}
