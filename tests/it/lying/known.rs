//! Known violations: each entry fails the tests once it no longer occurs.

use ovh_sms_test_support::cases::Known;
use ovh_sms_test_support::history::Rule::{
    AcceptedIsReported, CreditsNotAbove, CreditsNotBelow, NothingMeansNothing, ProofFits,
    SentWasAccepted,
};

type Cells = &'static [&'static str];

const CELLS_1: Cells = &[
    "chunks, own tag/Answered",
    "deferred/Answered",
    "own tag/Answered",
    "plain/Answered",
    "resent, deferred/Answered",
    "resent, own tag/Answered",
    "resent/Answered",
    "several/Answered",
];

/// Violations of single sends.
pub(crate) const SENDS: &[Known] = &[
    Known {
        reason: "A redirect counts as a refusal.",
        lies: &[
            "processed, 301",
            "processed, 302",
            "processed, 307",
            "processed, 308",
        ],
        broken: &[
            (
                AcceptedIsReported,
                &[
                    "chunks, own tag/Answered",
                    "chunks, own tag/LostAfter",
                    "deferred/Answered",
                    "own tag/Answered",
                    "plain/Answered",
                    "resent, deferred/Answered",
                    "resent, own tag/Answered",
                    "resent/Answered",
                    "several/Answered",
                ],
            ),
            (CreditsNotBelow, CELLS_1),
            (NothingMeansNothing, CELLS_1),
        ],
    },
    Known {
        reason: "An item of the list by a random tag is believed: neither its tag, text nor date is compared; of a tag of the user's, its tag and the upper bound of its date.",
        lies: &["a message is of a minute ago"],
        broken: &[
            (
                CreditsNotAbove,
                &[
                    "deferred/LostBefore",
                    "plain/LostAfter",
                    "plain/LostBefore",
                    "resent, deferred/LostBefore",
                    "resent/LostAfter",
                    "resent/LostBefore",
                    "several/LostAfter",
                    "several/LostBefore",
                ],
            ),
            (
                ProofFits,
                &[
                    "deferred/LostAfter",
                    "deferred/LostBefore",
                    "plain/LostBefore",
                    "resent, deferred/LostAfter",
                    "resent, deferred/LostBefore",
                    "resent/LostBefore",
                    "several/LostBefore",
                ],
            ),
            (
                SentWasAccepted,
                &[
                    "deferred/LostBefore",
                    "plain/LostBefore",
                    "resent, deferred/LostBefore",
                    "resent/LostBefore",
                    "several/LostBefore",
                ],
            ),
        ],
    },
    Known {
        reason: "An item of the list by a random tag is believed: neither its tag, text nor date is compared; of a tag of the user's, its tag and the upper bound of its date.",
        lies: &["a message has an empty tag", "a message has no tag"],
        broken: &[
            (
                ProofFits,
                &[
                    "deferred/LostAfter",
                    "deferred/LostBefore",
                    "own tag/LostBefore",
                    "plain/LostBefore",
                    "resent, deferred/LostAfter",
                    "resent, deferred/LostBefore",
                    "resent, own tag/LostBefore",
                    "resent/LostBefore",
                    "several/LostBefore",
                ],
            ),
            (
                SentWasAccepted,
                &[
                    "deferred/LostBefore",
                    "own tag/LostBefore",
                    "plain/LostBefore",
                    "resent, deferred/LostBefore",
                    "resent, own tag/LostBefore",
                    "resent/LostBefore",
                    "several/LostBefore",
                ],
            ),
        ],
    },
];

/// Violations of mailings.
pub(crate) const MAILINGS: &[Known] = &[
    Known {
        reason: "A batch of the list is believed by its name: it is not read, and neither its date nor the whole name is compared.",
        lies: &[
            "a batch is listed that is not found",
            "a batch is listed whose name is cut to one digit",
            "a batch is listed with the name and without a message",
            "a batch of last year is listed",
        ],
        broken: &[(
            SentWasAccepted,
            &[
                "fresh, resent/Answered",
                "fresh, resent/LostAfter",
                "fresh, resent/LostBefore",
                "fresh/Answered",
                "fresh/LostAfter",
                "fresh/LostBefore",
                "resumed after a lost request/Answered",
            ],
        )],
    },
    Known {
        reason: "The batch of a response is compared with the mailing, and not read.",
        lies: &["not processed, a batch that is not found"],
        broken: &[(
            SentWasAccepted,
            &["fresh, resent/Answered", "fresh/Answered"],
        )],
    },
];
