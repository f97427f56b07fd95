//! Calls of operations chosen at run time, by names and JSON; they take the same path as all
//! others.

#![cfg(feature = "sandbox")]

use ovh_sms::api::operations;
use ovh_sms::error::CallErrorKind;
use ovh_sms::sandbox::{Fault, Sandbox};
use ovh_sms::{Client, Operation};
use serde_json::{Value, json};

fn operation(id: &str) -> &'static Operation {
    operations::find(id).unwrap()
}

async fn sandbox() -> (Sandbox, Client, String) {
    let sandbox = Sandbox::start().await.unwrap();
    let client = sandbox.client().unwrap();
    let name = sandbox.service_name().to_owned();
    (sandbox, client, name)
}

#[tokio::test]
async fn an_answer_is_json_and_nothing_is_null() {
    let (_sandbox, client, name) = sandbox().await;
    let book = client
        .call(operation("phonebooks_create"))
        .path("serviceName", &name)
        .body(json!({ "name": "winter" }))
        .send()
        .await
        .unwrap();
    let renamed = client
        .call(operation("phonebooks_update"))
        .path("serviceName", &name)
        .path("bookKey", book.as_str().unwrap())
        .body(json!({ "name": "summer" }))
        .send()
        .await
        .unwrap();
    assert_eq!(*renamed, Value::Null);
    let read = client
        .call(operation("phonebooks_get"))
        .path("serviceName", &name)
        .path("bookKey", book.as_str().unwrap())
        .send()
        .await
        .unwrap();
    assert_eq!(read["name"], "summer");
}

#[tokio::test]
async fn values_are_encoded_for_paths_and_queries() {
    let (_sandbox, client, name) = sandbox().await;
    let request = client
        .call(operation("blacklists_get"))
        .path("serviceName", &name)
        .path("number", "+33 6/..?x")
        .query("a b", "c&d+e")
        .into_request()
        .unwrap();
    assert!(
        request
            .url()
            .path()
            .ends_with("/blacklists/+33%206%2F..%3Fx"),
        "{}",
        request.url()
    );
    assert_eq!(request.url().query(), Some("a+b=c%26d%2Be"));
}

#[tokio::test]
async fn a_path_that_is_not_the_operations_is_never_sent() {
    let (sandbox, client, name) = sandbox().await;
    let get = || {
        client
            .call(operation("users_get"))
            .path("serviceName", &name)
    };
    for (call, word) in [
        (get(), "`login`"),
        (get().path("login", ".."), "`..`"),
        (get().path("login", ""), "empty"),
        (get().path("login", "bob").path("user", "bob"), "`user`"),
        (
            client.call(operation("users_get")).path("login", "bob"),
            "`serviceName`",
        ),
    ] {
        let error = call.send().await.unwrap_err();
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Request(_))),
            "{error}"
        );
        assert!(error.to_string().contains(word), "{error}");
    }
    assert_eq!(sandbox.requests(), []);
}

#[tokio::test]
async fn a_post_in_doubt_is_not_repeated_and_a_get_is() {
    let (sandbox, client, name) = sandbox().await;
    let lost = |id| Fault::reset_after().on(id).times(1);
    sandbox
        .faults()
        .add(lost("phonebooks_create"))
        .add(lost("phonebooks_list"));
    let create = client
        .call(operation("phonebooks_create"))
        .path("serviceName", &name)
        .body(json!({ "name": "winter" }));
    let error = create.send().await.unwrap_err();
    assert!(error.may_have_been_sent(), "{error}");
    let list = client
        .call(operation("phonebooks_list"))
        .path("serviceName", &name);
    let books = list.send().await.unwrap();
    assert_eq!(books.as_array().unwrap().len(), 1, "it was made once");
}

#[tokio::test]
async fn objects_of_a_list_are_streamed_by_batches_and_by_pages() {
    let (_sandbox, client, name) = sandbox().await;
    for number in 0..120 {
        let body = json!({ "name": format!("book {number}") });
        let create = client
            .call(operation("phonebooks_create"))
            .path("serviceName", &name);
        create.body(body).send().await.unwrap();
    }
    let list = client
        .call(operation("phonebooks_list"))
        .path("serviceName", &name);
    let by_batches = list.clone().stream().into_vec().await.unwrap();
    let by_pages = list.stream().page_size(50).into_vec().await.unwrap();
    for books in [by_batches, by_pages] {
        assert_eq!(books.len(), 120);
        assert!(books.iter().all(|book| book["name"].is_string()));
    }
}

#[tokio::test]
async fn what_is_no_list_of_ids_is_not_streamed() {
    let (sandbox, client, name) = sandbox().await;
    for id in ["service_get", "jobs_create", "batches_list"] {
        let call = client.call(operation(id)).path("serviceName", &name);
        let error = call.stream().into_vec().await.unwrap_err();
        assert!(
            matches!(error.call_kind(), Some(CallErrorKind::Request(_))),
            "{error}"
        );
    }
    assert_eq!(sandbox.requests(), []);
}

#[test]
fn the_debug_form_shows_names_only() {
    let client = Client::builder()
        .credentials(ovh_sms::Credentials::unsigned())
        .build()
        .unwrap();
    let call = client
        .call(operation("users_update"))
        .path("login", "canary")
        .query("tag", "canary")
        .body(json!({ "password": "canary" }));
    let shown = format!("{call:?} {call:#?}");
    assert!(shown.contains("users_update") && shown.contains("login"));
    assert!(!shown.contains("canary"), "{shown}");
}
