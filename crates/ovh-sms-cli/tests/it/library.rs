//! The library: what programs that simulate mailings call.

use ovh_sms_cli::exit;
use ovh_sms_cli::journal::{Earlier, Event, Journal, Subject};

fn subject() -> Subject {
    Subject {
        endpoint: "https://eu.api.ovh.com/1.0".to_owned(),
        service: "sms-ab12345-1".to_owned(),
        name: "soldes".to_owned(),
        batch_name: "soldes 0123456789ab".to_owned(),
        receivers: 3,
    }
}

#[test]
fn the_journal_decides_the_exit_code_of_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = Journal::beside(&folder.path().join("clients.csv"));
    let open = || Journal::open(path.clone(), subject(), &Earlier::Nothing);
    // A test that starts a program at this moment holds the lock until the program runs.
    let opened = || {
        let mut tries = (0..50).map(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            open()
        });
        tries.find_map(Result::ok).unwrap()
    };
    let journal = opened();
    assert_eq!(journal.earlier(), Earlier::Nothing);
    assert_eq!(
        open().unwrap_err().code(),
        exit::UNKNOWN,
        "another run holds it, and may send the mailing"
    );
    journal.note(Event::Asked, None).unwrap();
    drop(journal);
    let earlier = Journal::earlier_at(&path, "soldes", None);
    assert!(matches!(earlier, Earlier::Asked { .. }), "{earlier:?}");
    assert_eq!(earlier.failed("no credits.").code(), exit::UNKNOWN);
    opened().note(Event::NotSent, None).unwrap();
    assert_eq!(opened().earlier(), Earlier::Nothing);
}

#[test]
fn the_library_returns_the_exit_codes_of_the_program() {
    assert_eq!(ovh_sms_cli::run(["ovh-sms", "--version"]), exit::DONE);
    assert_eq!(ovh_sms_cli::run(["ovh-sms", "unknown"]), exit::USAGE);
}

/// Without a file, nothing was requested; a file that can't be accessed may contain a request.
#[test]
fn a_journal_that_can_not_be_accessed_may_contain_a_request() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let none = [
        folder.path().join("missing"),
        folder.path().join("missing/journal"),
        file.join("journal"),
        folder.path().join("x".repeat(300)),
    ];
    for path in none {
        let earlier = Journal::earlier_at(&path, "soldes", None);
        assert_eq!(earlier, Earlier::Nothing, "{}", path.display());
    }
    #[cfg(unix)]
    {
        let endless = folder.path().join("endless");
        std::os::unix::fs::symlink(&endless, &endless).unwrap();
        for path in [endless.clone(), endless.join("journal")] {
            let earlier = Journal::earlier_at(&path, "soldes", None);
            assert!(matches!(earlier, Earlier::Unreadable(_)), "{earlier:?}");
            let failure = Journal::open(path, subject(), &earlier).unwrap_err();
            assert_eq!(failure.code(), exit::UNKNOWN);
            let words = failure.to_string();
            assert!(!words.contains("--journal"), "{words}");
        }
    }
}

/// Both ways in which a command ends: by itself, and because its caller gives it up.
#[tokio::test]
async fn a_command_that_has_ended_keeps_no_journal_locked() {
    let sandbox = ovh_sms::sandbox::Sandbox::start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rows = folder.path().join("rows.csv");
    std::fs::write(&rows, "number\n+33600000001\n").unwrap();
    let held = ovh_sms::sandbox::Fault::latency(std::time::Duration::from_secs(3600));
    sandbox.faults().add(held.on("batches_create"));
    let run = || {
        let arguments = [
            "ovh-sms".as_ref(),
            "mailing".as_ref(),
            "send".as_ref(),
            rows.as_os_str(),
        ];
        let options = [
            "--name",
            "soldes",
            "--text",
            "Bonjour",
            "--sender",
            "SANDBOX",
            "--transactional",
            "--yes",
            "--quiet",
            "--step-timeout",
            "100ms",
            "--service",
            sandbox.service_name(),
        ];
        let arguments = arguments.into_iter().chain(options.map(AsRef::as_ref));
        let arguments: Vec<std::ffi::OsString> = arguments.map(Into::into).collect();
        ovh_sms_cli::run_with(sandbox.client().unwrap(), arguments)
    };
    let journal = Journal::beside(&rows);
    let earlier = || Journal::earlier_at(&journal, "soldes", None);
    let requested = async {
        while !matches!(earlier(), Earlier::Asked { .. }) {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        code = run() => panic!("it ends with {code}"),
        () = requested => {}
    }
    // The lock is free: each run reads the account, and finds no batch.
    for _ in 0..2 {
        let before = lists(&sandbox);
        assert_eq!(run().await, exit::UNKNOWN);
        assert!(lists(&sandbox) > before);
    }
}

/// Returns how often the batches were listed.
fn lists(sandbox: &ovh_sms::sandbox::Sandbox) -> usize {
    let requests = sandbox.requests();
    let lists = requests
        .iter()
        .filter(|request| request.operation.as_deref() == Some("batches_list"));
    lists.count()
}

#[tokio::test]
async fn commands_run_on_the_callers_runtime() {
    let send = ["ovh-sms", "send", "--sandbox", "--quiet", "--to"];
    let send = send.into_iter().chain(["+33600000000", "Bonjour"]);
    assert_eq!(ovh_sms_cli::run_async(send).await, exit::DONE);
}
