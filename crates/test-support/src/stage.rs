//! A sandbox with a paused clock, a lying server in front of it, and clients of that server.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ovh_sms::sandbox::Sandbox;
use ovh_sms::{Client, Credentials, Service};
use serde_json::Value;

use crate::history::{self, Accepted};
use crate::lying_server::LyingServer;
use crate::paused_time::PausedTime;

/// Longer than any message of a test waits.
pub const LONG: Duration = Duration::from_secs(86_400);

pub struct Stage {
    pub sandbox: Arc<Sandbox>,
    pub time: Arc<PausedTime>,
    pub server: LyingServer,
    http: reqwest::Client,
}

impl Stage {
    pub async fn new(seed: u64) -> Self {
        let start = DateTime::from_timestamp(Utc::now().timestamp(), 0).unwrap();
        let builder = Sandbox::builder()
            .credits(1_000_000.0)
            .night_deferral(false)
            .step_delay(Duration::ZERO)
            .delivery_delay(Duration::from_secs(1))
            .token_lifetime(100 * 365 * LONG)
            .seed(seed)
            .speed(0.0)
            .start_at(start);
        let sandbox = Arc::new(builder.start().await.unwrap());
        let time = PausedTime::of(&sandbox);
        let server = LyingServer::before(&sandbox).await;
        let http = crate::http::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .build()
            .unwrap();
        Self {
            sandbox,
            time,
            server,
            http,
        }
    }

    /// Returns the account with a new client, as in a program that was just started.
    pub fn service(&self) -> Service {
        let keys = [
            self.sandbox.application_key(),
            self.sandbox.application_secret(),
            self.sandbox.consumer_key(),
        ];
        let client = Client::builder()
            .endpoint(self.server.endpoint())
            .credentials(Credentials::application_key(keys[0], keys[1], keys[2]).unwrap())
            .http_client(self.http.clone())
            .time_source(Arc::<PausedTime>::clone(&self.time))
            .build()
            .unwrap();
        client.service(self.sandbox.service_name())
    }

    /// Returns the path of the account, with a suffix.
    pub fn path(&self, more: &str) -> String {
        format!("/sms/{}{more}", self.sandbox.service_name())
    }

    /// Returns the credits of the account.
    pub fn credits(&self) -> f64 {
        let account = self.server.ask("GET", &self.path(""), None);
        account["creditsLeft"].as_f64().unwrap()
    }

    /// Returns the sandbox's time in whole seconds, the precision of dates in the API.
    pub fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp(self.sandbox.now().timestamp(), 0).unwrap()
    }

    /// Returns the sandbox's time in whole seconds, rounded up.
    pub fn end(&self) -> DateTime<Utc> {
        self.now() + TimeDelta::seconds(1)
    }

    /// Ends the case: waits until everything accepted since its start is sent, and reads it.
    pub fn accepted_since(&self, since: DateTime<Utc>) -> Vec<Accepted> {
        self.server.be_honest();
        self.time.pass(LONG);
        let read = |path: &str| -> Value { self.server.objects(&self.path(path)) };
        let from = since.format("%Y-%m-%dT%H:%M:%SZ");
        let outgoing = read(&format!("/outgoing?creationDatetime.from={from}"));
        history::messages_since(since, &outgoing, &read("/batches"))
    }
}
