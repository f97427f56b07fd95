//! Reads a scenario file; errors name their line and field.

use chrono::{DateTime, Utc};
use toml::Spanned;

use super::file::{FaultEntry, File};
use super::{Scenario, ScenarioError};
use crate::engine::faults::{Fault, FaultAction};
use crate::state::Outcome;

/// A scenario, with the settings that are not part of the world.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) scenario: Scenario,
    pub(crate) names: Vec<String>,
    pub(crate) start_at: Option<DateTime<Utc>>,
    pub(crate) seed: Option<u64>,
    pub(crate) speed: Option<f64>,
}

/// Reads a scenario.
///
/// # Errors
/// The first problem, with its line.
pub(crate) fn read(text: &str) -> Result<Read, ScenarioError> {
    let at = |offset: usize, message: &str| error(text, offset, message);
    let file: File = toml::from_str(text).map_err(|problem| {
        let offset = problem.span().map_or(0, |span| span.start);
        at(offset, problem.message())
    })?;
    let mut scenario = Scenario {
        accounts: file.account,
        ..Scenario::default()
    };
    for phone in file.phone {
        let start = phone.span().start;
        let phone = phone.into_inner();
        let time = phone.after.as_ref().map(|time| time.0);
        let outcome = match (&phone.outcome, time, phone.ptt) {
            (None, None, None) => None,
            (word, time, ptt) => {
                let word = word.as_deref().unwrap_or("delivered");
                Some(Outcome::named(word, time, ptt).ok_or_else(|| {
                    at(
                        start,
                        "an outcome is delivered or absent, with `after` if wanted, invalid, silent, \
                         or failed or error with a `ptt`",
                    )
                })?)
            }
        };
        scenario.phones.push((phone, outcome));
    }
    for entry in file.fault {
        let made = fault(entry.get_ref()).map_err(|message| at(start_of(&entry), &message))?;
        scenario.faults.push(made);
    }
    Ok(Read {
        names: scenario
            .accounts
            .iter()
            .map(|one| one.name.clone())
            .collect(),
        scenario,
        start_at: file.start_at.map(|time| time.0),
        seed: file.seed,
        speed: file.speed.map(|speed| speed.0),
    })
}

fn start_of(entry: &Spanned<FaultEntry>) -> usize {
    entry.span().start
}

fn fault(entry: &FaultEntry) -> Result<Fault, String> {
    let kind = entry.kind.as_str();
    let delay = || {
        let delay = entry.delay.as_ref().map(|time| time.0);
        delay.ok_or_else(|| format!("the kind {kind} needs `delay`"))
    };
    let status = || {
        let status = entry.status.filter(|status| (100..=999).contains(status));
        status.ok_or_else(|| format!("the kind {kind} needs a `status` from 100 to 999"))
    };
    let mut fault = Fault::of(match kind {
        "latency" => FaultAction::Latency(delay()?),
        "listDelay" => FaultAction::ListDelay(delay()?),
        "resetBefore" => FaultAction::ResetBefore,
        "resetAfter" => FaultAction::ResetAfter,
        "cutBody" => FaultAction::CutBody,
        "status" => FaultAction::Status(status()?, entry.message.clone()),
        "html" => FaultAction::Html(status()?),
        "tooManyRequests" => {
            FaultAction::TooManyRequests(entry.retry_after.as_ref().map(|time| time.0))
        }
        _ => {
            return Err(format!(
                "`{kind}` is not a kind of fault: latency, listDelay, resetBefore, resetAfter, \
                 cutBody, status, html or tooManyRequests"
            ));
        }
    });
    fault.operation.clone_from(&entry.on);
    fault.left = entry.times;
    if let Some(share) = &entry.share {
        if share.0 > 1.0 {
            return Err("a `share` is a number from 0 to 1".to_owned());
        }
        fault = fault.share(share.0);
    }
    if let Some(time) = &entry.after {
        fault = fault.after(time.0);
    }
    if let Some(time) = &entry.lasts {
        fault = fault.lasts(time.0);
    }
    Ok(fault)
}

/// Builds the error of a place in the file. Its field is that of the line, in the table above it.
fn error(text: &str, offset: usize, message: &str) -> ScenarioError {
    let before = text.get(..offset).unwrap_or_default();
    let number = before.matches('\n').count();
    let line = text.lines().nth(number).unwrap_or_default();
    let name = |line: &str| line.trim().trim_matches(['[', ']']).to_owned();
    let is_header = |line: &&str| line.trim_start().starts_with('[');
    let above: Vec<&str> = text.lines().take(number + 1).collect();
    let table = above.iter().rev().find(|line| is_header(line));
    let key = line.split_once('=').map(|(key, _)| key.trim());
    let parts = table.map(|line| name(line)).into_iter();
    let field: Vec<String> = parts.chain(key.map(str::to_owned)).collect();
    let message = message.lines().next().unwrap_or_default();
    ScenarioError {
        line: number + 1,
        field: field.join("."),
        message: message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_their_line_and_field() {
        for (text, line, field, words) in [
            ("seed = -1", 1, "seed", ""),
            ("sed = 1", 1, "sed", "unknown field"),
            (
                "[[account]]\ncredits = 5",
                1,
                "account",
                "missing field `name`",
            ),
            (
                "[[account]]\nname = \"x\"\ncredits = -5",
                3,
                "account.credits",
                "0 or more",
            ),
            (
                "\n[[phone]]\nnumber = \"0600000000\"",
                3,
                "phone.number",
                "international",
            ),
            (
                "[[phone]]\nnumber = \"+33600000000\"\nptt = 70000",
                3,
                "phone.ptt",
                "",
            ),
            (
                "[[phone]]\nnumber = \"+33600000000\"\noutcome = \"lost\"",
                1,
                "phone",
                "an outcome is delivered",
            ),
            (
                "[[phone]]\nnumber = \"+33600000000\"\nreply_after = \"soon\"",
                3,
                "phone.reply_after",
                "like 30s",
            ),
            ("[[fault]]\nkind = \"flood\"", 1, "fault", "not a kind"),
            ("[[fault]]\nkind = \"latency\"", 1, "fault", "needs `delay`"),
            (
                "[[fault]]\nkind = \"cutBody\"\nshare = 2",
                1,
                "fault",
                "0 to 1",
            ),
            ("start_at = \"noon\"", 1, "start_at", "2026-01-15"),
            ("[[account]\nname = 1", 1, "account", ""),
            ("x", 1, "", ""),
        ] {
            let error = read(text).unwrap_err();
            assert_eq!(
                (error.line(), error.field()),
                (line, field),
                "{text}: {error}"
            );
            assert!(error.to_string().contains(words), "{text}: {error}");
            assert!(!error.to_string().contains('\n'), "{error}");
        }
    }
}
