//! `cargo xtask history`: rows that are complete, out of order, or broken in the middle.

use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use xtask::history::{Args, PAGE, replay};
use xtask::project::Project;

/// A shop with these paths.
fn shop(root: &str, version: &str, paths: &[&str]) -> Value {
    let api = |path: &&str| json!({ "path": format!("/{root}/{path}"), "operations": [{ "httpMethod": "GET", "responseType": "string" }] });
    let apis: Vec<Value> = paths.iter().map(api).collect();
    json!({ "apiVersion": version, "resourcePath": format!("/{root}"), "basePath": "", "models": {}, "apis": apis })
}

/// A shop whose model contains longer and longer types of itself, which have no end.
fn endless() -> String {
    let mut shop = shop("shop", "1.0", &["a", "b"]);
    shop["apis"][0]["operations"][0]["responseType"] = json!("shop.A<long>");
    shop["models"]["shop.A<T>"] = json!({ "generics": ["T"], "properties": {
        "next": { "type": "shop.A<shop.A<T>>" }, "other": { "type": "shop.A<T[]>" } } });
    shop.to_string()
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn run(folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["history", "--no-proof"])
        .arg(folder)
        .output()
        .unwrap()
}

/// A row, the steps that are compared, what is named, and the exit code.
struct Case {
    name: &'static str,
    files: Vec<(&'static str, String)>,
    steps: &'static [&'static str],
    named: &'static [&'static str],
}

fn cases() -> Vec<Case> {
    let one = |paths: &[&str]| shop("shop", "1.0", paths).to_string();
    let (a, ab, abc) = (one(&["a"]), one(&["a", "b"]), one(&["a", "b", "c"]));
    vec![
        Case {
            name: "a row by dates, whatever else the names contain",
            files: vec![
                ("b-2020-01-01.json", a.clone()),
                ("c-2021-01-01.json", ab.clone()),
                ("d-2022-01-01.json", abc.clone()),
            ],
            steps: &["b-2020-01-01 → c-2021-01-01", "c-2021-01-01 → d-2022-01-01"],
            named: &[],
        },
        Case {
            name: "a row by names",
            files: vec![("v1.json", a.clone()), ("v2.json", ab.clone())],
            steps: &["v1 → v2"],
            named: &[],
        },
        Case {
            name: "numbers in names",
            files: vec![
                ("v1.json", a.clone()),
                ("v2.json", ab.clone()),
                ("v10.json", abc.clone()),
            ],
            steps: &["v1 → v2", "v2 → v10"],
            named: &[],
        },
        Case {
            name: "two roots by turns, out of order",
            files: vec![
                ("1-shop-2021-01-01.json", ab.clone()),
                (
                    "2-store-2021-01-01.json",
                    shop("store", "1.0", &["a", "b"]).to_string(),
                ),
                ("3-shop-2020-01-01.json", a.clone()),
                (
                    "4-store-2020-01-01.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
            ],
            steps: &[
                "3-shop-2020-01-01 → 1-shop-2021-01-01",
                "4-store-2020-01-01 → 2-store-2021-01-01",
            ],
            named: &[
                "out of order: 1-shop-2021-01-01 is before 3-shop-2020-01-01 by name",
                "out of order: 2-store-2021-01-01 is before 4-store-2020-01-01 by name",
            ],
        },
        Case {
            name: "two roots by turns, on one date",
            files: vec![
                ("2021-01-01-a.json", a.clone()),
                (
                    "2021-01-01-b.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
                ("2021-01-01-c.json", ab.clone()),
                (
                    "2021-01-01-d.json",
                    shop("store", "1.0", &["a", "b"]).to_string(),
                ),
            ],
            steps: &["2021-01-01-a → 2021-01-01-c", "2021-01-01-b → 2021-01-01-d"],
            named: &[
                "2021-01-01-a and 2021-01-01-c have the same date",
                "2021-01-01-b and 2021-01-01-d have the same date",
            ],
        },
        Case {
            name: "folders of several roots",
            files: vec![
                ("2020-01-01/shop.json", a.clone()),
                (
                    "2020-01-01/store.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
                ("2021-01-01/shop.json", ab.clone()),
                (
                    "2021-01-01/store.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
            ],
            steps: &["2020-01-01 → 2021-01-01", "2020-01-01 → 2021-01-01"],
            named: &[],
        },
        Case {
            name: "a root that one folder lacks",
            files: vec![
                ("2020-01-01/shop.json", a.clone()),
                (
                    "2020-01-01/store.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
                ("2021-01-01/shop.json", ab.clone()),
                ("2022-01-01/shop.json", abc.clone()),
                (
                    "2022-01-01/store.json",
                    shop("store", "1.0", &["a", "b"]).to_string(),
                ),
            ],
            steps: &[
                "2020-01-01 → 2021-01-01",
                "2021-01-01 → 2022-01-01",
                "2020-01-01 → 2022-01-01",
            ],
            named: &["2021-01-01 lacks /store, which 2020-01-01 describes"],
        },
        Case {
            name: "a root that is gone for good, and one file of two",
            files: vec![
                ("2020-01-01/shop.json", a.clone()),
                (
                    "2020-01-01/store-a.json",
                    shop("store", "2.0", &["a"]).to_string(),
                ),
                (
                    "2020-01-01/store-b.json",
                    shop("store", "2.0", &["b"]).to_string(),
                ),
                ("2021-01-01/shop.json", a.clone()),
                (
                    "2021-01-01/store-a.json",
                    shop("store", "2.0", &["a"]).to_string(),
                ),
                ("2022-01-01/shop.json", ab.clone()),
                ("2023-01-01/shop.json", abc.clone()),
            ],
            steps: &[
                "2020-01-01 → 2021-01-01",
                "2021-01-01 → 2022-01-01",
                "2022-01-01 → 2023-01-01",
                "2020-01-01 → 2021-01-01",
            ],
            named: &[
                "2021-01-01 describes /store in 1 files, and 2020-01-01 in 2",
                "2022-01-01 lacks /store, which 2021-01-01 describes",
            ],
        },
        Case {
            name: "a root of a folder that can't be converted",
            files: vec![
                ("2020-01-01.json", a.clone()),
                ("2021-01-01/shop.json", ab.clone()),
                ("2021-01-01/store.json", endless().replace("shop", "store")),
                ("2022-01-01.json", abc.clone()),
            ],
            steps: &["2020-01-01 → 2021-01-01", "2021-01-01 → 2022-01-01"],
            named: &[
                "2022-01-01 lacks /store, which 2021-01-01 describes",
                "2021-01-01 can't be converted",
            ],
        },
        Case {
            name: "a root that later folders have",
            files: vec![
                ("2020-01-01.json", a.clone()),
                ("2021-01-01/shop.json", ab.clone()),
                (
                    "2021-01-01/store.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
            ],
            steps: &["2020-01-01 → 2021-01-01"],
            named: &["2021-01-01 is the only version of /store"],
        },
        Case {
            name: "a root that only another version connects, out of order",
            files: vec![
                ("1-2021-01-01.json", ab.clone()),
                ("2-2020-01-01/shop.json", a.clone()),
                (
                    "2-2020-01-01/store.json",
                    shop("store", "1.0", &["a"]).to_string(),
                ),
                (
                    "3-2022-01-01.json",
                    shop("store", "1.0", &["a", "b"]).to_string(),
                ),
            ],
            steps: &["2-2020-01-01 → 1-2021-01-01", "2-2020-01-01 → 3-2022-01-01"],
            named: &[
                "out of order: 1-2021-01-01 is before 2-2020-01-01 by name",
                "1-2021-01-01 lacks /store",
            ],
        },
        Case {
            name: "names in capital letters, with marks of Markdown",
            files: vec![
                ("2020-01-01|a.JSON", a.clone()),
                ("2021-01-01\nb.Json", ab.clone()),
            ],
            steps: &["2020-01-01\\|a → 2021-01-01 b"],
            named: &[],
        },
        Case {
            name: "a description in the middle that can't be converted",
            files: vec![
                ("2020-01-01.json", a.clone()),
                ("2021-01-01.json", endless()),
                ("2022-01-01.json", abc.clone()),
            ],
            steps: &["2020-01-01 → 2022-01-01"],
            named: &["2021-01-01 can't be converted, and its neighbours are compared"],
        },
        Case {
            name: "half a description in the middle",
            files: vec![
                ("2020-01-01.json", a.clone()),
                ("2021-01-01.json", ab.get(..60).unwrap().to_owned()),
                ("2022-01-01.json", abc.clone()),
            ],
            steps: &["2020-01-01 → 2022-01-01"],
            named: &["2021-01-01 can't be read, and its neighbours are compared"],
        },
        Case {
            name: "names in another order than the dates",
            files: vec![
                ("1-shop-2021-01-01.json", ab.clone()),
                ("2-shop-2020-01-01.json", a.clone()),
            ],
            steps: &["2-shop-2020-01-01 → 1-shop-2021-01-01"],
            named: &["out of order: 1-shop-2021-01-01 is before 2-shop-2020-01-01 by name"],
        },
        Case {
            name: "contents in another order than the dates",
            files: vec![
                ("2020-01-01.json", ab.clone()),
                ("2021-01-01.json", a.clone()),
                ("2022-01-01.json", abc.clone()),
            ],
            steps: &["2020-01-01 → 2021-01-01", "2021-01-01 → 2022-01-01"],
            named: &[
                "2021-01-01 may be out of order: it lacks 1 of the operations",
                "GET /shop/b",
            ],
        },
        Case {
            name: "a lower version of the API",
            files: vec![
                ("2020-01-01.json", shop("shop", "2.0", &["a"]).to_string()),
                ("2021-01-01.json", ab.clone()),
            ],
            steps: &["2020-01-01 → 2021-01-01"],
            named: &[
                "out of order: 2021-01-01 has the API's version 1.0, and 2020-01-01 before it 2.0",
            ],
        },
        Case {
            name: "one date twice",
            files: vec![
                ("a-2020-01-01.json", a.clone()),
                ("b-2020-01-01.json", ab.clone()),
            ],
            steps: &["a-2020-01-01 → b-2020-01-01"],
            named: &["have the same date"],
        },
        Case {
            name: "a name without a date",
            files: vec![
                ("2020-01-01.json", a.clone()),
                ("2021-01-01.json", ab.clone()),
                ("newest.json", abc.clone()),
            ],
            steps: &["2020-01-01 → 2021-01-01"],
            named: &["newest is left out: its name has no date"],
        },
        Case {
            name: "another root between",
            files: vec![
                ("2020-01-01.json", a),
                ("2021-01-01.json", shop("store", "1.0", &["a"]).to_string()),
                ("2022-01-01.json", ab),
            ],
            steps: &["2020-01-01 → 2022-01-01"],
            named: &["2021-01-01 is the only version of /store"],
        },
    ]
}

#[test]
fn what_is_wrong_with_a_row_is_named_and_the_rest_is_compared() {
    for case in cases() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in &case.files {
            write(folder.path(), name, text);
        }
        let output = run(folder.path());
        let (page, errors) = (
            String::from_utf8_lossy(&output.stdout).into_owned(),
            String::from_utf8_lossy(&output.stderr).into_owned(),
        );
        let code = i32::from(!case.named.is_empty());
        assert_eq!(output.status.code(), Some(code), "{}: {errors}", case.name);
        let steps: Vec<&str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("### "))
            .collect();
        assert_eq!(steps, case.steps, "{}: {page}", case.name);
        for named in case.named {
            assert!(errors.contains(named), "{}: {errors}", case.name);
        }
    }
}

#[test]
fn a_folder_without_descriptions_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for folder in [folder.path().to_owned(), folder.path().join("nothing")] {
        let output = run(&folder);
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        assert!(output.stdout.is_empty(), "{output:?}");
    }
}

/// Returns the page without the verdicts of the compiler, and without the lines about them.
fn predictions(page: &str) -> Vec<String> {
    let rows = page
        .lines()
        .filter(|line| line.starts_with('|') || line.starts_with('#'));
    let without_verdict = |line: &str| {
        let mut cells: Vec<&str> = line.split(" | ").collect();
        match cells.len() {
            7 => cells.remove(5),
            3 => cells.remove(2),
            _ => "",
        };
        cells.join(" | ")
    };
    rows.map(without_verdict).collect()
}

#[test]
fn the_committed_history_has_todays_predictions() {
    let project = Project::here();
    let args = Args {
        no_proof: true,
        ..Args::default()
    };
    let replay = replay(&project, &args).unwrap();
    assert_eq!(replay.faults, Vec::<String>::new());
    let [(root, steps)] = replay.rows.as_slice() else {
        panic!("{:?}", replay.rows);
    };
    assert_eq!((root.as_str(), steps.len()), ("/sms", 5));
    let committed = project.read(PAGE).unwrap();
    assert_eq!(
        predictions(&committed),
        predictions(&replay.page()),
        "{PAGE} is not current; run `cargo xtask history`"
    );
    assert!(
        !committed.contains("not proved"),
        "{PAGE} was written without the proof"
    );
}
