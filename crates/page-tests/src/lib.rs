//! Drives the sandbox's page in a headless Chromium, through chromedriver.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use http::Method;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// How long the page may take to show what it must show.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long chromedriver may take to start.
const START: Duration = Duration::from_secs(30);

/// How often chromedriver is started if it ends at once.
const MOST_STARTS: u32 = 5;

/// The options of Chromium. The pipe ends it with chromedriver.
const OPTIONS: [&str; 5] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--remote-debugging-pipe",
];

/// A headless Chromium with one window.
#[derive(Debug)]
pub struct Browser {
    client: Client,
    /// chromedriver, which is killed when it is dropped.
    _driver: Child,
    /// The folder of Chromium's files, which is deleted when it is dropped.
    _profile: TempDir,
}

impl Browser {
    /// Starts chromedriver and Chromium with a preferred language, such as `en`.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them is missing or does not start.
    pub async fn start(language: &str) -> anyhow::Result<Browser> {
        let (driver, port) = driver().await?;
        let profile = tempfile::tempdir()?;
        let folder = format!("--user-data-dir={}", profile.path().display());
        let language = [
            format!("--lang={language}"),
            format!("--accept-lang={language}"),
        ];
        let arguments = OPTIONS.map(str::to_owned).into_iter().chain(language);
        let arguments = arguments.chain([folder]);
        let capabilities = Map::from_iter([
            (
                "goog:chromeOptions".to_owned(),
                json!({ "args": arguments.collect::<Vec<_>>() }),
            ),
            ("goog:loggingPrefs".to_owned(), json!({ "browser": "ALL" })),
        ]);
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let address = format!("http://127.0.0.1:{port}");
        let client = builder.connect(&address).await;
        Ok(Browser {
            client: client.context("Chromium can't be started by chromedriver")?,
            _driver: driver,
            _profile: profile,
        })
    }

    /// Opens an address. Only a new path or host loads the page again.
    ///
    /// # Errors
    ///
    /// Returns an error if the address can't be loaded.
    pub async fn open(&self, address: &str) -> anyhow::Result<()> {
        Ok(self.client.goto(address).await?)
    }

    /// Sets the size of the window in CSS pixels.
    ///
    /// # Errors
    ///
    /// Returns an error if Chromium refuses the size.
    pub async fn size(&self, width: u32, height: u32) -> anyhow::Result<()> {
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", size)
            .await?;
        Ok(())
    }

    /// Sets the preferred colors: dark or light.
    ///
    /// # Errors
    ///
    /// Returns an error if Chromium refuses the setting.
    pub async fn dark(&self, on: bool) -> anyhow::Result<()> {
        let value = if on { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features)
            .await?;
        Ok(())
    }

    async fn devtools(&self, command: &str, parameters: Value) -> anyhow::Result<Value> {
        let body = json!({ "cmd": command, "params": parameters });
        Ok(self.client.issue_cmd(Own("goog/cdp/execute", body)).await?)
    }

    /// Runs the body of a JavaScript function with arguments, and returns its result.
    ///
    /// # Errors
    ///
    /// Returns an error if the script throws.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let result = self.client.execute(script, arguments).await;
        result.with_context(|| format!("the script fails: {script:.200}"))
    }

    /// Runs the body of a JavaScript function whose last argument is called with the result.
    ///
    /// # Errors
    ///
    /// Returns an error if the script throws, or does not call its last argument.
    pub async fn wait_for(&self, script: &str, arguments: Vec<Value>) -> anyhow::Result<Value> {
        let result = self.client.execute_async(script, arguments).await;
        result.with_context(|| format!("the script fails: {script:.200}"))
    }

    /// Waits until a JavaScript expression is true, and returns its value.
    ///
    /// # Errors
    ///
    /// Returns an error with the text of the page if it is not true within 20 seconds.
    pub async fn until(&self, expression: &str) -> anyhow::Result<Value> {
        let script = format!("return ({expression});");
        let end = Instant::now() + PATIENCE;
        loop {
            let value = self.run(&script, Vec::new()).await?;
            let is_true = match &value {
                Value::Null => false,
                Value::Bool(is_true) => *is_true,
                Value::Number(number) => number.as_f64() != Some(0.0),
                Value::String(text) => !text.is_empty(),
                Value::Array(_) | Value::Object(_) => true,
            };
            if is_true {
                return Ok(value);
            }
            if Instant::now() > end {
                let text = self
                    .run("return document.body.innerText;", Vec::new())
                    .await?;
                bail!(
                    "the page does not show {expression}; its text is:\n{}",
                    text.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the page contains a text.
    ///
    /// # Errors
    ///
    /// Returns an error with the text of the page if it does not contain it within 20 seconds.
    pub async fn until_text(&self, text: &str) -> anyhow::Result<()> {
        let text = serde_json::to_string(text)?;
        self.until(&format!("document.body.innerText.includes({text})"))
            .await?;
        Ok(())
    }

    /// Clicks the first visible element that a selector finds and that has this text.
    ///
    /// # Errors
    ///
    /// Returns an error if no such element appears within 20 seconds.
    pub async fn click(&self, selector: &str, text: &str) -> anyhow::Result<()> {
        let script = format!(
            "((wanted) => {{ const one = [...document.querySelectorAll(wanted[0])].find((one) => \
             one.textContent.trim() === wanted[1] && one.checkVisibility() && !one.disabled); \
             one?.click(); return Boolean(one); }})({})",
            json!([selector, text])
        );
        self.until(&script).await?;
        Ok(())
    }

    /// Presses keys in the focused element, as a keyboard does.
    ///
    /// # Errors
    ///
    /// Returns an error if no element has the focus.
    pub async fn press(&self, keys: &str) -> anyhow::Result<()> {
        let focused = self.client.active_element().await?;
        Ok(focused.send_keys(keys).await?)
    }

    /// Returns the errors and warnings of the console since the last call.
    ///
    /// # Errors
    ///
    /// Returns an error if Chromium has no console.
    pub async fn complaints(&self) -> anyhow::Result<Vec<String>> {
        let log = Own("se/log", json!({ "type": "browser" }));
        let log = self.client.issue_cmd(log).await?;
        let lines = log.as_array().map(Vec::as_slice).unwrap_or_default();
        let complaints = lines.iter().filter(|line| {
            ["SEVERE", "WARNING"]
                .iter()
                .any(|level| line["level"] == *level)
        });
        Ok(complaints.map(|line| line["message"].to_string()).collect())
    }

    /// Returns a WebP picture of what the window shows, in base64.
    ///
    /// # Errors
    ///
    /// Returns an error if Chromium makes no picture.
    pub async fn picture(&self) -> anyhow::Result<String> {
        let format = json!({ "format": "webp", "quality": 75 });
        let picture = self.devtools("Page.captureScreenshot", format).await?;
        let data = picture.get("data").and_then(Value::as_str);
        Ok(data.context("Chromium made no picture")?.to_owned())
    }

    /// Ends Chromium.
    ///
    /// # Errors
    ///
    /// Returns an error if it does not respond.
    pub async fn close(self) -> anyhow::Result<()> {
        Ok(self.client.close().await?)
    }
}

/// A command of chromedriver's own: its path below the session, and its body.
#[derive(Debug)]
struct Own(&'static str, Value);

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!(
            "session/{}/{}",
            session.unwrap_or_default(),
            self.0
        ))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.1.to_string()))
    }
}

/// Starts chromedriver, and returns the port on which it listens.
///
/// Beside programs that open many connections it sometimes ends at once; then it is started again.
async fn driver() -> anyhow::Result<(Child, u16)> {
    let mut starts = 1;
    loop {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver can't be started: apt-get install chromium chromium-driver")?;
        let port = tokio::time::timeout(START, port_of(&mut driver)).await;
        match port.context("chromedriver does not start")? {
            Ok(port) => return Ok((driver, port)),
            Err(_) if starts < MOST_STARTS => starts += 1,
            Err(error) => return Err(error),
        }
    }
}

/// Reads the port that chromedriver has chosen from its output.
async fn port_of(driver: &mut Child) -> anyhow::Result<u16> {
    let output = driver.stdout.take().context("chromedriver has no output")?;
    let mut lines = BufReader::new(output).lines();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .rsplit_once("started successfully on port ")
            .map(|(_, port)| port);
        if let Some(Ok(port)) = port.map(|port| port.trim_end_matches('.').parse()) {
            // What chromedriver prints later must not fill the pipe.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(port);
        }
    }
    bail!("chromedriver ended before it was ready")
}
