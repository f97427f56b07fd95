//! Prompts on a terminal.

use std::io::{BufRead, IsTerminal, Write};

use secrecy::SecretString;

use crate::failure::Failure;

/// Returns whether stdin and stderr are a terminal.
pub(super) fn possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Reads a line, echoed as it is typed.
pub(super) fn line(question: &str) -> Result<String, Failure> {
    let mut terminal = std::io::stderr();
    let _ = write!(terminal, "{question}");
    let _ = terminal.flush();
    let mut answer = String::new();
    match std::io::stdin().lock().read_line(&mut answer) {
        Ok(1..) => Ok(answer.trim().to_owned()),
        _ => Err(unanswered()),
    }
}

/// Reads a line without echo.
pub(super) fn secret(question: &str) -> Result<SecretString, Failure> {
    let answer = rpassword::prompt_password(question).map_err(|_| unanswered())?;
    Ok(SecretString::from(answer.trim()))
}

fn unanswered() -> Failure {
    Failure::failed("No input was given: no key was requested, and no file was changed.")
}
