//! The world of a simulation: the service, the time, the weather, and what was created by whom.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use chrono::{DateTime, TimeZone, Utc};
use fastrand::Rng;
use http::{Method, Request, Response};
use ovh_sms::Service;
use ovh_sms::sandbox::{Sandbox, SandboxBuilder};
use serde_json::Value;
use tokio::time::Instant;

use crate::Machine;
use crate::lies::{Earlier, Lies};
use crate::weather::{Fate, Weather};
use ovh_sms_test_support::history::Accepted;

/// Longer than any message, batch or late request waits.
const LONG: Duration = Duration::from_secs(3 * 86_400);

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
    /// The part of the time that the service's clock has passed.
    passed: Duration,
    /// What was created: the id as in lists, by which machine, and when.
    created: Vec<Created>,
    trace: Vec<String>,
}

#[derive(Debug, Clone)]
struct Created {
    id: Value,
    by: u64,
    at: Duration,
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
                passed: Duration::ZERO,
                created: Vec::new(),
                trace: Vec::new(),
            }),
        })
    }

    /// Draws from the world's generator.
    pub fn draw<T>(&self, draw: impl FnOnce(&mut Rng) -> T) -> T {
        draw(&mut self.state.lock().unwrap().random)
    }

    pub fn set_weather(&self, weather: Weather) {
        self.state.lock().unwrap().weather = weather;
    }

    pub fn set_lies(&self, lies: Lies) {
        self.state.lock().unwrap().lies = lies;
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
        let state = &mut *self.state.lock().unwrap();
        let (method, path) = (request.method(), request.uri().path());
        let mut fate = state.weather.fate(&mut state.random);
        match &mut fate {
            Fate::Arrives { there, .. } => *there += state.weather.extra(method, path),
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
    pub(crate) async fn serve(&self, by: u64, request: Request<Bytes>) -> Option<Response<Bytes>> {
        self.pass();
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let response = self.sandbox.respond(request).await?;
        let created = match path.rsplit('/').next() {
            Some("jobs") if method == Method::POST => json(&response)["ids"].take(),
            Some("batches") if method == Method::POST => {
                Value::Array(vec![json(&response)["id"].take()])
            }
            Some("jobs" | "outgoing" | "batches") if method == Method::GET => {
                return Some(self.reported(&path, self.stale(response)));
            }
            _ if method == Method::GET => return Some(self.reported(&path, response)),
            _ => return Some(response),
        };
        let at = self.elapsed();
        let ids = created.as_array().into_iter().flatten();
        let ids = ids.filter(|id| !id.is_null()).cloned();
        let state = &mut *self.state.lock().unwrap();
        state.created.extend(ids.map(|id| Created { id, by, at }));
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

    /// Removes new items from a list, if lists are late.
    fn stale(&self, response: Response<Bytes>) -> Response<Bytes> {
        let mut list = json(&response);
        let Value::Array(items) = &mut list else {
            return response;
        };
        let state = self.state.lock().unwrap();
        let since = self.elapsed().saturating_sub(state.weather.stale);
        if state.weather.stale.is_zero() {
            return response;
        }
        items.retain(|item| {
            let id = item.get("id").unwrap_or(item);
            let mut new = state.created.iter().filter(|one| one.at > since);
            !new.any(|one| one.id == *id)
        });
        with_body(response, &list)
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

    /// Ends the simulation: waits until everything that was accepted is sent, and reads it.
    pub async fn accepted(self: &Arc<Self>) -> Vec<Accepted> {
        self.set_weather(Weather::CALM);
        self.set_lies(Lies::NONE);
        tokio::time::sleep(LONG).await;
        let service = self.reader();
        let by_id: HashMap<String, Created> = {
            let state = self.state.lock().unwrap();
            let created = state.created.iter();
            created.map(|one| (text(&one.id), one.clone())).collect()
        };
        let mut messages = service.api().outgoing_list().stream();
        let mut accepted = Vec::new();
        while let Some(message) = messages.next().await {
            let message = message.unwrap();
            let (id, batch) = (message.id.unwrap(), message.batch_id);
            let key = batch.map_or_else(|| id.to_string(), |batch| batch.to_string());
            let created = by_id.get(&key);
            accepted.push(Accepted {
                id,
                receiver: message.receiver.unwrap(),
                text: message.message.unwrap_or_default(),
                tag: message.tag.unwrap_or_default(),
                credits: message.credits.unwrap().to_f64(),
                at: created.map_or_else(
                    || message.creation_datetime.unwrap(),
                    |created| self.sandbox.now() - (self.elapsed() - created.at),
                ),
                batch,
                by: created.map(|created| created.by),
            });
        }
        assert!(messages.is_complete());
        accepted
    }

    /// Returns the credits that were taken from the account.
    pub async fn paid(self: &Arc<Self>) -> f64 {
        let account = self.reader().api().service_get().await.unwrap();
        1_000_000.0 - account.credits_left.unwrap().to_f64()
    }

    fn reader(self: &Arc<Self>) -> Service {
        let client = Machine::new(self, u64::MAX).client();
        client.service(self.sandbox.service_name())
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

fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
