//! Messages: the list, which can wait, and their end by hand.

use serde_json::Value;

use super::Control;
use crate::engine::events::EventKind;
use crate::refusal::Refusal;
use crate::rules::delivery;
use crate::views::messages::{Filter, messages};

impl Control<'_> {
    pub(super) async fn messages(&self) -> Result<Vec<Value>, Refusal> {
        let text = |name| self.input.query(name).map(str::to_owned);
        let filter = Filter {
            after: self.input.after()?,
            to: self.input.to()?,
            sender: text("sender"),
            tag: text("tag"),
            service: text("service"),
            limit: self.input.limit()?,
        };
        let wait = self.input.wait()?;
        let look = || {
            let found = self.engine.with_world(|world| messages(world, &filter));
            (!found.is_empty()).then_some(found)
        };
        let found = self.engine.events.wait(EventKind::Message, wait, look);
        Ok(found.await.unwrap_or_default())
    }

    /// Delivers a message now, or ends it with a reason.
    pub(super) fn finish(&self, failure: Option<u16>) -> Result<Value, Refusal> {
        let id = self.input.id()?;
        self.engine.with_world(|world| {
            let service = world
                .services
                .iter()
                .position(|service| service.messages.get(id).is_some())
                .ok_or_else(|| Refusal::no_object("id", &id.to_string()))?;
            match delivery::finish(world, service, id, failure) {
                true => Ok(Value::Null),
                false => Err(Refusal::conflict("The status of this message is final")),
            }
        })
    }
}
