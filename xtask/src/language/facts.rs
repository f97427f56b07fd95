//! `cargo xtask verify-prose`: checks that a rewrite of words since a commit changes no code and no
//! fact.
//!
//! Code: a Rust file has the same tokens, apart from string literals and comments. Facts: the
//! numbers, the code spans, the endpoints and the codes of each file are counted before and after;
//! differences are printed, to be reviewed and stated in the commit's message.

use std::collections::BTreeMap;

use anyhow::bail;
use proc_macro2::{TokenStream, TokenTree};

use crate::project::Project;

/// The file name endings of the files to compare.
const ENDS: &[&str] = &[".rs", ".md", ".toml"];

/// Compares the working tree with a commit.
///
/// # Errors
///
/// Returns an error if git fails, or if the code of a file changed.
pub fn run(project: &Project, since: &str) -> anyhow::Result<()> {
    let listed = project.git(&["diff", "--name-only", "--diff-filter=M", since])?;
    let mut changed = Vec::new();
    for file in listed.lines().filter(|file| is_prose(file)) {
        let before = project.git(&["show", &format!("{since}:{file}")])?;
        let after = project.read(file)?;
        if file.ends_with(".rs") && code(&before)? != code(&after)? {
            changed.push(file.to_owned());
        }
        let differences = differences(&facts(&before), &facts(&after));
        if !differences.is_empty() {
            println!("{file}: {}", differences.join(", "));
        }
    }
    if !changed.is_empty() {
        bail!("more than words changed in {}", changed.join(", "));
    }
    Ok(())
}

fn is_prose(file: &str) -> bool {
    ENDS.iter().any(|end| file.ends_with(end))
}

/// Returns the tokens of a source without its string literals and comments.
fn code(source: &str) -> anyhow::Result<String> {
    let tokens: TokenStream = source
        .parse()
        .map_err(|error| anyhow::anyhow!("a source is not Rust: {error}"))?;
    let mut out = String::new();
    write(tokens, &mut out);
    Ok(out)
}

fn write(tokens: TokenStream, out: &mut String) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            // `#[doc = "…"]` and `#![doc = "…"]`, which is how comments are parsed.
            TokenTree::Punct(mark) if mark.as_char() == '#' => {
                let inner = tokens.next_if(
                    |next| matches!(next, TokenTree::Punct(mark) if mark.as_char() == '!'),
                );
                let is_doc = matches!(tokens.peek(), Some(TokenTree::Group(group))
                    if group.stream().to_string().starts_with("doc ="));
                if is_doc {
                    tokens.next();
                } else {
                    out.push_str(if inner.is_some() { "#! " } else { "# " });
                }
            }
            TokenTree::Group(group) => {
                out.push_str(&format!("{:?}(", group.delimiter()));
                write(group.stream(), out);
                out.push_str(") ");
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let is_text = text.starts_with(['"', 'r', 'b', 'c']) && text.contains('"');
                out.push_str(if is_text { "\"\"" } else { &text });
                out.push(' ');
            }
            other => {
                out.push_str(&other.to_string());
                out.push(' ');
            }
        }
    }
}

type Facts = BTreeMap<String, usize>;

/// Returns the facts of a text and how often each occurs.
fn facts(text: &str) -> Facts {
    let mut facts = Facts::new();
    let mut add = |fact: &str| *facts.entry(fact.to_owned()).or_default() += 1;
    // Numbers in prose only: those in code are compared as code.
    for line in text.lines() {
        for (at, span) in line.split('`').enumerate() {
            if at % 2 == 1 && !span.trim().is_empty() {
                add(&format!("`{span}`"));
                continue;
            }
            let words = span.split(|c: char| !(c.is_alphanumeric() || "_+/.:{}-".contains(c)));
            for word in words {
                let word = word.trim_matches(['.', ':', '-', '/']);
                let is_number = word.chars().any(|c| c.is_ascii_digit());
                let is_code = word.len() > 2
                    && word.contains('_')
                    && word.chars().all(|c| c.is_ascii_uppercase() || c == '_');
                if is_number || is_code {
                    add(word);
                }
            }
        }
    }
    facts
}

fn differences(before: &Facts, after: &Facts) -> Vec<String> {
    let count = |facts: &Facts, fact: &str| facts.get(fact).copied().unwrap_or_default();
    let mut all: Vec<&String> = before.keys().chain(after.keys()).collect();
    all.sort();
    all.dedup();
    all.into_iter()
        .filter_map(|fact| match (count(before, fact), count(after, fact)) {
            (before, after) if before == after => None,
            (_, 0) => Some(format!("-{fact}")),
            (0, _) => Some(format!("+{fact}")),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_no_code() {
        let before =
            "/// Tells it.\n//! x\nfn a() { println!(\"old\"); } #[error(\"x\")] struct B;";
        let after = "/// Returns it.\nfn a() { println!(\"new {}\"); } #[error(\"y\")] struct B;";
        assert_eq!(code(before).unwrap(), code(after).unwrap());
        for other in ["fn b() {}", "fn a() { println!(\"old\", 1); }"] {
            assert_ne!(code(before).unwrap(), code(other).unwrap());
        }
    }

    #[test]
    fn a_fact_that_is_lost_or_new_is_a_difference() {
        let before = facts("At most 6 parts (`POST /sms`), NOT_GRANTED_CALL.");
        let same = facts("NOT_GRANTED_CALL; 6 parts at most by `POST /sms`");
        assert_eq!(differences(&before, &same), [""; 0]);
        let after = facts("At most 7 parts (`PUT /sms`), NOT_GRANTED_CALL.");
        assert_eq!(
            differences(&before, &after),
            ["-6", "+7", "-`POST /sms`", "+`PUT /sms`"]
        );
    }
}
