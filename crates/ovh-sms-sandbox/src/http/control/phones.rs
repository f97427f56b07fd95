//! Phones: their messages, replies and outcomes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::Control;
use super::input::Input;
use crate::clock::written;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::phone::Phone;
use crate::refusal::Refusal;
use crate::state::Outcome;
use crate::values::numbers;
use crate::views::{conversation, phones};

impl Control<'_> {
    pub(super) fn phones(&self) -> Result<Value, Refusal> {
        let limit = self.input.limit()?;
        let search = self.input.query("search").unwrap_or_default();
        Ok(Value::Array(
            self.engine
                .with_world(|world| phones::phones(world, search, limit)),
        ))
    }

    pub(super) fn inbox(&self) -> Result<Value, Refusal> {
        let messages = self.phone()?.inbox().into_iter().map(|message| {
            json!({
                "id": message.id,
                "from": message.from,
                "text": message.text,
                "receivedAt": written(message.received_at),
            })
        });
        Ok(json!({ "inbox": messages.collect::<Vec<_>>() }))
    }

    pub(super) fn conversation(&self) -> Result<Value, Refusal> {
        let (number, limit) = (self.input.number()?, self.input.limit()?);
        Ok(Value::Array(self.engine.with_world(|world| {
            conversation::conversation(world, number, limit)
        })))
    }

    pub(super) fn reply(&self) -> Result<Value, Refusal> {
        let text = self.input.text("text").unwrap_or_default();
        done(self.phone()?.reply(text))
    }

    pub(super) fn stop(&self) -> Result<Value, Refusal> {
        done(self.phone()?.stop())
    }

    pub(super) fn set_outcome(&self) -> Result<Value, Refusal> {
        let outcome = outcome(&self.input)?;
        self.phone()?.outcome(outcome);
        let event = ChangeEvent::of(EventKind::Status).with_number(self.input.number()?);
        self.engine.events.publish(event);
        Ok(Value::Null)
    }

    fn phone(&self) -> Result<Phone, Refusal> {
        let number = numbers::written(self.input.number()?);
        Ok(Phone::new(Arc::clone(self.engine), &number))
    }
}

/// Returns the result of a phone's action; 409 if the phone has no message to reply to.
fn done(is_done: bool) -> Result<Value, Refusal> {
    if is_done {
        Ok(Value::Null)
    } else {
        Err(Refusal::conflict(
            "No message that allows a reply has arrived on this phone",
        ))
    }
}

/// Reads the fields `outcome`, `seconds` and `ptt` as an outcome.
fn outcome(input: &Input) -> Result<Outcome, Refusal> {
    let time = input.seconds("seconds")?;
    let ptt = match input.body.contains_key("ptt") {
        true => Some(input.ptt("ptt")?),
        false => None,
    };
    let word = input.text("outcome").unwrap_or_default();
    Outcome::named(word, time, ptt).ok_or_else(|| {
        Refusal::bad(
            "[outcome] An outcome is delivered or absent, with seconds if wanted, invalid, silent, \
             or failed or error with a ptt",
        )
    })
}
