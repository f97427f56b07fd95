//! A server in front of a sandbox that lies: its responses have the right types and are false.
//!
//! A lie is a row of a table: its name, its operations, and a function from a request and its true
//! response to a false one. Lies are combined by applying one after another.

mod clocks;
mod ends;
mod impostors;
mod items;
mod lie;
mod lists;
mod mailings;
mod operations;
mod outages;
mod pages;
mod posts;
mod scene;
mod send_reports;
mod upstream;

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use ovh_sms::sandbox::Sandbox;
use serde_json::Value;

use operations::{is_for_a_send, operation_of};
pub use scene::Scene;
use upstream::Upstream;

use crate::fault_server::{self, Act, Request};
use crate::history::Rule;

/// A lie.
pub struct Lie {
    pub name: &'static str,
    /// The ids of its operations; an empty list means all.
    pub about: &'static [&'static str],
    /// Returns the false response.
    pub respond: fn(&Scene<'_>) -> Act,
    /// Whether it hides what was sent, so that a client that may send again is right to do so.
    pub hides: bool,
    /// Whether its successful responses have the types of the description.
    pub typed: bool,
    /// Rules that no client can keep under it, because every comparable field matches.
    pub beyond: &'static [Rule],
}

/// Returns a lie that hides nothing and that a client can detect.
const PLAIN: Lie = Lie {
    name: "",
    about: &[],
    respond: |scene| scene.truth(),
    hides: false,
    typed: true,
    beyond: &[],
};

/// Returns the lies about what single sends read and write.
pub fn lies_about_sends() -> Vec<&'static Lie> {
    groups_about_sends().concat()
}

/// Returns the same lies in groups: only one lie of a group is used at a time, because two could produce a third
/// in which every field matches.
pub fn groups_about_sends() -> [Vec<&'static Lie>; 4] {
    let group = |tables: &[&'static [Lie]]| tables.iter().copied().flatten().collect();
    [
        group(&[lists::LIES]),
        group(&[items::LIES]),
        group(&[impostors::LIES, clocks::LIES]),
        group(&[posts::LIES, send_reports::LIES]),
    ]
}

/// Returns the lies about what mailings read and write.
pub fn lies_about_mailings() -> Vec<&'static Lie> {
    mailings::LIES.iter().collect()
}

/// Returns the lies about how a batch ended.
pub fn lies_about_ends() -> Vec<&'static Lie> {
    ends::LIES.iter().collect()
}

/// Returns the lies of a service that fails or refuses every request.
pub fn lies_about_everything() -> Vec<&'static Lie> {
    outages::LIES.iter().collect()
}

/// Returns the lies about expanded lists.
pub fn lies_about_pages() -> Vec<&'static Lie> {
    pages::LIES.iter().collect()
}

/// What happens to the first request for a send or a batch, before any response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Answered,
    /// The connection is reset, and the service did not receive the request.
    LostBefore,
    /// The service received the request, and the connection is reset.
    LostAfter,
}

pub const FATES: [Fate; 3] = [Fate::Answered, Fate::LostBefore, Fate::LostAfter];

/// A false response that was returned.
#[derive(Debug, Clone)]
pub struct FalseResponse {
    pub status: u16,
    pub body: String,
}

/// The first false response of each lie, by operation.
pub type FalseResponses = BTreeMap<(&'static str, &'static str), FalseResponse>;

/// The server; it stops with the runtime that it was started in.
pub struct LyingServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// The state that all connections share.
struct Shared {
    upstream: Upstream,
    sandbox: Arc<Sandbox>,
    state: Mutex<State>,
}

/// The requests and responses of the current case.
#[derive(Default)]
struct State {
    lies: Vec<&'static Lie>,
    seed: u64,
    fate: Option<Fate>,
    /// How often each lie was used, by operation.
    asked: HashMap<(&'static str, &'static str), u64>,
    /// First responses, by the path without its query: the contents of a cache.
    kept: HashMap<String, Act>,
    /// The last request for a send, and its time.
    posted: Option<(Value, i64)>,
    /// False responses, by lie and operation: the first of each.
    given: FalseResponses,
    /// The time at which the clock is stopped, in seconds since 1970.
    stopped_clock: Option<i64>,
    mailing: Expected,
}

/// The mailing that a client is about to send; lies imitate it.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    pub batch_name: String,
    pub message: String,
    pub rows: u64,
}

impl LyingServer {
    /// Starts a server in front of a sandbox; it is honest at first.
    pub async fn before(sandbox: &Arc<Sandbox>) -> Self {
        let shared = Arc::new(Shared {
            upstream: Upstream::to(sandbox),
            sandbox: Arc::clone(sandbox),
            state: Mutex::default(),
        });
        let address = fault_server::start(Arc::new(Served(Arc::clone(&shared)))).await;
        Self { address, shared }
    }

    /// Returns its base URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}/1.0", self.address)
    }

    /// Starts lying; the last lie is applied on top of the others.
    pub fn lie(&self, lies: &[&'static Lie], fate: Fate, seed: u64) {
        let mut state = self.shared.state.lock().unwrap();
        let given = std::mem::take(&mut state.given);
        *state = State {
            lies: lies.to_vec(),
            seed,
            fate: Some(fate).filter(|fate| *fate != Fate::Answered),
            given,
            mailing: state.mailing.clone(),
            ..State::default()
        };
    }

    /// Sets the mailing that lies imitate.
    pub fn expect(&self, mailing: Expected) {
        self.shared.state.lock().unwrap().mailing = mailing;
    }

    /// Returns true responses from now on.
    pub fn be_honest(&self) {
        self.lie(&[], Fate::Answered, 0);
    }

    /// Returns the first false response of each lie and operation so far.
    pub fn given(&self) -> FalseResponses {
        self.shared.state.lock().unwrap().given.clone()
    }

    /// Sends a request to the sandbox itself.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.shared.upstream.ask(method, path, body)
    }

    /// Uploads a document to the sandbox itself.
    pub fn upload(&self, url: &str, content: &str) {
        self.shared.upstream.upload(url, content);
    }

    /// Returns the whole objects of a list, from the sandbox itself.
    pub fn objects(&self, path: &str) -> Value {
        self.shared.upstream.objects(path)
    }
}

struct Served(Arc<Shared>);

impl fault_server::Service for Served {
    fn call(&self, request: Request) -> Act {
        self.0.answer(request)
    }
}

impl Shared {
    fn answer(&self, request: Request) -> Act {
        let operation = operation_of(&request).unwrap_or("");
        let lies = {
            let mut state = self.state.lock().unwrap();
            if is_for_a_send(operation) {
                state.posted = Some((request.json(), self.sandbox.now().timestamp()));
            }
            state.lies.clone()
        };
        let about: Vec<_> = lies
            .into_iter()
            .filter(|lie| lie.about.is_empty() || lie.about.contains(&operation))
            .collect();
        self.respond(&about, operation, &request)
    }

    /// Applies these lies to the true response, each to the result of those before it.
    fn respond(&self, lies: &[&'static Lie], operation: &'static str, request: &Request) -> Act {
        let Some((lie, others)) = lies.split_last() else {
            return self.truth(operation, request);
        };
        let below = |request: &Request| self.respond(others, operation, request);
        let scene = Scene::new(self, lie.name, operation, request, &below);
        let act = (lie.respond)(&scene);
        if let Act::Answer(status, _, body) = &act
            && scene.is_false(&act)
        {
            let given = FalseResponse {
                status: *status,
                body: body.clone(),
            };
            let mut state = self.state.lock().unwrap();
            state.given.entry((lie.name, operation)).or_insert(given);
        }
        act
    }

    fn truth(&self, operation: &'static str, request: &Request) -> Act {
        if operation == "auth_time_get" {
            // By the clock that dates are based on.
            return Act::json(self.sandbox.now().timestamp());
        }
        let fate = match is_for_a_send(operation) {
            true => self.state.lock().unwrap().fate.take(),
            false => None,
        };
        match fate {
            Some(Fate::LostBefore) => Act::Reset,
            Some(Fate::LostAfter) => {
                self.upstream.pass(request);
                Act::Reset
            }
            Some(Fate::Answered) | None => self.upstream.pass(request),
        }
    }
}
