//! Raw requests: any method and path of OVHcloud's API, with encoded parameters and the same
//! signature.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ovh_sms::error::{CallErrorKind, RequestError};
use ovh_sms::reqwest::Method;
use ovh_sms::{Client, Credentials};
use ovh_sms_test_support::raw_server::{self, Reply, Request};
use serde::Deserialize;
use serde_json::{Value, json};
use sha1::{Digest, Sha1};

const TIME: u64 = 1_700_000_000;

/// The requests that the server received, but for those of its clock.
type Received = Arc<Mutex<Vec<Request>>>;

async fn server(answer: Value) -> (SocketAddr, Received) {
    let received = Received::default();
    let requests = Arc::clone(&received);
    let address = raw_server::start(move |request: Request| {
        if request.path().ends_with("/auth/time") {
            return Reply::json(200, TIME);
        }
        requests.lock().unwrap().push(request);
        match &answer {
            Value::Null => Reply::new(200, "", ""),
            answer => Reply::json(200, answer),
        }
    });
    (address.await, received)
}

fn client(address: SocketAddr, base: &str) -> Client {
    Client::builder()
        .endpoint(format!("http://{address}{base}"))
        .credentials(Credentials::application_key("key", "secret", "consumer").unwrap())
        .build()
        .unwrap()
}

/// Returns the signature that the server expects.
fn signature(method: &str, url: &str, body: &str, time: &str) -> String {
    let signed = format!("secret+consumer+{method}+{url}+{body}+{time}");
    format!("$1${}", hex::encode(Sha1::digest(signed)))
}

#[tokio::test]
async fn every_method_and_version_is_signed_as_it_is_sent() {
    let (address, received) = server(json!({})).await;
    for base in ["/1.0", "/v1", "/ovh/v1"] {
        let client = client(address, base);
        let root = base.rsplit_once('/').unwrap().0;
        for (path, target) in [
            ("/me", format!("{base}/me")),
            (
                "/order/sms/{name}/credits",
                format!("{base}/order/sms/a%20b/credits"),
            ),
            ("/v1/me", format!("{root}/v1/me")),
            (
                "/v2/iam/policy/{name}",
                format!("{root}/v2/iam/policy/a%20b"),
            ),
        ] {
            for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
                let mut call = client
                    .request(method.parse().unwrap(), path)
                    .unwrap()
                    .query("tag", "a&b=c +\u{e9}");
                if path.contains("{name}") {
                    call = call.path("name", "a b");
                }
                if method != "GET" {
                    call = call.json(&json!({ "quantity": 100 }));
                }
                call.send().await.unwrap();
                let request = received.lock().unwrap().pop().unwrap();
                let target = format!("{target}?tag=a%26b%3Dc+%2B%C3%A9");
                assert_eq!(request.target, target);
                assert_eq!(request.method, method);
                let body = request.body.clone();
                let expected = if method == "GET" {
                    ""
                } else {
                    r#"{"quantity":100}"#
                };
                assert_eq!(body, expected);
                let url = format!("http://{address}{target}");
                let time = request.header("x-ovh-timestamp").unwrap();
                assert_eq!(
                    request.header("x-ovh-signature").unwrap(),
                    signature(method, &url, &body, time),
                    "{method} {url}"
                );
            }
        }
    }
    assert_eq!(received.lock().unwrap().len(), 0);
}

/// The value of a parameter, and how it is sent; `None` if it is refused.
const VALUES: [(&str, Option<&str>); 14] = [
    ("a/b", Some("a%2Fb")),
    ("192.0.2.0/24", Some("192.0.2.0%2F24")),
    ("a%2Fb", Some("a%252Fb")),
    ("a\\b", Some("a%5Cb")),
    ("..\\b", Some("..%5Cb")),
    ("a?b#c", Some("a%3Fb%23c")),
    ("%2e%2e", Some("%252e%252e")),
    ("...", Some("...")),
    ("\u{e9}\u{1f600}", Some("%C3%A9%F0%9F%98%80")),
    ("a\r\nb\u{0}", Some("a%0D%0Ab%00")),
    ("{x}", Some("%7Bx%7D")),
    ("..", None),
    (".", None),
    ("", None),
];

#[tokio::test]
async fn a_parameter_never_changes_the_path() {
    let (address, received) = server(json!([])).await;
    for base in ["/1.0", "/v1"] {
        let client = client(address, base);
        for path in [
            "/ip/{ip}/task",
            "/{ip}",
            "/v2/iam/{ip}/x",
            "/me/{ip}/{other}",
        ] {
            for method in [Method::GET, Method::POST, Method::DELETE] {
                for (value, sent) in VALUES {
                    let mut call = client
                        .request(method.clone(), path)
                        .unwrap()
                        .path("ip", value);
                    if path.contains("{other}") {
                        call = call.path("other", value);
                    }
                    let result = call.send().await;
                    let request = received.lock().unwrap().pop();
                    match sent {
                        Some(sent) => {
                            result.unwrap();
                            let target = path.replace("{ip}", sent).replace("{other}", sent);
                            let target = match path.starts_with("/v2/") {
                                true => target,
                                false => format!("{base}{target}"),
                            };
                            assert_eq!(request.unwrap().target, target);
                        }
                        None => {
                            let error = result.unwrap_err();
                            let kind = error.call_kind();
                            assert!(
                                matches!(
                                    kind,
                                    Some(CallErrorKind::Request(RequestError::PathParameter))
                                ),
                                "{method} {path} {value:?}: {error}"
                            );
                            assert!(!error.may_have_been_sent() && error.attempts() == 0);
                            assert!(request.is_none(), "{method} {path} {value:?}");
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_path_that_would_change_is_refused_when_the_call_is_made() {
    let (address, received) = server(json!([])).await;
    let client = client(address, "/v1");
    for path in [
        "me",
        "",
        "/",
        "//me",
        "/me/",
        "/me/../x",
        "/me/./x",
        "/me//x",
        "/a b",
        "/a?b",
        "/a#b",
        "/a%2Fb",
        "/a\\b",
        "/{a}{b}",
        "/x{a}",
        "/{}",
        "/me\n",
        "/\u{e9}",
        "https://x/me",
    ] {
        let error = client.request(Method::GET, path).unwrap_err();
        assert!(
            matches!(
                error.call_kind(),
                Some(CallErrorKind::Request(RequestError::Operation(_)))
            ),
            "{path}: {error}"
        );
        assert!(error.is_usage(), "{path}");
    }
    assert_eq!(received.lock().unwrap().len(), 0);
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
struct Order {
    order_id: i64,
}

#[tokio::test]
async fn a_response_is_read_as_the_type_that_the_caller_wants() {
    let (address, _) = server(json!({ "orderId": 12, "url": "https://www.ovh.com/x" })).await;
    let client = client(address, "/v1");
    let order = || client.request(Method::POST, "/order").unwrap();
    let typed = order().send_as::<Order>().await.unwrap();
    assert_eq!((typed.order_id, typed.status().as_u16()), (12, 200));
    let value = order().send().await.unwrap();
    assert_eq!(value["orderId"], 12);
    // The request was processed, and only its response can't be read.
    let error = order().send_as::<Vec<i64>>().await.unwrap_err();
    assert!(
        matches!(error.call_kind(), Some(CallErrorKind::Response(_))),
        "{error}"
    );
    assert!(error.may_have_been_sent() && !error.is_retryable());
    assert_eq!(error.attempts(), 1);
    assert!(!error.to_string().contains("ovh.com"), "{error}");
}

#[tokio::test]
async fn an_empty_response_is_null() {
    let (address, _) = server(Value::Null).await;
    let client = client(address, "/v1");
    let delete = || {
        client
            .request(Method::DELETE, "/me/api/application/1")
            .unwrap()
    };
    delete().send_as::<()>().await.unwrap();
    assert_eq!(*delete().send().await.unwrap(), Value::Null);
    assert_eq!(*delete().send_as::<Option<Order>>().await.unwrap(), None);
    assert!(delete().send_as::<Order>().await.is_err());
}

#[tokio::test]
async fn a_body_without_json_is_an_error_and_nothing_is_sent() {
    let (address, received) = server(json!({})).await;
    let client = client(address, "/v1");
    let body = BTreeMap::from([((1, 2), "a")]);
    let call = client.request(Method::POST, "/order").unwrap().json(&body);
    let error = call.send().await.unwrap_err();
    assert!(
        matches!(
            error.call_kind(),
            Some(CallErrorKind::Request(RequestError::Unfit(_)))
        ),
        "{error}"
    );
    assert_eq!(received.lock().unwrap().len(), 0);
}
