//! Ctrl-C during a mailing; its effect depends on the phase of the mailing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ovh_sms::mailing::SendWatch;
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::progress::Progress;
use crate::exit::{FAILED, PARTLY, UNKNOWN};
use crate::failure::Failure;
use crate::journal::Earlier;

/// The phase of a mailing.
#[derive(Debug, Clone, Default)]
pub(super) enum Phase {
    /// This run has requested nothing that would have to be undone.
    #[default]
    Nothing,
    /// The mailing is being sent; the watch decides whether it can be stopped.
    Sending(SendWatch),
    /// The service accepted the batch and sends it without this program.
    Accepted(Uuid),
    /// The batch is only followed.
    Following,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// What earlier runs of the mailing did.
    earlier: Earlier,
    /// How often Ctrl-C was pressed.
    pressed: u32,
}

/// Listens for Ctrl-C, and for the signal by which service managers stop a program, until it is
/// dropped.
#[derive(Debug)]
pub(super) struct Interrupt {
    state: Arc<Mutex<State>>,
    task: AbortHandle,
}

impl Interrupt {
    pub(super) fn listen(progress: &Progress, earlier: Earlier) -> Result<Self, Failure> {
        let state: Arc<Mutex<State>> = Arc::default();
        let mut signals = Signals::new()
            .map_err(|error| Failure::failed(format!("Failed to listen for Ctrl-C: {error}.")))?;
        let (listening, progress) = (Arc::clone(&state), progress.clone());
        let task = tokio::spawn(async move {
            while signals.next().await {
                pressed(&mut lock(&listening), &progress);
            }
        });
        let task = task.abort_handle();
        let interrupt = Self { state, task };
        interrupt.earlier(earlier);
        Ok(interrupt)
    }

    /// Sets the phase of the mailing.
    pub(super) fn at(&self, phase: Phase) {
        self.lock().phase = phase;
    }

    /// Sets what earlier runs did.
    pub(super) fn earlier(&self, earlier: Earlier) {
        self.lock().earlier = earlier;
    }

    /// Returns whether Ctrl-C was pressed.
    pub(super) fn was_pressed(&self) -> bool {
        self.lock().pressed > 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

/// The command has ended, or was given up: the watch, and with it the journal's lock, is released at
/// once, whenever the task ends.
impl Drop for Interrupt {
    fn drop(&mut self) {
        self.at(Phase::Nothing);
        self.task.abort();
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends the process, or lets the run clean up and end.
fn pressed(state: &mut State, progress: &Progress) {
    state.pressed += 1;
    let first = state.pressed == 1;
    let earlier = &state.earlier;
    let (words, code) = match &state.phase {
            Phase::Nothing if earlier.may_have_sent() => {
                (format!("Interrupted. {}.", earlier.what()), Some(UNKNOWN))
            }
            Phase::Nothing => ("Interrupted: nothing was sent.".to_owned(), Some(FAILED)),
            Phase::Sending(watch) => match (watch.stop(), first) {
                (true, first) if earlier.may_have_sent() => (
                    format!("Interrupted: this run requested no batch. {}.", earlier.what()),
                    (!first).then_some(UNKNOWN),
                ),
                (true, true) => (
                    "Interrupted before the mailing was sent: deleting the upload. Press Ctrl-C again to end at once.".to_owned(),
                    None,
                ),
                (true, false) => (
                    "Interrupted: this run has sent nothing. A slot of receivers may be left on the account; run the same command again to use it.".to_owned(),
                    Some(FAILED),
                ),
                (false, true) => (
                    "Interrupted, but the batch was already requested: waiting until it is known whether it was sent. Press Ctrl-C again to end at once.".to_owned(),
                    None,
                ),
                (false, false) => (
                    "Interrupted: the mailing may have been sent. Run the same command again: it searches for the mailing, and sends nothing twice.".to_owned(),
                    Some(UNKNOWN),
                ),
            },
            Phase::Accepted(batch) => (accepted(*batch), Some(PARTLY)),
            Phase::Following => (
                "Interrupted: the service continues to send the batch.".to_owned(),
                Some(FAILED),
            ),
        };
    progress.tell(words);
    if let Some(code) = code {
        progress.clear();
        std::process::exit(i32::from(code));
    }
}

/// Returns the message for an interrupt after the batch was accepted.
pub(super) fn accepted(batch: Uuid) -> String {
    format!(
        "Interrupted: the mailing was sent as batch {batch}, and the service continues to process it. Run `ovh-sms mailing status {batch} --follow` to follow it, or the same command again to clean up; it sends nothing twice."
    )
}

/// The signals that end a program.
struct Signals {
    #[cfg(unix)]
    interrupts: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminations: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupts: signal(SignalKind::interrupt())?,
            terminations: signal(SignalKind::terminate())?,
        })
    }

    async fn next(&mut self) -> bool {
        tokio::select! {
            pressed = self.interrupts.recv() => pressed.is_some(),
            ended = self.terminations.recv() => ended.is_some(),
        }
    }
}

#[cfg(not(unix))]
impl Signals {
    #[allow(clippy::unnecessary_wraps, reason = "it fails on other systems")]
    fn new() -> std::io::Result<Self> {
        Ok(Self {})
    }

    async fn next(&mut self) -> bool {
        tokio::signal::ctrl_c().await.is_ok()
    }
}
