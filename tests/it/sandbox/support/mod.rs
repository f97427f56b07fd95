//! A small signing client for the sandbox's tests, independent of the SDK.

pub mod described;
pub mod generated_client;

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use ovh_sms::sandbox::{Sandbox, SandboxBuilder};
use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use sha1::{Digest, Sha1};

/// Noon of a working day, so that no message is deferred for the night.
pub const NOON: &str = "2026-01-15T12:00:00+01:00";

/// Returns a builder that starts at noon and checks its own responses.
pub fn builder() -> SandboxBuilder {
    Sandbox::builder()
        .start_at(NOON.parse().unwrap())
        .check_responses(true)
}

/// The keys and the endpoint of signed calls.
#[derive(Debug, Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub endpoint: String,
    pub application: String,
    pub secret: String,
    pub consumer: String,
    /// Seconds added to the clock that signs.
    pub skew: i64,
    pub headers: Vec<(&'static str, String)>,
    /// Whether each response is checked against the description; off when time is measured.
    pub checks: bool,
    /// A record of every response: its status, query id and body.
    pub notes: Option<Arc<Mutex<Vec<String>>>>,
    /// Another client for the calls that are expected to succeed.
    pub way: Option<Way>,
}

/// Makes a call of a method and a path, and returns its JSON.
pub type Way =
    fn(Client, String, String, Option<Value>) -> Pin<Box<dyn Future<Output = Value> + Send>>;

/// The response of a call.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Client {
    pub fn new(sandbox: &Sandbox) -> Self {
        Self {
            http: ovh_sms_test_support::http::builder()
                .no_proxy()
                .build()
                .unwrap(),
            endpoint: sandbox.endpoint(),
            application: sandbox.application_key().to_owned(),
            secret: sandbox.application_secret().to_owned(),
            consumer: sandbox.consumer_key().to_owned(),
            skew: 0,
            headers: Vec::new(),
            checks: true,
            notes: None,
            way: None,
        }
    }

    pub fn with_header(&self, name: &'static str, value: impl Into<String>) -> Self {
        let mut client = self.clone();
        client.headers.push((name, value.into()));
        client
    }

    pub fn request(
        &self,
        method: &str,
        path: &str,
        body: Option<&Value>,
    ) -> reqwest::RequestBuilder {
        let url = reqwest::Url::parse(&format!("{}{path}", self.endpoint)).unwrap();
        let body = body.map(Value::to_string).unwrap_or_default();
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap()
            .as_secs() as i64
            + self.skew;
        let signed = format!(
            "{}+{}+{method}+{url}+{body}+{now}",
            self.secret, self.consumer
        );
        let mut request = self
            .http
            .request(Method::from_bytes(method.as_bytes()).unwrap(), url)
            .header("X-Ovh-Application", &self.application)
            .header("X-Ovh-Consumer", &self.consumer)
            .header("X-Ovh-Timestamp", now.to_string())
            .header(
                "X-Ovh-Signature",
                format!("$1${}", hex::encode(Sha1::digest(signed))),
            );
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        if body.is_empty() {
            request
        } else {
            request
                .header("Content-Type", "application/json")
                .body(body)
        }
    }

    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Answer {
        let request = self.request(method, path, body.as_ref());
        let answer = answer(request.send().await.unwrap()).await;
        if let Some(notes) = &self.notes {
            let query_id = &answer.headers["x-ovh-queryid"];
            let note = format!(
                "{method} {path} {} {query_id:?} {}",
                answer.status, answer.body
            );
            notes.lock().unwrap().push(note);
        }
        if self.checks {
            let status = answer.status.as_u16();
            described::check(method, path, &self.headers, status, &answer.body);
        }
        answer
    }

    /// Calls and expects success.
    pub async fn ok(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        if let Some(way) = self.way {
            return way(self.clone(), method.to_owned(), path.to_owned(), body).await;
        }
        let answer = self.call(method, path, body).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
        answer.body
    }

    pub async fn get(&self, path: &str) -> Value {
        self.ok("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.ok("POST", path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        self.ok("PUT", path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Value {
        self.ok("DELETE", path, None).await
    }

    /// Calls and expects an error; returns its status and message.
    pub async fn refused(&self, method: &str, path: &str, body: Option<Value>) -> (u16, String) {
        let answer = self.call(method, path, body).await;
        assert!(
            answer.status.is_client_error(),
            "{method} {path}: {} {}",
            answer.status,
            answer.body
        );
        let message = answer.body["message"]
            .as_str()
            .unwrap_or_else(|| panic!("{}", answer.body));
        let coded = answer.body["errorCode"].is_string() && answer.body["httpCode"].is_string();
        assert!(coded || answer.body["class"].is_string(), "{}", answer.body);
        (answer.status.as_u16(), message.to_owned())
    }
}

pub async fn answer(response: Response) -> Answer {
    let (status, headers) = (response.status(), response.headers().clone());
    assert!(headers.contains_key("x-ovh-queryid"));
    let text = response.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Answer {
        status,
        headers,
        body,
    }
}

/// Returns a path below the first account.
pub fn account(rest: &str) -> String {
    format!("/sms/sms-ab12345-1{rest}")
}

/// A separate file in the system's temporary folder, deleted when it is dropped.
pub struct Scratch(pub std::path::PathBuf);

impl Scratch {
    pub fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("ovh-sms-{}-{name}", std::process::id())))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
