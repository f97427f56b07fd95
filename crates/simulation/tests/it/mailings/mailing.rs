//! A mailing: its file, the journals of the machines that send it, and runs of the command.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use ovh_sms::message::Message;
use ovh_sms_simulation::{Interruptions, Machine, World};
use ovh_sms_test_support::history::{Claim, Run};
use serde_json::Value;

/// A program whose messages belong to no mailing.
const OTHER_PROGRAM: u64 = 10_000;

pub struct Mailing {
    pub name: &'static str,
    text: &'static str,
    folder: tempfile::TempDir,
    pub receivers: Vec<String>,
}

impl Mailing {
    pub fn new(name: &'static str, text: &'static str, receivers: u64) -> Self {
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

    pub fn journal(&self, machine: u64) -> PathBuf {
        self.folder.path().join(format!("{machine}.journal"))
    }

    fn texts(&self) -> BTreeMap<String, String> {
        let receivers = self.receivers.iter();
        receivers
            .map(|number| (number.clone(), self.text.to_owned()))
            .collect()
    }

    /// Puts the first receivers on the blacklist: the service creates no messages for them.
    pub async fn stop(&self, world: &Arc<World>, count: usize) {
        let stopped = self.receivers.iter().take(count);
        let stopped: Vec<&str> = stopped.map(String::as_str).collect();
        if stopped.is_empty() {
            return;
        }
        let client = Machine::new(world, OTHER_PROGRAM).client();
        let message = Message::transactional("Avant").from("SANDBOX");
        let message = message.to_all(stopped.iter().copied());
        let service = client.service(world.sandbox.service_name());
        let report = service.send(message).await.unwrap();
        assert!(report.is_complete());
        tokio::time::sleep(Duration::from_secs(60)).await;
        world.now();
        for number in stopped {
            assert!(world.sandbox.phone(number).stop());
        }
    }

    /// Runs the command once on a machine, and returns what its exit code says.
    pub async fn run(
        &self,
        world: &Arc<World>,
        by: u64,
        journal: &Path,
        slot: Option<u8>,
        interruptions: Interruptions,
    ) -> Run {
        let mut machine = Machine::new(world, by);
        machine.service_account = world.draw(|random| random.u8(..3) == 0);
        let client = machine.client();
        let (is_open, was_calm) = (is_open(journal), world.is_calm());
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
        let slot = slot.map(|slot| slot.to_string());
        let slot = slot.as_deref().map(|slot| ["--slot", slot]);
        let options = [
            "--name",
            self.name,
            "--text",
            self.text,
            "--sender",
            "SANDBOX",
            "--transactional",
            "--quiet",
            "--service",
            &service,
        ];
        let may_spend = world.draw(|random| random.u8(..4) != 0);
        let options = options.into_iter().chain(may_spend.then_some("--yes"));
        let options = options.chain(slot.into_iter().flatten());
        let arguments = arguments.into_iter().chain(options.map(AsRef::as_ref));
        let program = ovh_sms_cli::run_with(client, arguments);
        let code = interruptions.run(program).await;
        let mut run = Run::new(began, world.now(), self.texts());
        run.by = Some(by);
        run.is_open = is_open;
        run.is_price_unknown = !may_spend && world.has_wrong_price(by);
        run.calm = was_calm && world.is_calm() && interruptions == Interruptions::default();
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

/// Returns whether a journal contains a request without an outcome.
fn is_open(journal: &Path) -> bool {
    let text = std::fs::read_to_string(journal).unwrap_or_default();
    let entries = text.lines().map(serde_json::from_str::<Value>);
    let mut events = entries.map(|entry| entry.unwrap()["event"].take());
    let last = events.rfind(|event| event != "filling");
    last.is_some_and(|event| event == "asked")
}
