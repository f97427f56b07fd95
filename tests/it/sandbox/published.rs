//! Bodies as OVHcloud's published responses show them.

use std::time::Duration;

use ovh_sms::error::Refusal;
use ovh_sms::sandbox::{AuthenticationErrors, Sandbox};
use serde_json::{Value, json};

use super::support::{Answer, Client, account, answer, builder};

/// What makes the service refuse a call.
#[derive(Debug, Clone, Copy)]
enum Cause {
    UnknownService,
    NotGranted,
    UnknownApplication,
    UnknownApplicationAsksForAKey,
    WrongSecret,
    LateClock,
    NoConsumerKey,
    OtherConsumerKey,
    PendingKey,
    NoPolicy,
    ExpiredToken,
    MalformedRules,
    ContactInformation,
    UnknownSender,
    NoReason,
}

/// The cause, the status and the body: published, or in the form of the published ones.
fn bodies() -> Vec<(Cause, u16, Value)> {
    let authentication = |class: &str, code: &str, http: &str, message: &str| json!({ "class": class, "errorCode": code, "httpCode": http, "message": message });
    let forbidden =
        |code, message| authentication("Client::Forbidden", code, "403 Forbidden", message);
    let bad =
        |code, message| authentication("Client::BadRequest", code, "400 Bad Request", message);
    let service = |class: &str, message: &str| json!({ "class": class, "message": message });
    let login = authentication(
        "Client::Unauthorized",
        "NOT_CREDENTIAL",
        "401 Unauthorized",
        "You must login first",
    );
    let token = authentication(
        "Client::Unauthorized",
        "INVALID_CREDENTIAL",
        "401 Unauthorized",
        "This access token is not valid",
    );
    let policy = json!({
        "class": "Client::Forbidden",
        "message": "User not granted for this request",
        "details": { "unauthorizedActionsByIAM": "sms:apiovh:get" },
    });
    let unknown = forbidden("INVALID_KEY", "Invalid application key");
    vec![
        (
            Cause::UnknownService,
            404,
            service("Client::NotFound", "This service does not exist"),
        ),
        (
            Cause::NotGranted,
            403,
            forbidden("NOT_GRANTED_CALL", "This call has not been granted"),
        ),
        (Cause::UnknownApplication, 403, unknown.clone()),
        (Cause::UnknownApplicationAsksForAKey, 403, unknown),
        (
            Cause::WrongSecret,
            400,
            bad("INVALID_SIGNATURE", "Invalid signature"),
        ),
        (
            Cause::LateClock,
            400,
            bad("QUERY_TIME_OUT", "Query out of time"),
        ),
        (Cause::NoConsumerKey, 401, login),
        (
            Cause::OtherConsumerKey,
            403,
            forbidden("NOT_CREDENTIAL", "This credential does not exist"),
        ),
        (
            Cause::PendingKey,
            403,
            forbidden("INVALID_CREDENTIAL", "This credential is not valid"),
        ),
        (Cause::NoPolicy, 403, policy),
        (Cause::ExpiredToken, 401, token),
        (
            Cause::MalformedRules,
            400,
            service(
                "Client::BadRequest",
                "Body parameter accessRules isn't formated correctly",
            ),
        ),
        (
            Cause::ContactInformation,
            400,
            service(
                "Client::BadRequest",
                "cannot send contact information with shortcode",
            ),
        ),
        (
            Cause::UnknownSender,
            403,
            service(
                "Client::Forbidden",
                "Sms sender UNKNOWN does not exists. Please create it first",
            ),
        ),
        (
            Cause::NoReason,
            400,
            service("Client::BadRequest", "Please provide a reason"),
        ),
    ]
}

/// Requests a consumer key with these rules.
async fn ask(client: &Client, rules: Value) -> Answer {
    let asked = client
        .http
        .post(format!("{}/auth/credential", client.endpoint));
    let asked = asked.header("X-Ovh-Application", &client.application);
    answer(
        asked
            .json(&json!({ "accessRules": rules }))
            .send()
            .await
            .unwrap(),
    )
    .await
}

/// Returns a client with a consumer key that may read the account only.
async fn narrow(sandbox: &Sandbox, client: &Client, accepted: bool) -> Client {
    let asked = ask(client, json!([{ "method": "GET", "path": "/sms/*" }])).await;
    let mut other = client.clone();
    other.consumer = asked.body["consumerKey"].as_str().unwrap().to_owned();
    if accepted {
        sandbox.accept_consumer_key(&other.consumer);
    }
    other
}

async fn with_token(sandbox: &Sandbox, client: &Client, token: Option<&str>) -> Answer {
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    let made = client.http.post(sandbox.token_url()).form(&form);
    let made: Value = made.send().await.unwrap().json().await.unwrap();
    let token = token.unwrap_or_else(|| made["access_token"].as_str().unwrap());
    let call = client.http.get(format!("{}/sms", client.endpoint));
    answer(call.bearer_auth(token).send().await.unwrap()).await
}

async fn provoke(sandbox: &Sandbox, client: &Client, cause: Cause) -> Answer {
    let mut other = client.clone();
    let job = |fields: Value| {
        let mut job = json!({ "message": "x", "receivers": ["+33600000000"] });
        job.as_object_mut()
            .unwrap()
            .extend(fields.as_object().unwrap().clone());
        Some(job)
    };
    let jobs = account("/jobs");
    match cause {
        Cause::UnknownService => client.call("GET", "/sms/sms-xx00000-1", None).await,
        Cause::NotGranted => {
            narrow(sandbox, client, true)
                .await
                .call("GET", "/sms", None)
                .await
        }
        Cause::PendingKey => {
            narrow(sandbox, client, false)
                .await
                .call("GET", "/sms", None)
                .await
        }
        Cause::UnknownApplication => {
            other.application = "unknown".to_owned();
            other.call("GET", "/sms", None).await
        }
        Cause::UnknownApplicationAsksForAKey => {
            other.application = "unknown".to_owned();
            ask(&other, json!([{ "method": "GET", "path": "/sms" }])).await
        }
        Cause::WrongSecret => {
            other.secret = "wrong".to_owned();
            other.call("GET", "/sms", None).await
        }
        Cause::LateClock => {
            other.skew = -1000;
            other.call("GET", "/sms", None).await
        }
        Cause::NoConsumerKey => {
            other.consumer = String::new();
            other.call("GET", "/sms", None).await
        }
        Cause::OtherConsumerKey => {
            other.consumer = "unknown".to_owned();
            other.call("GET", "/sms", None).await
        }
        Cause::NoPolicy => with_token(sandbox, client, None).await,
        Cause::ExpiredToken => with_token(sandbox, client, Some("expired")).await,
        Cause::MalformedRules => ask(client, json!([{ "method": "ANY", "path": "/sms" }])).await,
        Cause::ContactInformation => {
            let fields = json!({ "senderForResponse": true, "message": "www.example.com" });
            client.call("POST", &jobs, job(fields)).await
        }
        Cause::UnknownSender => {
            client
                .call("POST", &jobs, job(json!({ "sender": "UNKNOWN" })))
                .await
        }
        Cause::NoReason => {
            let body = Some(json!({ "sender": "SHOP" }));
            client.call("POST", &account("/senders"), body).await
        }
    }
}

#[tokio::test]
async fn errors_have_the_published_bodies() {
    let sandbox = builder().iam_policy(false).start().await.unwrap();
    let client = Client::new(&sandbox);
    for (cause, status, body) in bodies() {
        let refused = provoke(&sandbox, &client, cause).await;
        assert_eq!(
            (refused.status.as_u16(), refused.body),
            (status, body),
            "{cause:?}"
        );
    }
}

#[tokio::test]
async fn errors_of_authentication_have_the_chosen_fields() {
    for fields in [AuthenticationErrors::Class, AuthenticationErrors::Code] {
        let sandbox = builder().iam_policy(false).authentication_errors(fields);
        let sandbox = sandbox.start().await.unwrap();
        let client = Client::new(&sandbox);
        for (cause, status, mut body) in bodies() {
            let object = body.as_object_mut().unwrap();
            if object.contains_key("errorCode") && fields == AuthenticationErrors::Class {
                object.retain(|name, _| ["class", "message"].contains(&name.as_str()));
            } else if object.contains_key("errorCode") {
                object.remove("class");
                if object["errorCode"] == "INVALID_KEY" {
                    object["message"] = json!("This application key is invalid");
                }
            }
            let refused = provoke(&sandbox, &client, cause).await;
            let found = (refused.status.as_u16(), refused.body);
            assert_eq!(found, (status, body), "{cause:?} {fields:?}");
        }
    }
}

#[tokio::test]
async fn malformed_rules_are_refused_with_ovhclouds_words() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let malformed = (
        400,
        json!("Body parameter accessRules isn't formated correctly"),
    );
    for rules in [
        json!("GET /sms"),
        json!({ "method": "GET", "path": "/sms" }),
        json!(["GET /sms"]),
        json!([{ "method": "GET" }]),
        json!([{ "path": "/sms" }]),
        json!([{ "method": "INVALID_METHOD", "path": "/sms" }]),
        json!([{ "method": "GET", "path": "sms" }]),
        json!([{ "method": "GET", "path": 1 }]),
        json!([{ "method": "GET", "path": "/sms", "extra": 1 }]),
        json!([{ "method": "GET", "path": "/sms" }, null]),
    ] {
        let refused = ask(&client, rules.clone()).await;
        let found = (refused.status.as_u16(), refused.body["message"].clone());
        assert_eq!(found, malformed, "{rules}");
    }
    let missing = client
        .http
        .post(format!("{}/auth/credential", client.endpoint));
    let missing = missing
        .header("X-Ovh-Application", &client.application)
        .json(&json!({}));
    let missing = answer(missing.send().await.unwrap()).await;
    assert_eq!(
        missing.body["message"],
        "Missing parameter: [accessRules] is required"
    );
}

#[tokio::test]
async fn a_policy_is_needed_for_calls_with_an_iam_action_only() {
    let sandbox = builder().iam_policy(false).start().await.unwrap();
    let client = Client::new(&sandbox);
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", sandbox.client_id()),
        ("client_secret", sandbox.client_secret()),
    ];
    let made = client.http.post(sandbox.token_url()).form(&form);
    let made: Value = made.send().await.unwrap().json().await.unwrap();
    for (path, status) in [
        ("/auth/details", 200),
        ("/sms/ptts?ptt=4", 200),
        ("/sms", 403),
        ("/sms/sms-ab12345-1/jobs", 403),
        ("/me", 403),
        ("/me/document", 403),
    ] {
        let call = client.http.get(format!("{}{path}", client.endpoint));
        let call = call.bearer_auth(made["access_token"].as_str().unwrap());
        let answer = answer(call.send().await.unwrap()).await;
        assert_eq!(answer.status, status, "{path} {}", answer.body);
        if status == 403 {
            let action = &answer.body["details"]["unauthorizedActionsByIAM"];
            assert!(
                action.as_str().unwrap().contains(":apiovh:"),
                "{path} {action}"
            );
        }
    }
    // Consumer keys need no policy.
    client.get("/sms").await;
}

#[tokio::test]
async fn the_keys_have_no_ip_list_and_french_times() {
    let sandbox = builder().start_at("2026-07-15T12:00:00+02:00".parse().unwrap());
    let sandbox = sandbox.start().await.unwrap();
    let client = Client::new(&sandbox);
    client.get("/sms").await;
    let key = client.get("/auth/currentCredential").await;
    assert_eq!(key["allowedIPs"], Value::Null);
    for name in ["creation", "lastUse"] {
        let time = key[name].as_str().unwrap();
        assert!(
            time.starts_with("2026-07-15T12:00:") && time.ends_with("+02:00"),
            "{time}"
        );
    }
    assert_eq!(key["expiration"], Value::Null);
    let rules = json!([{ "method": "GET", "path": "/*" }]);
    let asked = client
        .http
        .post(format!("{}/auth/credential", client.endpoint));
    let asked = asked.header("X-Ovh-Application", &client.application);
    let asked = asked.json(&json!({ "accessRules": rules, "allowedIPs": ["127.0.0.0/8"] }));
    let asked = answer(asked.send().await.unwrap()).await.body;
    let mut other = client.clone();
    other.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
    let key = other.get("/auth/currentCredential").await;
    assert_eq!(key["allowedIPs"], json!(["127.0.0.0/8"]));
}

#[tokio::test]
async fn a_key_is_restricted_to_blocks_of_addresses() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    // What the key may do, and what its list says; none for a malformed list.
    for (blocks, status, listed) in [
        (json!([]), Some(200), Value::Null),
        (Value::Null, Some(200), Value::Null),
        (json!(["127.0.0.1"]), Some(200), json!(["127.0.0.1"])),
        (
            json!(["::ffff:127.0.0.1"]),
            Some(200),
            json!(["::ffff:127.0.0.1"]),
        ),
        (
            json!(["192.0.2.0/24", "127.0.0.1/32"]),
            Some(200),
            json!(["192.0.2.0/24", "127.0.0.1/32"]),
        ),
        (json!(["192.0.2.0/24"]), Some(403), json!(["192.0.2.0/24"])),
        (json!(["127.0.0.1", "x"]), None, Value::Null),
        (json!(["127.0.0.1/33"]), None, Value::Null),
        (json!([""]), None, Value::Null),
    ] {
        let asked = client
            .http
            .post(format!("{}/auth/credential", client.endpoint));
        let asked = asked.header("X-Ovh-Application", &client.application);
        let rules = json!([{ "method": "GET", "path": "/*" }]);
        let asked = asked.json(&json!({ "accessRules": rules, "allowedIPs": blocks }));
        let asked = answer(asked.send().await.unwrap()).await;
        let Some(status) = status else {
            assert_eq!(asked.status, 400, "{blocks} {}", asked.body);
            let message = asked.body["message"].as_str().unwrap();
            assert!(message.ends_with("is not valid for type ipBlock"));
            continue;
        };
        let mut other = client.clone();
        other.consumer = asked.body["consumerKey"].as_str().unwrap().to_owned();
        assert!(sandbox.accept_consumer_key(&other.consumer));
        let key = other.get("/auth/currentCredential").await;
        assert_eq!(key["allowedIPs"], listed, "{blocks}");
        let list = other.call("GET", "/sms", None).await;
        assert_eq!(list.status, status, "{blocks} {}", list.body);
    }
}

#[tokio::test]
async fn french_times_are_a_choice_elsewhere() {
    for (on, offset) in [(false, "+00:00"), (true, "+01:00")] {
        let sandbox = builder().french_times(on).start().await.unwrap();
        let client = Client::new(&sandbox);
        let job = json!({ "message": "2026-01-15T11:00:00+00:00", "receivers": ["+33600000000"] });
        let sent = client.post(&account("/jobs"), job).await;
        sandbox.advance(Duration::from_secs(60));
        let id = sent["ids"][0].to_string();
        let path = account(&format!("/outgoing/{id}"));
        let pages = client.with_header("X-Pagination-Mode", "CachedObjectList-Pages");
        let batch = client.with_header("X-Ovh-Batch", ",");
        let alone = client.get(&path).await;
        let listed = pages.get(&account("/outgoing")).await[0].clone();
        let row = batch.get(&path).await[0]["value"].clone();
        for message in [&alone, &listed, &row] {
            for name in ["creationDatetime", "sentAt", "deliveredAt"] {
                let time = message[name].as_str().unwrap();
                assert!(time.ends_with(offset), "{on} {name} {time}");
            }
            assert_eq!(message["message"], "2026-01-15T11:00:00+00:00");
        }
    }
}

#[tokio::test]
async fn the_library_recognises_each_published_refusal() {
    let sandbox = builder().iam_policy(false).start().await.unwrap();
    let client = Client::new(&sandbox);
    let refusal = async |credentials: ovh_sms::Credentials, service: Option<&str>| {
        let client = ovh_sms::Client::builder()
            .endpoint(sandbox.endpoint())
            .credentials(credentials)
            .build()
            .unwrap();
        let error = match service {
            Some(name) => client.service(name).api().service_get().send().await.err(),
            None => client.api().services_list().send().await.err(),
        };
        error.and_then(|error| error.refusal())
    };
    let keys = |client: &Client| {
        let Client {
            application,
            secret,
            consumer,
            ..
        } = client;
        ovh_sms::Credentials::application_key(application, secret.as_str(), consumer.as_str())
            .unwrap()
    };
    let change = |change: fn(&mut Client)| {
        let mut other = client.clone();
        change(&mut other);
        keys(&other)
    };
    let unknown = Some("sms-xx00000-1");
    let narrow = narrow(&sandbox, &client, true).await;
    for (credentials, service, expected) in [
        (keys(&client), unknown, Refusal::ServiceNotFound),
        (keys(&narrow), None, Refusal::RightMissing),
        (
            change(|c| c.secret = "0".repeat(32)),
            None,
            Refusal::Signature,
        ),
        (
            change(|c| c.application = "0".repeat(16)),
            None,
            Refusal::ApplicationKey,
        ),
        (
            change(|c| c.consumer = "0".repeat(32)),
            None,
            Refusal::ConsumerKeyMismatch,
        ),
    ] {
        assert_eq!(
            refusal(credentials, service).await,
            Some(expected),
            "{expected:?}"
        );
    }
}
