//! Exports of the history, against the sandbox.
#![cfg(all(feature = "csv", feature = "sandbox"))]

use std::time::Duration;

use chrono::TimeDelta;
use futures_util::StreamExt;
use ovh_sms::ExportError;
use ovh_sms::receipt::Ptt;
use ovh_sms::sandbox::Sandbox;
use ovh_sms::types::DocumentWayType::{Incoming, Outgoing};

#[tokio::test]
async fn rows_come_typed_and_whole() {
    let builder = Sandbox::builder().step_delay(Duration::ZERO);
    let sandbox = builder.night_deferral(false).start().await.unwrap();
    let service = sandbox.service().unwrap();
    let text = "Dit \"Zoé\";\nà demain";
    for tag in ["one", "two"] {
        let job = service
            .api()
            .jobs_create(text)
            .sender("SANDBOX".to_owned())
            .no_stop_clause(true)
            .tag(tag.to_owned())
            .receivers(vec!["+33600000001".to_owned()]);
        job.send().await.unwrap();
    }
    let allow_replies = service
        .api()
        .jobs_create("Une question ?")
        .sender_for_response(true)
        .tag("three".to_owned())
        .receivers(vec!["+33600000001".to_owned()]);
    allow_replies.send().await.unwrap();
    sandbox.advance(Duration::from_secs(3600));
    assert!(sandbox.phone("+33600000001").reply("Merci"));
    let (from, to) = (sandbox.now() - TimeDelta::days(1), sandbox.now());

    let rows: Vec<_> = service
        .export(Outgoing, from, to)
        .await
        .unwrap()
        .into_iter()
        .collect();
    assert_eq!(rows.len(), 3);
    let row = rows.into_iter().next().unwrap().unwrap();
    assert_eq!(row.message.as_deref(), Some(text));
    assert_eq!(row.receiver.as_deref(), Some("+33600000001"));
    assert_eq!(
        (row.ptt, row.sender.as_deref()),
        (Some(Ptt::DELIVERED), Some("SANDBOX"))
    );
    assert!(row.id.is_some() && row.date.is_some() && row.delivered_at.is_some());
    assert_eq!(row.get("MESSAGE").as_deref(), Some(text));
    assert_eq!(row.get("nothing"), None);

    let export = service.export(Outgoing, from, to).tag("two").await.unwrap();
    let rows: Vec<_> = export.collect().await;
    let tags: Vec<_> = rows.into_iter().map(|row| row.unwrap().tag).collect();
    assert_eq!(tags, [Some("two".to_owned())]);

    let mut received = service.export(Incoming, from, to).await.unwrap();
    let row = received.next().await.unwrap().unwrap();
    assert_eq!(row.message.as_deref(), Some("Merci"));

    let documents = sandbox.client().unwrap();
    let documents = documents.api().me_document_list().send().await.unwrap();
    assert!(
        documents.is_empty(),
        "numbers and texts are not left lying about"
    );
}

#[tokio::test]
async fn a_file_that_is_not_made_in_time_is_said_so() {
    let sandbox = Sandbox::builder()
        .step_delay(Duration::from_secs(3600))
        .start()
        .await
        .unwrap();
    let export = sandbox
        .service()
        .unwrap()
        .export(Outgoing, sandbox.now(), sandbox.now());
    let error = export
        .deadline(Duration::from_millis(50))
        .await
        .unwrap_err();
    assert!(matches!(error, ExportError::NotReady(_)), "{error}");
}
