//! A send that is not settled for every receiver.

use std::fmt;

use super::Error;
use crate::sending::report::SendReport;

/// A send that is not settled for every receiver: some were surely not sent to, or nobody knows.
///
/// The [`report`](Self::report) is whole: what was sent is in it too. **Do not send the whole
/// message again**: send to [`not_sent`](SendReport::not_sent) again, and look for the
/// [`unknown`](SendReport::unknown) ones with [`Service::look_again`](crate::Service::look_again).
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub struct SendError {
    /// Receiver by receiver.
    pub report: SendReport,
    /// The first thing that went wrong.
    #[source]
    pub source: Error,
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = [
            (self.report.sent().count(), "sent"),
            (self.report.invalid().count(), "refused"),
            (self.report.not_sent().count(), "not sent"),
            (self.report.unknown().count(), "unknown"),
        ];
        let of = self.report.receivers().len();
        write!(f, "of {of} message{}", if of == 1 { "" } else { "s" })?;
        let told = counts.iter().filter(|(count, _)| *count > 0);
        for (place, (count, word)) in told.enumerate() {
            write!(f, "{} {count} {word}", if place == 0 { "" } else { "," })?;
        }
        if self.report.unknown().next().is_some() {
            f.write_str(
                "; what is unknown may have been sent: look for it before sending it again",
            )?;
        }
        write!(f, ": {}", self.source)
    }
}
