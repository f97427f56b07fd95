//! Every operation, called through its builder, sends what OVHcloud's description says: once with
//! all that it takes, once with only what it needs.
#![cfg(feature = "sandbox")]

use ovh_sms_test_support::recorder::{Recorded, Recorder};
use serde_json::Value;

use crate::generated::calls::{self, Given};
use crate::golden;

/// What is given to each call, and what is expected to be sent: made by `cargo xtask convert`.
fn all() -> Vec<Value> {
    serde_json::from_str(include_str!("../generated/requests.json")).unwrap()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn sent(call: &Value) -> Recorded {
    let server = Recorder::start().await;
    let parameters = call["parameters"].as_object().unwrap().iter();
    let given = Given {
        parameters: parameters
            .map(|(name, value)| (name.clone(), text(value)))
            .collect(),
        body: call["body"].clone(),
    };
    let operation = call["operation"].as_str().unwrap();
    // The response is null, which not every type can be.
    let outcome = calls::call(&server.client(), operation, &given).await;
    // What a request for the clock is does not count here.
    assert!(server.requests().len() <= 1, "{operation}: {outcome:?}");
    server.take()
}

fn check(request: &Recorded, call: &Value) {
    let operation = &call["operation"];
    assert_eq!(request.method, call["method"], "{operation}");
    let path = format!("/1.0{}", text(&call["path"]));
    assert_eq!(request.path(), path);
    let mut query = request.query();
    query.sort();
    assert_eq!(
        serde_json::to_value(query).unwrap(),
        call["query"],
        "{operation}"
    );
    for (name, value) in call["headers"].as_object().unwrap() {
        assert_eq!(request.header(name), value.as_str(), "{operation}: {name}");
    }
    assert_eq!(request.header("x-ovh-application"), Some("key"));
    let signed = request.header("x-ovh-signature").is_some();
    assert_eq!(signed, call["signed"], "{operation}");
    assert_eq!(request.header("api-version"), None);
    if call["body"].is_null() {
        assert_eq!(request.body, "", "{operation}");
    } else {
        assert_eq!(request.header("content-type"), Some("application/json"));
        assert_eq!(request.json(), call["body"], "{operation}");
    }
}

#[tokio::test]
async fn every_operation_sends_what_its_description_says() {
    let calls = all();
    let mut operations: Vec<&Value> = calls.iter().map(|call| &call["operation"]).collect();
    operations.dedup();
    assert_eq!(operations.len(), ovh_sms::api::operations::ALL.len());
    for call in &calls {
        let request = sent(call).await;
        check(&request, call);
        golden::check(&request);
    }
}
