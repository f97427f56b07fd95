//! A secret in every kind of credentials, and all output of the crate: the secret is in none of it.

use std::fmt::Debug;
use std::io;
use std::sync::{Arc, Mutex};

use ovh_sms::auth::AccessRules;
use ovh_sms::config::{Config, ConfigBuilder, Environment, Key};
use ovh_sms::{Client, Credentials};
use ovh_sms_test_support::fake_time::FakeTime;
use ovh_sms_test_support::fault_server::{self, Act, By, Request};
use serde_json::json;

const CANARY: &str = "canary7secret";
/// The text of a message and a number, which may be logged at debug level at most.
const MESSAGE: &str = "Le code est 4711";
const NUMBER: &str = "+33612345678";

/// Everything that was logged, at any level and by any crate.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut self.0.lock().unwrap())).unwrap()
    }
}

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl log::Log for Log {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        self.0.lock().unwrap().extend_from_slice(line.as_bytes());
    }

    fn flush(&self) {}
}

/// A service that repeats everything it received in its responses.
fn parrot(request: Request) -> Act {
    let all = format!("{:?} {}", request.headers, request.body);
    match request.path() {
        "/1.0/auth/time" => Act::json(1_700_000_000),
        "/token" if request.body.contains("broken") => Act::status(
            401,
            json!({ "error": "invalid_client", "error_description": all }),
        ),
        "/token" => {
            Act::json(json!({ "access_token": format!("{CANARY}-token"), "expires_in": 3600 }))
        }
        "/1.0/auth/credential" => Act::json(json!({
            "consumerKey": format!("{CANARY}-consumer"), "state": "pendingValidation",
            "validationUrl": format!("https://example.com/?credentialToken={CANARY}"),
        })),
        "/1.0/sms" => Act::json("[]"),
        "/1.0/sms/page" => Act::Answer(
            502,
            "content-type: text/html\r\n".to_owned(),
            format!("<html><body>{all}</body></html>"),
        ),
        "/1.0/sms/page-200" => Act::Answer(
            200,
            "content-type: text/html\r\n".to_owned(),
            format!("<html><body>{all}</body></html>"),
        ),
        "/1.0/sms/nonsense" => Act::json(json!({ "creditsLeft": all })),
        _ => Act::status(
            403,
            json!({ "class": "Client::Forbidden", "message": all, "details": { "request": { "all": all } } }),
        ),
    }
}

/// Every way in which a value may be printed.
fn printed(value: &impl Debug) -> String {
    format!("{value:?} {value:#?}")
}

fn printed_error(error: &(dyn std::error::Error + 'static)) -> String {
    let mut out = String::new();
    let mut next = Some(error);
    while let Some(error) = next {
        out += &format!("{error} {error:?} {error:#?}\n");
        next = error.source();
    }
    out
}

fn kinds() -> Vec<(&'static str, ConfigBuilder)> {
    let with = |credentials: Credentials| Config::builder().credentials(credentials);
    let secret = || CANARY.to_owned();
    let keys = [
        (Key::APPLICATION_KEY, "appKey0123456789".to_owned()),
        (Key::APPLICATION_SECRET, format!("{CANARY}-app")),
        (Key::CONSUMER_KEY, format!("{CANARY}-consumer")),
    ];
    vec![
        (
            "application key",
            with(
                Credentials::application_key(
                    "appKey0123456789",
                    secret() + "-app",
                    secret() + "-consumer",
                )
                .unwrap(),
            ),
        ),
        (
            "application",
            with(Credentials::application("appKey0123456789", secret()).unwrap()),
        ),
        (
            "OAuth2",
            with(Credentials::oauth2("clientId0123456789", secret()).unwrap()),
        ),
        (
            "OAuth2, refused",
            with(Credentials::oauth2("clientId0123456789", secret() + "-broken").unwrap()),
        ),
        ("token", with(Credentials::access_token(secret()).unwrap())),
        (
            "keys",
            keys.into_iter()
                .fold(Config::builder(), |config, (key, value)| {
                    config.set(key, value)
                }),
        ),
    ]
}

#[tokio::test]
async fn no_secret_is_ever_shown() {
    let log = Log::default();
    log::set_boxed_logger(Box::new(log.clone())).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);

    let address = fault_server::start(Arc::new(By(parrot))).await;
    for (kind, config) in kinds() {
        let config = config
            .endpoint(format!("http://{address}/1.0"))
            .set(Key::TOKEN_URL, format!("http://{address}/token"));
        let environment = Environment::empty().with_var("OVH_SMS_SERVICE", "sms-ab12345-1");
        let mut shown = printed(&config) + &printed(&config.load(&environment).unwrap());
        let builder = Client::builder()
            .config(config)
            .environment(environment)
            .time_source(FakeTime::new());
        shown += &printed(&builder);
        let client = builder.build().unwrap();
        shown += &printed(&client);
        shown += &printed(&client.default_service());
        shown += &printed(&client.api().services_list().stream());

        let mut failed = Vec::new();
        match client.api().services_list().send().await {
            Ok(answer) => shown += &printed(&answer),
            Err(error) => shown += &printed_error(&error),
        }
        for service in ["page", "page-200", "nonsense", "refused"] {
            let api = client.service(service);
            match api.api().service_get().send().await {
                Ok(account) => shown += &printed(&account),
                Err(error) => {
                    failed.push(service);
                    shown += &printed_error(&error);
                }
            }
        }
        let service = client.service("any");
        let sent = service.api().jobs_create(MESSAGE).receivers([NUMBER]).await;
        shown += &printed_error(&sent.unwrap_err());
        let request = Credentials::request(AccessRules::default());
        shown += &printed(&request);
        match request.send(&client).await {
            Ok(key) => shown += &(printed(&key) + &printed(key.credentials())),
            Err(error) => shown += &printed_error(&error),
        }
        // An invalid value in a field is left out; the call fails only if it is refused itself.
        failed.retain(|service| *service != "nonsense");
        assert_eq!(failed, ["page", "page-200", "refused"], "{kind}");
        let logged = log.take();
        assert!(
            logged.contains("operation=\"jobs_create\"") || logged.contains("jobs_create"),
            "{logged}"
        );
        for (what, text) in [("shown", &shown), ("logged", &logged)] {
            assert!(
                !text.contains("canary"),
                "{kind}: a secret is {what}: {}",
                around(text, "canary")
            );
        }
        for text in [MESSAGE, NUMBER, "612345678"] {
            assert!(!logged.contains(text), "{kind}: {}", around(&logged, text));
        }
    }
}

fn around(text: &str, what: &str) -> String {
    let at = text.find(what).unwrap();
    text.chars()
        .skip(at.saturating_sub(300))
        .take(600)
        .collect()
}
