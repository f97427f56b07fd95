//! The history checker itself: a correct history passes, and each rule finds its violation.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use ovh_sms_test_support::history::{Accepted, AcceptedBatch, Claim, History, Rule, Run};

const ONE: &str = "+33600000001";
const TWO: &str = "+33600000002";
const SENT: Claim = Claim::Sent { item: None };

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
}

fn accepted(id: i64, receiver: &str, second: i64) -> Accepted {
    Accepted {
        by: None,
        left: None,
        listed: None,
        id,
        receiver: receiver.to_owned(),
        text: "Text".to_owned(),
        tag: "t1".to_owned(),
        batch: None,
        credits: 1.5,
        at: at(second),
    }
}

fn run(began: i64, claims: &[(&str, Claim)]) -> Run {
    let texts = BTreeMap::from([ONE, TWO].map(|one| (one.to_owned(), "Text".to_owned())));
    let mut run = Run::new(at(began), at(began + 9), texts);
    let claims = claims
        .iter()
        .map(|(one, claim)| ((*one).to_owned(), *claim));
    run.claims = claims.collect();
    run.tag = Some("t1".to_owned());
    run
}

/// Changes what a run reported of the first receiver.
fn claim(history: &mut History, run: usize, claim: Claim) {
    history.runs[run].claims.insert(ONE.to_owned(), claim);
}

/// A mailing that was lost and found by its second run, and a single send with an unknown message.
fn right() -> History {
    let mut lost = run(0, &[(ONE, Claim::Unknown), (TWO, Claim::Unknown)]);
    let mut found = run(10, &[(ONE, SENT), (TWO, SENT)]);
    for run in [&mut lost, &mut found] {
        run.subject = Some("mailing".to_owned());
        run.credits = Some(0.0);
    }
    let mut single = run(
        20,
        &[(ONE, Claim::Sent { item: Some(3) }), (TWO, Claim::Unknown)],
    );
    single.credits = Some(1.5);
    History {
        runs: vec![lost, found, single],
        accepted: vec![
            accepted(1, ONE, 5),
            accepted(2, TWO, 5),
            accepted(3, ONE, 25),
            accepted(4, TWO, 25),
        ],
        batches: vec![batch(5)],
        paid: Some(6.0),
    }
}

fn batch(second: i64) -> AcceptedBatch {
    AcceptedBatch {
        subject: "mailing".to_owned(),
        at: at(second),
        receivers: Some(2),
        slot: Some("1".to_owned()),
    }
}

/// Ends a run of the mailing with an exit code; nothing failed during it.
fn end_calmly(history: &mut History, run: usize, code: i32) {
    history.runs[run].calm = true;
    history.runs[run].code = Some(code);
    history.runs[run].claim_all(Claim::Unknown);
}

#[test]
fn a_right_history_passes() {
    assert_eq!(right().violations(), []);
    assert_eq!(History::default().violations(), []);
}

#[test]
fn each_rule_is_found_broken() {
    use Rule::{
        AcceptedIsReported, AtMostOnce, CreditsNotAbove, CreditsNotBelow, ListedIsNotAbsent,
        NoStrangers, NothingMeansNothing, PartlyNotSent, PartlySent, ProofFits, SentWasAccepted,
        UnknownHasCause, UnknownIsNotSpent,
    };
    type Break = fn(&mut History);
    let table: &[(&str, Break, &[Rule])] = &[
        (
            "the message was never accepted",
            |h| drop(h.accepted.remove(2)),
            &[SentWasAccepted, ProofFits],
        ),
        (
            "it was accepted before the run",
            |h| h.accepted[2].at = at(15),
            &[SentWasAccepted, ProofFits, AtMostOnce],
        ),
        (
            "it has another tag",
            |h| h.accepted[2].tag = "t2".to_owned(),
            &[SentWasAccepted],
        ),
        (
            "it has another text",
            |h| h.accepted[2].text = "Text, and more".to_owned(),
            &[SentWasAccepted, ProofFits, NoStrangers],
        ),
        (
            "it is to another",
            |h| h.accepted[2].receiver = "+33600000003".to_owned(),
            &[SentWasAccepted, ProofFits, NoStrangers],
        ),
        (
            "the mailing was never accepted",
            |h| drop(h.accepted.drain(..2)),
            &[SentWasAccepted],
        ),
        (
            "a listed message was sent again",
            |h| {
                h.runs[2].most = 2;
                h.accepted[2].listed = Some(at(26));
                h.accepted.push(accepted(5, ONE, 27));
                h.paid = Some(7.5);
            },
            &[ListedIsNotAbsent],
        ),
        (
            "a mailing was sent at an unknown price",
            |h| h.runs[0].is_price_unknown = true,
            &[UnknownIsNotSpent],
        ),
        (
            "the runs are of two mailings",
            |h| h.runs[1].subject = Some("other".to_owned()),
            &[SentWasAccepted],
        ),
        (
            "a receiver is reported as not sent",
            |h| claim(h, 0, Claim::NotSent),
            &[AcceptedIsReported],
        ),
        (
            "a receiver is not reported",
            |h| h.runs[0].claims.retain(|one, _| one != ONE),
            &[AcceptedIsReported],
        ),
        (
            "a later run reports that nothing was sent",
            |h| h.runs[1].claim_all(Claim::NotSent),
            &[NothingMeansNothing],
        ),
        (
            "a run reports nothing at all",
            |h| h.runs[1].claims.clear(),
            &[NothingMeansNothing],
        ),
        (
            "the proof is another's message",
            |h| claim(h, 2, Claim::Sent { item: Some(4) }),
            &[ProofFits],
        ),
        (
            "the proof is an older message",
            |h| claim(h, 2, Claim::Sent { item: Some(1) }),
            &[ProofFits],
        ),
        (
            "a receiver gets it twice in a run",
            |h| h.accepted.push(accepted(5, TWO, 26)),
            &[AtMostOnce],
        ),
        (
            "a receiver gets it in two runs",
            |h| h.accepted.push(accepted(5, TWO, 12)),
            &[AtMostOnce],
        ),
        (
            "a stranger gets it",
            |h| h.accepted.push(accepted(5, "+33600000003", 6)),
            &[NoStrangers],
        ),
        (
            "a mailing is sent in part, and nothing was accepted",
            |h| {
                h.accepted.drain(..2);
                end_calmly(h, 1, 4);
            },
            &[PartlySent],
        ),
        (
            "a mailing is sent in part, and all of it was accepted",
            |h| end_calmly(h, 1, 4),
            &[PartlyNotSent],
        ),
        (
            "the outcome is unknown, and the batch was accepted before",
            |h| end_calmly(h, 1, 3),
            &[UnknownHasCause],
        ),
        (
            "the outcome is unknown, and nothing was requested",
            |h| {
                h.accepted.drain(..2);
                h.batches.clear();
                end_calmly(h, 1, 3);
            },
            &[UnknownHasCause],
        ),
        (
            "the outcome is unknown, and no run with the journal failed",
            |h| {
                h.accepted.drain(..2);
                h.batches.clear();
                h.runs[0].calm = true;
                h.runs[1].is_open = true;
                end_calmly(h, 1, 3);
            },
            &[UnknownHasCause],
        ),
        (
            "more credits are reported than taken",
            |h| h.runs[2].credits = Some(3.5),
            &[CreditsNotAbove],
        ),
        (
            "less credits are reported than taken",
            |h| h.runs[2].credits = Some(1.0),
            &[CreditsNotBelow],
        ),
        (
            "credits are negative",
            |h| h.runs[2].credits = Some(-1.5),
            &[CreditsNotBelow],
        ),
        (
            "the account paid less than was reported",
            |h| h.paid = Some(1.0),
            &[CreditsNotAbove],
        ),
        (
            "the account paid for messages that no record shows",
            |h| h.paid = Some(9.0),
            &[CreditsNotBelow],
        ),
    ];
    for (name, change, expected) in table {
        let mut history = right();
        change(&mut history);
        let found = history.violations();
        for rule in *expected {
            assert!(
                found.iter().any(|one| one.rule == *rule),
                "{name}: {found:#?}"
            );
        }
        assert!(!found.is_empty(), "{name}");
    }
    // Each rule is in the table.
    for (rule, _) in Rule::ALL {
        assert!(
            table.iter().any(|(.., broken)| broken.contains(rule)),
            "{rule:?}"
        );
    }
}

#[test]
fn sending_again_is_right_where_it_was_opted_in_and_its_cost_is_unknown() {
    let mut history = right();
    history.accepted.push(accepted(5, ONE, 26));
    history.paid = Some(7.5);
    let broken: Vec<Rule> = history.violations().iter().map(|one| one.rule).collect();
    assert!(broken.contains(&Rule::AtMostOnce) && broken.contains(&Rule::CreditsNotBelow));
    history.runs[2].most = 2;
    assert_eq!(history.violations(), []);
    history.accepted.push(accepted(6, ONE, 27));
    let broken = history.violations();
    assert!(
        broken.iter().any(|one| one.rule == Rule::AtMostOnce),
        "{broken:#?}"
    );
}

#[test]
fn an_unknown_outcome_has_a_cause_and_a_part_that_was_sent_has_another_part() {
    let broken = |change: fn(&mut History)| {
        let mut history = right();
        history.accepted.drain(..2);
        history.batches.clear();
        history.paid = None;
        end_calmly(&mut history, 1, 3);
        change(&mut history);
        history.violations()
    };
    // The run met a failure.
    assert_eq!(broken(|h| h.runs[1].calm = false), []);
    // A request without an outcome, which a run left that was killed.
    assert_eq!(broken(|h| h.runs[1].is_open = true), []);
    // A run with another journal left a slot.
    assert_eq!(broken(|h| h.runs[0].journal = Some(1)), []);
    // Another run goes on.
    assert_eq!(broken(|h| h.runs[0].ended = at(11)), []);
    // The batch was accepted later.
    assert_eq!(
        broken(|h| {
            h.batches.push(batch(40));
            h.runs[1].is_open = true;
        }),
        []
    );
    assert!(!broken(|h| h.batches.push(batch(15))).is_empty());

    let mut history = right();
    history.accepted.remove(1);
    history.paid = None;
    end_calmly(&mut history, 1, 4);
    assert_eq!(history.violations(), []);
}

#[test]
fn a_stop_clause_behind_the_text_is_the_same_text() {
    let mut history = right();
    for message in &mut history.accepted {
        message.text.push_str("\nSTOP:36111");
    }
    assert_eq!(history.violations(), []);
}

#[test]
fn exit_codes_and_json_of_the_program_become_claims() {
    let sends: &[(i32, Value, [Claim; 2])] = &[
        (
            0,
            json!({"validReceivers": [ONE], "invalidReceivers": [TWO]}),
            [SENT, Claim::NotSent],
        ),
        (
            4,
            json!({"validReceivers": [ONE], "notSentReceivers": [TWO]}),
            [SENT, Claim::NotSent],
        ),
        (
            3,
            json!({"validReceivers": [ONE], "unknownReceivers": [TWO]}),
            [SENT, Claim::Unknown],
        ),
        (3, Value::Null, [Claim::Unknown; 2]),
        (1, Value::Null, [Claim::NotSent; 2]),
        // The exit code says that nothing was sent, regardless of the output.
        (1, json!({"validReceivers": [ONE]}), [Claim::NotSent; 2]),
        (2, Value::Null, [Claim::NotSent; 2]),
    ];
    for (code, json, expected) in sends {
        let run = run(0, &[]).program_sent(*code, json);
        assert_eq!(
            [run.claim(ONE), run.claim(TWO)],
            *expected,
            "{code}: {json}"
        );
    }
    for (code, expected) in [
        (0, SENT),
        (1, Claim::NotSent),
        (2, Claim::NotSent),
        (3, Claim::Unknown),
        (4, Claim::Unknown),
    ] {
        let run = run(0, &[]).program_mailed("mailing", code, &json!({"tag": "t1"}));
        assert_eq!([run.claim(ONE), run.claim(TWO)], [expected; 2], "{code}");
        assert_eq!(run.tag.as_deref(), Some("t1"));
    }
}

/// A mailing whose batch has no messages; its last run reports an unknown outcome.
fn empty_batch() -> History {
    let mut history = right();
    history.accepted.drain(..2);
    history.paid = Some(3.0);
    end_calmly(&mut history, 1, 3);
    history
}

fn broken(history: &History) -> Vec<Rule> {
    let found = history.violations().into_iter();
    found.map(|violation| violation.rule).collect()
}

/// Another mailing overwrote the slot, and its receivers are on the blacklist.
#[test]
fn a_batch_with_another_number_of_receivers_is_a_cause() {
    for (receivers, expected) in [(Some(2), 1), (None, 1), (Some(1), 0), (Some(3), 0)] {
        let mut history = empty_batch();
        history.batches[0].receivers = receivers;
        assert_eq!(
            broken(&history),
            vec![Rule::UnknownHasCause; expected],
            "{receivers:?}"
        );
    }
}

/// Its messages were not created yet when another mailing overwrote the slot.
#[test]
fn a_slot_that_another_mailing_took_at_once_is_a_cause() {
    for (slot, second, expected) in [("1", 7, 0), ("2", 7, 1), ("1", 4, 1), ("1", 70, 1)] {
        let mut history = empty_batch();
        let mut other = batch(second);
        (other.subject, other.slot) = ("other".to_owned(), Some(slot.to_owned()));
        history.batches.push(other);
        assert_eq!(
            broken(&history),
            vec![Rule::UnknownHasCause; expected],
            "{slot} {second}"
        );
    }
}

/// The request left before the first message was listed, and arrived afterwards.
#[test]
fn a_request_that_left_before_a_list_arrived_is_not_sent_again() {
    for (left, expected) in [(25, 0), (26, 0), (27, 1)] {
        let mut history = right();
        history.runs[2].most = 2;
        history.accepted[2].listed = Some(at(26));
        let mut again = accepted(5, ONE, 28);
        again.left = Some(at(left));
        history.accepted.push(again);
        history.paid = Some(7.5);
        let expected = vec![Rule::ListedIsNotAbsent; expected];
        assert_eq!(broken(&history), expected, "{left}");
    }
}
