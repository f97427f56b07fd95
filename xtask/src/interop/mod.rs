//! `cargo xtask interop NAME`: runs unmodified clients of OVHcloud's API against the sandbox, under
//! OVHcloud's names, or the generators of other languages over schema/openapi.json.

mod clients;
mod described;
mod openapi;
mod run;
mod sandbox;
mod sources;
mod table;

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;

use crate::project::Project;
use clients::CLIENTS;
use run::Outcome;
pub use table::problems;

const ALL: &str = "all";
const FETCH: &str = "fetch";
const OPENAPI: &str = "openapi";

/// The options of `cargo xtask interop`.
#[derive(clap::Args)]
pub struct Args {
    /// A client; `all` for all of them, which writes the table of docs/guide/testing.md; `fetch` to
    /// fetch the project's own descriptions from the sandbox; `openapi` for the generators of other
    /// languages
    #[arg(value_parser = names())]
    name: String,
}

fn names() -> PossibleValuesParser {
    let clients = CLIENTS.iter().map(|client| client.key);
    PossibleValuesParser::new([ALL, FETCH, OPENAPI].into_iter().chain(clients))
}

/// Runs one client or all, and prints a line for each.
///
/// # Errors
///
/// Returns an error if a client fails, or if the table can't be written.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    match args.name.as_str() {
        OPENAPI => openapi::run(project),
        FETCH => described::run(project),
        name => clients(project, name),
    }
}

fn clients(project: &Project, name: &str) -> anyhow::Result<()> {
    let folder = project.path("target/interop");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("{} can't be created", folder.display()))?;
    let chosen = CLIENTS
        .iter()
        .filter(|client| name == ALL || name == client.key);
    let mut outcomes = Vec::new();
    for client in chosen {
        let outcome = run::run(project, &folder, client);
        let about = format!("{} ({})", client.name, client.credentials);
        match &outcome {
            Outcome::Works => eprintln!("{about}: works"),
            Outcome::InNoPackage(reason) | Outcome::NotInstalled(reason) => {
                eprintln!("{about}: not tried: {reason}");
            }
            Outcome::Fails(printed) => eprintln!("{about}: fails\n{printed}"),
        }
        outcomes.push((client, outcome));
    }
    let is_missing = |outcome: &Outcome| matches!(outcome, Outcome::NotInstalled(_));
    match outcomes.iter().any(|(_, outcome)| is_missing(outcome)) {
        true => eprintln!(
            "The table of {} stays: not all clients were tried.",
            table::PAGE
        ),
        false if name == ALL => table::write(project, &outcomes)?,
        false => {}
    }
    let failed: Vec<&str> = outcomes
        .iter()
        .filter(|(_, outcome)| matches!(outcome, Outcome::Fails(_)))
        .map(|(client, _)| client.name)
        .collect();
    if !failed.is_empty() {
        bail!(
            "not with the sandbox as with the service: {}",
            failed.join(", ")
        );
    }
    Ok(())
}
