//! A row of descriptions: the versions of a folder, the oldest first, and what is wrong with them.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use chrono::NaiveDate;

use crate::project::{Project, is_description, read_folder};
use ovh_codegen::native::Root;

/// A version of one or several roots.
#[derive(Debug)]
pub struct Version {
    /// The name of its file or folder, without the ending.
    pub name: String,
    pub date: Option<NaiveDate>,
    pub roots: Vec<Root>,
}

impl Version {
    /// Returns the paths of the roots.
    pub fn paths(&self) -> BTreeSet<&str> {
        let roots = self.roots.iter();
        roots.map(|root| root.resource_path.as_str()).collect()
    }

    /// Returns each operation, as `GET /sms`.
    fn operations(&self) -> BTreeSet<String> {
        let apis = self.roots.iter().flat_map(|root| &root.apis);
        apis.flat_map(|api| {
            let operations = api.operations.iter();
            operations.map(|operation| format!("{} {}", operation.http_method, api.path))
        })
        .collect()
    }
}

/// Versions in their order, and what is wrong with the row; the rest of it is compared.
#[derive(Debug, Default)]
pub struct Row {
    pub versions: Vec<Version>,
    pub faults: Vec<String>,
}

impl Row {
    /// Reads all descriptions of a folder: each file, and each folder of files, is one version.
    ///
    /// # Errors
    ///
    /// The folder can't be read, or contains no description.
    pub fn read(project: &Project, folder: &Path) -> anyhow::Result<Row> {
        let mut row = Row::default();
        for path in entries(folder)? {
            let name = name_of(&path);
            let roots = match path.is_dir() {
                true => read_folder(&path, project.unknown),
                false => Root::read(&path, project.unknown).map(|root| vec![root]),
            };
            match roots {
                Ok(roots) => row.versions.push(Version {
                    date: date(&name),
                    name,
                    roots,
                }),
                Err(error) => row.faults.push(format!(
                    "{name} can't be read, and its neighbours are compared: {error:#}"
                )),
            }
        }
        row.sort();
        Ok(row)
    }

    /// Orders the versions by the dates in their names, and names those whose order is doubtful.
    fn sort(&mut self) {
        let dated = self.versions.iter().filter(|one| one.date.is_some());
        match dated.count() {
            0 => {}
            all if all == self.versions.len() => self.sort_by_date(),
            _ => {
                let (with, without): (Vec<_>, Vec<_>) = std::mem::take(&mut self.versions)
                    .into_iter()
                    .partition(|one| one.date.is_some());
                self.versions = with;
                self.faults.extend(without.iter().map(|one| {
                    format!(
                        "{} is left out: its name has no date such as 2024-06-07, and others have \
                         one",
                        one.name
                    )
                }));
                self.sort_by_date();
            }
        }
    }

    fn sort_by_date(&mut self) {
        // Versions of other roots may be between two of one root.
        let mut last: BTreeMap<&str, &Version> = BTreeMap::new();
        let mut faults = Vec::new();
        for is in &self.versions {
            let before = is.paths().into_iter();
            let before = before.filter_map(|path| last.insert(path, is));
            let before: BTreeMap<&str, &Version> =
                before.map(|was| (was.name.as_str(), was)).collect();
            faults.extend(before.into_values().filter_map(|was| {
                match was.date.cmp(&is.date) {
                    Ordering::Less => None,
                    Ordering::Equal => Some(format!(
                        "{} and {} have the same date: compared in the order of their names",
                        was.name, is.name
                    )),
                    Ordering::Greater => Some(format!(
                        "out of order: {} is before {} by name and after it by date; ordered by date",
                        was.name, is.name
                    )),
                }
            }));
        }
        self.faults.extend(faults);
        self.versions.sort_by_key(|one| one.date);
    }
}

/// Returns what the contents say against the order: a version of the API that is lower than the one
/// before, and operations that a version lacks although its neighbours have them.
pub fn out_of_order(versions: &[Version]) -> Vec<String> {
    let mut faults = Vec::new();
    for pair in versions.windows(2) {
        let [was, is] = pair else { continue };
        let version = |one: &Version| {
            let version = one.roots.first().map(|root| root.api_version.clone());
            let version = version.unwrap_or_default();
            let numbers = version.split('.').map(|part| part.parse::<u64>().ok());
            (numbers.collect::<Option<Vec<_>>>(), version)
        };
        let ((before, was_text), (after, is_text)) = (version(was), version(is));
        if after.is_some() && after < before {
            faults.push(format!(
                "out of order: {} has the API's version {is_text}, and {} before it {was_text}",
                is.name, was.name
            ));
        }
    }
    let operations: Vec<BTreeSet<String>> = versions.iter().map(Version::operations).collect();
    for (at, version) in versions.iter().enumerate() {
        let (before, after) = (operations.get(..at), operations.get(at + 1..));
        let all = |part: Option<&[BTreeSet<String>]>| -> BTreeSet<String> {
            part.into_iter().flatten().flatten().cloned().collect()
        };
        let (before, after) = (all(before), all(after));
        let both = before.intersection(&after);
        let own = operations.get(at);
        let lacks: Vec<&str> = both
            .filter(|operation| own.is_none_or(|own| !own.contains(*operation)))
            .map(String::as_str)
            .collect();
        if let Some(first) = lacks.first() {
            faults.push(format!(
                "{} may be out of order: it lacks {} of the operations that versions before and \
                 after it have, such as {first}",
                version.name,
                lacks.len()
            ));
        }
    }
    faults
}

/// Returns the descriptions and the folders of descriptions, sorted by name.
fn entries(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} can't be read", folder.display()))?;
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let is_folder = path.is_dir() && !name.starts_with(['.', '_']);
        if is_folder || is_description(&name) {
            found.push(path);
        }
    }
    if found.is_empty() {
        bail!("{} contains no description (*.json)", folder.display());
    }
    found.sort_by_cached_key(|path| parts(&name_of(path)));
    Ok(found)
}

/// Returns the parts of a name for its order: texts, each with the number behind it by its length
/// and its digits, so that `v2` is before `v10`.
fn parts(name: &str) -> Vec<(String, usize, String)> {
    let mut parts = Vec::new();
    let mut rest = name;
    while !rest.is_empty() {
        let begin = rest.find(|c: char| c.is_ascii_digit());
        let (text, number) = rest.split_at(begin.unwrap_or(rest.len()));
        let end = number.find(|c: char| !c.is_ascii_digit());
        let (digits, behind) = number.split_at(end.unwrap_or(number.len()));
        let digits = digits.trim_start_matches('0');
        parts.push((text.to_owned(), digits.len(), digits.to_owned()));
        rest = behind;
    }
    parts
}

fn name_of(path: &Path) -> String {
    let name = match path.is_dir() {
        true => path.file_name(),
        false => path.file_stem(),
    };
    name.unwrap_or_default().to_string_lossy().into_owned()
}

/// Returns the first date in a name: `sms-2024-06-07`, `20240607`.
fn date(name: &str) -> Option<NaiveDate> {
    let bytes = name.as_bytes();
    let is_digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let dates = (0..name.len()).filter(|at| !is_digit(at.checked_sub(1)));
    let mut dates = dates.filter_map(|at| {
        [(10, "%Y-%m-%d"), (10, "%Y_%m_%d"), (8, "%Y%m%d")]
            .iter()
            .filter(|(length, _)| !is_digit(Some(at + length)))
            .find_map(|(length, format)| {
                let text = name.get(at..at + length)?;
                // A sign or a blank would be read too.
                let separators = text.bytes().filter(|byte| !byte.is_ascii_digit()).count();
                let day = NaiveDate::parse_from_str(text, format).ok()?;
                (separators + 8 == *length).then_some(day)
            })
    });
    dates.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_ordered_as_numbers() {
        let mut names = [
            "v10", "v2", "sms", "v1", "v02-b", "v2-a", "1-vps", "10-vps", "2-vps",
        ];
        names.sort_by_cached_key(|name| parts(name));
        assert_eq!(
            names,
            [
                "1-vps", "2-vps", "10-vps", "sms", "v1", "v2", "v2-a", "v02-b", "v10"
            ]
        );
    }

    #[test]
    fn a_date_is_found_in_a_name() {
        for (name, found) in [
            ("sms-2024-06-07", Some("2024-06-07")),
            ("20240607-sms", Some("2024-06-07")),
            ("2024_06_07", Some("2024-06-07")),
            ("sms-2024-13-07", None),
            ("sms-120240607", None),
            ("v2-sms", None),
            ("sms-2020-1-01", None),
            ("sms-20201-01", None),
            ("sms+2020-1-1", None),
            ("sms-2020-11-01", Some("2020-11-01")),
            ("é", None),
        ] {
            let found = found.map(|text| text.parse().unwrap());
            assert_eq!(date(name), found, "{name}");
        }
    }
}
