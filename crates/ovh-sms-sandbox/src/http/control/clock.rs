//! The clock.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::Control;
use super::input::within_calendar;
use crate::clock::{from_millis, written, written_exactly};
use crate::refusal::Refusal;

impl Control<'_> {
    pub(super) fn clock(&self) -> Value {
        let next = self.engine.with_world(|world| world.timeline.next_due());
        let (running, speed) = self.engine.clock.speed();
        json!({
            "now": written_exactly(self.engine.clock.now()),
            "running": running,
            "speed": speed,
            "next": next.map(|due| written_exactly(from_millis(due))),
        })
    }

    pub(super) fn advance(&self) -> Result<Value, Refusal> {
        let time = self.input.seconds("seconds")?;
        let time = time.ok_or_else(|| Refusal::bad("[seconds] is required"))?;
        within_calendar("seconds", self.engine.clock.now(), time)?;
        self.engine.advance(time);
        Ok(json!({ "now": written(self.engine.clock.now()) }))
    }

    pub(super) fn change_clock(&self) -> Result<Value, Refusal> {
        let clock = &self.engine.clock;
        if self.input.body.len() != 1 {
            return Err(Refusal::bad("[] Set one of advance, to, running and speed"));
        }
        if let Some(time) = self.input.seconds("advance")? {
            within_calendar("advance", clock.now(), time)?;
            self.engine.advance(time);
        }
        if let Some(text) = self.input.text("to") {
            let target = self.target(text)?;
            let time = (target - clock.now()).to_std().unwrap_or_default();
            within_calendar("to", clock.now(), time)?;
            self.engine.advance(time);
        }
        if let Some(running) = self.input.flag("running") {
            clock.run(running);
            self.engine.clock_changed();
        }
        if let Some(speed) = self.input.body.get("speed").and_then(Value::as_f64) {
            if !(0.0..=1e6).contains(&speed) {
                return Err(Refusal::bad(
                    "[speed] A speed is a number from 0 to 1000000",
                ));
            }
            clock.set_speed(speed);
            self.engine.clock_changed();
        }
        Ok(self.clock())
    }

    /// Returns the time that `to` names.
    fn target(&self, text: &str) -> Result<DateTime<Utc>, Refusal> {
        let now = self.engine.clock.now();
        if text == "next" {
            let next = self.engine.with_world(|world| world.timeline.next_due());
            return Ok(next.map_or(now, from_millis));
        }
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| {
            Refusal::bad(format!(
                "[to] `{text}` is neither `next` nor a time such as 2026-01-15T12:00:00+01:00"
            ))
        })?;
        let time = time.with_timezone(&Utc);
        if time < now {
            return Err(Refusal::bad("[to] The clock does not run backwards"));
        }
        Ok(time)
    }
}
