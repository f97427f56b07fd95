//! The requests of clients, with the reasons of refusals.

use serde_json::{Value, json};

use super::Control;
use crate::clock::written_exactly;
use crate::engine::events::EventKind;
use crate::engine::journal::RecordedRequest;
use crate::refusal::Refusal;

impl Control<'_> {
    pub(super) async fn requests(&self) -> Result<Vec<Value>, Refusal> {
        let after = self.input.after()?.unwrap_or(0);
        let after = u64::try_from(after).unwrap_or(0);
        let operation = self.input.query("operation");
        let (limit, wait) = (self.input.limit()?, self.input.wait()?);
        let fits = |request: &RecordedRequest| {
            operation.is_none_or(|id| request.operation.as_deref() == Some(id))
        };
        let look = || {
            let found = self.engine.journal.newest(after, limit, fits);
            (!found.is_empty()).then_some(found)
        };
        let found = self
            .engine
            .events
            .wait(EventKind::Request, wait, look)
            .await;
        let found = found.unwrap_or_default();
        Ok(found.iter().rev().map(shown).collect())
    }
}

fn shown(request: &RecordedRequest) -> Value {
    let refusal = request.refusal.as_ref().map(|refusal| {
        json!({
            "message": refusal.message,
            "reason": refusal.reason,
            "signed": refusal.signed,
        })
    });
    json!({
        "id": request.id,
        "at": written_exactly(request.at),
        "method": request.method,
        "path": request.path,
        "query": request.query,
        "body": request.body,
        "operation": request.operation,
        "status": request.status,
        "queryId": request.query_id,
        "milliseconds": u64::try_from(request.duration.as_millis()).unwrap_or(u64::MAX),
        "applicationKey": request.application_key,
        "consumerKey": request.consumer_key,
        "refusal": refusal,
    })
}
