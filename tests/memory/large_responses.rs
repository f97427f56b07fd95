//! Endless responses: each is an error that names its limit, and is not held in memory.

use ovh_sms::config::{Config, Key};
use ovh_sms::error::{CallErrorKind, ResponseError};
use ovh_sms::{Client, Credentials, Error, Options, Retry};
use ovh_sms_test_support::raw_server::{self, Reply, Request};

const MIB: u64 = 1 << 20;

/// A head, followed by bytes that never end.
fn endless(status: u16) -> Reply {
    let head = format!("HTTP/1.1 {status} Status\r\nconnection: close\r\n\r\n[");
    Reply::Endless(head.into_bytes())
}

/// A head that states the length.
fn huge(status: u16) -> Reply {
    let head = format!(
        "HTTP/1.1 {status} Status\r\ncontent-length: {}\r\n\r\n[",
        u64::MAX / 2
    );
    Reply::Endless(head.into_bytes())
}

async fn client(path: &'static str, reply: Reply, credentials: Credentials) -> Client {
    let address = raw_server::start(move |request: Request| {
        if request.path() == path {
            return reply.clone();
        }
        match request.path() {
            "/1.0/auth/time" => Reply::json(200, 1_700_000_000),
            _ => Reply::json(200, "[]"),
        }
    });
    let address = address.await;
    let config = Config::builder()
        .endpoint(format!("http://{address}/1.0"))
        .set(Key::TOKEN_URL, format!("http://{address}/token"))
        .credentials(credentials);
    let options = Options::new().retry(Retry::never());
    let builder = Client::builder().config(config).options(options);
    builder.build().unwrap()
}

async fn call(client: &Client) -> Error {
    client.api().services_list().send().await.unwrap_err()
}

/// Returns the peak memory of this process, in MiB.
#[cfg(target_os = "linux")]
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmHWM:"))
        .unwrap();
    let kib: u64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
    kib / 1024
}

#[tokio::test]
async fn a_response_without_an_end_is_an_error_with_its_limit() {
    for reply in [endless(200), huge(200)] {
        let client = client("/1.0/sms", reply, Credentials::unsigned()).await;
        for (limit, bytes) in [(None, 64 * MIB), (Some(1000), 1000)] {
            let client = match limit {
                Some(limit) => client.with(Options::new().response_limit(limit)),
                None => client.clone(),
            };
            let error = call(&client).await;
            let Some(CallErrorKind::Response(ResponseError::TooLarge { limit, .. })) =
                error.call_kind()
            else {
                panic!("{error}");
            };
            assert_eq!(*limit, bytes);
            assert!(error.may_have_been_sent());
            assert!(error.to_string().contains("response_limit"), "{error}");
        }
    }
    #[cfg(target_os = "linux")]
    assert!(peak() <= 128, "{} MiB", peak());
}

#[tokio::test]
async fn an_error_response_without_an_end_is_known_by_its_status() {
    for reply in [endless(502), huge(502)] {
        let client = client("/1.0/sms", reply, Credentials::unsigned()).await;
        let error = call(&client).await;
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Api(_))),
            "{error}"
        );
        assert_eq!(error.status().unwrap().as_u16(), 502);
        assert!(error.may_have_been_sent());
    }
}

#[tokio::test]
async fn a_clock_or_a_token_without_an_end_leaves_the_request_unsent() {
    let keys = || Credentials::application_key("key", "secret", "consumer").unwrap();
    let account = || Credentials::oauth2("client-id", "client-secret").unwrap();
    for reply in [endless(200), huge(200)] {
        let error = call(&client("/1.0/auth/time", reply.clone(), keys()).await).await;
        let Some(CallErrorKind::Response(ResponseError::TooLarge { limit, .. })) =
            error.call_kind()
        else {
            panic!("{error}");
        };
        assert_eq!(*limit, MIB);
        assert!(!error.may_have_been_sent());
        let error = call(&client("/token", reply, account()).await).await;
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Token(_))),
            "{error}"
        );
        assert!(error.to_string().contains("1048576 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_response_of_the_limit_is_read() {
    let body = format!("[{}]", " ".repeat(998));
    let reply = Reply::json(200, &body);
    let client = client("/1.0/sms", reply, Credentials::unsigned()).await;
    for (limit, fits) in [(1000, true), (999, false)] {
        let client = client.with(Options::new().response_limit(limit));
        assert_eq!(
            client.api().services_list().send().await.is_ok(),
            fits,
            "{limit}"
        );
    }
}
