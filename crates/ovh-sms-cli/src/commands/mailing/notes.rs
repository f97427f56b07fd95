//! What a check of rows found besides errors: counts, and warnings about possible mistakes.

use ovh_sms::mailing::CheckedMailing;
use serde_json::{Value, json};

use super::batch::counted;
use crate::terminal::output;

/// Returns a sentence for each count and each warning.
pub(super) fn notes(checked: &CheckedMailing) -> Vec<String> {
    let counts = [
        (
            "In Unicode, at up to three times the price: ",
            checked.unicode_messages(),
            "message",
            "",
        ),
        (
            "Rewritten in GSM-7: ",
            checked.transliterated_values(),
            "value",
            "",
        ),
        (
            "Empty: ",
            checked.empty_values(),
            "value",
            " that the text uses",
        ),
        (
            "Omitted: ",
            checked.duplicates(),
            "row",
            " with the number of an earlier one",
        ),
        ("Omitted: ", checked.blank_rows(), "blank row", ""),
        (
            "Omitted: ",
            checked.rows_without_number(),
            "row",
            " without a number",
        ),
        (
            "Omitted: ",
            checked.landlines(),
            "row",
            " with a number that can't receive SMS",
        ),
    ];
    let counts = counts.into_iter().filter(|(_, count, ..)| *count > 0);
    let mut notes: Vec<String> = counts
        .map(|(what, count, noun, which)| format!("{what}{}{which}.", counted(count, noun)))
        .collect();
    if let Some(sheet) = checked.sheet() {
        notes.push(format!(
            "The rows are taken from the sheet \"{}\".",
            output::plain(sheet)
        ));
    }
    if !checked.number_column().eq_ignore_ascii_case("number") {
        notes.push(format!(
            "The numbers are taken from the column \"{}\".",
            output::plain(checked.number_column())
        ));
    }
    notes.extend(warnings(checked));
    notes
}

/// Returns a sentence for each warning.
pub(super) fn warnings(checked: &CheckedMailing) -> impl Iterator<Item = String> {
    let warnings = checked.warnings().iter();
    warnings.map(|warning| format!("Warning: {}.", output::plain(&warning.to_string())))
}

/// Returns the warnings as described in docs/json.
pub(super) fn warnings_json(checked: &CheckedMailing) -> Vec<Value> {
    let warnings = checked.warnings().iter();
    let described = warnings.map(|warning| {
        json!({
            "kind": warning.kind.name(),
            "rows": warning.rows,
            "firstLine": warning.first_line,
            "message": warning.to_string(),
        })
    });
    described.collect()
}
