//! `cargo xtask drift`: compares what the API serves today with the committed description, and
//! changes no file.

mod report;

use std::path::PathBuf;

use anyhow::Context;
use similar::TextDiff;

use crate::check;
use crate::diff::version;
use crate::fetch::{self, Wanted};
use crate::project::Project;
use crate::prove::certificate::{committed, hashes};
use crate::prove::{Certificate, Pair, options, prove};
use crate::update::Prove;
use ovh_codegen::diff::{self, Difference};

pub use report::{failed, markdown};

/// The exit code if nothing can be compared.
pub const FAILED: u8 = 3;

/// The options of `cargo xtask drift`, besides what to fetch.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// Compile old code against the new bindings, and add the result to the report
    #[arg(long)]
    pub prove: bool,
    /// Write the report to a file instead of stdout
    #[arg(long)]
    pub report: Option<PathBuf>,
}

/// What changed since the committed description.
#[derive(Debug)]
pub struct Drift {
    /// The files and the addresses that were compared.
    pub addresses: String,
    pub difference: Difference,
    /// The public items that were added and removed, as a unified diff; empty without changes.
    pub surface: String,
    /// What `update` would leave to do by hand.
    pub findings: Vec<String>,
    /// The certificate that `update` would write; `None` if no proof was requested.
    pub certificate: Option<Certificate>,
}

/// Fetches and compares. Returns the report and the exit code: 0 nothing changed, 1 compatible, 2
/// breaking, 3 if nothing can be compared.
pub fn run(project: &Project, wanted: &Wanted, args: &Args) -> anyhow::Result<u8> {
    let proof: Prove<'_> =
        &|project, pair, difference| prove(project, pair, difference, &options(project, None)?);
    let (report, code) = match drift(project, wanted, args.prove.then_some(proof)) {
        Ok(drift) => (markdown(&drift)?, drift.difference.exit_code()),
        Err(error) => {
            eprintln!("error: {error:#}");
            (failed(&error), FAILED)
        }
    };
    match &args.report {
        Some(path) => std::fs::write(path, report)
            .with_context(|| format!("{} can't be written", path.display()))?,
        None => print!("{report}"),
    }
    Ok(code)
}

/// Fetches what the API serves, and compares it with the committed description.
///
/// # Errors
///
/// Returns an error if the description can't be fetched, converted, or compared.
pub fn drift(
    project: &Project,
    wanted: &Wanted,
    proof: Option<Prove<'_>>,
) -> anyhow::Result<Drift> {
    let fetched = fetch::fetch(project, wanted)?;
    let mut natives = check::natives_of(project)?;
    for (name, described) in &fetched.files {
        natives.insert(name.clone(), described.text.clone());
    }
    let addresses = fetched.addresses();
    let unusable = || format!("what was fetched ({addresses}) can't be used");
    let hashes = (committed(project)?, hashes(&natives));
    let made = check::make(project, natives, fetched.source(project)?).with_context(unusable)?;
    let before = project.read("schema/openapi.json")?;
    let difference =
        diff::documents(&before, &made.document, version(project).ok()).with_context(unusable)?;
    let pair = Pair {
        before: &before,
        after: &made.document,
    };
    // There is nothing to prove about a description that is the same.
    let proof = proof.filter(|_| difference.exit_code() != 0);
    let certificate = proof.map(|proof| {
        let (before, after) = hashes;
        match proof(project, &pair, &difference) {
            Ok(proof) => Certificate::proved(before, after, &proof),
            Err(error) => {
                let reason = format!("the proof failed: {error:#}");
                Certificate::predicted(before, after, &difference, &reason)
            }
        }
    });
    Ok(Drift {
        surface: surface(project, &made)?,
        addresses,
        difference,
        findings: made.findings,
        certificate,
    })
}

/// Returns the difference of the lists of public items.
fn surface(project: &Project, made: &check::Made) -> anyhow::Result<String> {
    const PATH: &str = "schema/surface.txt";
    let there = project.read(PATH)?;
    let files = made.files.iter();
    let mut new = files
        .filter(|file| file.path == PATH)
        .map(|file| &file.text);
    let new = new.next_back().unwrap_or(&there);
    let diff = TextDiff::from_lines(there.as_str(), new.as_str());
    Ok(diff.unified_diff().context_radius(0).to_string())
}
