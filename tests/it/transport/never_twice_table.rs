//! The number of attempts and the error, for every kind of credentials, every status and code that
//! OVHcloud documents, odd ones, and every method.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ovh_sms::config::{Config, Key};
use ovh_sms::{Client, Credentials, Error, Options, Retry};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server;
use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde_json::{Value, json};

/// The number of attempts that the policy allows.
const ATTEMPTS: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Signed {
    ByKeys,
    ByOAuth2,
    ByToken,
    Not,
}

const CREDENTIALS: [Signed; 4] = [
    Signed::ByKeys,
    Signed::ByOAuth2,
    Signed::ByToken,
    Signed::Not,
];
const METHODS: [&str; 4] = ["GET", "PUT", "DELETE", "POST"];

/// The kind of error of a case.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// Not processed, and it would be refused again.
    Refused,
    /// Not processed, and it may succeed later: 429, or not connected.
    Later,
    /// It may have been processed; only idempotent requests are retried.
    Lost,
    /// It may have been processed; only GET is retried.
    Broken,
    /// It may have been processed, and a retry would not help.
    Failed,
    /// Refused for the timestamp: signed once more, with keys.
    OutOfTime,
    /// Refused for the token: sent once more with another one, with OAuth2.
    Unauthorized,
}

use Kind::{Broken, Failed, Later, Lost, OutOfTime, Refused, Unauthorized};

impl Kind {
    fn may_have_been_sent(self) -> bool {
        matches!(self, Lost | Broken | Failed)
    }

    fn attempts(self, signed: Signed, method: &str) -> u32 {
        match (self, signed) {
            (Later, _) => ATTEMPTS,
            (Lost, _) if method != "POST" => ATTEMPTS,
            (Broken, _) if method == "GET" => ATTEMPTS,
            (OutOfTime, Signed::ByKeys) | (Unauthorized, Signed::ByOAuth2) => 2,
            _ => 1,
        }
    }
}

fn page(status: u16) -> Reply {
    let body = "<html><body><h1>Gateway</h1></body></html>";
    Reply::new(status, "content-type: text/html\r\n", body)
}

fn by_code(status: u16, code: &str) -> Reply {
    Reply::json(
        status,
        json!({ "message": "no", "errorCode": code, "httpCode": format!("{status} No") }),
    )
}

fn by_class(status: u16, class: &str) -> Reply {
    Reply::json(
        status,
        json!({ "message": "no", "class": class, "details": {} }),
    )
}

fn cases() -> Vec<(String, Reply, Kind)> {
    let mut cases = Vec::new();
    let mut case = |name: String, reply: Reply, kind: Kind| cases.push((name, reply, kind));
    for (status, code, kind) in [
        (400, "INVALID_SIGNATURE", Refused),
        (400, "QUERY_TIME_OUT", OutOfTime),
        (400, "OTHER", Refused),
        (401, "QUERY_TIME_OUT", Unauthorized),
        (403, "NOT_CREDENTIAL", Refused),
        (403, "INVALID_CREDENTIAL", Refused),
        (403, "INVALID_KEY", Refused),
        (403, "NOT_GRANTED_CALL", Refused),
        (403, "FORBIDDEN", Refused),
        (403, "QUERY_TIME_OUT", Refused),
        (404, "NOT_FOUND", Refused),
        (404, "QUERY_TIME_OUT", Refused),
        (408, "QUERY_TIME_OUT", Lost),
        (409, "CONFLICT", Refused),
        (429, "TOO_MANY", Later),
        (429, "QUERY_TIME_OUT", Later),
        (460, "EXPIRED", Refused),
        (499, "QUERY_TIME_OUT", Failed),
        (500, "QUERY_TIME_OUT", Broken),
        (500, "INVALID_SIGNATURE", Broken),
        (502, "QUERY_TIME_OUT", Lost),
        (503, "QUERY_TIME_OUT", Lost),
        (503, "NOT_GRANTED_CALL", Lost),
        (504, "QUERY_TIME_OUT", Lost),
    ] {
        case(format!("{status} {code}"), by_code(status, code), kind);
        case(
            format!("{status} class {code}"),
            by_class(status, code),
            kind,
        );
    }
    // A body that contradicts the status: whether the request was processed is unknown.
    case(
        "400 class Server".into(),
        by_class(400, "Server::InternalServerError"),
        Failed,
    );
    case(
        "401 class Server".into(),
        by_class(401, "Server::InternalServerError"),
        Failed,
    );
    let of_500 = |code| json!({ "message": "no", "errorCode": code, "httpCode": "500 Internal" });
    case(
        "400 httpCode 500".into(),
        Reply::json(400, of_500("QUERY_TIME_OUT")),
        Failed,
    );
    case(
        "401 httpCode 500".into(),
        Reply::json(401, of_500("OTHER")),
        Failed,
    );
    // Fields of other types than documented: PHP writes an empty object as a list.
    let blaming = [
        json!({ "message": "no", "class": "Server::InternalServerError", "details": [] }),
        json!({ "message": "no", "class": "Server::InternalServerError", "details": "none" }),
        json!({ "message": ["no"], "class": "Server::Error", "errorCode": 1 }),
        json!({ "message": "no", "httpCode": 500 }),
        json!({ "message": "no", "httpCode": 503.0, "details": null }),
        json!({ "message": "no", "httpCode": ["500"] }),
        json!({ "message": "no", "httpCode": "Internal Server Error" }),
        json!({ "message": "no", "httpCode": -500 }),
        json!({ "message": "no", "httpCode": 5000 }),
        json!({ "message": "no", "class": { "name": "Server::Error" } }),
    ];
    let with_mark = |body: &Value| Reply::new(400, "", &format!("\u{feff}{body}"));
    for body in &blaming {
        for (status, kind) in [(400, Failed), (401, Failed), (429, Lost)] {
            let reply = Reply::json(status, body.clone());
            case(format!("{status} {body}"), reply, kind);
        }
        case(format!("400 with a mark {body}"), with_mark(body), Failed);
    }
    for refusing in [
        json!({ "message": "no", "class": null, "httpCode": null }),
        json!({ "message": "no", "class": "Client::BadRequest", "httpCode": 400 }),
        json!({ "message": "no", "class": "", "httpCode": "" }),
    ] {
        let reply = Reply::json(400, refusing.clone());
        case(format!("400 {refusing}"), reply, Refused);
    }
    let out_of_time = json!({ "message": 1, "errorCode": "QUERY_TIME_OUT", "details": [] });
    case(
        format!("400 {out_of_time}"),
        Reply::json(400, out_of_time),
        OutOfTime,
    );
    for (status, kind) in [
        (301, Refused),
        (302, Refused),
        (303, Failed),
        (307, Refused),
        (308, Refused),
        (300, Failed),
        (400, Refused),
        (401, Unauthorized),
        (402, Refused),
        (403, Refused),
        (404, Refused),
        (405, Refused),
        (407, Refused),
        (408, Lost),
        (409, Refused),
        (411, Refused),
        (413, Refused),
        (415, Refused),
        (418, Refused),
        (422, Refused),
        (429, Later),
        (451, Refused),
        (460, Refused),
        (499, Failed),
        (500, Broken),
        (501, Failed),
        (502, Lost),
        (503, Lost),
        (504, Lost),
        (505, Failed),
        (520, Failed),
        (599, Failed),
        (600, Failed),
        (999, Failed),
    ] {
        case(
            format!("{status} as JSON"),
            Reply::json(status, json!({ "message": "no" })),
            kind,
        );
        case(format!("{status} as a page"), page(status), kind);
        case(
            format!("{status} without a body"),
            Reply::new(status, "", ""),
            kind,
        );
        case(
            format!("{status} with a cut body"),
            Reply::cut(status, "{\"errorCode\": \"QUERY_TIME"),
            kind,
        );
    }
    case("304".into(), Reply::new(304, "", ""), Failed);
    case(
        "101".into(),
        Reply::Last(
            b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"
                .to_vec(),
        ),
        Failed,
    );
    case("200 as a page".into(), page(200), Failed);
    case(
        "200 that is not as described".into(),
        Reply::json(200, "[\"QUERY_TIME_OUT\"]"),
        Failed,
    );
    case("200 with a cut body".into(), Reply::cut(200, "{"), Lost);
    case("reset".into(), Reply::Reset, Lost);
    case("closed".into(), Reply::Last(Vec::new()), Lost);
    case(
        "half a head".into(),
        Reply::Last(b"HTTP/1.1 400 Bad".to_vec()),
        Lost,
    );
    case(
        "no HTTP".into(),
        Reply::Last(b"QUERY_TIME_OUT\r\n\r\n".to_vec()),
        Lost,
    );
    case("no response in time".into(), Reply::Stall, Lost);
    cases
}

fn client(address: std::net::SocketAddr, signed: Signed, timeout: Duration) -> Client {
    let mut config = Config::builder().endpoint(format!("http://{address}/1.0"));
    config = match signed {
        Signed::ByKeys => {
            config.credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
        }
        Signed::ByOAuth2 => config
            .set(Key::TOKEN_URL, format!("http://{address}/token"))
            .credentials(Credentials::oauth2("client-id", "client-secret").unwrap()),
        Signed::ByToken => config.credentials(Credentials::access_token("token").unwrap()),
        Signed::Not => config.credentials(Credentials::unsigned()),
    };
    let retry = Retry::default().attempts(ATTEMPTS);
    let builder = Client::builder()
        .config(config)
        .options(Options::new().timeout(timeout).retry(retry))
        .time_source(FakeTime::new());
    builder.build().unwrap()
}

/// How a call is made.
#[derive(Debug, Clone, Copy)]
enum Made {
    ByBuilder,
    /// By `Client::request`.
    Raw,
}

async fn call(client: &Client, made: Made, method: &str) -> Result<(), Error> {
    match made {
        Made::ByBuilder => built(client, method).await,
        Made::Raw => raw(client, method).await,
    }
}

async fn raw(client: &Client, method: &str) -> Result<(), Error> {
    let call = client.request(method.parse().unwrap(), "/order/sms/{name}/credits")?;
    let call = call.path("name", "sms-ab12345-1");
    match method {
        "GET" | "DELETE" => call,
        _ => call.json(&json!({ "quantity": 100 })),
    }
    .send_as::<BTreeMap<String, Value>>()
    .await
    .map(drop)
}

async fn built(client: &Client, method: &str) -> Result<(), Error> {
    let service = client.service("sms-ab12345-1");
    let api = service.api();
    match method {
        "GET" => api.service_get().send().await.map(drop),
        "PUT" => {
            let call = api.service_update().description("new");
            call.send().await.map(drop)
        }
        "DELETE" => api.jobs_delete(1).send().await.map(drop),
        _ => api.jobs_create("Bonjour").send().await.map(drop),
    }
}

#[tokio::test]
async fn a_request_is_sent_as_often_as_is_safe_and_its_error_says_whether_it_may_have_been_done() {
    let mut wrong = Vec::new();
    for (name, reply, kind) in cases() {
        for signed in CREDENTIALS {
            let sent = Arc::new(AtomicU32::new(0));
            let (counted, answer) = (Arc::clone(&sent), reply.clone());
            let address = raw_server::start(move |request: Request| match request.path() {
                "/1.0/auth/time" => Reply::json(200, 1_700_000_000),
                "/token" => Reply::json(
                    200,
                    json!({ "access_token": "token-1", "expires_in": 3600 }),
                ),
                _ => {
                    counted.fetch_add(1, Ordering::SeqCst);
                    answer.clone()
                }
            });
            let timeout = match reply {
                Reply::Stall => Duration::from_millis(60),
                _ => Duration::from_secs(60),
            };
            let client = client(address.await, signed, timeout);
            let calls = METHODS.map(|method| [(Made::ByBuilder, method), (Made::Raw, method)]);
            for (made, method) in calls.into_iter().flatten() {
                // The builders of PUT and DELETE read any JSON.
                let is_any = matches!((made, method), (Made::ByBuilder, "PUT" | "DELETE"));
                if name == "200 that is not as described" && is_any {
                    continue;
                }
                sent.store(0, Ordering::SeqCst);
                let error = call(&client, made, method).await.unwrap_err();
                let found = (sent.load(Ordering::SeqCst), error.may_have_been_sent());
                let expected = (kind.attempts(signed, method), kind.may_have_been_sent());
                if found != expected || error.attempts() != found.0 {
                    wrong.push(format!(
                        "{name} {signed:?} {made:?} {method}: {found:?}, not {expected:?}: {error}"
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn what_was_lost_is_not_repeated_by_a_later_refusal_of_its_proof() {
    // An attempt is lost, the next one is refused for its signature or token: only idempotent
    // requests continue.
    for (signed, refusal) in [
        (Signed::ByKeys, by_code(400, "QUERY_TIME_OUT")),
        (Signed::ByOAuth2, by_code(401, "UNAUTHORIZED")),
    ] {
        for (method, sends) in [("GET", 3), ("POST", 1)] {
            let sent = Arc::new(AtomicU32::new(0));
            let (counted, refusal) = (Arc::clone(&sent), refusal.clone());
            let address = raw_server::start(move |request: Request| match request.path() {
                "/1.0/auth/time" => Reply::json(200, 1_700_000_000),
                "/token" => Reply::json(
                    200,
                    json!({ "access_token": "token-1", "expires_in": 3600 }),
                ),
                _ => match counted.fetch_add(1, Ordering::SeqCst) {
                    0 => page(502),
                    1 => refusal.clone(),
                    _ => Reply::json(200, "{}"),
                },
            });
            let client = client(address.await, signed, Duration::from_secs(60));
            let outcome = call(&client, Made::ByBuilder, method).await;
            assert_eq!(sent.load(Ordering::SeqCst), sends, "{signed:?} {method}");
            assert_eq!(outcome.is_ok(), method == "GET", "{signed:?} {method}");
        }
    }
}

#[tokio::test]
async fn what_was_never_connected_is_tried_again_and_was_not_sent() {
    let address = fault_server::nobody().await;
    for signed in [Signed::ByToken, Signed::Not] {
        for method in METHODS {
            let client = client(address, signed, Duration::from_secs(60));
            let error = call(&client, Made::ByBuilder, method).await.unwrap_err();
            let found = (error.attempts(), error.may_have_been_sent());
            assert_eq!(found, (ATTEMPTS, false), "{signed:?} {method}");
        }
    }
}

#[tokio::test]
async fn a_clock_or_token_that_is_not_to_be_had_leaves_every_request_unsent() {
    let sources = [
        (Signed::ByKeys, "/1.0/auth/time"),
        (Signed::ByOAuth2, "/token"),
    ];
    for (signed, path) in sources {
        for (name, reply, _) in cases() {
            // It would take the whole timeout in each of three attempts.
            if matches!(reply, Reply::Stall) {
                continue;
            }
            let sent = Arc::new(AtomicU32::new(0));
            let counted = Arc::clone(&sent);
            let address = raw_server::start(move |request: Request| {
                if request.path() == path {
                    return reply.clone();
                }
                counted.fetch_add(1, Ordering::SeqCst);
                Reply::json(200, "{}")
            });
            let client = client(address.await, signed, Duration::from_secs(60));
            let outcome = call(&client, Made::ByBuilder, "POST").await;
            let error = outcome.map_or_else(|error| error, |()| panic!("{signed:?} {name}"));
            assert!(!error.may_have_been_sent(), "{signed:?} {name}: {error}");
            assert_eq!(sent.load(Ordering::SeqCst), 0, "{signed:?} {name}");
        }
    }
}
