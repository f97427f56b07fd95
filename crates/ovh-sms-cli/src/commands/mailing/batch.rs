//! A batch: how it is found, and how it is printed.

use ovh_sms::Service;
use ovh_sms::types::Batch;
use uuid::Uuid;

use crate::failure::Failure;
use crate::terminal::output;

/// Number of hexadecimal digits after the mailing's name in the name of a batch.
const FINGERPRINT: usize = 12;

/// What is reported for a response that is about another batch.
pub(super) const OTHER: &str = "The service returned another batch than the one that was requested; a cache may be in between. Run the command again.";

/// Returns whether a response is about another batch than the one that was requested.
pub(super) fn is_other(requested: Uuid, found: Option<Uuid>) -> bool {
    found.is_some_and(|found| found != requested)
}

/// Finds a batch by its id, by its name, or by the name of its mailing.
pub(super) async fn find(service: &Service, text: &str) -> Result<(Uuid, Batch), Failure> {
    let api = service.api();
    let found = match Uuid::parse_str(text) {
        Ok(id) => match api.batches_get(id).send().await {
            Ok(batch) if is_other(id, batch.id) => return Err(Failure::failed(OTHER)),
            Ok(batch) => Some(batch.into_inner()),
            Err(error) if error.is_not_found() => None,
            Err(error) => return Err(error.into()),
        },
        Err(_) => {
            let listed = api.batches_list().send().await?;
            let listed = listed.into_inner();
            if !listed.is_complete() {
                return Err(Failure::failed(
                    "Part of the list of batches can't be read: pass the id of the batch.",
                ));
            }
            let mut named = listed.into_inner();
            named.retain(|batch| is_called(batch, text));
            if named.len() > 1 {
                let ids: Vec<String> = named.iter().map(id_of).collect();
                return Err(Failure::usage(format!(
                    "Several batches are named \"{}\": pass the id of one of them: {}.",
                    output::plain(text),
                    ids.join(", ")
                )));
            }
            named.pop()
        }
    };
    match found {
        Some(batch) => match batch.id {
            Some(id) => Ok((id, batch)),
            None => Err(Failure::failed("A batch of the service has no id.")),
        },
        None => Err(Failure::failed(format!(
            "Batch \"{}\" not found on {}: `ovh-sms mailing status` lists the batches.",
            output::plain(text),
            service.name()
        ))),
    }
}

/// Returns whether the batch or its mailing has that name.
fn is_called(batch: &Batch, name: &str) -> bool {
    let Some(rest) = batch
        .name
        .as_deref()
        .and_then(|full| full.trim().strip_prefix(name))
    else {
        return false;
    };
    rest.is_empty()
        || rest.strip_prefix(' ').is_some_and(|mark| {
            mark.len() == FINGERPRINT && mark.bytes().all(|byte| byte.is_ascii_hexdigit())
        })
}

pub(super) fn id_of(batch: &Batch) -> String {
    batch.id.map(|id| id.to_string()).unwrap_or_default()
}

/// Returns the status for messages.
pub(super) fn status_of(batch: &Batch) -> String {
    let status = batch.status.as_ref().map(ToString::to_string);
    output::plain(&status.unwrap_or_else(|| "unknown".to_owned()))
}

/// Formats a count with its noun: `1 part`, `2 parts`.
pub(super) fn counted(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// Formats a number that the service may omit.
pub(super) fn figure(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
