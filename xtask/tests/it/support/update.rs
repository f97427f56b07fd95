//! A copy of what `update` reads and writes, and a server that imitates OVHcloud's API for it.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::Value;
use xtask::fetch::{self, Patience, Wanted};
use xtask::project::Project;
use xtask::update::{self, Broken, Updated};

use super::server::{Answer, Server, serve};

/// What `update` reads, in addition to what it generates.
const FILES: &[&str] = &[
    "CHANGELOG.md",
    "Cargo.toml",
    "tests/it/generated/requests.json",
    "tests/it/generated/calls.rs",
    "tests/it/generated/models.rs",
    "schema/names.toml",
    "schema/docs.toml",
    "schema/examples.json",
    "schema/openapi.json",
    "schema/surface.txt",
    "schema/SOURCE.toml",
    "schema/native/sms.json",
    "schema/native/auth.json",
    "schema/native/me-document.json",
];

/// A copy of our project, as far as `update` needs it.
pub fn project() -> (tempfile::TempDir, Project) {
    let (folder, ours) = (tempfile::tempdir().unwrap(), Project::here());
    for name in FILES {
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

/// Returns the texts of all files of a copy.
pub fn texts(project: &Project) -> BTreeMap<String, String> {
    let read = |name: &&str| ((*name).to_owned(), project.read(name).unwrap());
    let mut found: BTreeMap<String, String> = FILES.iter().map(read).collect();
    for entry in std::fs::read_dir(project.path("schema/native")).unwrap() {
        let path = entry.unwrap().path();
        found.insert(
            path.display().to_string(),
            std::fs::read_to_string(&path).unwrap(),
        );
    }
    found
}

/// A description or the index as OVHcloud served it.
pub fn served(name: &str) -> String {
    let folder = Project::here().path("crates/ovh-codegen/tests/fixtures/descriptions");
    std::fs::read_to_string(folder.join(format!("{name}.json"))).unwrap()
}

/// Like [`served`], as a tree.
pub fn served_json(name: &str) -> Value {
    serde_json::from_str(&served(name)).unwrap()
}

/// OVHcloud's API of spring 2026, with some of its responses replaced.
pub fn play(replaced: Vec<(&str, Answer)>) -> Server {
    let mut answers = BTreeMap::from([
        ("/1.0/", Answer::json(&served("_index"))),
        ("/1.0/sms.json", Answer::json(&served("sms"))),
        ("/1.0/auth.json", Answer::json(&served("auth"))),
        ("/1.0/me.json", Answer::json(&served("me"))),
    ]);
    answers.extend(replaced);
    serve(
        answers
            .into_iter()
            .map(|(path, answer)| (path, vec![answer]))
            .collect(),
    )
}

pub fn wanted(server: &Server) -> Wanted {
    Wanted {
        endpoint: fetch::endpoint(&server.url).unwrap(),
        roots: Vec::new(),
        patience: Patience {
            timeout: Duration::from_secs(60),
            wait: Duration::from_millis(1),
        },
    }
}

/// Runs an update for which all code compiles.
pub fn update(project: &Project, server: &Server) -> anyhow::Result<Updated> {
    update_with(project, server, Vec::new())
}

/// Runs an update for which the compiler has these errors.
pub fn update_with(
    project: &Project,
    server: &Server,
    broken: Vec<Broken>,
) -> anyhow::Result<Updated> {
    update::update(project, &wanted(server), &|_| Ok(broken.clone()))
}
