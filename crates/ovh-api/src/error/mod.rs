//! The error of a call: what happened, in which call, and how to handle it.

mod api;
mod connection;
mod kinds;
pub(crate) mod refusal;
mod request;
mod response;
pub(crate) mod signs;

mod token;

use std::fmt;

use reqwest::StatusCode;

pub use api::ApiError;
pub use connection::{ConnectionError, ConnectionProblem};
pub use kinds::{DeadlineError, ErrorKind, KeyError};
pub use refusal::Refusal;
pub use request::RequestError;
pub use response::{Contradiction, ResponseError};

pub use token::{TokenError, TokenProblem};

use crate::auth::{InvalidCredential, InvalidRule};
use crate::config::{ConfigError, Source};
use crate::operation::{InvalidOperation, Operation};

/// An error of a call or of the configuration.
///
/// It is opaque: [`kind`](Self::kind) returns what happened, and the other methods return what
/// programs need to decide. Before a request is repeated, check
/// [`may_have_been_sent`](Self::may_have_been_sent).
///
/// ```
/// # let server = httpmock::MockServer::start();
/// # server.mock(|_, then| {
/// #     then.status(404).json_body(serde_json::json!({ "message": "This service does not exist" }));
/// # });
/// # let client = ovh_api::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_api::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use ovh_api::error::Refusal;
/// use ovh_api::reqwest::Method;
///
/// let call = client.request(Method::GET, "/vps/{serviceName}")?.path("serviceName", "vps-1");
/// let error = call.send().await.unwrap_err();
/// assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
/// assert_eq!(error.refusal(), Some(Refusal::ServiceNotFound));
/// assert!(!error.is_retryable());
/// # Ok::<(), ovh_api::Error>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    operation: Option<Operation>,
    attempts: u32,
    may_have_been_sent: bool,
    query_id: Option<String>,
}

impl Error {
    /// Creates an error of a call. Unless more is set, no attempt was sent.
    #[doc(hidden)]
    #[must_use]
    pub fn new(operation: &Operation, kind: impl Into<ErrorKind>) -> Self {
        Self(Box::new(Inner {
            operation: Some(operation.clone()),
            ..Inner::of(kind.into())
        }))
    }

    /// Adds the query id of the response.
    #[doc(hidden)]
    #[must_use]
    pub fn with_query_id(mut self, query_id: Option<String>) -> Self {
        self.0.query_id = query_id;
        self
    }

    /// Marks the error as one of an attempt that was sent, and that may have been processed.
    #[doc(hidden)]
    #[must_use]
    pub fn after_sending(mut self, may_have_been_sent: bool) -> Self {
        self.0.attempts = self.0.attempts.max(1);
        self.0.may_have_been_sent = may_have_been_sent;
        self
    }

    /// Creates the error for a read that returned another object than the requested one.
    #[doc(hidden)]
    #[must_use]
    pub fn other_object(operation: &Operation) -> Self {
        let problem = Contradiction::OtherObject;
        Self::new(operation, ResponseError::contradiction(problem)).after_sending(false)
    }

    /// The same error as one of this operation, if it is of none yet.
    pub(crate) fn for_operation(mut self, operation: &Operation) -> Self {
        self.0.operation.get_or_insert_with(|| operation.clone());
        self
    }

    /// Writes the error with the hint of this function.
    #[doc(hidden)]
    pub fn write_with(
        &self,
        f: &mut fmt::Formatter<'_>,
        hint: impl FnOnce(&ApiError, &Operation) -> Option<String>,
    ) -> fmt::Result {
        if let Some(operation) = &self.0.operation {
            write!(f, "{operation} ")?;
        }
        fmt::Display::fmt(&self.0.kind, f)?;
        if let (ErrorKind::Api(error), Some(operation)) = (self.kind(), &self.0.operation)
            && let Some(hint) = hint(error, operation)
        {
            write!(f, ". {}", hint.trim_end_matches('.'))?;
        }
        match &self.0.query_id {
            Some(query_id) => write!(f, " [query id {query_id}]"),
            None => Ok(()),
        }
    }

    /// Returns what happened.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns what happened, without the operation, the attempts and the query id.
    #[must_use]
    pub fn into_kind(self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the operation that was called, if the error is of a call. It is `GET /auth/time` if
    /// the call failed because the server's clock could not be read.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        self.0.operation.as_ref()
    }

    /// Returns how often the request was sent before this error was returned; 0 if it was not sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns true if the service may have processed the request despite the error, in this
    /// attempt or an earlier one.
    ///
    /// # Troubleshooting
    ///
    /// Read the object that the request changes or creates before you repeat the request.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.0.may_have_been_sent
    }

    /// Returns the value of `X-Ovh-QueryID`. OVHcloud's support asks for it.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        self.0.query_id.as_deref()
    }

    /// Returns the HTTP status of the response, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self.kind() {
            ErrorKind::Api(error) => Some(error.status),
            ErrorKind::Response(error) => Some(error.status()),
            ErrorKind::Token(error) => error.status,
            _ => None,
        }
    }

    /// Returns OVHcloud's code, such as `INVALID_SIGNATURE`, or the code of the token server, such
    /// as `invalid_client`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Api(error) => error.code.as_deref(),
            ErrorKind::Token(error) => error.code.as_deref(),
            _ => None,
        }
    }

    /// Returns the response of the service, if it refused the request or failed.
    #[must_use]
    pub fn api(&self) -> Option<&ApiError> {
        match self.kind() {
            ErrorKind::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns why the service refused the request, if it did and the reason is known.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        Refusal::of(self.api()?)
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
        match self.kind() {
            ErrorKind::Deadline(_) => true,
            ErrorKind::Connection(error) => error.problem == ConnectionProblem::Timeout,
            ErrorKind::Token(error) => {
                matches!(
                    &error.problem,
                    TokenProblem::Unreachable(ConnectionProblem::Timeout)
                )
            }
            _ => false,
        }
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
        match self.kind() {
            ErrorKind::Connection(error) => error.problem.is_connect(),
            _ => false,
        }
    }

    /// Returns true if the same request could succeed later: too many requests, a failed gateway, a
    /// lost connection.
    ///
    /// # Troubleshooting
    ///
    /// True does not mean that a retry is safe: check
    /// [`may_have_been_sent`](Self::may_have_been_sent) before the request is repeated.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Connection(_) | ErrorKind::Deadline(_) => true,
            ErrorKind::Api(error) => {
                is_passing(error.status) || (error.status.as_u16() == 500 && self.only_reads())
            }
            ErrorKind::Token(error) => error.is_passing,
            ErrorKind::Key(error) => error.is_pending(),
            ErrorKind::Request(_) | ErrorKind::Configuration(_) | ErrorKind::Response(_) => false,
        }
    }

    /// Returns true for an operation that changes nothing.
    fn only_reads(&self) -> bool {
        self.operation()
            .is_some_and(|operation| operation.method() == "GET")
    }

    /// Returns true if nothing was sent because the request or the configuration is wrong. The same call fails again until that is changed.
    #[must_use]
    pub fn is_usage(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Request(_) | ErrorKind::Configuration(_)
        )
    }

    /// Returns true if the service responded with 404: the object or the account does not exist. A
    /// gateway's page with this status does not count, nor does the response of `GET /auth/time`,
    /// which other calls need too.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        let is_of_clock = || self.operation() == Some(&crate::auth::operations::TIME_GET);
        self.api()
            .is_some_and(|error| error.status == StatusCode::NOT_FOUND && error.is_of_service)
            && !is_of_clock()
    }

    /// Returns true for status 429: too many requests.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.status() == Some(StatusCode::TOO_MANY_REQUESTS)
    }

    /// Returns true for a 403 with this code. The code alone may come from a gateway.
    pub(crate) fn is_forbidden_by(&self, code: &str) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN) && self.code() == Some(code)
    }

    /// Adds the facts of the whole call: the number of attempts, and whether one of them may have
    /// been processed.
    pub(crate) fn of_call(mut self, tried: u32, may_have_been_sent: bool) -> Self {
        if self.is_of_call() {
            self.0.attempts = tried;
            self.0.may_have_been_sent |= may_have_been_sent;
        }
        self
    }

    /// Marks the error as one of a request that precedes the call's own, which was not sent.
    #[doc(hidden)]
    #[must_use]
    pub fn before_sending(mut self) -> Self {
        self.0.may_have_been_sent = false;
        self
    }

    fn is_of_call(&self) -> bool {
        matches!(
            self.kind(),
            ErrorKind::Api(_)
                | ErrorKind::Connection(_)
                | ErrorKind::Token(_)
                | ErrorKind::Deadline(_)
                | ErrorKind::Response(_)
        )
    }
}

impl Inner {
    fn of(kind: ErrorKind) -> Self {
        Self {
            kind,
            operation: None,
            attempts: 0,
            may_have_been_sent: false,
            query_id: None,
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_with(f, ApiError::hint_for)
    }
}

/// The kind is displayed as part of the error itself; `source()` returns the cause of the kind.
impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.kind().cause()
    }
}

/// The causes are only read, so that a panic cannot leave them in a broken state.
impl std::panic::UnwindSafe for Error {}
impl std::panic::RefUnwindSafe for Error {}

/// Conversions of errors that are found before a call is made.
macro_rules! from {
    ($($source:ty => $kind:expr;)*) => {
        $(impl From<$source> for Error {
            fn from(error: $source) -> Self {
                let kind: fn($source) -> ErrorKind = $kind;
                Self(Box::new(Inner::of(kind(error))))
            }
        })*
    };
}

from! {
    ConfigError => |error| ErrorKind::Configuration(Box::new(error));
    InvalidCredential => |error| {
        let from = Source::Argument;
        ErrorKind::Configuration(Box::new(ConfigError::Credential { from, error }))
    };
    InvalidRule => |error| ErrorKind::Request(RequestError::Rule(error));
    InvalidOperation => |error| ErrorKind::Request(RequestError::Operation(error));
    KeyError => ErrorKind::Key;
    TokenError => ErrorKind::Token;
}

/// Returns true for a temporary status: the same request may succeed later.
pub fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// Returns true for a status that says that the server did not do what was requested, and will not.
///
/// A 303 points to the result of a POST; 408 and 499 come from gateways that stopped waiting. Other
/// statuses are not refusals.
pub(crate) fn is_refusal(status: StatusCode) -> bool {
    match status.as_u16() {
        301 | 302 | 307 | 308 => true,
        408 | 499 => false,
        status => (400..500).contains(&status),
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{RefUnwindSafe, UnwindSafe};

    use reqwest::StatusCode;

    use super::{Error, is_refusal};

    #[test]
    fn only_a_known_refusal_says_that_nothing_was_done() {
        let refusals: Vec<u16> = (100..1000)
            .filter(|code| is_refusal(StatusCode::from_u16(*code).unwrap()))
            .collect();
        let expected: Vec<u16> = [301, 302, 307, 308]
            .into_iter()
            .chain((400..500).filter(|code| ![408, 499].contains(code)))
            .collect();
        assert_eq!(refusals, expected);
    }

    #[test]
    fn an_error_is_one_word_wide_and_can_cross_threads() {
        fn crosses<T: Send + Sync + UnwindSafe + RefUnwindSafe + 'static>() {}
        crosses::<Error>();
        crosses::<crate::Client>();
        assert!(size_of::<Error>() <= 8);
    }
}
