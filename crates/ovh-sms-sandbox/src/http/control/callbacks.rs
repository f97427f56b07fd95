//! Callbacks: the attempts, their repetition, and waiting until none is pending.

use serde_json::{Value, json};

use super::Control;
use crate::clock::written_exactly;
use crate::engine::callbacks::RecordedCallback;
use crate::engine::events::EventKind;
use crate::refusal::Refusal;
use crate::state::CallbackKind;

impl Control<'_> {
    pub(super) async fn callbacks(&self) -> Result<Vec<Value>, Refusal> {
        let after = self.input.after()?.unwrap_or(0);
        let after = u64::try_from(after).unwrap_or(0);
        let (limit, wait) = (self.input.limit()?, self.input.wait()?);
        let look = || {
            let found = self.engine.callbacks.newest(after, limit);
            (!found.is_empty()).then_some(found)
        };
        let found = self
            .engine
            .events
            .wait(EventKind::Callback, wait, look)
            .await;
        Ok(found.unwrap_or_default().iter().map(shown).collect())
    }

    pub(super) async fn settled(&self) -> Result<Value, Refusal> {
        let wait = self.input.wait()?;
        let settled = self.engine.callbacks.settled();
        // The time is over, or none is pending: the count says which.
        let _ = tokio::time::timeout(wait, settled).await;
        let pending = self.engine.callbacks.pending();
        Ok(json!({ "settled": pending == 0, "pending": pending }))
    }

    pub(super) fn replay(&self) -> Result<Value, Refusal> {
        let id = self.input.id()?;
        let found = u64::try_from(id)
            .ok()
            .and_then(|id| self.engine.callbacks.request(id));
        let request = found.ok_or_else(|| Refusal::no_object("id", &id.to_string()))?;
        self.engine.call_back(request);
        Ok(Value::Null)
    }
}

fn shown(callback: &RecordedCallback) -> Value {
    let kind = match callback.kind {
        CallbackKind::Receipt => "receipt",
        CallbackKind::Answer => "reply",
        CallbackKind::Stop => "stop",
    };
    let fields = callback.fields.iter();
    let fields = fields.map(|(name, value)| json!({ "name": name, "value": value }));
    let outcome = callback.outcome.as_ref();
    json!({
        "id": callback.id,
        "at": written_exactly(callback.at),
        "kind": kind,
        "method": callback.method,
        "url": callback.url,
        "fields": fields.collect::<Vec<_>>(),
        "attempt": callback.attempt,
        "status": outcome.ok(),
        "error": outcome.err(),
    })
}
