//! Ctrl-C during a mailing: what it means depends on how far the mailing is.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ovh_sms::mailing::SendWatch;
use uuid::Uuid;

use super::progress::Progress;
use crate::exit::{FAILED, PARTLY, UNKNOWN};
use crate::failure::Failure;
use crate::journal::Earlier;

/// How far a mailing is.
#[derive(Debug, Clone, Default)]
pub(super) enum Phase {
    /// This run has asked the service for nothing that would have to be undone.
    #[default]
    Nothing,
    /// It is on its way: the watch knows whether it can be stopped.
    Sending(SendWatch),
    /// The service took it, and it goes on without us.
    Accepted(Uuid),
    /// It is only looked at.
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

/// Listens to Ctrl-C from now on, and to the signal by which service managers stop a program.
#[derive(Debug, Clone)]
pub(super) struct Interrupt {
    state: Arc<Mutex<State>>,
}

impl Interrupt {
    pub(super) fn listen(progress: &Progress, earlier: Earlier) -> Result<Self, Failure> {
        let interrupt = Self {
            state: Arc::default(),
        };
        interrupt.earlier(earlier);
        let mut signals = Signals::new()
            .map_err(|error| Failure::failed(format!("Ctrl-C can't be listened to: {error}.")))?;
        let (listening, progress) = (interrupt.clone(), progress.clone());
        tokio::spawn(async move {
            while signals.next().await {
                listening.pressed(&progress);
            }
        });
        Ok(interrupt)
    }

    /// The mailing is that far now.
    pub(super) fn at(&self, phase: Phase) {
        self.lock().phase = phase;
    }

    /// Earlier runs did that.
    pub(super) fn earlier(&self, earlier: Earlier) {
        self.lock().earlier = earlier;
    }

    /// Whether Ctrl-C was pressed.
    pub(super) fn was_pressed(&self) -> bool {
        self.lock().pressed > 0
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends the program, or leaves it to the run to end in order.
    fn pressed(&self, progress: &Progress) {
        let mut state = self.lock();
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
                    format!("Interrupted: this run asked for nothing. {}.", earlier.what()),
                    (!first).then_some(UNKNOWN),
                ),
                (true, true) => (
                    "Interrupted before the mailing was sent: deleting what was uploaded. Press Ctrl-C again to end at once.".to_owned(),
                    None,
                ),
                (true, false) => (
                    "Interrupted: this run has sent nothing. A slot of receivers may be left on the account; running the same command again takes it up.".to_owned(),
                    Some(FAILED),
                ),
                (false, true) => (
                    "Interrupted, but the mailing has been asked for: waiting to know whether it was sent. Press Ctrl-C again to end at once.".to_owned(),
                    None,
                ),
                (false, false) => (
                    "Interrupted: the mailing may have been sent. Run the same command again: it looks for it, and sends nothing twice.".to_owned(),
                    Some(UNKNOWN),
                ),
            },
            Phase::Accepted(batch) => (accepted(*batch), Some(PARTLY)),
            Phase::Following => (
                "Interrupted: the batch goes on at the service.".to_owned(),
                Some(FAILED),
            ),
        };
        progress.tell(words);
        if let Some(code) = code {
            progress.clear();
            std::process::exit(i32::from(code));
        }
    }
}

/// What an interrupted run says of a batch that was taken.
pub(super) fn accepted(batch: Uuid) -> String {
    format!(
        "Interrupted: the mailing was sent, as batch {batch}, and goes on at the service. `ovh-sms mailing status {batch} --follow` follows it; running the same command again cleans up after it, and sends nothing twice."
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
