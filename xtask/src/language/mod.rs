//! Checks the language that users read: no word of the list in docs/language.toml is used, and the
//! summary line of a public function begins with a verb in the third person and ends with a full
//! stop.

pub mod facts;
mod rust;

use std::collections::BTreeSet;

use anyhow::Context;
use serde::Deserialize;

use crate::project::Project;

/// The file that lists the words.
const FILE: &str = "docs/language.toml";

/// The contents of docs/language.toml.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rules {
    /// Words to avoid, and their replacements.
    words: Vec<Word>,
    /// The verbs that may begin a summary line.
    verbs: BTreeSet<String>,
    /// Exceptions, each with a reason.
    #[serde(default)]
    allowed: Vec<Allowed>,
    /// The folders whose public functions must have a summary line.
    summaries: Vec<String>,
    /// The folders and files whose text is checked.
    texts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    /// Words in lower case; matched only as whole words.
    word: String,
    instead: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Allowed {
    word: String,
    file: String,
    #[expect(dead_code, reason = "a reason is for readers of the file")]
    reason: String,
}

/// A piece of text that users read.
struct Text {
    line: usize,
    text: String,
}

/// Returns the problems, one per line.
///
/// # Errors
///
/// Returns an error if docs/language.toml or a source file can't be read.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let rules: Rules = toml::from_str(&project.read(FILE)?).context(FILE)?;
    let mut problems = Vec::new();
    let mut used = BTreeSet::new();
    for file in files(project, &rules.texts)? {
        let source = project.read(&file)?;
        let texts = match file.ends_with(".rs") {
            true => rust::texts(&source).with_context(|| file.clone())?,
            false => lines(&source),
        };
        for Text { line, text } in texts {
            let lower = text.to_lowercase();
            for Word { word, instead } in &rules.words {
                if !contains(&lower, word) {
                    continue;
                }
                let allowed = rules
                    .allowed
                    .iter()
                    .position(|allowed| allowed.word == *word && allowed.file == file);
                match allowed {
                    Some(at) => drop(used.insert(at)),
                    None => {
                        problems.push(format!("{file}:{line}: {word:?} is not used: {instead}"))
                    }
                }
            }
        }
    }
    for file in files(project, &rules.summaries)? {
        if !file.ends_with(".rs") {
            continue;
        }
        let source = project.read(&file)?;
        for summary in rust::summaries(&source).with_context(|| file.clone())? {
            if let Some(problem) = wrong(&summary.text, &rules.verbs) {
                problems.push(format!(
                    "{file}:{}: the summary {:?} {problem}",
                    summary.line, summary.text
                ));
            }
        }
    }
    for (at, allowed) in rules.allowed.iter().enumerate() {
        if !used.contains(&at) {
            problems.push(format!(
                "{FILE}: {:?} is allowed in {} but not used there",
                allowed.word, allowed.file
            ));
        }
    }
    Ok(problems)
}

fn wrong(summary: &str, verbs: &BTreeSet<String>) -> Option<String> {
    let first = summary.split([' ', ',', '.']).next().unwrap_or_default();
    if !verbs.contains(first) {
        return Some(format!(
            "does not begin with a verb in the third person (those of {FILE})"
        ));
    }
    (!summary.ends_with(['.', ':'])).then(|| "does not end with a full stop".to_owned())
}

/// Returns whether the words occur with no letter before or after them.
fn contains(text: &str, words: &str) -> bool {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text
            .get(at + words.len()..)
            .and_then(|text| text.chars().next());
        !is_word(before) && !is_word(after)
    })
}

fn lines(source: &str) -> Vec<Text> {
    let lines = source.lines().enumerate();
    lines
        .map(|(at, line)| Text {
            line: at + 1,
            text: line.to_owned(),
        })
        .collect()
}

/// Returns the files of these folders and files, without tests.
fn files(project: &Project, places: &[String]) -> anyhow::Result<Vec<String>> {
    let mut found = Vec::new();
    for place in places {
        let path = project.path(place);
        if path.is_file() {
            found.push(place.clone());
            continue;
        }
        let mut folders = vec![place.clone()];
        while let Some(folder) = folders.pop() {
            let entries =
                std::fs::read_dir(project.path(&folder)).with_context(|| folder.clone())?;
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = format!("{folder}/{name}");
                match entry.file_type()?.is_dir() {
                    true => folders.push(path),
                    false if is_text(&name) => found.push(path),
                    false => {}
                }
            }
        }
    }
    found.sort();
    Ok(found)
}

fn is_text(name: &str) -> bool {
    let is_test = name == "tests.rs";
    !is_test
        && [".rs", ".md", ".toml"]
            .iter()
            .any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_words_only() {
        for (text, words, found) in [
            ("it tells the reason", "tells", true),
            ("Tells".to_lowercase().as_str(), "tells", true),
            ("it foretells", "tells", false),
            ("what came of it", "what came of", true),
            ("what_tells", "tells", false),
            ("(tells)", "tells", true),
        ] {
            assert_eq!(contains(text, words), found, "{text}: {words}");
        }
    }

    #[test]
    fn a_summary_begins_with_a_known_verb_and_ends_with_a_full_stop() {
        let verbs = ["Returns", "Sets"].map(str::to_owned).into();
        for (summary, right) in [
            ("Returns the name.", true),
            ("Sets the limit, in bytes.", true),
            ("The name.", false),
            ("Returns the name", false),
            ("Return the name.", false),
            ("", false),
        ] {
            assert_eq!(wrong(summary, &verbs).is_none(), right, "{summary}");
        }
    }
}
