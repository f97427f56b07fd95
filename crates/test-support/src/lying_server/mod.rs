//! A server before a sandbox that lies: its responses have the right types and are false.
//!
//! A lie is a row of a table: its name, the operations that it is about, and a function from a
//! request and its true response to a false one. Lies are combined by putting one on another.

#[macro_use]
mod lie;

mod clocks;
mod ends;
mod impostors;
mod items;
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
    /// The operations that it is about, by their ids; none are all.
    pub about: &'static [&'static str],
    /// The false response.
    pub respond: fn(&Scene<'_>) -> Act,
    /// Whether it hides what was sent, so that a client which may send again rightly does.
    pub hides: bool,
    /// Whether its responses of a success have the types of the description.
    pub typed: bool,
    /// Rules that no client can keep under it: every field that could be compared fits.
    pub beyond: &'static [Rule],
}

/// A lie that hides nothing, and that a client can see through.
const PLAIN: Lie = Lie {
    name: "",
    about: &[],
    respond: |scene| scene.truth(),
    hides: false,
    typed: true,
    beyond: &[],
};

/// The lies about what single sends read and write.
pub fn lies_about_sends() -> Vec<&'static Lie> {
    groups_about_sends().concat()
}

/// The same in groups: of a group one lie is used at a time, since two could make a third in which
/// everything fits.
pub fn groups_about_sends() -> [Vec<&'static Lie>; 4] {
    let group = |tables: &[&'static [Lie]]| tables.iter().copied().flatten().collect();
    [
        group(&[lists::LIES]),
        group(&[items::LIES]),
        group(&[impostors::LIES, clocks::LIES]),
        group(&[posts::LIES, send_reports::LIES]),
    ]
}

/// The lies about what mailings read and write.
pub fn lies_about_mailings() -> Vec<&'static Lie> {
    mailings::LIES.iter().collect()
}

/// The lies about how a batch ended.
pub fn lies_about_ends() -> Vec<&'static Lie> {
    ends::LIES.iter().collect()
}

/// A service that fails or refuses, whatever is asked for.
pub fn lies_about_everything() -> Vec<&'static Lie> {
    outages::LIES.iter().collect()
}

/// The lies about expanded lists.
pub fn lies_about_pages() -> Vec<&'static Lie> {
    pages::LIES.iter().collect()
}

/// What happens to the first request for a send or a batch, before anything is said of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    Answered,
    /// The connection is reset, and the service has not got it.
    LostBefore,
    /// The service has got it, and the connection is reset.
    LostAfter,
}

pub const FATES: [Fate; 3] = [Fate::Answered, Fate::LostBefore, Fate::LostAfter];

/// A false response that was given.
#[derive(Debug, Clone)]
pub struct FalseResponse {
    pub status: u16,
    pub body: String,
}

/// The first false response of each lie, by operation.
pub type FalseResponses = BTreeMap<(&'static str, &'static str), FalseResponse>;

/// The server; it ends with the runtime that it was started in.
pub struct LyingServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

/// What all connections share.
struct Shared {
    upstream: Upstream,
    sandbox: Arc<Sandbox>,
    state: Mutex<State>,
}

/// What the server has heard and said in the case under way.
#[derive(Default)]
struct State {
    lies: Vec<&'static Lie>,
    seed: u64,
    fate: Option<Fate>,
    /// How often each lie was asked for, by operation.
    asked: HashMap<(&'static str, &'static str), u64>,
    /// First responses, by the path without its query: what a cache keeps.
    kept: HashMap<String, Act>,
    /// The last request for a send, and when it came.
    posted: Option<(Value, i64)>,
    /// False responses, by lie and operation: the first of each.
    given: FalseResponses,
    /// The seconds since 1970 at which the clock stands.
    stopped_clock: Option<i64>,
    mailing: Expected,
}

/// The mailing that a client is about to send, which lies imitate.
#[derive(Debug, Clone, Default)]
pub struct Expected {
    pub batch_name: String,
    pub message: String,
    pub rows: u64,
}

impl LyingServer {
    /// Starts a server before a sandbox; it is honest at first.
    pub async fn before(sandbox: &Arc<Sandbox>) -> Self {
        let shared = Arc::new(Shared {
            upstream: Upstream::to(sandbox),
            sandbox: Arc::clone(sandbox),
            state: Mutex::default(),
        });
        let address = fault_server::start(Arc::new(Served(Arc::clone(&shared)))).await;
        Self { address, shared }
    }

    /// Its base URL.
    pub fn endpoint(&self) -> String {
        format!("http://{}/1.0", self.address)
    }

    /// Lies from now on, the last lie on top of the others.
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

    /// Names the mailing that lies imitate.
    pub fn expect(&self, mailing: Expected) {
        self.shared.state.lock().unwrap().mailing = mailing;
    }

    /// Responds with the truth from now on.
    pub fn be_honest(&self) {
        self.lie(&[], Fate::Answered, 0);
    }

    /// The first false response of each lie and operation so far.
    pub fn given(&self) -> FalseResponses {
        self.shared.state.lock().unwrap().given.clone()
    }

    /// Asks the sandbox itself.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        self.shared.upstream.ask(method, path, body)
    }

    /// Uploads a document to the sandbox itself.
    pub fn upload(&self, url: &str, content: &str) {
        self.shared.upstream.upload(url, content);
    }

    /// The whole objects of a list, from the sandbox itself.
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

    /// The response that these lies make of the truth, each of that of those before it.
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
            // By the clock that dates come from.
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
