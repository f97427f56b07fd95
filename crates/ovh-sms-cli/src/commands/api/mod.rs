//! `ovh-sms api`: any operation of the API, its help and its options made from the description when
//! they are asked for.

mod arguments;
mod body;
mod call;
mod check;
mod costs;
mod example;
mod names;
mod operations;
mod schema;
mod search;

use std::ffi::OsString;

use clap::{FromArgMatches, Subcommand};

use crate::failure::{Failure, told};
use crate::global::Global;
use crate::terminal::log;

pub(crate) use arguments::command;
pub(crate) use operations::Description;

/// Calls any operation of the API, and prints its answer as JSON.
///
/// An operation is named as the builders of the library are, such as jobs_create, or by its method
/// and path, such as "POST /sms/{serviceName}/jobs". Each has a help of its own: ovh-sms api
/// jobs_create --help. Its parameters, filters and fields are its options; --body takes the whole
/// body instead.
///
/// Example: ovh-sms api --sandbox senders_list
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    subcommand_value_name = "OPERATION",
    override_usage = "ovh-sms api [OPTIONS] OPERATION [OPTIONS OF THE OPERATION]\n       ovh-sms api --list [WORDS]..."
)]
pub(crate) struct Api {
    /// Lists the operations, or those that have all these words in their name, path or summary.
    #[arg(long, value_name = "WORDS", num_args = 0..)]
    list: Option<Vec<String>>,
    #[command(subcommand)]
    called: Option<Called>,
}

#[derive(Debug, Subcommand)]
enum Called {
    /// The operation's name and its options, which are parsed once the operation is known.
    #[command(external_subcommand)]
    Operation(Vec<OsString>),
}

/// Lists, or calls.
pub(crate) async fn run(api: Api, global: &Global) -> Result<u8, Failure> {
    let description = Description::read()?;
    let called = match (api.list, api.called) {
        (Some(words), None) => {
            log::start(global.verbose);
            return search::run(&description, &words, global);
        }
        (None, Some(Called::Operation(called))) => called,
        _ => {
            return Err(Failure::usage(
                "Give an operation, or --list and words to search for one: `ovh-sms api --help` tells how.",
            ));
        }
    };
    let (name, arguments) = called
        .split_first()
        .ok_or_else(|| Failure::usage("Give an operation: `ovh-sms api --list` lists them."))?;
    let operation = description.find(&name.to_string_lossy())?;
    let parsed = command(&description, operation).try_get_matches_from(arguments);
    let matches = match parsed {
        Ok(matches) => matches,
        Err(error) => return Ok(told(&error)),
    };
    let own =
        Global::from_arg_matches(&matches).map_err(|error| Failure::usage(error.to_string()))?;
    let global = global.or(own);
    log::start(global.verbose);
    call::run(&description, operation, &matches, &global).await
}
