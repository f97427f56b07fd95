//! Renamed items: `update` enters them into names.toml, and `check` requires that they end.

use ovh_codegen::diff::Weight;
use serde_json::json;
use xtask::check;
use xtask::renamed;
use xtask::update::{self, Broken, Outcome};

use crate::support::server::Answer;
use crate::support::update::{play, project, served_json, texts, update, update_with};

/// The API after an update to it, and then two renames: a model and a value.
fn renamed() -> Answer {
    let text = served_json("sms").to_string();
    let text = text.replace("\"sms.Hlr\"", "\"sms.LookupResult\"");
    let mut sms: serde_json::Value = serde_json::from_str(&text).unwrap();
    let values = sms["models"]["sms.PriorityEnum"]["enum"]
        .as_array_mut()
        .unwrap();
    let at = values.iter().position(|value| value == "veryLow").unwrap();
    values[at] = json!("verylow");
    Answer::json(&sms.to_string())
}

#[test]
fn an_update_keeps_the_old_names() {
    let (_folder, project) = project();
    update(&project, &play(Vec::new())).unwrap();
    let names = project.read("schema/names.toml").unwrap();
    let updated = update(&project, &play(vec![("/1.0/sms.json", renamed())])).unwrap();
    let renames: Vec<_> = updated
        .difference
        .changes
        .iter()
        .filter(|c| c.weight == Weight::Deprecated)
        .collect();
    // The variant is kept as a constant, which code that matches a reference can't use.
    assert_eq!(renames.len(), 1, "{:#?}", updated.difference.changes);
    assert_eq!(
        updated.difference.exit_code(),
        2,
        "{:#?}",
        updated.difference.changes
    );
    let next = updated.difference.next_version.clone().unwrap();
    let entered = project.read("schema/names.toml").unwrap();
    assert_eq!(
        entered,
        format!(
            "{names}\n[[renamed]]\nold = \"types::Hlr\"\nnew = \"types::LookupResult\"\nsince = \"{next}\"\n\
             \n[[renamed]]\nold = \"types::Priority::VeryLow\"\nnew = \"types::Priority::Verylow\"\nsince = \"{next}\"\n"
        )
    );
    let document = project.read("schema/openapi.json").unwrap();
    assert!(document.contains("\"x-ovh-renamed\""), "{}", updated.check);
    let surface = project.read("schema/surface.txt").unwrap();
    assert!(
        surface.contains("\ntypes::Hlr\n") && surface.contains("\ntypes::Priority::VeryLow = ")
    );
    // The changelog has to list them.
    assert_eq!(updated.outcome(), Outcome::WorkLeft);
    let listed = updated
        .findings
        .iter()
        .filter(|finding| finding.starts_with("CHANGELOG.md"));
    assert_eq!(listed.count(), 2, "{:#?}", updated.findings);
    std::fs::write(
        project.path("CHANGELOG.md"),
        "| `types::Hlr` | `types::LookupResult` |\n| `types::Priority::VeryLow` | `types::Priority::Verylow` |\n",
    )
    .unwrap();
    assert_eq!(renamed::problems(&project).unwrap(), Vec::<String>::new());
    // A second update finds nothing more to do.
    let again = update(&project, &play(vec![("/1.0/sms.json", renamed())])).unwrap();
    assert_eq!(
        again.difference.exit_code(),
        0,
        "{:#?}",
        again.difference.changes
    );
    assert_eq!(project.read("schema/names.toml").unwrap(), entered);
}

#[test]
fn a_failed_update_keeps_names_toml_as_it_was_before() {
    let (_folder, project) = project();
    update(&project, &play(Vec::new())).unwrap();
    let before = texts(&project);
    let server = play(vec![("/1.0/sms.json", renamed())]);
    let generated = Broken {
        file: "target/debug/build/ovh-sms-01ab/out/api.rs".to_owned(),
        line: 1,
        message: "no".to_owned(),
    };
    update_with(&project, &server, vec![generated]).unwrap_err();
    assert_eq!(texts(&project), before);
}

#[test]
fn workflows_that_use_a_deprecated_name_are_work_left() {
    let (_folder, project) = project();
    let used = Broken {
        file: "src/service/hlr.rs".to_owned(),
        line: 7,
        message:
            "use of deprecated type alias `types::Hlr`: use `types::LookupResult` (deprecated)"
                .to_owned(),
    };
    let updated = update_with(&project, &play(Vec::new()), vec![used.clone()]).unwrap();
    assert_eq!(updated.deprecated, [used]);
    assert_eq!(
        (updated.broken.len(), updated.outcome()),
        (0, Outcome::WorkLeft)
    );
    let text = update::text(&Ok(updated)).unwrap();
    assert!(
        text.contains("use the new ones:\n  src/service/hlr.rs:7: use of deprecated"),
        "{text}"
    );
}

#[test]
fn an_entry_ends_at_the_next_breaking_version() {
    let (_folder, project) = project();
    let names = project.read("schema/names.toml").unwrap();
    update(&project, &play(vec![("/1.0/sms.json", renamed())])).unwrap();
    std::fs::write(project.path("CHANGELOG.md"), "").unwrap();
    let manifest = project.read("Cargo.toml").unwrap();
    let version = xtask::diff::version(&project).unwrap();
    let renamed = "[[renamed]]\nold = \"types::Hlr\"\nnew = \"types::LookupResult\"\nsince = ";
    for (now, since, ends) in [
        ("0.1.4", "0.1.4", false),
        ("0.1.4", "0.2.0", false),
        ("0.2.0", "0.1.4", true),
        ("0.2.0", "0.2.0", false),
        ("1.3.0", "0.9.0", true),
        ("1.3.0", "1.1.0", false),
        ("2.0.0", "1.1.0", true),
    ] {
        let version_line = |version: &str| format!("version = \"{version}\"");
        let manifest = manifest.replacen(&version_line(&version), &version_line(now), 1);
        std::fs::write(project.path("Cargo.toml"), manifest).unwrap();
        std::fs::write(
            project.path("schema/names.toml"),
            format!("{names}\n{renamed}\"{since}\"\n"),
        )
        .unwrap();
        let problems = renamed::problems(&project).unwrap();
        let found = problems
            .iter()
            .any(|problem| problem.contains("older than the last breaking version"));
        assert_eq!(found, ends, "{now} {since}: {problems:?}");
        let report = check::check(&project).unwrap();
        assert_eq!(
            report.contains("older than the last breaking version"),
            ends,
            "{report}"
        );
    }
}
