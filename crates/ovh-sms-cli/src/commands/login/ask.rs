//! Questions to a person in a terminal.

use std::io::{BufRead, IsTerminal, Write};

use secrecy::SecretString;

use crate::failure::Failure;

/// Whether there is a person to ask.
pub(super) fn possible() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// A line that is shown as it is typed.
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

/// A line that is not shown.
pub(super) fn secret(question: &str) -> Result<SecretString, Failure> {
    let answer = rpassword::prompt_password(question).map_err(|_| unanswered())?;
    Ok(SecretString::from(answer.trim()))
}

fn unanswered() -> Failure {
    Failure::failed("There was no answer: nothing was asked for and nothing was written.")
}
