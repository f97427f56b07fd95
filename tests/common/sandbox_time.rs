//! A client's time that is the sandbox's: waiting moves the sandbox's clocks, and takes no time.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use ovh_sms::sandbox::Sandbox;
use ovh_sms::time::{Sleep, TimeSource};
use ovh_sms::{Client, Credentials, Service};

/// Real time, and what was waited on top of it.
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

    /// Lets time pass, for the client and for both clocks of the sandbox.
    pub fn pass(&self, time: Duration) {
        *self.waited.lock().unwrap() += time;
        self.sandbox.advance(time);
        self.align();
    }

    /// Ends all faults; the clocks stay together.
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

/// The sandbox's account, by a client whose time is the sandbox's.
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
