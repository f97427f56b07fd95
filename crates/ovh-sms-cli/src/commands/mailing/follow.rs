//! Follows a mailing that was accepted until its messages are made, then deletes slot and upload.

use std::time::Duration;

use ovh_sms::mailing::SentMailing;

use super::progress::{Kind, Progress};
use super::result;
use crate::failure::sentence;

/// Follows the batch until its messages are made, or nothing happens to it for that long.
pub(super) async fn look_after(sent: &mut SentMailing, standstill: Duration, progress: &Progress) {
    let mut changes = sent.progress();
    result::show(progress, sent.batch());
    while !result::is_made(sent.batch()) {
        match tokio::time::timeout(standstill, changes.next()).await {
            Ok(Some(Ok(batch))) => {
                result::show(progress, &batch);
                if result::is_made(&batch) {
                    break;
                }
            }
            Ok(Some(Err(error))) => {
                progress.tell(format_args!(
                    "The batch can't be followed: {}.",
                    sentence(&error)
                ));
                break;
            }
            Ok(None) | Err(_) => break,
        }
    }
    // What is known already is enough if it can't be read.
    let _ = tokio::time::timeout(standstill, sent.refresh()).await;
    progress.clear();
    if !result::is_made(sent.batch()) {
        progress.note("The messages are not made yet. Their slot stays in use until then: running the same command again cleans up after the mailing, and sends nothing twice.");
        return;
    }
    progress.at(Kind::Wait, 0, 0, "Deleting the upload and the slot");
    let cleaned = sent.clean_up().await;
    progress.clear();
    if let Err(error) = cleaned {
        progress.tell(format_args!(
            "The service accepted the mailing, and its slot or upload is left on the account: {error}. Running the same command again deletes them, and sends nothing twice."
        ));
    }
}
