//! Faults in the form of the control API.

use serde_json::{Map, Value, json};

use crate::engine::faults::{Fault, FaultAction};

impl Fault {
    /// Returns the fields of the fault.
    pub(crate) fn to_json(&self) -> Value {
        let mut shown = Map::new();
        let mut set = |name: &str, value: Value| shown.insert(name.to_owned(), value);
        let kind = match &self.action {
            FaultAction::Latency(time) => {
                set("seconds", json!(time.as_secs_f64()));
                "latency"
            }
            FaultAction::ListDelay(time) => {
                set("seconds", json!(time.as_secs_f64()));
                "listDelay"
            }
            FaultAction::ResetBefore => "resetBefore",
            FaultAction::ResetAfter => "resetAfter",
            FaultAction::CutBody => "cutBody",
            FaultAction::Status(status, message) => {
                set("status", json!(status));
                set("message", json!(message));
                "status"
            }
            FaultAction::Html(status) => {
                set("status", json!(status));
                "html"
            }
            FaultAction::TooManyRequests(time) => {
                set("retryAfter", json!(time.map(|time| time.as_secs_f64())));
                "tooManyRequests"
            }
        };
        set("kind", json!(kind));
        set("on", json!(self.operation));
        set("times", json!(self.left));
        set("share", json!(self.share));
        set("after", json!(self.after.as_secs_f64()));
        set("lasts", json!(self.lasts.map(|time| time.as_secs_f64())));
        Value::Object(shown)
    }
}
