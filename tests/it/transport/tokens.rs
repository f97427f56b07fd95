//! OAuth2 tokens: fetched when needed, shared, renewed in time, and the error when none is
//! returned.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ovh_sms::config::{Config, Key};
use ovh_sms::error::CallErrorKind;
use ovh_sms::{Client, Credentials, Error};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, Request, Service};
use serde_json::json;

#[derive(Default)]
struct Tokens {
    fetched: AtomicU32,
    /// The number of the oldest token that is still valid.
    good_from: AtomicU32,
    /// The token server's response instead of a token.
    broken: Mutex<Option<Act>>,
    forms: Mutex<Vec<String>>,
}

impl Service for Tokens {
    fn call(&self, request: Request) -> Act {
        if request.path() == "/token" {
            if let Some(act) = self.broken.lock().unwrap().clone() {
                return act;
            }
            self.forms.lock().unwrap().push(request.body.clone());
            let number = self.fetched.fetch_add(1, Ordering::SeqCst) + 1;
            return Act::json(json!({
                "access_token": format!("token-{number}"), "token_type": "Bearer", "expires_in": 1000, "scope": "all",
            }));
        }
        assert_eq!(request.header("x-ovh-application"), None);
        let number = request
            .header("authorization")
            .and_then(|value| value.strip_prefix("Bearer token-"))
            .and_then(|number| number.parse::<u32>().ok());
        match number {
            Some(number) if number >= self.good_from.load(Ordering::SeqCst) => Act::json("[]"),
            _ => Act::status(401, json!({ "message": "You must login first" })),
        }
    }
}

async fn bench() -> (Arc<Tokens>, Arc<FakeTime>, Client) {
    let (server, time) = (Arc::new(Tokens::default()), FakeTime::new());
    let address = fault_server::start(server.clone()).await;
    let config = Config::builder()
        .endpoint(format!("http://{address}/1.0"))
        .set(Key::TOKEN_URL, format!("http://{address}/token"))
        .credentials(Credentials::oauth2("client-id", "client&secret").unwrap());
    let client = Client::builder()
        .config(config)
        .time_source(time.clone())
        .build()
        .unwrap();
    (server, time, client)
}

async fn call(client: &Client) -> Result<(), Error> {
    client.api().services_list().send().await.map(drop)
}

#[tokio::test]
async fn a_token_is_fetched_once_for_all_calls_and_all_derived_clients() {
    let (server, _, client) = bench().await;
    assert_eq!(server.fetched.load(Ordering::SeqCst), 0);
    let derived = client.with(ovh_sms::Options::new().timeout(Duration::from_secs(5)));
    let calls = (0..20).map(|number| call(if number % 2 == 0 { &client } else { &derived }));
    for outcome in futures_util::future::join_all(calls).await {
        outcome.unwrap();
    }
    assert_eq!(server.fetched.load(Ordering::SeqCst), 1);
    let form = &server.forms.lock().unwrap()[0];
    assert_eq!(
        form,
        "grant_type=client_credentials&scope=all&client_id=client-id&client_secret=client%26secret"
    );
}

#[tokio::test]
async fn a_token_is_renewed_ahead_of_its_end() {
    let (server, time, client) = bench().await;
    for (passes, fetched) in [(0, 1), (900, 1), (50, 2), (900, 2), (5000, 3)] {
        time.advance(Duration::from_secs(passes));
        call(&client).await.unwrap();
        assert_eq!(
            server.fetched.load(Ordering::SeqCst),
            fetched,
            "after {passes} s"
        );
    }
    time.machine_sleeps(Duration::from_secs(5000));
    call(&client).await.unwrap();
    assert_eq!(server.fetched.load(Ordering::SeqCst), 4);
}

#[tokio::test]
async fn a_token_that_can_still_be_used_is_used_while_no_new_one_comes() {
    let (server, time, client) = bench().await;
    call(&client).await.unwrap();
    *server.broken.lock().unwrap() = Some(Act::status(503, "{}"));
    time.advance(Duration::from_secs(950));
    call(&client).await.unwrap();
    time.advance(Duration::from_secs(100));
    let error = call(&client).await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Token(_))),
        "{error}"
    );
    assert_eq!((error.attempts(), error.may_have_been_sent()), (4, false));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn a_token_that_the_service_refuses_is_replaced_once() {
    let (server, _, client) = bench().await;
    call(&client).await.unwrap();
    server.good_from.store(2, Ordering::SeqCst);
    for outcome in futures_util::future::join_all((0..10).map(|_| call(&client))).await {
        outcome.unwrap();
    }
    assert_eq!(server.fetched.load(Ordering::SeqCst), 2);
    server.good_from.store(u32::MAX, Ordering::SeqCst);
    let error = call(&client).await.unwrap_err();
    assert_eq!(
        (error.status().unwrap().as_u16(), error.attempts()),
        (401, 2)
    );
    assert_eq!(server.fetched.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn what_comes_in_place_of_a_token_is_told() {
    let page = || {
        let body = "<html><title>Login</title><body>Please log in</body></html>";
        Act::Answer(
            200,
            "content-type: text/html\r\n".to_owned(),
            body.to_owned(),
        )
    };
    let table: [(Act, &[&str]); 5] = [
        (
            page(),
            &["page instead of JSON", "Please log in", "token_url"],
        ),
        (
            Act::status(
                401,
                json!({ "error": "invalid_client", "error_description": "Client authentication failed" }),
            ),
            &[
                "401",
                "invalid_client",
                "Client authentication failed",
                "client id and secret",
            ],
        ),
        (
            Act::status(400, json!({ "error": "invalid_scope" })),
            &["returned 400 Bad Request (invalid_scope)"],
        ),
        (Act::json("{}"), &["holds no token"]),
        (
            Act::json(json!({ "access_token": "a\nb" })),
            &["no header can carry"],
        ),
    ];
    for (act, words) in table {
        let (server, _, client) = bench().await;
        *server.broken.lock().unwrap() = Some(act);
        let error = call(&client).await.unwrap_err();
        for word in words {
            assert!(error.to_string().contains(word), "{word}: {error}");
        }
        assert!(
            !error.may_have_been_sent() && !error.is_retryable(),
            "{error}"
        );
        assert_eq!(error.attempts(), 1);
    }
}

#[tokio::test]
async fn what_the_token_server_says_can_not_steer_a_terminal() {
    let steering = "\u{1b}[2J\u{9b}31m\u{202e}\u{2028}\r\u{7}";
    let (server, _, client) = bench().await;
    *server.broken.lock().unwrap() = Some(Act::status(
        400,
        json!({ "error": format!("no{steering}code"), "error_description": format!("no{steering}words") }),
    ));
    let error = call(&client).await.unwrap_err();
    for text in [error.to_string(), error.code().unwrap().to_owned()] {
        assert!(text.contains("code"), "{text:?}");
        let steers = |c: char| c.is_control() || matches!(c, '\u{202e}' | '\u{2028}');
        assert!(!text.contains(steers), "{text:?}");
    }
}
