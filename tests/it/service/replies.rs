//! Replies, each once; STOP and the blacklist; the account's callback addresses.
#![cfg(feature = "sandbox")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use ovh_sms_test_support::sandbox_time;
use std::sync::Arc;
use std::time::Duration;

use ovh_sms::Service;
use ovh_sms::error::{ArgumentError, ErrorKind};
use ovh_sms::message::Message;
use ovh_sms::sandbox::{Fault, Sandbox};
use ovh_sms::service::{Callbacks, Outcome, Replies};
use ovh_sms::types::{ResponseType, ResponseUpdate};
use ovh_sms_test_support::sandbox_time::SandboxTime;

const NUMBER: &str = "+33600000001";

async fn world() -> (Arc<Sandbox>, Arc<SandboxTime>, Service) {
    let sandbox = Arc::new(
        Sandbox::builder()
            .sender("MyCompany")
            .start()
            .await
            .unwrap(),
    );
    let time = SandboxTime::new(&sandbox);
    let service = sandbox_time::service(&sandbox, &time);
    (sandbox, time, service)
}

fn question(text: &str) -> Message {
    Message::transactional(text).allow_replies().to(NUMBER)
}

/// Returns the current replies, in the order in which they are returned.
async fn texts(answers: &mut Replies) -> Vec<String> {
    let mut texts = Vec::new();
    while let Some(answer) = answers.next().await {
        texts.push(answer.unwrap().text);
    }
    texts
}

#[tokio::test]
async fn each_answer_comes_once_and_names_the_message_that_it_answers() {
    let (sandbox, time, service) = world().await;
    let _ = service.send(question("Un ?").tag("first")).await.unwrap();
    let second = service
        .send(question("Deux ?").tag("second"))
        .await
        .unwrap();
    time.pass(Duration::from_secs(60));
    for text in ["Oui", "Non", "Oui"] {
        assert!(sandbox.phone(NUMBER).reply(text));
    }
    let mut answers = service.replies().deadline(Duration::from_secs(60));
    let first = answers.next().await.unwrap().unwrap();
    assert_eq!(first.number, NUMBER.parse().ok());
    assert_eq!(first.tag.as_deref(), Some("second"));
    let answered = service.original(&first).await.unwrap().unwrap();
    assert_eq!(answered.id, second.ids().next());
    assert_eq!(texts(&mut answers).await, ["Non", "Oui"]);

    // A program that is started again continues after the last one.
    let last = answers.last_id().unwrap();
    sandbox.phone(NUMBER).reply("Encore");
    let mut again = service.replies().after(last).deadline(Duration::ZERO);
    assert_eq!(texts(&mut again).await, ["Encore"]);
    assert!(format!("{first:?}").contains("+33*******01"));
    assert!(!format!("{first:?}").contains("Oui"));
}

#[tokio::test]
async fn answers_are_given_while_the_program_waits() {
    let (sandbox, time, service) = world().await;
    let _ = service.send(question("Un ?")).await.unwrap();
    time.pass(Duration::from_secs(60));
    let mut answers = service.replies().deadline(Duration::from_secs(600));
    sandbox.phone(NUMBER).reply("Un");
    assert_eq!(answers.next().await.unwrap().unwrap().text, "Un");
    sandbox.phone(NUMBER).reply("Deux");
    assert_eq!(answers.next().await.unwrap().unwrap().text, "Deux");
    assert!(answers.next().await.is_none());
    assert!(time.waited() >= Duration::from_secs(600));
}

#[tokio::test]
async fn an_answer_is_deleted_once_the_next_one_is_asked_for() {
    let (sandbox, time, service) = world().await;
    let _ = service.send(question("Un ?")).await.unwrap();
    time.pass(Duration::from_secs(60));
    for text in ["Un", "Deux", "Trois"] {
        sandbox.phone(NUMBER).reply(text);
    }
    let left = async || service.api().incoming_list().send().await.unwrap().len();
    let mut answers = service.replies().delete_handled().deadline(Duration::ZERO);
    assert_eq!(answers.next().await.unwrap().unwrap().text, "Un");
    assert_eq!(left().await, 3);
    // A deletion that fails is reported and retried; no reply is skipped or returned twice.
    sandbox
        .faults()
        .add(Fault::status(403).on("incoming_delete").times(1));
    assert!(answers.next().await.unwrap().is_err());
    assert_eq!(answers.next().await.unwrap().unwrap().text, "Deux");
    assert_eq!(left().await, 2);
    drop(answers);
    // The next reply was not requested: "Deux" may not be handled, and is there again.
    let mut answers = service.replies().delete_handled().deadline(Duration::ZERO);
    assert_eq!(answers.next().await.unwrap().unwrap().text, "Deux");
    assert_eq!(answers.next().await.unwrap().unwrap().text, "Trois");
    answers.finish().await.unwrap();
    assert_eq!(left().await, 0);
}

#[tokio::test]
async fn who_sent_stop_is_listed_left_out_on_request_and_can_be_taken_off() {
    let (sandbox, time, service) = world().await;
    let _ = service.send(question("Un ?")).await.unwrap();
    time.pass(Duration::from_secs(60));
    assert!(sandbox.phone(NUMBER).stop());
    let number = NUMBER.parse().unwrap();
    let blacklist = service.blacklist();
    assert_eq!(blacklist.numbers().await.unwrap(), [number]);
    assert!(blacklist.contains(number).await.unwrap());
    assert!(
        !blacklist
            .contains("+33600000002".parse().unwrap())
            .await
            .unwrap()
    );

    let both = Message::transactional("Bonjour")
        .from("MyCompany")
        .to(NUMBER)
        .to("+33600000002");
    let report = service.send(both.clone()).check_blacklist().await.unwrap();
    assert_eq!(report.outcome(number), Some(Outcome::Blacklisted));
    assert_eq!(
        (report.sent().count(), report.credits_removed()),
        (1, Some(1.into()))
    );
    let report = service.send(both).await.unwrap();
    assert_eq!(report.outcome(number), Some(Outcome::Invalid));

    // All clients: nothing is posted.
    let before = sandbox.requests().len();
    let report = service
        .send(question("Deux ?"))
        .check_blacklist()
        .await
        .unwrap();
    assert_eq!(report.invalid().count(), 1);
    assert!(
        sandbox
            .requests()
            .iter()
            .skip(before)
            .all(|request| request.method == "GET")
    );

    assert!(blacklist.remove(number).await.unwrap());
    assert!(!blacklist.remove(number).await.unwrap());
    assert!(blacklist.numbers().await.unwrap().is_empty());
    let elsewhere = service.with(ovh_sms::Options::new());
    assert_eq!(elsewhere.name(), service.name());
}

#[tokio::test]
async fn callback_addresses_are_set_without_touching_other_settings() {
    let (_sandbox, _, service) = world().await;
    let text = ResponseUpdate::new()
        .response_type(ResponseType::Text)
        .text("Merci");
    service
        .api()
        .service_update()
        .sms_response(text)
        .send()
        .await
        .unwrap();
    let account = async || {
        service
            .api()
            .service_get()
            .send()
            .await
            .unwrap()
            .into_inner()
    };
    let name = account().await.description;

    let addresses = Callbacks::new()
        .receipts("https://example.com/7f3c/receipt")
        .replies("https://example.com/7f3c/answer");
    service.set_callbacks(addresses).await.unwrap();
    let now = account().await;
    assert_eq!(
        now.call_back.as_deref(),
        Some("https://example.com/7f3c/receipt")
    );
    let response = now.sms_response.unwrap();
    assert_eq!(
        response.cgi_url.as_deref(),
        Some("https://example.com/7f3c/answer")
    );
    assert_eq!(response.response_type, Some(ResponseType::Cgi));
    assert_eq!(
        (response.text.as_deref(), now.description),
        (Some("Merci"), name)
    );

    service
        .set_callbacks(Callbacks::new().no_replies())
        .await
        .unwrap();
    let now = account().await;
    assert_eq!(
        now.call_back.as_deref(),
        Some("https://example.com/7f3c/receipt")
    );
    assert_eq!(
        now.sms_response.unwrap().response_type,
        Some(ResponseType::None)
    );

    let error = service
        .set_callbacks(Callbacks::new().stops("example.com"))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error.kind(),
            ErrorKind::Argument(ArgumentError::CallbackAddress(_))
        ),
        "{error}"
    );
}
