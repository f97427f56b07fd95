//! A machine of a simulation: its network and its clock.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use ovh_sms::config::{Config, Key};
use ovh_sms::time::{Sleep, TimeSource};
use ovh_sms::{Client, Credentials};

use crate::World;
use crate::network::Network;

/// A machine; its programs see its clock.
#[derive(Debug, Clone)]
pub struct Machine {
    world: Arc<World>,
    /// Identifies the program that runs on it.
    pub by: u64,
    /// The difference of the machine's clock to the true time, in seconds.
    pub skew: i64,
    /// Whether its programs sign in as an OAuth2 service account, instead of with an application
    /// key.
    pub service_account: bool,
}

impl Machine {
    pub fn new(world: &Arc<World>, by: u64) -> Self {
        Self {
            world: Arc::clone(world),
            by,
            skew: 0,
            service_account: false,
        }
    }

    /// Returns a new client of the simulated service.
    pub fn client(&self) -> Client {
        let sandbox = &self.world.sandbox;
        let keys = match self.service_account {
            true => Credentials::oauth2(sandbox.client_id(), sandbox.client_secret()),
            false => Credentials::application_key(
                sandbox.application_key(),
                sandbox.application_secret(),
                sandbox.consumer_key(),
            ),
        };
        let config = Config::builder()
            .endpoint(sandbox.endpoint())
            .set(Key::TOKEN_URL, sandbox.token_url())
            .credentials(keys.unwrap());
        Client::builder()
            .config(config)
            .http_backend(Arc::new(Network::new(&self.world, self.by)))
            .time_source(Arc::new(self.clone()))
            .build()
            .unwrap()
    }
}

impl TimeSource for Machine {
    fn monotonic(&self) -> Duration {
        self.world.elapsed()
    }

    fn wall(&self) -> SystemTime {
        let skew = Duration::from_secs(self.skew.unsigned_abs());
        let now = SystemTime::from(self.world.now());
        match self.skew < 0 {
            true => now - skew,
            false => now + skew,
        }
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "machine {}", self.by)
    }
}
