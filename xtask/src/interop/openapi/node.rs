//! npm tools: Redocly's rules, and types for TypeScript.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, bail};
use serde_json::Value;

use super::{Bench, Outcome, done};

/// Pinned versions, so that the result changes only when we update them. openapi-typescript
/// requires TypeScript 5.
const PACKAGES: &[&str] = &[
    "@redocly/cli@2.77.0",
    "openapi-typescript@7.13.0",
    "typescript@5.9.3",
];

/// Lints every document by the rules that Redocly recommends; its warnings do not count as errors.
pub fn redocly(bench: &Bench<'_>) -> anyhow::Result<Outcome> {
    let programs = match programs(bench) {
        Ok(programs) => programs,
        Err(reason) => return Ok(Outcome::NotTried(format!("{reason:#}"))),
    };
    let output = Command::new(programs.join("redocly"))
        .args(["lint", "--extends", "recommended", "--format", "json"])
        .args(["--max-problems", "100000"])
        .args(&bench.files)
        .current_dir(&bench.folder)
        .env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .output()?;
    let mut errors = Vec::new();
    let mut reports = 0;
    for report in serde_json::Deserializer::from_slice(&output.stdout).into_iter::<Value>() {
        let report = report.context("redocly's report is not JSON")?;
        let problems = report.get("problems").and_then(Value::as_array);
        let problems = problems.context("redocly's report has no problems")?;
        errors.extend(problems.iter().filter_map(error));
        reports += 1;
    }
    if !output.status.success() || !errors.is_empty() || reports != bench.files.len() {
        let printed = String::from_utf8_lossy(&output.stderr);
        bail!("redocly found errors:\n{}\n{printed}", errors.join("\n"));
    }
    Ok(Outcome::Passed(format!("no error in {reports} documents")))
}

/// Returns a description of a problem and its place, unless it is a warning.
fn error(problem: &Value) -> Option<String> {
    let text = |place: &str| problem.pointer(place).and_then(Value::as_str);
    let part = |place: &str| text(place).unwrap_or_default().to_owned();
    (text("/severity") == Some("error")).then(|| {
        format!(
            "{}{}: {}: {}",
            part("/location/0/source/ref"),
            part("/location/0/pointer"),
            part("/ruleId"),
            part("/message")
        )
    })
}

/// Generates types from every document; all of them, and a program that uses ours, pass
/// `tsc --strict`.
pub fn typescript(bench: &Bench<'_>) -> anyhow::Result<Outcome> {
    let programs = match programs(bench) {
        Ok(programs) => programs,
        Err(reason) => return Ok(Outcome::NotTried(format!("{reason:#}"))),
    };
    let folder = bench.folder.join("typescript");
    std::fs::create_dir_all(&folder)?;
    let mut sources = vec![folder.join("program.ts")];
    std::fs::copy(bench.program("openapi_types.ts"), folder.join("program.ts"))?;
    for file in &bench.files {
        let made = folder
            .join(file.file_stem().unwrap_or_default())
            .with_extension("d.ts");
        done(
            Command::new(programs.join("openapi-typescript"))
                .arg(file)
                .arg("--output")
                .arg(&made),
        )?;
        sources.push(made);
    }
    done(
        Command::new(programs.join("tsc"))
            .args(["--strict", "--noEmit", "--target", "es2022"])
            .args(&sources),
    )?;
    Ok(Outcome::Passed(format!(
        "tsc --strict accepts the types of {} documents, and a program that uses ours",
        bench.files.len()
    )))
}

/// Returns the folder of the installed programs; installs them on the first run.
fn programs(bench: &Bench<'_>) -> anyhow::Result<PathBuf> {
    let home = bench.folder.join("node");
    let mark = home.join("installed");
    let wanted = PACKAGES.join("\n");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(home.join("node_modules/.bin"));
    }
    std::fs::create_dir_all(&home)?;
    done(
        Command::new("npm")
            .args(["install", "--silent", "--no-audit", "--no-fund", "--prefix"])
            .arg(&home)
            .args(PACKAGES),
    )?;
    std::fs::write(&mark, wanted)?;
    Ok(home.join("node_modules/.bin"))
}
