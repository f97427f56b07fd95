//! What is printed: data to stdout, sentences to stderr.

use std::io::{ErrorKind, Write};

use serde::Serialize;

use crate::failure::Failure;

/// Prints a line of data; a reader that has gone away, such as `head`, is no failure.
pub(crate) fn line(text: impl std::fmt::Display) -> Result<(), Failure> {
    written(writeln!(std::io::stdout(), "{text}"))
}

/// Prints one JSON object on a line.
pub(crate) fn json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string(value).map_err(|error| {
        Failure::failed(format!("The answer can't be written as JSON: {error}."))
    })?;
    line(text)
}

/// Prints a sentence for a person.
pub(crate) fn note(text: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn written(result: std::io::Result<()>) -> Result<(), Failure> {
    match result {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(Failure::failed(format!(
            "The output can't be written: {error}."
        ))),
        _ => Ok(()),
    }
}
