//! A secret that a server repeats is redacted in every encoding, and so are texts.

use std::sync::Arc;

use ovh_sms::message::Message;
use ovh_sms::{Client, Credentials, Error};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, By, Request};
use ovh_sms_test_support::raw_server::{self, Reply};
use serde_json::json;

async fn refused_with(act: Act, credentials: Credentials) -> Error {
    let service = By(move |request: Request| match request.path() {
        "/1.0/auth/time" => Act::json(1_700_000_000),
        _ => act.clone(),
    });
    let address = fault_server::start(Arc::new(service)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(credentials)
        .time_source(FakeTime::new());
    let client = client.build().unwrap();
    client.api().services_list().send().await.unwrap_err()
}

#[tokio::test]
async fn a_secret_is_redacted_in_every_form_and_place() {
    // Plain, in a URL with either case, in a form, in JSON.
    let secret = "can+ary/7&\"";
    let token = "can+ary/7";
    let forms = [
        token.to_owned(),
        "can%2Bary%2F7".to_owned(),
        "can%2bary%2f7".to_owned(),
    ];
    for form in forms {
        let act = Act::status(
            403,
            json!({ "message": format!("no {form}."), "errorCode": format!("NO_{form}"), "details": { "a": [form] } }),
        );
        let act = act.with_header(&format!("x-ovh-queryid: EU.{form}"));
        // The first of the two headers is the server's own.
        let Act::Answer(status, head, body) = act else {
            unreachable!()
        };
        let head = head.replace("x-ovh-queryid: EU.ext-3.made-up\r\n", "");
        let act = Act::Answer(status, head, body);
        let error = refused_with(act, Credentials::access_token(token).unwrap()).await;
        let shown = format!("{error} {error:?} {:?}", error.query_id());
        assert!(
            error.query_id().unwrap().starts_with("EU.[redacted]"),
            "{shown}"
        );
        assert!(!shown.contains("ary"), "{form}: {shown}");
    }
    let forms = [
        secret.to_owned(),
        "can%2Bary%2F7%26%22".to_owned(),
        "can%2bary%2f7%26%22".to_owned(),
    ];
    for form in forms {
        let act = Act::status(
            403,
            json!({ "message": format!("no {form}."), "details": { "a": [form] } }),
        );
        let keys = Credentials::application_key("key", secret, "consumer").unwrap();
        let error = refused_with(act, keys).await;
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("ary"), "{form}: {shown}");
    }
}

#[tokio::test]
async fn the_query_id_of_a_send_that_contradicts_itself_is_redacted() {
    let address = raw_server::start(|request: Request| match request.path() {
        "/1.0/auth/time" => Reply::json(200, 1_700_000_000),
        path if path.ends_with("/jobs") && request.method == "POST" => {
            let report = json!({ "ids": [1, 2], "validReceivers": ["+33600000009"] });
            let head = "x-ovh-queryid: EU.can%2Bary%2F7\r\n";
            Reply::new(200, head, &report.to_string())
        }
        _ => Reply::json(200, "[]"),
    });
    let client = Client::builder()
        .endpoint(format!("http://{}/1.0", address.await))
        .credentials(Credentials::access_token("can+ary/7").unwrap())
        .build()
        .unwrap();
    let message = Message::transactional("Alerte").from("SANDBOX");
    let sending = client
        .service("sms-ab12345-1")
        .send(message.to("+33600000000"))
        .lookup_timeout(std::time::Duration::ZERO);
    let error = sending.await.unwrap_err();
    assert_eq!(error.query_id(), Some("EU.[redacted]"));
    let shown = format!("{error} {error:?}");
    assert!(!shown.contains("ary"), "{shown}");
}

#[tokio::test]
async fn of_json_that_is_no_error_body_nothing_is_repeated() {
    for body in [
        r#"{"text": "Le code est 4711", "to": "+33600000000"}"#,
        r#"["Le code est 4711"]"#,
        r#""Le code est 4711""#,
        r#"  {"text": "Le code est 47"#,
        "\u{feff}{\"text\": \"Le code est 4711\"}",
    ] {
        for status in [400, 500] {
            let error = refused_with(Act::status(status, body), Credentials::unsigned()).await;
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains("Le code") && !shown.contains("336"),
                "{shown}"
            );
            assert!(shown.contains("JSON without a message"), "{shown}");
        }
    }
}
