//! `ovh-sms api`: calls any operation of the API; help and options are generated at run time from
//! the API description.

mod arguments;
mod body;
mod call;
mod check;
mod costs;
mod example;
mod names;
mod operations;
mod raw;
mod schema;
mod search;

use std::ffi::{OsStr, OsString};

use clap::{FromArgMatches, Subcommand};

use crate::failure::{Failure, print_usage};
use crate::global::Global;
use crate::spend::Spend;
use crate::terminal::{log, output, texts};

pub(crate) use arguments::command;
use operations::Described;
pub(crate) use operations::Description;

/// Call any operation of the API, and print its response as JSON.
///
/// An operation is given by the name of its builder in the library, such as jobs_create, or by its
/// method and path, such as "POST /sms/{serviceName}/jobs". Each operation has its own help:
/// ovh-sms api jobs_create --help. Its parameters, filters and body fields are options; --body
/// takes a whole body instead.
///
/// --raw calls any operation of OVHcloud's API, also outside /sms, without a check of its
/// parameters. {serviceName} is replaced by the name of the SMS account. Percent-encode a slash in
/// a value: /ip/192.0.2.0%2F24.
///
/// Example: ovh-sms api --sandbox senders_list
#[derive(Debug, clap::Args)]
#[command(
    disable_help_subcommand = true,
    subcommand_value_name = "OPERATION",
    override_usage = "ovh-sms api [OPTIONS] OPERATION [OPTIONS OF THE OPERATION]\n       ovh-sms api --list [WORDS]...\n       ovh-sms api --raw \"METHOD /PATH?QUERY\" [--body JSON]"
)]
pub(crate) struct Api {
    /// List the operations, or only those with all these words in their name, path or summary.
    #[arg(long, value_name = "WORDS", num_args = 0..)]
    list: Option<Vec<String>>,
    #[command(flatten)]
    raw: Raw,
    #[command(subcommand)]
    called: Option<Called>,
}

/// The options of a raw request.
#[derive(Debug, clap::Args)]
struct Raw {
    /// Call this method and path, such as "GET /me/api/credential?status=validated".
    #[arg(long, value_name = "REQUEST", conflicts_with = "list")]
    raw: Option<String>,
    /// The JSON body of the raw request, @FILE to read it from a file, or - for stdin.
    #[arg(
        long,
        value_name = "JSON",
        requires = "raw",
        allow_hyphen_values = true
    )]
    body: Option<String>,
    #[command(flatten)]
    spend: Spend,
}

#[derive(Debug, Subcommand)]
enum Called {
    /// The operation's name and its options, which are parsed after the operation is found.
    #[command(external_subcommand)]
    Operation(Vec<OsString>),
}

/// Lists or calls operations.
pub(crate) async fn run(api: Api, global: &Global) -> Result<u8, Failure> {
    if api.raw.raw.is_some() && api.called.is_none() {
        log::start(global.verbose);
        return raw::run(&api.raw, global).await;
    }
    if api.raw.raw.is_some() || api.raw.spend.is_given() {
        return Err(Failure::usage(
            "Nothing was sent: --raw takes no operation, and the options of an operation follow its name.",
        ));
    }
    let description = Description::read()?;
    let called = match (api.list, api.called) {
        (Some(words), None) => {
            log::start(global.verbose);
            return search::run(&description, &words, global);
        }
        (None, Some(Called::Operation(called))) => called,
        _ => {
            return Err(Failure::usage(
                "No operation given: pass its name, or --list with words to search for; see `ovh-sms api --help`.",
            ));
        }
    };
    let (name, arguments) = called
        .split_first()
        .ok_or_else(|| Failure::usage("No operation given: `ovh-sms api --list` lists them."))?;
    let (operation, arguments) = match request(name, arguments) {
        Some((request, rest)) => (found(&description, &request)?, rest),
        None => (description.find(&name.to_string_lossy())?, arguments),
    };
    let parsed = texts::parse(|| command(&description, operation), arguments);
    let matches = match parsed {
        Ok(matches) => matches,
        Err(error) => {
            let json = global.json || arguments.iter().any(|argument| argument == "--json");
            return Ok(print_usage(&error, json));
        }
    };
    let own =
        Global::from_arg_matches(&matches).map_err(|error| Failure::usage(error.to_string()))?;
    let global = global.or(own);
    log::start(global.verbose);
    call::run(&description, operation, &matches, &global).await
}

/// Returns the request and the other arguments of `GET /sms`, written as two.
fn request<'a>(name: &OsStr, arguments: &'a [OsString]) -> Option<(String, &'a [OsString])> {
    const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];
    let (path, rest) = arguments.split_first()?;
    let method = name.to_str()?.to_uppercase();
    let path = path.to_str().filter(|path| path.starts_with('/'))?;
    METHODS
        .contains(&method.as_str())
        .then(|| (format!("{method} {path}"), rest))
}

/// Finds the operation of a request; any other request is a raw one.
fn found<'a>(description: &'a Description, request: &str) -> Result<&'a Described, Failure> {
    description.find(request).map_err(|_| {
        let request = output::plain(request);
        Failure::usage(format!(
            "No operation is written `{request}`: `ovh-sms api --list` lists them. To send the request as it is: `ovh-sms api --raw \"{request}\"`."
        ))
    })
}
