//! `cargo xtask`: `cargo xtask --help` lists the commands.

use std::path::PathBuf;

use anyhow::Context;
use clap::{Parser, Subcommand};
use xtask::docs::Docs;
use xtask::names::Names;
use xtask::native::{Root, Unknown};
use xtask::project::Project;

/// Maintenance commands of ovh-sms.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
    /// Leave keys out that nothing is known of, with a warning.
    #[arg(long, global = true)]
    ignore_unknown_keys: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Converts OVHcloud's descriptions into an OpenAPI 3.0.3 document.
    Convert {
        /// Descriptions to convert; ours, under schema/native, where none is given.
        #[arg(long, num_args = 1.., requires = "output")]
        input: Vec<PathBuf>,
        /// The file to write; needed with --input.
        #[arg(long)]
        output: Option<PathBuf>,
    },
    /// Has what `convert` makes validated by others, and compiled.
    VerifyConvert,
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let mut project = Project::here();
    if args.ignore_unknown_keys {
        project.unknown = Unknown::Tell;
    }
    match args.command {
        Command::VerifyConvert => xtask::verify::run(&project),
        Command::Convert { input, output } => {
            let text = match input.is_empty() {
                true => {
                    let converted = project.convert()?;
                    for finding in &converted.findings {
                        eprintln!("{finding}");
                    }
                    converted.document
                }
                false => {
                    let roots = input
                        .iter()
                        .map(|path| Root::read(path, project.unknown))
                        .collect::<Result<Vec<_>, _>>()?;
                    xtask::convert::convert(&roots, &Names::default(), &Docs::default())?
                }
            };
            let output = output.unwrap_or_else(|| project.path("schema/openapi.json"));
            std::fs::write(&output, text)
                .with_context(|| format!("{} can't be written", output.display()))
        }
    }
}
