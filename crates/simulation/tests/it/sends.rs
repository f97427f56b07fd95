//! Programs that send, under failures of the network, late lists, kills and pauses: what they report
//! holds against what the service accepted.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use ovh_sms::Client;
use ovh_sms::message::Message;
use ovh_sms_simulation::{
    Found, Interruptions, Lies, Machine, Weather, World, as_program, play_all, simulate,
};
use ovh_sms_test_support::history::{Claim, History, Run};

const NUMBERS: [&str; 4] = [
    "+33600000001",
    "+33600000002",
    "+33600000003",
    "+33600000004",
];
/// How often a message is sent again at most, according to `Sending::resend_if_absent_after`.
const MOST_RESENDS: u128 = 2;
const TEXTS: [&str; 2] = ["Bonjour", "Your code: 1234"];

/// A program that sends one message.
#[derive(Debug)]
struct Program {
    start: Duration,
    receivers: Vec<&'static str>,
    text: &'static str,
    tag: Option<&'static str>,
    /// How much later the service is to send the message.
    deferred: Option<Duration>,
    skew: i64,
    service_account: bool,
    resend_after: Option<Duration>,
    interruptions: Interruptions,
}

impl Program {
    fn draw(random: &mut fastrand::Rng) -> Self {
        let mut receivers = NUMBERS.to_vec();
        random.shuffle(&mut receivers);
        receivers.truncate(random.usize(1..=3));
        let skews = [0, 0, 0, 2, -120, 400];
        Self {
            start: Duration::from_millis(random.u64(0..30_000)),
            receivers,
            text: TEXTS[random.usize(..TEXTS.len())],
            tag: (random.u8(..4) == 0).then_some("alerts"),
            deferred: (random.u8(..4) == 0).then_some(Duration::from_secs(1_800)),
            skew: skews[random.usize(..skews.len())],
            service_account: random.u8(..3) == 0,
            resend_after: (random.u8(..4) == 0).then_some(Duration::from_secs(400)),
            interruptions: Interruptions::draw(random),
        }
    }

    /// Returns a client of a machine of its own.
    fn client(&self, world: &Arc<World>, by: u64) -> Client {
        let mut machine = Machine::new(world, by);
        machine.skew = self.skew;
        machine.service_account = self.service_account;
        machine.client()
    }

    async fn run(self, world: Arc<World>, by: u64, client: Client) -> Run {
        tokio::time::sleep(self.start).await;
        let service = client.service(world.sandbox.service_name());
        let mut message = Message::transactional(self.text).from("SANDBOX");
        message = message.to_all(self.receivers.iter().copied());
        if let Some(tag) = self.tag {
            message = message.tag(tag);
        }
        let (began, started) = (world.now(), world.elapsed());
        if let Some(time) = self.deferred {
            message = message.at(began + time);
        }
        let mut sending = service.send(message);
        if let Some(time) = self.resend_after {
            sending = sending.resend_if_absent_after(time);
        }
        let sending = self.interruptions.run(sending.into_future());
        let result = as_program(by, sending).await;
        let texts: BTreeMap<_, _> = self
            .receivers
            .iter()
            .map(|number| ((*number).to_owned(), self.text.to_owned()))
            .collect();
        let mut run = Run::new(began, world.now(), texts);
        run.by = Some(by);
        if let Some(time) = self.resend_after {
            // Each time, the program first looks for the message for as long as the caller set.
            let looks = (world.elapsed() - started).as_nanos() / time.as_nanos();
            run.most += usize::try_from(looks.min(MOST_RESENDS)).unwrap();
        }
        match &result {
            Some(result) => run = run.sent(result),
            None => run.claim_all(Claim::Unknown),
        }
        for number in &run.uncertain {
            run.claims.insert(number.clone(), Claim::Unknown);
        }
        run
    }
}

fn play(seed: u64) -> Found {
    play_with(seed, false)
}

/// Plays some programs; `lying`: reads are false, and no program sends again what it does not find.
fn play_with(seed: u64, lying: bool) -> Found {
    simulate(
        seed,
        |sandbox| sandbox,
        async |world| {
            world.set_weather(world.draw(Weather::draw));
            if lying {
                world.set_lies(world.draw(Lies::draw));
            }
            let count = world.draw(|random| random.u64(1..=3));
            // Sends of one program that are under way at the same time share a client.
            let shared = world.draw(|random| random.u8(..3) == 0);
            let shared = shared.then(|| world.draw(Program::draw).client(&world, 0));
            let runs = (0..count).map(|by| {
                let mut program = world.draw(Program::draw);
                program.resend_after = program.resend_after.filter(|_| !lying);
                let client = shared.clone().unwrap_or_else(|| program.client(&world, by));
                program.run(Arc::clone(&world), by, client)
            });
            let runs = join_all(runs.collect::<Vec<_>>()).await;
            let accepted = world.accepted().await;
            let all_known = runs.iter().all(|run| run.credits.is_some());
            let paid = match all_known {
                true => Some(world.paid().await),
                false => None,
            };
            let mut trace = world.trace();
            trace.extend(runs.iter().map(|run| format!("{run:?}")));
            trace.extend(accepted.iter().map(|message| format!("{message:?}")));
            let history = History {
                runs,
                accepted,
                batches: Vec::new(),
                paid,
            };
            Found {
                violations: history.violations(),
                trace,
            }
        },
    )
}

#[test]
fn reports_of_sends_hold_against_what_was_accepted() {
    play_all("sends", 60, play);
}

#[test]
fn reports_of_sends_hold_although_reads_are_false() {
    play_all("sends, reads are false", 60, |seed| play_with(seed, true));
}

/// The trace without ids that are random in every run.
#[test]
fn a_seed_gives_the_same_history_again() {
    for seed in 0..10 {
        let requests = |found: Found| -> Vec<String> {
            let lines = found.trace.into_iter();
            lines
                .filter(|line| line.starts_with(|first: char| first.is_ascii_digit()))
                .collect()
        };
        assert_eq!(requests(play(seed)), requests(play(seed)), "seed {seed}");
    }
}
