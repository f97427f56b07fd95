//! The reasons of refusals.

use serde_json::json;

use super::{account, started};
use crate::sandbox::support::Client;

#[tokio::test]
async fn refusals_have_their_reason() {
    let (sandbox, client, control) = started().await;
    let changed = |change: fn(&mut Client)| {
        let mut other = client.clone();
        change(&mut other);
        other
    };
    let last = async || {
        let all = control.get("requests?limit=1").await;
        all[0].clone()
    };
    let cases: [(Client, &str); 5] = [
        (
            changed(|one| one.secret.clone_from(&one.application)),
            "the application key instead of its secret",
        ),
        (
            changed(|one| one.secret = "x".to_owned()),
            "no usual mistake",
        ),
        (changed(|one| one.skew = 400), "400 s ahead of the time"),
        (
            changed(|one| one.application = "x".to_owned()),
            "no application with the key x",
        ),
        (
            changed(|one| one.consumer = "x".to_owned()),
            "no such consumer key",
        ),
    ];
    for (other, words) in cases {
        other.call("GET", "/sms", None).await;
        let request = last().await;
        let reason = request["refusal"]["reason"].as_str().unwrap();
        assert!(reason.contains(words), "{words}: {reason}");
        assert!(!request.to_string().contains(&client.secret), "{request}");
        assert!(!request.to_string().contains(&client.consumer), "{request}");
    }
    // Another method, and another body than the one that was signed.
    let signed = client.request("POST", &account("/jobs"), Some(&json!({ "message": "x" })));
    let mut request = signed.build().unwrap();
    *request.body_mut() = Some(r#"{"message": "x"}"#.into());
    client.http.execute(request).await.unwrap();
    let request = last().await;
    assert_eq!(
        request["refusal"]["reason"],
        "the signature was made with a body without white space"
    );
    let text = request["refusal"]["signed"].as_str().unwrap();
    let start = format!(
        "…+{}…+POST+{}/1.0/sms/",
        &client.consumer[..4],
        sandbox.origin()
    );
    assert!(text.starts_with(&start), "{text}");
    assert!(text.contains(r#"+{"message": "x"}+"#), "{text}");
    assert_eq!(request["operation"], "jobs_create");
    assert_eq!(request["consumerKey"], client.consumer[..4]);
    let rules = json!({ "accessRules": [{ "method": "GET", "path": "/sms/*" }] });
    let key = client.post("/auth/credential", rules).await["consumerKey"].clone();
    let mut other = client.clone();
    other.consumer = key.as_str().unwrap().to_owned();
    other.call("GET", "/sms", None).await;
    let reason = last().await["refusal"]["reason"].clone();
    assert!(
        reason
            .as_str()
            .unwrap()
            .contains("waits for its validation"),
        "{reason}"
    );
    control
        .post(
            &format!("keys/{}", other.consumer),
            json!({ "accept": true }),
        )
        .await;
    other.call("GET", "/sms", None).await;
    let reason = last().await["refusal"]["reason"].clone();
    let words =
        "no access rule allows GET /sms; missing: GET /sms; /sms/* does not cover /sms itself";
    assert!(reason.as_str().unwrap().starts_with(words), "{reason}");
    assert_eq!(
        sandbox
            .requests()
            .last()
            .unwrap()
            .refusal
            .as_ref()
            .unwrap()
            .message,
        "This call has not been granted"
    );
}
