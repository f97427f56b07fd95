//! The last check of generated code: nothing of what the passes take out is left in it.

use super::Failure;

const PATTERNS: &str = include_str!("forbidden.txt");

/// The patterns, each under the reason in forbidden.txt.
pub fn patterns() -> impl Iterator<Item = (&'static str, String)> {
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
        (!line.is_empty()).then(|| (line, reason.trim().to_owned()))
    })
}

/// Fails on the first line of code that holds a pattern.
pub fn check(code: &str) -> Result<(), Failure> {
    let patterns: Vec<(&str, String)> = patterns().collect();
    for (at, line) in code_lines(code) {
        if let Some((pattern, reason)) = patterns.iter().find(|(pattern, _)| line.contains(pattern))
        {
            return Err(format!(
                "line {at} of the generated code holds {pattern:?}: {reason} Compare the pass with the generator's new output: {}",
                line.trim()
            )
            .into());
        }
    }
    Ok(())
}

/// The lines that are no comments, by number: a description may say anything.
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
    use super::*;

    #[test]
    fn each_pattern_is_found_where_it_is_planted() {
        let mut count = 0;
        for (pattern, reason) in patterns() {
            assert!(!reason.is_empty(), "{pattern} has no reason");
            let planted = format!("fn f() {{\n    {pattern}\n}}\n");
            let error = check(&planted).unwrap_err().to_string();
            assert!(error.starts_with("line 2 "), "{error}");
            assert!(error.contains(&reason), "{error}");
            count += 1;
        }
        assert!(count >= 20, "{count} patterns");
    }

    #[test]
    fn a_description_may_say_anything() {
        for (pattern, _) in patterns() {
            for comment in [
                format!("    /// {pattern}\n"),
                format!("    /** one\n{pattern}\n three*/\n"),
                format!("    #[doc = \"{pattern}\"]\n"),
            ] {
                check(&format!("{comment}fn f() {{}}\n")).unwrap();
            }
        }
    }
}
