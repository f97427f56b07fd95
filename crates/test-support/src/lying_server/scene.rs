//! The input of a lie: the request, its true response, and earlier requests and responses.

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
    /// Returns how often this lie changed a response of this operation before.
    pub turn: u64,
    /// Returns a random number for this turn, by the seed.
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

    /// Returns the true response with its JSON changed; other responses than successful JSON are
    /// unchanged.
    pub fn changed(&self, change: impl FnOnce(&mut Value)) -> Act {
        changed(self.truth(), change)
    }

    /// Returns the true response with another status and the same body.
    pub fn with_status(&self, status: u16) -> Act {
        match self.truth() {
            Act::Answer(_, head, body) => Act::Answer(status, head, body),
            other => other,
        }
    }

    /// Passes the request on and returns another response.
    pub fn after(&self, act: Act) -> Act {
        match self.truth() {
            Act::Answer(..) => act,
            lost => lost,
        }
    }

    /// Returns the first response to this path, with any query.
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

    /// Returns whether an act differs from the truth.
    pub(super) fn is_false(&self, act: &Act) -> bool {
        match (self.truth.get(), act) {
            (Some(Act::Answer(status, _, body)), Act::Answer(said, _, words)) => {
                status != said || body != words
            }
            _ => true,
        }
    }

    /// Returns the last request for a send, and its time.
    pub fn posted(&self) -> Option<(Value, DateTime<Utc>)> {
        let state = self.server.state.lock().unwrap();
        let (body, at) = state.posted.as_ref()?;
        Some((body.clone(), DateTime::from_timestamp(*at, 0)?))
    }

    /// Returns the true time.
    pub fn now(&self) -> i64 {
        self.server.sandbox.now().timestamp()
    }

    /// Returns the time at which the clock was first read.
    pub fn stopped_clock(&self) -> i64 {
        let now = self.now();
        let mut state = self.server.state.lock().unwrap();
        *state.stopped_clock.get_or_insert(now)
    }

    /// Returns the mailing that the client is about to send.
    pub fn mailing(&self) -> Expected {
        self.server.state.lock().unwrap().mailing.clone()
    }

    /// Returns the true messages of the account, as whole objects.
    pub fn messages(&self) -> Vec<Value> {
        let path = self.request.path().strip_prefix("/1.0").unwrap();
        let service = path.split('/').nth(2).unwrap();
        let objects = self
            .server
            .upstream
            .objects(&format!("/sms/{service}/outgoing"));
        objects.as_array().cloned().unwrap_or_default()
    }

    /// Returns the ids that a read requests.
    pub fn ids(&self) -> Vec<i64> {
        let last = self.request.path().rsplit('/').next().unwrap_or_default();
        let separators = [',', '|'];
        let last = last.replace("%2C", ",").replace("%7C", "|");
        last.split(separators)
            .filter_map(|id| id.parse().ok())
            .collect()
    }

    /// Returns whether it is a batch read.
    pub fn is_batch(&self) -> bool {
        self.request.header("x-ovh-batch").is_some()
    }
}

/// Returns a response with its JSON changed; other responses than successful JSON are unchanged.
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

/// Returns a pseudorandom number (splitmix64).
fn mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
