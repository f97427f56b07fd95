//! Texts that begin with a hyphen, such as `-20% ce samedi`: clap takes them for options.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgMatches, Command, Error};

/// Parses arguments; a text that can't be an option may begin with a hyphen.
///
/// Only then are hyphens accepted at the start of values, so that a misspelled option is still
/// refused.
pub(crate) fn parse(
    command: impl Fn() -> Command,
    arguments: &[OsString],
) -> Result<ArgMatches, Error> {
    let error = match command().try_get_matches_from(arguments) {
        Ok(matches) => return Ok(matches),
        Err(error) => error,
    };
    let is_text = |argument: &OsString| argument.to_str().is_some_and(is_text);
    if !error.use_stderr() || names_an_option(&error) || !arguments.iter().any(is_text) {
        return Err(error);
    }
    accepting(command()).try_get_matches_from(arguments)
}

/// Returns whether an error is about an option that does not exist.
fn names_an_option(error: &Error) -> bool {
    match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument.starts_with("--") && !is_text(argument),
        _ => false,
    }
}

/// Returns the command and its subcommands with values that may begin with a hyphen if they can't
/// be an option.
fn accepting(command: Command) -> Command {
    command
        .mut_args(|arg| {
            if !arg.get_action().takes_values() {
                return arg;
            }
            let string = clap::builder::ValueParser::string();
            match arg.get_value_parser().type_id() == string.type_id() {
                true => arg.allow_hyphen_values(true).value_parser(value),
                // The texts of `api` are JSON values.
                false if is_named_text(&arg) => arg.allow_hyphen_values(true),
                false => arg,
            }
        })
        .mut_subcommands(accepting)
}

fn is_named_text(arg: &Arg) -> bool {
    let names = arg.get_value_names().unwrap_or_default();
    names.iter().any(|name| *name == "TEXT")
}

fn value(text: &str) -> Result<String, String> {
    match text.starts_with('-') && text.len() > 1 && !is_text(text) {
        true => Err(format!(
            "{text} is not an option of this command; if it is the text, pass it with --file"
        )),
        false => Ok(text.to_owned()),
    }
}

/// Returns whether an argument begins with a hyphen and can't be an option: `-20%`, `- a`.
fn is_text(argument: &str) -> bool {
    let Some(rest) = argument.strip_prefix('-') else {
        return false;
    };
    let name = rest.strip_prefix('-').unwrap_or(rest);
    let name = name.split('=').next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let is_option =
        name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(is_name);
    !name.is_empty() && !is_option
}
