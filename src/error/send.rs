//! An error of a send that did not reach every receiver, or that has unknown results.

use std::fmt;

use super::Error;
use crate::sending::report::SendReport;

/// A message was not sent to some receivers, or the result is unknown for them.
///
/// The [`report`](Self::report) is complete: it also lists the receivers that the message was sent
/// to. **Do not send the whole message again.** Send it again to [`not_sent`](SendReport::not_sent)
/// only, and look for the [`unknown`](SendReport::unknown) ones with
/// [`Service::look_again`](crate::Service::look_again).
#[derive(Debug)]
#[non_exhaustive]
pub struct SendError {
    /// The result for each receiver.
    pub report: SendReport,
    /// The first error. Its message is part of this error's message, and it is not the `source()`.
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
