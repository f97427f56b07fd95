//! The two scripts of OVHcloud's guide "Send SMS messages with PHP", call by call.

use serde_json::{Value, json};

use super::support::{Client, answer, builder};

/// The keys as the guide's first script requests them, accepted by the account's owner.
async fn first_script(sandbox: &ovh_sms::sandbox::Sandbox) -> Client {
    let client = Client::new(sandbox);
    let rights = json!([
        { "method": "GET", "path": "/sms" },
        { "method": "GET", "path": "/sms/*/jobs/" },
        { "method": "POST", "path": "/sms/*/jobs/" },
    ]);
    let asked = client
        .http
        .post(format!("{}/auth/credential", client.endpoint));
    let asked = asked.header("X-Ovh-Application", &client.application);
    let asked = asked.json(&json!({ "accessRules": rights }));
    let asked = answer(asked.send().await.unwrap()).await.body;
    let page = client.http.post(asked["validationUrl"].as_str().unwrap());
    let page = page.form(&[("decision", "accept")]).send().await.unwrap();
    assert_eq!(page.status(), 200);
    let mut other = client;
    other.consumer = asked["consumerKey"].as_str().unwrap().to_owned();
    other
}

#[tokio::test]
async fn the_scripts_of_the_guide_give_the_output_of_the_guide() {
    let sandbox = builder().start().await.unwrap();
    for version in ["/1.0", "/v1"] {
        let mut client = first_script(&sandbox).await;
        client.endpoint = format!("{}{version}", sandbox.origin());
        // $smsServices = $conn->get('/sms/');
        let accounts = client.get("/sms/").await;
        assert_eq!(accounts, json!(["sms-ab12345-1"]));
        let account = accounts[0].as_str().unwrap();
        // $conn->post('/sms/'. $smsServices[0] . '/jobs/', $content);
        let content = json!({
            "charset": "UTF-8",
            "class": "phoneDisplay",
            "coding": "7bit",
            "message": "Bonjour les SMS OVH par api.ovh.com",
            "noStopClause": false,
            "priority": "high",
            "receivers": ["+33600000000"],
            "senderForResponse": true,
            "validityPeriod": 2880,
        });
        let report = client.post(&format!("/sms/{account}/jobs/"), content).await;
        assert_eq!(report["totalCreditsRemoved"], 1);
        assert_eq!(report["invalidReceivers"], json!([]));
        assert_eq!(report["validReceivers"], json!(["+33600000000"]));
        assert_eq!(report["ids"].as_array().map(Vec::len), Some(1), "{report}");
        // $smsJobs = $conn->get('/sms/'. $smsServices[0] . '/jobs/');
        assert_eq!(
            client.get(&format!("/sms/{account}/jobs/")).await,
            json!([])
        );
        // Nothing else is granted.
        for path in ["/sms/sms-ab12345-1/", "/sms/sms-ab12345-1/senders/", "/me/"] {
            assert_eq!(client.refused("GET", path, None).await.0, 403, "{path}");
        }
    }
}

#[tokio::test]
async fn the_number_of_the_guide_is_a_digit_short() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let job = json!({ "message": "x", "receivers": ["+3360000000"], "noStopClause": true });
    let report = client.post("/sms/sms-ab12345-1/jobs/", job).await;
    assert_eq!(report["invalidReceivers"], json!(["+3360000000"]));
    assert_eq!(report["ids"], json!([]));
}

#[tokio::test]
async fn a_final_slash_is_accepted_on_every_path() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let estimate = json!({ "message": "x", "noStopClause": true, "senderType": "alpha" });
    for (method, path, body) in [
        ("GET", "", None),
        ("GET", "/sms", None),
        ("GET", "/sms/sms-ab12345-1", None),
        ("GET", "/sms/sms-ab12345-1/jobs", None),
        ("GET", "/sms/sms-ab12345-1/senders/SANDBOX", None),
        ("GET", "/sms/rates/packs?country=fr", None),
        ("POST", "/sms/estimate", Some(estimate)),
        ("GET", "/auth/currentCredential", None),
        ("GET", "/auth/details", None),
        ("GET", "/me", None),
        ("GET", "/me/document", None),
        ("GET", "/sms.json", None),
        ("GET", "/nothing", None),
        ("PATCH", "/sms", None),
    ] {
        let (bare, query) = path.split_once('?').unwrap_or((path, ""));
        let slashed = format!("{bare}/?{query}");
        let slashed = slashed.trim_end_matches('?');
        for version in ["/1.0", "/v1"] {
            let mut client = client.clone();
            client.endpoint = format!("{}{version}", sandbox.origin());
            let plain = client.call(method, path, body.clone()).await;
            let with = client.call(method, slashed, body.clone()).await;
            let steady = |body: &Value| {
                let mut body = body.clone();
                if let Some(fields) = body.as_object_mut() {
                    fields.remove("lastUse");
                }
                body
            };
            assert_eq!(plain.status, with.status, "{version} {path} {}", with.body);
            assert_eq!(steady(&plain.body), steady(&with.body), "{version} {path}");
        }
    }
    // The signature covers the address as sent: one over another address is wrong.
    let signed = client.request("GET", "/sms", None).build().unwrap();
    let mut other = signed;
    *other.url_mut() = format!("{}/sms/", client.endpoint).parse().unwrap();
    let refused = answer(client.http.execute(other).await.unwrap()).await;
    assert_eq!(refused.body["errorCode"], "INVALID_SIGNATURE");
    assert_eq!(client.refused("GET", "/sms//", None).await.0, 404);
    // Beside the API too.
    let origin = sandbox.origin();
    let inbox = client
        .http
        .get(format!("{origin}/_sandbox/phones/+33600000000/"));
    assert_eq!(inbox.send().await.unwrap().status(), 200);
    let token = client.http.post(format!("{}/", sandbox.token_url()));
    assert_eq!(token.send().await.unwrap().status(), 400);
}
