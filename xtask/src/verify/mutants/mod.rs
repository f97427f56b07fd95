//! `cargo xtask mutants`: changes the code in a copy of the project, one place at a time, and checks
//! that the tests find each change.
//!
//! The places are in groups.toml in the same folder, the changes are those of `cargo-mutants`. All
//! changes of a group are compiled at once, each behind a condition (`plant`), because a build per
//! change takes longer than the tests. A change that can't stand behind a condition is compiled
//! alone. The changes that none of the tests that ran has found are written to docs/mutants.toml.

mod list;
mod plant;
mod programs;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use serde::{Deserialize, Serialize};

use self::list::{Change, Kind, list};
use self::plant::{Lines, Planted, When, plant};
use self::programs::{At, Compiled, Ended, Programs, active, compile};
use super::copies::copy;
use super::scratch;
use crate::project::Project;
use crate::scratch::write_changed;

const GROUPS: &str = include_str!("groups.toml");
const RESULTS: &str = "docs/mutants.toml";
/// The time that the tests may take without a change.
const FIRST_LIMIT: Duration = Duration::from_secs(1800);
/// The most runs of the same tests with one change, if each test that fails passes when it is
/// repeated.
const REPEATS: usize = 3;
const HEAD: &str = "# Written by `cargo xtask mutants`; do not edit.\n\n";

/// The options of the command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Change whole files, instead of only the functions that the guarantees rest on
    #[arg(long)]
    all: bool,
    /// Only the groups whose name contains this text; the results of other groups stay
    #[arg(long)]
    only: Option<String>,
    /// Only a part of the changes, such as 0/4: the first of four
    #[arg(long)]
    shard: Option<String>,
    /// Print the changes, and test nothing
    #[arg(long)]
    list: bool,
}

#[derive(Debug, Deserialize)]
struct Table {
    group: Vec<Group>,
}

/// Places that are changed, and the tests that must find each change.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    package: String,
    /// The packages whose tests must find the changes; by default the package itself.
    #[serde(default)]
    tested_by: Vec<String>,
    files: Vec<String>,
    #[serde(default)]
    functions: Vec<String>,
    /// Parts of the names of tests, which run in this order. Of named functions, all tests of the
    /// package run if these find nothing.
    tests: Vec<String>,
}

impl Group {
    /// Returns the packages whose tests must find the changes.
    fn tests_of(&self) -> &[String] {
        match self.tested_by.as_slice() {
            [] => std::slice::from_ref(&self.package),
            packages => packages,
        }
    }

    /// Returns the path of a file of the package, such as `src/lib.rs`.
    fn path(&self, file: &str) -> PathBuf {
        let root = Path::new("crates").join(&self.package).join(file);
        match self.package.as_str() {
            "ovh-sms" => PathBuf::from(file),
            _ => root,
        }
    }
}

/// The results by group.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Results {
    #[serde(default)]
    group: BTreeMap<String, Tested>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Tested {
    date: String,
    /// The commit whose code was changed.
    #[serde(default)]
    commit: String,
    /// The changes that compile.
    changes: usize,
    found: usize,
    /// The changes that none of the tests that ran has found.
    survivors: Vec<String>,
    /// The changes of `cargo-mutants` that this command can't write or compile.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    untested: Vec<String>,
}

impl Tested {
    /// Records and prints how the tests ended with a change.
    fn add(&mut self, begin: Instant, change: &Change, ended: Ended) {
        self.changes += 1;
        let by = match ended {
            Ended::Failed(test) => {
                self.found += 1;
                test
            }
            Ended::Passed => {
                self.survivors.push(change.name.clone());
                "NOT FOUND".to_owned()
            }
        };
        progress(begin, &change.name, &by);
    }
}

/// Runs the tests with each change of the groups, and writes the changes that no test finds.
///
/// # Errors
///
/// Returns an error if cargo-mutants is missing or fails, if the tests fail without a change, or if
/// a change of a named function is not found.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let table: Table = toml::from_str(GROUPS).context("groups.toml can't be read")?;
    let asked = |name: &str| args.only.as_ref().is_none_or(|only| name.contains(only));
    let groups = table.group.iter();
    let groups = groups.filter(|group| group.functions.is_empty() == args.all);
    let folder = scratch(project, "mutants");
    copy(project, &folder)?;
    let mut survivors = 0;
    for group in groups.filter(|group| asked(&group.name)) {
        let changes = list(project, &folder, group, args.shard.as_deref())?;
        if args.list {
            println!("{}:", group.name);
            changes
                .iter()
                .for_each(|change| println!("  {}", change.name));
            continue;
        }
        eprintln!("{}: {} changes", group.name, changes.len());
        let originals = originals(&folder, group, &changes)?;
        let bench = Bench {
            project,
            folder: &folder,
            group,
            changes: &changes,
            originals,
        };
        let tested = bench.test();
        bench.restore()?;
        let tested = tested?;
        let Tested { changes, found, .. } = tested;
        eprintln!("{}: {found} of {changes} changes were found", group.name);
        tested
            .survivors
            .iter()
            .for_each(|survivor| eprintln!("  {survivor}"));
        if !group.functions.is_empty() {
            survivors += tested.survivors.len();
        }
        write(project, &group.name, args.shard.as_deref(), tested)?;
    }
    if survivors > 0 {
        bail!("{survivors} changes of named functions were not found");
    }
    Ok(())
}

/// Reads the files that the changes of a group and their conditions are written to.
fn originals(
    folder: &Path,
    group: &Group,
    changes: &[Change],
) -> anyhow::Result<BTreeMap<String, String>> {
    let root = group.path("src/lib.rs").to_string_lossy().into_owned();
    let files = changes.iter().map(|change| change.file.clone());
    let files: BTreeSet<String> = files.chain([root]).collect();
    let read = |file: String| {
        let text = std::fs::read_to_string(folder.join(&file));
        text.map(|text| (file.clone(), text))
            .with_context(|| format!("{file} can't be read"))
    };
    files.into_iter().map(read).collect()
}

/// The time limits of runs, by a part of the tests' names.
type Limits<'a> = BTreeMap<&'a str, Duration>;

/// The changes of a group in a copy of the project.
struct Bench<'a> {
    project: &'a Project,
    folder: &'a Path,
    group: &'a Group,
    changes: &'a [Change],
    /// The texts of the files without changes.
    originals: BTreeMap<String, String>,
}

impl Bench<'_> {
    /// Tests all changes: first those that are compiled at once, then the others one by one.
    fn test(&self) -> anyhow::Result<Tested> {
        let (programs, alone) = self.compile_all()?;
        let mut limits = Limits::default();
        let mut tested = Tested {
            date: chrono::Utc::now().format("%Y-%m-%d").to_string(),
            commit: self.project.git(&["rev-parse", "--short", "HEAD"])?,
            ..Tested::default()
        };
        let together = self.changes.iter().enumerate();
        let together = together.filter(|(number, _)| !alone.contains(number));
        for (number, change) in together {
            let begin = Instant::now();
            let ended = self.look(&programs, Some(number), &mut limits)?;
            tested.add(begin, change, ended);
        }
        for number in alone {
            if let Some(change) = self.changes.get(number) {
                self.test_alone(number, change, &mut limits, &mut tested)?;
            }
        }
        Ok(tested)
    }

    /// Compiles the tests with all changes that can stand behind a condition; returns the others.
    fn compile_all(&self) -> anyhow::Result<(Programs, BTreeSet<usize>)> {
        let mut alone: BTreeSet<usize> = BTreeSet::new();
        loop {
            let numbered = self.changes.iter().enumerate();
            let numbered = numbered.filter(|(number, _)| !alone.contains(number));
            let planted = self.plant(&numbered.collect::<Vec<_>>(), When::Chosen)?;
            let others = planted.values().flat_map(|planted| &planted.others);
            alone.extend(others);
            let errors = match compile(self.project, self.folder, self.group.tests_of())? {
                Compiled::Programs(programs) => return Ok((programs, alone)),
                Compiled::Errors(errors) => errors,
            };
            let mut wrong = at_places(&planted, &errors.places);
            if wrong.is_empty() {
                wrong = at_places(&planted, &errors.related);
            }
            if wrong.is_empty() {
                wrong = self.near(&planted, &errors.places);
            }
            if wrong.is_empty() {
                let texts = errors.texts;
                bail!("the changes don't compile, and no error is in one of them:\n{texts}");
            }
            alone.extend(wrong);
        }
    }

    /// Returns the changes of the files with these errors: those of the arms of a `match`, which
    /// cause errors elsewhere in it, or all if there are none.
    fn near(&self, planted: &BTreeMap<String, Planted>, errors: &[At]) -> BTreeSet<usize> {
        let files: BTreeSet<&String> = errors.iter().map(|(file, ..)| file).collect();
        let planted = files.into_iter().filter_map(|file| planted.get(file));
        let numbers = planted.flat_map(|planted| planted.places.iter().map(|(number, _)| *number));
        let numbers: BTreeSet<usize> = numbers.collect();
        let is_of_arm = |number: &&usize| {
            let change = self.changes.get(**number);
            change.is_some_and(|change| matches!(change.kind, Kind::MatchArm | Kind::MatchArmGuard))
        };
        let of_arms: BTreeSet<usize> = numbers.iter().filter(is_of_arm).copied().collect();
        match of_arms.is_empty() {
            true => numbers,
            false => of_arms,
        }
    }

    /// Compiles and tests one change alone.
    fn test_alone<'a>(
        &'a self,
        number: usize,
        change: &Change,
        limits: &mut Limits<'a>,
        tested: &mut Tested,
    ) -> anyhow::Result<()> {
        let begin = Instant::now();
        self.restore()?;
        let planted = self.plant(&[(number, change)], When::Always)?;
        if planted.values().any(|planted| !planted.others.is_empty()) {
            progress(begin, &change.name, "can't be written");
            tested.untested.push(change.name.clone());
            return Ok(());
        }
        let programs = match compile(self.project, self.folder, self.group.tests_of())? {
            Compiled::Programs(programs) => programs,
            Compiled::Errors(errors) => {
                // Without changes the project compiles, and this is the only one. Without a place,
                // something else is wrong, such as a full disk.
                let texts = errors.texts;
                if errors.places.is_empty() {
                    progress(begin, &change.name, &format!("can't be compiled: {texts}"));
                    tested.untested.push(change.name.clone());
                } else {
                    let first = texts.lines().next().unwrap_or_default();
                    progress(begin, &change.name, &format!("does not compile: {first}"));
                }
                return Ok(());
            }
        };
        let ended = self.look(&programs, None, limits)?;
        tested.add(begin, change, ended);
        Ok(())
    }

    /// Runs the tests of the group, then, of named functions, all of the package, until one finds
    /// the active change.
    fn look<'a>(
        &'a self,
        programs: &Programs,
        active: Option<usize>,
        limits: &mut Limits<'a>,
    ) -> anyhow::Result<Ended> {
        // Of whole files, a run of all tests for each change that is not found would take days.
        let all = (!self.group.functions.is_empty()).then_some("");
        for filter in self.group.tests.iter().map(String::as_str).chain(all) {
            // Of a change that is compiled alone, there is no run without it.
            let limit = match (limits.get(filter), active) {
                (Some(limit), _) => *limit,
                (None, None) => FIRST_LIMIT,
                (None, Some(_)) => {
                    let limit = unchanged(programs, filter)?;
                    *limits.entry(filter).or_insert(limit)
                }
            };
            let mut skipped = Vec::new();
            for _ in 0..REPEATS {
                let test = match programs.run(filter, &skipped, active, limit)? {
                    Ended::Passed => break,
                    Ended::Failed(test) => test,
                };
                if programs.fails_again(&test, filter, active, limit)? {
                    return Ok(Ended::Failed(test));
                }
                // It failed for another reason, such as a busy machine.
                eprintln!("        {test} passes when it is repeated");
                skipped.push(test);
            }
        }
        Ok(Ended::Passed)
    }

    /// Writes changes to the copy; returns the texts of their files.
    fn plant(
        &self,
        changes: &[(usize, &Change)],
        when: When,
    ) -> anyhow::Result<BTreeMap<String, Planted>> {
        let root = self.group.path("src/lib.rs").to_string_lossy().into_owned();
        let mut all = BTreeMap::new();
        for (file, text) in &self.originals {
            let changes = changes.iter().filter(|(_, change)| change.file == *file);
            let changes: Vec<(usize, &Change)> = changes.copied().collect();
            let mut planted = plant(text, &changes, when).with_context(|| file.clone())?;
            if *file == root && when == When::Chosen {
                planted.text += &condition(&active(self.folder));
            }
            write_changed(&self.folder.join(file), &planted.text)?;
            all.insert(file.clone(), planted);
        }
        Ok(all)
    }

    /// Writes the files without changes.
    fn restore(&self) -> anyhow::Result<()> {
        self.originals
            .iter()
            .try_for_each(|(file, text)| write_changed(&self.folder.join(file), text))
    }
}

/// Returns the changes that were planted at these places: of nested ones the innermost, and all of
/// those at one operator.
fn at_places(planted: &BTreeMap<String, Planted>, places: &[At]) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    for (file, line, column) in places {
        let Some(planted) = planted.get(file) else {
            continue;
        };
        let at = Lines::new(&planted.text).offset(*line, column.saturating_sub(1));
        let places = planted.places.iter();
        let around = places.filter(|(_, place)| place.contains(&at));
        let shortest = around.clone().map(|(_, place)| place.len()).min();
        let innermost = around.filter(|(_, place)| Some(place.len()) == shortest);
        found.extend(innermost.map(|(number, _)| number));
    }
    found
}

/// Returns the module by which a planted change finds out whether it is the active one: by a file, so
/// that programs that the tests start find it out, too.
fn condition(active: &Path) -> String {
    format!(
        r#"
#[doc(hidden)]
#[allow(missing_docs)]
pub mod planted_changes {{
    static ACTIVE: std::sync::OnceLock<Option<usize>> = std::sync::OnceLock::new();
    pub fn is(number: usize) -> bool {{
        let read = || std::fs::read_to_string({active:?}).ok()?.parse().ok();
        *ACTIVE.get_or_init(read) == Some(number)
    }}
}}
"#
    )
}

/// Runs tests without a change, and returns the time limit for runs with one: a change that makes a
/// test wait for ever is found, a busy machine is no such change.
fn unchanged(programs: &Programs, filter: &str) -> anyhow::Result<Duration> {
    let begin = Instant::now();
    let ended = programs.run(filter, &[], None, FIRST_LIMIT)?;
    if let Ended::Failed(test) = ended
        && programs.fails_again(&test, filter, None, FIRST_LIMIT)?
    {
        bail!("{test} fails without a change");
    }
    progress(begin, "without a change", filter);
    Ok(begin.elapsed() * 5 + Duration::from_secs(60))
}

/// Prints what happened to a change.
fn progress(begin: Instant, change: &str, result: &str) {
    eprintln!("{:4} s  {change}: {result}", begin.elapsed().as_secs());
}

/// Writes the results of a group or of one of its shards; those of others stay, except for shards of
/// another number: these are other changes.
fn write(
    project: &Project,
    group: &str,
    shard: Option<&str>,
    tested: Tested,
) -> anyhow::Result<()> {
    let shards = format!("{group}, shard ");
    let name = shard.map_or_else(|| group.to_owned(), |shard| format!("{shards}{shard}"));
    let number = |shard: &str| shard.split_once('/').map(|(_, number)| number.to_owned());
    let mut results = match project.path(RESULTS).exists() {
        true => toml::from_str(&project.read(RESULTS)?)
            .with_context(|| format!("{RESULTS} can't be read"))?,
        false => Results::default(),
    };
    results.group.retain(|known, _| {
        let other = known.strip_prefix(&shards);
        other.is_none_or(|other| number(other) == shard.and_then(number))
    });
    results.group.insert(name, tested);
    let text = toml::to_string_pretty(&results)?;
    std::fs::write(project.path(RESULTS), format!("{HEAD}{text}"))
        .with_context(|| format!("{RESULTS} can't be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_groups_are_readable_and_have_files() {
        let table: Table = toml::from_str(GROUPS).unwrap();
        let project = Project::here();
        for group in &table.group {
            for file in group.files.iter().filter(|file| !file.contains('*')) {
                assert!(project.path(file).is_file(), "{}: {file}", group.name);
            }
            assert!(
                project
                    .path(&group.path("src/lib.rs").to_string_lossy())
                    .is_file()
            );
        }
    }

    #[test]
    fn the_condition_is_rust() {
        syn::parse_file(&condition(Path::new("/x/y z"))).unwrap();
    }
}
