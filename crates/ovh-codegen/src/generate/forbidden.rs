//! The last check of generated code: it contains nothing that the passes remove.

use super::options::path_text;
use super::{Failure, GenerateOptions};

const PATTERNS: &str = include_str!("forbidden.txt");

/// The patterns, each below its reason in forbidden.txt.
fn patterns(options: &GenerateOptions) -> impl Iterator<Item = (String, String)> {
    let transport = path_text(&options.runtime.transport);
    let clearable = path_text(&options.runtime.clearable);
    let mut reason = String::new();
    let mut fresh = true;
    PATTERNS.lines().filter_map(move |line| {
        if let Some(words) = line.strip_prefix('#') {
            if std::mem::take(&mut fresh) {
                reason.clear();
            }
            reason.push_str(words);
            return None;
        }
        fresh = true;
        (!line.is_empty()).then(|| {
            let pattern = line.replace("{transport}", &transport);
            let pattern = pattern.replace("{clearable}", &clearable);
            (pattern, reason.trim().to_owned())
        })
    })
}

/// Finds the first line of code that contains something that the passes remove.
///
/// # Errors
///
/// The code contains a forbidden pattern; the error states the line and the reason.
pub fn check(code: &str, options: &GenerateOptions) -> Result<(), Failure> {
    let patterns: Vec<(String, String)> = patterns(options).collect();
    for (at, line) in code_lines(code) {
        if let Some((pattern, reason)) =
            patterns.iter().find(|(pattern, _)| contains(line, pattern))
        {
            return Err(format!(
                "line {at} of the generated code contains {pattern:?}: {reason} Compare the pass with the generator's new output: {}",
                line.trim()
            )
            .into());
        }
    }
    Ok(())
}

/// Returns whether a line contains a pattern. A name at its end is a whole name.
fn contains(line: &str, pattern: &str) -> bool {
    let is_of_name = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(pattern).any(|(at, found)| {
        let rest = line.get(at + found.len()..).unwrap_or_default();
        !(pattern.ends_with(is_of_name) && rest.starts_with(is_of_name))
    })
}

/// Returns the lines that are not comments, with their numbers: a description may contain anything.
fn code_lines(code: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    code.lines().zip(1..).filter_map(move |(line, at)| {
        let start = line.trim_start();
        if !inside && start.starts_with("/*") {
            inside = true;
        }
        let comment = inside || start.starts_with("//") || start.starts_with("#[doc");
        if line.contains("*/") {
            inside = false;
        }
        (!comment).then_some((at, line))
    })
}

#[cfg(test)]
mod tests {
    use super::super::tests::options;
    use super::*;

    #[test]
    fn each_pattern_is_found_where_it_is_planted() {
        let options = options();
        let mut count = 0;
        for (pattern, reason) in patterns(&options) {
            assert!(!reason.is_empty(), "{pattern} has no reason");
            let planted = format!("fn f() {{\n    {pattern}\n}}\n");
            let error = check(&planted, &options).unwrap_err().to_string();
            assert!(error.starts_with("line 2 "), "{error}");
            assert!(error.contains(&reason), "{error}");
            count += 1;
        }
        assert!(count >= 20, "{count} patterns");
    }

    #[test]
    fn a_description_may_say_anything() {
        let options = options();
        for (pattern, _) in patterns(&options) {
            for comment in [
                format!("    /// {pattern}\n"),
                format!("    /** one\n{pattern}\n three*/\n"),
                format!("    #[doc = \"{pattern}\"]\n"),
            ] {
                check(&format!("{comment}fn f() {{}}\n"), &options).unwrap();
            }
        }
    }
}
