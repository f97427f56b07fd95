//! A project of its own that binds other parts of the API: it depends on `ovh-api`, and on
//! `ovh-codegen` in its build script.

use std::time::Instant;

use anyhow::{Context, anyhow};
use ovh_codegen::Bindings;
use ovh_codegen::convert;
use ovh_codegen::docs::Docs;
use ovh_codegen::document;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};

use super::roots::DESCRIPTIONS;
use super::scratch;
use crate::generated_tests::calls::{self, Caller};
use crate::project::{Project, native_files};
use crate::scratch::{cargo, write_changed};

/// The project's files and their contents.
const FILES: &[(&str, &str)] = &[
    (
        "Cargo.toml",
        include_str!("../../scratch/outside/Cargo.toml.in"),
    ),
    (
        "build.rs",
        include_str!("../../scratch/outside/build.rs.in"),
    ),
    (
        "src/lib.rs",
        include_str!("../../scratch/outside/src/lib.rs.in"),
    ),
    (
        "src/described.rs",
        include_str!("../../scratch/outside/src/described.rs.in"),
    ),
    (
        "src/tests.rs",
        include_str!("../../scratch/outside/src/tests.rs.in"),
    ),
];

/// The project with examples for users.
const EXAMPLE: &str = "examples/other_apis";

/// The descriptions that it binds, and the modules of their bindings.
const BOUND: &[(&str, &str)] = &[
    ("iam", "crate::iam"),
    ("ip", "crate::ip"),
    ("vps", "crate::servers::vps"),
];

/// The options of the command.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Compile the bindings of each description of the fixtures instead, and print how long it takes
    #[arg(long)]
    all: bool,
}

/// Runs the command.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    match args.all {
        true => all(project),
        false => some(project),
    }
}

/// Writes the project, and runs its tests without the network, with the versions of the project's
/// own lock file.
fn some(project: &Project) -> anyhow::Result<()> {
    let folder = scratch(project, "outside");
    let root = project.folder.display().to_string();
    for (name, text) in FILES {
        write_changed(&folder.join(name), text.replace("{root}", &root))?;
    }
    for (name, module) in BOUND {
        let file = format!("{DESCRIPTIONS}/{name}.json");
        let text = project.read(&file)?;
        write_changed(&folder.join(format!("api/{name}.json")), &text)?;
        let root = Root::parse(&text, &file, Unknown::Tell)?;
        let document = convert::convert(&[root], &Names::default(), &Docs::default())?;
        let calls = calls::make(&document, &Caller::of_module(module))?;
        let calls = format!("{calls}\n{}", operations(&document)?);
        write_changed(&folder.join(format!("src/calls_{name}.rs")), calls)?;
    }
    write_changed(&folder.join("Cargo.lock"), project.read("Cargo.lock")?)?;
    cargo(project, &folder, &["test", "--offline", "--quiet"])
        .context("a project outside of the workspace can't bind other parts of the API")?;
    let example = project.path(EXAMPLE);
    write_changed(&example.join("Cargo.lock"), project.read("Cargo.lock")?)?;
    cargo(project, &example, &["test", "--offline", "--quiet"])
        .with_context(|| format!("the tests of {EXAMPLE} fail"))?;
    let names: Vec<&str> = BOUND.iter().map(|(name, _)| *name).collect();
    eprintln!(
        "a project of its own binds {}, and the tests of {EXAMPLE} pass",
        names.join(", ")
    );
    Ok(())
}

/// Compiles the bindings of each description of the fixtures, as a package of its own, and prints how
/// long each step takes.
fn all(project: &Project) -> anyhow::Result<()> {
    let folder = scratch(project, "outside-all");
    let api = project.path("crates/ovh-api").display().to_string();
    let names = described(project)?;
    let members: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    let workspace = format!(
        "[workspace]\nmembers = [{}]\nresolver = \"3\"\n",
        members.join(", ")
    );
    write_changed(&folder.join("Cargo.toml"), workspace)?;
    write_changed(&folder.join("Cargo.lock"), project.read("Cargo.lock")?)?;
    for name in &names {
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
             [dependencies]\novh-api = {{ path = {api:?} }}\n"
        );
        write_changed(&folder.join(name).join("Cargo.toml"), manifest)?;
        write_changed(&folder.join(name).join("src/lib.rs"), "")?;
    }
    // What all of them need is compiled before anything is timed.
    cargo(project, &folder, &["check", "--offline", "--quiet"])?;
    for name in &names {
        let begin = Instant::now();
        let file = project.path(&format!("{DESCRIPTIONS}/{name}.json"));
        let bindings = Bindings::of([file]).generate();
        let code = bindings.map_err(|error| anyhow!("{name}.json can't be bound: {error}"))?;
        let generated = begin.elapsed();
        let text = format!("{}\n", code.code);
        write_changed(&folder.join(name).join("src/lib.rs"), &text)?;
        let begin = Instant::now();
        cargo(
            project,
            &folder,
            &["check", "--offline", "--quiet", "-p", name],
        )
        .with_context(|| format!("the bindings of {name}.json do not compile"))?;
        eprintln!(
            "{name}.json: {} kB of Rust, generated in {:.1} s, checked in {:.1} s",
            text.len() / 1000,
            generated.as_secs_f64(),
            begin.elapsed().as_secs_f64()
        );
    }
    Ok(())
}

/// Returns the names of the descriptions. A file with an underscore is the index of an endpoint.
fn described(project: &Project) -> anyhow::Result<Vec<String>> {
    let files = native_files(&project.path(DESCRIPTIONS))?;
    let files = files.into_iter().filter(|file| !file.starts_with('_'));
    Ok(files
        .map(|file| file.trim_end_matches(".json").to_owned())
        .collect())
}

/// Returns the table of the operations: id, method and path.
fn operations(openapi: &str) -> anyhow::Result<String> {
    let document = document::named(openapi)?;
    let mut rows: Vec<String> = document
        .operations
        .values()
        .filter_map(|one| {
            let (method, path) = one.place.split_once(' ')?;
            Some(format!("    ({:?}, {method:?}, {path:?}),\n", one.id()))
        })
        .collect();
    rows.sort();
    Ok(format!(
        "pub const OPERATIONS: &[(&str, &str, &str)] = &[\n{}];\n",
        rows.concat()
    ))
}
