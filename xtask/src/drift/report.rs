//! The report of a drift, in Markdown.

use ovh_codegen::diff::{self, Format, Weight};

use super::Drift;
use crate::prove::Proof;

const TITLE: &str = "# Changes of OVHcloud's API\n\n";

/// The longest list of public items in a report.
const LINES: usize = 400;

/// Returns the report.
pub fn markdown(drift: &Drift) -> anyhow::Result<String> {
    let mut out = TITLE.to_owned();
    out.push_str(&format!("Compared: {}.\n\n", drift.addresses));
    let result = match drift.difference.exit_code() {
        0 => "Nothing changed.",
        1 => "Compatible: old code still compiles.",
        _ => "Breaking: some old code no longer compiles, or its calls fail.",
    };
    out.push_str(&format!("**{result}**\n"));
    if drift.difference.exit_code() != 0 {
        out.push_str("\n## Changes\n\n");
        out.push_str(&diff::print(&drift.difference, Format::Markdown)?);
    }
    if !drift.surface.is_empty() {
        let all: Vec<&str> = drift.surface.lines().collect();
        let shown = all.get(..LINES).unwrap_or(&all);
        out.push_str("\n## Public items\n\n```diff\n");
        out.push_str(&shown.join("\n"));
        out.push_str("\n```\n");
        if all.len() > LINES {
            out.push_str(&format!("\n{} more lines.\n", all.len() - LINES));
        }
    }
    match &drift.proof {
        Some(Ok(proof)) => out.push_str(&certificate(proof)),
        Some(Err(error)) => out.push_str(&format!("\n## Proof\n\nNothing was proved: {error}\n")),
        None => {}
    }
    if !drift.findings.is_empty() {
        out.push_str("\n## To do by hand\n\n");
        for finding in &drift.findings {
            out.push_str(&format!("- {finding}\n"));
        }
    }
    if drift.difference.exit_code() != 0 {
        out.push_str("\n`cargo xtask update` applies these changes.\n");
    }
    Ok(out)
}

/// Returns the report of a drift that can't be compared.
pub fn failed(error: &anyhow::Error) -> String {
    format!("{TITLE}**Not compared.** {error:#}\n")
}

/// Returns the result of the proof.
fn certificate(proof: &Proof) -> String {
    let mut out = String::from("\n## Proof\n\n");
    out.push_str(&format!(
        "{} of {} uses of the old items compile against the new bindings.\n",
        proof.compiled, proof.uses
    ));
    let breaks = |weight: Weight| weight == Weight::Breaking;
    for one in proof.contradicted() {
        let predicted = match breaks(one.change.weight) {
            true => "breaking",
            false => "compatible",
        };
        out.push_str(&format!(
            "\n- `{}`: {}: predicted as {predicted}, and the compiler says otherwise",
            one.change.place, one.change.what
        ));
    }
    for one in &proof.unpredicted {
        out.push_str(&format!(
            "\n- not predicted: {}: {}",
            one.items.join(", "),
            one.message
        ));
    }
    if proof.holds() {
        out.push_str("\nThe compiler agrees with each prediction.\n");
    }
    for one in &proof.not_proved {
        out.push_str(&format!("\n- not proved: {one}"));
    }
    out.trim_end().to_owned() + "\n"
}
