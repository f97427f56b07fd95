//! Runs of `mailing send` under failures of the network, late lists, kills and pauses: exit codes
//! hold against what the service accepted.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::{join, join_all};
use ovh_sms::sandbox::OccupiedSlots;
use ovh_sms_simulation::{Found, Interruptions, Lies, Machine, Weather, World, play_all, simulate};
use ovh_sms_test_support::history::{Claim, History, Rule, Run};
use serde_json::Value;

/// The file of a mailing, and the journals of the machines that send it.
struct Mailing {
    name: &'static str,
    text: &'static str,
    folder: tempfile::TempDir,
    receivers: Vec<String>,
}

impl Mailing {
    fn new(name: &'static str, text: &'static str, receivers: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let receivers: Vec<String> = (1..=receivers)
            .map(|number| format!("+336000001{number:02}"))
            .collect();
        let rows = format!("number\n{}\n", receivers.join("\n"));
        std::fs::write(folder.path().join("rows.csv"), rows).unwrap();
        Self {
            name,
            text,
            folder,
            receivers,
        }
    }

    fn rows(&self) -> PathBuf {
        self.folder.path().join("rows.csv")
    }

    fn journal(&self, machine: u64) -> PathBuf {
        self.folder.path().join(format!("{machine}.journal"))
    }

    fn texts(&self) -> BTreeMap<String, String> {
        let receivers = self.receivers.iter();
        receivers
            .map(|number| (number.clone(), self.text.to_owned()))
            .collect()
    }

    /// Runs the command once on a machine, and returns what its exit code says.
    async fn run(
        &self,
        world: &Arc<World>,
        by: u64,
        journal: &Path,
        interruptions: Interruptions,
    ) -> Run {
        let mut machine = Machine::new(world, by);
        machine.service_account = world.draw(|random| random.u8(..3) == 0);
        let client = machine.client();
        let began = world.now();
        let rows = self.rows();
        let arguments = [
            "ovh-sms".as_ref(),
            "mailing".as_ref(),
            "send".as_ref(),
            rows.as_os_str(),
            "--journal".as_ref(),
            journal.as_os_str(),
        ];
        let service = world.sandbox.service_name().to_owned();
        // Runs that choose their slots prefer the first free one.
        let slot = world.draw(|random| random.u8(1..=9)).to_string();
        let slot = match world.draw(|random| random.u8(..4) == 0) {
            true => vec!["--slot", &slot],
            false => Vec::new(),
        };
        let options = [
            "--name",
            self.name,
            "--text",
            self.text,
            "--sender",
            "SANDBOX",
            "--transactional",
            "--yes",
            "--quiet",
            "--service",
            &service,
        ];
        let options = options.into_iter().chain(slot).map(AsRef::as_ref);
        let arguments = arguments.into_iter().chain(options);
        let program = ovh_sms_cli::run_with(client, arguments);
        let code = interruptions.run(program).await;
        let mut run = Run::new(began, world.now(), self.texts());
        run.by = Some(by);
        match code {
            Some(code) => run = run.program_mailed(self.name, code.into(), &Value::Null),
            None => {
                run.subject = Some(self.name.to_owned());
                run.claim_all(Claim::Unknown);
            }
        }
        run
    }
}

/// A machine with a journal, whose command is run some times.
async fn machine(mailing: &Mailing, world: &Arc<World>, machine: u64, again: u64) -> Vec<Run> {
    let mut runs = Vec::new();
    let journal = mailing.journal(machine);
    for run in 0..again {
        let pause = world.draw(|random| random.u64(0..3_000));
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let interruptions = world.draw(Interruptions::draw);
        let by = machine * 100 + run;
        let mut run = mailing.run(world, by, &journal, interruptions).await;
        run.journal = Some(machine);
        runs.push(run);
        let weather = world.draw(Weather::draw);
        world.set_weather(weather);
    }
    runs
}

async fn found(world: &Arc<World>, runs: Vec<Run>) -> (History, Vec<String>) {
    let accepted = world.accepted().await;
    let mut trace = world.trace();
    trace.extend(runs.iter().map(|run| format!("{run:?}")));
    trace.extend(accepted.iter().map(|message| format!("{message:?}")));
    let history = History {
        runs,
        accepted,
        paid: None,
    };
    (history, trace)
}

/// Plays a mailing on some machines, each with its own journal.
fn play(seed: u64, slots: OccupiedSlots, machines: u64) -> (History, Vec<String>) {
    play_with(seed, slots, machines, |_| Lies::NONE)
}

fn play_with(
    seed: u64,
    slots: OccupiedSlots,
    machines: u64,
    lies: fn(&mut fastrand::Rng) -> Lies,
) -> (History, Vec<String>) {
    let settings = |sandbox: ovh_sms::sandbox::SandboxBuilder| sandbox.occupied_slots(slots);
    simulate(seed, settings, async |world| {
        world.set_weather(world.draw(Weather::draw));
        world.set_lies(world.draw(lies));
        let receivers = || world.draw(|random| random.u64(1..=6));
        let mailing = Mailing::new("sales", "Bonjour", receivers());
        // In some simulations, another mailing is sent to some of the same receivers.
        let other = Mailing::new("news", "Autre texte", receivers());
        let others = world.draw(|random| u64::from(random.u8(..3) == 0));
        let again = world.draw(|random| random.u64(1..=4));
        let all = (0..machines).map(|number| machine(&mailing, &world, number, again));
        let others = (0..others).map(|number| machine(&other, &world, machines + number, again));
        let (runs, others) = join(join_all(all), join_all(others)).await;
        let runs = runs.into_iter().chain(others).flatten().collect();
        found(&world, runs).await
    })
}

fn checked((history, trace): (History, Vec<String>)) -> Found {
    Found {
        violations: history.violations(),
        trace,
    }
}

fn refusing(seed: u64) -> OccupiedSlots {
    OccupiedSlots::Refuse([400, 403, 409][usize::try_from(seed % 3).unwrap()])
}

#[test]
fn with_one_journal_a_mailing_is_sent_once_if_slots_refuse() {
    play_all("one journal, slots refuse", 30, |seed| {
        checked(play(seed, refusing(seed), 1))
    });
}

#[test]
fn with_one_journal_a_mailing_is_sent_once_if_slots_are_overwritten() {
    play_all("one journal, slots are overwritten", 30, |seed| {
        checked(play(seed, OccupiedSlots::Overwrite, 1))
    });
}

#[test]
fn with_one_journal_a_mailing_is_sent_once_although_reads_are_false() {
    play_all("one journal, reads are false", 30, |seed| {
        checked(play_with(seed, OccupiedSlots::Overwrite, 1, Lies::draw))
    });
}

#[test]
fn with_two_journals_a_mailing_is_sent_once_if_slots_refuse() {
    play_all("two journals, slots refuse", 30, |seed| {
        checked(play(seed, refusing(seed), 2))
    });
}

/// Also prints how often a mailing is sent twice, which is not guaranteed against here.
#[test]
fn two_journals_report_what_was_accepted_even_if_slots_are_overwritten() {
    let doubled = std::sync::Mutex::new(Vec::new());
    play_all("two journals, slots are overwritten", 30, |seed| {
        let (history, trace) = play(seed, OccupiedSlots::Overwrite, 2);
        let violations = history.violations();
        if violations.iter().any(|one| one.rule == Rule::AtMostOnce) {
            doubled.lock().unwrap().push(seed);
        }
        let violations = violations.into_iter();
        let violations = violations.filter(|one| one.rule != Rule::AtMostOnce);
        Found {
            violations: violations.collect(),
            trace,
        }
    });
    let doubled = doubled.into_inner().unwrap();
    println!("sent twice: {} seeds, {doubled:?}", doubled.len());
}

/// Without failures a mailing is sent, and the next runs find it: a command that always reports that
/// the outcome is unknown would break no rule.
#[test]
fn without_failures_every_run_reports_that_the_mailing_was_sent() {
    for slots in [OccupiedSlots::Refuse(409), OccupiedSlots::Overwrite] {
        let settings = |sandbox: ovh_sms::sandbox::SandboxBuilder| sandbox.occupied_slots(slots);
        simulate(1, settings, async |world| {
            let mailing = Mailing::new("sales", "Bonjour", 3);
            for by in 0..3 {
                let journal = mailing.journal(0);
                let run = mailing.run(&world, by, &journal, Interruptions::default());
                let sent = Claim::Sent { item: None };
                let claims = run.await.claims;
                assert!(claims.values().all(|claim| *claim == sent), "{claims:?}");
                tokio::time::sleep(Duration::from_secs(60)).await;
            }
            assert_eq!(world.accepted().await.len(), 3);
        });
    }
}
