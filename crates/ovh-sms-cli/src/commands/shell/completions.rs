//! `ovh-sms completions`: what a shell needs to complete commands, options and operations.

use clap::ValueEnum;
use clap::builder::Resettable;
use clap_complete::Shell;

use crate::commands::api;
use crate::exit::DONE;
use crate::failure::Failure;
use crate::terminal::output;

/// Prints the completions for a shell: commands, options, the API's operations and their options.
///
/// bash: source <(ovh-sms completions bash), in ~/.bashrc. zsh: ovh-sms completions zsh >
/// ~/.zfunc/_ovh-sms, with ~/.zfunc in fpath. fish: ovh-sms completions fish >
/// ~/.config/fish/completions/ovh-sms.fish.
///
/// Example: ovh-sms completions bash
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell.
    #[arg(value_enum)]
    shell: For,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum For {
    Bash,
    Zsh,
    Fish,
}

/// Prints them.
pub(crate) fn run(completions: &Completions, line: clap::Command) -> Result<u8, Failure> {
    let shell = match completions.shell {
        For::Bash => Shell::Bash,
        For::Zsh => Shell::Zsh,
        For::Fish => Shell::Fish,
    };
    let mut script = Vec::new();
    let name = match completions.shell {
        For::Bash => WITHOUT_HYPHEN,
        For::Zsh | For::Fish => NAME,
    };
    clap_complete::generate(shell, &mut with_operations(line)?, name, &mut script);
    let script = String::from_utf8_lossy(&script);
    let ends = format!(" {WITHOUT_HYPHEN}\n");
    output::line(script.replace(&ends, &format!(" {NAME}\n")).trim_end())?;
    Ok(DONE)
}

const NAME: &str = "ovh-sms";
/// clap_complete 4.6 writes the hyphen of a program's name in two ways into one script for bash,
/// which then completes nothing below the first word. So the name is put in afterwards, where the
/// script says what it completes.
const WITHOUT_HYPHEN: &str = "ovh_sms";

/// A command line with the operations of `api`, which otherwise are read only when it is used.
pub(super) fn with_operations(line: clap::Command) -> Result<clap::Command, Failure> {
    let description = api::Description::read()?;
    let operations: Vec<clap::Command> = description
        .operations
        .iter()
        .map(|operation| api::command(&description, operation).bin_name(Resettable::Reset))
        .collect();
    Ok(line.mut_subcommand("api", |api| api.subcommands(operations)))
}
