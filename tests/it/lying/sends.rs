//! Single sends under every lie: the report agrees with what was accepted.

use std::collections::BTreeMap;
use std::sync::LazyLock;
use std::time::Duration;

use ovh_sms::Error;
use ovh_sms::message::{Message, StopClause};
use ovh_sms::service::SendReport;
use serde_json::json;

use super::known;
use super::truth;
use ovh_sms_test_support::cases::{self, Matrix};
use ovh_sms_test_support::history::{History, Run, Violation};
use ovh_sms_test_support::lying_server::{FATES, Fate, Lie, groups_about_sends, lies_about_sends};
use ovh_sms_test_support::stage::Stage;

const MINUTE: Duration = Duration::from_secs(60);
const YEAR: Duration = Duration::from_secs(365 * 86_400);
/// How long a lost message is looked for: four look-ups.
const LOOK: Duration = Duration::from_secs(3);
/// How often a message may be sent if resending was opted in: once, and two more times.
const WITH_RESENDS: usize = 3;
/// The number of combinations that share a sandbox.
const CASES_OF_A_COMBINATION: usize = 10;

/// A way to send a message.
pub(crate) struct Way {
    pub(crate) name: &'static str,
    receivers: &'static [&'static str],
    /// A tag of the user instead of a random one.
    tag: Option<&'static str>,
    /// The delay before it is sent, in minutes.
    deferred: u64,
    stop: StopClause,
    chunk: usize,
    resend: bool,
    /// Whether another program sends the same a minute before.
    twin: bool,
}

const PLAIN: Way = Way {
    name: "plain",
    receivers: &["+33600000001"],
    tag: None,
    deferred: 0,
    stop: StopClause::Absent,
    chunk: 500,
    resend: false,
    twin: false,
};
const THREE: &[&str] = &["+33600000002", "+33600000003", "+33600000004"];

/// The ways to send.
pub(crate) const WAYS: &[Way] = &[
    PLAIN,
    Way {
        name: "own tag",
        tag: Some("alert1"),
        stop: StopClause::Appended,
        twin: true,
        ..PLAIN
    },
    Way {
        name: "deferred",
        deferred: 120,
        twin: true,
        ..PLAIN
    },
    Way {
        name: "several",
        receivers: THREE,
        ..PLAIN
    },
    Way {
        name: "chunks, own tag",
        receivers: THREE,
        tag: Some("alert3"),
        chunk: 1,
        ..PLAIN
    },
    Way {
        name: "resent",
        receivers: THREE,
        resend: true,
        ..PLAIN
    },
    Way {
        name: "resent, deferred",
        deferred: 120,
        resend: true,
        ..PLAIN
    },
    Way {
        name: "resent, own tag",
        tag: Some("alert4"),
        resend: true,
        twin: true,
        ..PLAIN
    },
];

impl Way {
    fn text(&self) -> String {
        format!("Text of {}", self.name)
    }

    fn message(&self, stage: &Stage) -> Message {
        let mut message =
            Message::new(self.text(), self.stop).to_all(self.receivers.iter().copied());
        if let Some(tag) = self.tag {
            message = message.tag(tag);
        }
        if self.deferred > 0 {
            message =
                message.at(stage.sandbox.now() + MINUTE * u32::try_from(self.deferred).unwrap());
        }
        message
    }

    /// Returns whether the lie can occur: a lost request has no response to lie about, and lists
    /// are read only after a request was lost.
    fn meets(&self, lie: &Lie, fate: Fate) -> bool {
        match (lie.about, fate) {
            (["jobs_create"], Fate::Answered) => true,
            // The second request may be a request of the same send or a retry.
            (["jobs_create"], Fate::LostAfter) => self.chunk < self.receivers.len(),
            (["jobs_create"], Fate::LostBefore) => self.resend,
            (["auth_time_get"], _) => true,
            (_, fate) => fate != Fate::Answered,
        }
    }

    /// Sends the same with another program, which receives no lies.
    fn send_as_another(&self, stage: &Stage) {
        let body = json!({
            "message": self.text(), "receivers": self.receivers, "tag": self.tag.unwrap_or("another"),
            "noStopClause": self.stop == StopClause::Absent, "differedPeriod": self.deferred,
        });
        stage.server.ask("POST", &stage.path("/jobs"), Some(&body));
    }
}

/// Returns a stage whose account sent the same messages a year ago.
pub(crate) async fn stage(seed: u64) -> Stage {
    let stage = Stage::new(seed).await;
    for way in WAYS {
        way.send_as_another(&stage);
    }
    stage.time.pass(YEAR);
    stage
}

/// Runs one send under lies; returns its history, after the send and after another look-up.
pub(crate) async fn history(
    stage: &Stage,
    way: &Way,
    lies: &[&'static Lie],
    fate: Fate,
    seed: u64,
) -> [History; 2] {
    if way.twin {
        way.send_as_another(stage);
    }
    stage.time.pass(MINUTE);
    let (began, before) = (stage.now(), stage.credits());
    stage.server.lie(lies, fate, seed);
    let service = stage.service();
    let mut sending = service.send(way.message(stage));
    sending = sending.chunk(way.chunk).lookup_timeout(LOOK);
    if way.resend {
        sending = sending.resend_if_absent_after(LOOK);
    }
    let mut result = sending.await;
    let ended = stage.end();
    let mut run = Run::new(began, ended, texts(way));
    // What is hidden may be sent again if that was opted in.
    run.most = match way.resend && lies.iter().any(|lie| lie.hides) {
        true => WITH_RESENDS,
        false => 1,
    };
    let first = run.clone().sent(&result);
    stage.time.pass(MINUTE);
    let error = result.as_mut().err();
    if let Some(report) = error.and_then(|error| error.send_report_mut()) {
        // An error leaves the report unchanged.
        let _ = service.look_again(report).await;
    }
    let again = run.sent(&settled(result));
    let accepted = stage.accepted_since(began);
    let paid = before - stage.credits();
    [first, again].map(|run| History {
        runs: vec![run],
        accepted: accepted.clone(),
        batches: Vec::new(),
        paid: Some(paid),
    })
}

/// A report that was completed later is as good as one that was complete at once.
fn settled(result: Result<SendReport, Error>) -> Result<SendReport, Error> {
    match result {
        Err(error) if error.send_report().is_some_and(SendReport::is_complete) => {
            error.into_send_report()
        }
        result => result,
    }
}

fn texts(way: &Way) -> BTreeMap<String, String> {
    let receivers = way.receivers.iter();
    receivers
        .map(|one| ((*one).to_owned(), way.text()))
        .collect()
}

/// Returns the rules that a send under lies breaks.
pub(crate) async fn broken(
    stage: &Stage,
    way: &Way,
    lies: &[&'static Lie],
    fate: Fate,
    seed: u64,
) -> Vec<Violation> {
    let histories = history(stage, way, lies, fate, seed).await;
    let broken = histories.iter().flat_map(History::violations);
    cases::visible(broken.collect(), lies)
}

/// The violations of each lie and its false responses, in every way and with every fate in which it
/// can occur.
static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    cases::matrix(&lies_about_sends(), async |lie, place| {
        let stage = stage(place).await;
        let mut found = Vec::new();
        for way in WAYS {
            for fate in FATES.into_iter().filter(|fate| way.meets(lie, *fate)) {
                let broken = broken(&stage, way, &[lie], fate, 1).await;
                found.extend(broken.into_iter().map(|one| (way.name, fate, one)));
            }
        }
        (found, stage.server.given())
    })
});

#[test]
fn under_every_lie_a_send_reports_what_was_accepted() {
    cases::assert_known(&MATRIX.found, known::SENDS);
}

#[test]
fn every_lie_about_sends_is_used_and_has_the_right_type() {
    truth::assert_given(&lies_about_sends(), &MATRIX.given);
}

#[test]
fn under_lies_on_top_of_each_other_a_send_reports_what_was_accepted() {
    let groups = groups_about_sends();
    let count = usize::try_from(cases::combinations()).unwrap();
    let results = cases::on_threads(count, async |place| {
        let mut dice = cases::Dice::new(place);
        let stage = stage(u64::try_from(place).unwrap()).await;
        let mut problems = Vec::new();
        for _ in 0..CASES_OF_A_COMBINATION {
            let mut lies: Vec<_> = groups.iter().map(|all| all[dice.roll(all.len())]).collect();
            lies.remove(dice.roll(lies.len()));
            if dice.roll(2) == 0 {
                lies.remove(dice.roll(lies.len()));
            }
            let (way, fate) = (&WAYS[dice.roll(WAYS.len())], FATES[dice.roll(FATES.len())]);
            let mut broken = broken(&stage, way, &lies, fate, dice.seed()).await;
            broken.retain(|one| !cases::is_known(&lies, one.rule, known::SENDS));
            let names: Vec<_> = lies.iter().map(|lie| lie.name).collect();
            problems.extend(
                broken
                    .into_iter()
                    .map(|one| format!("{place}: {names:?}, {}/{fate:?}: {one}", way.name)),
            );
        }
        problems
    });
    let problems: Vec<_> = results.into_iter().flat_map(|(_, found)| found).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
}
