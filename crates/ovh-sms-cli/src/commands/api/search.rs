//! `ovh-sms api --list`: finds operations by words in their names, paths and summaries.

use serde_json::json;

use super::operations::{Described, Description};
use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output;

/// Lists the operations that contain all the words.
pub(super) fn run(
    description: &Description,
    words: &[String],
    global: &Global,
) -> Result<u8, Failure> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let mut found: Vec<&Described> = Vec::new();
    for operation in &description.operations {
        let Described { facts, summary, .. } = operation;
        let text = format!("{} {facts} {summary}", facts.id()).to_lowercase();
        if words.iter().all(|word| text.contains(word.as_str())) {
            found.push(operation);
        }
    }
    if global.json {
        for Described {
            facts,
            summary,
            deprecated,
            ..
        } in found
        {
            output::json(&json!({
                "id": facts.id(),
                "method": facts.method().as_str(),
                "path": facts.path(),
                "summary": summary,
                "deprecated": deprecated,
            }))?;
        }
        return Ok(DONE);
    }
    if found.is_empty() {
        global.note("No operation contains all of these words.");
        return Ok(DONE);
    }
    let rows = found.into_iter().map(|operation| {
        vec![
            output::cell(operation.facts.id()),
            output::cell(operation.facts.to_string()),
            output::cell(&operation.summary),
        ]
    });
    output::table(&["OPERATION", "REQUEST", "WHAT IT DOES"], rows.collect())?;
    Ok(DONE)
}
