//! What a check of rows found besides errors: counts, and warnings about possible mistakes.

use ovh_sms::mailing::CheckedMailing;
use serde_json::{Value, json};

use super::batch::counted;
use crate::terminal::output;

/// Returns a sentence for each count and each warning.
pub(super) fn notes(checked: &CheckedMailing) -> Vec<String> {
    let counts = [
        (
            checked.unicode_messages(),
            "messages are Unicode: up to three times the price",
        ),
        (
            checked.transliterated_values(),
            "values were rewritten in GSM-7",
        ),
        (
            checked.empty_values(),
            "values that the text uses are empty",
        ),
        (
            checked.duplicates(),
            "rows were omitted as duplicates of an earlier number",
        ),
        (checked.blank_rows(), "rows were empty"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let mut notes: Vec<String> = counts
        .map(|(count, what)| format!("{count} {what}."))
        .collect();
    let omitted = [
        (checked.rows_without_number(), "without a number"),
        (checked.landlines(), "with a number that can't receive SMS"),
    ];
    for (count, what) in omitted {
        if count > 0 {
            notes.push(format!("Omitted: {} {what}.", counted(count, "row")));
        }
    }
    if let Some(sheet) = checked.sheet() {
        notes.push(format!(
            "The rows are taken from the sheet {:?}.",
            output::plain(sheet)
        ));
    }
    if !checked.number_column().eq_ignore_ascii_case("number") {
        notes.push(format!(
            "The numbers are taken from the column {:?}.",
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
