//! What a lie has to work with: the request, its true response, and what was said before.

use std::cell::OnceCell;

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::{Expected, Shared};
use crate::fault_server::{Act, Request};

/// A request that a lie responds to.
pub struct Scene<'a> {
    pub operation: &'static str,
    pub request: &'a Request,
    server: &'a Shared,
    below: &'a dyn Fn(&Request) -> Act,
    truth: OnceCell<Act>,
    /// How often this lie responded to this operation before.
    pub turn: u64,
    /// A number for this turn, by the seed.
    pub dice: u64,
}

impl<'a> Scene<'a> {
    pub(super) fn new(
        server: &'a Shared,
        lie: &'static str,
        operation: &'static str,
        request: &'a Request,
        below: &'a dyn Fn(&Request) -> Act,
    ) -> Self {
        let mut state = server.state.lock().unwrap();
        let seed = state.seed;
        let asked = state.asked.entry((lie, operation)).or_default();
        let turn = *asked;
        *asked += 1;
        let dice = mix(seed.wrapping_add(turn.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        Self {
            operation,
            request,
            server,
            below,
            truth: OnceCell::new(),
            turn,
            dice,
        }
    }

    /// Passes the request on, once, and returns its response.
    pub fn truth(&self) -> Act {
        self.truth
            .get_or_init(|| (self.below)(self.request))
            .clone()
    }

    /// Passes a changed request on and returns its response.
    pub fn truth_of(&self, change: impl FnOnce(&mut Request)) -> Act {
        let mut request = self.request.clone();
        change(&mut request);
        self.server.upstream.sign_again(&mut request);
        (self.below)(&request)
    }

    /// The true response with its JSON changed; what is no JSON of a success stays.
    pub fn changed(&self, change: impl FnOnce(&mut Value)) -> Act {
        changed(self.truth(), change)
    }

    /// The true response with another status and the same body.
    pub fn with_status(&self, status: u16) -> Act {
        match self.truth() {
            Act::Answer(_, head, body) => Act::Answer(status, head, body),
            other => other,
        }
    }

    /// Passes the request on, and answers something else.
    pub fn after(&self, act: Act) -> Act {
        match self.truth() {
            Act::Answer(..) => act,
            lost => lost,
        }
    }

    /// The first response to this path, whatever its query was.
    pub fn first(&self) -> Act {
        let kept = |server: &Shared| {
            let state = server.state.lock().unwrap();
            state.kept.get(self.request.path()).cloned()
        };
        if let Some(first) = kept(self.server) {
            return first;
        }
        let truth = self.truth();
        let mut state = self.server.state.lock().unwrap();
        state
            .kept
            .insert(self.request.path().to_owned(), truth.clone());
        truth
    }

    /// Whether an act is anything but the truth.
    pub(super) fn is_false(&self, act: &Act) -> bool {
        match (self.truth.get(), act) {
            (Some(Act::Answer(status, _, body)), Act::Answer(said, _, words)) => {
                status != said || body != words
            }
            _ => true,
        }
    }

    /// The last request for a send, and when it came.
    pub fn posted(&self) -> Option<(Value, DateTime<Utc>)> {
        let state = self.server.state.lock().unwrap();
        let (body, at) = state.posted.as_ref()?;
        Some((body.clone(), DateTime::from_timestamp(*at, 0)?))
    }

    /// The true time.
    pub fn now(&self) -> i64 {
        self.server.sandbox.now().timestamp()
    }

    /// The time at which the clock was first asked for.
    pub fn stopped_clock(&self) -> i64 {
        let now = self.now();
        let mut state = self.server.state.lock().unwrap();
        *state.stopped_clock.get_or_insert(now)
    }

    /// The mailing that the client is about to send.
    pub fn mailing(&self) -> Expected {
        self.server.state.lock().unwrap().mailing.clone()
    }

    /// The true messages of the account, whole.
    pub fn messages(&self) -> Vec<Value> {
        let path = self.request.path().strip_prefix("/1.0").unwrap();
        let service = path.split('/').nth(2).unwrap();
        let objects = self
            .server
            .upstream
            .objects(&format!("/sms/{service}/outgoing"));
        objects.as_array().cloned().unwrap_or_default()
    }

    /// The ids that a read asks for.
    pub fn ids(&self) -> Vec<i64> {
        let last = self.request.path().rsplit('/').next().unwrap_or_default();
        let separators = [',', '|'];
        let last = last.replace("%2C", ",").replace("%7C", "|");
        last.split(separators)
            .filter_map(|id| id.parse().ok())
            .collect()
    }

    /// Whether it is a batch read.
    pub fn is_batch(&self) -> bool {
        self.request.header("x-ovh-batch").is_some()
    }
}

/// A response with its JSON changed; what is no JSON of a success stays.
pub fn changed(act: Act, change: impl FnOnce(&mut Value)) -> Act {
    match act {
        Act::Answer(status @ 200..300, head, body) => match serde_json::from_str(&body) {
            Ok(mut value) => {
                change(&mut value);
                Act::Answer(status, head, value.to_string())
            }
            Err(_) => Act::Answer(status, head, body),
        },
        other => other,
    }
}

/// A number that looks random (splitmix64).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
