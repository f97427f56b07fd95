//! `cargo xtask bench`: the cost of this crate, compared with the alternatives.
//!
//! Each section measures its contenders in turns (A B A B …), so that other load on the machine
//! affects all of them, and stores its figures under target/bench/. docs/BENCHMARKS.md is always
//! rewritten from the latest figures of each section.

mod chapters;
pub mod cold_test;
mod contender;
pub mod convert;
mod machine;
pub mod page;
pub mod results;
mod sections;
mod server;
pub mod update;
pub mod wanted;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};

use crate::project::Project;
use page::page;
use results::Results;
use sections::{build, call, history, mailing, micro, start};

/// The sections, which can be measured separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Section {
    /// A signed, typed call.
    Call,
    /// A history of ten thousand messages.
    History,
    /// A mailing of a million rows.
    Mailing,
    /// Signing, and counting the parts of a text.
    Micro,
    /// Starting the command line.
    Start,
    /// Building a hello-world.
    Build,
}

impl Section {
    /// All sections, in the order of the document.
    pub const ALL: [Section; 6] = [
        Section::Call,
        Section::History,
        Section::Mailing,
        Section::Micro,
        Section::Start,
        Section::Build,
    ];

    /// Returns the name that the command line and the files of figures use.
    pub fn name(self) -> &'static str {
        match self {
            Section::Call => "call",
            Section::History => "history",
            Section::Mailing => "mailing",
            Section::Micro => "micro",
            Section::Start => "start",
            Section::Build => "build",
        }
    }
}

/// The options of `cargo xtask bench`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Make a small run of a few minutes, without the builds; the figures are rough
    #[arg(long)]
    pub quick: bool,
    /// The sections to measure; by default all, and with --quick all but the builds
    #[arg(long, value_enum, num_args = 1..)]
    pub only: Vec<Section>,
}

/// What a section needs to run.
struct Bench<'p> {
    project: &'p Project,
    quick: bool,
    /// The folder of everything that the benchmarks create.
    folder: PathBuf,
}

impl Bench<'_> {
    /// The target folder of the benchmarks.
    fn target(&self) -> PathBuf {
        self.folder.join("cargo")
    }

    /// Returns one number for a full run, another for a quick one.
    fn times(&self, whole: usize, quick: usize) -> usize {
        if self.quick { quick } else { whole }
    }
}

/// Measures, writes the document, and fails if a target is missed.
pub fn run(project: &Project, args: &Args) -> anyhow::Result<()> {
    let folder = project.path("target/bench");
    let bench = Bench {
        project,
        quick: args.quick,
        folder: folder.clone(),
    };
    std::fs::create_dir_all(folder.join("figures"))
        .with_context(|| format!("{} can't be created", folder.display()))?;
    let mut sections = args.only.clone();
    if sections.is_empty() {
        sections = Section::ALL.to_vec();
        sections.retain(|section| !args.quick || *section != Section::Build);
    }
    for section in sections {
        eprintln!("== {}", section.name());
        let mut results = Results::new(section.name(), machine::run(project, args.quick)?);
        match section {
            Section::Call => call::measure(&bench, &mut results),
            Section::History => history::measure(&bench, &mut results),
            Section::Mailing => mailing::measure(&bench, &mut results),
            Section::Micro => micro::measure(&bench, &mut results),
            Section::Start => start::measure(&bench, &mut results),
            Section::Build => build::measure(&bench, &mut results),
        }
        .with_context(|| format!("section {} failed", section.name()))?;
        for note in &results.missing {
            eprintln!("{note}");
        }
        results.write(&folder)?;
    }
    let results = Results::read_all(&folder)?;
    let written = ("docs/BENCHMARKS.md".to_owned(), page(&results));
    crate::replace::replace_all(project, &[written])?;
    let missed = wanted::missed(&results);
    if !missed.is_empty() {
        bail!(
            "docs/BENCHMARKS.md was written; missed targets: {}",
            missed.join("; ")
        );
    }
    Ok(())
}

/// Settings of this process that a child cargo would inherit.
const OURS: [&str; 4] = [
    "CARGO_BUILD_",
    "CARGO_INCREMENTAL",
    "CARGO_PROFILE_",
    "RUSTFLAGS",
];

/// Returns a cargo command with the environment that a user would have.
fn cargo(folder: &Path, target: &Path) -> Command {
    let mut command = crate::cargo::cargo();
    crate::cargo::remove(&mut command, &OURS);
    command.current_dir(folder).env("CARGO_TARGET_DIR", target);
    command
}

/// Runs a command that must succeed and returns its output.
fn printed(command: &mut Command) -> anyhow::Result<String> {
    let output = command
        .output()
        .with_context(|| format!("{:?} can't be started", command.get_program()))?;
    if !output.status.success() {
        bail!(
            "{command:?} failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
