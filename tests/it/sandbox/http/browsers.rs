//! Pages of other sites, forged host names, and documents that the sandbox fetches.

use reqwest::header::HOST;
use serde_json::json;

use crate::sandbox::support::{Client, account, answer, builder};
use ovh_sms::sandbox::SandboxError;

#[tokio::test]
async fn a_page_from_elsewhere_is_refused_on_every_path() {
    let sandbox = builder().start().await.unwrap();
    let http = Client::new(&sandbox).http;
    let paths = [
        "/",
        "/1.0/auth/time",
        "/1.0/sms",
        "/1.0/sms.json",
        "/auth/?credentialToken=x",
        "/auth/oauth2/token",
        "/_sandbox/phones/+33600000000",
        "/storage/c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10",
    ];
    for path in paths {
        let headers = [
            // A name of the page's own that points here, by DNS.
            ("host", "pages.example"),
            ("origin", "https://pages.example"),
        ];
        for (name, value) in headers {
            let url = format!("{}{path}", sandbox.origin());
            let refused = answer(http.get(url).header(name, value).send().await.unwrap()).await;
            let is_api = path.starts_with("/1.0/");
            let allowed = refused.headers.get("access-control-allow-origin");
            assert_eq!(allowed.is_some_and(|sites| sites == "*"), is_api, "{path}");
            if is_api && name == "origin" {
                // Pages of all sites may use the API, as OVHcloud's.
                let words = refused.body["message"].as_str();
                assert_eq!(
                    words,
                    (path == "/1.0/sms").then_some("You must login first")
                );
                continue;
            }
            assert_eq!(refused.status, 403, "{path} {name}: {}", refused.body);
            let words = refused.body["message"].as_str().unwrap();
            let is_storage = path.starts_with("/storage/") && name == "origin";
            assert_eq!(
                words.starts_with("The sandbox is"),
                !is_storage,
                "{path} {words}"
            );
        }
    }
    let url = format!("{}/1.0/auth/time", sandbox.origin());
    for (name, value) in [
        ("host", "localhost"),
        ("host", "192.0.2.7"),
        ("origin", "http://localhost:3000"),
        ("origin", &sandbox.origin()),
    ] {
        let request = http.get(&url).header(name, value);
        let answer = answer(request.send().await.unwrap()).await;
        assert_eq!(answer.status, 200, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_served_name_is_accepted_and_others_are_not() {
    let sandbox = builder().name("eu.api.ovh.com").name("Sandbox");
    let sandbox = sandbox.start().await.unwrap();
    let http = Client::new(&sandbox).http;
    let url = format!("{}/1.0/auth/time", sandbox.origin());
    for (host, status) in [
        ("eu.api.ovh.com", 200),
        ("EU.API.ovh.com:443", 200),
        ("sandbox:8080", 200),
        ("localhost", 200),
        ("ca.api.ovh.com", 403),
        ("eu.api.ovh.com.pages.example", 403),
        ("eu.api.ovh.com@pages.example", 403),
    ] {
        let answer = answer(http.get(&url).header("host", host).send().await.unwrap()).await;
        assert_eq!(answer.status, status, "{host} {}", answer.body);
    }
    for name in ["", "http://x", "a b", "x:80", "127.0.0.1", "x/y"] {
        let error = builder().name(name).start().await.unwrap_err();
        assert!(matches!(error, SandboxError::Name(_)), "{name} {error}");
    }
}

#[tokio::test]
async fn a_forged_host_makes_the_sandbox_call_no_other_machine() {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let document = client
        .post("/me/document", json!({"name": "list.csv"}))
        .await;
    let put = client.http.put(document["putUrl"].as_str().unwrap());
    let put = put.body("number\n+33600000000\n").send().await.unwrap();
    assert_eq!(put.status(), 201);
    // An address at which no machine is, and to which no connection is made.
    let forged = "http://192.0.2.1:8080";
    let mut other = client.clone();
    other.endpoint = client.endpoint.replace(&sandbox.origin(), forged);
    let fill = async |url: String| {
        let slot = json!({"autoUpdate": false, "description": "x", "slotId": 1, "csvUrl": url});
        let path = account("/receivers");
        let signed = other.request("POST", &path, Some(&slot));
        let mut request = signed.build().unwrap();
        *request.url_mut() = format!("{}{path}", client.endpoint).parse().unwrap();
        let host = "192.0.2.1:8080".parse().unwrap();
        request.headers_mut().insert(HOST, host);
        answer(client.http.execute(request).await.unwrap()).await
    };
    let own = document["getUrl"].as_str().unwrap();
    let made_up = format!("{forged}/storage/c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10?signature=x");
    let begun = std::time::Instant::now();
    for url in [made_up, format!("{forged}/storage/x")] {
        let refused = fill(url).await;
        assert_eq!(refused.status, 400, "{}", refused.body);
        let words = refused.body["message"].as_str().unwrap();
        assert!(words.contains("cannot be fetched"), "{words}");
    }
    assert!(begun.elapsed().as_secs() < 5, "no connection was tried");
    // The storage is read by any name for the sandbox.
    let filled = fill(own.replace(&sandbox.origin(), forged)).await;
    assert_eq!(filled.body["records"], 1, "{}", filled.body);
}
