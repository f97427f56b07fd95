//! Operations of other documents: created at run time, and sent like all others.

use ovh_sms::error::{CallErrorKind, RequestError};
use ovh_sms::reqwest::Method;
use ovh_sms::{Client, Credentials, InvalidOperation, Operation, Options, Retry};
use ovh_sms_test_support::recorder::{Answer, Recorder};
use serde_json::json;

fn operation(method: Method, path: &'static str) -> Operation {
    Operation::new(method, path).unwrap()
}

#[tokio::test]
async fn an_operation_that_is_not_bound_is_signed_and_sent() {
    let recorder = Recorder::start().await;
    recorder.answer(Answer::json(json!({ "nichandle": "ab12345-ovh" })));
    let me = operation(Method::GET, "/me").with_id("me_get");
    let response = recorder.client().call(&me).send().await.unwrap();
    assert_eq!(response["nichandle"], "ab12345-ovh");
    let request = recorder.take();
    assert_eq!(
        (request.method.as_str(), request.path()),
        ("GET", "/1.0/me")
    );
    assert!(
        request
            .header("x-ovh-signature")
            .unwrap()
            .starts_with("$1$")
    );

    let time = operation(Method::GET, "/auth/time").without_authentication();
    recorder.client().call(time).send().await.unwrap();
    assert_eq!(recorder.take().header("x-ovh-signature"), None);
}

#[tokio::test]
async fn its_path_is_checked_and_its_errors_name_it() {
    let recorder = Recorder::start().await;
    let client = recorder.client();
    let zone = operation(Method::GET, String::from("/domain/zone/{zoneName}").leak());
    let request = client.call(&zone).path("zoneName", "a/b").into_request();
    assert!(
        request
            .unwrap()
            .url()
            .path()
            .ends_with("/domain/zone/a%2Fb")
    );
    for name in ["", ".", ".."] {
        let error = client.call(&zone).path("zoneName", name).into_request();
        let error = error.unwrap_err();
        let problem = RequestError::PathParameter;
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Request(known)) if *known == problem)
        );
        assert_eq!(error.operation(), Some(&zone));
    }
    let missing = client.call(&zone).send().await.unwrap_err();
    assert!(
        missing
            .to_string()
            .starts_with("GET /domain/zone/{zoneName} "),
        "{missing}"
    );
    assert!(recorder.requests().is_empty());

    let refused = json!({ "message": "no", "errorCode": "NOT_GRANTED_CALL" });
    recorder.answer(Answer(403, "application/json", refused.to_string()));
    let error = client
        .call(&zone)
        .path("zoneName", "a")
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        error.operation().unwrap().id(),
        "GET /domain/zone/{zoneName}"
    );
    assert!(error.to_string().contains("GET /domain/zone/*"), "{error}");
    assert!(size_of::<ovh_sms::Error>() <= 8);
}

#[test]
fn a_wrong_template_is_a_typed_error() {
    type Check = fn(&InvalidOperation) -> bool;
    let table: [(&'static str, Check); 16] = [
        ("", |e| matches!(e, InvalidOperation::NoSlash { .. })),
        ("me", |e| matches!(e, InvalidOperation::NoSlash { .. })),
        ("https://evil.example/", |e| {
            matches!(e, InvalidOperation::NoSlash { .. })
        }),
        ("/", |e| matches!(e, InvalidOperation::Segment { .. })),
        ("//evil.example", |e| {
            matches!(e, InvalidOperation::Segment { .. })
        }),
        ("/me/", |e| matches!(e, InvalidOperation::Segment { .. })),
        ("/me/../sms", |e| {
            matches!(e, InvalidOperation::Segment { .. })
        }),
        ("/me?x=1", |e| matches!(e, InvalidOperation::Segment { .. })),
        ("/me#x", |e| matches!(e, InvalidOperation::Segment { .. })),
        ("/a%2Fb", |e| matches!(e, InvalidOperation::Segment { .. })),
        ("/a b", |e| matches!(e, InvalidOperation::Segment { .. })),
        ("/{", |e| matches!(e, InvalidOperation::Braces { .. })),
        ("/{}", |e| matches!(e, InvalidOperation::Braces { .. })),
        ("/{a}{b}", |e| matches!(e, InvalidOperation::Braces { .. })),
        ("/x{a}", |e| matches!(e, InvalidOperation::Braces { .. })),
        ("/{a b}", |e| matches!(e, InvalidOperation::Segment { .. })),
    ];
    for (path, is_expected) in table {
        let error = Operation::new(Method::GET, path).unwrap_err();
        assert!(is_expected(&error), "{path}: {error}");
        assert!(error.to_string().contains(&format!("{path:?}")), "{error}");
    }
    let error = ovh_sms::Error::from(Operation::new(Method::GET, "me").unwrap_err());
    assert!(error.is_usage() && error.operation().is_none(), "{error}");
}

#[tokio::test]
async fn a_read_is_retried_and_a_post_whose_outcome_is_unknown_is_not() {
    for (method, status, sent) in [
        (Method::GET, 502, 2),
        (Method::POST, 502, 1),
        (Method::POST, 429, 2),
        (Method::PATCH, 502, 1),
    ] {
        let recorder = Recorder::start().await;
        recorder.answer(Answer(status, "text/html", "<html></html>".to_owned()));
        recorder.answer(Answer::json("1"));
        let client = Client::builder()
            .endpoint(recorder.url())
            .credentials(Credentials::unsigned())
            .options(Options::new().retry(Retry::default()))
            .build()
            .unwrap();
        let call = client.call(operation(method.clone(), "/domain/zone"));
        let result = call.body(json!({})).send().await;
        assert_eq!(recorder.requests().len(), sent, "{method} {status}");
        let may_have_been_sent = result.is_err_and(|error| error.may_have_been_sent());
        assert_eq!(may_have_been_sent, sent == 1, "{method} {status}");
    }
}

#[tokio::test]
async fn a_list_of_ids_is_streamed_with_its_detail() {
    let recorder = Recorder::start().await;
    recorder.answer(Answer::json("[1,2]"));
    recorder.answer(Answer::json(
        json!([{ "key": "1", "value": { "id": 1 } }, { "key": "2", "value": { "id": 2 } }]),
    ));
    let detail = operation(Method::GET, "/me/bill/{id}");
    let list = operation(Method::GET, "/me/bill").with_detail(detail);
    let bills = recorder
        .client()
        .call(list)
        .stream()
        .into_vec()
        .await
        .unwrap();
    assert_eq!(*bills, [json!({ "id": 1 }), json!({ "id": 2 })]);
    let alone = operation(Method::GET, "/me/bill");
    let error = recorder.client().call(alone).stream().next().await.unwrap();
    assert!(error.unwrap_err().is_usage());
}
