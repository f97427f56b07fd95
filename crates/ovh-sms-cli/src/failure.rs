//! The failure of a command: a message and an exit code.

use ovh_sms::Error;
use ovh_sms::config::ConfigError;
use ovh_sms::error::ErrorKind;

use crate::exit::{DONE, FAILED, UNKNOWN, USAGE};

/// The failure of a command: a message and an exit code.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// Returns the exit code, one of those in [`exit`](crate::exit).
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: FAILED,
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: USAGE,
        }
    }

    /// Creates a failure whose outcome is unknown: the message may have been sent.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            code: UNKNOWN,
        }
    }

    /// Returns whether the outcome is unknown.
    pub(crate) fn is_unknown(&self) -> bool {
        self.code == UNKNOWN
    }

    /// Returns the failure with code 3 instead of 1, for operations whose outcome is unknown.
    pub(crate) fn leaving_open(self) -> Self {
        Self {
            code: match self.code {
                FAILED => UNKNOWN,
                code => code,
            },
            ..self
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let code = match &error {
            error if error.is_usage() => USAGE,
            error if error.may_have_been_sent() && !only_reads(error) => UNKNOWN,
            _ => FAILED,
        };
        let mut message = sentence(&error);
        if code == UNKNOWN {
            message.push_str(".\nThe request may have been processed: check before you repeat it");
        }
        message.push('.');
        if let ErrorKind::Configuration(error) = error.kind()
            && matches!(**error, ConfigError::NoCredentials(_))
        {
            message.push_str("\nRun `ovh-sms login` to get keys and save them.");
        }
        Self { message, code }
    }
}

/// Returns whether the request only reads, so that it does not matter whether it was processed.
fn only_reads(error: &Error) -> bool {
    let is_send = matches!(error.kind(), ErrorKind::Send(_) | ErrorKind::Token(_));
    !is_send
        && error
            .operation()
            .is_some_and(|operation| operation.method() == "GET")
}

/// Returns the error's message with a capital first letter; the caller adds the full stop.
pub(crate) fn sentence(error: &impl std::fmt::Display) -> String {
    let words = error.to_string();
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

/// Prints a message of clap and returns the exit code: help and version succeed, anything else is a
/// usage error. clap chooses the stream.
pub(crate) fn print_usage(error: &clap::Error) -> u8 {
    let code = if error.use_stderr() { USAGE } else { DONE };
    match error.print() {
        // A closed pipe, such as that of `head`, is not a failure.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => FAILED,
        _ => code,
    }
}
