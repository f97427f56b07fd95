//! The control API: everything over HTTP, checked against its document.

mod actions;
mod reasons;
mod remote;
mod state;
mod waiting;

use std::sync::OnceLock;

use jsonschema::Validator;
use ovh_sms::sandbox::Sandbox;
use ovh_sms_test_support::schema::nulls_allowed;
use serde_json::{Value, json};

use super::support::{Client, account, builder};

const DOCUMENT: &str = include_str!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/crates/ovh-sms-sandbox/src/http/control/openapi.json"
));
const PHONE: &str = "+33600000000";

/// A client of the control API that checks each response against the document.
#[derive(Clone)]
struct Control {
    http: reqwest::Client,
    origin: String,
}

impl Control {
    fn new(sandbox: &Sandbox) -> Self {
        Self {
            http: ovh_sms_test_support::http::builder()
                .no_proxy()
                .build()
                .unwrap(),
            origin: sandbox.origin(),
        }
    }

    async fn call(&self, method: &str, path: &str, body: Option<Value>) -> (u16, Value) {
        let url = format!("{}/_sandbox/{path}", self.origin);
        let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
        let mut request = self.http.request(method.clone(), url);
        if let Some(body) = body {
            request = request.body(body.to_string());
        }
        let response = request.send().await.unwrap();
        let status = response.status().as_u16();
        let text = response.text().await.unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        check(method.as_str(), path, status, &value);
        (status, value)
    }

    async fn get(&self, path: &str) -> Value {
        let (status, value) = self.call("GET", path, None).await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    async fn post(&self, path: &str, body: Value) -> Value {
        let (status, value) = self.call("POST", path, Some(body)).await;
        assert_eq!(status, 200, "{path}: {value}");
        value
    }

    /// Calls and expects a refusal; returns its status and message.
    async fn refused(&self, method: &str, path: &str, body: Option<Value>) -> (u16, String) {
        let (status, value) = self.call(method, path, body).await;
        assert!(status >= 400, "{method} {path}: {value}");
        (status, value["message"].as_str().unwrap().to_owned())
    }
}

async fn started() -> (Sandbox, Client, Control) {
    let sandbox = builder().start().await.unwrap();
    let client = Client::new(&sandbox);
    let control = Control::new(&sandbox);
    (sandbox, client, control)
}

async fn send(client: &Client, change: Value) -> i64 {
    let mut body = json!({ "message": "Oui ?", "receivers": [PHONE], "noStopClause": true });
    let fields = body.as_object_mut().unwrap();
    fields.extend(change.as_object().unwrap().clone());
    let sent = client.post(&account("/jobs"), body).await;
    sent["ids"][0].as_i64().unwrap()
}

/// Fails unless a response matches the document.
fn check(method: &str, path: &str, status: u16, value: &Value) {
    let path = format!("/_sandbox/{}", path.split('?').next().unwrap());
    let path = path.trim_end_matches('/');
    let given: Vec<&str> = path.split('/').collect();
    let fits = |template: &str| {
        let known: Vec<&str> = template.split('/').collect();
        let mut pairs = known.iter().zip(&given);
        known.len() == given.len() && pairs.all(|(one, two)| one.starts_with('{') || one == two)
    };
    let paths = document()["paths"].as_object().unwrap();
    let mut fitting: Vec<_> = paths.iter().filter(|(path, _)| fits(path)).collect();
    fitting.sort_by_key(|(path, _)| path.matches('{').count());
    let operation = fitting
        .first()
        .map(|(_, item)| &item[method.to_lowercase()]);
    let place = "/content/application~1json/schema";
    let schema = match operation {
        Some(operation) if status == 200 => &operation["responses"]["200"],
        _ => &document()["paths"]["/_sandbox/state"]["get"]["responses"]["default"],
    };
    let schema = schema.pointer(place).unwrap();
    let problems = problems(schema, value);
    assert!(
        problems.is_empty(),
        "{method} {path}: {problems:?}\n{value:#}"
    );
}

fn problems(schema: &Value, value: &Value) -> Vec<String> {
    let whole = json!({ "allOf": [schema], "components": document()["components"] });
    let options = jsonschema::options().should_validate_formats(true);
    let validator: Validator = options.build(&whole).unwrap();
    validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// The document, with `nullable` translated to JSON Schema.
fn document() -> &'static Value {
    static DOCUMENT_VALUE: OnceLock<Value> = OnceLock::new();
    DOCUMENT_VALUE.get_or_init(|| {
        let mut document = serde_json::from_str(DOCUMENT).unwrap();
        nulls_allowed(&mut document);
        document
    })
}
