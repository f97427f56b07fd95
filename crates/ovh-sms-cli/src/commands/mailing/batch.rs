//! A batch: how it is found, and how it is written for people.

use ovh_sms::Service;
use ovh_sms::types::Batch;
use uuid::Uuid;

use crate::failure::Failure;
use crate::terminal::output;

/// Digits that the batches of a mailing carry behind its name.
const FINGERPRINT: usize = 12;

/// The batch that is meant: by its id, by its name, or by the name of its mailing.
pub(super) async fn find(service: &Service, text: &str) -> Result<(Uuid, Batch), Failure> {
    let api = service.api();
    let found = match Uuid::parse_str(text) {
        Ok(id) => match api.batches_get(id).send().await {
            Ok(batch) => Some(batch.into_inner()),
            Err(error) if error.status().is_some_and(|status| status == 404) => None,
            Err(error) => return Err(error.into()),
        },
        Err(_) => {
            let listed = api.batches_list().send().await?;
            let listed = listed.into_inner();
            if !listed.is_complete() {
                return Err(Failure::failed(
                    "The list of the batches can't be read whole; choose the batch by its id.",
                ));
            }
            let mut named = listed.into_inner();
            named.retain(|batch| is_called(batch, text));
            if named.len() > 1 {
                let ids: Vec<String> = named.iter().map(id_of).collect();
                return Err(Failure::usage(format!(
                    "Several batches are called {:?}; choose one by its id: {}.",
                    text,
                    ids.join(", ")
                )));
            }
            named.pop()
        }
    };
    match found {
        Some(batch) => match batch.id {
            Some(id) => Ok((id, batch)),
            None => Err(Failure::failed("The service gave a batch without an id.")),
        },
        None => Err(Failure::failed(format!(
            "There is no batch {text:?} on {}: `ovh-sms mailing status` lists them.",
            service.name()
        ))),
    }
}

/// Whether a batch has that name, or its mailing has.
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

/// A status as a person reads it.
pub(super) fn status_of(batch: &Batch) -> String {
    let status = batch.status.as_ref().map(ToString::to_string);
    output::plain(&status.unwrap_or_else(|| "unknown".to_owned()))
}

/// A number of things: one part, two parts.
pub(super) fn counted(count: u64, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}

/// A figure that the service may leave out.
pub(super) fn figure(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
