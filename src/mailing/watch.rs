//! Reports the step of a send and allows it to be stopped before the batch is requested.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::watch;

use crate::documents::Progress;

/// The batch was not requested yet.
const OPEN: u8 = 0;
/// The send was stopped; the batch will not be requested.
const STOPPED: u8 = 1;
/// The batch was requested, or is about to be.
const ASKED: u8 = 2;
/// The batch was requested, and will not be requested again.
const LAST: u8 = 3;

/// The step of a send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SendStep {
    /// The send looks for traces of earlier runs.
    Looking,
    /// The send uploads the rows.
    Uploading {
        /// Bytes sent so far.
        bytes: u64,
        /// Total bytes.
        of: u64,
    },
    /// The send waits for the service to put the rows into a slot.
    Filling {
        /// Receivers in the slot so far.
        receivers: u64,
        /// Total receivers.
        of: u64,
    },
    /// The send requests the batch. From here on it can't be stopped.
    Asking,
    /// No response arrived, and the send looks for the batch.
    Searching,
}

/// Watches a [`send`](super::CheckedMailing::send_watched) and can stop it.
///
/// Clones refer to the same watch.
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
/// // For example on Ctrl-C. `true`: nothing was requested, and nothing will be.
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

/// The function that is called before the batch is requested.
type Note = Box<dyn Fn() -> io::Result<()> + Send + Sync>;

struct Shared {
    step: Mutex<SendStep>,
    gate: AtomicU8,
    /// Whether a request of this send was not refused.
    is_open: AtomicBool,
    /// Whether another run, or an earlier one, may have sent the mailing.
    in_doubt: AtomicBool,
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
    /// Creates a watch for one send.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Creates a watch whose `note` is called each time before the batch is requested.
    ///
    /// The function saves to disk that the batch may have been requested. If it fails, the batch is
    /// not requested.
    ///
    /// Set `asked_before` if an earlier run left a note and its end is not recorded. The note is
    /// then trusted even if the account shows no trace: the send looks for the batch for as long as
    /// its `step_timeout` allows, and requests it again only if that was
    /// [allowed](super::Mailing::resend_if_absent_after).
    ///
    /// A journal also stores the [key](super::CheckedMailing::slot_key) of the mailing's slots,
    /// which the next run [uses again](super::CheckedMailing::with_slot_key). Without the key, a
    /// slot of the earlier run counts as another run's.
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
                is_open: AtomicBool::new(false),
                in_doubt: AtomicBool::new(asked_before),
                stopped: watch::Sender::new(false),
                asked_before,
                note,
            }),
        }
    }

    /// Stops the send, unless it is too late.
    ///
    /// `true`: this send has not requested the batch and will not. It deletes what it created on
    /// the account and ends with [`MailingError::Stopped`](super::MailingError::Stopped), or, if
    /// another run may have sent the mailing, with
    /// [`MailingError::Unknown`](super::MailingError::Unknown). `false`:
    /// the batch was requested; the send continues until the outcome is known, and does not request
    /// the batch again, whatever
    /// [`resend_if_absent_after`](super::Mailing::resend_if_absent_after) allows.
    pub fn stop(&self) -> bool {
        let next = |gate| match gate {
            OPEN => Some(STOPPED),
            ASKED => Some(LAST),
            _ => None,
        };
        let gate = &self.shared.gate;
        let before = gate.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
        if matches!(before, Ok(ASKED) | Err(LAST)) {
            return false;
        }
        self.shared.stopped.send_replace(true);
        true
    }

    /// Returns whether the mailing may have been sent, as far as this send knows: it requested the
    /// batch, [`noting`](Self::noting) states an earlier request, another run filled a slot for
    /// the mailing, its messages are in the history, or a batch was found that may be another
    /// run's.
    #[must_use]
    pub fn may_have_been_sent(&self) -> bool {
        self.has_requested() || self.shared.in_doubt.load(Ordering::SeqCst)
    }

    /// Returns whether this send has requested the batch, or is about to.
    #[must_use]
    pub fn has_requested(&self) -> bool {
        matches!(self.shared.gate.load(Ordering::SeqCst), ASKED | LAST)
    }

    /// Returns whether a request of this send may have made the batch: it was not refused, or may
    /// still be on its way.
    #[must_use]
    pub fn has_open_request(&self) -> bool {
        self.has_requested() && self.shared.is_open.load(Ordering::SeqCst)
    }

    /// Records that all requests of this send were refused.
    pub(super) fn refused(&self) {
        self.shared.is_open.store(false, Ordering::SeqCst);
    }

    /// Records that another run, or an earlier one, may have sent the mailing.
    pub(super) fn doubt(&self) {
        self.shared.in_doubt.store(true, Ordering::SeqCst);
    }

    /// Returns the current step of the send.
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

    /// Reports the bytes of an upload.
    pub(super) fn uploading(&self, of: u64) -> Progress {
        let watch = self.clone();
        Arc::new(move |bytes| watch.at(SendStep::Uploading { bytes, of }))
    }

    /// Passes the point after which the send can't be stopped; returns `false` if it was stopped
    /// before, or may not request the batch again.
    pub(super) fn pass(&self) -> io::Result<bool> {
        let gate = &self.shared.gate;
        if matches!(gate.load(Ordering::SeqCst), STOPPED | LAST) {
            return Ok(false);
        }
        if let Some(note) = &self.shared.note {
            note()?;
        }
        self.shared.is_open.store(true, Ordering::SeqCst);
        let before = gate.compare_exchange(OPEN, ASKED, Ordering::SeqCst, Ordering::SeqCst);
        self.at(SendStep::Asking);
        Ok(matches!(before, Ok(_) | Err(ASKED)))
    }

    /// Waits until the send is stopped; otherwise never returns.
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
