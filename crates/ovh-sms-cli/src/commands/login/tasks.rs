//! The tasks of a consumer key, and the operations that each task calls.

use clap::ValueEnum;
use ovh_sms::api::operations::*;
use ovh_sms::auth::{AccessRules, Method, Rights};
use ovh_sms::{Operation, ServiceName};

use super::ask;
use crate::failure::Failure;
use crate::terminal::output;

/// What a key is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Task {
    /// Send messages, and check whether they were sent.
    Send,
    /// List the accounts and their credits; without --service, also read everything else below
    /// them.
    Accounts,
    /// Read sent and pending messages, delivery receipts and replies.
    Read,
    /// Cancel pending messages; delete messages and replies from the history.
    Clean,
    /// Send a mailing from a CSV file, track it and cancel it.
    Mailings,
    /// Export the history to a file.
    Export,
    /// Request, validate and delete senders.
    Senders,
    /// List the blacklist, and remove numbers from it.
    Blacklist,
    /// Change an account's callbacks and other settings; without --service, also all other settings
    /// below it.
    Settings,
    /// Call every SMS operation, and manage the documents of mailings and exports.
    All,
}

/// The operations of each task; those of `All` are given as paths.
const OPERATIONS: &[(Task, &[&Operation])] = &[
    (
        Task::Send,
        &[&JOBS_CREATE, &JOBS_LIST, &OUTGOING_LIST, &ESTIMATE],
    ),
    (Task::Accounts, &[&SERVICE_GET]),
    (
        Task::Read,
        &[
            &JOBS_LIST,
            &JOBS_GET,
            &OUTGOING_LIST,
            &OUTGOING_GET,
            &INCOMING_LIST,
            &INCOMING_GET,
            &PTTS_GET,
            &SERVICE_GET,
        ],
    ),
    (
        Task::Clean,
        &[
            &JOBS_LIST,
            &JOBS_DELETE,
            &OUTGOING_LIST,
            &OUTGOING_DELETE,
            &INCOMING_LIST,
            &INCOMING_DELETE,
        ],
    ),
    (
        Task::Mailings,
        &[
            &SERVICE_GET,
            &OUTGOING_LIST,
            &BATCHES_LIST,
            &BATCHES_CREATE,
            &BATCHES_GET,
            &BATCHES_CANCEL,
            &BATCHES_STATISTICS_GET,
            &RECEIVERS_LIST,
            &RECEIVERS_CREATE,
            &RECEIVERS_GET,
            &RECEIVERS_UPDATE,
            &RECEIVERS_DELETE,
            &ME_DOCUMENT_LIST,
            &ME_DOCUMENT_CREATE,
            &ME_DOCUMENT_GET,
            &ME_DOCUMENT_UPDATE,
            &ME_DOCUMENT_DELETE,
        ],
    ),
    (
        Task::Export,
        &[&DOCUMENT_GET, &ME_DOCUMENT_GET, &ME_DOCUMENT_DELETE],
    ),
    (
        Task::Senders,
        &[
            &SENDERS_LIST,
            &SENDERS_GET,
            &SENDERS_CREATE,
            &SENDERS_UPDATE,
            &SENDERS_DELETE,
            &SENDERS_VALIDATE,
            &SENDERS_AVAILABLE_FOR_VALIDATION_LIST,
            &SENDERS_DOCUMENTS_LIST,
            &SENDERS_DOCUMENTS_CREATE,
            &SENDERS_DOCUMENTS_GET,
        ],
    ),
    (
        Task::Blacklist,
        &[&BLACKLISTS_LIST, &BLACKLISTS_GET, &BLACKLISTS_DELETE],
    ),
    (Task::Settings, &[&SERVICE_GET, &SERVICE_UPDATE]),
];

/// Returns the fewest rules for these tasks, on one account or on all. Only a key for all accounts
/// can list the accounts.
pub(super) fn rules(tasks: &[Task], service: Option<&ServiceName>) -> Result<AccessRules, Failure> {
    let invalid = |error: ovh_sms::auth::InvalidRule| Failure::usage(format!("{error}."));
    let mut rules = AccessRules::new();
    for task in tasks {
        if *task == Task::All {
            let below = service.map_or_else(|| "/sms".to_owned(), |name| format!("/sms/{name}"));
            rules.extend(AccessRules::recursive(Method::ALL, &below).map_err(invalid)?);
            rules.extend(AccessRules::recursive(Method::ALL, "/me/document").map_err(invalid)?);
        }
        let operations = OPERATIONS.iter().filter(|(of, _)| of == task);
        let operations = operations.flat_map(|(_, operations)| operations.iter().copied());
        let rights = match service {
            Some(name) => Rights::of_service(operations, name.as_str()),
            None => Rights::of(operations.chain([&SERVICES_LIST])),
        };
        rules.extend(rights.map_err(invalid)?.rules().clone());
    }
    Ok(rules)
}

/// Prompts for the tasks until the input is valid.
pub(super) fn asked() -> Result<Vec<Task>, Failure> {
    output::note("What is the key for?");
    for (number, task) in (1..).zip(Task::value_variants()) {
        if let Some(value) = task.to_possible_value() {
            let help = value.get_help().map(ToString::to_string);
            let help = help.unwrap_or_default();
            output::note(format_args!("  {number}  {:<10} {help}", value.get_name()));
        }
    }
    loop {
        let answer = ask::line("Names or numbers, separated by commas: ")?;
        match read(&answer) {
            Ok(tasks) => return Ok(tasks),
            Err(problem) => output::note(problem),
        }
    }
}

/// Parses an input such as `1,read`.
fn read(answer: &str) -> Result<Vec<Task>, String> {
    let words = answer
        .split([',', ' '])
        .map(str::trim)
        .filter(|word| !word.is_empty());
    let mut tasks: Vec<Task> = Vec::new();
    for word in words {
        let by_number = || {
            let number: usize = word.parse().ok()?;
            Task::value_variants().get(number.checked_sub(1)?).copied()
        };
        let task = Task::from_str(word, true).ok().or_else(by_number);
        let Some(task) = task else {
            return Err(format!("Unknown task `{}`.", output::plain(word)));
        };
        tasks.push(task);
    }
    match tasks.is_empty() {
        true => Err("A key needs at least one task.".to_owned()),
        false => Ok(tasks),
    }
}

/// Returns the names of all tasks.
pub(super) fn names() -> String {
    let names = Task::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned());
    names.collect::<Vec<_>>().join(", ")
}
