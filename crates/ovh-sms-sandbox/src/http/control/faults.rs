//! Faults: the active ones, new ones, and their end.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use super::Control;
use super::input::Input;
use crate::engine::Engine;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::engine::faults::{ActiveFault, Fault, FaultAction};
use crate::refusal::Refusal;

/// The maximum time for which the port is closed.
const LONGEST_CLOSED: Duration = Duration::from_secs(3600);

impl Control<'_> {
    pub(super) fn faults(&self) -> Value {
        let faults = self.engine.faults.all(self.engine.clock.now());
        json!({
            "faults": faults.iter().map(shown).collect::<Vec<_>>(),
            "refusesConnections": self.engine.faults.refuses(),
            "clockSkew": self.engine.clock.skew(),
        })
    }

    pub(super) fn add_fault(&self) -> Result<Value, Refusal> {
        let fault = read(&self.input)?;
        if let Some(id) = &fault.operation
            && self.engine.description.document.operation(id).is_none()
        {
            return Err(Refusal::bad(format!("[on] There is no operation `{id}`")));
        }
        let now = self.engine.clock.now();
        let id = self.engine.faults.add(fault, now);
        self.fault_changed();
        Ok(json!({ "id": id }))
    }

    pub(super) fn clear_faults(&self) -> Value {
        self.engine.clear_faults();
        Value::Null
    }

    pub(super) fn remove_fault(&self) -> Result<Value, Refusal> {
        let id = self.input.id()?;
        let removed = u64::try_from(id).is_ok_and(|id| self.engine.faults.remove(id));
        if !removed {
            return Err(Refusal::no_object("id", &id.to_string()));
        }
        self.fault_changed();
        Ok(Value::Null)
    }

    /// Closes the port for a time, since this API is closed too.
    pub(super) fn refuse_connections(&self) -> Result<Value, Refusal> {
        let refused = self.input.flag("refused").unwrap_or(false);
        let time = self.input.seconds("seconds")?;
        match (refused, time) {
            (true, Some(time)) if time <= LONGEST_CLOSED => close(self.engine, time),
            (true, _) => {
                return Err(Refusal::bad(
                    "[seconds] is required, at most 3600: this API is closed too until then",
                ));
            }
            (false, _) => {
                self.engine.faults.refuse(false);
            }
        }
        self.fault_changed();
        Ok(Value::Null)
    }

    pub(super) fn skew_clock(&self) -> Value {
        let seconds = self.input.body.get("seconds").and_then(Value::as_i64);
        self.engine.clock.set_skew(seconds.unwrap_or_default());
        self.fault_changed();
        Value::Null
    }

    fn fault_changed(&self) {
        let event = ChangeEvent::of(EventKind::Fault);
        self.engine.events.publish(event);
    }
}

/// Closes the port, and opens it again after a time. The connection of the call stays open for its
/// response.
fn close(engine: &Arc<Engine>, time: Duration) {
    let engine = Arc::clone(engine);
    let change = engine.faults.refuse(true);
    tokio::spawn(async move {
        tokio::time::sleep(time).await;
        if engine.faults.end_refusal(change) {
            engine.events.publish(ChangeEvent::of(EventKind::Fault));
        }
    });
}

/// Reads a fault from the fields of a body.
fn read(input: &Input) -> Result<Fault, Refusal> {
    let needs = |name: &str| Refusal::bad(format!("[{name}] is required for this kind of fault"));
    let seconds = || input.seconds("seconds")?.ok_or_else(|| needs("seconds"));
    let status = || {
        let status = input.body.get("status").and_then(Value::as_u64);
        let status = status.ok_or_else(|| needs("status"))?;
        u16::try_from(status)
            .ok()
            .filter(|status| (100..=999).contains(status))
            .ok_or_else(|| Refusal::bad("[status] A status is a number from 100 to 999"))
    };
    let action = match input.text("kind").unwrap_or_default() {
        "latency" => FaultAction::Latency(seconds()?),
        "listDelay" => FaultAction::ListDelay(seconds()?),
        "resetBefore" => FaultAction::ResetBefore,
        "resetAfter" => FaultAction::ResetAfter,
        "cutBody" => FaultAction::CutBody,
        "status" => FaultAction::Status(status()?, input.text("message").map(str::to_owned)),
        "html" => FaultAction::Html(status()?),
        _ => FaultAction::TooManyRequests(input.seconds("retryAfter")?),
    };
    let mut fault = Fault::of(action);
    fault.operation = input.text("on").map(str::to_owned);
    if let Some(times) = input.body.get("times").filter(|value| !value.is_null()) {
        let times = times.as_u64().and_then(|times| u32::try_from(times).ok());
        let times = times.ok_or_else(|| Refusal::bad("[times] is a number of 0 or more"))?;
        fault = fault.times(times);
    }
    if let Some(share) = input.body.get("share").and_then(Value::as_f64) {
        if !(0.0..=1.0).contains(&share) {
            return Err(Refusal::bad("[share] A share is a number from 0 to 1"));
        }
        fault = fault.share(share);
    }
    if let Some(time) = input.seconds("after")? {
        fault = fault.after(time);
    }
    if let Some(time) = input.seconds("lasts")? {
        fault = fault.lasts(time);
    }
    Ok(fault)
}

fn shown(active: &ActiveFault) -> Value {
    let mut shown = active.fault.to_json();
    let own = [
        ("id", active.id),
        ("met", active.met),
        ("applied", active.applied),
    ];
    if let Value::Object(fields) = &mut shown {
        fields.extend(own.map(|(name, value)| (name.to_owned(), json!(value))));
    }
    shown
}
