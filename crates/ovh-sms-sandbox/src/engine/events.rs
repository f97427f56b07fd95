//! Reports changes to programs that wait for them: each change wakes those that wait, and nothing
//! is polled.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, broadcast};
use tokio::time::Instant;

use crate::values::numbers::Number;

/// The number of events that a slow reader may be behind.
const KEPT: usize = 1024;

/// The kind of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventKind {
    Message,
    Reply,
    Status,
    Request,
    Callback,
    Clock,
    Account,
    Fault,
    /// Everything may have changed.
    Reset,
}

impl EventKind {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Message => "message",
            Self::Reply => "reply",
            Self::Status => "status",
            Self::Request => "request",
            Self::Callback => "callback",
            Self::Clock => "clock",
            Self::Account => "account",
            Self::Fault => "fault",
            Self::Reset => "reset",
        }
    }
}

/// A change, for programs that read what they need after it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ChangeEvent {
    pub(crate) kind: EventKind,
    pub(crate) id: Option<i64>,
    pub(crate) number: Option<Number>,
    pub(crate) service: Option<Arc<str>>,
}

impl ChangeEvent {
    pub(crate) fn of(kind: EventKind) -> Self {
        Self {
            kind,
            id: None,
            number: None,
            service: None,
        }
    }

    pub(crate) fn with_id(mut self, id: i64) -> Self {
        self.id = Some(id);
        self
    }

    pub(crate) fn with_number(mut self, number: Number) -> Self {
        self.number = Some(number);
        self
    }
}

/// The events, and those that wait for them.
#[derive(Debug)]
pub(crate) struct Events {
    sender: broadcast::Sender<ChangeEvent>,
    messages: Notify,
    requests: Notify,
    callbacks: Notify,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            sender: broadcast::Sender::new(KEPT),
            messages: Notify::new(),
            requests: Notify::new(),
            callbacks: Notify::new(),
        }
    }
}

impl Events {
    pub(crate) fn publish(&self, event: ChangeEvent) {
        let waiting: &[&Notify] = match event.kind {
            EventKind::Message => &[&self.messages],
            EventKind::Request => &[&self.requests],
            EventKind::Callback => &[&self.callbacks],
            EventKind::Reset => &[&self.messages, &self.requests, &self.callbacks],
            _ => &[],
        };
        // Without readers, the event is dropped.
        let _ = self.sender.send(event);
        for one in waiting {
            one.notify_waiters();
        }
    }

    /// Returns a reader of all events from now on.
    pub(crate) fn read(&self) -> broadcast::Receiver<ChangeEvent> {
        self.sender.subscribe()
    }

    /// Returns what `look` finds, and looks again after each event of a kind until it finds
    /// something or the time is over.
    pub(crate) async fn wait<T>(
        &self,
        kind: EventKind,
        time: Duration,
        mut look: impl FnMut() -> Option<T>,
    ) -> Option<T> {
        let notify = match kind {
            EventKind::Request => &self.requests,
            EventKind::Callback => &self.callbacks,
            _ => &self.messages,
        };
        if time.is_zero() {
            return look();
        }
        let deadline = Instant::now() + time;
        loop {
            // Registered before the look, so that no event is missed in between.
            let notified = notify.notified();
            if let Some(found) = look() {
                return Some(found);
            }
            if tokio::time::timeout_at(deadline, notified).await.is_err() {
                return look();
            }
        }
    }
}
