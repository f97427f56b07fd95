//! Calls an operation: shows the request, asks about the cost, sends, prints the response.

use std::io::IsTerminal;

use clap::{ArgMatches, FromArgMatches};
use futures_util::TryStreamExt;
use ovh_sms::{Call, Client};
use serde_json::{Value, json};

use super::arguments::{self, DRY_RUN, PAGINATE};
use super::names::{Place, SERVICE};
use super::operations::{Described, Description};
use super::{body, costs};
use crate::connect::{Account, Connection};
use crate::exit::DONE;
use crate::failure::Failure;
use crate::global::Global;
use crate::spend::Spend;
use crate::terminal::output;

/// The SMS account to call, or a client for operations without one.
pub(super) enum Called {
    Account(Account),
    Customer(Connection),
}

impl Called {
    /// Connects, and finds the SMS account if the operation is one of an account.
    pub(super) async fn of(is_of_account: bool, global: &Global) -> Result<Self, Failure> {
        Ok(match is_of_account {
            true => Self::Account(global.account().await?),
            false => Self::Customer(global.client().await?),
        })
    }

    pub(super) fn client(&self) -> &Client {
        match self {
            Self::Account(account) => account.client(),
            Self::Customer(connection) => &connection.client,
        }
    }
}

/// Sends the request, and prints the response.
pub(super) async fn run(
    description: &Description,
    operation: &Described,
    matches: &ArgMatches,
    global: &Global,
) -> Result<u8, Failure> {
    let facts = operation.facts;
    let body = body::of(description, operation, matches)?;
    let mut given = Vec::new();
    for parameter in &operation.parameters {
        if let Some(value) = arguments::text(description, matches, parameter) {
            given.push((Place::of(parameter), parameter.name.clone(), value));
        }
    }
    let is_of_account = facts.path().contains("{serviceName}");
    let has_account = given.iter().any(|(_, name, _)| name == SERVICE);
    let called = Called::of(is_of_account && !has_account, global).await?;
    let mut call = called.client().call(facts);
    if let Called::Account(account) = &called {
        call = call.path(SERVICE, account.service.name());
    }
    for (place, name, value) in given {
        call = match place {
            Place::Path => call.path(name, value),
            _ => call.query(name, value),
        };
    }
    if let Some(body) = &body {
        call = call.body(body.clone());
    }
    if matches.get_flag(DRY_RUN) {
        let shown = body.map(|body| without_secrets(description, operation, body));
        return show(call, shown, global);
    }
    if let Some(cost) = costs::cost_of(facts)
        && !global.sandbox
    {
        let spend =
            Spend::from_arg_matches(matches).map_err(|error| Failure::usage(error.to_string()))?;
        spend.allow(cost(body.as_ref().unwrap_or(&Value::Null)))?;
    }
    if facts.detail().is_some() && matches.get_flag(PAGINATE) {
        return paginate(call, global).await;
    }
    let is_read = facts.method().as_str() == "GET";
    finish(call, is_read, global).await
}

/// Sends the request and prints the response. The exit code depends on the request, not on whether
/// its response could be printed.
pub(super) async fn finish(call: Call, is_read: bool, global: &Global) -> Result<u8, Failure> {
    let response = call.send().await.map_err(|error| match is_read {
        true => Failure::from(error),
        false => Failure::of_change(error),
    })?;
    match print(response.into_inner(), global) {
        Err(failure) if !is_read => {
            failure.tell();
            output::note("The request was processed: check before you repeat it.");
        }
        printed => printed?,
    }
    Ok(DONE)
}

/// Prints the request instead of sending it.
pub(super) fn show(call: Call, body: Option<Value>, global: &Global) -> Result<u8, Failure> {
    let request = call.into_request()?;
    let url = request.url();
    let path = match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    };
    let method = request.method().as_str();
    if global.json {
        output::json(&json!({ "method": method, "path": path, "body": body }))?;
        return Ok(DONE);
    }
    output::line(format_args!("{method} {path}"))?;
    if let Some(body) = body {
        print(body, global)?;
    }
    global.note("Nothing was sent.");
    Ok(DONE)
}

fn without_secrets(description: &Description, operation: &Described, mut body: Value) -> Value {
    let schema = operation
        .body
        .as_ref()
        .map(|body| description.resolve(body));
    let properties = schema.and_then(|schema| schema.properties());
    for (name, schema) in properties.into_iter().flatten() {
        if description.resolve(schema).is_secret()
            && let Some(value) = body.get_mut(name)
        {
            *value = Value::from("[hidden]");
        }
    }
    body
}

/// Prints the objects of a list as they arrive, until the output is closed.
async fn paginate(call: Call, global: &Global) -> Result<u8, Failure> {
    let mut objects = call.stream();
    loop {
        let Some(object) = objects.try_next().await? else {
            break;
        };
        if output::json_until_closed(&object)?.is_break() {
            return Ok(DONE);
        }
    }
    global.note_unread(usize::try_from(objects.unread()).unwrap_or(usize::MAX));
    match objects.skipped() {
        0 => {}
        gone => global.note(format_args!(
            "{gone} objects were deleted before they could be read."
        )),
    }
    Ok(DONE)
}

/// Prints a response: indented on a terminal, otherwise on one line; an empty response prints
/// nothing.
fn print(answer: Value, global: &Global) -> Result<(), Failure> {
    if answer.is_null() {
        return Ok(());
    }
    if global.json || !std::io::stdout().is_terminal() {
        return output::json(&answer);
    }
    let text = serde_json::to_string_pretty(&answer)
        .map_err(|error| Failure::failed(format!("Failed to write the response: {error}.")))?;
    for line in text.lines() {
        // JSON does not escape some control characters that a terminal interprets.
        output::line(output::plain(line))?;
    }
    Ok(())
}
