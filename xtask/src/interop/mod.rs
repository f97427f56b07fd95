//! `cargo xtask interop NAME`: runs an unmodified official wrapper against the sandbox, or the
//! generators of other languages over schema/openapi.json.

mod openapi;
mod sandbox;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::fetch::{self, Patience, Wanted};
use crate::project::Project;
use sandbox::Sandbox;

/// The wrappers and generators.
#[derive(Debug, Clone, Copy, clap::ValueEnum)]
pub enum Wrapper {
    /// PyPI's `ovh`, in its own virtual environment under target/
    Python,
    /// npm's `ovh`, in its own folder under target/; supports TLS only
    Node,
    /// Debian's `golang-github-ovh-go-ovh-dev`, built by the installed Go
    Go,
    /// Linters and generators of other languages, over schema/openapi.json
    Openapi,
}

/// Pinned versions, so that the result changes only when we update them.
const PYTHON_PACKAGE: &str = "ovh==1.2.0";
const NODE_PACKAGE: &str = "ovh@2.0.3";
/// Where Debian's packages install Go's sources, including the wrapper.
const GO_PATH: &str = "/usr/share/gocode";
const GO_PACKAGE: &str = "src/github.com/ovh/go-ovh";

/// Runs a wrapper's script, which prints `ok` when it succeeds, or the generators.
pub fn run(project: &Project, wrapper: Wrapper) -> anyhow::Result<()> {
    let script = match wrapper {
        Wrapper::Python => python,
        Wrapper::Node => node,
        Wrapper::Go => go,
        Wrapper::Openapi => return openapi::run(project),
    };
    let folder = project.path("target/interop");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} can't be created", folder.display()))?;
    let mut command = script(project, &folder)?;
    let authority = folder.join("authority.pem");
    let tls = matches!(wrapper, Wrapper::Node).then_some(authority.as_path());
    let sandbox = Sandbox::start(project, tls)?;
    let output = command
        .envs(sandbox.environment())
        .env("NODE_EXTRA_CA_CERTS", &authority)
        .output()
        .with_context(|| format!("{command:?} can't be started"))?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() || printed.trim() != "ok" {
        let errors = String::from_utf8_lossy(&output.stderr);
        bail!(
            "the wrapper for {wrapper:?} does not work with the sandbox as with the service:\n{printed}{errors}"
        );
    }
    eprintln!("The official wrapper for {wrapper:?} works with the sandbox.");
    // Over TLS, `fetch` would need the authority.
    match tls {
        None => fetched_again(project, &sandbox),
        Some(_) => Ok(()),
    }
}

/// Checks that `fetch` gets the project's own descriptions from the sandbox.
fn fetched_again(project: &Project, sandbox: &Sandbox) -> anyhow::Result<()> {
    let mut environment = sandbox.environment();
    let endpoint = environment.find(|(name, _)| *name == "OVH_ENDPOINT");
    let (_, endpoint) = endpoint.context("the sandbox printed no endpoint")?;
    let wanted = Wanted {
        endpoint: fetch::endpoint(endpoint)?,
        roots: Vec::new(),
        patience: Patience::default(),
    };
    let fetched = fetch::fetch(project, &wanted)?;
    if fetched.files.len() != project.native_files()?.len() {
        bail!("the sandbox does not serve all descriptions of the project");
    }
    for (name, described) in &fetched.files {
        if described.text != project.read(&format!("schema/native/{name}"))? {
            bail!("the sandbox serves another {name} than that of the project");
        }
    }
    eprintln!("fetch gets the project's own descriptions from the sandbox.");
    Ok(())
}

fn python(project: &Project, folder: &Path) -> anyhow::Result<Command> {
    let home = folder.join("python");
    let python = home.join("bin/python");
    if !python.exists() {
        done(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    }
    let install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ];
    done(Command::new(&python).args(install).arg(PYTHON_PACKAGE))?;
    let mut command = Command::new(python);
    command.arg(script(project, "ovh_sandbox.py"));
    Ok(command)
}

fn node(project: &Project, folder: &Path) -> anyhow::Result<Command> {
    let home = folder.join("node");
    std::fs::create_dir_all(&home)?;
    if !home.join("node_modules/ovh").exists() {
        let install = ["install", "--silent", "--no-audit", "--no-fund", "--prefix"];
        done(
            Command::new("npm")
                .args(install)
                .arg(&home)
                .arg(NODE_PACKAGE),
        )?;
    }
    let mut command = Command::new("node");
    command
        .arg(script(project, "ovh_sandbox.cjs"))
        .env("NODE_PATH", home.join("node_modules"));
    Ok(command)
}

fn go(project: &Project, folder: &Path) -> anyhow::Result<Command> {
    if !Path::new(GO_PATH).join(GO_PACKAGE).exists() {
        bail!(
            "the wrapper for Go is not installed: install Debian's golang-github-ovh-go-ovh-dev \
             and golang-go, or run this where they are installed"
        );
    }
    let program = folder.join("ovh_sandbox_go");
    done(
        Command::new("go")
            .args(["build", "-o"])
            .arg(&program)
            .arg(script(project, "ovh_sandbox.go"))
            // Debian's packages require Go without modules.
            .env("GO111MODULE", "off")
            .env("GOPATH", GO_PATH)
            .env("GOCACHE", folder.join("go-cache")),
    )?;
    let mut command = Command::new(program);
    // The wrapper reads the ovh.conf in the current folder.
    command.current_dir(folder);
    Ok(command)
}

fn script(project: &Project, name: &str) -> PathBuf {
    project.path("tests/interop").join(name)
}

/// Runs a command that must succeed.
fn done(command: &mut Command) -> anyhow::Result<()> {
    let output = command
        .output()
        .with_context(|| format!("{:?} is not installed", command.get_program()))?;
    if output.status.success() {
        return Ok(());
    }
    bail!(
        "{command:?} failed:\n{}",
        String::from_utf8_lossy(&output.stderr)
    )
}
