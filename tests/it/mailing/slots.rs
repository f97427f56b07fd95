//! What a mailing makes of its slot and of other slots while it runs: each guard has a test that fails
//! without it.
#![cfg(all(feature = "csv", feature = "sandbox"))]

use std::time::Duration;

use ovh_sms::mailing::{MailingError, SendStep, SendWatch, Slot};
use ovh_sms::sandbox::{Fault, Sandbox};
use ovh_sms_test_support::proxy;

use super::send::{
    ROWS, asked, checked, fill, left_behind, mailing, sandbox, service, slot_description,
};

/// Another run of the mailing has filled a slot since this run read the slots.
#[tokio::test]
async fn a_slot_that_another_run_fills_during_the_upload_is_in_doubt() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let upload = "post /1.0/me/document ";
    proxy.delay(upload, Duration::from_secs(3600));
    let own = mailing().slot(Slot::new(2).unwrap());
    let mut own = own.from_csv(ROWS.as_bytes()).unwrap();
    let foreign = slot_description(&own).replace(&own.slot_key().to_string(), "ffffffff");
    let by_proxy = proxy.service(&sandbox);
    let meanwhile = async {
        proxy.seen(upload).await;
        fill(&service(&sandbox), &sandbox, 4, &foreign).await;
        proxy.undelay();
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    let MailingError::Unknown { other_run, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(*other_run, Slot::new(4));
    assert!(!asked(&sandbox, "batches_create"));
    // The other run's slot is there, and this run's is not.
    assert_eq!(left_behind(&service(&sandbox), &sandbox).await.0, 1);
}

/// Where the service overwrites slots, another program can replace the rows between the upload and
/// the request: they would be sent this mailing's text.
#[tokio::test]
async fn a_slot_that_is_overwritten_before_the_request_is_not_sent_to() {
    use ovh_sms::sandbox::OccupiedSlots;
    let builder = Sandbox::builder().occupied_slots(OccupiedSlots::Overwrite);
    let sandbox = builder.start().await.unwrap();
    let proxy = proxy::Proxy::before(&sandbox).await;
    let (upload, list) = (
        "post /1.0/me/document ",
        "get /1.0/sms/sms-ab12345-1/batches ",
    );
    proxy.delay(upload, Duration::from_secs(3600));
    let (mut own, by_proxy) = (checked(), proxy.service(&sandbox));
    let lists = || {
        let heads = proxy.heads();
        heads.iter().filter(|head| head.starts_with(list)).count()
    };
    let meanwhile = async {
        proxy.seen(upload).await;
        let before = lists();
        proxy.undelay();
        proxy.delay(list, Duration::from_secs(3600));
        while lists() == before {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        fill(&service(&sandbox), &sandbox, 1, "clients").await;
        proxy.undelay();
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    assert!(matches!(error, MailingError::SlotTaken { .. }), "{error}");
    assert!(!asked(&sandbox, "batches_create"));
    let slot = service(&sandbox).api().receivers_get(1).send().await;
    assert_eq!(slot.unwrap().description.as_deref(), Some("clients"));
}

/// For the client the request may have arrived, and the next attempt fails before it repeats it.
#[tokio::test]
async fn a_slot_is_kept_if_a_lost_request_cannot_be_repeated() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    proxy.hide_batches(u64::MAX);
    let request = "post /1.0/sms/sms-ab12345-1/batches ";
    proxy.delay(request, Duration::from_secs(3600));
    let lost = Fault::reset_before().on("batches_create").times(1);
    sandbox.faults().add(lost);
    let allowed = mailing().resend_if_absent_after(Duration::from_millis(10));
    let mut own = allowed.from_csv(ROWS.as_bytes()).unwrap();
    let by_proxy = proxy.service(&sandbox);
    let meanwhile = async {
        proxy.seen(request).await;
        let refused = Fault::status(403).on("receivers_get").times(1);
        sandbox.faults().add(refused);
        proxy.undelay();
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    assert_eq!(left_behind(&by_proxy, &sandbox).await, (1, 1));
}

/// A request that was lost is not undone by one that is refused.
#[tokio::test]
async fn a_refusal_after_a_lost_request_of_the_same_run_leaves_the_doubt() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    proxy.hide_batches(u64::MAX);
    let lost = Fault::reset_before().on("batches_create").times(1);
    sandbox.faults().add(lost);
    let allowed = mailing().resend_if_absent_after(Duration::from_secs(1));
    let mut own = allowed.from_csv(ROWS.as_bytes()).unwrap();
    let by_proxy = proxy.service(&sandbox);
    let meanwhile = async {
        // The request is lost, and the list is read again.
        let is_request = |head: &String| head.starts_with("post /1.0/sms/sms-ab12345-1/batches ");
        let is_list = |head: &String| head.starts_with("get /1.0/sms/sms-ab12345-1/batches ");
        while !proxy
            .heads()
            .iter()
            .skip_while(|head| !is_request(head))
            .any(is_list)
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        let refused = Fault::status(403).on("batches_create");
        sandbox.faults().add(refused);
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    assert!(matches!(error, MailingError::Unknown { .. }), "{error}");
    assert!(!error.nothing_was_sent());
    assert_eq!(left_behind(&by_proxy, &sandbox).await, (1, 1));
}

/// The response to a read of slot 1.
fn first_slot(description: &str, records: u64) -> String {
    format!(
        r#"{{"slotId":1,"description":"{description}","records":{records},"autoUpdate":false,"datetime":"2026-11-01T00:00:00Z"}}"#
    )
}

/// The slot still has this run's mark.
#[tokio::test]
async fn a_slot_that_loses_rows_before_the_request_is_not_sent_from() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let (fills, list) = (
        "post /1.0/sms/sms-ab12345-1/receivers ",
        "get /1.0/sms/sms-ab12345-1/batches ",
    );
    let own = mailing().slot(Slot::new(1).unwrap());
    let mut own = own.from_csv(ROWS.as_bytes()).unwrap();
    let fewer = first_slot(&slot_description(&own), own.receivers() - 1);
    let by_proxy = proxy.service(&sandbox);
    let is_listed = || {
        let heads = proxy.heads();
        let mut since = heads.iter().skip_while(|head| !head.starts_with(fills));
        since.any(|head| head.starts_with(list))
    };
    let meanwhile = async {
        proxy.seen(fills).await;
        proxy.delay(list, Duration::from_secs(3600));
        while !is_listed() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        proxy.answer("get /1.0/sms/sms-ab12345-1/receivers/1 ", &fewer);
        proxy.undelay();
    };
    let (sent, ()) = tokio::join!(own.send(&by_proxy), meanwhile);
    let error = sent.unwrap_err();
    assert!(matches!(error, MailingError::SlotTaken { .. }), "{error}");
    assert!(!asked(&sandbox, "batches_create"));
}

/// The service fills a slot after it has answered: for a while the slot holds a part of the rows.
#[tokio::test]
async fn a_slot_is_not_sent_from_before_all_rows_are_in_it() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let (fills, reads) = (
        "post /1.0/sms/sms-ab12345-1/receivers ",
        "get /1.0/sms/sms-ab12345-1/receivers/1 ",
    );
    proxy.hold_answers(fills);
    let own = mailing().step_timeout(Duration::from_secs(60));
    let own = own.slot(Slot::new(1).unwrap());
    let mut own = own.from_csv(ROWS.as_bytes()).unwrap();
    let (description, rows) = (slot_description(&own), own.receivers());
    let holds = |records| first_slot(&description, records);
    let (watch, by_proxy) = (SendWatch::new(), proxy.service(&sandbox));
    let read_since_filled = || {
        let heads = proxy.heads();
        let since = heads.iter().skip_while(|head| !head.starts_with(fills));
        since.filter(|head| head.starts_with(reads)).count()
    };
    let meanwhile = async {
        proxy.seen(fills).await;
        proxy.answer(reads, &holds(rows - 1));
        proxy.release();
        while read_since_filled() < 3 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        assert!(!asked(&sandbox, "batches_create"));
        let (receivers, of) = (rows - 1, rows);
        assert_eq!(watch.step(), SendStep::Filling { receivers, of });
        proxy.answer(reads, &holds(rows));
    };
    let (sent, ()) = tokio::join!(own.send_watched(&by_proxy, &watch), meanwhile);
    assert!(!sent.unwrap().was_found());
    assert!(asked(&sandbox, "batches_create"));
}

#[tokio::test]
async fn another_slot_in_a_response_ends_the_run() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    proxy.answer(
        "get /1.0/sms/sms-ab12345-1/receivers/2 ",
        r#"{"slotId":7,"description":"clients","records":3,"autoUpdate":false,"datetime":"2026-11-01T00:00:00Z"}"#,
    );
    let error = checked().send(&proxy.service(&sandbox)).await.unwrap_err();
    assert!(matches!(error, MailingError::Api(_)), "{error}");
    assert!(error.nothing_was_sent());
    assert!(!asked(&sandbox, "batches_create"));
}

/// A slot of another run was read before the one that can't be read.
#[tokio::test]
async fn another_runs_slot_counts_although_a_later_slot_can_not_be_read() {
    let sandbox = sandbox().await;
    let mut own = checked();
    let foreign = slot_description(&own).replace(&own.slot_key().to_string(), "ffffffff");
    fill(&service(&sandbox), &sandbox, 1, &foreign).await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    proxy.answer(
        "get /1.0/sms/sms-ab12345-1/receivers/5 ",
        r#"{"slotId":7,"description":"clients","records":3,"autoUpdate":false,"datetime":"2026-11-01T00:00:00Z"}"#,
    );
    let watch = SendWatch::new();
    let by_proxy = proxy.service(&sandbox);
    let error = own.send_watched(&by_proxy, &watch).await.unwrap_err();
    let MailingError::Unknown {
        other_run, source, ..
    } = &error
    else {
        panic!("{error}");
    };
    assert_eq!(*other_run, Slot::new(1));
    assert!(source.is_some(), "{error:?}");
    assert!(watch.may_have_been_sent());
}

/// The request of this run was refused: only the other run may have sent the mailing.
#[tokio::test]
async fn a_refused_request_is_not_open_although_another_run_is_in_doubt() {
    for (fault, is_open) in [(Fault::status(403), false), (Fault::reset_before(), true)] {
        let sandbox = sandbox().await;
        let allowed = mailing()
            .step_timeout(Duration::from_millis(10))
            .resend_if_absent_after(Duration::from_millis(10));
        let mut own = allowed.from_csv(ROWS.as_bytes()).unwrap();
        let foreign = slot_description(&own).replace(&own.slot_key().to_string(), "ffffffff");
        let service = service(&sandbox);
        fill(&service, &sandbox, 4, &foreign).await;
        sandbox.faults().add(fault.on("batches_create"));
        let watch = SendWatch::new();
        let error = own.send_watched(&service, &watch).await.unwrap_err();
        assert!(!error.nothing_was_sent(), "{error}");
        assert!(watch.has_requested() && watch.may_have_been_sent());
        assert_eq!(watch.has_open_request(), is_open, "{error}");
    }
}

/// The document of another program must keep its content and its expiry.
#[tokio::test]
async fn another_document_in_a_response_is_not_changed() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let other = "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10";
    let body = format!(r#"{{"id":"{other}","name":"invoices.csv","putUrl":"https://x/"}}"#);
    proxy.answer("post /1.0/me/document ", &body);
    let error = checked().send(&proxy.service(&sandbox)).await.unwrap_err();
    assert!(error.to_string().contains("another object"), "{error}");
    let heads = proxy.heads();
    assert!(!heads.iter().any(|head| head.contains(other)), "{heads:?}");
}

/// Another run has sent the mailing, and deleted its slot, while this one uploaded its rows.
#[tokio::test]
async fn a_batch_that_is_found_while_cleaning_up_leaves_the_outcome_unknown() {
    for is_stopped in [true, false] {
        let sandbox = sandbox().await;
        let proxy = proxy::Proxy::before(&sandbox).await;
        let upload = "post /1.0/me/document ";
        proxy.delay(upload, Duration::from_secs(3600));
        let (watch, by_proxy) = (SendWatch::new(), proxy.service(&sandbox));
        let mut own = checked();
        let meanwhile = async {
            proxy.seen(upload).await;
            let other = service(&sandbox);
            let mut sent = checked().send(&other).await.unwrap();
            sandbox.advance(Duration::from_secs(1));
            sent.follow(|_| {}).await.unwrap();
            sent.clean_up().await.unwrap();
            match is_stopped {
                true => assert!(watch.stop()),
                false => {
                    let refused = Fault::status(403).on("receivers_create");
                    sandbox.faults().add(refused);
                    proxy.undelay();
                }
            }
        };
        let sending = own.send_watched(&by_proxy, &watch);
        let (sent, ()) = tokio::join!(sending, meanwhile);
        let error = sent.unwrap_err();
        assert!(!error.nothing_was_sent(), "{is_stopped}: {error}");
        assert!(watch.may_have_been_sent(), "{is_stopped}");
    }
}

/// The history is read before anything is requested.
#[tokio::test]
async fn a_message_of_the_history_that_can_not_be_read_may_be_of_the_mailing() {
    let other = r#"{"id":11,"tag":"other"}"#;
    for (list, item, is_sent) in [
        ("[]", None, true),
        ("[11]", Some(other), true),
        // It was listed, and does not exist.
        ("[11]", None, false),
        ("[11,null]", Some(other), false),
        ("[null]", None, false),
        ("[11]", Some(r#"{"id":11}"#), false),
        ("[11]", Some(r#"{"id":12,"tag":"other"}"#), false),
    ] {
        let sandbox = sandbox().await;
        let proxy = proxy::Proxy::before(&sandbox).await;
        proxy.answer("get /1.0/sms/sms-ab12345-1/outgoing?", list);
        if let Some(item) = item {
            proxy.answer("get /1.0/sms/sms-ab12345-1/outgoing/11 ", item);
        }
        let by_proxy = proxy.service(&sandbox);
        let quick = mailing().step_timeout(Duration::from_millis(10));
        let mut own = quick.from_csv(ROWS.as_bytes()).unwrap();
        let sent = own.send(&by_proxy).await;
        assert_eq!(
            asked(&sandbox, "batches_create"),
            is_sent,
            "{list} {item:?}"
        );
        if !is_sent {
            let error = sent.unwrap_err();
            let is_unknown = matches!(
                error,
                MailingError::Unknown {
                    in_history: true,
                    ..
                }
            );
            assert!(is_unknown, "{list} {item:?}: {error}");
        }
    }
}

#[tokio::test]
async fn all_batches_of_a_mailing_are_found_or_none_is_believed() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let by_proxy = proxy.service(&sandbox);
    let own = checked();
    let (first, second) = (
        "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
        "c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b11",
    );
    let name = own.batch_name();
    let batch = |id: &str, name: &str| format!(r#"{{"id":"{id}","name":"{name}"}}"#);
    let altered = format!(r#"{{"id":"{second}","name":"{name}","message":"Other"}}"#);
    let of_other = batch(second, "rentree 0123456789ab");
    for (list, expected) in [
        (vec![], Some(vec![])),
        (vec![of_other], Some(vec![])),
        (vec![batch(first, &name)], Some(vec![first])),
        (
            vec![batch(first, &name), batch(second, &name)],
            Some(vec![first, second]),
        ),
        (vec![batch(first, &name), altered], None),
        (vec![batch(first, &name), "null".to_owned()], None),
    ] {
        let list = format!("[{}]", list.join(","));
        proxy.answer("get /1.0/sms/sms-ab12345-1/batches ", &list);
        let found = own.find_all(&by_proxy).await.ok();
        let ids = |all: Vec<ovh_sms::mailing::SentMailing>| -> Vec<String> {
            all.iter().map(|sent| sent.id().to_string()).collect()
        };
        let expected = expected.map(|ids| ids.into_iter().map(str::to_owned).collect());
        assert_eq!(found.map(ids), expected, "{list}");
    }
}
