//! A send as others see it: which step it is at, and a way to stop it before it counts.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::documents::Progress;

/// The batch was not asked for yet.
const OPEN: u8 = 0;
/// It will not be.
const STOPPED: u8 = 1;
/// It was, or is about to be.
const ASKED: u8 = 2;

/// What a send is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendStep {
    /// It looks for traces of earlier runs.
    Looking,
    /// It uploads the rows.
    Uploading {
        /// Bytes that are on their way.
        bytes: u64,
        /// Bytes in all.
        of: u64,
    },
    /// It waits for the service to put the rows into a slot.
    Filling {
        /// Receivers that the slot holds.
        receivers: u64,
        /// Receivers in all.
        of: u64,
    },
    /// The batch is being asked for: from here on it can't be stopped.
    Asking,
    /// No answer came, and it looks whether the batch was taken.
    Searching,
}

/// Watches a [`send`](super::CheckedMailing::send_watched), and stops it: clones are the same watch.
///
/// ```
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// use ovh_sms::mailing::{Mailing, MailingError, SendWatch};
/// # let sandbox = ovh_sms::sandbox::Sandbox::start().await?;
/// # let service = sandbox.service()?;
///
/// let mut mailing = Mailing::transactional("rappel-7", "Bonjour #nom#, à demain.")
///     .allow_replies()
///     .from_rows(["number", "nom"], [["+33600000001", "Ali"]])?;
/// let watch = SendWatch::new();
/// // On Ctrl-C, say. True: nothing was asked for, and nothing will be.
/// assert!(watch.stop());
/// let stopped = mailing.send_watched(&service, &watch).await;
/// assert!(matches!(stopped, Err(MailingError::Stopped)));
/// # Ok(())
/// # }
/// # tokio::runtime::Runtime::new()?.block_on(example())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct SendWatch {
    shared: Arc<Shared>,
}

/// What is done before the batch is asked for.
type Note = Box<dyn Fn() -> io::Result<()> + Send + Sync>;

struct Shared {
    step: Mutex<SendStep>,
    gate: AtomicU8,
    stopped: watch::Sender<bool>,
    asked_before: bool,
    note: Option<Note>,
}

impl Default for SendWatch {
    fn default() -> Self {
        Self::with(false, None)
    }
}

impl SendWatch {
    /// A watch of one send.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A watch whose `note` is called each time before the batch is asked for, to keep on a disk
    /// that it may have been: if the note can't be kept, the batch is not asked for.
    ///
    /// With `asked_before` a note of an earlier run, which knew no end of it, is believed even if
    /// the account shows no trace: the send looks as long as its step_timeout allows, and does not ask
    /// again unless that was [allowed](super::Mailing::resend_if_absent_after).
    ///
    /// A journal also keeps the [key](super::CheckedMailing::slot_key) of the mailing's slots, which
    /// the next run [uses again](super::CheckedMailing::with_slot_key): without it, a slot that the
    /// earlier run left counts as another run's.
    #[must_use]
    pub fn noting(
        asked_before: bool,
        note: impl Fn() -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        Self::with(asked_before, Some(Box::new(note)))
    }

    fn with(asked_before: bool, note: Option<Note>) -> Self {
        Self {
            shared: Arc::new(Shared {
                step: Mutex::new(SendStep::Looking),
                gate: AtomicU8::new(OPEN),
                stopped: watch::Sender::new(false),
                asked_before,
                note,
            }),
        }
    }

    /// Stops the send, unless it is too late.
    ///
    /// `true`: the batch was not asked for and will not be by this send, which deletes what it left
    /// on the account and ends with [`MailingError::Stopped`](super::MailingError::Stopped).
    /// `false`: it was; the send goes on until it knows what became of it.
    pub fn stop(&self) -> bool {
        let gate = &self.shared.gate;
        let before = gate.compare_exchange(OPEN, STOPPED, Ordering::SeqCst, Ordering::SeqCst);
        if before == Err(ASKED) {
            return false;
        }
        self.shared.stopped.send_replace(true);
        true
    }

    /// What the send is doing.
    #[must_use]
    pub fn step(&self) -> SendStep {
        *self
            .shared
            .step
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn asked_before(&self) -> bool {
        self.shared.asked_before
    }

    pub(super) fn at(&self, step: SendStep) {
        *self
            .shared
            .step
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = step;
    }

    /// Tells the bytes of an upload.
    pub(super) fn uploading(&self, of: u64) -> Progress {
        let watch = self.clone();
        Arc::new(move |bytes| watch.at(SendStep::Uploading { bytes, of }))
    }

    /// Passes the point from which it can't be stopped; `false` if it was stopped before.
    pub(super) fn pass(&self) -> io::Result<bool> {
        if self.shared.gate.load(Ordering::SeqCst) == STOPPED {
            return Ok(false);
        }
        if let Some(note) = &self.shared.note {
            note()?;
        }
        let gate = &self.shared.gate;
        let before = gate.compare_exchange(OPEN, ASKED, Ordering::SeqCst, Ordering::SeqCst);
        self.at(SendStep::Asking);
        Ok(before != Err(STOPPED))
    }

    /// Returns once it was stopped, else never.
    pub(super) async fn stopped(&self) {
        let mut receiver = self.shared.stopped.subscribe();
        let _ = receiver.wait_for(|stopped| *stopped).await;
    }
}

impl fmt::Debug for SendWatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendWatch")
            .field("step", &self.step())
            .field("asked_before", &self.asked_before())
            .finish_non_exhaustive()
    }
}
