//! What is sent, and what is never sent.

use ovh_sms::error::CallErrorKind;
use ovh_sms::types::{AuthAccessRuleRequest, JobsCreateBody, Priority, ServiceUpdate};
use ovh_sms::{Clearable, Client, Credentials};
use ovh_sms_test_support::recorder::{Answer, Recorder};
use serde_json::json;

#[tokio::test]
async fn a_request_is_signed_with_the_servers_time_asked_once() {
    let server = Recorder::start().await;
    let client = server.client();
    for _ in 0..3 {
        client
            .service("sms-ab12345-1")
            .api()
            .service_get()
            .send()
            .await
            .unwrap_err();
    }
    let requests = server.requests();
    assert_eq!(requests.len(), 3);
    for request in &requests {
        assert_eq!(request.path(), "/1.0/sms/sms-ab12345-1");
        assert_eq!(request.header("x-ovh-application"), Some("key"));
        assert_eq!(request.header("x-ovh-consumer"), Some("consumer"));
        let time: i64 = request.header("x-ovh-timestamp").unwrap().parse().unwrap();
        assert!((1_700_000_000..1_700_000_100).contains(&time));
        assert!(
            request
                .header("x-ovh-signature")
                .unwrap()
                .starts_with("$1$")
        );
        assert_eq!(request.header("api-version"), None);
    }
}

#[tokio::test]
async fn an_operation_without_authentication_goes_without_signature() {
    let server = Recorder::start().await;
    server.answer(Answer::json(json!({ "credit": 1 })));
    let client = server.client();
    let rates = client
        .api()
        .rates_destinations_get("fr")
        .send()
        .await
        .unwrap();
    assert_eq!(rates.credit, Some(1.into()));
    let request = server.take();
    assert_eq!(request.query(), [("country".to_owned(), "fr".to_owned())]);
    assert_eq!(request.header("x-ovh-application"), Some("key"));
    for secret in ["x-ovh-consumer", "x-ovh-signature", "x-ovh-timestamp"] {
        assert_eq!(request.header(secret), None, "{secret}");
    }
}

#[tokio::test]
async fn a_client_without_credentials_says_so_before_anything_is_sent() {
    let server = Recorder::start().await;
    let client = Client::builder()
        .endpoint(server.url())
        .credentials(Credentials::None)
        .build()
        .unwrap();
    let error = client.api().services_list().send().await.unwrap_err();
    assert!(error.to_string().contains("needs credentials"), "{error}");
    assert!(!error.may_have_been_sent());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_parameter_never_changes_the_path() {
    let server = Recorder::start().await;
    let client = server.client();
    for name in ["", ".", ".."] {
        let error = client
            .service(name)
            .api()
            .outgoing_list()
            .send()
            .await
            .unwrap_err();
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Request(_))),
            "{name:?}: {error:?}"
        );
        assert!(!error.may_have_been_sent());
        let error = client
            .service("sms-ab12345-1")
            .api()
            .senders_get(name)
            .into_request();
        assert!(
            error.is_err_and(|error| matches!(error.call_kind(), Some(CallErrorKind::Request(_)))),
            "{name:?}"
        );
    }
    assert!(server.requests().is_empty());
    // Values that only look odd are sent, encoded.
    client
        .service("a b/é%2e+?#")
        .api()
        .outgoing_list()
        .send()
        .await
        .unwrap_err();
    assert_eq!(
        server.take().path(),
        "/1.0/sms/a%20b%2F%C3%A9%252e+%3F%23/outgoing"
    );
}

/// In an address, `\` is equivalent to `/`: with as many steps back as forth, it would keep the
/// operation and name the object of another account.
#[tokio::test]
async fn a_backslash_in_a_parameter_names_no_other_object() {
    let server = Recorder::start().await;
    let client = server.client();
    let elsewhere = r"..\..\sms-other-1\senders\x";
    let wanted = "/1.0/sms/sms-ab12345-1/senders/..%5C..%5Csms-other-1%5Csenders%5Cx";
    let service = client.service("sms-ab12345-1");
    let built = service.api().senders_get(elsewhere);
    assert_eq!(built.into_request().unwrap().url().path(), wanted);
    let called = client
        .call(ovh_sms::api::operations::find("senders_get").unwrap())
        .path("serviceName", "sms-ab12345-1")
        .path("sender", elsewhere);
    assert_eq!(called.into_request().unwrap().url().path(), wanted);
}

/// Required values are in the signature; without them, code does not compile: tests/ui.
#[tokio::test]
async fn a_body_that_was_made_elsewhere_replaces_the_one_that_was_built() {
    let server = Recorder::start().await;
    let client = server.client();
    let elsewhere = JobsCreateBody::new("Bonsoir").sender("OVH");
    let call = client.api().jobs_create("sms-ab12345-1", "Bonjour");
    let sent = call.tag("lost").body(elsewhere).priority(Priority::High);
    sent.send().await.unwrap_err();
    let body: serde_json::Value = server.take().json();
    let expected = json!({ "message": "Bonsoir", "sender": "OVH", "priority": "high" });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn a_field_that_is_named_like_a_parameter_is_set_under_a_name_of_its_own() {
    let server = Recorder::start().await;
    let client = server.client();
    let call = client
        .api()
        .templates_control_update("sms-ab12345-1", "old");
    call.name_in_body("new").await.unwrap();
    let sent = server.take();
    assert_eq!(sent.path(), "/1.0/sms/sms-ab12345-1/templatesControl/old");
    let body: serde_json::Value = sent.json();
    assert_eq!(body, json!({ "name": "new" }));
}

#[tokio::test]
async fn a_builder_is_sent_by_awaiting_it() {
    let server = Recorder::start().await;
    server.answer(Answer::json(json!(["sms-ab12345-1"])));
    let names = server.client().api().services_list().await.unwrap();
    assert_eq!(names.into_iter().collect::<Vec<_>>(), ["sms-ab12345-1"]);
}

#[tokio::test]
async fn any_status_of_success_is_one() {
    let server = Recorder::start().await;
    let client = server.client();
    for status in [200, 201, 202] {
        let mut answer = Answer::json(json!({ "credit": 1 }));
        answer.0 = status;
        server.answer(answer);
        let rates = client.api().rates_destinations_get("fr");
        let rates = rates.send().await.unwrap();
        assert_eq!(rates.status(), status);
        assert_eq!(rates.credit, Some(1.into()));
    }
}

#[test]
fn an_update_leaves_alone_sets_or_clears() {
    let untouched: ServiceUpdate = ServiceUpdate::new();
    assert_eq!(serde_json::to_value(&untouched).unwrap(), json!({}));
    let update: ServiceUpdate = ServiceUpdate::new()
        .call_back(Clearable::Clear)
        .automatic_recredit_amount(Clearable::Clear)
        .description("prod");
    let expected =
        json!({ "callBack": "", "automaticRecreditAmount": null, "description": "prod" });
    assert_eq!(serde_json::to_value(&update).unwrap(), expected);
}

#[test]
fn defaults_are_not_sent_and_empty_lists_are() {
    let body: JobsCreateBody = JobsCreateBody::new("Bonjour");
    assert_eq!(
        serde_json::to_value(&body).unwrap(),
        json!({ "message": "Bonjour" })
    );
    let body: JobsCreateBody = JobsCreateBody::new("Bonjour").receivers([""; 0]);
    let expected = json!({ "message": "Bonjour", "receivers": [] });
    assert_eq!(serde_json::to_value(&body).unwrap(), expected);
}

#[tokio::test]
async fn a_gateways_page_stays_the_status_that_it_came_with() {
    let server = Recorder::start().await;
    let page =
        "<html><head><title>502 Bad Gateway</title></head>\r\n<body>upstream is away</body></html>";
    for status in [408, 502, 503] {
        server.answer(Answer(status, "text/html", page.to_owned()));
        let client = server.client();
        let error = client
            .service("sms-ab12345-1")
            .api()
            .jobs_list()
            .send()
            .await
            .unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        let printed = error.to_string();
        assert!(printed.contains(&status.to_string()), "{printed}");
        assert!(
            printed.contains("502 Bad Gateway upstream is away"),
            "{printed}"
        );
        assert!(!printed.contains('<'), "{printed}");
        assert_eq!(error.query_id(), Some("EU.ext-3.made-up"));
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn a_refusal_names_the_rule_that_is_missing() {
    let server = Recorder::start().await;
    let body = json!({ "message": "This call has not been granted", "errorCode": "NOT_GRANTED_CALL", "httpCode": "403 Forbidden" });
    server.answer(Answer(403, "application/json", body.to_string()));
    let client = server.client();
    let error = client
        .service("sms-ab12345-1")
        .api()
        .jobs_create("Bonjour")
        .send()
        .await
        .unwrap_err();
    assert_eq!(error.code(), Some("NOT_GRANTED_CALL"));
    assert!(error.to_string().contains("`POST /sms/*/jobs`"), "{error}");
    assert!(!error.may_have_been_sent());
}

#[tokio::test]
async fn secrets_are_never_shown() {
    let server = Recorder::start().await;
    let client = Client::builder()
        .endpoint(server.url())
        .credentials(
            Credentials::application_key("key", "canary-secret", "canary-consumer").unwrap(),
        )
        .build()
        .unwrap();
    let shown = format!("{client:?} {:?}", client.service("sms-ab12345-1"));
    assert!(!shown.contains("canary"), "{shown}");
    server.answer(Answer::json(json!({ "consumerKey": "canary-key", "validationUrl": "https://example.com/?credentialToken=canary-token", "state": "pendingValidation" })));
    let request = client
        .api()
        .auth_credential_create([] as [AuthAccessRuleRequest; 0]);
    let granted = request.send().await.unwrap();
    let shown = format!("{granted:?}");
    assert!(!shown.contains("canary"), "{shown}");
    assert_eq!(
        granted.consumer_key.as_ref().unwrap().expose(),
        "canary-key"
    );
    server.answer(Answer::json(
        json!({ "getUrl": "https://example.com/canary", "putUrl": "https://example.com/canary" }),
    ));
    let document = client
        .api()
        .me_document_get(uuid::Uuid::nil())
        .send()
        .await
        .unwrap();
    assert!(!format!("{document:?}").contains("canary"));
    let user: ovh_sms::types::UserUpdate = ovh_sms::types::UserUpdate::new().password("canary123");
    assert!(!format!("{user:?}").contains("canary"));
}

#[tokio::test]
async fn a_page_in_the_place_of_done_is_not_taken_for_done() {
    let server = Recorder::start().await;
    let service = server.client().service("sms-ab12345-1");
    server.answer(Answer(
        200,
        "text/html",
        "<html>please log in</html>".to_owned(),
    ));
    let error = service.api().jobs_delete(7).send().await.unwrap_err();
    assert!(error.to_string().contains("please log in"), "{error}");
    for nothing in ["", "null", " \n", "{}"] {
        server.answer(Answer(200, "application/json", nothing.to_owned()));
        service.api().jobs_delete(7).send().await.unwrap();
    }
}

#[tokio::test]
async fn what_would_steer_a_terminal_is_not_repeated() {
    let server = Recorder::start().await;
    let body = json!({ "message": "\u{1b}[31mred\u{7}\r\nsecond", "errorCode": "A\nB" });
    server.answer(Answer(403, "application/json", body.to_string()));
    let service = server.client().service("sms-ab12345-1");
    let error = service.api().jobs_list().send().await.unwrap_err();
    assert!(!error.to_string().contains(char::is_control), "{error:?}");
}
