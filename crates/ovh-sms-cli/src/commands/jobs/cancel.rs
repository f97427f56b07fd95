//! `ovh-sms jobs cancel`: cancels messages that wait to be sent.

use std::collections::BTreeSet;

use ovh_sms::error::Refusal;
use ovh_sms::{Error, Service};
use serde_json::json;

use crate::exit::{DONE, FAILED, PARTLY, UNKNOWN};
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::terminal::output;

/// Cancel messages that wait to be sent.
///
/// After each request, the message is read back: it is cancelled if it does not wait any more and
/// was not sent. Messages of a mailing are cancelled with mailing cancel. With --json, each line is an
/// object, as described in docs/json/jobs-cancel.schema.json.
///
/// Exit codes: 0 all were cancelled; 1 none was cancelled: they do not wait, were sent, or a request
/// failed; 2 wrong usage; 3 unknown for some; 4 some were cancelled and others not.
///
/// Example: ovh-sms jobs cancel 802084272
#[derive(Debug, clap::Args)]
pub(super) struct Cancel {
    /// The ids of the messages, as `ovh-sms jobs` and `send` print them.
    #[arg(required = true, value_name = "ID", value_parser = crate::numbers::message_id)]
    ids: Vec<i64>,
}

/// Why it is unknown what happened to a message.
const ANOTHER: &str = "the service returned another message";

/// What happened to a message.
enum Cancelled {
    Yes,
    /// It does not wait any more, or never did.
    Absent,
    Sent,
    /// A request failed, and the message was not cancelled.
    Failed(String),
    Unknown(String),
}

/// Cancels the messages.
pub(super) async fn run(cancel: Cancel, global: &Global) -> Result<u8, Failure> {
    let account = global.account().await?;
    let ids: BTreeSet<i64> = cancel.ids.iter().copied().collect();
    let (mut done, mut unknown) = (0, 0);
    for &id in &ids {
        let cancelled = match one(&account.service, id).await {
            Ok(cancelled) => cancelled,
            // Nothing was changed: the failure is the result.
            Err(error) if (done, unknown) == (0, 0) => return Err(error.into()),
            Err(error) => Cancelled::Failed(sentence(&error)),
        };
        match &cancelled {
            Cancelled::Yes => done += 1,
            Cancelled::Absent | Cancelled::Sent | Cancelled::Failed(_) => {}
            Cancelled::Unknown(_) => unknown += 1,
        }
        if global.json {
            // The exit code depends on the messages, not on whether the output could be printed.
            if let Err(failure) = output::json(&json!({
                "id": id,
                "result": cancelled.name(),
                "message": cancelled.sentence(id),
            })) {
                failure.tell();
            }
        } else if matches!(cancelled, Cancelled::Yes) {
            global.note(cancelled.sentence(id));
        } else {
            output::note(cancelled.sentence(id));
        }
    }
    Ok(match (done, unknown) {
        (_, 1..) => UNKNOWN,
        (0, _) => FAILED,
        (done, _) if done == ids.len() => DONE,
        _ => PARTLY,
    })
}

impl Cancelled {
    /// Returns the name for scripts.
    fn name(&self) -> &'static str {
        match self {
            Self::Yes => "cancelled",
            Self::Absent => "notWaiting",
            Self::Sent => "sent",
            Self::Failed(_) => "failed",
            Self::Unknown(_) => "unknown",
        }
    }

    fn sentence(&self, id: i64) -> String {
        match self {
            Self::Yes => format!("Message {id} was cancelled."),
            Self::Absent => format!("No message with the id {id} waits to be sent."),
            Self::Sent => format!("Message {id} was already sent."),
            Self::Failed(reason) => format!("Message {id} was not cancelled: {reason}."),
            Self::Unknown(reason) => format!(
                "It is unknown whether message {id} was cancelled: {reason}. Run the command again to check."
            ),
        }
    }
}

/// Cancels a message. After an error, it is not cancelled.
async fn one(service: &Service, id: i64) -> Result<Cancelled, Error> {
    let api = service.api();
    // What waits is looked up first, so that the result of the request can be understood.
    match api.jobs_get(id).send().await {
        Ok(job) if job.id.is_some_and(|found| found != id) => {
            return Ok(Cancelled::Unknown(ANOTHER.to_owned()));
        }
        Ok(_) => {}
        Err(error) if is_absent(&error) => return Ok(absent(service, id).await),
        Err(error) => return Err(error),
    }
    let deleted = match api.jobs_delete(id).send().await {
        Ok(_) => true,
        Err(error) if is_absent(&error) && !error.may_have_been_sent() => {
            return Ok(absent(service, id).await);
        }
        // An earlier attempt may have cancelled it.
        Err(error) if is_absent(&error) || error.may_have_been_sent() => false,
        Err(error) => return Err(error),
    };
    match api.jobs_get(id).send().await {
        Ok(_) => Ok(Cancelled::Unknown("it still waits".to_owned())),
        Err(error) if is_absent(&error) => {
            Ok(match absent(service, id).await {
                Cancelled::Absent if deleted => Cancelled::Yes,
                // A message that was just sent may not be in the history yet.
                Cancelled::Absent => Cancelled::Unknown(
                    "the response was lost, and the message neither waits nor is in the history"
                        .to_owned(),
                ),
                other => other,
            })
        }
        Err(error) => Ok(Cancelled::Unknown(sentence(&error))),
    }
}

/// Returns whether a message that does not wait was sent.
async fn absent(service: &Service, id: i64) -> Cancelled {
    match service.api().outgoing_get(id).send().await {
        Ok(message) if message.id.is_none_or(|found| found == id) => Cancelled::Sent,
        Ok(_) => Cancelled::Unknown(ANOTHER.to_owned()),
        Err(error) if is_absent(&error) => Cancelled::Absent,
        Err(error) => Cancelled::Unknown(sentence(&error)),
    }
}

/// Returns whether the message, and not the account, was not found.
fn is_absent(error: &Error) -> bool {
    error.is_not_found() && error.refusal() != Some(Refusal::ServiceNotFound)
}
