//! `update` on a copy of our description; compiling what comes of it is `cargo xtask verify-update`.

#[path = "support/server.rs"]
mod server;

use std::path::Path;
use std::time::Duration;

use server::{Answer, Server, serve};
use xtask::fetch::{self, Patience, Wanted};
use xtask::project::Project;
use xtask::{check, update};

/// A copy of what `update` reads and writes.
fn project() -> (tempfile::TempDir, Project) {
    let (folder, ours) = (tempfile::tempdir().unwrap(), Project::here());
    for name in [
        "Cargo.toml",
        "tests/operations.rs",
        "schema/names.toml",
        "schema/docs.toml",
        "schema/openapi.json",
        "schema/surface.txt",
        "schema/SOURCE.toml",
        "schema/native/sms.json",
        "schema/native/auth.json",
        "schema/native/me-document.json",
    ] {
        let to = folder.path().join(name);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(ours.path(name), &to).unwrap();
    }
    let project = Project {
        folder: folder.path().to_owned(),
        ..ours
    };
    (folder, project)
}

/// OVHcloud's API as we know it, /sms changed.
fn play(project: &Project, change: impl Fn(String) -> String) -> Server {
    let index = r#"{"apis":[{"path":"/sms","schema":"{path}.{format}"},{"path":"/auth","schema":"{path}.{format}"},
        {"path":"/me","schema":"{path}.{format}"}]}"#;
    let native = |name: &str| project.read(&format!("schema/native/{name}.json")).unwrap();
    serve(vec![
        ("/1.0/", vec![Answer::json(index)]),
        ("/1.0/sms.json", vec![Answer::json(&change(native("sms")))]),
        ("/1.0/auth.json", vec![Answer::json(&native("auth"))]),
        ("/1.0/me.json", vec![Answer::json(&native("me-document"))]),
    ])
}

fn wanted(server: &Server) -> Wanted {
    Wanted {
        endpoint: fetch::endpoint(&server.url).unwrap(),
        roots: Vec::new(),
        patience: Patience {
            timeout: Duration::from_secs(5),
            wait: Duration::from_millis(1),
        },
    }
}

fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for below in ["schema", "schema/native", "tests"] {
        for entry in std::fs::read_dir(folder.join(below)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                found.push((
                    path.display().to_string(),
                    std::fs::read_to_string(&path).unwrap(),
                ));
            }
        }
    }
    found.sort();
    found
}

#[test]
fn an_update_without_a_change_tells_its_source_and_nothing_else() {
    let (_folder, project) = project();
    let server = play(&project, |sms| sms);
    let updated = update::update(&project, &wanted(&server)).unwrap();
    assert_eq!(
        updated.difference.exit_code(),
        0,
        "{:#?}",
        updated.difference.changes
    );
    assert_eq!(updated.findings, Vec::<String>::new());
    assert!(
        project
            .read("schema/SOURCE.toml")
            .unwrap()
            .contains(&server.url)
    );
    assert_eq!(check::check(&project).unwrap(), "");
    let ours = Project::here();
    // Not by assert_eq: the texts are long.
    for name in [
        "schema/openapi.json",
        "schema/surface.txt",
        "tests/operations.rs",
    ] {
        assert_eq!(
            project.read(name).unwrap(),
            ours.read(name).unwrap(),
            "{name}"
        );
    }
}

#[test]
fn a_description_that_does_not_convert_changes_nothing() {
    let (folder, project) = project();
    let before = texts(folder.path());
    let server = play(&project, |sms| {
        sms.replace(
            "\"responseType\": \"sms.Ptt",
            "\"responseType\": \"sms.Gone",
        )
    });
    let error = format!(
        "{:#}",
        update::update(&project, &wanted(&server)).err().unwrap()
    );
    assert!(error.contains("nothing was changed"), "{error}");
    assert!(
        error.contains("/sms GET /sms/ptts: nothing is known of the type \"sms.Gone"),
        "{error}"
    );
    assert_eq!(texts(folder.path()), before);
}

#[test]
fn check_shows_what_is_stale() {
    let (_folder, project) = project();
    let path = project.path("schema/openapi.json");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("jobs_create", "jobs_make", 1)).unwrap();
    let names = project.path("schema/names.toml");
    let text = std::fs::read_to_string(&names).unwrap();
    std::fs::write(
        &names,
        text + "\n[variants.\"sms.NoEnum\"]\n\"a\" = \"B\"\n",
    )
    .unwrap();
    let report = check::check(&project).unwrap();
    assert!(
        report.contains("--- schema/openapi.json (as it is)"),
        "{report}"
    );
    assert!(
        report.contains("jobs_make") && report.contains("+"),
        "{report}"
    );
    assert!(
        report.contains("schema/names.toml: variants.\"sms.NoEnum\".\"a\" matches nothing"),
        "{report}"
    );
}
