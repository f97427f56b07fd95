//! Contenders: the programs that call the server, how they are prepared, and how their output is
//! read.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use serde::Deserialize;

use super::results::Results;
use super::server::Server;
use super::{Bench, cargo, machine, printed};

const PYTHON_PACKAGE: &str = "ovh==1.2.0";
const NODE_PACKAGE: &str = "ovh@2.0.3";
/// Where Debian installs Go packages.
const GOPATH: &str = "/usr/share/gocode";

/// What a contender prints before it exits.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Took {
    pub count: f64,
    /// Wall time and processor time, in seconds.
    pub wall: f64,
    pub cpu: f64,
}

/// A program that calls the server.
pub struct Contender {
    pub name: &'static str,
    program: PathBuf,
    arguments: Vec<String>,
    environment: Vec<(&'static str, PathBuf)>,
}

impl Contender {
    fn new(name: &'static str, program: PathBuf) -> Self {
        Self {
            name,
            program,
            arguments: Vec::new(),
            environment: Vec::new(),
        }
    }

    fn with(mut self, argument: impl Into<String>) -> Self {
        self.arguments.push(argument.into());
        self
    }

    fn in_environment(mut self, name: &'static str, value: impl Into<PathBuf>) -> Self {
        self.environment.push((name, value.into()));
        self
    }

    /// Runs the program and returns the time that it took.
    pub fn run(&self, server: &Server, arguments: &[&str]) -> anyhow::Result<Took> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments).args(arguments);
        server.tell(&mut command);
        command.envs(self.environment.iter().map(|(name, value)| (name, value)));
        let text = printed(&mut command)?;
        serde_json::from_str(text.trim())
            .with_context(|| format!("{} printed unexpected output: {text}", self.name))
    }
}

/// Builds the program that contains our client, the hand-written one and the servers.
pub fn build(bench: &Bench<'_>) -> anyhow::Result<PathBuf> {
    let target = bench.target();
    let arguments = ["build", "--release", "--quiet", "--package", "contenders"];
    printed(cargo(&bench.project.folder, &target).args(arguments))?;
    Ok(target.join("release/contenders"))
}

/// Returns our client or the hand-written one; over TLS if there is an authority to trust.
pub fn rust(
    name: &'static str,
    contenders: &Path,
    mode: &str,
    authority: Option<&Path>,
) -> Contender {
    let made = Contender::new(name, contenders.to_owned()).with(mode);
    match authority {
        Some(file) => made.in_environment("SSL_CERT_FILE", file),
        None => made,
    }
}

/// Returns an optional contender; if it is not available, the reason becomes a note.
pub fn optional(
    results: &mut Results,
    made: anyhow::Result<(Contender, String)>,
) -> Option<Contender> {
    match made {
        Ok((contender, version)) => {
            results.versions.push(version);
            Some(contender)
        }
        Err(error) => {
            results.missing.push(format!("{error:#}"));
            None
        }
    }
}

/// Installs PyPI's `ovh` in its own virtual environment.
pub fn python(bench: &Bench<'_>) -> anyhow::Result<(Contender, String)> {
    let home = bench.folder.join("python");
    let program = home.join("bin/python");
    let install = || -> anyhow::Result<()> {
        if !program.exists() {
            printed(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
        }
        let quietly = [
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ];
        printed(Command::new(&program).args(quietly).arg(PYTHON_PACKAGE))?;
        Ok(())
    };
    install().context("python-ovh was not measured: it needs python3 with venv, and PyPI")?;
    let python = machine::output_of(Command::new(&program).arg("--version"));
    let script = wrapper(bench, "python_ovh.py");
    let made = Contender::new("python-ovh", program).with(script.display().to_string());
    Ok((
        made,
        format!("python-ovh {} on {python}", version_of(PYTHON_PACKAGE)),
    ))
}

/// Installs npm's `ovh` in its own folder.
pub fn node(bench: &Bench<'_>, authority: &Path) -> anyhow::Result<(Contender, String)> {
    let home = bench.folder.join("node");
    let modules = home.join("node_modules");
    let install = || -> anyhow::Result<()> {
        std::fs::create_dir_all(&home)?;
        if !modules.join("ovh").exists() {
            let quietly = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
            printed(
                Command::new("npm")
                    .args(quietly)
                    .arg(&home)
                    .arg(NODE_PACKAGE),
            )?;
        }
        Ok(())
    };
    install().context("node-ovh was not measured: it needs node and npm, and npm's registry")?;
    let node = machine::output_of(Command::new("node").arg("--version"));
    let script = wrapper(bench, "node_ovh.cjs");
    let made = Contender::new("node-ovh", "node".into())
        .with(script.display().to_string())
        .in_environment("NODE_PATH", modules)
        .in_environment("NODE_EXTRA_CA_CERTS", authority);
    Ok((
        made,
        format!("node-ovh {} on Node {node}", version_of(NODE_PACKAGE)),
    ))
}

/// Compiles Debian's go-ovh without modules, as Debian does.
pub fn go(bench: &Bench<'_>) -> anyhow::Result<(Contender, String)> {
    const LACKS: &str =
        "go-ovh was not measured: install Debian's golang-go and golang-github-ovh-go-ovh-dev";
    if !Path::new(GOPATH).join("src/github.com/ovh/go-ovh").exists() {
        bail!("{LACKS}");
    }
    let program = bench.folder.join("go_ovh");
    let mut build = Command::new("go");
    build
        .args(["build", "-o"])
        .arg(&program)
        .arg(wrapper(bench, "go_ovh/main.go"))
        .env("GO111MODULE", "off")
        .env("GOPATH", GOPATH)
        .env("GOCACHE", bench.folder.join("go-cache"))
        .env_remove("GOFLAGS");
    printed(&mut build).context(LACKS)?;
    let mut query = Command::new("dpkg-query");
    query.args(["-W", "-f", "${Version}\n", "golang-github-ovh-go-ovh-dev"]);
    let go = machine::output_of(Command::new("go").arg("version"));
    let go = go
        .trim_start_matches("go version go")
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();
    let version = format!(
        "go-ovh {} of Debian on Go {go}",
        machine::output_of(&mut query)
    );
    Ok((Contender::new("go-ovh", program), version))
}

fn wrapper(bench: &Bench<'_>, name: &str) -> PathBuf {
    bench.project.path("benches/contenders/wrappers").join(name)
}

fn version_of(package: &str) -> &str {
    package.rsplit(['=', '@']).next().unwrap_or(package)
}
