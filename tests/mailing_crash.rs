//! A mailing that is killed at any point and run again with its journal: every row is sent exactly
//! once.
#![cfg(all(feature = "csv", feature = "sandbox"))]

use std::future::Future;
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use ovh_sms::mailing::{CheckedMailing, Mailing, MailingError, SendWatch, SentMailing, SlotKey};
use ovh_sms::sandbox::{Fault, Sandbox};
use ovh_sms::{Client, Credentials, Options, Retry, SenderName, Service};
use ovh_sms_test_support::proxy;

const ROWS: u64 = 40;

/// A future that is dropped after a number of polls.
struct Mortal<F> {
    future: Pin<Box<F>>,
    polls: u64,
    lived: u64,
}

impl<F: Future> Future for Mortal<F> {
    type Output = Result<(F::Output, u64), ()>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        if self.lived >= self.polls {
            return Poll::Ready(Err(()));
        }
        self.lived += 1;
        let lived = self.lived;
        self.future
            .as_mut()
            .poll(cx)
            .map(|output| Ok((output, lived)))
    }
}

/// Runs a future for a number of polls; returns `None` if it was killed.
async fn killed_after<F: Future>(polls: u64, future: F) -> Option<(F::Output, u64)> {
    let future = Box::pin(future);
    Mortal {
        future,
        polls,
        lived: 0,
    }
    .await
    .ok()
}

/// A simple random number generator: runs can be repeated by their seed.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit.max(1)
    }
}

fn checked(name: &str) -> CheckedMailing {
    let mut file = "number;nom\n".to_owned();
    for row in 0..ROWS {
        file.push_str(&format!("+336000000{row:02};n{row}\n"));
    }
    Mailing::transactional(name, format!("{name}: bonjour #nom#"))
        .from("SANDBOX".parse::<SenderName>().unwrap())
        .step_timeout(Duration::from_secs(3))
        // A request that was in flight when a run was killed is processed within this time.
        .resend_if_absent_after(Duration::from_secs(1))
        .from_csv(file.as_bytes())
        .unwrap()
}

/// The journal of a mailing: it outlives the runs that are killed.
#[derive(Clone)]
struct Journal {
    key: SlotKey,
    asked: Arc<AtomicBool>,
}

impl Journal {
    fn new() -> Self {
        Self {
            key: SlotKey::random(),
            asked: Arc::default(),
        }
    }

    fn open(&self, name: &str) -> (CheckedMailing, SendWatch) {
        let asked = Arc::clone(&self.asked);
        let watch = SendWatch::noting(self.asked.load(Ordering::SeqCst), move || {
            asked.store(true, Ordering::SeqCst);
            Ok(())
        });
        (checked(name).with_slot_key(self.key), watch)
    }
}

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder()
        .credits(1_000_000.0)
        .step_delay(Duration::ZERO);
    builder.night_deferral(false).start().await.unwrap()
}

/// Counts the messages of a mailing that phones received.
fn assert_each_got_one(sandbox: &Sandbox, name: &str) {
    sandbox.advance(Duration::from_secs(3600));
    for row in 0..ROWS {
        let inbox = sandbox.phone(&format!("+336000000{row:02}")).inbox();
        let texts = inbox
            .iter()
            .filter(|one| one.text == format!("{name}: bonjour n{row}"));
        assert_eq!(texts.count(), 1, "row {row} of {name}");
    }
}

async fn to_the_end(
    name: &str,
    journal: &Journal,
    service: &Service,
    sandbox: &Sandbox,
) -> SentMailing {
    let mut failures = 0;
    loop {
        let (mut mailing, watch) = journal.open(name);
        match mailing.send_watched(service, &watch).await {
            Ok(mut sent) => {
                sandbox.advance(Duration::from_secs(60));
                sent.clean_up().await.unwrap();
                return sent;
            }
            Err(MailingError::Api(error)) if error.is_retryable() && failures < 20 => failures += 1,
            // A request failed after the batch was requested.
            Err(MailingError::Unknown {
                source: Some(error),
                ..
            }) if error.is_retryable() && failures < 20 => failures += 1,
            Err(error) => panic!("{name}: {error}"),
        }
    }
}

/// Returns the number of polls of a whole run.
async fn lifetime(service: &Service) -> u64 {
    let mut mailing = checked("measured");
    let (sent, polls) = killed_after(u64::MAX, mailing.send(service)).await.unwrap();
    sent.unwrap();
    polls
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_at_a_random_point_and_run_again_every_row_is_sent_once() {
    let sandbox = sandbox().await;
    let proxy = proxy::Proxy::before(&sandbox).await;
    let service = proxy.service(&sandbox);
    let lifetime = lifetime(&service).await;
    let mut random = Random(2026);
    let mut killed = 0;
    for run in 0..40 {
        let name = format!("run-{run}");
        let journal = Journal::new();
        for _ in 0..=random.below(3) {
            let (mut mailing, watch) = journal.open(&name);
            let polls = random.below(lifetime);
            // The list of batches is late, too.
            proxy.hide_batches(random.below(4));
            let sending = mailing.send_watched(&service, &watch);
            killed += u64::from(killed_after(polls, sending).await.is_none());
        }
        proxy.hide_batches(random.below(4));
        to_the_end(&name, &journal, &service, &sandbox).await;
        assert_each_got_one(&sandbox, &name);
    }
    assert!(killed >= 20, "only {killed} runs were killed");
    let slots = service.api().receivers_list().send().await.unwrap();
    assert_eq!(slots.len(), 1, "that of the measured run");
}

#[tokio::test(flavor = "multi_thread")]
async fn lost_connections_at_any_request_send_nothing_twice() {
    let sandbox = sandbox().await;
    let once = Options::new().retry(Retry::never());
    let service = sandbox.service().unwrap().with(once);
    for run in 0..8 {
        let name = format!("lost-{run}");
        let journal = Journal::new();
        let faults = [
            Fault::reset_before(),
            Fault::reset_after(),
            Fault::cut_body(),
        ];
        for fault in faults {
            sandbox.faults().add(fault.share(0.1).times(3));
        }
        to_the_end(&name, &journal, &service, &sandbox).await;
        sandbox.faults().clear();
        assert_each_got_one(&sandbox, &name);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_process_sends_nothing_twice() {
    let sandbox = sandbox().await;
    let service = sandbox.service().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut random = Random(7);
    for run in 0..10 {
        let name = format!("process-{run}");
        let journal = Journal::new();
        let note = folder.path().join(&name);
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "child", "--ignored", "--test-threads=1"])
            .env("MAILING_NAME", &name)
            .env("MAILING_KEY", journal.key.to_string())
            .env("MAILING_NOTE", &note)
            .env("MAILING_ENDPOINT", sandbox.endpoint())
            .env("MAILING_SECRET", sandbox.application_secret())
            .env(
                "MAILING_KEYS",
                format!("{} {}", sandbox.application_key(), sandbox.consumer_key()),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Let it make a number of requests, wherever that is in its course.
        let before = sandbox.requests().len();
        let requests = random.below(20) as usize;
        while sandbox.requests().len() < before + requests && child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        child.kill().unwrap();
        child.wait().unwrap();
        journal.asked.store(note.exists(), Ordering::SeqCst);
        to_the_end(&name, &journal, &service, &sandbox).await;
        assert_each_got_one(&sandbox, &name);
    }
}

/// The code that the killed process runs.
#[tokio::test]
#[ignore = "run by another test, in a process of its own"]
async fn child() {
    let Ok(endpoint) = std::env::var("MAILING_ENDPOINT") else {
        return;
    };
    let given = |name: &str| std::env::var(name).unwrap();
    let keys = given("MAILING_KEYS");
    let (application, consumer) = keys.split_once(' ').unwrap();
    let credentials = Credentials::application_key(application, given("MAILING_SECRET"), consumer);
    let client = Client::builder()
        .endpoint(endpoint)
        .credentials(credentials.unwrap());
    let service = client.build().unwrap().service("sms-ab12345-1");
    let name = given("MAILING_NAME");
    let note = given("MAILING_NOTE");
    let watch = SendWatch::noting(false, move || std::fs::write(&note, "asked"));
    let mut mailing = checked(&name).with_slot_key(given("MAILING_KEY").parse().unwrap());
    mailing.send_watched(&service, &watch).await.unwrap();
}
