//! Prints a difference for people, for a changelog, or for programs.

use super::{Change, Difference, Step, Weight};

/// The output format of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Lines for a terminal.
    Text,
    /// Headings and lists for a changelog.
    Markdown,
    /// One JSON object for programs.
    Json,
}

/// The weights with their headings.
const HEADINGS: &[(Weight, &str)] = &[
    (Weight::Breaking, "Breaks code"),
    (
        Weight::Deprecated,
        "Compiles with a warning that states the new name",
    ),
    (Weight::Behaviour, "Changes behaviour only"),
    (Weight::Nothing, "No effect on existing code"),
];

/// Returns the difference as text in this format.
pub fn print(difference: &Difference, format: Format) -> anyhow::Result<String> {
    Ok(match format {
        Format::Json => serde_json::to_string_pretty(difference)? + "\n",
        Format::Text => lines(difference, |heading| format!("{heading}:\n"), text),
        Format::Markdown => lines(difference, |heading| format!("### {heading}\n\n"), markdown),
    })
}

fn lines(difference: &Difference, head: fn(&str) -> String, line: fn(&Change) -> String) -> String {
    let mut out = String::new();
    for (weight, heading) in HEADINGS {
        let mut changes = difference
            .changes
            .iter()
            .filter(|change| change.weight == *weight)
            .peekable();
        if changes.peek().is_some() {
            out.push_str(&head(heading));
            changes.for_each(|change| out.push_str(&line(change)));
            out.push('\n');
        }
    }
    out + &summary(difference) + "\n"
}

fn text(change: &Change) -> String {
    let rust = match change.rust.is_empty() {
        true => String::new(),
        false => format!(" ({})", change.rust.join(", ")),
    };
    format!("  {}: {}{rust}\n", change.place, change.what)
}

fn markdown(change: &Change) -> String {
    let items: Vec<String> = change.rust.iter().map(|item| format!("`{item}`")).collect();
    let rust = match items.is_empty() {
        true => String::new(),
        false => format!(" ({})", items.join(", ")),
    };
    format!("- `{}`: {}{rust}\n", change.place, change.what)
}

fn summary(difference: &Difference) -> String {
    if difference.exit_code() == 0 {
        return "Nothing changed.".to_owned();
    }
    let count = |weight| {
        difference
            .changes
            .iter()
            .filter(|change| change.weight == weight)
            .count()
    };
    let deprecated = match count(Weight::Deprecated) {
        0 => String::new(),
        count => format!("{count} deprecated, "),
    };
    let mut words = format!(
        "{} breaking, {deprecated}{} behaviour only, {} without effect",
        count(Weight::Breaking),
        count(Weight::Behaviour),
        count(Weight::Nothing),
    );
    if difference.reworded > 0 {
        words.push_str(&format!("; {} descriptions reworded", difference.reworded));
    }
    let step = match difference.step {
        Step::None => "none",
        Step::Patch => "a patch",
        Step::Minor => "a minor step",
        Step::Major => "a major step",
    };
    words.push_str(&format!(". The version takes {step}"));
    if let (Some(version), Some(next)) = (&difference.version, &difference.next_version) {
        words.push_str(&format!(": {version} → {next}"));
    }
    words + "."
}
