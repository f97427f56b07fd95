//! A client for Rust that is not ours, by OpenAPI Generator.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Context;

use super::python::programs;
use super::{Bench, Outcome, done};

/// Makes a client of our document, and compiles it and a program that uses it.
pub fn client(bench: &Bench<'_>) -> anyhow::Result<Outcome> {
    if let Err(error) = done(Command::new("java").arg("-version")) {
        return Ok(Outcome::NotTried(format!(
            "it needs a Java runtime: {error:#}"
        )));
    }
    let programs = match programs(bench) {
        Ok(programs) => programs,
        Err(reason) => return Ok(Outcome::NotTried(format!("{reason:#}"))),
    };
    let folder = bench.folder.join("rust-client");
    // Files of an earlier run would be compiled as well.
    if folder.exists() {
        std::fs::remove_dir_all(&folder)
            .with_context(|| format!("{} can't be emptied", folder.display()))?;
    }
    done(
        Command::new(programs.join("openapi-generator-cli"))
            .args(["generate", "-g", "rust", "--library", "reqwest"])
            .args(["--package-name", "ovh_sms_client"])
            .arg("-i")
            .arg(bench.ours()?)
            .arg("-o")
            .arg(&folder),
    )?;
    std::fs::create_dir_all(folder.join("tests"))?;
    std::fs::copy(
        bench.program("openapi_client.rs"),
        folder.join("tests/client.rs"),
    )?;
    // The versions that we have already; cargo adds what only this client needs.
    std::fs::copy(bench.project.path("Cargo.lock"), folder.join("Cargo.lock"))?;
    // A workspace of its own, below ours.
    let manifest = folder.join("Cargo.toml");
    let text = std::fs::read_to_string(&manifest)?;
    std::fs::write(&manifest, format!("{text}\n[workspace]\n"))?;
    let cargo = std::env::var_os("CARGO").map_or_else(|| PathBuf::from("cargo"), PathBuf::from);
    done(
        Command::new(cargo)
            // No TLS: the program calls nothing, and a TLS library is a minute to build.
            .args(["test", "--quiet", "--no-default-features"])
            .args(["--lib", "--tests"])
            .current_dir(&folder)
            .env("CARGO_TARGET_DIR", bench.folder.join("rust-target"))
            .env("CARGO_PROFILE_DEV_DEBUG", "0"),
    )?;
    Ok(Outcome::Passed(
        "the client compiles, and sends what a program sets and clears".to_owned(),
    ))
}
