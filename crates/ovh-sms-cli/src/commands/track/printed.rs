//! The output for a receipt.

use chrono::{DateTime, Utc};
use clap::builder::styling::AnsiColor;
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::service::Receipt;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::terminal::output;

/// Prints a receipt as JSON or as text.
pub(super) fn print(receipt: &Receipt, as_json: bool) -> Result<(), Failure> {
    if as_json {
        return output::json(&json(receipt));
    }
    let number = receipt.number.map(|number| number.to_string());
    let reason = reason(receipt).map(|ptt| ptt.to_string());
    let status = format!("{:9}", receipt.status.to_string());
    let status = match colour(receipt.status) {
        Some(colour) => output::painted(&status, colour),
        None => status,
    };
    let line = format!(
        "{:<10}  {:<16}  {status}  {}",
        receipt.id,
        number.unwrap_or_default(),
        reason.unwrap_or_default(),
    );
    output::line(line.trim_end())
}

/// Prints as JSON that a message has no receipt: it waits to be sent, or was not found.
pub(super) fn print_without(
    id: i64,
    status: &str,
    leaves: Option<DateTime<Utc>>,
) -> Result<(), Failure> {
    output::json(&json!({
        "id": id,
        "receiver": null,
        "status": status,
        "deliveryReceipt": null,
        "final": false,
        "ptt": null,
        "reason": null,
        "leavesAt": leaves,
        "sentAt": null,
        "deliveredAt": null,
        "credits": null,
    }))
}

/// Returns the reason of a receipt. A message that was not sent yet has no reason.
fn reason(receipt: &Receipt) -> Option<Ptt> {
    receipt.ptt.filter(|ptt| *ptt != Ptt(0))
}

/// Returns the object that `docs/json/receipt.schema.json` describes.
fn json(receipt: &Receipt) -> Value {
    json!({
        "id": receipt.id,
        "receiver": receipt.number.map(|number| number.to_string()),
        "status": match receipt.status {
            DeliveryStatus::Unknown(_) => "unknown".to_owned(),
            known => known.to_string(),
        },
        "deliveryReceipt": receipt.status.code(),
        "final": receipt.is_final(),
        "ptt": receipt.ptt.map(|ptt| ptt.code()),
        "reason": reason(receipt).map(|ptt| ptt.meaning()),
        "leavesAt": null,
        "sentAt": receipt.sent_at,
        "deliveredAt": receipt.delivered_at,
        "credits": receipt.credits,
    })
}

/// Returns green for delivered, red for failed, and no colour change for others.
pub(crate) fn colour(status: DeliveryStatus) -> Option<AnsiColor> {
    match status {
        DeliveryStatus::Delivered => Some(AnsiColor::Green),
        status if status.is_final() => Some(AnsiColor::Red),
        _ => None,
    }
}
