//! `cargo xtask verify-update`: updates a copy of the project to a changed description.
//!
//! A local server serves OVHcloud's API after a change. The copy is updated from it, must report
//! what changed and with which weight, must compile, and must be able to call what is new.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;

use anyhow::{Context, anyhow, bail};
use serde_json::{Value, json};

use super::copies::copy;
use crate::fetch::{self, Patience, Wanted};
use crate::project::Project;
use crate::prove::certificate;
use crate::scratch::{cargo, scratch, target};
use crate::update::{self, Outcome, Updated};
use ovh_codegen::diff::Weight;

/// The effect of the change: where `diff` must report it, how, and with which weight.
const CHANGES: &[(&str, &str, Weight)] = &[
    (
        "GET /sms/{serviceName}/weather",
        "the operation was added",
        Weight::Nothing,
    ),
    (
        "sms.PriorityEnum",
        "the value \"urgent\" was added",
        Weight::Behaviour,
    ),
    (
        "sms.PhonebookContact",
        "the field workPhone was removed",
        Weight::Breaking,
    ),
    (
        "GET /sms/{serviceName}/hlr",
        "the operation is deprecated now since 2027-01-01; it will be removed on 2027-12-31; use instead: /sms/{serviceName}/lookup",
        Weight::Deprecated,
    ),
];

/// A test that calls the new operation, compiled and run in the copy.
const CALL: &str = r#"//! The operation that came with the update can be called.

use ovh_sms_test_support::recorder::{Answer, Recorder};

#[tokio::test]
async fn the_new_operation_can_be_called() {
    let server = Recorder::start().await;
    server.answer(Answer::json("\"sunny\""));
    let client = server.client();
    let answer = client.service("sms-ab12345-1").api().weather_get("2027-01-02").send().await.unwrap();
    assert_eq!(answer.into_inner(), "sunny");
    let request = server.take();
    assert_eq!(request.target, "/1.0/sms/sms-ab12345-1/weather?day=2027-01-02");
    assert_eq!("urgent".parse::<ovh_sms::types::Priority>().unwrap(), ovh_sms::types::Priority::Urgent);
}
"#;

/// Runs the whole command.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let folder = scratch(project, "verify-update");
    copy(project, &folder)?;
    let copied = Project {
        folder: folder.clone(),
        unknown: project.unknown,
    };
    let endpoint = serve(changed(project)?)?;
    let wanted = Wanted {
        endpoint: fetch::endpoint(&endpoint)?,
        roots: Vec::new(),
        patience: Patience::default(),
    };
    let target = target(project);
    let compile = |copied: &Project| update::cargo_check_in(copied, Some(&target));
    let updated = update::update(&copied, &wanted, &compile)?;
    for (place, what, weight) in CHANGES {
        let is_reported = updated.difference.changes.iter().any(|change| {
            change.place == *place && change.what.starts_with(what) && change.weight == *weight
        });
        if !is_reported {
            bail!(
                "{place}: {what:?} is not reported as {weight:?}; reported: {:#?}",
                updated.difference.changes
            );
        }
    }
    if updated.difference.changes.len() != CHANGES.len() || updated.difference.exit_code() != 2 {
        bail!(
            "more is reported than changed: {:#?}",
            updated.difference.changes
        );
    }
    // Our texts describe a field that is gone: that is work left. The missing text of the new value
    // is a note.
    let [finding] = updated.findings.as_slice() else {
        bail!(
            "the update leaves other work than our texts: {:#?}",
            updated.findings
        );
    };
    let noted = updated.notes.iter().any(|note| note.contains("urgent"));
    if !finding.contains("workPhone") || !noted || updated.outcome() != Outcome::WorkLeft {
        bail!(
            "the field that is gone is not the only work left: {finding}; notes: {:#?}",
            updated.notes
        );
    }
    if !updated.broken.is_empty() {
        bail!("workflows no longer compile: {:#?}", updated.broken);
    }
    certified(&copied, &updated)?;
    eprintln!(
        "diff reports the {} changes and their weights, and the certificate states that they were not \
         proved",
        CHANGES.len()
    );
    std::fs::write(folder.join("tests/updated.rs"), CALL)?;
    cargo(
        project,
        &folder,
        &["test", "--offline", "--quiet", "--test", "updated"],
    )?;
    eprintln!("the updated crate compiles, and the new operation can be called");
    super::newer::check(project, &copied, CALL)
}

/// Checks that the certificate of an update without a proof lists the changes and claims nothing.
fn certified(copied: &Project, updated: &Updated) -> anyhow::Result<()> {
    let problems = certificate::problems(copied, false)?;
    let Some(certificate) = &updated.certificate else {
        bail!("the update has no certificate");
    };
    let claims = certificate.changes.iter().any(|row| row.proved.is_some());
    let lists = certificate.changes.len() == CHANGES.len();
    let says_so = certificate
        .not_proved
        .iter()
        .any(|line| line.contains("--quick"));
    if claims || certificate.is_proved || !lists || !says_so || !problems.is_empty() {
        bail!(
            "the certificate of an update without a proof is wrong: {problems:?}, {certificate:#?}"
        );
    }
    Ok(())
}

/// Returns our description after the change, by address.
pub(crate) fn changed(project: &Project) -> anyhow::Result<BTreeMap<String, String>> {
    let native = |name: &str| -> anyhow::Result<Value> {
        Ok(serde_json::from_str(
            &project.read(&format!("schema/native/{name}.json"))?,
        )?)
    };
    let mut sms = native("sms")?;
    let gone = |what: &str| {
        anyhow!("the description no longer has {what}: choose another for verify-update")
    };
    let apis = sms
        .get_mut("apis")
        .and_then(Value::as_array_mut)
        .ok_or_else(|| gone("apis"))?;
    let hlr = apis
        .iter_mut()
        .find(|api| api["path"] == "/sms/{serviceName}/hlr")
        .ok_or_else(|| gone("hlr"))?;
    for operation in hlr["operations"].as_array_mut().into_iter().flatten() {
        if operation["httpMethod"] == "GET" {
            operation["apiStatus"] = json!({
                "value": "DEPRECATED", "deprecatedDate": "2027-01-01", "deletionDate": "2027-12-31",
                "replacement": "/sms/{serviceName}/lookup",
            });
        }
    }
    apis.push(json!({ "path": "/sms/{serviceName}/weather", "operations": [{
        "httpMethod": "GET", "description": "Returns the weather of a day", "responseType": "string",
        "parameters": [
            { "paramType": "path", "name": "serviceName", "dataType": "string", "required": true },
            { "paramType": "query", "name": "day", "dataType": "string", "required": true, "description": "The day" },
        ],
    }] }));
    let values = sms
        .pointer_mut("/models/sms.PriorityEnum/enum")
        .and_then(Value::as_array_mut);
    values
        .ok_or_else(|| gone("sms.PriorityEnum"))?
        .push(json!("urgent"));
    let fields = sms
        .pointer_mut("/models/sms.PhonebookContact/properties")
        .and_then(Value::as_object_mut);
    fields
        .and_then(|fields| fields.remove("workPhone"))
        .ok_or_else(|| gone("sms.PhonebookContact.workPhone"))?;
    let listed =
        |path: &str| json!({ "path": path, "schema": "{path}.{format}", "format": ["json"] });
    let index = json!({ "apis": [listed("/sms"), listed("/auth"), listed("/me")] });
    Ok(BTreeMap::from([
        ("/1.0/".to_owned(), index.to_string()),
        ("/1.0/sms.json".to_owned(), sms.to_string()),
        ("/1.0/auth.json".to_owned(), native("auth")?.to_string()),
        (
            "/1.0/me.json".to_owned(),
            native("me-document")?.to_string(),
        ),
    ]))
}

/// Serves files by address until the program exits; returns the address.
pub(crate) fn serve(files: BTreeMap<String, String>) -> anyhow::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").context("no server can be started")?;
    let address = listener.local_addr()?;
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut first = String::new();
            if BufReader::new(&stream).read_line(&mut first).is_err() {
                continue;
            }
            let path = first.split(' ').nth(1).unwrap_or_default();
            let (status, body) = match files.get(path) {
                Some(body) => ("200 OK", body.as_str()),
                None => ("404 Not Found", ""),
            };
            // A client that disconnected reports its own error.
            let _gone = write!(
                stream,
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    Ok(format!("http://{address}/1.0"))
}
