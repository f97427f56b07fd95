//! Machines that send mailings: the command is run some times on each, and at last once more after
//! everything has settled.

use std::sync::Arc;
use std::time::Duration;

use fastrand::Rng;
use futures_util::future::{join, join_all};
use ovh_sms::sandbox::{OccupiedSlots, SandboxBuilder};
use ovh_sms_simulation::{Delay, Interruptions, Lies, Weather, World, simulate};
use ovh_sms_test_support::history::{History, Run};

use super::mailing::Mailing;

/// How the world of a simulation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing fails, but programs may be killed.
    Calm,
    /// Requests fail and are late.
    Failing,
    /// The second machine fills the slot of the first one, while the first one's request for the
    /// batch is on its way.
    Window,
}

/// A simulation, and what is compared with the rules.
pub struct Played {
    pub history: History,
    pub trace: Vec<String>,
    /// Whether the two machines met the window in which a slot is overwritten.
    pub window: bool,
}

/// What all machines of a simulation have in common.
#[derive(Clone, Copy)]
struct Plan {
    kind: Kind,
    /// How often the command is run on each machine.
    again: u64,
}

impl Plan {
    /// Runs the command some times on a machine with a journal.
    async fn machine(self, world: &Arc<World>, mailing: &Mailing, machine: u64) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        let journal = mailing.journal(machine);
        for run in 0..self.again {
            let is_first = self.kind == Kind::Window && run == 0;
            let longest = if is_first { 60 } else { 3_000 };
            let pause = world.draw(|random| random.u64(0..longest));
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let (slot, interruptions) = match is_first {
                true => (None, Interruptions::default()),
                false => world.draw(|random| (slot(random), self.interruptions(random))),
            };
            let by = machine * 100 + run;
            let sent = mailing.run(world, by, &journal, slot, interruptions);
            let mut run = sent.await;
            run.journal = Some(machine);
            if run.code.is_none() && self.kind == Kind::Calm {
                // The last request of a killed program arrives before the next run.
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            runs.push(run);
            if self.kind != Kind::Calm {
                let weather = world.draw(Weather::draw);
                world.set_weather(weather);
            }
        }
        runs
    }

    fn interruptions(self, random: &mut Rng) -> Interruptions {
        match self.kind == Kind::Calm && random.bool() {
            true => Interruptions::default(),
            false => Interruptions::draw(random),
        }
    }
}

/// Runs that choose their slots prefer the first free one.
fn slot(random: &mut Rng) -> Option<u8> {
    let slot = random.u8(1..=9);
    (random.u8(..4) == 0).then_some(slot)
}

/// Plays a mailing on some machines, each with its own journal.
pub fn play(seed: u64, slots: OccupiedSlots, machines: u64, lies: fn(&mut Rng) -> Lies) -> Played {
    let settings = |sandbox: SandboxBuilder| sandbox.occupied_slots(slots);
    simulate(seed, settings, async |world| {
        let kind = world.draw(|random| match random.u8(..5) {
            0 => Kind::Calm,
            1 if machines > 1 && slots == OccupiedSlots::Overwrite => Kind::Window,
            _ => Kind::Failing,
        });
        let receivers = || world.draw(|random| random.u64(1..=6));
        let mailing = Mailing::new("sales", "Bonjour", receivers());
        // In some simulations, another mailing is sent to some of the same receivers.
        let other = Mailing::new("news", "Autre texte", receivers());
        let others = world.draw(|random| u64::from(random.u8(..3) == 0 && kind != Kind::Window));
        let again = world.draw(|random| random.u64(1..=4));
        let most = mailing.receivers.len();
        let stopped = world.draw(|random| match random.u8(..4) {
            0 => random.usize(1..=most),
            _ => 0,
        });
        mailing.stop(&world, stopped).await;
        // A slot that is read late may hold another mailing's receivers.
        world.set_late_slots(machines == 1 && others == 0);
        begin(&world, kind, lies);
        let plan = Plan { kind, again };
        let all = (0..machines).map(|number| plan.machine(&world, &mailing, number));
        let of_other = (0..others).map(|number| plan.machine(&world, &other, machines + number));
        let (runs, of_other) = join(join_all(all), join_all(of_other)).await;
        let mut runs: Vec<Run> = runs.into_iter().chain(of_other).flatten().collect();
        world.settle().await;
        for machine in 0..machines + others {
            let mailing = if machine < machines { &mailing } else { &other };
            let (by, journal) = (machine * 100 + again, mailing.journal(machine));
            let calm = Interruptions::default();
            let run = mailing.run(&world, by, &journal, None, calm);
            let mut run = Box::pin(run).await;
            run.journal = Some(machine);
            runs.push(run);
        }
        found(&world, runs, kind == Kind::Window).await
    })
}

fn begin(world: &Arc<World>, kind: Kind, lies: fn(&mut Rng) -> Lies) {
    match kind {
        Kind::Calm => {}
        Kind::Failing => {
            world.set_weather(world.draw(Weather::draw));
            world.set_lies(world.draw(lies));
        }
        Kind::Window => {
            world.set_weather(Weather {
                delay: Duration::from_millis(5),
                ..Weather::CALM
            });
            let time = |longest| Duration::from_millis(world.draw(|random| random.u64(0..longest)));
            let (slot, more) = (time(1_200), time(1_200));
            let delay = |program, path, time| Delay {
                program,
                path,
                time,
            };
            world.set_delays(vec![
                delay(100, "receivers", slot),
                delay(0, "batches", slot + more),
            ]);
        }
    }
}

async fn found(world: &Arc<World>, runs: Vec<Run>, window: bool) -> Played {
    let accepted = world.accepted().await;
    let batches = world.batches().await;
    let mut trace = world.trace();
    trace.extend(runs.iter().map(|run| format!("{run:?}")));
    trace.extend(batches.iter().map(|batch| format!("{batch:?}")));
    trace.extend(accepted.iter().map(|message| format!("{message:?}")));
    let history = History {
        runs,
        accepted,
        batches,
        paid: None,
    };
    Played {
        history,
        trace,
        window,
    }
}
