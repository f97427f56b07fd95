//! `cargo xtask history`: compares each description of a row with the next one, and proves what
//! `diff` predicts.

mod page;
mod roots;
mod row;
mod step;

use std::path::PathBuf;

use anyhow::{Context, bail};
use similar::TextDiff;

use crate::diff::converter;
use crate::project::Project;
use crate::replace::replace_all;
use crate::verify::roots::HISTORY;
use ovh_codegen::native::Root;

pub use row::Version;
pub use step::{Step, Tally};

/// The page about the descriptions of /sms.
pub const PAGE: &str = "docs/HISTORY.md";

/// Today's description of /sms.
const TODAY: &str = "schema/native/sms.json";

/// The options of `cargo xtask history`.
#[derive(Debug, Default, clap::Args)]
pub struct Args {
    /// A folder of descriptions of any root, dated by their names; by default those of /sms since
    /// 2020 and today's, which are written to docs/HISTORY.md
    pub folder: Option<PathBuf>,
    /// Only compare: compile nothing, and write no file
    #[arg(long)]
    pub no_proof: bool,
    /// Fail if docs/HISTORY.md differs, instead of writing it
    #[arg(long, conflicts_with_all = ["folder", "no_proof"])]
    pub check: bool,
}

/// The steps between the versions of one or several rows, and everything that is wrong with them.
#[derive(Debug, Default)]
pub struct Replay {
    /// The steps by the described roots.
    pub rows: Vec<(String, Vec<Step>)>,
    pub faults: Vec<String>,
}

impl Replay {
    /// Returns the page.
    pub fn page(&self) -> String {
        page::page(self)
    }

    /// Returns what contradicts the predictions of `diff`.
    pub fn contradictions(&self) -> Vec<String> {
        let steps = self.rows.iter().flat_map(|(_, steps)| steps);
        Tally::of(steps).contradictions()
    }
}

/// Prints the page about a row. Returns the exit code: 1 if something is wrong with it, although the
/// rest was done.
///
/// # Errors
///
/// Returns an error if the folder can't be read, or if the page is not current.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<u8> {
    let replay = replay(project, args)?;
    let page = replay.page();
    print!("{page}");
    let faults = replay.faults.iter().chain(&replay.contradictions()).count();
    let contradictions = replay.contradictions();
    for fault in replay.faults.iter().chain(&contradictions) {
        eprintln!("error: {fault}");
    }
    if args.check {
        let there = project.read(PAGE).unwrap_or_default();
        if there != page {
            let diff = TextDiff::from_lines(&there, &page);
            let diff = diff.unified_diff().context_radius(1).to_string();
            bail!("{PAGE} is not current; run `cargo xtask history`:\n{diff}");
        }
    } else if args.folder.is_none() && !args.no_proof {
        replace_all(project, &[(PAGE.to_owned(), page)])?;
    }
    Ok(u8::from(faults > 0))
}

/// Compares all neighbours of a row.
///
/// # Errors
///
/// Returns an error if the folder can't be read.
pub fn replay(project: &Project, args: &Args) -> anyhow::Result<Replay> {
    let folder = match &args.folder {
        Some(folder) => folder.clone(),
        None => project.path(HISTORY),
    };
    let mut row = row::Row::read(project, &folder)?;
    if args.folder.is_none() {
        let root = Root::read(&project.path(TODAY), project.unknown)
            .context("today's description is needed")?;
        row.versions.push(Version {
            name: "today".to_owned(),
            date: None,
            roots: vec![root],
        });
    }
    let mut replay = Replay {
        faults: std::mem::take(&mut row.faults),
        ..Replay::default()
    };
    let converter = converter(project)?;
    replay.faults.extend(roots::lacks(&row.versions));
    for (described, versions) in roots::rows(row.versions) {
        replay.faults.extend(row::out_of_order(&versions));
        if let [only] = versions.as_slice() {
            replay.faults.push(format!(
                "{} is the only version of {described}: nothing to compare it with",
                only.name
            ));
        }
        let (steps, faults) = step::steps(project, &converter, versions, !args.no_proof);
        replay.faults.extend(faults);
        replay.rows.push((described, steps));
    }
    Ok(replay)
}
