//! `ovh-sms completions`: shell completions of commands, options and operations.

use clap::ValueEnum;
use clap::builder::Resettable;
use clap_complete::Shell;

use crate::commands::api;
use crate::exit::DONE;
use crate::failure::Failure;
use crate::terminal::output;

/// Print the completion script of a shell, for commands, options, the API's operations and their
/// options.
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

/// Prints the completion script.
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
/// The program's name with an underscore. clap_complete 4.6 writes a name with a hyphen in two ways
/// into a bash script, which then completes only the first word; the real name is inserted
/// afterwards, where the script names the completed command.
const WITHOUT_HYPHEN: &str = "ovh_sms";

/// Returns the command line with the operations of `api`, which are otherwise read only when it is
/// used.
pub(super) fn with_operations(line: clap::Command) -> Result<clap::Command, Failure> {
    let description = api::Description::read()?;
    let operations: Vec<clap::Command> = description
        .operations
        .iter()
        .map(|operation| api::command(&description, operation).bin_name(Resettable::Reset))
        .collect();
    Ok(line.mut_subcommand("api", |api| api.subcommands(operations)))
}
