//! Building the client: allowed addresses, its user agent, the advice of errors.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ovh_sms::config::Environment;
use ovh_sms::error::CallErrorKind;
use ovh_sms::{Client, ClientBuilder, Credentials, Error, Options, Retry};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, By, Request};
use serde_json::json;

fn builder(address: SocketAddr) -> ClientBuilder {
    Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .options(Options::new().retry(Retry::never()))
        .time_source(FakeTime::new())
}

/// A service that always returns the same response and records requests.
async fn server(act: Act) -> (SocketAddr, Arc<Mutex<Vec<Request>>>) {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let record = Arc::clone(&seen);
    let service = By(move |request: Request| {
        record.lock().unwrap().push(request);
        act.clone()
    });
    (fault_server::start(Arc::new(service)).await, seen)
}

async fn send(client: &Client) -> Result<(), Error> {
    let service = client.service("sms-ab12345-1");
    service.api().jobs_create("Bonjour").send().await.map(drop)
}

#[test]
fn plain_http_is_for_loopback_and_for_hosts_that_are_allowed_by_name() {
    let table = [
        ("http://127.0.0.1:8080/1.0", None, true),
        ("http://[::1]:8080", None, true),
        ("http://localhost", None, true),
        ("https://proxy.example/v1", None, true),
        ("http://proxy.example/v1", None, false),
        ("http://proxy.example/v1", Some("other.example"), false),
        ("http://proxy.example/v1", Some("proxy.example"), true),
        ("http://127.0.0.1.example/v1", None, false),
    ];
    for (endpoint, allowed, accepted) in table {
        let mut builder = Client::builder()
            .endpoint(endpoint)
            .credentials(Credentials::None);
        if let Some(host) = allowed {
            builder = builder.allow_insecure_host(host);
        }
        assert_eq!(builder.build().is_ok(), accepted, "{endpoint} {allowed:?}");
    }
}

#[test]
fn without_credentials_no_client_is_made() {
    let error = Client::builder().build().unwrap_err();
    assert!(matches!(
        error.call_kind(),
        Some(CallErrorKind::Configuration(_))
    ));
    assert!(
        error.to_string().contains("createToken") && error.to_string().contains("sandbox"),
        "{error}"
    );
    assert_eq!((error.attempts(), error.may_have_been_sent()), (0, false));
}

#[test]
fn arguments_go_before_the_environment_key_by_key() {
    let environment = Environment::empty()
        .with_var("OVH_ENDPOINT", "soyoustart-eu")
        .with_var("OVH_ACCESS_TOKEN", "token")
        .with_var("OVH_SMS_SERVICE", "sms-ab12345-1");
    let client = Client::builder()
        .environment(environment.clone())
        .build()
        .unwrap();
    assert_eq!(client.endpoint().name(), Some("soyoustart-eu"));
    assert_eq!(client.default_service().unwrap().name(), "sms-ab12345-1");
    let client = Client::builder()
        .endpoint("kimsufi-eu")
        .environment(environment)
        .build()
        .unwrap();
    assert_eq!(client.endpoint().name(), Some("kimsufi-eu"));
}

#[tokio::test]
async fn the_user_agent_is_ours_after_the_programs() {
    let (address, seen) = server(Act::json("{}")).await;
    send(&builder(address).build().unwrap()).await.unwrap();
    send(&builder(address).user_agent("shop/2.1").build().unwrap())
        .await
        .unwrap();
    let seen = seen.lock().unwrap();
    let agents: Vec<_> = seen
        .iter()
        .map(|request| request.header("user-agent").unwrap())
        .collect();
    let ours = concat!("ovh-sms/", env!("CARGO_PKG_VERSION"));
    assert_eq!(agents, [ours.to_owned(), format!("shop/2.1 {ours}")]);
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let (elsewhere, astray) = server(Act::json("{}")).await;
    for status in [301, 302, 307, 308] {
        let act =
            Act::status(status, "").with_header(&format!("location: http://{elsewhere}/1.0/sms"));
        let (address, seen) = server(act).await;
        let error = send(&builder(address).build().unwrap()).await.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert!(
            error.to_string().contains("Redirects are not followed"),
            "{error}"
        );
        assert!(!error.may_have_been_sent());
        assert_eq!(seen.lock().unwrap().len(), 1);
    }
    assert!(astray.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_proxy_that_answers_with_a_page_is_told_apart_from_the_service() {
    let page = "<html><head><title>Proxy</title></head><body>Please log in at the front desk</body></html>";
    let (proxy, seen) = server(Act::Answer(
        200,
        "content-type: text/html\r\n".to_owned(),
        page.to_owned(),
    ))
    .await;
    let through = reqwest::Client::builder()
        .proxy(reqwest::Proxy::http(format!("http://{proxy}")).unwrap())
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .tls_backend_preconfigured(no_tls())
        .build()
        .unwrap();
    let client = Client::builder()
        .endpoint("http://api.example/v1")
        .allow_insecure_host("api.example")
        .credentials(Credentials::unsigned())
        .http_client(through)
        .build()
        .unwrap();
    let error = send(&client).await.unwrap_err();
    assert!(
        seen.lock().unwrap()[0]
            .target
            .starts_with("http://api.example/v1/sms")
    );
    for word in [
        "200 OK",
        "page instead of JSON",
        "Please log in at the front desk",
        "proxy",
    ] {
        assert!(error.to_string().contains(word), "{word}: {error}");
    }
}

fn no_tls() -> rustls::ClientConfig {
    rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(rustls::RootCertStore::empty())
        .with_no_client_auth()
}

#[tokio::test]
async fn every_error_code_says_what_to_do() {
    let table: [(u16, Option<&str>, &str); 14] = [
        (400, Some("INVALID_SIGNATURE"), "application secret"),
        (400, Some("QUERY_TIME_OUT"), "server's clock"),
        (401, None, "no valid credentials"),
        (
            403,
            Some("NOT_CREDENTIAL"),
            "does not belong to this application key",
        ),
        (403, Some("INVALID_CREDENTIAL"), "expired or was revoked"),
        (403, Some("INVALID_KEY"), "another region"),
        (403, Some("NOT_GRANTED_CALL"), "`POST /sms/*/jobs`"),
        (403, Some("FORBIDDEN"), "`POST /sms/*/jobs`"),
        (404, None, "names and ids"),
        (407, None, "proxy requires a login"),
        (408, None, "stopped waiting"),
        (409, None, "another change"),
        (429, None, "requests_per_minute"),
        (460, None, "expired; renew it"),
    ];
    for (status, code, hint) in table {
        let mut body = json!({ "message": "What the service says." });
        if let Some(code) = code {
            body["errorCode"] = json!(code);
        }
        let (address, _) = server(Act::status(status, body)).await;
        let error = send(&builder(address).build().unwrap()).await.unwrap_err();
        let words = error.to_string();
        assert!(words.contains(hint), "{words}");
        assert!(
            words.contains("What the service says") && words.contains("EU.ext-3.made-up"),
            "{words}"
        );
        assert_eq!(
            (error.code(), error.query_id()),
            (code, Some("EU.ext-3.made-up"))
        );
        assert_eq!(error.may_have_been_sent(), status == 408);
    }
}

#[tokio::test]
async fn an_iam_refusal_names_the_action() {
    for actions in [
        json!("sms:apiovh:jobs/create"),
        json!(["sms:apiovh:jobs/create"]),
    ] {
        let body = json!({
            "class": "Client::Forbidden", "message": "User not granted for this request",
            "details": { "unauthorizedActionsByIAM": actions },
        });
        let (address, _) = server(Act::status(403, body)).await;
        let error = send(&builder(address).build().unwrap()).await.unwrap_err();
        assert!(
            error
                .to_string()
                .contains("must allow `sms:apiovh:jobs/create`"),
            "{error}"
        );
        assert_eq!(error.code(), Some("Client::Forbidden"));
    }
}

#[tokio::test]
async fn retry_after_may_be_a_date_by_the_servers_own_clock() {
    let act = Act::status(503, "{}")
        .with_header("date: Tue, 01 Jan 2030 10:00:00 GMT")
        .with_header("retry-after: Tue, 01 Jan 2030 10:01:30 GMT");
    let (address, _) = server(act).await;
    let error = send(&builder(address).build().unwrap()).await.unwrap_err();
    let wait = error.api().unwrap().retry_after;
    assert_eq!(wait.unwrap().as_secs(), 90);
}

#[test]
fn a_runtime_of_one_thread_makes_calls_wait() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let (address, _) = runtime.block_on(server(Act::json(r#"["sms-ab12345-1"]"#)));
    let client = builder(address).build().unwrap();
    let names = runtime
        .block_on(client.api().services_list().send())
        .unwrap();
    assert_eq!(*names, ["sms-ab12345-1"]);
}

#[test]
fn clients_can_be_shared_between_threads() {
    fn crosses<T: Send + Sync + Clone + 'static>() {}
    crosses::<Client>();
    crosses::<ClientBuilder>();
    crosses::<Credentials>();
    crosses::<Options>();
}

#[tokio::test]
async fn a_page_in_the_place_of_the_time_means_that_nothing_was_sent() {
    let page = Act::Answer(
        200,
        "content-type: text/html\r\n".to_owned(),
        "<html>Log in</html>".to_owned(),
    );
    let (address, seen) = server(page).await;
    let credentials = Credentials::application_key("key", "secret", "consumer").unwrap();
    let client = builder(address).credentials(credentials).build().unwrap();
    let error = send(&client).await.unwrap_err();
    assert!(
        error.to_string().contains("Log in") && !error.may_have_been_sent(),
        "{error}"
    );
    assert!(
        seen.lock()
            .unwrap()
            .iter()
            .all(|request| request.path() == "/1.0/auth/time")
    );
}

#[tokio::test]
async fn a_service_has_options_of_its_own_too() {
    let (address, seen) = server(Act::status(503, "{}")).await;
    let service = builder(address).build().unwrap().service("sms-ab12345-1");
    let patient = service.with(Options::new().retry(Retry::default().attempts(2)));
    for (service, requests) in [(&service, 1), (&patient, 2)] {
        seen.lock().unwrap().clear();
        let error = service.api().service_get().send().await.unwrap_err();
        assert_eq!(
            (error.attempts(), seen.lock().unwrap().len()),
            (requests, requests as usize)
        );
    }
}

/// Run by the test below, in an environment with a proxy.
#[tokio::test]
#[ignore = "needs a proxy in its environment"]
async fn inside_a_proxys_environment() {
    let client = Client::builder()
        .endpoint("http://api.example/v1")
        .allow_insecure_host("api.example")
        .credentials(Credentials::unsigned())
        .build()
        .unwrap();
    send(&client).await.unwrap();
}

/// Returns the name of a test in this file, as the test program lists it.
fn test_name(name: &str) -> String {
    let module = module_path!().split_once("::").unwrap().1;
    format!("{module}::{name}")
}

#[tokio::test]
async fn proxies_of_the_environment_are_used() {
    let (proxy, seen) = server(Act::json("{}")).await;
    let inside = tokio::task::spawn_blocking(move || {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                &test_name("inside_a_proxys_environment"),
                "--ignored",
            ])
            .env("http_proxy", format!("http://{proxy}"))
            .env_remove("no_proxy")
            .env_remove("NO_PROXY")
            .output()
            .unwrap()
    });
    let output = inside.await.unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert_eq!(
        seen.lock().unwrap()[0].target,
        "http://api.example/v1/sms/sms-ab12345-1/jobs"
    );
}
