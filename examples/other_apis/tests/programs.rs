//! The functions of the programs, against a server that responds as the descriptions state.

use httpmock::{Method::DELETE, Method::GET, Method::POST, MockServer};
use other_apis::{credits, keys, tasks};
use ovh_api::{Client, Credentials};
use serde_json::json;

fn client(server: &MockServer) -> Client {
    Client::builder()
        .endpoint(server.url("/1.0"))
        .credentials(Credentials::unsigned())
        .build()
        .unwrap()
}

#[tokio::test]
async fn credits_are_ordered_at_the_shown_price() {
    let server = MockServer::start();
    let path = "/1.0/order/sms/sms-ab12345-1/credits";
    let prices = json!({ "withTax": { "currencyCode": "EUR", "text": "7.20 €", "value": 7.2 } });
    server.mock(|when, then| {
        when.method(GET).path(path).query_param("quantity", "100");
        then.json_body(json!({ "prices": prices }));
    });
    let ordered = server.mock(|when, then| {
        when.method(POST)
            .path(path)
            .json_body(json!({ "quantity": 100 }));
        then.json_body(json!({ "orderId": 12, "prices": prices, "url": "https://www.ovh.com/x" }));
    });
    let client = client(&server);
    let price = credits::price(&client, "sms-ab12345-1", 100).await.unwrap();
    assert_eq!(price.as_deref(), Some("7.20 €"));
    ordered.assert_calls(0);
    let url = credits::order(&client, "sms-ab12345-1", 100).await.unwrap();
    assert_eq!(url, "https://www.ovh.com/x");
    ordered.assert_calls(1);
}

#[tokio::test]
async fn valid_keys_are_listed_and_one_is_revoked() {
    let server = MockServer::start();
    server.mock(|when, then| {
        when.method(GET)
            .path("/1.0/me/api/credential")
            .query_param("status", "validated");
        then.json_body(json!([7, 8]));
    });
    for id in [7, 8] {
        server.mock(|when, then| {
            when.method(GET)
                .path(format!("/1.0/me/api/credential/{id}"));
            then.json_body(json!({
                "credentialId": id, "status": "validated", "lastUse": null,
                "rules": [{ "method": "GET", "path": "/sms" }],
            }));
        });
    }
    let revoked = server.mock(|when, then| {
        when.method(DELETE).path("/1.0/me/api/credential/7");
        then.json_body(json!(null));
    });
    let client = client(&server);
    let lines = keys::list(&client).await.unwrap();
    assert_eq!(
        lines,
        ["8: never used; GET /sms", "7: never used; GET /sms"]
    );
    keys::revoke(&client, 7).await.unwrap();
    revoked.assert();
}

#[tokio::test]
async fn open_tasks_of_all_blocks_are_listed() {
    let server = MockServer::start();
    server.mock(|when, then| {
        when.method(GET).path("/1.0/ip");
        then.json_body(json!(["192.0.2.0/24"]));
    });
    server.mock(|when, then| {
        when.method(GET).path("/1.0/ip/192.0.2.0%2F24/task");
        then.json_body(json!([1, 2]));
    });
    for (id, status) in [(1, "done"), (2, "todo")] {
        server.mock(|when, then| {
            when.method(GET)
                .path(format!("/1.0/ip/192.0.2.0%2F24/task/{id}"));
            then.json_body(
                json!({ "taskId": id, "function": "genericMoveFloatingIp", "status": status }),
            );
        });
    }
    let lines = tasks::open(&client(&server)).await.unwrap();
    assert_eq!(lines, ["192.0.2.0/24: genericMoveFloatingIp is todo"]);
}
