//! A send that is not settled for every receiver.

use std::fmt;

use super::Error;
use crate::sending::report::SendReport;

/// A message was not sent to some receivers, or the result is unknown for them.
///
/// The [`report`](Self::report) is complete: it also lists who was sent the message. **Do not send the
/// whole message again**: send to [`not_sent`](SendReport::not_sent) again, and look for the
/// [`unknown`](SendReport::unknown) ones with [`Service::look_again`](crate::Service::look_again).
#[derive(Debug)]
#[non_exhaustive]
pub struct SendError {
    /// The result for each receiver.
    pub report: SendReport,
    /// The first error. It is part of the message of this one, and not its `source()`.
    pub cause: Error,
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
        let counted = counts.iter().filter(|(count, _)| *count > 0);
        for (place, (count, word)) in counted.enumerate() {
            write!(f, "{} {count} {word}", if place == 0 { "" } else { "," })?;
        }
        if self.report.unknown().next().is_some() {
            f.write_str("; unknown ones may have been sent: look for them before sending again")?;
        }
        write!(f, ": {}", self.cause)
    }
}

impl std::error::Error for SendError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.cause)
    }
}
