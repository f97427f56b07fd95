//! Mailings under every lie: new, resumed with their journal, and repeated.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use ovh_sms::SenderName;
use ovh_sms::mailing::{CheckedMailing, Mailing, MailingError, SendWatch, SentMailing};
use serde_json::json;

use super::known;
use super::truth;
use ovh_sms_test_support::cases::{self, Matrix};
use ovh_sms_test_support::history::{History, Run, Violation};
use ovh_sms_test_support::lying_server::{Expected, FATES, Fate, Lie, lies_about_mailings};
use ovh_sms_test_support::stage::Stage;

const MINUTE: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(10);
const NUMBERS: [&str; 3] = ["+33600000001", "+33600000002", "+33600000003"];
const NAMES: [&str; 3] = ["Ali", "Lou", "Eve"];
/// Another user's list of receivers, with the same number of rows.
const CUSTOMERS: &str = "number;nom\n+33600000901;A\n+33600000902;B\n+33600000903;C\n";

/// A way to run a mailing: what was run before the lies began.
struct Way {
    name: &'static str,
    /// The fate of the request in an honest run before.
    earlier: Option<Fate>,
    /// Whether the run under lies has the earlier run's journal.
    journal: bool,
    resend: bool,
}

const WAYS: &[Way] = &[
    Way {
        name: "fresh",
        earlier: None,
        journal: true,
        resend: false,
    },
    Way {
        name: "fresh, resent",
        earlier: None,
        journal: true,
        resend: true,
    },
    Way {
        name: "resumed after a lost answer",
        earlier: Some(Fate::LostAfter),
        journal: true,
        resend: false,
    },
    Way {
        name: "resumed after a lost request",
        earlier: Some(Fate::LostBefore),
        journal: true,
        resend: false,
    },
    Way {
        name: "once more",
        earlier: Some(Fate::Answered),
        journal: true,
        resend: false,
    },
    Way {
        name: "once more, without the journal",
        earlier: Some(Fate::Answered),
        journal: false,
        resend: false,
    },
];

impl Way {
    /// Returns whether the lie can occur: a run after an earlier one requests nothing, and a lost
    /// request has no response to lie about.
    fn meets(&self, lie: &Lie, fate: Fate) -> bool {
        match lie.about {
            ["batches_create"] => self.earlier.is_none() && fate == Fate::Answered,
            _ => self.earlier.is_none() || fate == Fate::Answered,
        }
    }
}

/// The journal's note that a batch was requested.
#[derive(Clone, Default)]
struct Journal(Arc<AtomicBool>);

impl Journal {
    fn watch(&self) -> SendWatch {
        let asked = Arc::clone(&self.0);
        SendWatch::noting(self.0.load(Ordering::SeqCst), move || {
            asked.store(true, Ordering::SeqCst);
            Ok(())
        })
    }
}

fn checked(name: &str, resend: bool) -> CheckedMailing {
    let rows = NUMBERS
        .iter()
        .zip(NAMES)
        .map(|(number, name)| [*number, name]);
    let mut mailing = Mailing::transactional(name, format!("{name}: bonjour #nom#"))
        .from("SANDBOX".parse::<SenderName>().unwrap())
        .step_timeout(PATIENCE);
    if resend {
        mailing = mailing.resend_if_absent_after(PATIENCE);
    }
    mailing.from_rows(["number", "nom"], rows).unwrap()
}

fn texts(name: &str) -> BTreeMap<String, String> {
    let rows = NUMBERS.iter().zip(NAMES);
    rows.map(|(number, nom)| ((*number).to_owned(), format!("{name}: bonjour {nom}")))
        .collect()
}

/// Runs it until the batch has ended and is cleaned up, as far as the server allows.
async fn run(
    stage: &Stage,
    name: &str,
    resend: bool,
    journal: &Journal,
) -> Result<SentMailing, MailingError> {
    let service = stage.service();
    let mut checked = checked(name, resend);
    let mut result = checked.send_watched(&service, &journal.watch()).await;
    if let Ok(sent) = &mut result {
        stage.time.pass(MINUTE);
        let _ = sent.refresh().await;
        let _ = sent.clean_up().await;
    }
    result
}

/// Puts another user's list into the first slot, if it is not there.
fn fill_first_slot(stage: &Stage) {
    let slots = stage.server.ask("GET", &stage.path("/receivers"), None);
    if slots.as_array().unwrap().contains(&json!(1)) {
        return;
    }
    let document = stage.server.ask(
        "POST",
        "/me/document",
        Some(&json!({ "name": "customers.csv" })),
    );
    stage
        .server
        .upload(document["putUrl"].as_str().unwrap(), CUSTOMERS);
    let slot = json!({
        "slotId": 1, "documentId": document["id"], "description": "customers", "autoUpdate": false,
    });
    stage
        .server
        .ask("POST", &stage.path("/receivers"), Some(&slot));
}

/// Deletes what a case has left in slots, except the first one.
fn empty_slots(stage: &Stage) {
    let slots = stage.server.ask("GET", &stage.path("/receivers"), None);
    for slot in slots
        .as_array()
        .unwrap()
        .iter()
        .filter(|slot| **slot != json!(1))
    {
        let path = stage.path(&format!("/receivers/{slot}"));
        stage.server.ask("DELETE", &path, None);
    }
}

/// Returns the history of a mailing whose last run received lies.
async fn history(
    stage: &Stage,
    name: &str,
    way: &Way,
    lies: &[&'static Lie],
    fate: Fate,
    seed: u64,
) -> History {
    let before = stage.credits();
    let journal = Journal::default();
    let mut runs = Vec::new();
    stage.time.pass(MINUTE);
    let first = stage.now();
    if let Some(fate) = way.earlier {
        stage.server.lie(&[], fate, seed);
        let result = run(stage, name, false, &journal).await;
        runs.push(Run::new(first, stage.end(), texts(name)).mailed(name, &result));
        stage.server.be_honest();
        stage.time.pass(MINUTE);
    }
    let began = stage.now();
    stage.server.lie(lies, fate, seed);
    let journal = match way.journal {
        true => journal,
        false => Journal::default(),
    };
    let result = run(stage, name, way.resend, &journal).await;
    let mut last = Run::new(began, stage.end(), texts(name)).mailed(name, &result);
    // What is hidden may be sent again if that was opted in, and by a run without a journal, on
    // which the guarantee depends.
    if (way.resend || !way.journal) && lies.iter().any(|lie| lie.hides) {
        last.most = 3;
    }
    runs.push(last);
    let accepted = stage.accepted_since(first);
    empty_slots(stage);
    History {
        runs,
        accepted,
        batches: Vec::new(),
        paid: Some(before - stage.credits()),
    }
}

async fn broken(
    stage: &Stage,
    way: &Way,
    lies: &[&'static Lie],
    fate: Fate,
    seed: u64,
) -> Vec<Violation> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let name = format!("m{}", NUMBER.fetch_add(1, Ordering::SeqCst));
    let expected = checked(&name, false);
    stage.server.expect(Expected {
        batch_name: expected.batch_name(),
        message: expected.wire_message(),
        rows: expected.receivers(),
    });
    let history = history(stage, &name, way, lies, fate, seed).await;
    cases::visible(history.violations(), lies)
}

/// The violations of each lie and its false responses, in every way and with every fate in which it
/// can occur.
static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    cases::matrix(&lies_about_mailings(), async |lie, place| {
        let stage = Stage::new(place).await;
        let mut found = Vec::new();
        for way in WAYS {
            for fate in FATES.into_iter().filter(|fate| way.meets(lie, *fate)) {
                fill_first_slot(&stage);
                let broken = broken(&stage, way, &[lie], fate, 1).await;
                found.extend(broken.into_iter().map(|one| (way.name, fate, one)));
            }
        }
        (found, stage.server.given())
    })
});

#[test]
fn under_every_lie_a_mailing_reports_what_was_accepted() {
    cases::assert_known(&MATRIX.found, known::MAILINGS);
}

#[test]
fn every_lie_about_mailings_is_used_and_has_the_right_type() {
    truth::assert_given(&lies_about_mailings(), &MATRIX.given);
}
