//! Changes of the real descriptions: what `diff` reports of each, and that it can compare them all.

use std::path::{Path, PathBuf};

use ovh_codegen::diff::{self, Converter, Difference, Weight};
use ovh_codegen::native::{Root, Unknown};
use serde_json::Value;
use xtask::diff::converter;
use xtask::project::Project;
use xtask::verify::mutations::{self, Mutation};

fn document(converter: &Converter, description: &Value) -> String {
    let root = Root::parse(&description.to_string(), "the description", Unknown::Tell).unwrap();
    converter.convert(vec![root]).unwrap()
}

/// Above this number of changes, only those in what every operation has are reported.
const MOST: usize = 4;

#[test]
fn every_mutation_is_reported_once_with_its_weight() {
    let project = Project::here();
    let sms = project.read("schema/native/sms.json").unwrap();
    let sms: Value = serde_json::from_str(&sms).unwrap();
    let table = mutations::table().unwrap();
    assert!(table.len() >= 60, "{} mutations", table.len());
    // Converting is slow: it uses all cores.
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    let (project, sms) = (&project, &sms);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let parts = table.chunks(table.len().div_ceil(threads));
        let parts: Vec<_> = parts
            .map(|part| scope.spawn(move || wrong(project, sms, part)))
            .collect();
        parts
            .into_iter()
            .flat_map(|part| part.join().unwrap())
            .collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The mutations whose report differs from the table.
fn wrong(project: &Project, sms: &Value, table: &[Mutation]) -> Vec<String> {
    let converter = converter(project).unwrap();
    let unchanged = document(&converter, sms);
    let mut wrong = Vec::new();
    for mutation in table {
        let (before, after) = mutation.apply(sms).unwrap();
        let before = before.map(|before| document(&converter, &before));
        let before = before.as_deref().unwrap_or(&unchanged);
        let after = mutation.keep_names(document(&converter, &after)).unwrap();
        let difference = diff::documents(before, &after, Some("0.3.1".to_owned())).unwrap();
        if let Some(problem) = problem(mutation, &difference) {
            let lines = difference.changes.iter().take(12);
            let lines: Vec<String> = lines.map(|change| format!("{change:?}")).collect();
            let lines = lines.join("\n  ");
            wrong.push(format!(
                "{}: {problem}; reported:\n  {lines}",
                mutation.name
            ));
        }
    }
    wrong
}

fn problem(mutation: &Mutation, difference: &Difference) -> Option<String> {
    let heaviest = difference.changes.iter().map(|change| change.weight).min();
    if heaviest != mutation.weight {
        return Some(format!("{heaviest:?} and not {:?}", mutation.weight));
    }
    let found = |change: &diff::Change| {
        change.place == mutation.place && change.what.contains(&mutation.says)
    };
    if mutation.weight.is_some() && !difference.changes.iter().any(found) {
        return Some(format!("no {:?} at {:?}", mutation.says, mutation.place));
    }
    let code = match mutation.weight {
        None => 0,
        Some(Weight::Breaking) => 2,
        Some(_) => 1,
    };
    if difference.exit_code() != code {
        return Some(format!(
            "exit code {} and not {code}",
            difference.exit_code()
        ));
    }
    let most = match mutation.name.contains("rights are") {
        true => 1,
        false => MOST,
    };
    (difference.changes.len() > most).then(|| format!("{} changes", difference.changes.len()))
}

/// Descriptions as OVHcloud served them, in a folder of the fixtures.
fn served(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/ovh-codegen/tests/fixtures/descriptions")
        .join(folder);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|kind| kind == "json"))
        .filter(|path| !path.file_stem().unwrap().to_string_lossy().starts_with('_'))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "{} is empty", folder.display());
    files
}

/// A change with its weight.
type Anywhere = (&'static str, fn(&mut Value), Option<Weight>);

/// Changes that every description can have, whatever its contents.
const ANYWHERE: &[Anywhere] = &[
    ("another order", |d| reverse(d), None),
    (
        "an operation removed",
        |d| {
            let apis = d["apis"].as_array_mut().unwrap();
            apis.remove(0);
        },
        Some(Weight::Breaking),
    ),
    (
        "an optional query parameter added",
        |d| {
            let parameters = &mut d["apis"][0]["operations"][0]["parameters"];
            parameters.as_array_mut().unwrap().push(serde_json::json!(
                { "paramType": "query", "name": "someNewFilter", "dataType": "string" }
            ));
        },
        Some(Weight::Nothing),
    ),
    (
        "another version",
        |d| d["basePath"] = "https://eu.api.ovh.com/v9".into(),
        Some(Weight::Breaking),
    ),
];

fn reverse(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(reverse),
        Value::Object(keys) => {
            for (key, value) in keys.iter_mut() {
                if let (Value::Array(list), "parameters" | "enum") = (&mut *value, key.as_str()) {
                    list.reverse();
                }
                reverse(value);
            }
        }
        _ => {}
    }
}

/// What this program converts today: other roots are refused with their own reason.
fn convert(converter: &Converter, path: &Path) -> Option<(Value, String)> {
    let text = std::fs::read_to_string(path).unwrap();
    let root = Root::parse(&text, &path.display().to_string(), Unknown::Tell).ok()?;
    let document = converter.convert(vec![root]).ok()?;
    Some((serde_json::from_str(&text).unwrap(), document))
}

#[test]
fn every_root_that_was_served_is_compared_with_changes_of_itself() {
    let converter = converter(&Project::here()).unwrap();
    let mut compared = 0;
    for path in served("") {
        let Some((description, before)) = convert(&converter, &path) else {
            continue;
        };
        compared += 1;
        for (name, change, weight) in ANYWHERE {
            let mut after = description.clone();
            change(&mut after);
            let after = document(&converter, &after);
            let difference = diff::documents(&before, &after, None).unwrap();
            let heaviest = difference.changes.iter().map(|change| change.weight).min();
            let shown: Vec<_> = difference.changes.iter().take(5).collect();
            assert_eq!(heaviest, *weight, "{}: {name}: {shown:#?}", path.display());
        }
    }
    assert!(compared >= 3, "{compared} roots were compared");
}

#[test]
fn each_version_of_the_history_is_compared_with_the_next() {
    let converter = converter(&Project::here()).unwrap();
    let mut versions = served("history");
    versions.extend(
        served("")
            .into_iter()
            .filter(|path| path.ends_with("sms.json")),
    );
    let converted: Vec<(String, String)> = versions
        .iter()
        .filter_map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            convert(&converter, path).map(|(_, document)| (name, document))
        })
        .collect();
    assert!(converted.len() >= 4, "{} versions convert", converted.len());
    for pair in converted.windows(2) {
        let [(old, was), (new, is)] = pair else {
            unreachable!()
        };
        let difference = diff::documents(was, is, None).unwrap();
        assert_ne!(difference.exit_code(), 0, "{old} → {new}");
        let added = |what: &str| {
            let of = difference
                .changes
                .iter()
                .filter(|change| change.what == what);
            of.count()
        };
        let rights = difference
            .changes
            .iter()
            .filter(|change| change.what.contains("right"));
        assert!(rights.count() <= 1, "{old} → {new}");
        eprintln!(
            "{old} → {new}: {} changes, {} operations and {} types added",
            difference.changes.len(),
            added("the operation was added"),
            added("the type was added")
        );
        let same = diff::documents(was, was, None).unwrap();
        assert_eq!(same.exit_code(), 0, "{old}");
    }
}
