//! A sandbox of another program, through its handle.

use std::collections::BTreeSet;
use std::time::Duration;

use ovh_sms::sandbox::{Fault, Outcome, RemoteError, RemoteSandbox};
use serde_json::json;

use super::{PHONE, account, send, started};

#[tokio::test]
async fn a_remote_sandbox_does_what_the_handle_does() {
    let (sandbox, client, _control) = started().await;
    let remote = RemoteSandbox::connect(&sandbox.endpoint()).await.unwrap();
    assert_eq!(remote.endpoint(), sandbox.endpoint());
    assert_eq!(remote.origin(), sandbox.origin());
    assert_eq!(remote.token_url(), sandbox.token_url());
    assert_eq!(remote.application_key(), sandbox.application_key());
    assert_eq!(remote.application_secret(), sandbox.application_secret());
    assert_eq!(remote.consumer_key(), sandbox.consumer_key());
    assert_eq!(remote.client_id(), sandbox.client_id());
    assert_eq!(remote.client_secret(), sandbox.client_secret());
    assert_eq!(remote.service_name(), sandbox.service_name());
    let phone = remote.phone(PHONE);
    phone
        .outcome(Outcome::DeliveredAfter(Duration::from_secs(30)))
        .await
        .unwrap();
    send(&client, json!({ "senderForResponse": true })).await;
    assert!(!phone.reply("OUI").await.unwrap());
    let before = remote.now().await.unwrap();
    remote.advance(Duration::from_secs(60)).await.unwrap();
    assert!(remote.now().await.unwrap() - before >= chrono::TimeDelta::seconds(60));
    assert_eq!(phone.inbox().await.unwrap()[0].text, "Oui ?");
    assert!(phone.reply("OUI").await.unwrap() && phone.stop().await.unwrap());
    remote
        .faults()
        .add(Fault::status(503).on("services_list"))
        .await
        .unwrap();
    assert_eq!(client.call("GET", "/sms", None).await.status, 503);
    remote
        .faults()
        .clear()
        .await
        .unwrap()
        .clock_skew(0)
        .await
        .unwrap();
    client.get("/sms").await;
    remote.callbacks_settled().await.unwrap();
    assert!(remote.callbacks().await.unwrap().is_empty());
    let requests = remote.requests().await.unwrap();
    assert_eq!(requests.len(), sandbox.requests().len());
    assert_eq!(requests[1].refusal, sandbox.requests()[1].refusal);
    let body = json!({ "sender": "SHOP", "reason": "my shop", "description": "" });
    client.post(&account("/senders"), body).await;
    let name = sandbox.service_name();
    assert!(remote.review_sender(name, "SHOP", None).await.unwrap());
    assert!(!remote.review_sender(name, "SHOP", None).await.unwrap());
    assert!(!remote.review_template(name, "x", None).await.unwrap());
    assert!(remote.tag_service(name, "env", "a/b").await.unwrap());
    assert!(!remote.accept_consumer_key("x").await.unwrap());
    assert!(!remote.refuse_consumer_key("x").await.unwrap());
    let error = remote.phone("0600").inbox().await.unwrap_err();
    assert!(
        matches!(error, RemoteError::Refused { status: 400, .. }),
        "{error}"
    );
    let nowhere = RemoteSandbox::connect("http://127.0.0.1:1")
        .await
        .unwrap_err();
    assert!(matches!(nowhere, RemoteError::Http(_)), "{nowhere}");
}

/// Returns the names of the public methods in the source of a handle.
fn methods(of: &str, source: &str) -> BTreeSet<String> {
    let starts = ["pub fn ", "pub async fn "];
    let names = source.lines().filter_map(|line| {
        let line = line.trim_start();
        let rest = starts.iter().find_map(|start| line.strip_prefix(start))?;
        let name = rest.split(['(', '<']).next()?;
        Some(format!("{of}{name}"))
    });
    names.collect()
}

#[test]
fn each_method_of_the_handle_is_remote_or_listed_with_its_reason() {
    macro_rules! source {
        ($name:literal) => {
            include_str!(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/crates/ovh-sms-sandbox/src/",
                $name
            ))
        };
    }
    let guide = include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/docs/guide/testing.md"
    ));
    let (_, table) = guide
        .split_once("| only in process | reason |\n|---|---|\n")
        .unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let listed: BTreeSet<String> = rows
        .map(|row| {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            assert!(cells.len() == 2 && !cells[1].is_empty(), "{row}");
            cells[0].trim_matches('`').to_owned()
        })
        .collect();
    let (_, starts) = source!("builder/mod.rs")
        .split_once("impl Sandbox {")
        .unwrap();
    let (starts, _) = starts.split_once("impl<S>").unwrap();
    let mut own = methods("", source!("handle.rs"));
    own.extend(methods("", starts));
    own.extend(methods("Phone::", source!("phone.rs")));
    let mut remote = methods("", source!("remote/mod.rs"));
    remote.extend(methods("", source!("remote/faults.rs")));
    remote.extend(methods("Phone::", source!("remote/phone.rs")));
    assert!(own.len() > 30, "{own:?}");
    let missing: BTreeSet<String> = own.difference(&remote).cloned().collect();
    assert_eq!(missing, listed);
    let more: Vec<&String> = remote.difference(&own).collect();
    assert_eq!(more, ["connect"]);
}
