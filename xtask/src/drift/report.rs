//! The report of a drift, in Markdown.

use ovh_codegen::diff::{self, Format};

use super::Drift;
use crate::prove::certificate::content;

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
    if let Some(certificate) = &drift.certificate {
        let content = content(certificate).replace("\n## ", "\n### ");
        out.push_str(&format!("\n## Certificate\n\n{content}"));
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
