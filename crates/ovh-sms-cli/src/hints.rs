//! Corrects command lines that other programs would accept: says which form is right.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use ovh_sms::PhoneNumber;

/// Adds the right form of a command line to the error that refuses it, if it is recognized.
pub(crate) fn with_hint(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let is_wrong = matches!(
        error.kind(),
        ErrorKind::UnknownArgument | ErrorKind::MissingRequiredArgument
    );
    if let Some(hint) = hint(arguments).filter(|_| is_wrong) {
        let hint = ContextValue::StyledStrs(vec![hint.into()]);
        error.insert(ContextKind::Suggested, hint);
    }
    error
}

/// Returns the right form of a command line that was refused.
fn hint(arguments: &[OsString]) -> Option<String> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let command = words.iter().skip(1).find(|word| !word.starts_with('-'))?;
    if !matches!(*command, "send" | "estimate") || words.contains(&"--to") {
        return None;
    }
    let is_number = |word: &&&str| {
        word.starts_with(['+', '0'])
            && (word.parse::<PhoneNumber>().is_ok() || PhoneNumber::from_service(word).is_some())
    };
    let number = words.iter().skip(1).find(is_number)?;
    Some(format!(
        "pass the receiver with --to: `ovh-sms {command} --to {number} \"TEXT\"`"
    ))
}
