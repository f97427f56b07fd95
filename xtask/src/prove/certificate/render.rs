//! The certificate as Markdown.

use std::fmt::Write;

use super::super::proof::{Broken, Requests, Verdict};
use super::super::users::FOLDER;
use super::{Certificate, Hashes, JSON, Row, weight};
use crate::markdown::{cell, code};

/// Returns the text of schema/CERTIFICATE.md.
pub fn render(certificate: &Certificate) -> String {
    let mut out = format!(
        "# Certificate of the last change of the API\n\n\
         Rendered from `{JSON}` by `cargo xtask update`; do not edit. `cargo xtask check` compares \
         both files and the SHA-256 of the descriptions; it does not repeat the proof.\n\n"
    );
    out.push_str(&content(certificate));
    out
}

/// Returns the certificate without its title, with headings of the second level.
pub fn content(certificate: &Certificate) -> String {
    let mut out = String::new();
    descriptions(&mut out, certificate);
    match certificate.is_proved {
        true => {
            let lines = summary(certificate);
            lines
                .iter()
                .for_each(|text| line(&mut out, format_args!("- {text}")));
            out.push('\n');
        }
        false => out.push_str(
            "**Not proved**: the weights are those that `cargo xtask diff` predicts.\n\n",
        ),
    }
    list(
        &mut out,
        "Contradictions and faults",
        &certificate.problems(),
    );
    changes(&mut out, &certificate.changes);
    programs(&mut out, certificate);
    list(&mut out, "Not proved", &certificate.not_proved);
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// Formatting into a `String` does not fail.
fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _written = writeln!(out, "{text}");
}

fn descriptions(out: &mut String, certificate: &Certificate) {
    out.push_str("| description | SHA-256 before | SHA-256 after |\n|---|---|---|\n");
    let names = certificate.before.keys().chain(certificate.after.keys());
    for name in names.collect::<std::collections::BTreeSet<_>>() {
        let hash = |hashes: &Hashes| {
            hashes
                .get(name)
                .map_or("—".to_owned(), |hash| format!("`{hash}`"))
        };
        line(
            out,
            format_args!(
                "| `{}` | {} | {} |",
                code(name),
                hash(&certificate.before),
                hash(&certificate.after)
            ),
        );
    }
    out.push('\n');
}

/// Returns what was proved, in a few sentences.
pub fn summary(certificate: &Certificate) -> Vec<String> {
    let count = |verdict: Verdict| {
        let rows = certificate.changes.iter();
        rows.filter(|row| row.proved == Some(verdict)).count()
    };
    let hidden = match count(Verdict::Hidden) {
        0 => String::new(),
        hidden => format!(", {hidden} hidden by other changes"),
    };
    let programs = certificate.programs.iter();
    let usable: Vec<_> = programs
        .filter(|program| program.before.is_empty())
        .collect();
    let compiled = usable.iter().filter(|program| program.after.is_empty());
    let unusable = match certificate.programs.len() - usable.len() {
        0 => String::new(),
        unusable => format!("; {unusable} others do not compile before the change"),
    };
    let mut lines = vec![
        format!(
            "Changes: {} breaking, {} with other requests, {} read otherwise, {} deprecated, {} \
             compatible, {} without a use in old code{hidden}; {} of them contradict the prediction.",
            count(Verdict::Breaking),
            count(Verdict::Requests),
            count(Verdict::Bodies),
            count(Verdict::Deprecated),
            count(Verdict::Compatible),
            count(Verdict::Unused),
            certificate.contradicted().count()
        ),
        format!(
            "{} of {} uses of the old bindings compile with the new ones: each builder, argument, \
             type, field, value, response and stream once.",
            certificate.compiled, certificate.uses
        ),
        format!(
            "{} of {} programs under `{FOLDER}` compile with both{unusable}.",
            compiled.count(),
            usable.len()
        ),
    ];
    lines.extend(certificate.wire.as_ref().map(|wire| {
        format!(
            "{} operations that no change is about send the same bytes (method, address, headers, \
             body): {} with all arguments, {} with required arguments only. Calls of other \
             operations: {} send the same bytes.",
            wire.operations,
            of(wire.all),
            of(wire.required),
            of(wire.changed)
        )
    }));
    lines.extend(certificate.bodies.as_ref().map(|bodies| {
        format!(
            "Bodies of each model, with all and with required fields, and the values of each \
             enumeration: {} of the old description are read by the new types without a loss, {} of \
             the new description by the old types.",
            of(bodies.old_by_new),
            of(bodies.new_by_old)
        )
    }));
    lines
}

fn of(requests: Requests) -> String {
    format!("{} of {}", requests.identical, requests.compared)
}

fn list(out: &mut String, heading: &str, lines: &[String]) {
    if !lines.is_empty() {
        line(out, format_args!("## {heading}\n"));
        lines
            .iter()
            .for_each(|text| line(out, format_args!("- {text}")));
        out.push('\n');
    }
}

fn changes(out: &mut String, rows: &[Row]) {
    out.push_str("## Changes\n\n");
    if rows.is_empty() {
        out.push_str("None.\n\n");
        return;
    }
    out.push_str("| predicted | proved | place | change | Rust |\n|---|---|---|---|---|\n");
    for row in rows {
        let proved = match (row.proved, row.agrees) {
            (None, _) => "not proved".to_owned(),
            (Some(verdict), Some(false)) => format!("**{}**", verdict.text()),
            (Some(verdict), _) => verdict.text().to_owned(),
        };
        let reason = row
            .reason
            .as_ref()
            .map(|reason| format!(": {}", cell(reason)));
        let proved = proved + &reason.unwrap_or_default();
        let rust: Vec<String> = row.rust.iter().map(|item| format!("`{item}`")).collect();
        line(
            out,
            format_args!(
                "| {} | {proved} | {} | {} | {} |",
                weight(row.predicted),
                cell(&row.place),
                cell(&row.what),
                rust.join(", ")
            ),
        );
    }
    out.push('\n');
}

fn programs(out: &mut String, certificate: &Certificate) {
    if certificate.programs.is_empty() && certificate.left_out.is_empty() {
        return;
    }
    out.push_str("## Programs\n\n| program | after the change |\n|---|---|\n");
    for program in &certificate.programs {
        let first = |broken: &[Broken]| {
            let first = broken.first();
            let first = first.map(|one| format!("line {}: {}", one.line, cell(&one.message)));
            first.unwrap_or_default()
        };
        let result = match (&program.before, &program.after, &program.deprecated) {
            (before, _, _) if !before.is_empty() => {
                format!("not usable, {}", first(before))
            }
            (_, after, _) if !after.is_empty() => format!("fails, {}", first(after)),
            (_, _, warnings) if !warnings.is_empty() => {
                format!("compiles with a warning, {}", first(warnings))
            }
            _ => "compiles".to_owned(),
        };
        line(out, format_args!("| `{}` | {result} |", program.name));
    }
    out.push('\n');
    list(out, "Programs that were left out", &certificate.left_out);
}
