//! The world of a simulation: the service, the time, the weather, and what was created by whom.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeZone, Utc};
use fastrand::Rng;
use http::{Method, Request, Response, StatusCode};
use ovh_sms::sandbox::{Sandbox, SandboxBuilder};
use serde_json::Value;
use tokio::time::Instant;

use crate::late::{Late, read_slot, text, written_slot};
use crate::lies::{Earlier, Lies};
use crate::weather::{Delay, Fate, Weather};

/// Longer than any late request, list or slot takes.
const SETTLED: Duration = Duration::from_secs(2 * 3_600);

#[derive(Debug)]
pub struct World {
    pub sandbox: Sandbox,
    begun: Instant,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    random: Rng,
    weather: Weather,
    lies: Lies,
    earlier: Earlier,
    late: Late,
    /// Whether slots, too, show changes late.
    late_slots: bool,
    delays: Vec<Delay>,
    /// Since when nothing fails and no response is false; zero if that holds from the start.
    calm_since: Option<Duration>,
    /// The part of the time that the service's clock has passed.
    passed: Duration,
    /// What was created: the id as in lists, by which machine, and when.
    created: Vec<Created>,
    /// Which listed jobs and messages can be read, by list and id.
    readable: HashMap<String, bool>,
    /// The machines that received a negative price.
    wrong_prices: HashSet<u64>,
    trace: Vec<String>,
}

#[derive(Debug, Clone)]
pub(crate) struct Created {
    pub(crate) id: Value,
    pub(crate) by: u64,
    pub(crate) at: Duration,
    /// When the request left the machine.
    pub(crate) left: Duration,
    /// When a list first contained it that this machine received.
    pub(crate) listed: Option<Duration>,
}

impl State {
    fn is_calm(&self) -> bool {
        self.weather == Weather::CALM && self.lies == Lies::NONE && self.delays.is_empty()
    }
}

impl World {
    pub(crate) fn new(
        seed: u64,
        settings: impl FnOnce(SandboxBuilder) -> SandboxBuilder,
    ) -> Arc<Self> {
        let start = Utc.with_ymd_and_hms(2026, 11, 26, 10, 0, 0).unwrap();
        let builder = Sandbox::builder()
            .credits(1_000_000.0)
            .night_deferral(false)
            .step_delay(Duration::from_secs(1))
            .delivery_delay(Duration::from_secs(5))
            .seed(seed)
            .start_at(start);
        let sandbox = settings(builder).detached().unwrap();
        Arc::new(Self {
            sandbox,
            begun: Instant::now(),
            state: Mutex::new(State {
                random: Rng::with_seed(seed),
                weather: Weather::CALM,
                lies: Lies::NONE,
                earlier: Earlier::default(),
                late: Late::default(),
                late_slots: false,
                delays: Vec::new(),
                calm_since: Some(Duration::ZERO),
                passed: Duration::ZERO,
                created: Vec::new(),
                readable: HashMap::new(),
                wrong_prices: HashSet::new(),
                trace: Vec::new(),
            }),
        })
    }

    /// Draws from the world's generator.
    pub fn draw<T>(&self, draw: impl FnOnce(&mut Rng) -> T) -> T {
        draw(&mut self.state.lock().unwrap().random)
    }

    pub fn set_weather(&self, weather: Weather) {
        self.change(|state| state.weather = weather);
    }

    pub fn set_lies(&self, lies: Lies) {
        self.change(|state| state.lies = lies);
    }

    /// Delays requests of some programs, each once.
    pub fn set_delays(&self, delays: Vec<Delay>) {
        self.change(|state| state.delays = delays);
    }

    /// Sets whether slots show changes as late as lists show new items.
    pub fn set_late_slots(&self, late: bool) {
        self.state.lock().unwrap().late_slots = late;
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        let now = self.elapsed();
        let state = &mut *self.state.lock().unwrap();
        change(state);
        state.calm_since = match state.calm_since {
            _ if !state.is_calm() => None,
            since => since.or(Some(now)),
        };
    }

    /// Returns whether nothing fails now, no response is false, and nothing of an earlier failure is
    /// still on its way.
    pub fn is_calm(&self) -> bool {
        let since = self.state.lock().unwrap().calm_since;
        since.is_some_and(|since| since.is_zero() || self.elapsed() - since > SETTLED)
    }

    /// Returns the time since the start.
    pub fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }

    /// Returns the time of the service's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.pass();
        self.sandbox.now()
    }

    /// Returns a line per request: when, by which machine, what, and what happened to it.
    pub fn trace(&self) -> Vec<String> {
        self.state.lock().unwrap().trace.clone()
    }

    /// Moves the service's clock to the time of the runtime.
    fn pass(&self) {
        let elapsed = self.elapsed();
        let passed = std::mem::replace(&mut self.state.lock().unwrap().passed, elapsed);
        self.sandbox.advance(elapsed.saturating_sub(passed));
    }

    pub(crate) fn fate(&self, by: u64, request: &Request<Bytes>) -> Fate {
        let elapsed = self.elapsed().as_millis();
        let (method, path) = (request.method(), request.uri().path());
        let mut delayed = Duration::ZERO;
        self.change(|state| {
            let is_it = |delay: &Delay| delay.is_of(by, method, path);
            if let Some(at) = state.delays.iter().position(is_it) {
                delayed = state.delays.swap_remove(at).time;
            }
        });
        let state = &mut *self.state.lock().unwrap();
        let mut fate = state.weather.fate(&mut state.random);
        match &mut fate {
            Fate::Arrives { there, .. } => {
                *there += state.weather.extra(method, path) + delayed;
            }
            // The guarantees assume that a slot is not deleted after its run has ended.
            Fate::Late { .. } if method == Method::DELETE => fate = Fate::Lost { reset: false },
            _ => {}
        }
        state
            .trace
            .push(format!("{elapsed} {by} {method} {path} {fate:?}"));
        fate
    }

    /// Processes a request, and records what it created.
    pub(crate) async fn serve(
        &self,
        by: u64,
        left: Duration,
        request: Request<Bytes>,
    ) -> Option<Response<Bytes>> {
        self.pass();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let slot = written_slot(&method, &path, request.body());
        let response = self.sandbox.respond(request).await?;
        if method == Method::GET {
            let response = self.late(&path, response);
            let response = self.reported(&path, response);
            return Some(self.vanished(&path, self.cached_time(&path, response)));
        }
        let created = match path.rsplit('/').next() {
            Some("jobs") if method == Method::POST => json(&response)["ids"].take(),
            Some("batches") if method == Method::POST => {
                Value::Array(vec![json(&response)["id"].take()])
            }
            _ => Value::Null,
        };
        let at = self.elapsed();
        let ids = created.as_array().into_iter().flatten();
        let ids = ids.filter(|id| !id.is_null()).cloned();
        let state = &mut *self.state.lock().unwrap();
        let shown = at + state.weather.stale;
        if let Some(slot) = slot.filter(|_| response.status().is_success()) {
            state.late.changed(slot, shown);
        }
        for id in ids {
            state.late.created(&id, shown);
            let listed = None;
            state.created.push(Created {
                id,
                by,
                at,
                left,
                listed,
            });
        }
        if state.lies == Lies::NONE || !path.ends_with("/jobs") {
            return Some(response);
        }
        let truth = json(&response);
        let reported = state.lies.report_of_job(&mut state.random, truth.clone());
        if reported == truth {
            return Some(response);
        }
        state.trace.push(format!("  false: {path} {reported}"));
        Some(with_body(response, &reported))
    }

    /// Removes new items from a list that is late, or returns what a slot contained earlier.
    fn late(&self, path: &str, response: Response<Bytes>) -> Response<Bytes> {
        let now = self.elapsed();
        let state = &mut *self.state.lock().unwrap();
        let is_read = response.status().is_success() || response.status() == StatusCode::NOT_FOUND;
        if let Some(slot) = read_slot(path).filter(|_| state.late_slots && is_read) {
            let truth = response.body().clone();
            let shown = state.late.slot(slot, now, response);
            if *shown.body() != truth {
                state.trace.push(format!("  late: {path}"));
            }
            return shown;
        }
        let is_list = [Some("jobs"), Some("outgoing"), Some("batches")];
        if !is_list.contains(&path.rsplit('/').next()) {
            return response;
        }
        let Value::Array(mut items) = json(&response) else {
            return response;
        };
        if !state.late.list(&mut items, now, state.weather.stale) {
            return response;
        }
        state.trace.push(format!("  late: {path} {}", items.len()));
        with_body(response, &Value::Array(items))
    }

    /// Returns the response to a read; of the service's time, an earlier one.
    fn cached_time(&self, path: &str, response: Response<Bytes>) -> Response<Bytes> {
        let late = self.state.lock().unwrap().weather.clock;
        match json(&response).as_i64() {
            Some(time) if path.ends_with("/auth/time") => {
                let late = i64::try_from(late.as_secs()).unwrap();
                with_body(response, &(time - late).into())
            }
            _ => response,
        }
    }

    /// Returns the response to a read, or that of an item that is listed no longer.
    fn vanished(&self, path: &str, response: Response<Bytes>) -> Response<Bytes> {
        let state = &mut *self.state.lock().unwrap();
        let list = path.rsplit_once('/').map_or("", |(list, _)| list);
        let is_message = list.ends_with("/jobs") || list.ends_with("/outgoing");
        let share = state.weather.vanished;
        if !is_message || share == 0.0 || !response.status().is_success() {
            return response;
        }
        let (random, readable) = (&mut state.random, &mut state.readable);
        let mut vanishes = |id: &str| {
            let drawn = readable.entry(format!("{list}/{id}"));
            !*drawn.or_insert_with(|| random.f64() >= share)
        };
        let id = path.rsplit('/').next().unwrap();
        let mut body = json(&response);
        let missing = serde_json::json!({
            "class": "Client::NotFound",
            "message": "The requested object does not exist",
        });
        let mut response = response;
        let Some(elements) = body.as_array_mut() else {
            if !vanishes(id) {
                return response;
            }
            state.trace.push(format!("  vanished: {path}"));
            *response.status_mut() = StatusCode::NOT_FOUND;
            return with_body(response, &missing);
        };
        for element in elements.iter_mut() {
            if !vanishes(&text(&element["key"])) {
                continue;
            }
            state
                .trace
                .push(format!("  vanished: {list}/{}", element["key"]));
            element["value"] = Value::Null;
            element["error"] = missing.clone();
        }
        with_body(response, &body)
    }

    /// Records what a machine has received.
    pub(crate) fn received(&self, by: u64, path: &str, response: &Response<Bytes>) {
        let body = json(response);
        let now = self.elapsed();
        let state = &mut *self.state.lock().unwrap();
        if body["credit"].as_f64().is_some_and(|price| price < 0.0) {
            state.wrong_prices.insert(by);
        }
        let is_list = path.ends_with("/jobs") || path.ends_with("/outgoing");
        let Some(items) = body.as_array().filter(|_| is_list) else {
            return;
        };
        for one in state.created.iter_mut().filter(|one| one.by == by) {
            let is_it = |item: &Value| *item == one.id || item.get("id") == Some(&one.id);
            if one.listed.is_none() && items.iter().any(is_it) {
                one.listed = Some(now);
            }
        }
    }

    /// Returns whether a machine has received a negative price.
    pub fn has_wrong_price(&self, by: u64) -> bool {
        self.state.lock().unwrap().wrong_prices.contains(&by)
    }

    /// Returns what was created, by the id as in lists.
    pub(crate) fn created(&self) -> Vec<Created> {
        self.state.lock().unwrap().created.clone()
    }

    /// Returns the response to a read, or a false one in its place.
    fn reported(&self, path: &str, response: Response<Bytes>) -> Response<Bytes> {
        let state = &mut *self.state.lock().unwrap();
        if state.lies == Lies::NONE || !response.status().is_success() {
            return response;
        }
        let truth = json(&response);
        let reported = state
            .earlier
            .report(state.lies, &mut state.random, path, truth.clone());
        if reported == truth {
            return response;
        }
        state.trace.push(format!("  false: {path} {reported}"));
        with_body(response, &reported)
    }
}

fn json(response: &Response<Bytes>) -> Value {
    serde_json::from_slice(response.body()).unwrap_or_default()
}

fn with_body(response: Response<Bytes>, body: &Value) -> Response<Bytes> {
    let (mut head, _) = response.into_parts();
    head.headers.remove(http::header::CONTENT_LENGTH);
    Response::from_parts(head, body.to_string().into())
}
