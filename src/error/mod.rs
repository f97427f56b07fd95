//! The one error of the crate, and what can be asked of it.

mod api;
mod hints;
mod kinds;
mod send;

use reqwest::StatusCode;

pub use api::ApiError;
pub use kinds::{AnswerError, ConnectionError, DeadlineError, KeyError, RequestError, TokenError};
pub use send::SendError;

use crate::auth::InvalidCredential;
use crate::config::{ConfigError, Source};
use crate::message::MessageError;
use crate::operation::Operation;

/// What went wrong; two words wide.
///
/// [`Error::may_have_been_sent`] is the question to ask before a message is sent again.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The request is not right, and nothing was sent: a parameter is missing, does not convert, or
    /// can't stand in a path; or the client has no credentials for it.
    #[error(transparent)]
    Request(Box<RequestError>),
    /// The client can't be made as it is configured; nothing was sent.
    #[error(transparent)]
    Configuration(Box<ConfigError>),
    /// OVHcloud, or a gateway before it, answered with an error status.
    #[error(transparent)]
    Api(Box<ApiError>),
    /// No whole answer came: not connected, connection lost, time-out.
    #[error(transparent)]
    Connection(Box<ConnectionError>),
    /// The answer came with a good status and can't be understood.
    #[error(transparent)]
    Answer(Box<AnswerError>),
    /// No OAuth2 token could be had, and the request was not sent.
    #[error(transparent)]
    Token(Box<TokenError>),
    /// The time allowed ran out before the request could be sent.
    #[error(transparent)]
    Deadline(Box<DeadlineError>),
    /// The consumer key that was asked for is not validated.
    #[error(transparent)]
    Key(Box<KeyError>),
    /// A contradiction in a message; nothing was sent.
    #[error(transparent)]
    Message(Box<MessageError>),
    /// A message was sent to some of its receivers and not to others, or nobody knows: the whole
    /// report is in it.
    #[error(transparent)]
    Send(Box<SendError>),
}

/// What an error comes from is only read.
impl std::panic::UnwindSafe for Error {}
impl std::panic::RefUnwindSafe for Error {}

impl Error {
    pub(crate) fn request(operation: &'static Operation, problem: impl Into<String>) -> Self {
        let problem = problem.into();
        Self::Request(Box::new(RequestError { operation, problem }))
    }

    /// The response to a read is of another object than the one that was asked for.
    pub(crate) fn other_object(operation: &'static Operation) -> Self {
        Self::Answer(Box::new(AnswerError {
            operation,
            status: StatusCode::OK,
            problem: "another object than the one that was asked for; a cache may stand in between"
                .to_owned(),
            query_id: None,
            limit: None,
            may_have_been_sent: false,
            attempts: 1,
        }))
    }

    /// The HTTP status of the answer, if there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status),
            Self::Answer(error) => Some(error.status),
            Self::Token(error) => error.status,
            Self::Send(error) => error.source.status(),
            _ => None,
        }
    }

    /// OVHcloud's word for the error, such as `INVALID_SIGNATURE`, or that of the token server,
    /// such as `invalid_client`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.code.as_deref(),
            Self::Token(error) => error.code.as_deref(),
            Self::Send(error) => error.source.code(),
            _ => None,
        }
    }

    /// Whether it is a 403 with this code: the code by itself may come from a gateway.
    pub(crate) fn is_forbidden_by(&self, code: &str) -> bool {
        self.status() == Some(StatusCode::FORBIDDEN) && self.code() == Some(code)
    }

    /// What OVHcloud's support asks for.
    #[must_use]
    pub fn query_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.query_id.as_deref(),
            Self::Answer(error) => error.query_id.as_deref(),
            Self::Send(error) => error.source.query_id(),
            _ => None,
        }
    }

    /// How often the request was tried before this error was given back; 0 if it never left.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Api(error) => error.attempts,
            Self::Connection(error) => error.attempts,
            Self::Answer(error) => error.attempts,
            Self::Token(error) => error.attempts,
            Self::Deadline(error) => error.attempts,
            Self::Send(error) => error.source.attempts(),
            Self::Request(_) | Self::Configuration(_) | Self::Key(_) | Self::Message(_) => 0,
        }
    }

    /// Whether the same request could succeed later: too many requests, a gateway's failure, a lost
    /// connection.
    ///
    /// # Troubleshooting
    ///
    /// It does not say that trying again is safe: ask
    /// [`may_have_been_sent`](Self::may_have_been_sent) before a message is sent again.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Connection(_) | Self::Deadline(_) => true,
            Self::Api(error) => is_passing(error.status),
            Self::Token(error) => error.is_passing,
            Self::Key(error) => error.is_pending(),
            Self::Request(_)
            | Self::Configuration(_)
            | Self::Answer(_)
            | Self::Message(_)
            | Self::Send(_) => false,
        }
    }

    /// Whether the service may have done what was asked, although an error came back: true as soon
    /// as one of the attempts may have.
    ///
    /// # Troubleshooting
    ///
    /// If true after a message was sent, look for it in the outgoing messages and in the pending
    /// jobs before sending it again; the receiver may have it.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        match self {
            Self::Send(_) => true,
            Self::Request(_) | Self::Configuration(_) | Self::Key(_) | Self::Message(_) => false,
            Self::Api(error) => error.may_have_been_sent,
            Self::Connection(error) => error.may_have_been_sent,
            Self::Token(error) => error.may_have_been_sent,
            Self::Deadline(error) => error.may_have_been_sent,
            Self::Answer(error) => error.may_have_been_sent,
        }
    }

    /// Tells the error what only the whole call knows: how many attempts there were, and whether
    /// one of them may have been processed.
    pub(crate) fn of_call(mut self, tried: u32, may_have_been_sent: bool) -> Self {
        let (attempts, sent) = match &mut self {
            Self::Api(error) => (&mut error.attempts, &mut error.may_have_been_sent),
            Self::Connection(error) => (&mut error.attempts, &mut error.may_have_been_sent),
            Self::Token(error) => (&mut error.attempts, &mut error.may_have_been_sent),
            Self::Deadline(error) => (&mut error.attempts, &mut error.may_have_been_sent),
            Self::Answer(error) => (&mut error.attempts, &mut error.may_have_been_sent),
            Self::Request(_)
            | Self::Configuration(_)
            | Self::Key(_)
            | Self::Message(_)
            | Self::Send(_) => return self,
        };
        *attempts = tried;
        *sent |= may_have_been_sent;
        self
    }

    /// Tells the error that it met something that goes before the request, the reading of the
    /// server's clock: the request itself has not left.
    pub(crate) fn before_sending(mut self) -> Self {
        match &mut self {
            Self::Api(error) => error.may_have_been_sent = false,
            Self::Connection(error) => error.may_have_been_sent = false,
            Self::Answer(error) => error.may_have_been_sent = false,
            _ => {}
        }
        self
    }
}

impl From<MessageError> for Error {
    fn from(error: MessageError) -> Self {
        Self::Message(Box::new(error))
    }
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        Self::Send(Box::new(error))
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::Configuration(Box::new(error))
    }
}

impl From<InvalidCredential> for Error {
    fn from(error: InvalidCredential) -> Self {
        let from = Source::Argument;
        ConfigError::Credential { from, error }.into()
    }
}

/// Statuses that pass: the same request may succeed a little later.
pub(crate) fn is_passing(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 502 | 503 | 504)
}

/// Statuses by which a server says that it has not done what was asked, and will not. A 303 says
/// where the result of a POST is; 408 and 499 are of gateways that gave up waiting. Any other
/// status is no refusal.
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
    fn an_error_is_two_words_wide_and_can_cross_threads() {
        fn crosses<T: Send + Sync + UnwindSafe + RefUnwindSafe + 'static>() {}
        crosses::<Error>();
        crosses::<crate::Client>();
        crosses::<crate::Service>();
        assert!(size_of::<Error>() <= 16);
    }
}
