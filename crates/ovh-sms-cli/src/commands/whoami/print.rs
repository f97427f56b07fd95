//! The output of `whoami`, as a table and as JSON.

use chrono::{DateTime, Utc};
use comfy_table::{Cell, Color};
use ovh_sms::config::{Key, Row, SMS_SERVICE};
use ovh_sms::types::AuthAccessRule;
use serde_json::{Value, json};

use super::Identity;
use super::probe::Answers;
use crate::failure::Failure;
use crate::terminal::output;

/// The source of the sandbox's keys.
const SANDBOX: &str = "the sandbox of this command";

/// Prints one object; see docs/json/whoami.schema.json.
pub(super) fn json(identity: &Identity, answers: &Answers) -> Value {
    let keys: Vec<Value> = identity
        .rows
        .iter()
        .map(|row| json!({ "key": row.key.name(), "shown": row.shown, "from": row.source.to_string() }))
        .collect();
    json!({
        "endpoint": identity.client.endpoint().to_string(),
        "baseUrl": identity.client.endpoint().base_url().as_str(),
        "kind": identity.kind,
        "keys": keys,
        "works": answers.works,
        "problem": answers.problem,
        "credential": answers.credential,
        "details": answers.details,
        "smsService": answers.service,
        "smsServices": answers.services,
        "clockAheadSeconds": answers.ahead,
    })
}

/// Prints one line per fact, with its source.
pub(super) fn table(identity: &Identity, answers: &Answers) -> Result<(), Failure> {
    let mut rows = Vec::new();
    let mut add = |what: &str, value: Cell, from: &str| {
        rows.push(vec![Cell::new(what), value, output::cell(from)]);
    };
    let is_endpoint = |row: &&Row| row.key == Key::ENDPOINT;
    let endpoint = identity.rows.iter().find(is_endpoint);
    let from = endpoint.map_or_else(|| SANDBOX.to_owned(), |row| row.source.to_string());
    let shown = identity.client.endpoint().to_string();
    add("endpoint", output::cell(shown), &from);
    add("credentials", Cell::new(identity.kind), "");
    for row in identity.rows.iter().filter(|row| !is_endpoint(row)) {
        let shown = row.shown.as_deref().unwrap_or("(secret)");
        add(row.key.name(), output::cell(shown), &row.source.to_string());
    }
    let (works, colour) = match answers.works {
        Some(true) => ("yes", Color::Green),
        Some(false) => ("no", Color::Red),
        None => ("unknown", Color::Yellow),
    };
    add("works", Cell::new(works).fg(colour), "");
    if let Some(credential) = &answers.credential {
        let status = credential.status.as_ref().map(ToString::to_string);
        add("status", output::cell(status.unwrap_or_default()), "");
        add("requested", Cell::new(date(credential.creation, "")), "");
        add(
            "expires",
            Cell::new(date(credential.expiration, "never")),
            "",
        );
        add(
            "last use",
            Cell::new(date(credential.last_use, "never")),
            "",
        );
        let blocks = credential.allowed_ips.as_deref().unwrap_or_default();
        let blocks = match blocks {
            [] => "any".to_owned(),
            blocks => blocks.join(", "),
        };
        add("from addresses", output::cell(blocks), "");
    }
    if let Some(details) = &answers.details {
        let user = details.user.as_deref().filter(|user| !user.is_empty());
        let account = details.account.as_deref().unwrap_or_default();
        let who = match user {
            Some(user) => format!("{account}, user {user}"),
            None => account.to_owned(),
        };
        add("customer", output::cell(who), "");
    }
    for (number, rule) in rules(answers).iter().enumerate() {
        let what = if number == 0 { "rules" } else { "" };
        add(what, output::cell(rule), "");
    }
    let is_configured = identity.rows.iter().any(|row| row.key == SMS_SERVICE);
    let service = match (&answers.service, &answers.services) {
        (Some(_), None) if is_configured => None,
        (Some(service), Some(_)) => Some(format!("{service} (the only one)")),
        (Some(service), None) => Some(service.clone()),
        (None, Some(several)) if several.is_empty() => Some("none".to_owned()),
        (None, Some(several)) => Some(format!("choose with --service: {}", several.join(", "))),
        (None, None) => None,
    };
    if let Some(service) = service {
        add("SMS account", output::cell(service), "");
    }
    if let Some(ahead) = answers.ahead {
        add("clock", Cell::new(apart(ahead)), "");
    }
    output::table(&["WHAT", "VALUE", "FROM"], rows)
}

/// Returns the rules of the credentials, sorted: the rules of the key, or those that any kind of
/// credentials can read.
fn rules(answers: &Answers) -> Vec<String> {
    let of_key = answers
        .credential
        .as_ref()
        .and_then(|key| key.rules.as_ref());
    let of_caller = || answers.details.as_ref()?.allowed_routes.as_ref();
    let mut rules: Vec<&AuthAccessRule> = of_key.or_else(of_caller).into_iter().flatten().collect();
    rules.sort_by_key(|rule| {
        (
            rule.path.clone(),
            rule.method.as_ref().map(ToString::to_string),
        )
    });
    let words = rules.into_iter().map(|rule| {
        let method = rule.method.as_ref().map(ToString::to_string);
        let path = rule.path.as_deref().unwrap_or_default();
        format!("{} {path}", method.unwrap_or_default())
    });
    words.collect()
}

/// Describes how this machine's clock differs from the server's.
pub(super) fn apart(ahead: i64) -> String {
    match ahead {
        0 => "agrees with the server's".to_owned(),
        1.. => format!("{ahead} s ahead of the server's"),
        _ => format!("{} s behind the server's", ahead.unsigned_abs()),
    }
}

fn date(date: Option<DateTime<Utc>>, otherwise: &str) -> String {
    date.map_or_else(
        || otherwise.to_owned(),
        |date| date.format("%Y-%m-%d %H:%M:%S UTC").to_string(),
    )
}
