//! `cargo xtask drift` against a local server: what changed, the exit code, and that no file changes.

use std::process::Command;

use ovh_codegen::diff::Difference;
use serde_json::{Value, json};
use xtask::drift::{Drift, drift, markdown};
use xtask::project::Project;
use xtask::prove::certificate::committed;
use xtask::prove::{Pair, Verdict};
use xtask::update::Prove;

use crate::certificate::proof;
use crate::support::server::{Answer, Server};
use crate::support::update::{play, project, served, texts, wanted};

/// Our own description, as the API would serve it.
fn unchanged() -> Vec<(&'static str, Value)> {
    let project = Project::here();
    let native = |name: &str| -> Value {
        serde_json::from_str(&project.read(&format!("schema/native/{name}.json")).unwrap()).unwrap()
    };
    vec![
        ("/1.0/sms.json", native("sms")),
        ("/1.0/auth.json", native("auth")),
        ("/1.0/me.json", native("me-document")),
    ]
}

/// Serves our description after a change of /sms.
fn serve(change: fn(&mut Value)) -> Server {
    let mut served = unchanged();
    change(&mut served[0].1);
    play(
        served
            .iter()
            .map(|(path, value)| (*path, Answer::json(&value.to_string())))
            .collect(),
    )
}

fn drifted(change: fn(&mut Value)) -> Drift {
    let (_folder, project) = project();
    let before = texts(&project);
    let found = drift(&project, &wanted(&serve(change)), None).unwrap();
    assert_eq!(texts(&project), before);
    found
}

#[test]
fn a_drift_is_reported_with_its_surface_and_its_version_step() {
    type Case = (&'static str, fn(&mut Value), u8, &'static [&'static str]);
    let cases: [Case; 4] = [
        ("nothing", |_| {}, 0, &["**Nothing changed.**"]),
        (
            "a parameter",
            |sms| {
                let parameters = &mut sms["apis"][0]["operations"][0]["parameters"];
                parameters.as_array_mut().unwrap().push(json!({
                    "paramType": "query", "name": "limit", "dataType": "long", "required": false,
                }));
            },
            1,
            &[
                "**Compatible: old code still compiles.**",
                "+builder::ServicesList::limit(i64) -> Self",
                "## Public items",
                "a patch",
            ],
        ),
        (
            "a value",
            |sms| {
                sms["models"]["sms.PriorityEnum"]["enum"]
                    .as_array_mut()
                    .unwrap()
                    .retain(|value| value != "veryLow")
            },
            2,
            &[
                "**Breaking:",
                "### Breaks code",
                "`sms.PriorityEnum`: the value \"veryLow\" was removed",
                "-types::Priority::VeryLow = \"veryLow\"",
                "a minor step",
                "## To do by hand",
            ],
        ),
        (
            "words",
            |sms| sms["apis"][0]["operations"][0]["description"] = json!("Other words"),
            0,
            &["**Nothing changed.**"],
        ),
    ];
    for (name, change, code, says) in cases {
        let found = drifted(change);
        let report = markdown(&found).unwrap();
        assert_eq!(found.difference.exit_code(), code, "{name}: {report}");
        for part in says {
            assert!(report.contains(part), "{name}: {part} is not in\n{report}");
        }
        assert_eq!(
            found.surface.is_empty(),
            code == 0,
            "{name}: {}",
            found.surface
        );
    }
}

#[test]
fn a_report_contains_the_certificate() {
    let values = |sms: &mut Value| {
        let values = &mut sms["models"]["sms.PriorityEnum"]["enum"];
        values.as_array_mut().unwrap().retain(|v| v != "veryLow");
    };
    let (_folder, project) = project();
    let proves = |_: &Project, _: &Pair<'_>, difference: &Difference| {
        Ok(proof(difference, Verdict::Breaking, true))
    };
    let fails = |_: &Project, _: &Pair<'_>, _: &Difference| anyhow::bail!("no compiler");
    let wanted = wanted(&serve(values));
    for (prove, says) in [
        (
            &proves as Prove<'_>,
            ["| breaking | breaking | sms.PriorityEnum |", "### Changes"],
        ),
        (&fails, ["**Not proved**", "the proof failed: no compiler"]),
    ] {
        let found = drift(&project, &wanted, Some(prove)).unwrap();
        let certificate = found.certificate.as_ref().unwrap();
        assert_eq!(certificate.before, committed(&project).unwrap());
        assert_ne!(
            certificate.before["sms.json"],
            certificate.after["sms.json"]
        );
        let report = markdown(&found).unwrap();
        assert!(report.contains("\n## Certificate\n"), "{report}");
        for part in says {
            assert!(report.contains(part), "{part} is not in\n{report}");
        }
    }
    let same = drift(
        &project,
        &crate::support::update::wanted(&serve(|_| {})),
        Some(&proves),
    );
    assert!(same.unwrap().certificate.is_none());
}

/// Runs the program on a server of this test; it compares with this project.
fn run(url: &str) -> (Option<i32>, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["drift", "--endpoint", url])
        .output()
        .unwrap();
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

#[test]
fn the_command_exits_with_what_it_found() {
    let removed = |sms: &mut Value| {
        sms["apis"]
            .as_array_mut()
            .unwrap()
            .retain(|api| api["path"] != "/sms/ptts");
    };
    for (change, code) in [((|_| {}) as fn(&mut Value), 0), (removed, 2)] {
        let (found, report, errors) = run(&serve(change).url);
        assert_eq!(found, Some(code), "{report}{errors}");
        assert!(
            report.starts_with("# Changes of OVHcloud's API"),
            "{report}"
        );
    }
}

#[test]
fn what_cannot_be_compared_is_named() {
    let down = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let bad = |answer: Answer| play(vec![("/1.0/sms.json", answer)]);
    let half = bad(Answer::json(&served("sms")[..50_000]));
    let other = bad(Answer::json("{\"hello\": \"world\"}"));
    let list = bad(Answer::json("[]"));
    let page = bad(Answer::json("<!DOCTYPE html><title>Sign in</title>"));
    let gone = bad(Answer::status(404));
    for (name, url, says) in [
        ("a server that is down", down.as_str(), "no response"),
        ("half a description", &half.url, "EOF"),
        ("other JSON", &other.url, "/1.0/sms.json"),
        ("a list", &list.url, "/1.0/sms.json"),
        ("HTML", &page.url, "HTML"),
        ("no description", &gone.url, "404"),
        ("an unknown endpoint", "mars", "\"mars\" is unknown"),
    ] {
        let (code, report, errors) = run(url);
        assert_eq!(code, Some(3), "{name}: {report}{errors}");
        assert!(errors.contains(says), "{name}: {errors}");
        let is_report = name == "an unknown endpoint" || report.contains("**Not compared.**");
        assert!(is_report, "{name}: {report}");
    }
}
