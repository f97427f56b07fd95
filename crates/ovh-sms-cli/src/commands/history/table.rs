//! The history as a table.

use comfy_table::{Cell, Color};
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::types::Outgoing;

use crate::failure::Failure;
use crate::terminal::output;
use crate::when::Zone;

/// Columns that are not narrowed on a small screen.
const FIXED: usize = 3;

/// Prints the table; prints nothing if there are no messages.
pub(super) fn print(messages: Vec<Outgoing>, zone: Zone) -> Result<(), Failure> {
    if messages.is_empty() {
        return Ok(());
    }
    let header = ["DATE", "ID", "RECEIVER", "SENDER", "STATUS", "TAG", "TEXT"];
    output::wide_table(
        &header,
        messages.iter().map(|message| row(message, zone)).collect(),
        FIXED,
    )
}

fn row(message: &Outgoing, zone: Zone) -> Vec<Cell> {
    let text = |text: &Option<String>| output::cell(text.as_deref().unwrap_or_default());
    let status = message.delivery_receipt;
    let mut words = status.map(|status| status.to_string()).unwrap_or_default();
    if let Some(reason) = reason(message) {
        words.push_str(&format!(", {reason}"));
    }
    let cell = Cell::new(words);
    vec![
        Cell::new(
            message
                .creation_datetime
                .map(|at| zone.cell(at))
                .unwrap_or_default(),
        ),
        Cell::new(message.id.map(|id| id.to_string()).unwrap_or_default()),
        text(&message.receiver),
        text(&message.sender),
        match status {
            Some(DeliveryStatus::Delivered) => cell.fg(Color::Green),
            Some(status) if status.is_final() => cell.fg(Color::Red),
            _ => cell,
        },
        text(&message.tag),
        Cell::new(output::short(
            message.message.as_deref().unwrap_or_default(),
        )),
    ]
}

/// Returns why the message is not delivered, if that is known.
fn reason(message: &Outgoing) -> Option<String> {
    let ptt = message.ptt.filter(|ptt| *ptt != Ptt(0))?;
    match (ptt == Ptt::DELIVERED, ptt.is_known()) {
        (true, _) => None,
        (false, true) => Some(ptt.to_string()),
        (false, false) => Some(ptt.code().to_string()),
    }
}
