//! A client for Python, by openapi-python-client.

use std::path::PathBuf;
use std::process::Command;

use super::{Bench, Outcome, done};

/// The versions that are tried, of the generator of this client and of OpenAPI Generator.
const PACKAGES: &[&str] = &[
    "openapi-python-client==0.29.1",
    "openapi-generator-cli==7.26.0",
];

/// Makes a client of our document; every module of it can be imported, and a program uses it.
pub fn client(bench: &Bench<'_>) -> anyhow::Result<Outcome> {
    let programs = match programs(bench) {
        Ok(programs) => programs,
        Err(reason) => return Ok(Outcome::NotTried(format!("{reason:#}"))),
    };
    let folder = bench.folder.join("python-client");
    std::fs::create_dir_all(&folder)?;
    // The generator calls the formatter that is installed beside it, by name.
    let mut path = vec![programs.clone()];
    path.extend(std::env::split_paths(
        &std::env::var_os("PATH").unwrap_or_default(),
    ));
    done(
        Command::new(programs.join("openapi-python-client"))
            .args([
                "generate",
                "--meta",
                "none",
                "--overwrite",
                "--fail-on-warning",
            ])
            .arg("--path")
            .arg(bench.ours()?)
            .arg("--output-path")
            .arg(folder.join("ovh_sms_client"))
            .env("PATH", std::env::join_paths(path)?),
    )?;
    let output = done(
        Command::new(programs.join("python"))
            .arg(bench.program("openapi_client.py"))
            .env("PYTHONPATH", &folder)
            .env("PYTHONDONTWRITEBYTECODE", "1"),
    )?;
    Ok(Outcome::Passed(
        String::from_utf8_lossy(&output.stdout).trim().to_owned(),
    ))
}

/// Where the installed programs are; they are installed the first time.
pub fn programs(bench: &Bench<'_>) -> anyhow::Result<PathBuf> {
    let home = bench.folder.join("python");
    let programs = home.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let mark = home.join("installed");
    let wanted = PACKAGES.join("\n");
    if std::fs::read_to_string(&mark).is_ok_and(|installed| installed == wanted) {
        return Ok(programs);
    }
    done(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&home),
    )?;
    done(
        Command::new(programs.join("python"))
            .args(["-m", "pip", "install", "--quiet"])
            .arg("--disable-pip-version-check")
            .args(PACKAGES),
    )?;
    std::fs::write(&mark, wanted)?;
    Ok(programs)
}
