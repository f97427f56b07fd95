//! What earlier runs of a mailing did by its journal, and what that means for the exit code.

use uuid::Uuid;

use crate::failure::Failure;

/// What earlier runs of a mailing did, as far as the journal shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing was asked for, or what was asked for was refused.
    #[default]
    Nothing,
    /// The batch was asked for, and the journal shows no response.
    Asked {
        /// When, as the journal has it (RFC 3339).
        time: String,
    },
    /// The service accepted the batch.
    Accepted {
        /// When, as the journal has it (RFC 3339).
        time: String,
        /// The id of the batch, if the journal has it.
        batch: Option<Uuid>,
    },
    /// The journal can't be read, with the reason.
    Unreadable(String),
}

impl Earlier {
    /// Returns whether the mailing may have been sent.
    #[must_use]
    pub fn may_have_sent(&self) -> bool {
        *self != Self::Nothing
    }

    /// What is known of the mailing when this run ends without a look at the account.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::Nothing => "Nothing was sent".to_owned(),
            Self::Asked { time } => format!(
                "The mailing may have been sent: by the journal, a run asked for it on {time}"
            ),
            Self::Accepted { time, batch } => format!(
                "The mailing may have been sent: by the journal, the service accepted it on {time}{}",
                batch
                    .map(|id| format!(" as batch {id}"))
                    .unwrap_or_default()
            ),
            Self::Unreadable(why) => {
                format!("The mailing may have been sent: its journal can't be read: {why}")
            }
        }
    }

    /// Returns the failure of a run that asked for nothing: its code is 1 only if no earlier run may
    /// have sent the mailing, else 3.
    #[must_use]
    pub fn failed(&self, why: impl std::fmt::Display) -> Failure {
        let message = format!("{}. This run asked for nothing: {why}", self.what());
        match self {
            Self::Nothing => Failure::failed(format!("Nothing was sent: {why}")),
            _ => Failure::unknown(message),
        }
    }

    /// Returns a failure that says nothing of the mailing with the code that earlier runs leave.
    #[must_use]
    pub fn bind(&self, failure: Failure) -> Failure {
        match self {
            Self::Nothing => failure,
            _ if failure.is_unknown() => failure,
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
        let failure = Earlier::Nothing.failed("no credits.");
        assert!(!failure.is_unknown());
        assert_eq!(failure.to_string(), "Nothing was sent: no credits.");
    }
}
