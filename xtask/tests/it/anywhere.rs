//! `diff` and `history` on any root: each served description beside changes of itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ovh_codegen::diff::{self, Converter, Difference, Weight};
use ovh_codegen::native::{Root, Unknown};
use serde_json::{Value, json};
use xtask::diff::converter;
use xtask::history::{Args, replay};
use xtask::project::Project;
use xtask::verify::anywhere::{ANYWHERE, Anywhere, cut};

/// Paths of a root that are compared; converting a large root for each change would be slow.
const PATHS: usize = 12;

/// The served descriptions, by name.
fn roots() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../crates/ovh-codegen/tests/fixtures/descriptions");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    let roots = files.iter().filter_map(|path| {
        let name = path.file_stem()?.to_string_lossy().into_owned();
        let is_root = path.extension()? == "json" && !name.starts_with('_');
        let text = is_root.then(|| std::fs::read_to_string(path).unwrap())?;
        Some((name, cut(serde_json::from_str(&text).unwrap(), PATHS)))
    });
    roots.collect()
}

fn document(converter: &Converter, description: &Value) -> String {
    let root = Root::parse(&description.to_string(), "the description", Unknown::Tell).unwrap();
    converter.convert(vec![root]).unwrap()
}

fn heaviest(difference: &Difference) -> Option<Weight> {
    difference.changes.iter().map(|change| change.weight).min()
}

/// Adds the renames that `diff` recognized to a document, as `update` does.
fn keep(document: &str, difference: &Difference) -> String {
    let mut kept: Value = serde_json::from_str(document).unwrap();
    let renames = difference.renames.iter();
    kept["x-ovh-renamed"] = renames
        .map(|one| json!({ "old": one.old, "new": one.new, "since": "0.3.2" }))
        .collect();
    kept.to_string()
}

/// What is wrong with the report of a change; nothing if the root has nothing of the kind.
fn problem(
    converter: &Converter,
    was: &Value,
    before: &str,
    one: &Anywhere,
) -> Option<Result<(), String>> {
    let mut is = was.clone();
    (one.change)(&mut is)?;
    let after = document(converter, &is);
    let version = || Some("0.3.1".to_owned());
    let difference = diff::documents(before, &after, version()).unwrap();
    let shown: Vec<_> = difference.changes.iter().take(5).collect();
    let (code, next) = match one.weight {
        None => (0, "0.3.1"),
        Some(Weight::Breaking) => (2, "0.4.0"),
        Some(_) => (1, "0.3.2"),
    };
    let found = (
        heaviest(&difference),
        difference.exit_code(),
        difference.next_version.as_deref(),
    );
    if found != (one.weight, code, Some(next)) {
        return Some(Err(format!("{found:?}: {shown:#?}")));
    }
    let Some(kept) = one.kept else {
        return Some(Ok(()));
    };
    let difference = diff::documents(before, &keep(&after, &difference), version()).unwrap();
    match heaviest(&difference) == Some(kept) {
        true => Some(Ok(())),
        false => Some(Err(format!(
            "with the old names kept: {:#?}",
            difference.changes
        ))),
    }
}

#[test]
fn each_kind_of_change_of_each_root_has_its_weight() {
    let converter = converter(&Project::here()).unwrap();
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (root, description) in roots() {
        let before = document(&converter, &description);
        for one in ANYWHERE {
            match problem(&converter, &description, &before, one) {
                None => {}
                Some(Ok(())) => *used.entry(one.name).or_default() += 1,
                Some(Err(error)) => wrong.push(format!("{root}: {}: {error}", one.name)),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    for one in ANYWHERE {
        let used = used.get(one.name).copied().unwrap_or_default();
        assert!(used >= 2, "{} was tried on {used} roots", one.name);
    }
}

/// Writes a root, the root after two changes, and the root again, with dates in the names.
fn row(folder: &Path, name: &str, description: &Value) -> (Value, Value) {
    let write = |date: &str, description: &Value| {
        let file = folder.join(format!("{name}-{date}.json"));
        std::fs::write(file, description.to_string()).unwrap();
    };
    let change = |description: &mut Value, name: &str| {
        let one = ANYWHERE.iter().find(|one| one.name == name).unwrap();
        (one.change)(description)
    };
    let mut second = description.clone();
    change(&mut second, "an operation is added").unwrap();
    let mut third = second.clone();
    change(&mut third, "a field is removed").unwrap();
    write("2024-01-31", description);
    write("2025-02-01", &second);
    write("2026-03-01", &third);
    (second, third)
}

#[test]
fn the_history_of_each_root_is_replayed() {
    let folder = tempfile::tempdir().unwrap();
    let roots = roots();
    for (name, description) in &roots {
        row(folder.path(), name, description);
    }
    let args = Args {
        folder: Some(folder.path().to_owned()),
        no_proof: true,
        ..Args::default()
    };
    let replay = replay(&Project::here(), &args).unwrap();
    assert_eq!(replay.faults, Vec::<String>::new());
    assert_eq!(replay.rows.len(), roots.len());
    for (root, steps) in &replay.rows {
        let steps: Vec<_> = steps
            .iter()
            .map(|step| {
                (
                    heaviest(&step.difference),
                    step.difference.next_version.as_deref(),
                )
            })
            .collect();
        let expected = [
            (Some(Weight::Nothing), Some("0.1.1")),
            (Some(Weight::Breaking), Some("0.2.0")),
        ];
        assert_eq!(steps, expected, "{root}");
    }
    let page = replay.page();
    assert!(
        page.contains("the operation was added | no effect | not proved |"),
        "{page}"
    );
}

/// Compiles the bindings of a few roots; the slow step `history` runs it.
#[test]
#[ignore = "compiles bindings for minutes; `cargo xtask ci --slow history` runs it"]
fn the_compiler_agrees_with_the_history_of_other_roots() {
    let folder = tempfile::tempdir().unwrap();
    for (name, description) in roots() {
        if ["vps", "auth"].contains(&name.as_str()) {
            row(folder.path(), &name, &description);
        }
    }
    let args = Args {
        folder: Some(folder.path().to_owned()),
        ..Args::default()
    };
    let replay = replay(&Project::here(), &args).unwrap();
    assert_eq!(replay.faults, Vec::<String>::new());
    assert_eq!(replay.contradictions(), Vec::<String>::new());
    assert_eq!(replay.rows.len(), 2);
    let steps = replay.rows.iter().flat_map(|(_, steps)| steps);
    assert!(
        steps
            .map(|step| step.proof.as_ref().unwrap())
            .all(|proof| proof.uses > 0)
    );
}
