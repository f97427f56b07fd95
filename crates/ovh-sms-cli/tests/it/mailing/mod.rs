//! `ovh-sms mailing`: from the check to the report, with what can go wrong in between.

mod bad_input;
mod check;
mod interrupt;
mod look;
mod proof;
mod rerun;
mod runs;
mod send;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use ovh_sms::sandbox::Sandbox;
use ovh_sms_test_support::proxy;
use serde_json::Value;

use crate::support::{Served, stderr, stdout};

pub(crate) const ROWS: &str =
    "number;Prénom\n+33600000001;Zoé\n+33600000002;Ali\n+33600000003;Lou\n";
pub(crate) const NUMBERS: [&str; 3] = ["+33600000001", "+33600000002", "+33600000003"];
/// What follows the file in most commands.
pub(crate) const TEXT: [&str; 5] = [
    "--text",
    "Bonjour #prenom# !",
    "--sender",
    "SANDBOX",
    "--transactional",
];

/// A sandbox, and a folder with the file of the mailing in it.
pub(crate) struct Scene {
    pub(crate) served: Served,
    pub(crate) folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) fn new() -> Self {
        let scene = Self {
            served: Served::of(
                Sandbox::builder()
                    .night_deferral(false)
                    .step_delay(Duration::ZERO)
                    // Receipts come when a test wants them.
                    .delivery_delay(Duration::from_secs(600)),
            ),
            folder: tempfile::tempdir().unwrap(),
        };
        scene.write("clients.csv", ROWS);
        scene
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// `mailing` with these arguments, in the folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.served.program();
        command
            .arg("mailing")
            .args(arguments)
            .current_dir(self.folder.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// `mailing send clients.csv --name soldes` with more arguments.
    pub(crate) fn sending(&self, more: &[&str]) -> Command {
        let mut command = self.command(&["send", "clients.csv", "--name", "soldes"]);
        command.args(TEXT).args(more);
        command
    }

    pub(crate) fn send(&self, more: &[&str]) -> Output {
        self.sending(more).output().unwrap()
    }

    /// Sends and reads what `--json` prints.
    pub(crate) fn send_json(&self, more: &[&str]) -> (Value, Option<i32>) {
        let output = self.sending(more).arg("--json").output().unwrap();
        let printed = stdout(&output);
        let value = serde_json::from_str(&printed);
        (
            value.unwrap_or_else(|_| panic!("{printed}{}", stderr(&output))),
            output.status.code(),
        )
    }

    /// A proxy before the sandbox, and commands that go there.
    pub(crate) fn proxy(&self) -> proxy::Proxy {
        let before = proxy::Proxy::before(&self.served.sandbox);
        self.served.runtime.block_on(before)
    }

    /// Waits until a request has come by.
    pub(crate) fn seen(&self, proxy: &proxy::Proxy, head: &str) {
        self.served.runtime.block_on(proxy.seen(head));
    }

    pub(crate) fn asked(&self, operation: &str) -> usize {
        let requests = self.served.sandbox.requests();
        let asked = |request: &&ovh_sms::sandbox::RecordedRequest| {
            request.operation.as_deref() == Some(operation)
        };
        requests.iter().filter(asked).count()
    }

    /// What the phones of the mailing got, once all is delivered.
    pub(crate) fn texts(&self) -> Vec<Vec<String>> {
        let sandbox = &self.served.sandbox;
        sandbox.advance(Duration::from_secs(3600));
        NUMBERS
            .iter()
            .map(|number| {
                let inbox = sandbox.phone(number).inbox();
                inbox.into_iter().map(|message| message.text).collect()
            })
            .collect()
    }

    /// Fails unless every receiver got the message, once.
    pub(crate) fn assert_each_got_one(&self) {
        let texts = self.texts();
        assert_eq!(
            texts,
            [["Bonjour Zoé !"], ["Bonjour Ali !"], ["Bonjour Lou !"]]
        );
    }

    /// Fails if a slot or a document is left on the account.
    pub(crate) fn assert_nothing_is_left(&self) {
        let service = self.served.sandbox.service().unwrap();
        let client = self.served.sandbox.client().unwrap();
        let left = self.served.runtime.block_on(async {
            let slots = service.api().receivers_list().send().await.unwrap();
            let documents = client.api().me_document_list().send().await.unwrap();
            (slots.len(), documents.len())
        });
        assert_eq!(left, (0, 0));
    }

    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.path("clients.csv.journal")).unwrap()
    }
}

/// Ids and times differ from run to run.
pub(crate) fn without_ids(text: &str) -> String {
    let mut plain = String::new();
    for word in text.split_inclusive([' ', '\n', '(', ')']) {
        let bare = word.trim_end_matches([' ', '\n', '(', ')']);
        let rest = &word[bare.len()..];
        let is_id = bare.len() == 36 && bare.matches('-').count() == 4;
        plain.push_str(if is_id { "ID" } else { bare });
        plain.push_str(rest);
    }
    plain
}

/// A named pipe; only systems that have such run what needs it.
pub(crate) fn pipe(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(made.success());
}
