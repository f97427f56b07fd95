//! A sandbox with its page in a browser, and the command line that calls it.

use std::path::PathBuf;
use std::time::Duration;

use ovh_sms::sandbox::{Sandbox, SandboxBuilder};
use ovh_sms_page_tests::Browser;
use serde_json::{Value, json};
use tokio::process::Command;

/// Noon of a working day, so that no message is deferred for the night.
pub(crate) const NOON: &str = "2026-01-15T12:00:00+01:00";

/// Returns a builder of a sandbox whose clock moves by `advance` and by the page only.
pub(crate) fn builder() -> SandboxBuilder {
    Sandbox::builder()
        .start_at(NOON.parse().unwrap())
        .speed(0.0)
}

/// Returns a client for plain HTTP on this machine.
pub(crate) fn http() -> reqwest::Client {
    ovh_sms_test_support::http::builder()
        .no_proxy()
        .build()
        .unwrap()
}

/// A sandbox and a browser that shows its page.
pub(crate) struct Shown {
    pub(crate) sandbox: Sandbox,
    pub(crate) browser: Browser,
}

impl Shown {
    pub(crate) async fn start() -> Shown {
        Shown::of(builder(), "en").await
    }

    pub(crate) async fn of(builder: SandboxBuilder, language: &str) -> Shown {
        let sandbox = builder.start().await.unwrap();
        let browser = Browser::start(language).await.unwrap();
        browser.size(1280, 900).await.unwrap();
        Shown { sandbox, browser }
    }

    /// Opens a section of the page, such as `phones`, and waits for the connection.
    pub(crate) async fn open(&self, section: &str) {
        let address = format!("{}/#/{section}", self.sandbox.origin());
        self.browser.open(&address).await.unwrap();
        // The page sets the name of the section when it shows it.
        let name = section.split('/').next().unwrap();
        self.until(&format!(
            "document.getElementById('connection')?.textContent === '' \
             && document.querySelector('main').classList.contains({name:?}) \
             && document.querySelector('main').children.length > 0"
        ))
        .await;
    }

    /// Opens the conversation with a phone.
    pub(crate) async fn open_phone(&self, number: &str) {
        self.open(&format!("phones/{}", number.replace('+', "%2B")))
            .await;
    }

    /// Waits until an expression is true, and returns its value.
    pub(crate) async fn until(&self, expression: &str) -> Value {
        self.browser.until(expression).await.unwrap()
    }

    /// Waits until the page contains a text.
    pub(crate) async fn until_text(&self, text: &str) {
        self.browser.until_text(text).await.unwrap();
    }

    /// Waits until the newest message of the open conversation has this status.
    pub(crate) async fn until_status(&self, status: &str) {
        let newest = "[...document.querySelectorAll('.messages li')].at(-1)";
        self.until(&format!(
            "{newest}?.querySelector('.badge').textContent === {status:?}"
        ))
        .await;
    }

    pub(crate) async fn click(&self, selector: &str, text: &str) {
        self.browser.click(selector, text).await.unwrap();
    }

    /// Runs the command line against the sandbox, and returns what it prints.
    pub(crate) async fn run(&self, arguments: &[&str]) -> String {
        let output = Command::new(program())
            .args(arguments)
            .env("OVH_ENDPOINT", self.sandbox.endpoint())
            .env("OVH_APPLICATION_KEY", self.sandbox.application_key())
            .env("OVH_APPLICATION_SECRET", self.sandbox.application_secret())
            .env("OVH_CONSUMER_KEY", self.sandbox.consumer_key())
            .env("OVH_SMS_SERVICE", self.sandbox.service_name())
            .output()
            .await
            .unwrap();
        assert!(
            output.status.success(),
            "{arguments:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Sends a transactional message by the command line.
    pub(crate) async fn send(&self, to: &str, text: &str) {
        self.run(&["send", "--transactional", "--quiet", "--to", to, text])
            .await;
    }

    /// Sends an advertising message by the command line.
    pub(crate) async fn advertise(&self, to: &str, text: &str) {
        let options = ["--marketing", "--sender", "SANDBOX", "--quiet"];
        self.run(&[&["send"], &options[..], &["--to", to, text]].concat())
            .await;
    }

    /// Makes a call that changes the sandbox, below `/_sandbox/`.
    pub(crate) async fn control(&self, method: reqwest::Method, path: &str, body: &Value) {
        let response = http()
            .request(method, format!("{}/_sandbox/{path}", self.sandbox.origin()))
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        assert!(response.status().is_success(), "{path}: {response:?}");
    }

    /// Checks that the page has not been loaded again since the mark was set.
    pub(crate) async fn is_same_document(&self) -> bool {
        let marked = self.browser.run("return window.marked === 1;", vec![]);
        marked.await.unwrap() == json!(true)
    }

    /// Marks the document, to notice if it is loaded again.
    pub(crate) async fn mark(&self) {
        self.browser
            .run("window.marked = 1;", vec![])
            .await
            .unwrap();
    }

    /// Checks that the console has no complaint, and ends the browser.
    pub(crate) async fn end(self) {
        assert_eq!(
            self.browser.complaints().await.unwrap(),
            Vec::<String>::new()
        );
        self.browser.close().await.unwrap();
        tokio::time::timeout(Duration::from_secs(20), self.sandbox.stop())
            .await
            .unwrap();
    }
}

/// Returns the program beside the tests: `cargo build -p ovh-sms-cli` makes it.
fn program() -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let folder = tests.parent().and_then(|folder| folder.parent()).unwrap();
    let program = folder.join("ovh-sms");
    assert!(
        program.exists(),
        "{} is missing: run `cargo xtask ci page`, which builds it",
        program.display()
    );
    program
}
