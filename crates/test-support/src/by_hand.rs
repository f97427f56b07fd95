//! The API without this crate: a client written with reqwest. The same headers, the same structure,
//! the same time limits; no retry, and no errors of the service.

use std::error::Error;
use std::time::{Duration, SystemTime};

use ovh_sms::types::Outgoing;
use reqwest::header::ACCEPT;
use sha1::{Digest, Sha1};

/// The secrets of a key.
pub struct Keys {
    pub application_key: String,
    pub application_secret: String,
    pub consumer_key: String,
}

/// The API of an endpoint.
pub struct Api {
    http: reqwest::Client,
    endpoint: String,
    keys: Keys,
    /// The offset of the server's clock from ours, in seconds.
    ahead: i64,
}

type Failure = Box<dyn Error + Send + Sync>;

impl Api {
    /// Connects, and reads the server's clock.
    pub async fn connect(
        http: reqwest::ClientBuilder,
        endpoint: String,
        keys: Keys,
    ) -> Result<Self, Failure> {
        let http = http
            .user_agent("by-hand/0.1.0")
            .connect_timeout(Duration::from_secs(10))
            .timeout(Duration::from_secs(60))
            .no_proxy()
            .build()?;
        let clock = http.get(format!("{endpoint}/auth/time")).send();
        let server: i64 = clock.await?.json().await?;
        Ok(Self {
            http,
            endpoint,
            keys,
            ahead: server - now()?,
        })
    }

    /// Calls `GET /sms/{serviceName}/outgoing/{id}`.
    pub async fn outgoing(&self, service: &str, id: i64) -> Result<Outgoing, Failure> {
        let Keys {
            application_key,
            application_secret,
            consumer_key,
        } = &self.keys;
        let url = format!("{}/sms/{service}/outgoing/{id}", self.endpoint);
        let timestamp = (now()? + self.ahead).to_string();
        let signed = format!("{application_secret}+{consumer_key}+GET+{url}++{timestamp}");
        let signature = format!("$1${}", hex::encode(Sha1::digest(signed)));
        let request = self
            .http
            .get(url)
            .header(ACCEPT, "application/json")
            .header("X-Ovh-Application", application_key)
            .header("X-Ovh-Consumer", consumer_key)
            .header("X-Ovh-Timestamp", timestamp)
            .header("X-Ovh-Signature", signature);
        Ok(request.send().await?.error_for_status()?.json().await?)
    }
}

fn now() -> Result<i64, Failure> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(i64::try_from(since.as_secs())?)
}
