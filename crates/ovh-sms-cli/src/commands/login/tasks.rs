//! What a consumer key is asked for: tasks, and the operations that each of them calls.

use clap::ValueEnum;
use ovh_sms::api::operations::*;
use ovh_sms::auth::{AccessRules, Method, Rights};
use ovh_sms::{Operation, ServiceName};

use super::ask;
use crate::failure::Failure;
use crate::terminal::output;

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Task {
    /// Send messages, and look up whether they were sent.
    Send,
    /// List the accounts and their credits; without --service, read anything else below, too.
    Accounts,
    /// Read what was sent, what waits, what came of it, and the answers.
    Read,
    /// Cancel messages that wait; delete messages and answers from the history.
    Clean,
    /// Mail a CSV, follow it and cancel it.
    Mailings,
    /// Export the history as a file.
    Export,
    /// Ask for senders, validate and delete them.
    Senders,
    /// Read who sent STOP, and take numbers off that list.
    Blacklist,
    /// Set an account's callbacks and its other settings; without --service, anything that is set
    /// below it, too.
    Settings,
    /// Every operation of SMS, and the documents of mailings and exports.
    All,
}

/// The operations of each task; `All` is written as paths.
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

/// The least rules for these tasks, on one account or on all. Which accounts there are may be
/// listed only by a key for all of them.
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

/// Asks what the key is for, until the answer is a list of tasks.
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
        let answer = ask::line("Names or numbers, with commas between them: ")?;
        match read(&answer) {
            Ok(tasks) => return Ok(tasks),
            Err(problem) => output::note(problem),
        }
    }
}

/// The tasks of an answer such as `1,answers`.
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
            return Err(format!("`{}` is none of them.", output::plain(word)));
        };
        tasks.push(task);
    }
    match tasks.is_empty() {
        true => Err("A key without rights is of no use: name at least one.".to_owned()),
        false => Ok(tasks),
    }
}

/// The names of all tasks.
pub(super) fn names() -> String {
    let names = Task::value_variants()
        .iter()
        .filter_map(ValueEnum::to_possible_value)
        .map(|value| value.get_name().to_owned());
    names.collect::<Vec<_>>().join(", ")
}
