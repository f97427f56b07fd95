//! The output for senders.

use comfy_table::{Cell, Color};
use ovh_sms::types::{Sender, StatusSender, TypeSender};

use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// Prints senders.
pub(super) fn all(senders: &[Sender], global: &Global) -> Result<(), Failure> {
    if global.json {
        return senders.iter().try_for_each(output::json);
    }
    let header = ["SENDER", "STATUS", "TYPE", "FROM", "NOTE"];
    output::table(&header, senders.iter().map(row).collect())
}

/// Prints a sender, and the next step for it.
pub(super) fn one(sender: &Sender, global: &Global) -> Result<(), Failure> {
    all(std::slice::from_ref(sender), global)?;
    if let Some(next) = next(sender) {
        global.note(next);
    }
    Ok(())
}

fn next(sender: &Sender) -> Option<&'static str> {
    match (&sender.status, &sender.type_) {
        (Some(StatusSender::WaitingValidation), Some(TypeSender::Numeric)) => {
            Some("A code is sent to the number: pass it to `ovh-sms senders validate`.")
        }
        (Some(StatusSender::WaitingValidation), _) => {
            Some("It is reviewed by hand in 24 to 72 hours; `ovh-sms senders wait` waits for it.")
        }
        _ => None,
    }
}

fn row(sender: &Sender) -> Vec<Cell> {
    let word = |word: Option<String>| output::cell(word.unwrap_or_default());
    let status = word(sender.status.as_ref().map(ToString::to_string));
    // The reason of a refusal is more useful than the user's own note.
    let note = sender.comment.as_deref().filter(|text| !text.is_empty());
    vec![
        output::cell(sender.sender.as_deref().unwrap_or_default()),
        match sender.status {
            Some(StatusSender::Enable) => status.fg(Color::Green),
            Some(StatusSender::Refused) => status.fg(Color::Red),
            _ => status.fg(Color::Yellow),
        },
        word(sender.type_.as_ref().map(ToString::to_string)),
        word(sender.referer.as_ref().map(ToString::to_string)),
        output::cell(note.or(sender.description.as_deref()).unwrap_or_default()),
    ]
}
