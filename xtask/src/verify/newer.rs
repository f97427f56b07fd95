//! Whether the crate is built with a newer document that `OVH_SMS_OPENAPI` names.

use std::path::Path;

use anyhow::{Context, bail};

use crate::project::Project;
use crate::scratch::cargo_command;

/// The variable that names another document.
const OPENAPI: &str = "OVH_SMS_OPENAPI";

/// A test about the document, compiled and run in the copy.
const NEWER: &str = r#"
#[test]
fn the_library_has_the_text_of_the_newer_document() {
    assert!(ovh_sms::api::OPENAPI.contains("/sms/{serviceName}/weather"));
    assert!(ovh_sms::api::operations::find("weather_get").is_some());
}

#[tokio::test]
async fn the_sandbox_has_the_newer_document() {
    let sandbox = ovh_sms::sandbox::Sandbox::start().await.unwrap();
    let service = sandbox.service().unwrap();
    let error = service.api().weather_get("2027-01-02").send().await.unwrap_err();
    // The sandbox finds the operation, and has no rules for it.
    assert_eq!(error.status().unwrap().as_u16(), 501, "{error}");
}
"#;

/// Checks that the crate of before the update is built with a newer document that the environment
/// names, and that what is no document is named.
pub(super) fn check(project: &Project, copied: &Project, call: &str) -> anyhow::Result<()> {
    let newer = copied.folder.join("newer.json");
    std::fs::copy(copied.path("schema/openapi.json"), &newer)?;
    std::fs::copy(
        project.path("schema/openapi.json"),
        copied.path("schema/openapi.json"),
    )?;
    let wrong = copied.folder.join("wrong.json");
    std::fs::write(&wrong, "{")?;
    let test = [
        "test",
        "--offline",
        "--quiet",
        "--features",
        "sandbox",
        "--test",
        "updated",
    ];
    for (path, said) in [
        (Path::new("newer.json"), "must be an absolute path"),
        (&copied.path("none.json"), "can't be read"),
        (&wrong, "wrong.json can't be read: EOF while parsing"),
    ] {
        let output = cargo_command(project, &copied.folder, &test)
            .env(OPENAPI, path)
            .output()
            .context("cargo can't be started")?;
        let error = String::from_utf8_lossy(&output.stderr);
        if output.status.success() || !error.contains(said) {
            bail!("{OPENAPI}={}: {error}", path.display());
        }
    }
    std::fs::write(copied.path("tests/updated.rs"), format!("{call}{NEWER}"))?;
    let output = cargo_command(project, &copied.folder, &test)
        .env(OPENAPI, &newer)
        .output()
        .context("cargo can't be started")?;
    if !output.status.success() {
        bail!(
            "the newer document can't be used:\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    eprintln!("a document that {OPENAPI} names is used instead of the own one");
    Ok(())
}
