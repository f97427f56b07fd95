//! The command of one operation: its parameters, filters and body fields as options.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};
use clap::{Arg, ArgAction, ArgMatches, Args, Command};
use ovh_openapi::Kind;
use serde_json::Value;

use super::costs::cost_of;
use super::example;
use super::names::{Place, SERVICE, option};
use super::operations::{Described, Description, Parameter};
use super::schema;
use crate::global::Global;
use crate::spend::Spend;
use crate::terminal::help;

pub(super) const BODY: &str = "body";
pub(super) const CLEAR: &str = "clear";
pub(super) const DRY_RUN: &str = "dry_run";
pub(super) const PAGINATE: &str = "paginate";

/// Returns the command line of the operation.
pub(crate) fn command(description: &Description, operation: &Described) -> Command {
    let facts = operation.facts;
    let name = format!("ovh-sms api {}", facts.id());
    let summary = match operation.deprecated {
        true => format!("{} (deprecated)", operation.summary),
        false => operation.summary.clone(),
    };
    let mut long = summary.clone();
    for part in [
        operation.description.as_str(),
        &format!("Example: {}", example::of(description, operation)),
    ] {
        if !part.is_empty() {
            long.push_str("\n\n");
            long.push_str(part);
        }
    }
    let mut command = Command::new(facts.id())
        .bin_name(name)
        .no_binary_name(true)
        .args(options(description, operation));
    command = match cost_of(facts).is_some() {
        true => Spend::augment_args(command).mut_arg(DRY_RUN, |_| dry_run()),
        false => command.arg(dry_run()),
    };
    if facts.detail().is_some() {
        command = command.arg(
            Arg::new(PAGINATE)
                .long("paginate")
                .action(ArgAction::SetTrue)
                .help("Fetch the objects instead of their ids, fifty per request, and print one per line."),
        );
    }
    // The options above have their own help.
    let command = Global::augment_args(command)
        .about(summary)
        .long_about(long);
    help::in_sentences(command)
}

fn dry_run() -> Arg {
    Arg::new(DRY_RUN)
        .long("dry-run")
        .action(ArgAction::SetTrue)
        .help("Print the request, and do not send it.")
}

fn options(description: &Description, operation: &Described) -> Vec<Arg> {
    let mut options = Vec::new();
    for parameter in &operation.parameters {
        let place = Place::of(parameter);
        let is_default = parameter.name == SERVICE;
        let words = match is_default {
            true => SERVICE_HELP,
            false => &parameter.description,
        };
        let arg = typed(
            description,
            operation,
            place,
            &parameter.name,
            &parameter.schema,
            words,
        );
        options.push(match is_default {
            true => arg,
            false => arg.required(parameter.required),
        });
    }
    let Some(schema) = &operation.body else {
        return options;
    };
    let schema = description.resolve(schema);
    let required: Vec<&str> = schema.required().collect();
    let mut clearable = Vec::new();
    for (name, field) in schema.properties().into_iter().flatten() {
        let words = field.get("description").and_then(Value::as_str);
        let arg = typed(
            description,
            operation,
            Place::Body,
            name,
            field,
            words.unwrap_or_default(),
        );
        if description.resolve(field).clear.is_some() {
            clearable.push(name.clone());
        }
        options.push(match required.contains(&name.as_str()) {
            true => arg.required_unless_present(BODY).conflicts_with(BODY),
            false => arg.conflicts_with(BODY),
        });
    }
    let heading = Place::Body.heading();
    options.push(
        Arg::new(BODY)
            .long("body")
            .value_name("JSON")
            .help_heading(heading)
            .help("The whole body instead of single fields: JSON, @FILE to read it from a file, or - for stdin."),
    );
    if !clearable.is_empty() {
        options.push(
            Arg::new(CLEAR)
                .long("clear")
                .value_name("FIELD")
                .action(ArgAction::Append)
                .value_parser(clearable)
                .conflicts_with(BODY)
                .help_heading(heading)
                .help("A field to clear, by its name in the API; may be given several times."),
        );
    }
    options
}

const SERVICE_HELP: &str = "Name of the SMS account; by default the one that --service, OVH_SMS_SERVICE or ovh.conf sets, or the only one.";

fn typed(
    description: &Description,
    operation: &Described,
    place: Place,
    name: &str,
    schema: &Value,
    words: &str,
) -> Arg {
    let found = description.resolve(schema);
    let option = option(operation, place, name);
    let mut arg = Arg::new(place.id(name))
        .long(option.clone())
        .help_heading(place.heading());
    if option != name && !option.starts_with("body-") {
        // The API's own spelling is an alias.
        arg = arg.alias(name.to_owned());
    }
    let (item, repeated) = match found.kind() {
        Kind::Array => (description.resolve(found.items()), true),
        _ => (found, false),
    };
    let kind = item.kind();
    let (first, rest) = words.split_once("\n\n").unwrap_or((words, ""));
    let mut first = sentence(first);
    if repeated {
        first.push_str(" May be given several times.");
    }
    if item.is_secret() {
        first.push_str(" Other users of this machine can see command-line arguments: use --body - to read it from stdin.");
    }
    arg = match rest {
        "" => arg.help(first),
        rest => {
            let long = format!("{first}\n\n{rest}");
            arg.help(first).long_help(long)
        }
    };
    arg = arg.value_name(match kind {
        Kind::Text => "TEXT",
        Kind::Date => "DATE",
        Kind::DateTime => "TIME",
        Kind::Uuid => "UUID",
        Kind::Ip => "ADDRESS",
        Kind::Integer | Kind::Number => "NUMBER",
        Kind::Boolean => "true|false",
        Kind::Array | Kind::Object | Kind::Any => "JSON",
    });
    arg = match kind {
        Kind::Boolean => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true"),
        Kind::Integer | Kind::Number => arg.allow_negative_numbers(true),
        _ => arg,
    };
    let known = match kind {
        Kind::Boolean => Vec::new(),
        _ => schema::known(item),
    };
    arg.action(match repeated {
        true => ArgAction::Append,
        false => ArgAction::Set,
    })
    .value_parser(Parser { kind, known })
}

/// Returns the text as a full sentence.
fn sentence(words: &str) -> String {
    let words = words.trim().replace('\n', " ");
    match words.ends_with(['.', '!', '?']) || words.is_empty() {
        true => words,
        false => words + ".",
    }
}

/// Returns a parser for values of that kind. Known values are listed and completed; others are
/// accepted.
#[derive(Clone)]
struct Parser {
    kind: Kind,
    known: Vec<String>,
}

impl TypedValueParser for Parser {
    type Value = Value;

    fn parse_ref(
        &self,
        command: &Command,
        arg: Option<&Arg>,
        value: &OsStr,
    ) -> Result<Value, clap::Error> {
        let kind = self.kind;
        StringValueParser::new()
            .try_map(move |text| schema::parse(kind, &text))
            .parse_ref(command, arg, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        if self.known.is_empty() {
            return None;
        }
        Some(Box::new(self.known.iter().map(PossibleValue::new)))
    }
}

/// Returns the value given for a parameter or a field.
pub(super) fn value(
    description: &Description,
    matches: &ArgMatches,
    place: Place,
    name: &str,
    schema: &Value,
) -> Option<Value> {
    let mut given = matches.get_many::<Value>(&place.id(name))?.cloned();
    match description.resolve(schema).kind() {
        Kind::Array => Some(Value::Array(given.collect())),
        _ => given.next_back(),
    }
}

/// Returns the value given for a parameter, as it is written in a path or a query.
pub(super) fn text(
    description: &Description,
    matches: &ArgMatches,
    parameter: &Parameter,
) -> Option<String> {
    let place = Place::of(parameter);
    let value = value(
        description,
        matches,
        place,
        &parameter.name,
        &parameter.schema,
    )?;
    Some(match value {
        Value::String(text) => text,
        other => other.to_string(),
    })
}
