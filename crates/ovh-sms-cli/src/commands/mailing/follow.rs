//! Follows an accepted mailing until its messages are created, then deletes the slot and the
//! upload.

use std::time::Duration;

use ovh_sms::mailing::SentMailing;

use super::interrupt::{Interrupt, Phase};
use super::progress::{Kind, Progress};
use super::result;
use crate::failure::sentence;

/// Follows the batch until its messages are created, or until it has not changed for that long.
pub(super) async fn look_after(
    sent: &mut SentMailing,
    standstill: Duration,
    progress: &Progress,
    interrupt: &Interrupt,
) {
    let mut changes = sent.progress();
    result::show(progress, sent.batch());
    while !result::is_made(sent.batch()) {
        match tokio::time::timeout(standstill, changes.next()).await {
            Ok(Some(Ok(batch))) => {
                result::show(progress, &batch);
                sent.keep(batch);
                interrupt.at(Phase::of(sent));
            }
            Ok(Some(Err(error))) => {
                progress.tell(format_args!(
                    "Failed to follow the batch: {}.",
                    sentence(&error)
                ));
                break;
            }
            Ok(None) | Err(_) => break,
        }
    }
    // If this fails, the last known state is used.
    let _ = tokio::time::timeout(standstill, sent.refresh()).await;
    interrupt.at(Phase::of(sent));
    progress.clear();
    if !result::is_made(sent.batch()) {
        progress.note("The messages are not created yet, and their slot stays in use until then. Run the same command again to clean up; it sends nothing twice.");
        return;
    }
    progress.at(Kind::Wait, 0, 0, "Deleting the upload and the slot");
    let cleaned = sent.clean_up().await;
    progress.clear();
    if let Err(error) = cleaned {
        progress.tell(format_args!(
            "The service accepted the mailing, but its slot or upload could not be deleted: {error}. Run the same command again to delete them; it sends nothing twice."
        ));
    }
}
