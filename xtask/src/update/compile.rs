//! Compiles the library with new bindings, and sorts the compiler's errors by file.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, bail};
use serde::Serialize;

use crate::cargo::cargo;
use crate::compiler::{Message, messages};
use crate::project::Project;

/// An error of the compiler.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Broken {
    /// Relative to the project's folder for hand-written code; absolute for generated code.
    pub file: String,
    pub line: u64,
    pub message: String,
}

/// The library and the command line, with all features that need only Rust.
const CHECK: &[&str] = &[
    "check",
    "--package",
    "ovh-sms",
    "--package",
    "ovh-sms-cli",
    "--lib",
    "--bins",
    "--features",
    "full",
    "--message-format",
    "json",
];

/// Runs `cargo check` on the project.
pub fn cargo_check(project: &Project) -> anyhow::Result<Vec<Broken>> {
    cargo_check_in(project, None)
}

/// Runs `cargo check` like [`cargo_check`], with another target folder than the project's own.
pub fn cargo_check_in(project: &Project, target: Option<&Path>) -> anyhow::Result<Vec<Broken>> {
    let mut command = cargo();
    if let Some(target) = target {
        command.env("CARGO_TARGET_DIR", target);
    }
    let output = command
        .args(CHECK)
        .current_dir(&project.folder)
        .stderr(Stdio::piped())
        .output()
        .context("cargo can't be started")?;
    let broken = errors(&String::from_utf8_lossy(&output.stdout), &project.folder);
    if !output.status.success() && broken.is_empty() {
        bail!(
            "`cargo {}` failed:\n{}",
            CHECK.join(" "),
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(broken)
}

impl Broken {
    /// Returns whether the compiler only warns about a deprecated name.
    pub fn is_deprecated(&self) -> bool {
        self.message.ends_with("(deprecated)")
    }
}

/// Returns the errors and the uses of deprecated names among cargo's messages, each once even if the
/// library is compiled for several targets.
fn errors(output: &str, folder: &Path) -> Vec<Broken> {
    let errors = messages(output, folder).into_iter();
    let mut broken: Vec<Broken> = errors
        .filter(|message| message.level == "error" || message.code.as_deref() == Some("deprecated"))
        .map(error)
        .collect();
    broken.sort();
    broken.dedup();
    broken
}

fn error(message: Message) -> Broken {
    let code = message
        .code
        .map_or_else(String::new, |code| format!(" ({code})"));
    Broken {
        file: message.file,
        line: message.line,
        message: format!("{}{code}", message.text),
    }
}

/// Rejects errors in generated code, which mean that the description can't be used; those in
/// hand-written code require work by hand.
pub fn refuse_generated(broken: &[Broken]) -> anyhow::Result<()> {
    let generated: Vec<String> = broken
        .iter()
        .filter(|broken| is_generated(&broken.file))
        .map(|broken| format!("{}:{}: {}", broken.file, broken.line, broken.message))
        .collect();
    if generated.is_empty() {
        return Ok(());
    }
    bail!(
        "the generated code does not compile; check crates/ovh-codegen/src/generate/:\n  {}",
        generated.join("\n  ")
    )
}

/// The build script writes into the target folder: `…/build/ovh-sms-0123456789abcdef/out/api.rs`.
fn is_generated(file: &str) -> bool {
    let mut parts = Path::new(file).iter().rev().skip(1);
    parts.next().is_some_and(|part| part == "out")
        && parts.nth(1).is_some_and(|part| part == "build")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_read_from_cargos_messages_once_each() {
        let message = |level: &str, file: &str| {
            serde_json::json!({ "reason": "compiler-message", "target": { "name": "ovh_sms" }, "message": {
                "level": level, "message": "no field `x`", "code": { "code": "E0609" },
                "spans": [{ "is_primary": true, "file_name": file, "line_start": 7 }] } })
            .to_string()
        };
        let text = [
            message("error", "src/receipts.rs"),
            message("warning", "src/lib.rs"),
            "not JSON".to_owned(),
            message("error", "/p/src/receipts.rs"),
            r#"{"reason":"compiler-message","message":{"level":"error","message":"aborting","spans":[]}}"#.to_owned(),
        ];
        let broken = errors(&text.join("\n"), Path::new("/p"));
        let expected = Broken {
            file: "src/receipts.rs".to_owned(),
            line: 7,
            message: "no field `x` (E0609)".to_owned(),
        };
        assert_eq!(broken, [expected]);
        assert!(refuse_generated(&broken).is_ok());
    }

    #[test]
    fn errors_in_generated_code_are_not_those_of_workflows() {
        for (file, generated) in [
            ("/p/target/debug/build/ovh-sms-01ab/out/api.rs", true),
            ("target/debug/build/ovh-sms-01ab/out/httpmock.rs", true),
            ("src/build/out.rs", false),
            ("src/out/api.rs", false),
            ("src/api.rs", false),
        ] {
            assert_eq!(is_generated(file), generated, "{file}");
        }
    }
}
