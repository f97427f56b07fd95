//! What is broken and known: each entry fails the tests once it is no longer so.

use crate::history::Rule::{
    self, AcceptedIsReported, AtMostOnce, CreditsNotAbove, CreditsNotBelow, NoStrangers,
    NothingMeansNothing, ProofFits, SentWasAccepted,
};

/// Rules that are broken under some lies, in these cells of way and fate.
pub(crate) struct Known {
    pub(crate) reason: &'static str,
    pub(crate) lies: &'static [&'static str],
    pub(crate) broken: &'static [(Rule, &'static [&'static str])],
}

type Cells = &'static [&'static str];

const CELLS_1: Cells = &[
    "chunks, own tag/Answered",
    "chunks, own tag/LostAfter",
    "deferred/Answered",
    "own tag/Answered",
    "plain/Answered",
    "resent, deferred/Answered",
    "resent, deferred/LostBefore",
    "resent, own tag/Answered",
    "resent/Answered",
    "resent/LostBefore",
    "several/Answered",
];
const CELLS_2: Cells = &[
    "chunks, own tag/Answered",
    "deferred/Answered",
    "own tag/Answered",
    "plain/Answered",
    "resent, deferred/Answered",
    "resent, deferred/LostBefore",
    "resent, own tag/Answered",
    "resent/Answered",
    "resent/LostBefore",
    "several/Answered",
];
const CELLS_3: Cells = &[
    "chunks, own tag/Answered",
    "chunks, own tag/LostAfter",
    "deferred/Answered",
    "own tag/Answered",
    "resent, deferred/Answered",
    "resent, deferred/LostBefore",
    "resent, own tag/Answered",
];
const CELLS_4: Cells = &[
    "chunks, own tag/Answered",
    "chunks, own tag/LostAfter",
    "deferred/Answered",
    "own tag/Answered",
    "plain/Answered",
    "resent, deferred/Answered",
    "resent, own tag/Answered",
    "resent/Answered",
    "several/Answered",
];
const CELLS_5: Cells = &[
    "chunks, own tag/Answered",
    "deferred/Answered",
    "own tag/Answered",
    "plain/Answered",
    "resent, deferred/Answered",
    "resent, own tag/Answered",
    "resent/Answered",
    "several/Answered",
];
const CELLS_6: Cells = &[
    "deferred/LostBefore",
    "plain/LostBefore",
    "resent, deferred/LostBefore",
    "resent/LostBefore",
    "several/LostBefore",
];
const CELLS_7: Cells = &[
    "deferred/LostBefore",
    "own tag/LostBefore",
    "plain/LostAfter",
    "plain/LostBefore",
    "resent, deferred/LostBefore",
    "resent, own tag/LostBefore",
    "resent/LostAfter",
    "resent/LostBefore",
    "several/LostAfter",
    "several/LostBefore",
];
const CELLS_8: Cells = &[
    "deferred/LostAfter",
    "deferred/LostBefore",
    "own tag/LostBefore",
    "plain/LostBefore",
    "resent, deferred/LostAfter",
    "resent, deferred/LostBefore",
    "resent, own tag/LostBefore",
    "resent/LostBefore",
    "several/LostBefore",
];
const CELLS_9: Cells = &[
    "deferred/LostBefore",
    "own tag/LostBefore",
    "plain/LostBefore",
    "resent, deferred/LostBefore",
    "resent, own tag/LostBefore",
    "resent/LostBefore",
    "several/LostBefore",
];
const CELLS_10: Cells = &[
    "deferred/LostBefore",
    "plain/LostAfter",
    "plain/LostBefore",
    "resent, deferred/LostBefore",
    "resent/LostAfter",
    "resent/LostBefore",
    "several/LostAfter",
    "several/LostBefore",
];
const CELLS_11: Cells = &[
    "deferred/LostAfter",
    "deferred/LostBefore",
    "plain/LostBefore",
    "resent, deferred/LostAfter",
    "resent, deferred/LostBefore",
    "resent/LostBefore",
    "several/LostBefore",
];
const CELLS_12: Cells = &[
    "deferred/LostAfter",
    "deferred/LostBefore",
    "plain/LostAfter",
    "plain/LostBefore",
    "resent, deferred/LostAfter",
    "resent, deferred/LostBefore",
    "resent/LostAfter",
    "resent/LostBefore",
    "several/LostAfter",
    "several/LostBefore",
];
const CELLS_13: Cells = &[
    "deferred/LostAfter",
    "deferred/LostBefore",
    "own tag/LostAfter",
    "own tag/LostBefore",
    "resent, own tag/LostAfter",
    "resent, own tag/LostBefore",
];
const CELLS_14: Cells = &[
    "resent, deferred/Answered",
    "resent, deferred/LostBefore",
    "resent/Answered",
    "resent/LostBefore",
];
const CELLS_15: Cells = &[
    "chunks, own tag/Answered",
    "chunks, own tag/LostAfter",
    "deferred/Answered",
    "own tag/Answered",
    "plain/Answered",
    "resent, deferred/Answered",
    "resent, deferred/LostBefore",
    "resent, own tag/Answered",
    "resent, own tag/LostBefore",
    "resent/Answered",
    "resent/LostBefore",
    "several/Answered",
];
const CELLS_16: Cells = &[
    "fresh, resent/Answered",
    "fresh, resent/LostAfter",
    "fresh, resent/LostBefore",
    "fresh/Answered",
    "fresh/LostAfter",
    "fresh/LostBefore",
    "resumed after a lost request/Answered",
];

/// Of single sends.
pub(crate) const SENDS: &[Known] = &[
    Known {
        reason: "A job that is listed and not found does not make the lists incomplete.",
        lies: &["listed jobs are not found"],
        broken: &[
            (AtMostOnce, &["resent, deferred/LostAfter"]),
            (CreditsNotBelow, &["resent, deferred/LostAfter"]),
        ],
    },
    Known {
        reason: "A receiver counts as refused although the report has it as valid too, has ids, or took credits.",
        lies: &[
            "receivers are invalid, and have ids",
            "receivers are invalid, and were paid for",
            "receivers are valid and invalid",
        ],
        broken: &[
            (AcceptedIsReported, CELLS_1),
            (NothingMeansNothing, CELLS_2),
        ],
    },
    Known {
        reason: "A request is signed again after a failure that has the code of a wrong clock.",
        lies: &[
            "processed, 500 with QUERY_TIME_OUT as its class",
            "processed, 503 with QUERY_TIME_OUT as its code",
        ],
        broken: &[(AtMostOnce, CELLS_1), (CreditsNotBelow, CELLS_3)],
    },
    Known {
        reason: "A status that is no refusal of the API counts as one.",
        lies: &[
            "processed, 301",
            "processed, 302",
            "processed, 303",
            "processed, 303 with the report",
            "processed, 304",
            "processed, 307",
            "processed, 308",
            "processed, 499",
        ],
        broken: &[
            (AcceptedIsReported, CELLS_4),
            (CreditsNotBelow, CELLS_4),
            (NothingMeansNothing, CELLS_5),
        ],
    },
    Known {
        reason: "An item is believed whose id is not the one that was asked for.",
        lies: &["a job has another id"],
        broken: &[
            (CreditsNotAbove, CELLS_6),
            (ProofFits, CELLS_6),
            (SentWasAccepted, CELLS_6),
        ],
    },
    Known {
        reason: "An item is believed whose id is not the one that was asked for.",
        lies: &["a message has another id"],
        broken: &[
            (CreditsNotAbove, CELLS_7),
            (ProofFits, CELLS_8),
            (SentWasAccepted, CELLS_9),
        ],
    },
    Known {
        reason: "An item of the list by a random tag is believed: neither its tag, text nor date is compared; of a tag of the user's, its tag and the upper bound of its date.",
        lies: &[
            "a message has a longer text",
            "a message has another text",
            "a message has no date",
            "a message has no text",
            "a message is of a minute ago",
            "a message is of an hour ago",
            "a message is of last year",
        ],
        broken: &[
            (CreditsNotAbove, CELLS_10),
            (ProofFits, CELLS_11),
            (SentWasAccepted, CELLS_6),
        ],
    },
    Known {
        reason: "An item of the list by a random tag is believed: neither its tag, text nor date is compared; of a tag of the user's, its tag and the upper bound of its date.",
        lies: &[
            "a message has an empty tag",
            "a message has another tag",
            "a message has no tag",
            "a message is of the next hour",
            "a message is of the next year",
        ],
        broken: &[
            (CreditsNotAbove, CELLS_7),
            (ProofFits, CELLS_8),
            (SentWasAccepted, CELLS_9),
        ],
    },
    Known {
        reason: "An item of the list by a random tag is believed: neither its tag, text nor date is compared; of a tag of the user's, its tag and the upper bound of its date.",
        lies: &[
            "filters are ignored",
            "only items of last year are listed",
            "only items of other tags are listed",
            "the tag filter is ignored",
        ],
        broken: &[
            (CreditsNotAbove, CELLS_12),
            (ProofFits, CELLS_12),
            (SentWasAccepted, CELLS_6),
        ],
    },
    Known {
        reason: "Dates are compared with a clock that may be late.",
        lies: &[
            "the clock is 65 s late",
            "the clock is 65 s late in every second answer",
        ],
        broken: &[
            (
                CreditsNotAbove,
                &[
                    "deferred/LostBefore",
                    "own tag/LostBefore",
                    "resent, own tag/LostBefore",
                ],
            ),
            (ProofFits, CELLS_13),
            (
                SentWasAccepted,
                &[
                    "deferred/LostBefore",
                    "own tag/LostBefore",
                    "resent, own tag/LostBefore",
                ],
            ),
        ],
    },
    Known {
        reason: "Ids of a report are claimed before it is settled, so that the look-up passes over the messages.",
        lies: &[
            "the report is about no receivers",
            "the report is about other receivers",
            "the report leaves a receiver out",
        ],
        broken: &[(AtMostOnce, CELLS_14)],
    },
    Known {
        reason: "Negative credits are added up.",
        lies: &["the report has negative credits removed"],
        broken: &[(CreditsNotBelow, CELLS_1)],
    },
    Known {
        reason: "Neither the count of ids nor the receivers are compared before receivers and credits are taken over.",
        lies: &[
            "not processed, a report with one id for all",
            "not processed, a report with too many ids",
            "not processed, a report without ids",
        ],
        broken: &[(CreditsNotAbove, CELLS_15), (SentWasAccepted, CELLS_15)],
    },
    Known {
        reason: "Neither the count of ids nor the receivers are compared before receivers and credits are taken over.",
        lies: &["not processed, the report of another send"],
        broken: &[(CreditsNotAbove, CELLS_15)],
    },
    Known {
        reason: "The date of a job has no upper bound.",
        lies: &["a job is of the next hour", "a job is of the next year"],
        broken: &[
            (CreditsNotAbove, CELLS_6),
            (ProofFits, CELLS_6),
            (SentWasAccepted, CELLS_6),
        ],
    },
    Known {
        reason: "The sum of the credits that are known is reported as the whole.",
        lies: &["the report has null credits"],
        broken: &[(CreditsNotBelow, &["chunks, own tag/LostAfter"])],
    },
];

/// Of mailings.
pub(crate) const MAILINGS: &[Known] = &[
    Known {
        reason: "A batch of the list is believed by its name: it is not read, and neither its date nor the whole name is compared.",
        lies: &[
            "a batch is listed that is not found",
            "a batch is listed whose name is cut to one digit",
            "a batch is listed with the name and without a message",
            "a batch of last year is listed",
        ],
        broken: &[(SentWasAccepted, CELLS_16)],
    },
    Known {
        reason: "A request is signed again after a failure that has the code of a wrong clock.",
        lies: &["processed, 503 with QUERY_TIME_OUT as its code"],
        broken: &[(AtMostOnce, &["fresh, resent/Answered", "fresh/Answered"])],
    },
    Known {
        reason: "A slot that no journal says was filled by this mailing is sent to.",
        lies: &["a slot of others is shown as this mailing's"],
        broken: &[
            (NoStrangers, &["fresh/Answered"]),
            (SentWasAccepted, &["fresh/Answered"]),
        ],
    },
    Known {
        reason: "A status that is no refusal of the API counts as one.",
        lies: &["processed, 303", "processed, 499"],
        broken: &[
            (
                AcceptedIsReported,
                &["fresh, resent/Answered", "fresh/Answered"],
            ),
            (
                CreditsNotBelow,
                &["fresh, resent/Answered", "fresh/Answered"],
            ),
            (
                NothingMeansNothing,
                &["fresh, resent/Answered", "fresh/Answered"],
            ),
        ],
    },
    Known {
        reason: "The batch of a response is believed: it is neither compared nor read.",
        lies: &[
            "not processed, a batch that is not found",
            "not processed, the batch of another mailing",
        ],
        broken: &[(
            SentWasAccepted,
            &["fresh, resent/Answered", "fresh/Answered"],
        )],
    },
];

/// Of `ovh-sms mailing send`.
#[cfg(feature = "cli")]
pub(crate) const MAILING_PROGRAMS: &[Known] = &[
    Known {
        reason: "Figures that say nothing, or contradict the items, count as a proof that nothing was sent.",
        lies: &[
            "batches are cancelled, with empty figures",
            "batches have failed, with empty figures",
            "batches have failed, with figures of nothing",
            "batches have failed, with figures of null",
            "batches have failed, with messages that are pending",
            "batches have failed, with messages that were delivered",
        ],
        broken: &[
            (AcceptedIsReported, &["fresh/Answered"]),
            (
                NothingMeansNothing,
                &[
                    "after a run in doubt/Answered",
                    "after a run that was answered/Answered",
                    "fresh/Answered",
                ],
            ),
        ],
    },
    Known {
        reason: "The exit code of a run after another does not follow the journal.",
        lies: &[
            "batches and history are never listed",
            "batches are listed late",
            "batches are never listed",
        ],
        broken: &[(
            NothingMeansNothing,
            &["after a run that was answered/Answered"],
        )],
    },
    Known {
        reason: "The exit code of a run after another does not follow the journal.",
        lies: &[
            "everything answers 403",
            "everything answers 404",
            "everything answers 500",
            "everything answers an empty list",
        ],
        broken: &[(
            NothingMeansNothing,
            &[
                "after a run in doubt/Answered",
                "after a run that was answered/Answered",
            ],
        )],
    },
];

/// Of `ovh-sms send`.
#[cfg(feature = "cli")]
pub(crate) const SEND_PROGRAMS: &[Known] = &[
    Known {
        reason: "A receiver counts as refused although the report has it as valid too, has ids, or took credits.",
        lies: &["receivers are valid and invalid"],
        broken: &[
            (AcceptedIsReported, &["send/Answered"]),
            (NothingMeansNothing, &["send/Answered"]),
        ],
    },
    Known {
        reason: "A status that is no refusal of the API counts as one.",
        lies: &["processed, 303"],
        broken: &[
            (AcceptedIsReported, &["send/Answered"]),
            (NothingMeansNothing, &["send/Answered"]),
        ],
    },
    Known {
        reason: "Negative credits are added up.",
        lies: &["the report has negative credits removed"],
        broken: &[(CreditsNotBelow, &["send/Answered"])],
    },
];
