//! Full stops in help texts: clap removes the last one, and its own texts have none.

use clap::builder::StyledStr;
use clap::{Arg, ArgAction, Command};

/// Returns the command and its subcommands with a full stop after each text.
pub(crate) fn in_sentences(mut command: Command) -> Command {
    let texts = (
        command.get_about().map(sentence),
        command.get_long_about().map(sentence),
    );
    if let Some(about) = texts.0 {
        command = command.about(about);
    }
    if let Some(about) = texts.1 {
        command = command.long_about(about);
    }
    let help = Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help("Print help: -h for a summary, --help for the full text.");
    command = command.disable_help_flag(true).arg(help);
    if command.get_version().is_some() {
        let version = Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help("Print the version.");
        command = command.disable_version_flag(true).arg(version);
    }
    command
        .mut_args(|mut arg| {
            let texts = (
                arg.get_help().map(sentence),
                arg.get_long_help().map(sentence),
            );
            if let Some(help) = texts.0 {
                arg = arg.help(help);
            }
            if let Some(help) = texts.1 {
                arg = arg.long_help(help);
            }
            arg
        })
        .mut_subcommands(in_sentences)
}

/// Returns the text with a full stop, unless it ends with a sentence or an example.
fn sentence(text: &StyledStr) -> String {
    let text = text.to_string().trim_end().to_owned();
    let last = text.rsplit("\n\n").next().unwrap_or_default();
    match text.is_empty() || text.ends_with(['.', '!', '?', ':']) || last.starts_with("Example:") {
        true => text,
        false => text + ".",
    }
}
