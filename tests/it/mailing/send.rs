//! Mailings from the upload to the end, against the sandbox.
#![cfg(all(feature = "csv", feature = "sandbox"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use ovh_sms::mailing::{CheckedMailing, Mailing, MailingError, SendStep, SendWatch, Slot};
use ovh_sms::receipt::Ptt;
use ovh_sms::sandbox::{Fault, Sandbox};
use ovh_sms::types::BatchStatus;
use ovh_sms::{Credits, Options, Retry, SenderName, Service};
use ovh_sms_test_support::proxy;

pub(super) const ROWS: &str =
    "number;prénom\n+33600000001;Zoé\n+33600000002;Ali\n+33600000003;Lou\n";
const NUMBERS: [&str; 3] = ["+33600000001", "+33600000002", "+33600000003"];

pub(super) async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().step_delay(Duration::ZERO);
    builder.night_deferral(false).start().await.unwrap()
}

pub(super) fn service(sandbox: &Sandbox) -> Service {
    let once = Options::new().retry(Retry::never());
    sandbox.service().unwrap().with(once)
}

pub(super) fn mailing() -> Mailing {
    Mailing::transactional("soldes", "Bonjour #prenom# !")
        .from("SANDBOX".parse::<SenderName>().unwrap())
        .step_timeout(Duration::from_millis(300))
}

pub(super) fn checked() -> CheckedMailing {
    mailing().from_csv(ROWS.as_bytes()).unwrap()
}

fn texts(sandbox: &Sandbox, number: &str) -> Vec<String> {
    let inbox = sandbox.phone(number).inbox();
    inbox.into_iter().map(|message| message.text).collect()
}

pub(super) fn deliver(sandbox: &Sandbox) {
    sandbox.advance(Duration::from_secs(3600));
}

pub(super) async fn left_behind(service: &Service, sandbox: &Sandbox) -> (usize, usize) {
    let slots = service.api().receivers_list().send().await.unwrap();
    let client = sandbox.client().unwrap();
    let documents = client.api().me_document_list().send().await.unwrap();
    (slots.into_inner().len(), documents.into_inner().len())
}

#[tokio::test]
async fn every_row_gets_its_own_text_and_nothing_is_left_after_cleaning() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let mut mailing = checked();
    let estimate = mailing.estimate(&service).await.unwrap();
    assert_eq!(
        (estimate.credits, estimate.is_affordable()),
        (Credits::from(3), Some(true))
    );

    let mut sent = mailing.send(&service).await.unwrap();
    assert!(!sent.was_found());
    assert_eq!(left_behind(&service, &sandbox).await, (1, 1));
    let mut states = Vec::new();
    sandbox.advance(Duration::from_secs(1));
    sent.follow(|batch| states.push(batch.status.clone()))
        .await
        .unwrap();
    assert_eq!(states.last(), Some(&Some(BatchStatus::Completed)));
    deliver(&sandbox);
    assert_eq!(texts(&sandbox, NUMBERS[0]), ["Bonjour Zoé !"]);
    assert_eq!(texts(&sandbox, NUMBERS[2]), ["Bonjour Lou !"]);

    let statistics = sent.statistics().await.unwrap();
    assert_eq!(
        (statistics.delivered, statistics.credits),
        (Some(3), Some(Credits::from(3)))
    );
    let outcomes: Vec<_> = sent
        .outcomes()
        .await
        .unwrap()
        .into_iter()
        .map(Result::unwrap)
        .collect();
    assert_eq!(outcomes.len(), 3);
    assert!(
        outcomes
            .iter()
            .all(|row| row.ptt == Some(Ptt::DELIVERED) && row.delivered_at.is_some())
    );
    assert!(sent.rejected().is_empty());

    sent.clean_up().await.unwrap();
    assert_eq!(left_behind(&service, &sandbox).await, (0, 0));
    let again = checked().send(&service).await.unwrap();
    assert!(again.was_found());
    assert_eq!(again.id(), sent.id());
    deliver(&sandbox);
    assert_eq!(texts(&sandbox, NUMBERS[0]).len(), 1);
}

#[tokio::test]
async fn a_country_that_the_service_does_not_know_has_no_price_and_other_errors_are_returned() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    for (status, is_unpriced) in [(400, true), (404, true), (403, false), (500, false)] {
        let fault = Fault::status(status).on("rates_destinations_get").times(1);
        sandbox.faults().add(fault);
        let estimate = checked().estimate(&service).await;
        match is_unpriced {
            true => {
                let estimate = estimate.unwrap();
                assert_eq!((estimate.credits, estimate.unpriced), (Credits::ZERO, 3));
            }
            false => {
                let returned = estimate.unwrap_err().status();
                assert_eq!(returned.map(|returned| returned.as_u16()), Some(status));
            }
        }
    }
}

#[tokio::test]
async fn the_upload_carries_its_length_and_nothing_of_ours() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let mut mailing = checked();
    mailing.send(&proxy.service(&sandbox)).await.unwrap();
    let heads = proxy.heads();
    let put = heads
        .iter()
        .find(|head| head.starts_with("put /storage/"))
        .unwrap();
    assert!(
        put.contains(&format!("content-length: {}", mailing.size())),
        "{put}"
    );
    for header in ["x-ovh-", "authorization", "transfer-encoding"] {
        assert!(!put.contains(header), "{put}");
    }
}

#[tokio::test]
async fn a_faulty_last_row_leaves_nothing_behind() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let file = format!("{ROWS}06;x\n");
    assert!(mailing().from_csv(file.as_bytes()).is_err());
    assert_eq!(left_behind(&service, &sandbox).await, (0, 0));
    let mut late = mailing().at(chrono::Utc::now() - TimeDelta::minutes(1));
    late = late.max_parts(1);
    let error = late
        .from_csv(ROWS.as_bytes())
        .unwrap()
        .send(&service)
        .await
        .unwrap_err();
    assert!(matches!(error, MailingError::Past { .. }), "{error}");
    assert_eq!(left_behind(&service, &sandbox).await, (0, 0));
}

#[tokio::test]
async fn what_the_service_refuses_leaves_nothing_behind() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let unknown = mailing().from("NOBODY".parse::<SenderName>().unwrap());
    let error = unknown
        .from_csv(ROWS.as_bytes())
        .unwrap()
        .send(&service)
        .await
        .unwrap_err();
    assert!(error.nothing_was_sent(), "{error}");
    assert!(error.to_string().contains("NOBODY"), "{error}");
    assert_eq!(left_behind(&service, &sandbox).await, (0, 0));
    for operation in ["me_document_create", "receivers_create", "batches_create"] {
        sandbox
            .faults()
            .add(Fault::status(400).on(operation).times(1));
        let error = checked().send(&service).await.unwrap_err();
        assert!(error.nothing_was_sent(), "{operation}: {error}");
        // The service's refusal, and not `SlotIncomplete`.
        let MailingError::Api(refused) = &error else {
            panic!("{operation}: {error}");
        };
        let status = refused.status().map(|status| status.as_u16());
        assert_eq!(status, Some(400), "{operation}");
        assert_eq!(left_behind(&service, &sandbox).await, (0, 0), "{operation}");
    }
    assert!(!checked().send(&service).await.unwrap().was_found());
}

#[tokio::test]
async fn a_name_is_good_for_one_mailing() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    checked().send(&service).await.unwrap();
    for other in [
        mailing().from_csv(ROWS.replace("Ali", "Eve").as_bytes()),
        Mailing::transactional("soldes", "Bonsoir #prenom# !")
            .allow_replies()
            .from_csv(ROWS.as_bytes()),
    ] {
        let error = other.unwrap().send(&service).await.unwrap_err();
        assert!(
            matches!(error, MailingError::NameTaken { batch: Some(_) }),
            "{error}"
        );
    }
    let other = Mailing::transactional("soldes 2", "Bonjour #prenom# !").allow_replies();
    assert!(
        !other
            .from_csv(ROWS.as_bytes())
            .unwrap()
            .send(&service)
            .await
            .unwrap()
            .was_found()
    );
}

/// The description of a run's slot: the name, 7 digits of the fingerprint, the key.
pub(super) fn slot_description(mailing: &CheckedMailing) -> String {
    let batch = mailing.batch_name();
    format!("{}{}", &batch[..batch.len() - 5], mailing.slot_key())
}

pub(super) async fn fill(service: &Service, sandbox: &Sandbox, slot: u8, description: &str) {
    let client = sandbox.client().unwrap();
    let document = client.api().me_document_create("x.csv");
    let document = document.send().await.unwrap().into_inner();
    let put = document.put_url.unwrap();
    reqwest_put(put.expose(), "number\n+33600000099\n").await;
    let receivers = service
        .api()
        .receivers_create(false, description, slot.into())
        .document_id(document.id.unwrap().to_string());
    receivers.send().await.unwrap();
    client
        .api()
        .me_document_delete(document.id.unwrap())
        .send()
        .await
        .unwrap();
}

/// A hand-written `PUT`: the tests have no HTTP client of their own.
async fn reqwest_put(url: &str, body: &str) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let (host, path) = url
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = tokio::net::TcpStream::connect(host).await.unwrap();
    let length = body.len();
    let request = format!(
        "PUT /{path} HTTP/1.1\r\nhost: {host}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

#[tokio::test]
async fn slots_of_others_are_left_alone() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    for slot in 1..=9 {
        fill(&service, &sandbox, slot, "clients").await;
    }
    let error = checked().send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::NoFreeSlot), "{error}");
    let uploads = || count(&sandbox, "me_document_create");
    let before = uploads();
    let fifth = mailing().slot(Slot::new(5).unwrap());
    let error = fifth
        .from_csv(ROWS.as_bytes())
        .unwrap()
        .send(&service)
        .await
        .unwrap_err();
    assert!(matches!(error, MailingError::SlotTaken { .. }), "{error}");
    // Nothing was uploaded for a slot that is in use.
    assert_eq!(uploads(), before);
    assert_eq!(left_behind(&service, &sandbox).await, (9, 0));

    service.api().receivers_delete(7).send().await.unwrap();
    let mut sent = checked().send(&service).await.unwrap();
    assert_eq!(sent.batch().slot_id.as_deref(), Some("7"));
    sandbox.advance(Duration::from_secs(1));
    sent.clean_up().await.unwrap();
    assert_eq!(left_behind(&service, &sandbox).await, (8, 0));
}

#[tokio::test]
async fn a_slot_with_other_rows_is_never_sent_to() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    // Its own slot by the key, but incomplete: it is filled again.
    let mut mailing = checked();
    fill(&service, &sandbox, 4, &slot_description(&mailing)).await;
    let sent = mailing.send(&service).await.unwrap();
    assert_eq!(sent.batch().slot_id.as_deref(), Some("4"));
    deliver(&sandbox);
    assert!(texts(&sandbox, "+33600000099").is_empty());
    assert_eq!(texts(&sandbox, NUMBERS[1]), ["Bonjour Ali !"]);
}

/// A slot that an interrupted run has filled.
#[tokio::test]
async fn a_slot_that_holds_all_rows_is_not_filled_again() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let one = Mailing::transactional("soldes", "Bonjour").from("SANDBOX");
    let mut own = one.from_csv(&b"number\n+33600000099\n"[..]).unwrap();
    fill(&service, &sandbox, 4, &slot_description(&own)).await;
    let fills = || count(&sandbox, "receivers_create");
    assert_eq!(fills(), 1);
    let sent = own.send(&service).await.unwrap();
    assert_eq!(sent.batch().slot_id.as_deref(), Some("4"));
    assert_eq!(fills(), 1);
    deliver(&sandbox);
    assert_eq!(texts(&sandbox, "+33600000099"), ["Bonjour"]);
}

/// The list of batches is late, and the messages of the lost request appear while the run waits.
#[tokio::test]
async fn messages_that_appear_while_a_run_waits_prevent_a_second_request() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    proxy.hide_batches(u64::MAX);
    let lost = Fault::reset_after().on("batches_create").times(1);
    sandbox.faults().add(lost);
    let allowed = mailing().resend_if_absent_after(Duration::from_secs(2));
    let mut own = allowed.from_csv(ROWS.as_bytes()).unwrap();
    let by_proxy = proxy.service(&sandbox);
    let meanwhile = async {
        proxy.seen("post /1.0/sms/sms-ab12345-1/batches ").await;
        while texts(&sandbox, NUMBERS[0]).is_empty() {
            sandbox.advance(Duration::from_secs(1));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    let MailingError::Unknown { in_history, .. } = &error else {
        panic!("{error}");
    };
    assert!(in_history);
    deliver(&sandbox);
    assert_eq!(texts(&sandbox, NUMBERS[0]).len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_found_and_not_asked_for_again() {
    for operation in ["batches_create", "receivers_create"] {
        for fault in [Fault::reset_after(), Fault::cut_body()] {
            let sandbox = sandbox().await;
            let service = service(&sandbox);
            sandbox.faults().add(fault.on(operation).times(1));
            let sent = checked().send(&service).await.unwrap();
            assert!(sent.batch().id.is_some());
            deliver(&sandbox);
            for number in NUMBERS {
                assert_eq!(texts(&sandbox, number).len(), 1, "{operation}");
            }
        }
    }
}

#[tokio::test]
async fn a_batch_that_is_listed_late_is_not_sent_twice() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let service = proxy.service(&sandbox);
    // No response to the request, and the list does not show the batch before step_timeout ends.
    sandbox
        .faults()
        .add(Fault::reset_after().on("batches_create").times(1));
    proxy.hide_batches(u64::MAX);
    let error = checked().send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    assert!(!error.nothing_was_sent());
    // The next run sees the mark, and does not send while the list is late.
    let error = checked().send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    // A run that may send again does not send either: the history shows the messages.
    deliver(&sandbox);
    let allowed = mailing().resend_if_absent_after(Duration::from_millis(10));
    let error = allowed
        .from_csv(ROWS.as_bytes())
        .unwrap()
        .send(&service)
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            MailingError::Unknown {
                in_history: true,
                ..
            }
        ),
        "{error}"
    );
    // The list becomes current while a run waits.
    proxy.hide_batches(2);
    let sent = checked().send(&service).await.unwrap();
    assert!(sent.was_found());
    deliver(&sandbox);
    for number in NUMBERS {
        assert_eq!(texts(&sandbox, number).len(), 1);
    }
}

#[tokio::test]
async fn a_request_that_never_arrived_is_repeated_only_if_allowed() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    sandbox
        .faults()
        .add(Fault::reset_before().on("batches_create").times(1));
    let error = checked().send(&service).await.unwrap_err();
    assert!(
        matches!(
            error,
            MailingError::Unknown {
                in_history: false,
                ..
            }
        ),
        "{error}"
    );
    let error = checked().send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    let allowed = mailing().resend_if_absent_after(Duration::from_millis(50));
    let mut allowed = allowed.from_csv(ROWS.as_bytes()).unwrap();
    assert!(!allowed.send(&service).await.unwrap().was_found());
    deliver(&sandbox);
    assert_eq!(texts(&sandbox, NUMBERS[0]).len(), 1);
}

#[tokio::test]
async fn a_deferred_mailing_can_be_cancelled() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let later = mailing().at(chrono::Utc::now() + TimeDelta::hours(5));
    let mut sent = later
        .from_csv(ROWS.as_bytes())
        .unwrap()
        .send(&service)
        .await
        .unwrap();
    sandbox.advance(Duration::from_secs(60));
    sent.cancel().await.unwrap();
    sandbox.advance(Duration::from_secs(60));
    let end = sent.follow(|_| {}).await.unwrap();
    assert_eq!(end.status, Some(BatchStatus::Canceled));
    sandbox.advance(Duration::from_secs(10 * 3600));
    assert!(texts(&sandbox, NUMBERS[0]).is_empty());
    assert!(
        later
            .from_csv(ROWS.as_bytes())
            .unwrap()
            .send(&service)
            .await
            .unwrap()
            .was_found()
    );
}

#[tokio::test]
async fn a_refusal_after_a_lost_request_leaves_its_traces_and_the_doubt() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let service = proxy.service(&sandbox);
    sandbox
        .faults()
        .add(Fault::reset_after().on("batches_create").times(1));
    proxy.hide_batches(u64::MAX);
    let error = checked().send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    // The next run may send again, and is refused permanently: the first request may have been
    // sent.
    sandbox
        .faults()
        .add(Fault::status(403).on("batches_create"));
    let allowed = mailing().resend_if_absent_after(Duration::from_millis(10));
    let mut allowed = allowed.from_csv(ROWS.as_bytes()).unwrap();
    let error = allowed.send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    assert_eq!(left_behind(&service, &sandbox).await, (1, 1));
    sandbox.faults().clear();
    proxy.hide_batches(0);
    assert!(checked().send(&service).await.unwrap().was_found());
    deliver(&sandbox);
    for number in NUMBERS {
        assert_eq!(texts(&sandbox, number).len(), 1);
    }
}

#[tokio::test]
async fn a_time_to_send_at_is_compared_with_the_servers_clock() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    // In an hour by this machine's clock, long ago by the server's.
    sandbox.faults().clock_skew(24 * 3600);
    let soon = mailing().at(chrono::Utc::now() + TimeDelta::hours(1));
    let mut soon = soon.from_csv(ROWS.as_bytes()).unwrap();
    let error = soon.send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Past { .. }), "{error}");
    sandbox.faults().clear();
    sandbox.faults().clock_skew(0);
    assert!(!soon.send(&service).await.unwrap().was_found());
}

#[tokio::test]
async fn an_expiry_that_was_lost_is_set_after_the_upload() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let lost = Fault::reset_before().on("me_document_update").times(1);
    sandbox.faults().add(lost);
    checked().send(&service).await.unwrap();
    let client = sandbox.client().unwrap();
    let mut documents = client.api().me_document_list().stream();
    let document = documents.next().await.unwrap().unwrap();
    let expiry = document.expiration_date.unwrap();
    assert!(expiry > chrono::Utc::now() + TimeDelta::days(6));
}

#[tokio::test]
async fn a_stop_before_the_batch_is_asked_for_leaves_nothing_behind() {
    let requests = [
        ("batches_list", "get /1.0/sms/sms-ab12345-1/batches "),
        // Slots are read one after the other: the first is held.
        ("receivers_get", "get /1.0/sms/sms-ab12345-1/receivers/1"),
        ("outgoing_list", "get /1.0/sms/sms-ab12345-1/outgoing"),
        ("me_document_create", "post /1.0/me/document"),
        ("me_document_update", "put /1.0/me/document"),
        ("receivers_create", "post /1.0/sms/sms-ab12345-1/receivers"),
    ];
    for (operation, head) in requests {
        let sandbox = sandbox().await;
        let proxy = proxy::Proxy::before(&sandbox).await;
        let held = Fault::latency(Duration::from_secs(3600)).on(operation);
        sandbox.faults().add(held);
        let (watch, service) = (SendWatch::new(), proxy.service(&sandbox));
        let mut mailing = checked();
        let stop = async {
            proxy.seen(head).await;
            assert!(watch.stop(), "{operation}");
        };
        let (stopped, ()) = tokio::join!(mailing.send_watched(&service, &watch), stop);
        let error = stopped.unwrap_err();
        assert!(
            matches!(error, MailingError::Stopped),
            "{operation}: {error}"
        );
        assert!(error.nothing_was_sent());
        assert_eq!(left_behind(&service, &sandbox).await, (0, 0), "{operation}");
        // The held request remains held.
        sandbox.faults().clear();
        assert!(!checked().send(&service).await.unwrap().was_found());
        deliver(&sandbox);
        assert_eq!(texts(&sandbox, NUMBERS[0]).len(), 1, "{operation}");
    }
}

#[tokio::test]
async fn a_stop_after_the_batch_was_asked_for_is_too_late() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let held = Fault::latency(Duration::from_millis(300));
    sandbox.faults().add(held.on("batches_create"));
    let watch = SendWatch::new();
    let mut mailing = checked();
    let stop = async {
        while watch.step() != SendStep::Asking {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(!watch.stop());
    };
    let (sent, ()) = tokio::join!(mailing.send_watched(&service, &watch), stop);
    assert!(!sent.unwrap().was_found());
}

/// `resend_if_absent_after` allows a second request, but the caller has stopped the send.
#[tokio::test]
async fn after_a_stop_a_lost_request_is_not_made_again() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    sandbox
        .faults()
        .add(Fault::reset_before().on("batches_create").times(1));
    let noted = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&noted);
    let watch = SendWatch::noting(false, move || {
        count.fetch_add(1, Ordering::SeqCst);
        Ok(())
    });
    assert!(!watch.may_have_been_sent());
    let allowed = mailing().resend_if_absent_after(Duration::from_millis(300));
    let mut allowed = allowed.from_csv(ROWS.as_bytes()).unwrap();
    let stop = async {
        while watch.step() != SendStep::Searching {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(!watch.stop());
        assert!(!watch.stop(), "a second time");
    };
    let (sent, ()) = tokio::join!(allowed.send_watched(&service, &watch), stop);
    let error = sent.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    assert_eq!(noted.load(Ordering::SeqCst), 1);
    assert!(watch.may_have_been_sent());
    let batches = service.api().batches_list().send().await.unwrap();
    assert!(batches.is_empty());
    // The request may still arrive: its slot stays.
    assert_eq!(left_behind(&service, &sandbox).await, (1, 1));
}

/// A batch of that name with other rows, as an older mailing has it.
const NAMESAKE: &str =
    r#"{"id":"3f2b5a52-0000-4000-8000-000000000000","name":"soldes 0123456789ab"}"#;

/// The outcome is unknown although the name is taken as well: with a new name, it could be sent twice.
#[tokio::test]
async fn a_name_that_is_taken_does_not_hide_that_another_run_may_have_sent_the_mailing() {
    let key = |description: String, own: &CheckedMailing| {
        description.replace(&own.slot_key().to_string(), "ffffffff")
    };
    // A batch of the name, or a slot in front of the one of the other run.
    for is_batch in [true, false] {
        let sandbox = sandbox().await;
        let proxy = proxy::Proxy::before(&sandbox).await;
        let by_proxy = proxy.service(&sandbox);
        let mut own = checked();
        let foreign = key(slot_description(&own), &own);
        fill(&by_proxy, &sandbox, 4, &foreign).await;
        match is_batch {
            true => {
                proxy.list_instead(&format!("[{NAMESAKE}]"));
                proxy.hide_batches(u64::MAX);
                let error = own.find(&by_proxy).await.unwrap_err();
                assert!(!error.nothing_was_sent(), "{error}");
            }
            false => fill(&by_proxy, &sandbox, 2, "soldes 0123456789abcde").await,
        }
        let watch = SendWatch::new();
        let error = own.send_watched(&by_proxy, &watch).await.unwrap_err();
        let MailingError::Unknown { other_run, .. } = &error else {
            panic!("{is_batch}: {error}");
        };
        assert_eq!(*other_run, Slot::new(4), "{is_batch}");
        assert!(!asked(&sandbox, "batches_create"));
        assert!(watch.may_have_been_sent(), "{is_batch}");
    }
    // Its messages are in the history, and its batch is not listed yet.
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let by_proxy = proxy.service(&sandbox);
    let mut sent = checked().send(&by_proxy).await.unwrap();
    sandbox.advance(Duration::from_secs(1));
    sent.follow(|_| {}).await.unwrap();
    sent.clean_up().await.unwrap();
    proxy.list_instead(&format!("[{NAMESAKE}]"));
    proxy.hide_batches(u64::MAX);
    let error = checked().find(&by_proxy).await.unwrap_err();
    let MailingError::Unknown { in_history, .. } = &error else {
        panic!("{error}");
    };
    assert!(in_history);
}

/// The name contains a fingerprint of the rows and the text, so that it is the mailing's own batch.
#[tokio::test]
async fn a_batch_of_this_name_whose_text_the_service_changed_may_be_the_mailings() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let by_proxy = proxy.service(&sandbox);
    let name = checked().batch_name();
    let id = "3f2b5a52-0000-4000-8000-000000000000";
    for (name, message, is_unknown) in [
        (name.as_str(), "Bonjour #prenom# ! STOP au 36180", true),
        // Shortened by the service.
        (&name[..name.len() - 6], "Bonjour #prenom#", true),
        (&name[..name.len() - 9], "Bonjour #prenom#", false),
        ("soldes 0123456789ab", "Bonjour #prenom# !", false),
    ] {
        let batch = serde_json::json!([{ "id": id, "name": name, "message": message }]);
        proxy.list_instead(&batch.to_string());
        proxy.hide_batches(u64::MAX);
        let error = checked().send(&by_proxy).await.unwrap_err();
        assert_eq!(!error.nothing_was_sent(), is_unknown, "{name}: {error}");
        let is_taken = matches!(error, MailingError::NameTaken { .. });
        assert_eq!(is_taken, !is_unknown, "{name}: {error}");
    }
    assert!(!asked(&sandbox, "batches_create"));
}

/// A cache that ignores the query returns the price of a country that was asked for before.
#[tokio::test]
async fn the_rate_of_another_country_is_not_a_price() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let by_proxy = proxy.service(&sandbox);
    let rates = "get /1.0/sms/rates/destinations";
    for (body, rate) in [
        (r#"{"countryCode":"in","credit":0.4}"#, None),
        (r#"{"countryCode":"FR","credit":1.2}"#, Some("1.2")),
        (r#"{"credit":1.2}"#, Some("1.2")),
        (r#"{"countryCode":"fr","credit":-1}"#, None),
        (r#"{"countryCode":"fr"}"#, None),
    ] {
        proxy.answer(rates, body);
        let found = by_proxy.client().rate("fr").await.unwrap();
        let rate: Option<Credits> = rate.map(|rate| rate.parse().unwrap());
        assert_eq!(found, rate, "{body}");
        let estimate = checked().estimate(&by_proxy).await.unwrap();
        let unpriced = if rate.is_some() { 0 } else { 3 };
        assert_eq!(estimate.unpriced, unpriced, "{body}");
    }
}

#[tokio::test]
async fn what_cannot_be_noted_is_not_sent() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let watch = SendWatch::noting(false, || Err(std::io::ErrorKind::StorageFull.into()));
    let error = checked().send_watched(&service, &watch).await.unwrap_err();
    assert!(matches!(error, MailingError::Note(_)), "{error}");
    assert!(error.nothing_was_sent());
    assert!(!asked(&sandbox, "batches_create"));
    assert_eq!(left_behind(&service, &sandbox).await, (0, 0));
}

#[tokio::test]
async fn a_note_of_an_earlier_run_is_believed_without_a_trace_on_the_account() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    let watch = SendWatch::noting(true, || Ok(()));
    let error = checked().send_watched(&service, &watch).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    assert!(!asked(&sandbox, "batches_create"));
    let allowed = mailing().resend_if_absent_after(Duration::from_millis(50));
    let mut allowed = allowed.from_csv(ROWS.as_bytes()).unwrap();
    let watch = SendWatch::noting(true, || Ok(()));
    let sent = allowed.send_watched(&service, &watch).await.unwrap();
    assert!(!sent.was_found());
}

pub(super) fn asked(sandbox: &Sandbox, operation: &str) -> bool {
    count(sandbox, operation) > 0
}

/// Returns how many requests of an operation the sandbox has received.
fn count(sandbox: &Sandbox, operation: &str) -> usize {
    let requests = sandbox.requests();
    let names = requests.iter().map(|request| request.operation.as_deref());
    names.filter(|name| *name == Some(operation)).count()
}

#[tokio::test]
async fn a_slot_of_another_run_is_in_doubt_and_stays() {
    let keys = ["00000000", "ffffffff"];
    let own = checked();
    let foreign = keys.map(|key| {
        let own_key = own.slot_key().to_string();
        slot_description(&own).replace(&own_key, key)
    });
    let old = [own.batch_name(), format!("{} >", own.batch_name())];
    for description in foreign.iter().chain(&old) {
        let sandbox = sandbox().await;
        let service = service(&sandbox);
        fill(&service, &sandbox, 4, description).await;
        let error = checked().send(&service).await.unwrap_err();
        let MailingError::Unknown { other_run, .. } = &error else {
            panic!("{description}: {error}");
        };
        assert_eq!(*other_run, Slot::new(4), "{description}");
        assert!(!error.nothing_was_sent());
        assert!(!asked(&sandbox, "batches_create"), "{description}");
        assert_eq!(left_behind(&service, &sandbox).await, (1, 0));
        // If sending is allowed nevertheless, it fills its own slot and leaves the other one.
        let allowed = mailing().resend_if_absent_after(Duration::from_millis(10));
        let mut sent = allowed.from_csv(ROWS.as_bytes()).unwrap();
        let mut sent = sent.send(&service).await.unwrap();
        assert_eq!(sent.batch().slot_id.as_deref(), Some("1"));
        sandbox.advance(Duration::from_secs(1));
        sent.clean_up().await.unwrap();
        assert_eq!(left_behind(&service, &sandbox).await, (1, 0));
    }
}

#[tokio::test]
async fn a_slot_of_the_same_name_with_other_rows_is_refused() {
    let sandbox = sandbox().await;
    let service = service(&sandbox);
    fill(&service, &sandbox, 2, "soldes 0123456789abcde").await;
    let error = checked().send(&service).await.unwrap_err();
    assert!(
        matches!(error, MailingError::NameTaken { batch: None }),
        "{error}"
    );
    assert_eq!(left_behind(&service, &sandbox).await, (1, 0));
    // Names that only begin with it are other names.
    for other in ["soldes 2 0123456789abcde", "soldes2", "soldes", "soldes x"] {
        let sandbox = self::sandbox().await;
        let service = self::service(&sandbox);
        fill(&service, &sandbox, 2, other).await;
        checked().send(&service).await.unwrap();
    }
}

#[tokio::test]
async fn an_object_that_asked_before_does_not_ask_again_while_lists_are_late() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let service = proxy.service(&sandbox);
    let mut mailing = checked();
    mailing.send(&service).await.unwrap();
    proxy.hide_batches(u64::MAX);
    let error = mailing.send(&service).await.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    proxy.hide_batches(0);
    assert!(mailing.send(&service).await.unwrap().was_found());
    deliver(&sandbox);
    assert_eq!(texts(&sandbox, NUMBERS[0]).len(), 1);
}

#[tokio::test]
async fn whatever_fails_after_an_earlier_run_asked_leaves_the_outcome_unknown() {
    let looks = ["batches_list", "receivers_get", "outgoing_list"];
    for operation in looks {
        for status in [401, 403, 429, 503] {
            let sandbox = sandbox().await;
            let service = service(&sandbox);
            sandbox.faults().add(Fault::status(status).on(operation));
            let watch = SendWatch::noting(true, || Ok(()));
            let error = checked().send_watched(&service, &watch).await.unwrap_err();
            assert!(
                matches!(
                    error,
                    MailingError::Unknown {
                        source: Some(_),
                        ..
                    }
                ),
                "{operation} {status}: {error}"
            );
        }
    }
    let sandbox = sandbox().await;
    let watch = SendWatch::noting(true, || Ok(()));
    assert!(watch.stop());
    let stopped = checked().send_watched(&service(&sandbox), &watch).await;
    assert!(matches!(stopped, Err(MailingError::Unknown { .. })));
}

#[tokio::test]
async fn each_refusal_of_an_occupied_slot_is_understood() {
    use ovh_sms::sandbox::OccupiedSlots;
    type Is = fn(&MailingError) -> bool;
    let others: [(String, Is); 3] = [
        // Another run of this mailing, another mailing, and one with this name and other rows.
        (slot_description(&checked()), |error| {
            matches!(
                error,
                MailingError::Unknown {
                    other_run: Some(_),
                    ..
                }
            )
        }),
        ("clients".to_owned(), |error| {
            matches!(error, MailingError::SlotTaken { .. })
        }),
        ("soldes 0123456789abcde".to_owned(), |error| {
            matches!(error, MailingError::NameTaken { batch: None })
        }),
    ];
    for status in [400, 403, 404, 409, 412, 422] {
        for (other, is_expected) in &others {
            let builder = Sandbox::builder()
                .step_delay(Duration::ZERO)
                .occupied_slots(OccupiedSlots::Refuse(status));
            let sandbox = builder.start().await.unwrap();
            let proxy = proxy::Proxy::before(&sandbox).await;
            let mut mailing = checked();
            // Another run fills the slot just before this one does.
            let head = "post /1.0/sms/sms-ab12345-1/receivers ";
            proxy.delay(head, Duration::from_secs(3600));
            let (watch, by_proxy) = (SendWatch::new(), proxy.service(&sandbox));
            let meanwhile = async {
                proxy.seen(head).await;
                fill(&service(&sandbox), &sandbox, 1, other).await;
                proxy.undelay();
            };
            let (sent, ()) = tokio::join!(mailing.send_watched(&by_proxy, &watch), meanwhile);
            let error = sent.unwrap_err();
            assert!(is_expected(&error), "{status}, {other}: {error}");
            let direct = service(&sandbox);
            let slot = direct.api().receivers_get(1).send().await;
            let slot = slot.unwrap();
            assert_eq!(slot.description.as_deref(), Some(other.as_str()));
        }
    }
}

/// If it were repeated, the first request could arrive late, and delete the slot of another run.
#[tokio::test]
async fn a_slot_is_deleted_by_one_request_even_if_its_answer_is_lost() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let retrying = proxy.service(&sandbox).with(Options::new());
    for (operation, fault) in [
        ("batches_create", Fault::status(400)),
        ("receivers_delete", Fault::reset_after()),
    ] {
        sandbox.faults().add(fault.on(operation));
    }
    checked().send(&retrying).await.unwrap_err();
    let heads = proxy.heads();
    let deletes = heads
        .iter()
        .filter(|head| head.starts_with("delete /1.0/sms/") && head.contains("/receivers/"));
    assert_eq!(deletes.count(), 1);
}

/// From a cache or a faulty gateway: the request was not processed.
#[tokio::test]
async fn a_response_with_another_batch_does_not_prove_that_a_mailing_was_sent() {
    let id = "11111111-2222-4333-8444-555555555555";
    let other = [
        format!(r#"{{"id":"{id}","name":"other 0123456789ab","message":"Other"}}"#),
        format!(r#"{{"id":"{id}","message":"Bonjour #prenom# !"}}"#),
        format!(r#"{{"id":"{id}"}}"#),
    ];
    for body in other {
        let sandbox = sandbox().await;
        let proxy = proxy::Proxy::before(&sandbox).await;
        proxy.answer("post /1.0/sms/sms-ab12345-1/batches ", &body);
        let error = checked().send(&proxy.service(&sandbox)).await.unwrap_err();
        assert!(
            matches!(error, MailingError::Unknown { .. }),
            "{body}: {error}"
        );
        assert!(!asked(&sandbox, "batches_create"));
    }
}

#[tokio::test]
async fn a_response_with_the_mailings_batch_is_enough_if_the_list_is_late() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    proxy.hide_batches(u64::MAX);
    let sent = checked().send(&proxy.service(&sandbox)).await.unwrap();
    assert!(!sent.was_found() && sent.batch().id.is_some());
}

#[tokio::test]
async fn another_batch_is_not_read_in_place_of_the_mailings_own() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let mut sent = checked().send(&proxy.service(&sandbox)).await.unwrap();
    let head = format!("get /1.0/sms/sms-ab12345-1/batches/{} ", sent.id());
    let other = r#"{"id":"11111111-2222-4333-8444-555555555555","status":"FAILED"}"#;
    let errors = r#"{"errors":[{"receiver":"+33600000002","message":"Invalid receiver"}]}"#;
    proxy.answer(&head, errors);
    sent.refresh().await.unwrap();
    assert_eq!(sent.rejected().len(), 1);
    let before = sent.batch().clone();
    proxy.answer(&head, other);
    sent.refresh().await.unwrap_err();
    assert_eq!(sent.batch(), &before);

    let statistics = format!(
        "get /1.0/sms/sms-ab12345-1/batches/{}/statistics ",
        sent.id()
    );
    assert!(sent.statistics().await.is_ok());
    proxy.answer(&statistics, other);
    sent.statistics().await.unwrap_err();
}

#[tokio::test]
async fn a_mailing_is_found_by_its_rows_and_by_the_id_of_its_batch() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let service = proxy.service(&sandbox);
    assert!(checked().find(&service).await.unwrap().is_none());
    let id = checked().send(&service).await.unwrap().id();
    let found = checked().find(&service).await.unwrap().unwrap();
    assert_eq!((found.id(), found.was_found()), (id, true));
    let found = checked().find_batch(&service, id).await.unwrap().unwrap();
    assert_eq!((found.id(), found.was_found()), (id, true));

    let unknown = "11111111-2222-4333-8444-555555555555".parse().unwrap();
    let found = checked().find_batch(&service, unknown).await.unwrap();
    assert!(found.is_none());
    let other = Mailing::transactional("other", "Bonjour").from("SANDBOX");
    let other = other.from_csv(&b"number\n+33600000009\n"[..]).unwrap();
    let error = other.find_batch(&service, id).await.unwrap_err();
    assert!(
        matches!(error, MailingError::NameTaken { batch: Some(taken) } if taken == id),
        "{error}"
    );
    // The mailing's name in a response about another batch.
    let body = format!(
        r#"{{"id":"{unknown}","name":"{}"}}"#,
        checked().batch_name()
    );
    proxy.answer(&format!("get /1.0/sms/sms-ab12345-1/batches/{id} "), &body);
    let error = checked().find_batch(&service, id).await.unwrap_err();
    assert!(matches!(error, MailingError::Api(_)), "{error}");
}

#[tokio::test]
async fn progress_reports_each_change_once() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let sent = checked().send(&proxy.service(&sandbox)).await.unwrap();
    let head = format!("get /1.0/sms/sms-ab12345-1/batches/{} ", sent.id());
    let reads = || {
        let heads = proxy.heads();
        heads.iter().filter(|read| read.starts_with(&head)).count()
    };
    let mut progress = sent.progress();
    proxy.answer(&head, r#"{"status":"PENDING"}"#);
    let first = progress.next().await.unwrap().unwrap();
    assert_eq!(first.status, Some(BatchStatus::Pending));
    let before = reads();
    let meanwhile = async {
        while reads() < before + 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        proxy.answer(&head, r#"{"status":"FAILED"}"#);
    };
    let (second, ()) = tokio::join!(progress.next(), meanwhile);
    assert_eq!(second.unwrap().unwrap().status, Some(BatchStatus::Failed));
    assert!(progress.next().await.is_none());
}

#[tokio::test]
async fn following_a_batch_outlasts_a_passing_failure_and_ends_at_a_refusal() {
    for (status, is_passing) in [(503, true), (403, false)] {
        let sandbox = sandbox().await;
        let mut sent = checked().send(&service(&sandbox)).await.unwrap();
        sandbox.advance(Duration::from_secs(1));
        let fault = Fault::status(status).on("batches_get").times(1);
        sandbox.faults().add(fault);
        let followed = sent.follow(|_| ()).await;
        match is_passing {
            true => assert_eq!(followed.unwrap().status, Some(BatchStatus::Completed)),
            false => {
                let returned = followed.unwrap_err().status();
                assert_eq!(returned.map(|returned| returned.as_u16()), Some(status));
            }
        }
    }
}

#[tokio::test]
async fn a_response_about_another_batch_does_not_say_that_the_mailing_was_cancelled() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let mut sent = checked().send(&proxy.service(&sandbox)).await.unwrap();
    let cancel = format!("post /1.0/sms/sms-ab12345-1/batches/{}/cancel ", sent.id());
    let other = r#"{"id":"11111111-2222-4333-8444-555555555555","status":"CANCELED"}"#;
    proxy.answer(&cancel, other);
    let id = sent.id();
    let batch = sent.cancel().await.unwrap();
    assert_eq!(batch.id, Some(id));
    assert_ne!(batch.status, Some(BatchStatus::Canceled));
}

/// Two runs with two journals made two batches, and one of them failed.
#[tokio::test]
async fn a_batch_that_failed_does_not_hide_one_that_was_sent() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let sent = checked().send(&service(&sandbox)).await.unwrap();
    let batch = |id: &str, status: &str| {
        serde_json::json!({
            "id": id, "status": status, "name": sent.batch().name, "message": sent.batch().message,
            "totalRecords": 2,
        })
    };
    let ids = [
        "11111111-2222-4333-8444-555555555555",
        &sent.id().to_string(),
    ];
    for statuses in [
        ["FAILED", "COMPLETED"],
        ["COMPLETED", "FAILED"],
        ["CANCELED", "PENDING"],
        ["INSERTED", "CANCELED"],
    ] {
        let listed = [batch(ids[0], statuses[0]), batch(ids[1], statuses[1])];
        proxy.answer(
            "get /1.0/sms/sms-ab12345-1/batches ",
            &serde_json::json!(listed).to_string(),
        );
        let found = checked().send(&proxy.service(&sandbox)).await.unwrap();
        let status = found.batch().status.as_ref().unwrap().to_string();
        assert!(
            !["FAILED", "CANCELED"].contains(&status.as_str()),
            "{statuses:?}"
        );
    }
}

#[tokio::test]
async fn a_slot_is_not_deleted_before_its_batch_is_listed() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let mut sent = checked().send(&proxy.service(&sandbox)).await.unwrap();
    sandbox.advance(Duration::from_secs(60));
    proxy.hide_batches(u64::MAX);
    let error = sent.clean_up().await.unwrap_err();
    assert!(matches!(error, MailingError::StillWorking), "{error}");
    assert_eq!(left_behind(&service(&sandbox), &sandbox).await, (1, 1));
    proxy.hide_batches(0);
    sent.clean_up().await.unwrap();
    assert_eq!(left_behind(&service(&sandbox), &sandbox).await, (0, 0));
}

/// Another program can delete the slot between the two requests.
#[tokio::test]
async fn cleaning_up_accepts_that_a_slot_is_gone_and_reports_other_errors() {
    for (status, is_gone) in [(404, true), (403, false), (500, false)] {
        let sandbox = sandbox().await;
        let mut sent = checked().send(&service(&sandbox)).await.unwrap();
        sandbox.advance(Duration::from_secs(60));
        sandbox
            .faults()
            .add(Fault::status(status).on("receivers_delete"));
        let cleaned = sent.clean_up().await;
        assert_eq!(cleaned.is_ok(), is_gone, "{status}: {cleaned:?}");
        assert!(asked(&sandbox, "receivers_delete"), "{status}");
    }
}

/// Where the service overwrites slots, the list of another program would be lost.
#[tokio::test]
async fn a_slot_that_is_filled_during_the_upload_is_left_alone() {
    use ovh_sms::sandbox::OccupiedSlots;
    let builder = Sandbox::builder().occupied_slots(OccupiedSlots::Overwrite);
    let sandbox = builder.start().await.unwrap();
    let proxy = proxy::Proxy::before(&sandbox).await;
    let head = "post /1.0/me/document ";
    proxy.delay(head, Duration::from_secs(3600));
    let (mut mailing, by_proxy) = (checked(), proxy.service(&sandbox));
    let meanwhile = async {
        proxy.seen(head).await;
        fill(&service(&sandbox), &sandbox, 1, "clients").await;
        proxy.undelay();
    };
    let (sent, ()) = tokio::join!(mailing.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    assert!(matches!(error, MailingError::SlotTaken { .. }), "{error}");
    let slot = service(&sandbox).api().receivers_get(1).send().await;
    let slot = slot.unwrap();
    assert_eq!(slot.description.as_deref(), Some("clients"));
}

/// The other run's slot is gone, and its batch is listed, by the time at which this run has read the
/// slots: the list must be read after them.
#[tokio::test]
async fn the_batches_are_listed_after_the_slots_of_other_runs_are_read() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let (upload, slot) = (
        "post /1.0/me/document ",
        "get /1.0/sms/sms-ab12345-1/receivers/1 ",
    );
    proxy.delay(upload, Duration::from_secs(3600));
    let own = mailing().slot(Slot::new(2).unwrap());
    let mut own = own.from_csv(ROWS.as_bytes()).unwrap();
    let by_proxy = proxy.service(&sandbox);
    let reads = || {
        proxy
            .heads()
            .iter()
            .filter(|head| head.starts_with(slot))
            .count()
    };
    let meanwhile = async {
        proxy.seen(upload).await;
        let mut other = checked().send(&service(&sandbox)).await.unwrap();
        let before = reads();
        proxy.hide_batches(u64::MAX);
        proxy.undelay();
        proxy.delay(slot, Duration::from_secs(3600));
        while reads() == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        proxy.hide_batches(0);
        sandbox.advance(Duration::from_secs(60));
        other.clean_up().await.unwrap();
        proxy.undelay();
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    assert!(sent.unwrap().was_found());
    deliver(&sandbox);
    for number in NUMBERS {
        assert_eq!(texts(&sandbox, number).len(), 1);
    }
}
