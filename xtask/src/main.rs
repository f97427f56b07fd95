//! Maintenance commands of `ovh-sms`; `cargo xtask --help` lists them.

mod convert;
mod docs;
mod names;
mod native;

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Parser, Subcommand};

/// Maintenance commands of ovh-sms.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Args {
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
}

fn main() -> anyhow::Result<()> {
    match Args::parse().command {
        Command::Convert { input, output } => {
            let text = match input.is_empty() {
                true => ours()?.document,
                false => {
                    let roots = input.iter().map(|path| native::Root::read(path)).collect::<Result<Vec<_>, _>>()?;
                    convert::convert(&roots, &names::Names::default(), &docs::Docs::default())?
                }
            };
            let output = output.unwrap_or_else(|| project().join("schema/openapi.json"));
            std::fs::write(&output, text).with_context(|| format!("{} can't be written", output.display()))
        }
    }
}

/// The project's folder: the one above this package's.
fn project() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

struct Ours {
    document: String,
}

fn ours() -> anyhow::Result<Ours> {
    let schema = project().join("schema");
    let names = names::Names::read(&schema.join("names.toml"))?;
    let docs = match schema.join("docs.toml").exists() { true => docs::Docs::read(&schema.join("docs.toml"))?, false => Default::default() };
    let roots = ["sms", "auth", "me-document"]
        .iter()
        .map(|name| native::Root::read(&schema.join(format!("native/{name}.json"))))
        .collect::<Result<Vec<_>, _>>()?;
    let document = convert::convert(&roots, &names, &docs)?;
    for x in names.unmatched() { eprintln!("names: {x}"); }
    Ok(Ours { document })
}
