//! The calls below `/me` that the README files of OVHcloud's clients begin with.

use serde_json::{Value, json};

use super::support::{Client, answer, builder};

#[tokio::test]
async fn the_first_examples_of_the_official_clients_work() {
    let sandbox = builder().ip_restriction("192.0.2.0/24");
    let sandbox = sandbox.start().await.unwrap();
    let client = Client::new(&sandbox);
    // PHP and Python: "Welcome", and the first name.
    let me = client.get("/me").await;
    assert_eq!(
        (&me["firstname"], &me["nichandle"]),
        (&json!("Camille"), &json!("ab12345-ovh"))
    );
    assert_eq!(me["currency"]["code"], "EUR");
    // Python: a table of the applications, and of their keys.
    let ids = client.get("/me/api/application").await;
    let [application] = ids.as_array().unwrap().as_slice() else {
        panic!("{ids}");
    };
    let application = client
        .get(&format!("/me/api/application/{application}"))
        .await;
    assert_eq!(application["applicationKey"], sandbox.application_key());
    assert_eq!(application["status"], "active");
    let ids = client.get("/me/api/credential?status=validated").await;
    let [credential] = ids.as_array().unwrap().as_slice() else {
        panic!("{ids}");
    };
    let path = format!("/me/api/credential/{credential}");
    let key = client.get(&path).await;
    assert_eq!(key, client.get("/auth/currentCredential").await);
    assert_eq!(key["applicationId"], application["applicationId"]);
    assert_eq!(
        client.get(&format!("{path}/application")).await,
        application
    );
    let restrictions = client.get("/me/accessRestriction/ip").await;
    let [id] = restrictions.as_array().unwrap().as_slice() else {
        panic!("{restrictions}");
    };
    let one = client.get(&format!("/me/accessRestriction/ip/{id}")).await;
    let expected = json!({ "id": id, "ip": "192.0.2.0/24", "rule": "accept", "warning": false });
    assert_eq!(one, expected);
}

#[tokio::test]
async fn keys_are_listed_by_application_and_status() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let rules = json!({ "accessRules": [{ "method": "GET", "path": "/me" }] });
    let asked = client
        .http
        .post(format!("{}/auth/credential", client.endpoint));
    let asked = asked
        .header("X-Ovh-Application", &client.application)
        .json(&rules);
    let asked = answer(asked.send().await.unwrap()).await.body;
    let count = async |query: &str| {
        let ids = client.get(&format!("/me/api/credential{query}")).await;
        ids.as_array().unwrap().len()
    };
    let application = client.get("/me/api/application").await[0].to_string();
    for (query, expected) in [
        (String::new(), 2),
        ("?status=validated".to_owned(), 1),
        ("?status=pendingValidation".to_owned(), 1),
        ("?status=refused".to_owned(), 0),
        (format!("?applicationId={application}"), 2),
        ("?applicationId=1".to_owned(), 0),
        ("?status=&applicationId=".to_owned(), 2),
    ] {
        assert_eq!(count(&query).await, expected, "{query}");
    }
    let mut other = client.clone();
    other.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
    sandbox.accept_consumer_key(&other.consumer);
    other.get("/me").await;
    assert_eq!(
        other.refused("GET", "/me/api/credential", None).await.0,
        403
    );
    for path in [
        "/me/api/application/1",
        "/me/api/credential/1",
        "/me/api/credential/1/application",
        "/me/accessRestriction/ip/1",
    ] {
        assert_eq!(client.refused("GET", path, None).await.0, 404, "{path}");
    }
    assert_eq!(client.refused("PUT", "/me", Some(json!({}))).await.0, 405);
}

#[tokio::test]
async fn the_description_of_me_has_all_operations_that_are_served() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let described = client.http.get(format!("{}/me.json", client.endpoint));
    let described = answer(described.send().await.unwrap()).await.body;
    let apis = described["apis"].as_array().unwrap();
    let paths: Vec<_> = apis
        .iter()
        .map(|api: &Value| api["path"].as_str().unwrap())
        .collect();
    for path in [
        "/me",
        "/me/api/credential/{credentialId}",
        "/me/document/{id}",
    ] {
        assert!(paths.contains(&path), "{path} {paths:?}");
    }
}
