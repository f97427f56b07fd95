//! Checks that the paths named in documents exist.

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

/// Returns the paths in backquotes that do not exist.
///
/// # Errors
///
/// Returns an error if a document can't be read.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let mut problems = Vec::new();
    for document in DOCUMENTS {
        let text = project.read(document)?;
        let lost = paths(&text).filter(|(_, path)| !project.path(path).exists());
        problems
            .extend(lost.map(|(line, path)| format!("{document}:{line}: {path} does not exist")));
    }
    Ok(problems)
}

/// Returns what looks like a path of the project, with its line; code blocks are skipped.
fn paths(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut in_block = false;
    let lines = text.lines().enumerate().filter(move |(_, line)| {
        let is_fence = line.trim_start().starts_with("```");
        in_block ^= is_fence;
        !in_block && !is_fence
    });
    lines.flat_map(|(at, line)| {
        let quoted = line.split('`').skip(1).step_by(2);
        let paths = quoted.filter(|quoted| is_path(quoted));
        paths.map(move |path| (at + 1, path))
    })
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
}
