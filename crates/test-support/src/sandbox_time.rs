//! A client's time that is the sandbox's: waiting moves the sandbox's clocks and takes no real
//! time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use ovh_sms::sandbox::Sandbox;
use ovh_sms::time::{Sleep, TimeSource};
use ovh_sms::{Client, Credentials, Service};

/// Real time plus all waits.
#[derive(Debug)]
pub struct SandboxTime {
    sandbox: Arc<Sandbox>,
    begun: Instant,
    wall: SystemTime,
    waited: Mutex<Duration>,
}

impl SandboxTime {
    pub fn new(sandbox: &Arc<Sandbox>) -> Arc<Self> {
        Arc::new(Self {
            sandbox: Arc::clone(sandbox),
            begun: Instant::now(),
            wall: SystemTime::now(),
            waited: Mutex::default(),
        })
    }

    /// Advances the time of the client and of both clocks of the sandbox.
    pub fn pass(&self, time: Duration) {
        *self.waited.lock().unwrap() += time;
        self.sandbox.advance(time);
        self.align();
    }

    /// Clears all faults; the clocks stay in step.
    pub fn clear_faults(&self) {
        self.sandbox.faults().clear();
        self.align();
    }

    pub fn waited(&self) -> Duration {
        *self.waited.lock().unwrap()
    }

    fn align(&self) {
        let skew = i64::try_from(self.waited().as_secs()).unwrap();
        self.sandbox.faults().clock_skew(skew);
    }
}

impl TimeSource for SandboxTime {
    fn monotonic(&self) -> Duration {
        self.begun.elapsed() + self.waited()
    }

    fn wall(&self) -> SystemTime {
        self.wall + self.monotonic()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.pass(duration);
        Box::pin(std::future::ready(()))
    }
}

/// Returns the sandbox's account, with a client whose time is the sandbox's.
pub fn service(sandbox: &Sandbox, time: &Arc<SandboxTime>) -> Service {
    let keys = [
        sandbox.application_key(),
        sandbox.application_secret(),
        sandbox.consumer_key(),
    ];
    let client = Client::builder()
        .endpoint(sandbox.endpoint())
        .credentials(Credentials::application_key(keys[0], keys[1], keys[2]).unwrap())
        .time_source(Arc::<SandboxTime>::clone(time))
        .build()
        .unwrap();
    client.service(sandbox.service_name())
}

/// Returns a sandbox with the sender `MyCompany`, and its account.
pub struct World {
    pub sandbox: Arc<Sandbox>,
    pub time: Arc<SandboxTime>,
    pub service: Service,
}

impl World {
    pub async fn new(seed: u64) -> Self {
        let builder = Sandbox::builder()
            .credits(1_000_000.0)
            .seed(seed)
            .sender("MyCompany");
        let sandbox = Arc::new(builder.start().await.unwrap());
        let time = SandboxTime::new(&sandbox);
        let service = service(&sandbox, &time);
        Self {
            sandbox,
            time,
            service,
        }
    }

    /// Returns the ids of all messages with this text that reached the number.
    pub fn received(&self, number: &str, text: &str) -> Vec<i64> {
        let inbox = self.sandbox.phone(number).inbox();
        let ours = inbox
            .into_iter()
            .filter(|message| message.text.starts_with(text));
        ours.filter_map(|message| message.id).collect()
    }
}
