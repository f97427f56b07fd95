//! Renamed items: the entries of a names file that apply to a document.

use serde_json::{Value, json};

use super::openapi::Document;
use crate::generate;
use crate::names::Names;

/// States the renamed items in the document. Returns the entries that do not apply, if the names
/// are ours: other descriptions have other items.
pub(super) fn state(document: &mut Document, names: &Names) -> anyhow::Result<Vec<String>> {
    let renamed = names.renamed()?;
    if renamed.is_empty() {
        return Ok(Vec::new());
    }
    let mut findings = Vec::new();
    // A document without bindings is reported by the generator.
    let Ok(bound) = generate::Document::parse(&serde_json::to_string(document)?) else {
        return Ok(findings);
    };
    for one in renamed {
        match one.fault(&bound) {
            None => document.renamed.push(entry(&one)),
            Some(fault) if names.strict => findings.push(format!(
                "{}: [[renamed]] {}: {fault}; remove or correct the entry",
                names.file(),
                one.old
            )),
            Some(_) => {}
        }
    }
    Ok(findings)
}

/// Returns the entry of a renamed item in the document.
fn entry(renamed: &generate::Renamed) -> Value {
    let (old, new) = (renamed.old.to_string(), renamed.new.to_string());
    json!({ "old": old, "new": new, "since": renamed.since })
}
