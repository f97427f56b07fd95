//! Which versions of a row are compared: those that describe a root in common.

use std::collections::BTreeSet;

use super::row::Version;
use ovh_codegen::native::Root;

/// Versions of the same roots.
pub struct Group {
    /// The paths of the roots.
    pub described: String,
    pub versions: Vec<Version>,
}

/// Returns for each version the number of its group: two versions that describe one root are in one
/// group, and so are those that a third one connects.
pub fn numbers(versions: &[Version]) -> Vec<usize> {
    let mut groups: Vec<BTreeSet<&str>> = Vec::new();
    for version in versions {
        let mut paths = version.paths();
        groups.retain(|known| {
            let other = known.is_disjoint(&paths);
            if !other {
                paths.extend(known);
            }
            other
        });
        groups.push(paths);
    }
    let number = |version: &Version| {
        let own = version.paths();
        groups.iter().position(|group| !group.is_disjoint(&own))
    };
    versions
        .iter()
        .map(|version| number(version).unwrap_or(groups.len()))
        .collect()
}

/// Splits versions into groups, in the order of their first version. A root that a version lacks is
/// taken from the version before it, and named.
pub fn groups(versions: Vec<Version>) -> (Vec<Group>, Vec<String>) {
    let numbers = numbers(&versions);
    let mut rows: Vec<(usize, Vec<Version>)> = Vec::new();
    for (number, version) in numbers.into_iter().zip(versions) {
        match rows.iter_mut().find(|(known, _)| *known == number) {
            Some((_, versions)) => versions.push(version),
            None => rows.push((number, vec![version])),
        }
    }
    let mut faults = Vec::new();
    let groups = rows.into_iter().map(|(_, mut versions)| {
        faults.extend(complete(&mut versions));
        let paths = versions.iter().flat_map(Version::paths);
        let paths: BTreeSet<&str> = paths.collect();
        Group {
            described: paths.into_iter().collect::<Vec<_>>().join(", "),
            versions,
        }
    });
    (groups.collect(), faults)
}

/// Adds to each version the roots of the version before it that it lacks. Returns what was added.
fn complete(versions: &mut [Version]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut before: Vec<Root> = Vec::new();
    for version in versions {
        let own: BTreeSet<String> = version.paths().into_iter().map(str::to_owned).collect();
        let lacks = before.iter();
        let lacks = lacks.filter(|root| !own.contains(&root.resource_path));
        let lacks: Vec<Root> = lacks.cloned().collect();
        faults.extend(lacks.iter().map(|root| {
            format!(
                "{} lacks {}, which the version before it describes: compared as if it had not \
                 changed",
                version.name, root.resource_path
            )
        }));
        version.roots.extend(lacks);
        before.clone_from(&version.roots);
    }
    faults
}
