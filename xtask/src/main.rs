//! `cargo xtask`: `cargo xtask --help` lists the commands.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use ovh_codegen::diff::print;
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};
use xtask::bench;
use xtask::check;
use xtask::ci;
use xtask::diff;
use xtask::documents;
use xtask::drift;
use xtask::fetch::{self, Patience, Wanted};
use xtask::history;
use xtask::language;
use xtask::layers;
use xtask::numbers;
use xtask::project::Project;
use xtask::prove;
use xtask::{interop, simulate, update, verify};

/// Maintenance commands of ovh-sms.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    /// Leave out unknown keys of bound parts, with a warning
    #[arg(long, global = true)]
    ignore_unknown_keys: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Convert OVHcloud's descriptions into an OpenAPI 3.0.3 document; without arguments, write
    /// everything that is generated
    Convert {
        /// Descriptions to convert; by default ours, under schema/native
        #[arg(long, num_args = 1.., requires = "output")]
        input: Vec<PathBuf>,
        /// The file to write instead; required with --input
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Fetch OVHcloud's descriptions into schema/native
    Fetch(Fetch),
    /// Check that everything generated is current, and print a diff if it is not; also checks
    /// layers, import cycles, the paths that documents name, and the results of the slow checks
    Check {
        /// Also check what a release needs: the last change was proved, and the proof agrees with
        /// the report
        #[arg(long)]
        release: bool,
    },
    /// Write the numbering plans of src/values/number, from the metadata of `phonenumber`
    Numbers(numbers::Args),
    /// Measure the cost of a cold test of the project, compared with older commits
    BenchTests(bench::cold_test::Args),
    /// Check that no test of an older commit was removed
    VerifyTests {
        /// The commit before the move
        #[arg(long)]
        since: String,
    },
    /// Print uses of the words in docs/language.toml, and summary lines that break its rules
    Language,
    /// Check that only words changed since a commit; print the facts that differ
    VerifyProse {
        /// The commit before the rewrite
        #[arg(long)]
        since: String,
    },
    /// Run the steps of the gate, or the slow steps
    Ci(ci::Args),
    /// Report the changes between two descriptions and their effect on users' code: exit 0 nothing,
    /// 1 compatible, 2 breaking, 3 if they can't be compared
    Diff {
        /// A folder of descriptions, one description, or an openapi.json
        old: PathBuf,
        /// The same, newer
        new: PathBuf,
        #[arg(long, value_enum, default_value = "text")]
        format: diff::Format,
        /// Compile old programs against both, compare requests and bodies, and print the
        /// certificate: exit 0 if it agrees with the report, 1 if not, 3 if it can't be made. Also
        /// writes schema/CERTIFICATE.json and .md if NEW has the descriptions under schema/native
        #[arg(long)]
        prove: bool,
        /// The day of the old description: leave out programs that are written for a newer one
        #[arg(long, requires = "prove")]
        day: Option<String>,
    },
    /// Prove the change from an older description to that under schema/native, and write
    /// schema/CERTIFICATE.json and schema/CERTIFICATE.md: exit 0 if the proof agrees with `diff`
    Certify {
        /// A folder of descriptions or one description; other roots are those of today
        old: PathBuf,
        /// The day of the old description: leave out programs that are written for a newer one
        #[arg(long)]
        day: Option<String>,
    },
    /// Write the Rust code that the build script generates from an OpenAPI document
    Generate {
        /// A document written by `convert`
        #[arg(long)]
        input: PathBuf,
        /// The file to write
        #[arg(long)]
        output: PathBuf,
    },
    /// Fetch, convert, compare and regenerate; compile the library and check the result. Exit 0:
    /// written and checked; 1: written with work left, or stopped with all files as before
    Update {
        #[command(flatten)]
        wanted: Fetch,
        /// Print the report as one JSON object
        #[arg(long)]
        json: bool,
        /// Do not prove what the change does to old code; the certificate then states that
        #[arg(long)]
        quick: bool,
    },
    /// Fetch and compare with the committed description, and print a report in Markdown; changes no
    /// file. Exit 0 nothing changed, 1 compatible, 2 breaking, 3 if nothing can be compared
    Drift {
        #[command(flatten)]
        wanted: Fetch,
        #[command(flatten)]
        args: drift::Args,
    },
    /// Compare each description of a folder with the next one, prove what `diff` predicts, and print
    /// a page; exit 1 if a part of it fails
    History(history::Args),
    /// Measure how long a conversion takes; fail if it takes too long
    BenchConvert,
    /// Measure an update with the proof and without it; fail if it takes too long
    BenchUpdate,
    /// Measure calls, histories, mailings and builds, compared with the alternatives; write
    /// docs/BENCHMARKS.md and fail if a target is missed
    Bench(bench::Args),
    /// Update a copy of the project to a changed description, offline
    VerifyUpdate,
    /// Build each publishable crate from its tarball, offline
    VerifyPackages,
    /// Bind other parts of the API in a project of its own, outside of the workspace, and call a
    /// local server and the sandbox with the bindings
    VerifyOutside(verify::outside::Args),
    /// Compile an old program after changes of the description, and compare with the report of
    /// `diff`
    VerifyDiff(verify::diff::Args),
    /// Predict changes of the description wrongly, and check that the proof contradicts each
    VerifyCertificate,
    /// Validate and compile the output of `convert` with independent tools
    VerifyConvert,
    /// Compile the bindings of descriptions served by OVHcloud, by default those that the SDK binds
    VerifyRoots {
        /// Compile the bindings of each description under crates/ovh-codegen/tests/fixtures, one by
        /// one
        #[arg(long)]
        all: bool,
        /// Compile the bindings of these OpenAPI documents only
        #[arg(long, num_args = 1.., conflicts_with = "all")]
        document: Vec<PathBuf>,
    },
    /// Plant faults in a copy of the project, one at a time, and check that the simulations or the
    /// tests find them; write docs/planted-faults.toml
    VerifyFaults(verify::faults::Args),
    /// Change the code in a copy of the project, one place at a time, and check that the tests find
    /// each change; needs cargo-mutants; write docs/mutants.toml
    Mutants(verify::mutants::Args),
    /// Simulate programs, their network and the service with many seeds; fail if a report does not
    /// hold against what the service accepted
    Simulate(simulate::Args),
    /// Run unmodified clients of OVHcloud's API against the sandbox, or the generators of other
    /// languages
    Interop(interop::Args),
}

#[derive(clap::Args)]
struct Fetch {
    /// An endpoint's name (ovh-eu, ovh-ca, ovh-us…) or URL
    #[arg(long, default_value = "ovh-eu")]
    endpoint: String,
    /// The roots to fetch, `/v2/iam` for one of another version; by default those that the SDK
    /// binds
    #[arg(long, num_args = 1..)]
    root: Vec<String>,
}

impl Fetch {
    fn wanted(self) -> anyhow::Result<Wanted> {
        Ok(Wanted {
            endpoint: fetch::endpoint(&self.endpoint)?,
            roots: self.root,
            patience: Patience::default(),
        })
    }
}

fn main() -> ExitCode {
    let args = Args::parse();
    let failure = match args.command {
        Command::Diff { .. } => 3,
        Command::Drift { .. } => drift::FAILED,
        _ => 1,
    };
    match run(args) {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(failure)
        }
    }
}

/// Runs a command and returns the exit code.
fn run(args: Args) -> anyhow::Result<u8> {
    let mut project = Project::here();
    if args.ignore_unknown_keys {
        project.unknown = Unknown::Tell;
    }
    match args.command {
        Command::Fetch(wanted) => {
            let fetched = fetch::fetch(&project, &wanted.wanted()?)?;
            fetched.write(&project)?;
            for name in fetched.files.keys() {
                eprintln!("schema/native/{name} was fetched");
            }
        }
        Command::Convert { input, output } => match output {
            Some(output) if !input.is_empty() => convert(&input, &output)?,
            Some(output) => {
                let converted = project.convert()?;
                say(&converted.findings, &converted.notes);
                write(&output, &converted.document)?;
            }
            None => {
                let (findings, notes) = check::write(&project)?;
                say(&findings, &notes);
            }
        },
        Command::Diff {
            old,
            new,
            format,
            prove: true,
            day,
        } => {
            let (_, certificate) = prove::print(&project, &old, &new, day.as_deref())?;
            match format {
                diff::Format::Json => {
                    println!("{}", serde_json::to_string_pretty(&certificate)?);
                }
                diff::Format::Text | diff::Format::Markdown => {
                    print!("{}", prove::render(&certificate));
                }
            }
            return Ok(agreement(&certificate));
        }
        Command::Certify { old, day } => {
            let certificate = prove::certify(&project, &old, day.as_deref())?;
            print!("{}", prove::render(&certificate));
            return Ok(agreement(&certificate));
        }
        Command::Diff {
            old, new, format, ..
        } => {
            let difference = diff::paths(&project, &old, &new)?;
            print!("{}", print(&difference, format.into())?);
            return Ok(difference.exit_code());
        }
        Command::Update {
            wanted,
            json,
            quick,
        } => {
            let proof: update::Prove<'_> = &|project, pair, difference| {
                prove::prove(project, pair, difference, &prove::options(project, None)?)
            };
            let proof = (!quick).then_some(proof);
            let result = wanted.wanted().and_then(|wanted| {
                update::update_and_prove(&project, &wanted, &update::cargo_check, proof)
            });
            let outcome = result
                .as_ref()
                .map_or(update::Outcome::Stopped, update::Updated::outcome);
            match json {
                true => print!("{}", update::json(&result)?),
                false if result.is_err() => eprint!("{}", update::text(&result)?),
                false => print!("{}", update::text(&result)?),
            }
            return Ok(outcome.exit_code());
        }
        Command::Drift { wanted, args } => return drift::run(&project, &wanted.wanted()?, &args),
        Command::History(args) => return history::run(&project, &args),
        Command::Check { release } => {
            let report = check::check(&project)?;
            if !report.is_empty() {
                print!("{report}");
                bail!("what is generated is not current");
            }
            let mut problems = layers::problems(&project)?;
            problems.extend(prove::certificate::problems(&project, release)?);
            problems.extend(numbers::problems(&project)?);
            problems.extend(language::problems(&project)?);
            problems.extend(documents::problems(&project)?);
            problems.extend(ci::problems_of_slow_checks(&project)?);
            problems.extend(interop::problems(&project)?);
            if !problems.is_empty() {
                problems.iter().for_each(|problem| println!("{problem}"));
                bail!("the checks above failed");
            }
        }
        Command::Numbers(args) => numbers::run(&project, &args)?,
        Command::Ci(args) => ci::run(&project, &args)?,
        Command::Generate { input, output } => {
            let document = std::fs::read_to_string(&input)
                .with_context(|| format!("{} can't be read", input.display()))?;
            write(&output, &xtask::generate::generate(&document)?)?;
        }
        Command::BenchConvert => bench::convert::run(&project)?,
        Command::BenchUpdate => bench::update::run(&project)?,
        Command::Bench(args) => bench::run(&project, &args)?,
        Command::VerifyUpdate => verify::update::run(&project)?,
        Command::VerifyDiff(args) => verify::diff::run(&project, &args)?,
        Command::VerifyCertificate => verify::certificate::run(&project)?,
        Command::VerifyOutside(args) => verify::outside::run(&project, &args)?,
        Command::VerifyPackages => verify::packages::run(&project)?,
        Command::VerifyConvert => verify::run(&project)?,
        Command::BenchTests(args) => bench::cold_test::run(&project, &args)?,
        Command::Language => {
            let problems = language::problems(&project)?;
            problems.iter().for_each(|problem| println!("{problem}"));
            if !problems.is_empty() {
                bail!("{} places break docs/language.toml", problems.len());
            }
        }
        Command::VerifyProse { since } => language::facts::run(&project, &since)?,
        Command::VerifyTests { since } => verify::test_names::run(&project, &since)?,
        Command::VerifyRoots { all, document } => match document.is_empty() {
            true => verify::roots::run(&project, all)?,
            false => verify::roots::run_documents(&project, &document)?,
        },
        Command::VerifyFaults(args) => verify::faults::run(&project, &args)?,
        Command::Mutants(args) => verify::mutants::run(&project, &args)?,
        Command::Simulate(args) => simulate::run(&project, &args)?,
        Command::Interop(args) => interop::run(&project, &args)?,
    }
    Ok(0)
}

/// Returns 0 if a proof agrees with the report and could use each program.
fn agreement(certificate: &prove::Certificate) -> u8 {
    let problems = certificate.problems();
    problems
        .iter()
        .for_each(|problem| eprintln!("error: {problem}"));
    u8::from(!problems.is_empty())
}

/// A description by others, with only the names of the rules. None of it is bound: unknown keys are
/// a warning.
fn convert(input: &[PathBuf], output: &Path) -> anyhow::Result<()> {
    let roots = Root::read_all(input, Unknown::Tell)?;
    let converted = ovh_codegen::convert::output(&roots, &Names::default(), &Docs::default())?;
    say(&converted.findings, &converted.notes);
    write(output, &converted.document)
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(path, text).with_context(|| format!("{} can't be written", path.display()))
}

/// Findings require work by hand; notes are decisions of the rules.
fn say(findings: &[String], notes: &[String]) {
    findings.iter().for_each(|finding| eprintln!("{finding}"));
    notes.iter().for_each(|note| eprintln!("note: {note}"));
}
