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
    let journal = open().unwrap();
    assert_eq!(journal.earlier(), Earlier::Nothing);
    assert_eq!(
        open().unwrap_err().code(),
        exit::FAILED,
        "another run holds it"
    );
    journal.note(Event::Asked, None).unwrap();
    drop(journal);
    let earlier = Journal::earlier_at(&path, "soldes", None);
    assert!(matches!(earlier, Earlier::Asked { .. }), "{earlier:?}");
    assert_eq!(earlier.failed("no credits.").code(), exit::UNKNOWN);
    open().unwrap().note(Event::NotSent, None).unwrap();
    assert_eq!(open().unwrap().earlier(), Earlier::Nothing);
}

#[test]
fn the_library_returns_the_exit_codes_of_the_program() {
    assert_eq!(ovh_sms_cli::run(["ovh-sms", "--version"]), exit::DONE);
    assert_eq!(ovh_sms_cli::run(["ovh-sms", "unknown"]), exit::USAGE);
}

#[tokio::test]
async fn commands_run_on_the_callers_runtime() {
    let send = ["ovh-sms", "send", "--sandbox", "--quiet", "--to"];
    let send = send.into_iter().chain(["+33600000000", "Bonjour"]);
    assert_eq!(ovh_sms_cli::run_async(send).await, exit::DONE);
}
