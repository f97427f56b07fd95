//! `cargo xtask bench-update`: how long an update takes, with the proof and without it.
//!
//! A copy of the project is updated to a changed description, from a local server, as
//! `verify-update` does. The first update is not measured: it compiles the dependencies. Its
//! certificate must have the same bytes as that of the second one.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::fetch::{self, Patience, Wanted};
use crate::project::Project;
use crate::prove::{options, prove};
use crate::scratch::{scratch, target};
use crate::update::{self, Prove, Updated};
use crate::verify::copies::copy;
use crate::verify::update::{changed, serve};

/// An update, and its limit with compiled dependencies.
struct Limit {
    name: &'static str,
    is_proved: bool,
    most: Duration,
}

const LIMITS: [Limit; 2] = [
    Limit {
        name: "update with the proof",
        is_proved: true,
        most: Duration::from_secs(6 * 60),
    },
    Limit {
        name: "update --quick",
        is_proved: false,
        most: Duration::from_secs(60),
    },
];

/// Measures, prints a table, and fails if a limit is exceeded.
pub fn run(project: &Project) -> anyhow::Result<()> {
    let folder = scratch(project, "bench-update");
    let endpoint = serve(changed(project)?)?;
    let wanted = Wanted {
        endpoint: fetch::endpoint(&endpoint)?,
        roots: Vec::new(),
        patience: Patience::default(),
    };
    eprintln!("one update with the proof compiles the dependencies first");
    let first = updated(project, &folder, &wanted, true)?;
    let mut missed = Vec::new();
    for limit in LIMITS {
        let begin = Instant::now();
        let updated = updated(project, &folder, &wanted, limit.is_proved)?;
        let took = begin.elapsed();
        println!(
            "{:<24} {:6.1} s of at most {} s; {} changes, {} not proved",
            limit.name,
            took.as_secs_f64(),
            limit.most.as_secs(),
            updated.difference.changes.len(),
            match &updated.certificate {
                Some(certificate) if certificate.is_proved => "nothing".to_owned(),
                Some(certificate) => certificate.not_proved.join("; "),
                None => "everything".to_owned(),
            }
        );
        if limit.is_proved && certificate(&updated)? != certificate(&first)? {
            bail!("two proofs of the same change differ");
        }
        if took > limit.most {
            missed.push(limit.name);
        }
    }
    if !missed.is_empty() {
        bail!("too slow: {}", missed.join(", "));
    }
    Ok(())
}

/// Returns the files of the certificate of an update.
fn certificate(updated: &Updated) -> anyhow::Result<Vec<(String, String)>> {
    let certificate = updated.certificate.as_ref();
    certificate
        .context("the update has no certificate")?
        .files()
}

/// Updates a fresh copy of the project.
fn updated(
    project: &Project,
    folder: &Path,
    wanted: &Wanted,
    is_proved: bool,
) -> anyhow::Result<Updated> {
    copy(project, folder)?;
    let copied = Project {
        folder: folder.to_owned(),
        unknown: project.unknown,
    };
    let target = project.folder.join(target(project));
    let compile = |copied: &Project| update::cargo_check_in(copied, Some(&target));
    // The proof compiles in the project's own target folder.
    let proof: Prove<'_> =
        &|_, pair, difference| prove(project, pair, difference, &options(project, None)?);
    let updated = update::update_and_prove(&copied, wanted, &compile, is_proved.then_some(proof))?;
    let proved = updated
        .certificate
        .as_ref()
        .is_some_and(|certificate| certificate.is_proved);
    if proved != is_proved {
        bail!("the update is not as asked: {:?}", updated.unproved);
    }
    Ok(updated)
}
