//! Consumer keys: requested, waited for, refused, used, revoked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ovh_sms::auth::{AccessRules, Method};
use ovh_sms::error::CallErrorKind;
use ovh_sms::{Client, Credentials};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, Request, Service};
use serde_json::{Value, json};

/// A service that returns these states of a key, one after the other, and the last one from then
/// on.
struct Keys {
    states: Mutex<VecDeque<&'static str>>,
    asked_for: Mutex<Option<Value>>,
}

impl Service for Keys {
    fn call(&self, request: Request) -> Act {
        match request.path() {
            "/1.0/auth/time" => Act::json(1_700_000_000),
            "/1.0/auth/credential" => {
                assert_eq!(request.header("x-ovh-application"), Some("appKey"));
                assert_eq!(request.header("x-ovh-signature"), None);
                *self.asked_for.lock().unwrap() = Some(request.json());
                Act::json(json!({
                    "consumerKey": "consumerKey", "state": "pendingValidation",
                    "validationUrl": "https://example.com/auth/?credentialToken=abc",
                }))
            }
            "/1.0/auth/logout" => Act::json("null"),
            _ => {
                assert_eq!(request.header("x-ovh-consumer"), Some("consumerKey"));
                let mut states = self.states.lock().unwrap();
                let state = *states.front().unwrap();
                if states.len() > 1 {
                    states.pop_front();
                }
                match state {
                    "403" => Act::status(
                        403,
                        json!({ "errorCode": "INVALID_CREDENTIAL", "message": "not valid" }),
                    ),
                    "502" => Act::status(502, json!({ "message": "a gateway's" })),
                    "ungranted" => Act::status(
                        403,
                        json!({ "errorCode": "NOT_GRANTED_CALL", "message": "not granted" }),
                    ),
                    state => Act::json(json!({
                        "status": state,
                        "rules": [{ "method": "GET", "path": "/sms" }, { "method": "PATCH", "path": "/sms" }, { "method": "GET", "path": "/sms/*" }],
                    })),
                }
            }
        }
    }
}

async fn bench(states: &[&'static str]) -> (Arc<Keys>, Client) {
    let keys = Arc::new(Keys {
        states: Mutex::new(states.iter().copied().collect()),
        asked_for: Mutex::default(),
    });
    let address = fault_server::start(keys.clone()).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::application("appKey", "appSecret").unwrap())
        .time_source(FakeTime::new())
        .build()
        .unwrap();
    (keys, client)
}

#[tokio::test]
async fn a_key_is_asked_for_accepted_used_and_given_up() {
    let (keys, client) = bench(&["403", "pendingValidation", "validated"]).await;
    let error = client.api().services_list().send().await.unwrap_err();
    assert!(error.to_string().contains("consumer key"), "{error}");
    let rules = AccessRules::recursive([Method::Get], "/sms").unwrap();
    let key = Credentials::request(rules.clone())
        .redirect("https://shop.example/welcome")
        .allow_ips(["192.0.2.0/24"])
        .send(&client)
        .await
        .unwrap();
    assert_eq!(
        keys.asked_for.lock().unwrap().take().unwrap(),
        json!({
            "accessRules": [{ "method": "GET", "path": "/sms" }, { "method": "GET", "path": "/sms/*" }],
            "redirection": "https://shop.example/welcome",
            "allowedIPs": ["192.0.2.0/24"],
        })
    );
    assert_eq!(
        key.validation_url(),
        "https://example.com/auth/?credentialToken=abc"
    );
    let credentials = key.wait_validated(Duration::from_secs(60)).await.unwrap();
    let client = client.with_credentials(&credentials).unwrap();
    assert_eq!(client.current_rules().await.unwrap(), rules);
    client.logout().await.unwrap();
}

#[tokio::test]
async fn a_key_that_nobody_accepts_can_be_waited_for_again() {
    let (keys, client) = bench(&["pendingValidation"]).await;
    let key = Credentials::request(AccessRules::default())
        .send(&client)
        .await
        .unwrap();
    let error = key
        .wait_validated(Duration::from_secs(60))
        .await
        .unwrap_err();
    assert!(
        matches!(error.kind(), CallErrorKind::Key(error) if error.waited.as_secs() == 60),
        "{error}"
    );
    assert!(
        error.is_retryable() && error.to_string().contains("open the validation URL"),
        "{error}"
    );
    keys.states.lock().unwrap().push_back("validated");
    key.wait_validated(Duration::from_secs(60)).await.unwrap();
}

#[tokio::test]
async fn what_passes_does_not_end_the_waiting() {
    let mut states = vec!["pendingValidation"];
    states.extend(["502"; 20]);
    states.push("validated");
    let (_, client) = bench(&states).await;
    let key = Credentials::request(AccessRules::default())
        .send(&client)
        .await
        .unwrap();
    key.wait_validated(Duration::from_secs(600)).await.unwrap();

    let (_, client) = bench(&["502"]).await;
    let key = Credentials::request(AccessRules::default())
        .send(&client)
        .await
        .unwrap();
    let error = key
        .wait_validated(Duration::from_secs(60))
        .await
        .unwrap_err();
    assert_eq!(error.status().unwrap(), 502, "{error}");
}

#[tokio::test]
async fn a_key_whose_rights_are_looked_at_is_accepted() {
    let (_, client) = bench(&["403", "ungranted"]).await;
    let key = Credentials::request(AccessRules::default())
        .send(&client)
        .await
        .unwrap();
    key.wait_validated(Duration::from_secs(60)).await.unwrap();
}

#[tokio::test]
async fn a_key_that_is_refused_or_too_old_is_not_waited_for() {
    for state in ["refused", "expired"] {
        let (_, client) = bench(&["pendingValidation", state]).await;
        let key = Credentials::request(AccessRules::default())
            .send(&client)
            .await
            .unwrap();
        let error = key
            .wait_validated(Duration::from_secs(600))
            .await
            .unwrap_err();
        assert!(
            error.to_string().contains(state) && !error.is_retryable(),
            "{error}"
        );
    }
}

#[tokio::test]
async fn an_unknown_state_of_a_key_can_not_steer_a_terminal() {
    let (_, client) = bench(&["sus\u{1b}[2J\u{9b}31m\u{202e}\u{2028}pended"]).await;
    let key = Credentials::request(AccessRules::default());
    let key = key.send(&client).await.unwrap();
    let error = key.wait_validated(Duration::from_secs(600)).await;
    let text = error.unwrap_err().to_string();
    assert!(text.contains("sus") && text.contains("pended"), "{text:?}");
    let steers = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{2028}');
    assert!(!text.contains(steers), "{text:?}");
}

#[tokio::test]
async fn only_an_application_can_ask_for_a_key() {
    let (_, client) = bench(&["validated"]).await;
    let client = client
        .with_credentials(&Credentials::access_token("token").unwrap())
        .unwrap();
    let error = Credentials::request(AccessRules::default())
        .send(&client)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("application key"), "{error}");
}
