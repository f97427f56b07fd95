//! The rows of the single roots: each root is compared with its own earlier version.

use std::collections::BTreeMap;

use super::row::Version;

/// Splits versions into a row for each root, in the order of their first version.
pub fn rows(versions: Vec<Version>) -> Vec<(String, Vec<Version>)> {
    let mut rows: Vec<(String, Vec<Version>)> = Vec::new();
    for version in versions {
        for root in version.roots {
            let path = root.resource_path.clone();
            let at = rows.iter().position(|(known, _)| *known == path);
            let row = match at.and_then(|at| rows.get_mut(at)) {
                Some((_, row)) => row,
                None => {
                    rows.push((path, Vec::new()));
                    match rows.last_mut() {
                        Some((_, row)) => row,
                        None => continue,
                    }
                }
            };
            match row.last_mut().filter(|last| last.name == version.name) {
                // Another file of the same root.
                Some(last) => last.roots.push(root),
                None => row.push(Version {
                    name: version.name.clone(),
                    date: version.date,
                    roots: vec![root],
                }),
            }
        }
    }
    rows
}

/// Returns what versions lack: a root that the version before describes in as many files or more, if
/// both have a root in common.
pub fn lacks(versions: &[Version]) -> Vec<String> {
    let mut faults = Vec::new();
    for pair in versions.windows(2) {
        let [was, is] = pair else { continue };
        let (before, after) = (files(was), files(is));
        if !before.keys().any(|path| after.contains_key(path)) {
            continue;
        }
        for (path, count) in before {
            match after.get(path).copied().unwrap_or(0) {
                0 => faults.push(format!(
                    "{} lacks {path}, which {} describes",
                    is.name, was.name
                )),
                fewer if fewer < count => faults.push(format!(
                    "{} describes {path} in {fewer} files, and {} in {count}",
                    is.name, was.name
                )),
                _ => {}
            }
        }
    }
    faults
}

/// Returns how many files describe each root.
fn files(version: &Version) -> BTreeMap<&str, usize> {
    let mut files = BTreeMap::new();
    for root in &version.roots {
        *files.entry(root.resource_path.as_str()).or_default() += 1;
    }
    files
}
