//! Opens the page on which a key is accepted, and waits until it is accepted.

use std::time::Duration;

use futures_util::future::poll_immediate;
use ovh_sms::auth::PendingKey;
use ovh_sms::error::CallErrorKind;
use ovh_sms::{Credentials, Error};

use super::target::Target;
use crate::failure::{Failure, sentence};
use crate::global::Global;
use crate::terminal::browser;
use crate::terminal::interrupt::interrupted;

/// Opens the page in a browser, if there is one; the page is always printed as well.
pub(super) fn open(url: &str, global: &Global) {
    if let Some(note) = browser::open(url) {
        global.note(note);
    }
}

/// Waits until the key is accepted.
pub(super) async fn accepted(
    key: &PendingKey,
    timeout: Duration,
    target: &Target,
    global: &Global,
) -> Result<Credentials, Failure> {
    // Catch Ctrl-C before the message below mentions it.
    let mut interrupt = std::pin::pin!(interrupted());
    let _ = poll_immediate(&mut interrupt).await;
    global.note(format_args!(
        "Waiting up to {} s for the key to be accepted; press Ctrl-C to cancel.",
        timeout.as_secs()
    ));
    let outcome = tokio::select! {
        // An accepted key is used, even if Ctrl-C was pressed at the same time.
        biased;
        outcome = key.wait_validated(timeout) => outcome,
        _ = &mut interrupt => {
            return Err(given_up("Interrupted", target));
        }
    };
    outcome.map_err(|error| match error.kind() {
        CallErrorKind::Key(about) if about.is_pending() => given_up(
            &format!("The key was not accepted within {} s", timeout.as_secs()),
            target,
        ),
        _ => Failure::failed(format!(
            "{} was not changed: {}. Run the same command again for a new key.",
            target.shown(),
            sentence(&Error::from(error))
        )),
    })
}

fn given_up(why: &str, target: &Target) -> Failure {
    Failure::failed(format!(
        "{why}: {} was not changed. Do not accept that key any more, it was not saved: run the same command again for a new one.",
        target.shown()
    ))
}
