//! Signatures, keys, tokens and the errors around them.

#![cfg(feature = "sandbox")]

use std::time::Duration;

use crate::sandbox::support::{Client, account, answer, builder};
use ovh_sms::sandbox::Sandbox;
use serde_json::json;

async fn started() -> (Sandbox, Client) {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    (sandbox, client)
}

async fn code(client: &Client, method: &str, path: &str) -> (u16, String) {
    let answer = client.call(method, path, None).await;
    let word = answer.body["errorCode"]
        .as_str()
        .or(answer.body["class"].as_str());
    (answer.status.as_u16(), word.unwrap_or_default().to_owned())
}

#[tokio::test]
async fn wrong_credentials_get_the_real_errors() {
    let (_sandbox, client) = started().await;
    let change = |change: fn(&mut Client)| {
        let mut other = client.clone();
        change(&mut other);
        other
    };
    let cases = [
        (
            change(|c| c.secret = "wrong".into()),
            400,
            "INVALID_SIGNATURE",
        ),
        (change(|c| c.skew = 190), 400, "QUERY_TIME_OUT"),
        (change(|c| c.skew = -190), 400, "QUERY_TIME_OUT"),
        (
            change(|c| c.application = "wrong".into()),
            403,
            "INVALID_KEY",
        ),
        (
            change(|c| c.consumer = "wrong".into()),
            403,
            "NOT_CREDENTIAL",
        ),
        (
            change(|c| c.consumer = String::new()),
            401,
            "NOT_CREDENTIAL",
        ),
        (change(|c| c.skew = 170), 200, ""),
    ];
    for (client, status, word) in cases {
        assert_eq!(
            code(&client, "GET", "/sms").await,
            (status, word.to_owned())
        );
    }
    let unsigned = answer(
        client
            .http
            .get(format!("{}/sms", client.endpoint))
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(unsigned.body["message"], "You must login first");
}

#[tokio::test]
async fn both_versions_and_odd_paths_are_signed_as_sent() {
    let (sandbox, client) = started().await;
    let mut v1 = client.clone();
    v1.endpoint = format!("{}/v1", sandbox.origin());
    assert_eq!(v1.get("/sms").await, json!(["sms-ab12345-1"]));
    client
        .post(
            &account("/senders"),
            json!({"sender": "A & B, +C", "reason": "x"}),
        )
        .await;
    client.get(&account("/senders/A%20&%20B,%20+C")).await;
    client.get(&account("/senders/A%20%26%20B%2C%20%2BC")).await;
    assert_eq!(
        client
            .refused("GET", &account("/senders/%C3%A9t%C3%A9%2525"), None)
            .await
            .0,
        404
    );
    client
        .get(&account(
            "/outgoing?creationDatetime.from=2026-01-15T12:00:00%2B01:00&sender=%C3%A9+x",
        ))
        .await;
}

#[tokio::test]
async fn time_tells_the_servers_clock_and_its_skew() {
    let (sandbox, client) = started().await;
    let time = client
        .http
        .get(format!("{}/auth/time", client.endpoint))
        .send()
        .await
        .unwrap();
    let now: i64 = time.text().await.unwrap().parse().unwrap();
    sandbox.faults().clock_skew(1000);
    assert_eq!(code(&client, "GET", "/sms").await.1, "QUERY_TIME_OUT");
    let skewed = client.get("/auth/time").await.as_i64().unwrap();
    assert!((995..1010).contains(&(skewed - now)));
    let mut synchronised = client.clone();
    synchronised.skew = 1000;
    synchronised.get("/sms").await;
    sandbox.faults().clear();
    client.get("/sms").await;
    sandbox.advance(Duration::from_secs(86_400));
    client.get("/sms").await;
}

#[tokio::test]
async fn consumer_keys_wait_for_consent_and_obey_their_rules() {
    let (sandbox, client) = started().await;
    let rules = json!([{"method": "GET", "path": "/sms"}, {"method": "GET", "path": "/sms/*"}, {"method": "POST", "path": "/sms/*/jobs"}]);
    let asked = answer(
        client
            .http
            .post(format!("{}/auth/credential", client.endpoint))
            .header("X-Ovh-Application", sandbox.application_key())
            .json(&json!({"accessRules": rules, "redirection": null}))
            .send()
            .await
            .unwrap(),
    )
    .await
    .body;
    assert_eq!(asked["state"], "pendingValidation");
    let mut own = client.clone();
    own.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
    assert_eq!(
        own.get("/auth/currentCredential").await["status"],
        "pendingValidation"
    );
    assert_eq!(
        code(&own, "GET", "/sms").await,
        (403, "INVALID_CREDENTIAL".to_owned())
    );
    let page = client
        .http
        .post(asked["validationUrl"].as_str().unwrap())
        .form(&[("decision", "accept")]);
    assert_eq!(page.send().await.unwrap().status(), 200);
    assert_eq!(own.get("/auth/currentCredential").await["rules"], rules);
    own.get("/sms").await;
    own.get(&account("")).await;
    assert_eq!(
        code(&own, "PUT", &account("")).await,
        (403, "NOT_GRANTED_CALL".to_owned())
    );
    assert_eq!(
        code(&own, "DELETE", &account("/jobs/1")).await,
        (403, "NOT_GRANTED_CALL".to_owned())
    );
    assert_eq!(own.get("/auth/details").await["method"], "account");
    sandbox.advance(Duration::from_secs(24 * 3600));
    assert_eq!(
        code(&own, "GET", "/sms").await,
        (403, "INVALID_CREDENTIAL".to_owned())
    );
    assert_eq!(
        own.get("/auth/currentCredential").await["status"],
        "expired"
    );
    client.ok("POST", "/auth/logout", None).await;
    assert_eq!(
        code(&client, "GET", "/sms").await,
        (403, "INVALID_CREDENTIAL".to_owned())
    );
}

#[tokio::test]
async fn service_accounts_use_tokens() {
    let sandbox = builder()
        .token_lifetime(Duration::from_millis(1500))
        .start()
        .await
        .unwrap();
    let http = ovh_sms_test_support::http::builder()
        .no_proxy()
        .build()
        .unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "all"),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    let answer = http
        .post(sandbox.token_url())
        .form(&form)
        .send()
        .await
        .unwrap();
    let token = answer.json::<serde_json::Value>().await.unwrap()["access_token"]
        .as_str()
        .unwrap()
        .to_owned();
    let call = async || {
        http.get(format!("{}/auth/details", sandbox.endpoint()))
            .bearer_auth(&token)
            .send()
            .await
            .unwrap()
    };
    let details: serde_json::Value = call().await.json().await.unwrap();
    assert_eq!(details["method"], "oauth2_client_credentials");
    tokio::time::sleep(Duration::from_millis(1700)).await;
    assert_eq!(call().await.status(), 401);
    let wrong = [
        ("grant_type", "client_credentials"),
        ("client_id", "x"),
        ("client_secret", "y"),
    ];
    let answer = http
        .post(sandbox.token_url())
        .form(&wrong)
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), 401);
    assert_eq!(
        answer.json::<serde_json::Value>().await.unwrap()["error"],
        "invalid_client"
    );
}

#[tokio::test]
async fn requests_are_recorded() {
    let (sandbox, client) = started().await;
    client.get(&account("/outgoing?tag=x")).await;
    let answer = client.call("GET", "/sms/../sms", None).await;
    assert_eq!(answer.status, 200, "the client itself removes the dots");
    let recorded = sandbox.requests();
    assert_eq!(
        (
            recorded[0].operation.as_deref(),
            recorded[0].query.as_deref()
        ),
        (Some("outgoing_list"), Some("tag=x"))
    );
    assert_eq!(recorded[0].path, "/1.0/sms/sms-ab12345-1/outgoing");
    assert_eq!(
        answer.headers["x-ovh-queryid"],
        recorded[1].query_id.as_str()
    );
}

#[tokio::test]
async fn the_page_of_a_key_is_its_own_and_decides_once() {
    let (sandbox, client) = started().await;
    let asked = client
        .http
        .post(format!("{}/auth/credential", client.endpoint))
        .header("X-Ovh-Application", sandbox.application_key())
        .header("Content-Type", "application/json")
        .body(json!({"accessRules": [{"method": "GET", "path": "/*"}]}).to_string());
    let asked = answer(asked.send().await.unwrap()).await.body;
    let mut own = client.clone();
    own.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
    let page = asked["validationUrl"].as_str().unwrap();
    let decide = async |url: &str, decision: &str, hours: &str| {
        let form = [("decision", decision), ("hours", hours)];
        let answer = client.http.post(url).form(&form).send().await.unwrap();
        answer.status().as_u16()
    };
    // The consumer key that the sandbox starts with was never requested and has no page.
    let (before, token) = page.split_once("credentialToken=").unwrap();
    let half = token.get(..token.len() / 2).unwrap();
    for other in ["", half, "another"] {
        let url = format!("{before}credentialToken={other}");
        assert_eq!(decide(&url, "refuse", "0").await, 404, "{other:?}");
    }
    assert_eq!(decide(before, "refuse", "0").await, 404);
    client.get("/sms").await;
    assert_eq!(code(&own, "GET", "/sms").await.0, 403);

    assert_eq!(decide(page, "accept", "2").await, 200);
    let end = own.get("/auth/currentCredential").await["expiration"].clone();
    assert!(end.is_string(), "{end}");
    for (decision, hours) in [("refuse", "1"), ("accept", "0"), ("accept", "9")] {
        decide(page, decision, hours).await;
        let key = own.get("/auth/currentCredential").await;
        assert_eq!(key["expiration"], end, "{decision} {hours}");
        assert_eq!(key["status"], "validated");
    }
    sandbox.advance(Duration::from_secs(2 * 3600));
    assert_eq!(
        code(&own, "GET", "/sms").await,
        (403, "INVALID_CREDENTIAL".to_owned())
    );
}
