//! Renamed items of schema/names.toml: each ends at the next breaking version, and CHANGELOG.md
//! lists it.

use anyhow::Context;

use crate::diff::version;
use crate::project::Project;

/// Returns the entries that are older than the last breaking version, and those that CHANGELOG.md
/// does not list.
///
/// # Errors
///
/// Returns an error if an entry, the crate's version or CHANGELOG.md can't be read.
pub fn problems(project: &Project) -> anyhow::Result<Vec<String>> {
    let renamed = project.names()?.renamed()?;
    if renamed.is_empty() {
        return Ok(Vec::new());
    }
    let version = version(project)?;
    let breaking = last_breaking(&version)
        .with_context(|| format!("the version {version:?} in Cargo.toml is not three numbers"))?;
    let changelog = project.read("CHANGELOG.md")?;
    let mut problems = Vec::new();
    for one in renamed {
        if numbers(&one.since).is_none_or(|since| since < breaking) {
            let [major, minor, patch] = breaking;
            problems.push(format!(
                "schema/names.toml: [[renamed]] {} (since {}) is older than the last breaking \
                 version {major}.{minor}.{patch}: remove the entry, and list the removal in \
                 CHANGELOG.md",
                one.old, one.since
            ));
            continue;
        }
        let has = |name: String| changelog.contains(&format!("`{name}`"));
        if !has(one.old.to_string()) || !has(one.new.to_string()) {
            problems.push(format!(
                "CHANGELOG.md does not list a renamed item: add \"| `{}` | `{}` |\" to the table of \
                 renamed names",
                one.old, one.new
            ));
        }
    }
    Ok(problems)
}

/// Returns the last version that could break code: before 1.0, the second number is the breaking
/// one.
fn last_breaking(version: &str) -> Option<[u64; 3]> {
    match numbers(version)? {
        [0, minor, _] => Some([0, minor, 0]),
        [major, _, _] => Some([major, 0, 0]),
    }
}

fn numbers(version: &str) -> Option<[u64; 3]> {
    let version = version.split(['+', '-']).next()?;
    let numbers = version.split('.').map(|part| part.parse().ok());
    numbers.collect::<Option<Vec<u64>>>()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_breaking_version_is_that_of_rusts_rules() {
        for (version, breaking) in [
            ("0.3.2", Some([0, 3, 0])),
            ("0.3.0+1.0", Some([0, 3, 0])),
            ("1.4.2-rc.1", Some([1, 0, 0])),
            ("1.4", None),
        ] {
            assert_eq!(last_breaking(version), breaking, "{version}");
        }
    }
}
