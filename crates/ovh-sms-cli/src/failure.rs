//! The failure of a command: a message and an exit code.

use ovh_sms::Error;
use ovh_sms::config::ConfigError;
use ovh_sms::error::{CallError, CallErrorKind, ErrorKind, Refusal};
use serde_json::{Value, json};

use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN, USAGE};

/// The failure of a command: a message and an exit code.
#[derive(Debug)]
pub struct Failure {
    message: String,
    code: u8,
    cause: Option<Box<Cause>>,
}

/// The error of the library that made a command fail, as facts for scripts.
#[derive(Debug)]
struct Cause {
    kind: &'static str,
    operation: Option<String>,
    status: Option<u16>,
    code: Option<String>,
    refusal: Option<String>,
    query_id: Option<String>,
}

impl Cause {
    fn of(error: &Error) -> Self {
        let api = error.api();
        Self {
            kind: match error.kind() {
                ErrorKind::Call(error) => kind_of_call(error),
                ErrorKind::Argument(_) => "request",
                ErrorKind::Message(_) => "message",
                ErrorKind::Send(_) => "send",
                _ => "other",
            },
            operation: error.operation().map(|operation| operation.id().to_owned()),
            status: api.map(|api| api.status.as_u16()),
            code: api.and_then(|api| api.code.clone()),
            refusal: api
                .and_then(Refusal::of)
                .map(|refusal| lower_camel(&format!("{refusal:?}"))),
            query_id: error.query_id().map(str::to_owned),
        }
    }
}

/// Returns the kind of a failed call.
fn kind_of_call(error: &CallError) -> &'static str {
    match error.kind() {
        CallErrorKind::Request(_) => "request",
        CallErrorKind::Configuration(_) => "configuration",
        CallErrorKind::Api(_) => "api",
        CallErrorKind::Connection(_) => "connection",
        CallErrorKind::Response(_) => "response",
        CallErrorKind::Token(_) => "token",
        CallErrorKind::Deadline(_) => "deadline",
        CallErrorKind::Key(_) => "key",
        _ => "other",
    }
}

fn lower_camel(name: &str) -> String {
    let mut letters = name.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}

impl Failure {
    /// Returns the exit code, one of those in [`exit`](crate::exit).
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self {
            message: for_shell(&message.into()),
            code: FAILED,
            cause: None,
        }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self {
            message: for_shell(&message.into()),
            code: USAGE,
            cause: None,
        }
    }

    /// Creates a failure whose outcome is unknown: the message may have been sent.
    pub(crate) fn unknown(message: impl Into<String>) -> Self {
        Self {
            message: for_shell(&message.into()),
            code: UNKNOWN,
            cause: None,
        }
    }

    /// Creates a failure of a mailing that was sent, but not to all, or whose end was not awaited.
    pub(crate) fn partly(message: impl Into<String>) -> Self {
        Self {
            message: for_shell(&message.into()),
            code: PARTLY,
            cause: None,
        }
    }

    /// Returns the failure with the facts of the error that caused it.
    pub(crate) fn caused_by(self, error: Option<&Error>) -> Self {
        Self {
            cause: error.map(|error| Box::new(Cause::of(error))),
            ..self
        }
    }

    /// Returns whether the failure itself states that something was sent, or may have been.
    pub(crate) fn says_what_was_sent(&self) -> bool {
        matches!(self.code, UNKNOWN | PARTLY)
    }

    /// Returns whether the outcome is unknown.
    #[cfg(test)]
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

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Error::from(error).into()
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let may_have_changed = error.may_have_been_sent() && !only_reads(&error);
        Self::of_call(&error, may_have_changed)
    }
}

impl Failure {
    /// Creates the failure of a request that changes something. The last error may be one of
    /// another request, such as that for the service's time, after an attempt that may have been
    /// processed.
    pub(crate) fn of_change(error: Error) -> Self {
        let may_have_changed = error.may_have_been_sent();
        Self::of_call(&error, may_have_changed)
    }

    fn of_call(error: &Error, may_have_changed: bool) -> Self {
        let code = match error {
            error if error.is_usage() => USAGE,
            _ if may_have_changed => UNKNOWN,
            _ => FAILED,
        };
        let mut message = sentence(error);
        if code == UNKNOWN {
            message.push_str(".\nThe request may have been processed: check before you repeat it");
        }
        message.push('.');
        if let ErrorKind::Call(error) = error.kind()
            && let CallErrorKind::Configuration(error) = error.kind()
            && matches!(**error, ConfigError::NoCredentials(_))
        {
            message.push_str("\nRun `ovh-sms login` to get keys and save them.");
        }
        Self {
            message: for_shell(&message),
            code,
            cause: Some(Box::new(Cause::of(error))),
        }
    }
}

/// Returns whether the request only reads, so that it does not matter whether it was processed.
fn only_reads(error: &Error) -> bool {
    let is_send = match error.kind() {
        ErrorKind::Send(_) => true,
        ErrorKind::Call(error) => matches!(error.kind(), CallErrorKind::Token(_)),
        _ => false,
    };
    !is_send
        && error
            .operation()
            .is_some_and(|operation| operation.method() == "GET")
}

/// Names of the library in its messages, and what they are on the command line.
const WORDS: [(&str, &str); 18] = [
    ("`Service::usable_senders`", "`ovh-sms senders --usable`"),
    (
        "`GET /sms` lists the names",
        "`ovh-sms accounts` lists the names",
    ),
    (
        "with `number_column` (`--number-column`)",
        "with --number-column",
    ),
    ("with `separator` (`--separator`)", "with --separator"),
    ("set `allow_contact_information`", "pass --literal"),
    ("set `literal`", "pass --literal"),
    ("choose it with `sheet`", "choose it with --sheet"),
    (
        "(feature `sandbox`, on the command line `--sandbox`)",
        "(`--sandbox`)",
    ),
    ("`bare_numbers`", "--bare-numbers"),
    ("name it (`region`)", "name it, as in --region fr"),
    (", or allow this host by name (`allow_insecure_host`)", ""),
    ("`outside_gsm`", "--outside-gsm"),
    ("`landlines`", "--landlines"),
    ("`unknown_numbers`", "--unknown-numbers"),
    ("`encoding`", "--encoding"),
    ("`allow_replies`", "--allow-replies"),
    ("`max_parts`", "--max-parts"),
    ("add one with `to`", "add one with --to"),
];

/// Returns a message of the library with the names of the command line.
pub(crate) fn for_shell(message: &str) -> String {
    let mut text = message.to_owned();
    for (name, option) in WORDS {
        text = text.replace(name, option);
    }
    text
}

/// Returns the error's message with a capital first letter, unless it begins with a name; the caller
/// adds the full stop.
pub(crate) fn sentence(error: &impl std::fmt::Display) -> String {
    let words = for_shell(&error.to_string());
    let first = words.split_whitespace().next().unwrap_or_default();
    // The name of a file or of a setting stays as it is.
    if !first
        .trim_end_matches([',', ':'])
        .chars()
        .all(|c| c.is_alphabetic() || matches!(c, '\'' | '-'))
    {
        return words;
    }
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}

impl Failure {
    /// Returns the object that `docs/json/error.schema.json` describes.
    pub(crate) fn as_json(&self) -> Value {
        let cause = self.cause.as_deref();
        json!({ "error": {
            "message": self.message,
            "exitCode": self.code,
            "kind": cause.map_or(if self.code == USAGE { "usage" } else { "command" }, |cause| cause.kind),
            "operation": cause.and_then(|cause| cause.operation.as_deref()),
            "status": cause.and_then(|cause| cause.status),
            "code": cause.and_then(|cause| cause.code.as_deref()),
            "refusal": cause.and_then(|cause| cause.refusal.as_deref()),
            "queryId": cause.and_then(|cause| cause.query_id.as_deref()),
        }})
    }
}

/// Prints a message of clap and returns the exit code: help and version succeed, anything else is a
/// usage error. clap chooses the stream; with `--json`, an error is an object on stderr.
pub(crate) fn print_usage(error: &clap::Error, json: bool) -> u8 {
    let code = if error.use_stderr() { USAGE } else { DONE };
    if json && error.use_stderr() {
        let text = error.render().to_string();
        let text = text.strip_prefix("error: ").unwrap_or(&text).trim_end();
        return Failure::usage(text).report(true);
    }
    match error.print() {
        // A closed pipe, such as that of `head`, is not a failure.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => FAILED,
        _ => code,
    }
}
