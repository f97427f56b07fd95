//! Scenarios: the examples, and broken files.

use std::time::Duration;

use serde_json::json;

use super::support::{Client, account};
use ovh_sms::sandbox::Sandbox;

fn example(name: &str) -> String {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/scenarios");
    std::fs::read_to_string(format!("{folder}/{name}.toml")).unwrap()
}

async fn started(name: &str) -> (Sandbox, Client) {
    let builder = Sandbox::builder().scenario(&example(name)).unwrap();
    let sandbox = builder.start().await.unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

#[tokio::test]
async fn the_shop_has_its_senders_users_and_phones() {
    let (sandbox, client) = started("shop").await;
    assert_eq!(
        client.get(&account("/senders")).await,
        json!(["SHOP", "SHOPNEW"])
    );
    assert_eq!(client.get(&account("/users")).await, json!(["marketing"]));
    assert_eq!(client.get(&account("")).await["creditsLeft"], 50);
    let receivers = ["+33600000001", "+33600000002", "+33600000003"];
    let job = json!({ "message": "Oui ?", "receivers": receivers, "senderForResponse": true });
    let report = client.post(&account("/jobs"), job).await;
    assert_eq!(report["invalidReceivers"], json!(["+33600000003"]));
    sandbox.advance(Duration::from_secs(10));
    assert!(sandbox.phone("+33600000002").inbox().is_empty());
    let replies = client.get(&account("/incoming")).await;
    assert_eq!(replies.as_array().unwrap().len(), 1);
    sandbox.advance(Duration::from_secs(3600));
    assert_eq!(sandbox.phone("+33600000002").inbox().len(), 1);
}

#[tokio::test]
async fn the_outage_takes_its_course() {
    let (sandbox, client) = started("outage").await;
    let send = async || {
        let job = json!({ "message": "x", "receivers": ["+33600000000"], "noStopClause": true });
        let sent = client
            .request("POST", &account("/jobs"), Some(&job))
            .send()
            .await;
        sent.ok().map(|response| response.status().as_u16())
    };
    assert_eq!(send().await, Some(200));
    sandbox.advance(Duration::from_secs(32));
    assert_eq!(send().await, None);
    sandbox.advance(Duration::from_secs(10));
    assert_eq!(send().await, Some(429));
    sandbox.advance(Duration::from_secs(20));
    assert_eq!(send().await, Some(200));
    assert_eq!(
        client
            .get(&account("/outgoing"))
            .await
            .as_array()
            .unwrap()
            .len(),
        3
    );
}

#[tokio::test]
async fn credits_run_out() {
    let (sandbox, client) = started("out_of_credit").await;
    let job = json!({ "message": "x", "receivers": ["+33600000009"], "noStopClause": true });
    for _ in 0..2 {
        client.post(&account("/jobs"), job.clone()).await;
    }
    for service in ["sms-ab12345-1", "sms-ab12345-2"] {
        let path = format!("/sms/{service}/jobs");
        let refused = client.refused("POST", &path, Some(job.clone())).await;
        assert_eq!(refused.0, 403, "{}", refused.1);
    }
    sandbox.advance(Duration::from_secs(60));
    let sent = client.get(&account("/outgoing")).await;
    let sent = client
        .get(&account(&format!("/outgoing/{}", sent[0])))
        .await;
    assert_eq!(
        (&sent["ptt"], &sent["deliveryReceipt"]),
        (&json!(29), &json!(2))
    );
}

#[test]
fn a_broken_file_is_refused_with_its_line() {
    let text = example("shop").replace("\"1h\"", "\"an hour\"");
    let line = text
        .lines()
        .position(|line| line.contains("\"an hour\""))
        .unwrap()
        + 1;
    let error = Sandbox::builder().scenario(&text).unwrap_err();
    assert_eq!((error.line(), error.field()), (line, "phone.after"));
    let words = format!("line {line}: [phone.after] `an hour` is not a time");
    assert!(error.to_string().starts_with(&words), "{error}");
}
