//! Messages: what is rejected before anything is sent, and what is sent.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::time::Duration;

use chrono::DateTime;
use ovh_sms::error::{CallErrorKind, ErrorKind};
use ovh_sms::message::{ContactKind, Message, MessageError, StopClause};
use ovh_sms::service::{Evidence, Outcome};
use ovh_sms::{PhoneNumber, Service};
use ovh_sms_test_support::recorder::{Answer, Recorder};
use serde_json::{Value, json};

fn plain() -> Message {
    Message::transactional("Bonjour").to("+33600000012")
}

fn number(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

#[test]
fn contradictions_are_named() {
    let refused = |message: Message| message.check().unwrap_err();
    let email = MessageError::ContactInformation {
        kind: ContactKind::Email,
        found: "a@b.fr".to_owned(),
    };
    let cases: Vec<(Message, MessageError)> = vec![
        (plain().with_text(" \n"), MessageError::EmptyText),
        (
            plain().with_text("x".repeat(39_016)),
            MessageError::TooLong { parts: 256 },
        ),
        (Message::transactional("Bonjour"), MessageError::NoReceiver),
        (
            plain().to("0033 6 00 00 00 12"),
            MessageError::Duplicate {
                number: number("+33600000012"),
            },
        ),
        (plain().valid_for(Duration::ZERO), MessageError::NoValidity),
        (
            plain().from("MyCompany").allow_replies(),
            MessageError::SenderIgnored {
                sender: "MyCompany".to_owned(),
            },
        ),
        (
            Message::marketing("Soldes")
                .to("+33600000012")
                .allow_replies(),
            MessageError::NoClause,
        ),
        (
            plain().to("+4915100000000").allow_replies(),
            MessageError::NotFrench {
                number: number("+4915100000000"),
            },
        ),
        (plain().with_text("Ecrire a a@b.fr").allow_replies(), email),
    ];
    for (message, error) in cases {
        assert_eq!(refused(message), error, "{error}");
    }
    assert!(matches!(
        refused(plain().to("0600000012")),
        MessageError::Receiver(_)
    ));
    assert!(matches!(
        refused(plain().from("Crédit")),
        MessageError::Name(_)
    ));
    assert!(matches!(refused(plain().tag("a b")), MessageError::Name(_)));
}

#[test]
fn what_is_no_contradiction_passes() {
    for message in [
        plain(),
        plain().allow_replies(),
        plain()
            .from("MyCompany")
            .to("+4915100000000")
            .with_text("www.ovh.com 0600000012"),
        plain().with_text("x".repeat(39_015)),
        Message::new("Soldes", StopClause::Appended).to(number("+33600000012")),
    ] {
        message.check().unwrap();
    }
}

#[test]
fn what_only_looks_like_contact_information_can_be_sent() {
    let message = plain().allow_replies().with_text("Commande 0123456789");
    let error = message.check().unwrap_err();
    assert!(matches!(error, MessageError::ContactInformation { .. }));
    assert!(error.to_string().contains("`allow_contact_information`"));
    let allowed = message.allow_contact_information();
    allowed.check().unwrap();
    let json = serde_json::to_string(&allowed).unwrap();
    assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), allowed);
    let sentence = plain().allow_replies().with_text("Merci.Me voila");
    sentence.check().unwrap();
}

#[test]
fn the_text_and_the_numbers_stay_out_of_debug() {
    let text = format!("{:?}", plain().tag("rdv42"));
    assert!(
        text.contains("rdv42") && text.contains("+33*******12"),
        "{text}"
    );
    assert!(
        !text.contains("Bonjour") && !text.contains("600000012"),
        "{text}"
    );
}

fn service(recorder: &Recorder) -> Service {
    recorder.client().service("sms-ab12345-1")
}

fn sent(ids: &[i64], valid: &[&str]) -> Value {
    json!({
        "ids": ids, "validReceivers": valid, "invalidReceivers": [],
        "totalCreditsRemoved": ids.len(), "creditsLeft": 99,
    })
}

#[tokio::test]
async fn only_what_was_asked_for_is_sent_beside_the_tag_and_the_stop_clause() {
    let recorder = Recorder::start().await;
    recorder.answer(Answer::json(sent(&[1], &["+33600000012"])));
    let report = service(&recorder).send(plain()).await.unwrap();
    let request = recorder.take();
    assert_eq!(request.path(), "/1.0/sms/sms-ab12345-1/jobs");
    assert_eq!(report.tag().len(), 16);
    let expected = json!({
        "message": "Bonjour", "receivers": ["+33600000012"], "noStopClause": true,
        "tag": report.tag(),
    });
    assert_eq!(request.json(), expected);
    assert_eq!(
        (report.credits_removed(), report.credits_left()),
        (Some(1.into()), Some(99.into()))
    );

    let cases: Vec<(Message, Value)> = vec![
        (plain().from("MyCompany"), json!({"sender": "MyCompany"})),
        (
            plain().allow_replies(),
            json!({"senderForResponse": true, "noStopClause": true}),
        ),
        (
            Message::marketing("Soldes").to("+33600000012"),
            json!({"noStopClause": false}),
        ),
        (
            plain().valid_for(Duration::from_secs(61)),
            json!({"validityPeriod": 2}),
        ),
        (
            plain().valid_for(Duration::from_millis(1)),
            json!({"validityPeriod": 1}),
        ),
        (plain().tag("winter2026"), json!({"tag": "winter2026"})),
    ];
    for (message, fields) in cases {
        recorder.answer(Answer::json(sent(&[1], &["+33600000012"])));
        let _ = service(&recorder).send(message).await.unwrap();
        let body = recorder.take().json();
        for (name, value) in fields.as_object().unwrap() {
            assert_eq!(&body[name], value);
        }
    }
}

#[tokio::test]
async fn a_time_is_rounded_up_to_a_minute_of_the_servers_clock_and_must_not_be_over() {
    let recorder = Recorder::start().await;
    // The recorder's clock is at 1,700,000,000.
    for (seconds, minutes) in [(1, 1), (60, 1), (61, 2), (0, 0), (86_400, 1440)] {
        recorder.answer(Answer::json(sent(&[1], &["+33600000012"])));
        let at = DateTime::from_timestamp(1_700_000_000 + seconds, 0).unwrap();
        let _ = service(&recorder).send(plain().at(at)).await.unwrap();
        assert_eq!(
            recorder.take().json()["differedPeriod"],
            minutes,
            "{seconds}"
        );
    }
    let at = DateTime::from_timestamp(1_699_999_999, 0).unwrap();
    let error = service(&recorder).send(plain().at(at)).await.unwrap_err();
    let past = matches!(error.kind(), ErrorKind::Message(MessageError::Past { .. }));
    assert!(past, "{error}");
    assert!(!error.may_have_been_sent());
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn nothing_is_asked_or_sent_for_a_message_with_a_contradiction() {
    let recorder = Recorder::start().await;
    let error = service(&recorder).send(plain().to("06")).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Message(_)) && !error.may_have_been_sent());
    assert!(recorder.requests().is_empty());
}

/// Responses of the service, and the resulting reports for two receivers.
#[tokio::test]
async fn answers_are_read_with_what_they_leave_out() {
    use Outcome::{Invalid, Sent, Unknown};
    let sent_as = |id: Option<i64>| Sent {
        id,
        evidence: Evidence::Response,
    };
    let [one, two] = ["+33600000012", "+33600000013"];
    let cases: Vec<(Value, [Outcome; 2])> = vec![
        (
            sent(&[7, 8], &[one, two]),
            [sent_as(Some(7)), sent_as(Some(8))],
        ),
        (
            sent(&[7, 8], &[two, one]),
            [sent_as(Some(8)), sent_as(Some(7))],
        ),
        // Ids alone, as many as receivers that were not refused.
        (json!({"ids": [7, 8]}), [sent_as(Some(7)), sent_as(Some(8))]),
        (
            json!({"ids": [8], "invalidReceivers": [one]}),
            [Invalid, sent_as(Some(8))],
        ),
        (
            json!({"ids": [], "invalidReceivers": [one, "0033600000013"]}),
            [Invalid, Invalid],
        ),
        // Which id belongs to which receiver is unknown.
        (
            json!({"ids": [7], "validReceivers": [one, two]}),
            [sent_as(None), sent_as(None)],
        ),
        // The response says nothing about a receiver: it is looked up, and here not found.
        (sent(&[7], &[one]), [sent_as(Some(7)), Unknown]),
        (json!({"ids": [7]}), [Unknown, Unknown]),
        (json!({}), [Unknown, Unknown]),
    ];
    for (answer, outcomes) in cases {
        let recorder = Recorder::start().await;
        recorder.answer(Answer::json(&answer));
        for _ in ["jobs", "outgoing"] {
            recorder.answer(Answer::json("[]"));
        }
        let sending = service(&recorder)
            .send(plain().to(two))
            .lookup_timeout(Duration::ZERO);
        let report = match sending.await {
            Ok(report) => report,
            Err(error) => error.into_send_report().unwrap(),
        };
        let printed: Vec<Outcome> = report.receivers().iter().map(|one| one.outcome).collect();
        assert_eq!(printed, outcomes, "{answer}");
        assert_eq!(report.is_complete(), !outcomes.contains(&Unknown));
    }
}

#[tokio::test]
async fn a_refusal_is_the_plain_error() {
    let recorder = Recorder::start().await;
    let words = json!({"message": "Sms sender Nobody does not exists. Please create it first"});
    recorder.answer(Answer(403, "application/json", words.to_string()));
    let error = service(&recorder)
        .send(plain().from("Nobody"))
        .await
        .unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Api(_))) && !error.may_have_been_sent(),
        "{error}"
    );
    assert_eq!(recorder.requests().len(), 1);
}
