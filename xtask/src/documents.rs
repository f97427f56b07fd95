//! Checks that the paths named in documents exist, and the tests named after them.

use crate::project::Project;

/// The documents for contributors.
const DOCUMENTS: &[&str] = &[
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "RELEASE.md",
    "docs/RELIABILITY.md",
];

/// File name endings that mark a path even without a folder.
const ENDS: &[&str] = &[".json", ".lock", ".md", ".rs", ".sh", ".toml", ".txt"];

/// Returns the paths in backquotes that do not exist, and the tests that are not in the file named
/// before them on the same line.
///
/// # Errors
///
/// Returns an error if a document or a file with a named test can't be read.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for document in DOCUMENTS {
        let text = project.read(document)?;
        let lost = paths(&text).filter(|(_, path)| !project.path(path).exists());
        problems
            .extend(lost.map(|(line, path)| format!("{document}:{line}: {path} does not exist")));
        for (line, path, test) in tests(&text) {
            let is_there = project.path(path).exists();
            if is_there && !project.read(path)?.contains(&format!("fn {test}(")) {
                problems.push(format!("{document}:{line}: {path} has no test {test}"));
            }
        }
    }
    Ok(problems)
}

/// Returns what looks like a path of the project, with its line.
fn paths(text: &str) -> impl Iterator<Item = (usize, &str)> {
    quoted(text).filter(|(_, quoted)| is_path(quoted))
}

/// Returns what looks like the name of a test, with its line and the Rust file named before it on
/// that line.
fn tests(text: &str) -> Vec<(usize, &str, &str)> {
    let mut tests = Vec::new();
    let mut file = None;
    for (line, quoted) in quoted(text) {
        if is_path(quoted) {
            file = Some((line, quoted)).filter(|_| quoted.ends_with(".rs"));
        } else if let Some((_, path)) = file.filter(|&(at, _)| at == line && is_test(quoted)) {
            tests.push((line, path, quoted));
        }
    }
    tests
}

/// Returns the texts in backquotes, with their lines; code blocks are skipped.
fn quoted(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_block = false;
    let lines = text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    });
    lines.flat_map(|(at, line)| {
        let quoted = line.split('`').skip(1).step_by(2);
        quoted.map(move |quoted| (at + 1, quoted))
    })
}

/// Returns whether a text looks like the name of a test: several words.
fn is_test(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    text.chars().all(is_plain) && text.matches('_').count() >= 3
}

/// Returns whether a text looks like a path in the project's folder, and not like an API path or a
/// file that exists only after a run.
fn is_path(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    text.chars().all(is_plain)
        && !text.starts_with('/')
        && !text.starts_with("target/")
        && (text.contains('/') || ENDS.iter().any(|end| text.ends_with(end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ovh_codegen::native::Unknown;

    #[test]
    fn paths_are_told_from_other_things_in_backquotes() {
        let table = [
            ("tests/it/common", true),
            ("src/", true),
            ("build.rs", true),
            (".ci/run", true),
            ("POST /sms", false),
            ("/auth/time", false),
            ("ovh_sms::sandbox", false),
            ("cargo xtask check", false),
            ("target/python", false),
            ("native", false),
        ];
        for (text, expected) in table {
            assert_eq!(is_path(text), expected, "{text}");
        }
    }

    #[test]
    fn a_path_that_leads_nowhere_is_named_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            folder: folder.path().to_owned(),
            unknown: Unknown::Refuse,
        };
        std::fs::create_dir(project.path("docs")).unwrap();
        for document in DOCUMENTS {
            std::fs::write(project.path(document), "# A\n\nSee `docs/`.\n").unwrap();
        }
        assert_eq!(problems(&project).unwrap(), Vec::<String>::new());
        let text = "`RELEASE.md`\n```text\n`no/where.rs`\n```\n`docs` and `docs/lost.md`\n";
        std::fs::write(project.path("RELEASE.md"), text).unwrap();
        assert_eq!(
            problems(&project).unwrap(),
            ["RELEASE.md:5: docs/lost.md does not exist"]
        );
    }

    #[test]
    fn a_test_is_in_the_file_named_before_it() {
        let folder = tempfile::tempdir().unwrap();
        let project = Project {
            folder: folder.path().to_owned(),
            unknown: Unknown::Refuse,
        };
        std::fs::create_dir(project.path("docs")).unwrap();
        for document in DOCUMENTS {
            std::fs::write(project.path(document), "").unwrap();
        }
        std::fs::write(project.path("a.rs"), "fn it_is_a_test() {}\n").unwrap();
        std::fs::write(project.path("b.rs"), "fn that_is_a_test() {}\n").unwrap();
        let text = "`a.rs`: `it_is_a_test`, `gone_is_this_test`; `b.rs`: `that_is_a_test`\n\
                    `b.rs` and `it_is_a_test`, `mailing_send`\n`not_after_a_file`\n\
                    `lost.rs`: `it_is_a_test`\n";
        std::fs::write(project.path("docs/RELIABILITY.md"), text).unwrap();
        assert_eq!(
            problems(&project).unwrap(),
            [
                "docs/RELIABILITY.md:4: lost.rs does not exist",
                "docs/RELIABILITY.md:1: a.rs has no test gone_is_this_test",
                "docs/RELIABILITY.md:2: b.rs has no test it_is_a_test",
            ]
        );
    }
}
