//! The history as a table.

use comfy_table::{Cell, CellAlignment, Color};
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::types::Outgoing;

use crate::failure::Failure;
use crate::output;
use crate::when::local;

/// Prints it; nothing where there is no message.
pub(super) fn print(messages: Vec<Outgoing>) -> Result<(), Failure> {
    if messages.is_empty() {
        return Ok(());
    }
    let header = [
        "DATE", "ID", "RECEIVER", "SENDER", "STATUS", "REASON", "CREDITS", "TAG", "TEXT",
    ];
    output::table(&header, messages.iter().map(row).collect())
}

fn row(message: &Outgoing) -> Vec<Cell> {
    let text = |text: &Option<String>| output::cell(text.as_deref().unwrap_or_default());
    let status = message.delivery_receipt.map(DeliveryStatus::from);
    let told = Cell::new(status.map(|status| status.to_string()).unwrap_or_default());
    let reason = message.ptt.map(|ptt| match Ptt(ptt).is_known() {
        true => Ptt(ptt).to_string(),
        false => ptt.to_string(),
    });
    vec![
        Cell::new(message.creation_datetime.map(local).unwrap_or_default()),
        Cell::new(message.id.map(|id| id.to_string()).unwrap_or_default()),
        text(&message.receiver),
        text(&message.sender),
        match status {
            Some(DeliveryStatus::Delivered) => told.fg(Color::Green),
            Some(status) if status.is_final() => told.fg(Color::Red),
            _ => told,
        },
        Cell::new(reason.unwrap_or_default()),
        Cell::new(message.credits.map(|c| c.to_string()).unwrap_or_default())
            .set_alignment(CellAlignment::Right),
        text(&message.tag),
        Cell::new(output::short(
            message.message.as_deref().unwrap_or_default(),
        )),
    ]
}
