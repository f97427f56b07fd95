//! Ctrl-C during a mailing; its effect depends on the phase of the mailing.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ovh_sms::mailing::{SendWatch, SentMailing};
use ovh_sms::types::{Batch, BatchStatus};
use tokio::task::AbortHandle;
use uuid::Uuid;

use super::progress::Progress;
use crate::exit::{FAILED, PARTLY, UNKNOWN};
use crate::failure::Failure;
use crate::journal::{Earlier, Journal};

/// The phase of a mailing.
#[derive(Debug, Clone, Default)]
pub(super) enum Phase {
    /// This run has requested nothing that would have to be undone.
    #[default]
    Nothing,
    /// The mailing is being sent; the watch decides whether it can be stopped.
    Sending(SendWatch, Option<Arc<Journal>>),
    /// The service accepted the batch and sends it without this program.
    Accepted(Uuid),
    /// The batch failed or was cancelled, is being cancelled, or has an unknown status; what was
    /// sent of it is not known yet.
    Ended(Uuid),
    /// The batch is only followed.
    Following,
    /// The command has ended: its result stands.
    Over,
}

impl Phase {
    /// Returns the phase of a mailing whose batch is listed.
    pub(super) fn of(sent: &SentMailing) -> Self {
        Self::of_batch(sent.id(), sent.batch())
    }

    /// Returns the phase of a mailing with that batch.
    pub(super) fn of_batch(id: Uuid, batch: &Batch) -> Self {
        use BatchStatus::{Completed, Inserted, Inserting, Pending};
        match batch.status {
            Some(Pending | Inserting | Inserted | Completed) => Self::Accepted(id),
            _ => Self::Ended(id),
        }
    }
}

/// Reads what earlier runs did.
type Look = Box<dyn Fn() -> Earlier + Send>;

#[derive(Default)]
struct State {
    phase: Phase,
    /// What earlier runs of the mailing did.
    earlier: Earlier,
    /// Reads it again, until this run holds the journal: another run may have used it since.
    look: Option<Look>,
    /// How often Ctrl-C was pressed.
    pressed: u32,
    json: bool,
}

impl State {
    fn earlier(&self) -> Earlier {
        match &self.look {
            Some(look) if !self.earlier.may_have_sent() => look(),
            _ => self.earlier.clone(),
        }
    }
}

/// Listens for Ctrl-C, and for the signal by which service managers stop a program, until it is
/// dropped.
pub(super) struct Interrupt {
    state: Arc<Mutex<State>>,
    task: AbortHandle,
}

impl Interrupt {
    pub(super) fn listen(progress: &Progress, json: bool) -> Result<Self, Failure> {
        let state = Arc::new(Mutex::new(State {
            json,
            ..State::default()
        }));
        let mut signals = Signals::new()
            .map_err(|error| Failure::failed(format!("Failed to listen for Ctrl-C: {error}.")))?;
        let (listening, progress) = (Arc::clone(&state), progress.clone());
        let task = tokio::spawn(async move {
            while signals.next().await {
                pressed(&mut lock(&listening), &progress);
            }
        });
        let task = task.abort_handle();
        Ok(Self { state, task })
    }

    /// Sets the phase of the mailing.
    pub(super) fn at(&self, phase: Phase) {
        self.lock().phase = phase;
    }

    /// Sets how what earlier runs did is read while this run does not hold the journal.
    pub(super) fn look(&self, look: Look) {
        self.lock().look = Some(look);
    }

    /// Sets what earlier runs did, according to the journal that this run holds.
    pub(super) fn holds(&self, earlier: Earlier) {
        let mut state = self.lock();
        (state.earlier, state.look) = (earlier, None);
    }

    /// Returns what earlier runs did.
    pub(super) fn earlier(&self) -> Earlier {
        self.lock().earlier()
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
        self.at(Phase::Over);
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
    let (words, code) = match &state.phase {
        Phase::Nothing => {
            let earlier = state.earlier();
            match earlier.may_have_sent() {
                true => (format!("Interrupted. {}.", earlier.what()), Some(UNKNOWN)),
                false => ("Interrupted: nothing was sent.".to_owned(), Some(FAILED)),
            }
        }
        Phase::Sending(watch, journal) => match (watch.stop(), first) {
            (true, first) => stopped(&state.earlier, watch, journal.as_deref(), first),
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
        Phase::Ended(batch) => (ended(*batch), Some(UNKNOWN)),
        Phase::Following => (
            "Interrupted: the service continues to send the batch.".to_owned(),
            Some(FAILED),
        ),
        Phase::Over => return,
    };
    let Some(code) = code else {
        progress.tell(words);
        return;
    };
    progress.clear();
    match state.json {
        true => {
            let failure = match code {
                UNKNOWN => Failure::unknown(words),
                PARTLY => Failure::partly(words),
                _ => Failure::failed(words),
            };
            failure.report(true);
        }
        false => progress.tell(words),
    }
    std::process::exit(i32::from(code));
}

/// Returns the message and the exit code, if the process ends, for a send that was stopped before it
/// requested the batch.
fn stopped(
    earlier: &Earlier,
    watch: &SendWatch,
    journal: Option<&Journal>,
    first: bool,
) -> (String, Option<u8>) {
    if earlier.may_have_sent() {
        let words = format!(
            "Interrupted: this run requested no batch. {}.",
            earlier.what()
        );
        return (words, (!first).then_some(UNKNOWN));
    }
    if first {
        return (
            "Interrupted before the mailing was sent: deleting the upload. Press Ctrl-C again to end at once.".to_owned(),
            None,
        );
    }
    // The request may have been noted just before the send was stopped.
    if journal.is_some_and(|journal| journal.take_back().is_err()) {
        return (
            "Interrupted: this run requested no batch, but this can't be written to the journal. The next run searches for the mailing.".to_owned(),
            Some(UNKNOWN),
        );
    }
    if watch.may_have_been_sent() {
        return (
            "Interrupted: this run requested no batch, but another run may have sent the mailing. Run the same command again to check.".to_owned(),
            Some(UNKNOWN),
        );
    }
    (
        "Interrupted: this run has sent nothing. A slot of receivers may be left on the account; run the same command again to use it.".to_owned(),
        Some(FAILED),
    )
}

/// Returns the message for an interrupt after the batch was accepted.
pub(super) fn accepted(batch: Uuid) -> String {
    format!(
        "Interrupted: the mailing was sent as batch {batch}, and the service continues to process it. Run `ovh-sms mailing status {batch} --follow` to follow it, or the same command again to clean up; it sends nothing twice."
    )
}

/// Returns the message for an interrupt after the batch was found not to be sent normally.
pub(super) fn ended(batch: Uuid) -> String {
    format!(
        "Interrupted: batch {batch} failed or was cancelled, is being cancelled or has an unknown status, and it is unknown whether some of its messages were sent. Run the same command again to check."
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::{Event, Subject};

    #[test]
    fn only_a_batch_with_a_known_status_is_said_to_continue() {
        use BatchStatus::{
            Canceled, Canceling, Completed, Failed, Inserted, Inserting, Pending, ToCancel,
        };
        let unknown = "RETRYING".parse().unwrap();
        let cases = [
            (Some(Pending), true),
            (Some(Inserting), true),
            (Some(Inserted), true),
            (Some(Completed), true),
            (Some(ToCancel), false),
            (Some(Canceling), false),
            (Some(Canceled), false),
            (Some(Failed), false),
            (Some(unknown), false),
            (None, false),
        ];
        for (status, continues) in cases {
            let mut batch = Batch::default();
            batch.status = status.clone();
            let phase = Phase::of_batch(Uuid::nil(), &batch);
            let is_accepted = matches!(phase, Phase::Accepted(_));
            assert_eq!(is_accepted, continues, "{status:?}");
        }
    }

    /// A signal that arrives while the command ends must not replace its exit code.
    #[test]
    fn after_the_command_has_ended_an_interrupt_does_nothing() {
        let mut state = State {
            phase: Phase::Over,
            ..State::default()
        };
        // Any other phase would end this process.
        pressed(&mut state, &Progress::default());
        assert_eq!(state.pressed, 1);
    }

    /// The request was noted just before the send was stopped.
    #[test]
    fn a_note_without_a_request_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let subject = Subject {
            endpoint: "https://eu.api.ovh.com/1.0".to_owned(),
            service: "sms-ab12345-1".to_owned(),
            name: "soldes".to_owned(),
            batch_name: "soldes 0123456789ab".to_owned(),
            receivers: 3,
        };
        let path = folder.path().join("journal");
        let journal = Journal::open(path.clone(), subject, &Earlier::Nothing).unwrap();
        journal.note(Event::Asked, None).unwrap();
        let watch = SendWatch::new();
        assert!(watch.stop());
        let (words, code) = stopped(&Earlier::Nothing, &watch, Some(&journal), false);
        assert_eq!(code, Some(FAILED), "{words}");
        drop(journal);
        let earlier = Journal::earlier_at(&path, "soldes", None);
        assert!(!matches!(earlier, Earlier::Asked { .. }), "{earlier:?}");
    }
}
