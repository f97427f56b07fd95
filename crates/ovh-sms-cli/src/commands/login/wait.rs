//! The page on which a key is accepted, and the waiting for it.

use std::time::Duration;

use futures_util::future::poll_immediate;
use ovh_sms::Credentials;
use ovh_sms::auth::PendingKey;
use ovh_sms::error::ErrorKind;

use super::target::Target;
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::terminal::interrupt::interrupted;

/// Opens the page in the person's browser, if there is one; it has been printed in any case.
pub(super) fn open(url: &str, global: &Global) {
    // Anything but a page could start another program.
    let is_page = url.starts_with("https://") || url.starts_with("http://");
    if is_page && open::that_detached(url).is_err() {
        global.note("No browser could be opened here: open the page by hand.");
    }
}

/// Waits until the key is accepted.
pub(super) async fn accepted(
    key: &PendingKey,
    timeout: Duration,
    target: &Target,
    global: &Global,
) -> Result<Credentials, Failure> {
    // From the first look on Ctrl-C is ours, before anybody is told of it.
    let mut interrupt = std::pin::pin!(interrupted());
    let _ = poll_immediate(&mut interrupt).await;
    global.note(format_args!(
        "Waiting for up to {} s until it is accepted; Ctrl-C gives up.",
        timeout.as_secs()
    ));
    let outcome = tokio::select! {
        // The key that was accepted counts, even if the interrupt came with it.
        biased;
        outcome = key.wait_validated(timeout) => outcome,
        _ = &mut interrupt => {
            return Err(given_up("Interrupted", target));
        }
    };
    outcome.map_err(|error| match error.kind() {
        ErrorKind::Key(about) if about.is_pending() => given_up(
            &format!("Nobody accepted the key within {} s", timeout.as_secs()),
            target,
        ),
        _ => Failure::failed(format!(
            "{} is as it was: {}. Run the same command again for a new key.",
            target.shown(),
            sentence(&error)
        )),
    })
}

fn given_up(why: &str, target: &Target) -> Failure {
    Failure::failed(format!(
        "{why}: {} is as it was. Don't accept that key any more, nobody has it: run the same command again for a new one.",
        target.shown()
    ))
}
