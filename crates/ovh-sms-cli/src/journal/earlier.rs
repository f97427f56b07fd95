//! What earlier runs of a mailing did according to the journal, and which exit code follows from
//! it.

use uuid::Uuid;

use crate::failure::Failure;

/// What earlier runs of a mailing did, as far as the journal shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Earlier {
    /// No batch was requested, or the request was refused.
    #[default]
    Nothing,
    /// The batch was requested, and the journal contains no response.
    Asked {
        /// The time of the request in the journal (RFC 3339).
        time: String,
    },
    /// The service accepted the batch.
    Accepted {
        /// The time of the response in the journal (RFC 3339).
        time: String,
        /// The id of the batch, if the journal contains it.
        batch: Option<Uuid>,
    },
    /// Another run is using the journal.
    Running,
    /// The journal can't be read; the value is the reason.
    Unreadable(String),
}

impl Earlier {
    /// Returns whether the mailing may have been sent.
    #[must_use]
    pub fn may_have_sent(&self) -> bool {
        *self != Self::Nothing
    }

    /// Returns what is known of the mailing if this run ends before it checks the account.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::Nothing => "Nothing was sent".to_owned(),
            Self::Asked { time } => format!(
                "The mailing may have been sent: according to the journal, a run requested it on {time}"
            ),
            Self::Accepted { time, batch } => format!(
                "The mailing may have been sent: according to the journal, the service accepted it on {time}{}",
                batch
                    .map(|id| format!(" as batch {id}"))
                    .unwrap_or_default()
            ),
            Self::Running => {
                "The mailing may have been sent: another run is using its journal".to_owned()
            }
            Self::Unreadable(why) => {
                format!("The mailing may have been sent: its journal can't be read: {why}")
            }
        }
    }

    /// Returns the failure of a run that requested no batch: its code is 1 only if no earlier run
    /// can have sent the mailing, else 3.
    #[must_use]
    pub fn failed(&self, why: impl std::fmt::Display) -> Failure {
        let message = format!("{}. This run requested no batch: {why}", self.what());
        match self {
            Self::Nothing => Failure::failed(format!("Nothing was sent: {why}")),
            _ => Failure::unknown(message),
        }
    }

    /// Returns the failure with the exit code that earlier runs require; the message itself is
    /// about something else.
    #[must_use]
    pub fn bind(&self, failure: Failure) -> Failure {
        match self {
            Self::Nothing => failure,
            _ if failure.says_what_was_sent() => failure,
            _ => Failure::unknown(format!("{failure}\n{}.", self.what())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_never_asked_for_was_not_sent() {
        let batch = Some(Uuid::nil());
        let time = || "2026-01-05T10:00:00Z".to_owned();
        for earlier in [
            Earlier::Asked { time: time() },
            Earlier::Accepted {
                time: time(),
                batch,
            },
            Earlier::Running,
            Earlier::Unreadable("line 1 is damaged".to_owned()),
        ] {
            let usage = || Failure::usage("the option is wrong");
            for failure in [earlier.failed("no credits"), earlier.bind(usage())] {
                assert!(failure.is_unknown(), "{failure}");
                let words = failure.to_string().to_lowercase();
                assert!(words.contains("may have been sent"), "{words}");
                assert!(!words.contains("nothing was sent"), "{words}");
            }
        }
        // A failure that already states it, and one of a run that is the first.
        let asked = Earlier::Asked { time: time() };
        let failure = asked.bind(Failure::unknown("It may have been sent."));
        assert_eq!(failure.to_string(), "It may have been sent.");
        let failure = asked.bind(Failure::partly("It was sent."));
        assert_eq!(failure.to_string(), "It was sent.");
        let failure = Earlier::Nothing.bind(Failure::usage("the option is wrong"));
        assert_eq!(failure.to_string(), "the option is wrong");
        let failure = Earlier::Nothing.failed("no credits.");
        assert!(!failure.is_unknown());
        assert_eq!(failure.to_string(), "Nothing was sent: no credits.");
    }
}
