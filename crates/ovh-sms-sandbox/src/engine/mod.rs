//! The engine: the simulated service behind its lock, its clock, and background work.

pub(crate) mod access;
pub(crate) mod callbacks;
pub(crate) mod client;
pub(crate) mod events;
mod fault_json;
pub(crate) mod faults;
pub(crate) mod journal;
pub(crate) mod renewal;
pub(crate) mod snapshot;
pub(crate) mod state_file;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, mpsc};

use crate::clock::{Clock, from_millis};
use crate::description::{Description, Natives};
use crate::engine::access::Access;
use crate::engine::callbacks::CallbackLog;
use crate::engine::client::LazyClient;
use crate::engine::events::{ChangeEvent, EventKind, Events};
use crate::engine::faults::FaultBook;
use crate::engine::journal::Journal;
use crate::engine::renewal::Initial;
use crate::lock::lock;
use crate::operations;
use crate::random::mix;
use crate::state::{CallbackRequest, Notice, Policy, World};

/// The minimum pause between two checks of the timeline, so that a burst of events is processed
/// together.
const SHORTEST_PAUSE: Duration = Duration::from_millis(2);
/// Pause while nothing is due.
const IDLE_PAUSE: Duration = Duration::from_secs(3600);

/// The state that the server's tasks and the handle share.
pub(crate) struct Engine {
    world: Mutex<World>,
    pub(crate) description: Arc<Description>,
    pub(crate) natives: Natives,
    pub(crate) clock: Clock,
    pub(crate) policy: Arc<Policy>,
    pub(crate) journal: Journal,
    pub(crate) faults: FaultBook,
    pub(crate) callbacks: CallbackLog,
    pub(crate) events: Events,
    pub(crate) access: Access,
    pub(crate) initial: Initial,
    /// Held while the state file is written.
    saving: Mutex<()>,
    /// The client for the sandbox's own calls.
    pub(crate) http: LazyClient,
    requests_to_make: mpsc::UnboundedSender<CallbackRequest>,
    changed: Notify,
    queries: AtomicU64,
    changes: AtomicU64,
    seed: AtomicU64,
}

/// The world is omitted: it may be large, and holds secrets.
impl fmt::Debug for Engine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Engine")
            .field("clock", &self.clock)
            .finish_non_exhaustive()
    }
}

impl Engine {
    pub(crate) fn new(
        world: World,
        description: Arc<Description>,
        natives: Natives,
        clock: Clock,
        initial: Initial,
        requests_to_make: mpsc::UnboundedSender<CallbackRequest>,
    ) -> Self {
        Self {
            policy: Arc::clone(&world.policy),
            world: Mutex::new(world),
            description,
            natives,
            clock,
            journal: Journal::default(),
            faults: FaultBook::new(initial.seed),
            callbacks: CallbackLog::default(),
            events: Events::default(),
            access: initial.access.clone(),
            saving: Mutex::default(),
            http: LazyClient::default(),
            requests_to_make,
            changed: Notify::new(),
            queries: AtomicU64::new(0),
            changes: AtomicU64::new(0),
            seed: AtomicU64::new(initial.seed),
            initial,
        }
    }

    /// Returns a counter that grows with every access to the world.
    pub(crate) fn changes(&self) -> u64 {
        self.changes.load(Ordering::Relaxed)
    }

    /// Processes everything that is due, then works on the world.
    pub(crate) fn with_world<T>(&self, work: impl FnOnce(&mut World) -> T) -> T {
        let (result, requests_to_make, sooner, notices) = {
            let mut world = lock(&self.world);
            let before = world.timeline.next_due();
            operations::events::settle(&mut world, self.clock.now());
            let result = work(&mut world);
            let requests_to_make = std::mem::take(&mut world.outbox);
            let after = world.timeline.next_due();
            let sooner = match (before, after) {
                (Some(before), Some(after)) => after < before,
                (None, Some(_)) => true,
                _ => false,
            };
            let notices = reported(&mut world);
            (result, requests_to_make, sooner, notices)
        };
        for ring in requests_to_make {
            self.call_back(ring);
        }
        for event in notices {
            self.events.publish(event);
        }
        self.changes.fetch_add(1, Ordering::Relaxed);
        if sooner {
            self.changed.notify_one();
        }
        result
    }

    /// Makes a callback in the background.
    pub(crate) fn call_back(&self, request: CallbackRequest) {
        self.callbacks.open();
        // The channel is closed if the sandbox has no tasks, or stops.
        if self.requests_to_make.send(request).is_err() {
            self.callbacks.close();
        }
    }

    /// Recomputes when the next event is due, after a change of the clock.
    pub(crate) fn clock_changed(&self) {
        self.with_world(|_| ());
        self.events.publish(ChangeEvent::of(EventKind::Clock));
        self.changed.notify_one();
    }

    /// Writes the state file, one write at a time.
    pub(crate) fn saving<T>(&self, write: impl FnOnce() -> T) -> T {
        let _one = lock(&self.saving);
        write()
    }

    /// Moves the clock and processes everything that has become due.
    pub(crate) fn advance(&self, duration: Duration) {
        self.clock.advance(duration);
        self.clock_changed();
    }

    /// Returns the id of the next request, determined by the seed and the number of the request.
    pub(crate) fn query_id(&self) -> String {
        let count = self.queries.fetch_add(1, Ordering::Relaxed);
        let seed = self.seed.load(Ordering::Relaxed);
        let (one, two) = (mix(seed ^ 0x5155_4552, count), mix(!seed, count));
        let (three, four) = (mix(one, two), mix(two, one));
        format!(
            "EU.ext-3.{:08x}.{}.{three:016x}{four:016x}",
            one & 0xffff_ffff,
            two % 100_000
        )
    }

    /// Processes events that become due between calls; ends with its task.
    pub(crate) async fn tick(self: Arc<Self>) {
        loop {
            let due = lock(&self.world).timeline.next_due();
            let pause = due.map_or(IDLE_PAUSE, |due| {
                self.clock.real_time_until(from_millis(due)).min(IDLE_PAUSE)
            });
            tokio::select! {
                () = tokio::time::sleep(pause.max(SHORTEST_PAUSE)) => {}
                () = self.changed.notified() => {}
            }
            self.with_world(|_| ());
        }
    }
}

/// Takes the changes of the world as events.
fn reported(world: &mut World) -> Vec<ChangeEvent> {
    let Some(notices) = world.notices.take() else {
        return vec![ChangeEvent::of(EventKind::Reset)];
    };
    let event = |notice: &Notice| match *notice {
        Notice::Message(id, number) => ChangeEvent::of(EventKind::Message)
            .with_id(id)
            .with_number(number),
        Notice::Status(id, number) => ChangeEvent::of(EventKind::Status)
            .with_id(id)
            .with_number(number),
        Notice::Reply(number) => ChangeEvent::of(EventKind::Reply).with_number(number),
        Notice::Account(index) => {
            let service = world.services.get(index);
            ChangeEvent {
                service: service.map(|one| one.name.as_str().into()),
                ..ChangeEvent::of(EventKind::Account)
            }
        }
    };
    notices.iter().map(event).collect()
}
