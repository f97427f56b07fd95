//! The journal: which entries count, its locks and keys, and files that are no journal; and the
//! property of the fuzz target `journal`, on its committed inputs and on changes of them.

use std::path::Path;

use fastrand::Rng;
use ovh_sms::mailing::SlotKey;
use ovh_sms::uuid::Uuid;
use ovh_sms_cli::exit;
use ovh_sms_cli::journal::{Earlier, Event, Journal, Subject};
use ovh_sms_test_support::fuzzed::{changed, journal, seeds};
use serde_json::{Value, json};

#[test]
fn a_journal_never_forgets_a_request() {
    let check = |bytes: &[u8]| {
        journal(bytes, |path, name| {
            Journal::earlier_at(path, name, None).may_have_sent()
        });
    };
    let seeds = seeds("journal");
    let mut random = Rng::with_seed(0x0516_2026);
    for (_, seed) in &seeds {
        check(seed);
        // Every state that a crash in the middle of a write can leave.
        for end in 0..seed.len() {
            check(&seed[..end]);
        }
        for _ in 0..300 {
            let other = &seeds[random.usize(..seeds.len())].1;
            check(&changed(seed, other, &mut random));
        }
    }
}

const EU: &str = "https://eu.api.ovh.com/1.0";
const KEY: &str = "abcdef01";
const BATCH: &str = "11111111-2222-4333-8444-555555555555";

fn subject() -> Subject {
    Subject {
        endpoint: EU.to_owned(),
        service: "sms-ab12345-1".to_owned(),
        name: "soldes".to_owned(),
        batch_name: "soldes 0123456789ab".to_owned(),
        receivers: 3,
    }
}

/// A line of a journal with other values than those of the subject.
fn line(event: &str, changes: Value) -> String {
    let mut entry = json!({
        "endpoint": EU,
        "service": "sms-ab12345-1",
        "name": "soldes",
        "batchName": "soldes 0123456789ab",
        "receivers": 3,
        "event": event,
    });
    let entry_fields = entry.as_object_mut().unwrap();
    entry_fields.extend(changes.as_object().unwrap().clone());
    // A journal is recognized by its first field.
    let rest = entry.to_string().split_off(1);
    format!("{{\"time\":\"2026-01-05T10:00:00Z\",{rest}\n")
}

/// Opens a journal with these lines. A test that starts a program at this moment holds the lock until
/// the program runs.
fn opened(path: &Path) -> Journal {
    let mut tries = (0..50).map(|_| {
        let journal = Journal::open(path.to_owned(), subject(), &Earlier::Nothing);
        journal.map_err(|failure| {
            assert!(failure.to_string().contains("another run"), "{failure}");
            std::thread::sleep(std::time::Duration::from_millis(20));
        })
    });
    tries.find_map(Result::ok).unwrap()
}

/// Returns what a journal that no run uses says.
fn earlier_at(path: &Path, account: Option<(&str, &str)>) -> Earlier {
    let mut tries = (0..50).map(|_| {
        let earlier = Journal::earlier_at(path, "soldes", account);
        (earlier != Earlier::Running)
            .then_some(earlier)
            .or_else(|| {
                std::thread::sleep(std::time::Duration::from_millis(20));
                None
            })
    });
    tries.find_map(|earlier| earlier).unwrap()
}

#[test]
fn an_entry_counts_for_its_mailing_on_its_account() {
    let asked = || line("asked", json!({}));
    let accepted = |batch: Value| line("accepted", json!({ "batch": batch }));
    let other_service = json!({ "service": "sms-ab12345-2" });
    let sandbox = json!({ "endpoint": "http://127.0.0.1:8080/1.0" });
    let canada = json!({ "endpoint": "https://ca.api.ovh.com/1.0" });
    // The lines, what a run of this mailing knows, and what a run without an account knows.
    for (lines, own, any) in [
        (vec![], "nothing", "nothing"),
        (vec![asked()], "asked", "asked"),
        (vec![accepted(json!(BATCH))], "accepted", "accepted"),
        (
            vec![asked(), line("notSent", json!({}))],
            "nothing",
            "nothing",
        ),
        (vec![asked(), accepted(json!(null))], "accepted", "accepted"),
        // To fill a slot is not to request a batch.
        (
            vec![line("filling", json!({ "slotKey": KEY }))],
            "nothing",
            "nothing",
        ),
        (
            vec![asked(), line("filling", json!({ "slotKey": KEY }))],
            "asked",
            "asked",
        ),
        // Of other mailings and accounts.
        (
            vec![line("asked", json!({ "name": "rentree" }))],
            "nothing",
            "nothing",
        ),
        (
            vec![line("asked", other_service.clone())],
            "nothing",
            "asked",
        ),
        (vec![line("asked", sandbox)], "nothing", "asked"),
        (
            vec![asked(), line("notSent", other_service)],
            "asked",
            "asked",
        ),
        // OVHcloud's service has several addresses.
        (vec![line("asked", canada)], "asked", "asked"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        std::fs::write(&path, lines.concat()).unwrap();
        let known = |earlier: Earlier| match earlier {
            Earlier::Nothing => "nothing",
            Earlier::Asked { .. } => "asked",
            Earlier::Accepted { .. } => "accepted",
            other => panic!("{other:?}"),
        };
        let of_account = earlier_at(&path, Some((EU, "sms-ab12345-1")));
        assert_eq!(known(of_account), own, "{lines:?}");
        assert_eq!(known(earlier_at(&path, None)), any, "{lines:?}");
        assert_eq!(known(opened(&path).earlier()), own, "{lines:?}");
    }
}

#[test]
fn a_journal_knows_its_batch_and_refuses_other_rows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let other: Uuid = "99999999-2222-4333-8444-555555555555".parse().unwrap();
    let batch: Uuid = BATCH.parse().unwrap();
    let accepted = |batch_name: &str| {
        let changes = json!({ "batch": BATCH, "batchName": batch_name });
        std::fs::write(&path, line("accepted", changes)).unwrap();
        opened(&path)
    };
    let journal = accepted("soldes 0123456789ab");
    assert!(journal.has_accepted(batch) && !journal.has_accepted(other));
    assert!(journal.refuse_namesake().is_ok());
    drop(journal);
    let journal = accepted("soldes ffffffffffff");
    let failure = journal.refuse_namesake().unwrap_err();
    assert_eq!(failure.code(), exit::UNKNOWN);
    let words = format!("differ from those in the journal {}.", path.display());
    assert!(failure.to_string().contains(&words), "{failure}");
    drop(journal);
    // If nothing can have been sent, other rows are another attempt.
    let changes = json!({ "batchName": "soldes ffffffffffff" });
    std::fs::write(&path, line("notSent", changes)).unwrap();
    let journal = opened(&path);
    assert!(journal.refuse_namesake().is_ok());
    assert!(!journal.has_accepted(batch));
}

#[test]
fn a_journal_keeps_the_key_of_its_slots_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let key: SlotKey = KEY.parse().unwrap();
    let count = || std::fs::read_to_string(&path).unwrap().lines().count();
    let journal = opened(&path);
    assert_eq!(journal.slot_key(), None);
    journal.keep_slot_key(key).unwrap();
    drop(journal);
    assert_eq!(count(), 1);
    let journal = opened(&path);
    assert_eq!(
        (journal.slot_key(), journal.earlier()),
        (Some(key), Earlier::Nothing)
    );
    journal.keep_slot_key(key).unwrap();
    assert_eq!(count(), 1);
    journal.keep_slot_key("12345678".parse().unwrap()).unwrap();
    assert_eq!(count(), 2);
    drop(journal);
    // The key holds for each address of the service, and not for another mailing or account.
    for (changes, known) in [
        (
            json!({ "endpoint": "http://127.0.0.1:8080/1.0" }),
            Some(key),
        ),
        (json!({ "name": "rentree" }), None),
        (json!({ "service": "sms-ab12345-2" }), None),
    ] {
        let mut changes = changes;
        changes["slotKey"] = json!(KEY);
        std::fs::write(&path, line("filling", changes.clone())).unwrap();
        assert_eq!(opened(&path).slot_key(), known, "{changes}");
    }
}

/// The file can change between the first look and the opening.
#[test]
fn a_file_that_can_not_be_opened_as_a_journal_states_what_may_have_been_sent() {
    let folder = tempfile::tempdir().unwrap();
    let damaged_key = line("filling", json!({ "slotKey": "xyz" }));
    let damaged_event = line("unknown", json!({}));
    let asked = line("asked", json!({}));
    let entry: Value = serde_json::from_str(&asked).unwrap();
    // Formatted by another program.
    let pretty = serde_json::to_string_pretty(&entry).unwrap();
    let indented = format!("  {asked}").replace("receivers", "rows");
    // Changed in an editor that leaves no line feed.
    let negative = asked.replace(":3", ":-3");
    let other_event = asked.replace("asked", "Asked");
    let noted = format!("{} # for the archive", asked.trim_end());
    let joined = format!("{}{}", asked.trim_end(), asked.trim_end());
    let cases: [(&[u8], u8); 13] = [
        (pretty.as_bytes(), exit::UNKNOWN),
        (indented.as_bytes(), exit::UNKNOWN),
        (b"\n", exit::FAILED),
        (negative.trim_end().as_bytes(), exit::UNKNOWN),
        (other_event.trim_end().as_bytes(), exit::UNKNOWN),
        (noted.as_bytes(), exit::UNKNOWN),
        (joined.as_bytes(), exit::UNKNOWN),
        (b"number\n+33600000001\n", exit::FAILED),
        (b"number\n+33600000001", exit::FAILED),
        (
            b"{\"time\":\"2026-01-05T10:00:00Z\"}\nnumber",
            exit::UNKNOWN,
        ),
        (b"{\"time\":\"\xff\"}\n", exit::UNKNOWN),
        (damaged_key.as_bytes(), exit::UNKNOWN),
        (damaged_event.as_bytes(), exit::UNKNOWN),
    ];
    for (number, (content, code)) in cases.into_iter().enumerate() {
        // A program that another test starts may hold the lock of the file before.
        let path = folder.path().join(format!("{number}.journal"));
        std::fs::write(&path, content).unwrap();
        let failure = Journal::open(path.clone(), subject(), &Earlier::Nothing).unwrap_err();
        let shown = String::from_utf8_lossy(content);
        assert_eq!(failure.code(), code, "{shown}: {failure}");
        let advice = failure.to_string().contains("--journal");
        assert_eq!(advice, code == exit::FAILED, "{shown}: {failure}");
        let earlier = earlier_at(&path, None);
        // The entries can be read, although the key can't.
        let may_have_sent = code == exit::UNKNOWN && content != damaged_key.as_bytes();
        assert_eq!(earlier.may_have_sent(), may_have_sent, "{shown}");
        assert_eq!(std::fs::read(&path).unwrap(), content, "{shown}");
    }
    let failure = Journal::open(folder.path().to_owned(), subject(), &Earlier::Nothing);
    assert_eq!(failure.unwrap_err().code(), exit::FAILED);
}

/// An earlier run may have used a journal on a disk that is not mounted now.
#[test]
fn no_second_journal_is_advised_if_the_folder_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/journal");
    let failure = Journal::open(path, subject(), &Earlier::Nothing).unwrap_err();
    assert_eq!(failure.code(), exit::FAILED, "{failure}");
    let words = failure.to_string();
    assert!(!words.contains("Choose another file"), "{words}");
    assert!(words.contains("If an earlier run used"), "{words}");
    #[cfg(unix)]
    {
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("missing/journal"), &link).unwrap();
        assert!(matches!(earlier_at(&link, None), Earlier::Unreadable(_)));
        // A link to a file that could be created: it is not.
        let link = folder.path().join("other-link");
        std::os::unix::fs::symlink(folder.path().join("new"), &link).unwrap();
        let earlier = earlier_at(&link, None);
        assert!(earlier.may_have_sent());
        let failure = Journal::open(link, subject(), &earlier).unwrap_err();
        assert_eq!(failure.code(), exit::UNKNOWN, "{failure}");
        assert!(!folder.path().join("new").exists());
    }
}

#[test]
fn entries_in_another_order_count() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let entry: Value = serde_json::from_str(&line("asked", json!({}))).unwrap();
    // The fields in the order of their names.
    let text = entry.to_string();
    assert!(!text.starts_with("{\"time\""), "{text}");
    std::fs::write(&path, text + "\n").unwrap();
    assert!(matches!(earlier_at(&path, None), Earlier::Asked { .. }));
    assert!(opened(&path).earlier().may_have_sent());
}

#[test]
fn a_cut_line_and_the_zeros_of_a_power_failure_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let filling = line("filling", json!({ "slotKey": KEY }));
    let asked = line("asked", json!({}));
    for rest in [
        &asked[..60],
        &format!("{}\0\0\0", &asked[..60]),
        "{\"time\":\0",
    ] {
        std::fs::write(&path, format!("{filling}{rest}")).unwrap();
        let journal = opened(&path);
        assert_eq!(journal.earlier(), Earlier::Nothing, "{rest:?}");
        // What is written next is a line of its own.
        journal.note(Event::Asked, None).unwrap();
        drop(journal);
        assert!(opened(&path).earlier().may_have_sent(), "{rest:?}");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(&filling) && !text.contains('\0'), "{text}");
        assert_eq!(text.lines().count(), 2, "{text}");
    }
}

#[test]
fn a_journal_that_a_run_holds_says_so_before_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let earlier = || Journal::earlier_at(&path, "soldes", None);
    let journal = opened(&path);
    assert_eq!(earlier(), Earlier::Running);
    let requests = || Journal::requests_at(&path, "soldes", (EU, "sms-ab12345-1"));
    assert_eq!(requests(), None);
    // What the other run has written says more. On Windows, a locked file can't be read.
    #[cfg(unix)]
    {
        journal.note(Event::Asked, None).unwrap();
        assert!(matches!(earlier(), Earlier::Asked { .. }));
        journal.take_back().unwrap();
        assert_eq!(earlier(), Earlier::Running);
    }
    let failure = Journal::open(path.clone(), subject(), &Earlier::Running).unwrap_err();
    assert_eq!(failure.code(), exit::UNKNOWN);
    drop(journal);
    assert_eq!(earlier_at(&path, None), Earlier::Nothing);
}

#[test]
fn requests_that_were_not_refused_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal");
    let steps = [
        (Event::Asked, 1),
        (Event::Filling, 1),
        (Event::Asked, 2),
        (Event::Accepted, 2),
        (Event::NotSent, 0),
        (Event::Asked, 1),
    ];
    for (event, requests) in steps {
        let journal = opened(&path);
        journal.note(event, None).unwrap();
        assert_eq!(journal.requests(), requests, "{event:?}");
        drop(journal);
        assert_eq!(opened(&path).requests(), requests, "{event:?}, read again");
        earlier_at(&path, None);
        let read = Journal::requests_at(&path, "soldes", (EU, "sms-ab12345-1"));
        assert_eq!(read, Some(requests), "{event:?}, not opened");
    }
}
