//! The rules for numbers at each place of the library where a number comes from outside.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::collections::BTreeSet;
use std::path::Path;

use ovh_sms::callback::{Reply, Stop};
use ovh_sms::message::Message;
use ovh_sms::{PhoneNumber, SenderName};

type Read = fn(&str) -> Option<String>;

fn text(number: PhoneNumber) -> String {
    number.to_string()
}

fn receiver(message: &Message) -> Option<String> {
    message.check().ok()?;
    message.receivers().first().copied().map(text)
}

fn form(field: &str, value: &str) -> String {
    let encoded: String = value.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{field}={encoded}")
}

/// Where numbers to which messages are sent come from.
const STRICT: &[(&str, Read)] = &[
    ("parse", |t| t.parse().ok().map(text)),
    ("TryFrom<String>", |t| {
        PhoneNumber::try_from(t.to_owned()).ok().map(text)
    }),
    ("serde", |t| {
        let json = serde_json::to_string(t).unwrap();
        serde_json::from_str(&json).ok().map(text)
    }),
    ("Message::to", |t| {
        receiver(&Message::transactional("Bonjour").to(t))
    }),
    ("Message::to_all", |t| {
        receiver(&Message::transactional("Bonjour").to_all([t]))
    }),
    ("the JSON of a message", |t| {
        let json =
            serde_json::json!({ "text": "Bonjour", "stop_clause": "absent", "receivers": [t] });
        receiver(&serde_json::from_value(json).ok()?)
    }),
    ("Message::to of a number of the service", |t| {
        let number = PhoneNumber::from_service(t).filter(|_| t.starts_with('+'))?;
        receiver(&Message::transactional("Bonjour").to(number))
    }),
];

/// Where numbers come from that the service reports.
const REPORTED: &[(&str, Read)] = &[
    ("from_service", |t| PhoneNumber::from_service(t).map(text)),
    ("callback::Reply", |t| {
        Reply::from_form(form("senderid", t)).number().map(text)
    }),
    ("callback::Stop", |t| {
        Stop::from_form(form("number", t)).number().map(text)
    }),
    ("callback::Stop, unknown field", |t| {
        Stop::from_form(form("who", t)).number().map(text)
    }),
    ("service::Reply", |t| {
        ovh_sms::service::Reply::new(1, t, "Oui").number.map(text)
    }),
    ("the JSON of a service::Reply", |t| {
        let json = serde_json::to_value(ovh_sms::service::Reply::new(1, t, "Oui")).unwrap();
        let reply: ovh_sms::service::Reply = serde_json::from_value(json).unwrap();
        reply.number.map(text)
    }),
];

/// Texts with their number, strictly and as reported by the service.
const RULES: &[(&str, Option<&str>, Option<&str>)] = &[
    ("+33600000001", Some("+33600000001"), Some("+33600000001")),
    ("+460700000000", None, Some("+460700000000")),
    ("+336000000123", None, Some("+336000000123")),
    ("+9991234567", None, Some("+9991234567")),
    (
        "+447700900123",
        Some("+447700900123"),
        Some("+447700900123"),
    ),
    ("+33600000001.0", None, None),
    ("+33600000001 (2)", None, None),
    ("+4915100000011-1", None, None),
    ("+33600000001 ext 5", None, None),
    ("0600000001", None, None),
    ("'+33600000001", None, None),
    ("36111", None, None),
];

#[test]
fn each_place_follows_each_rule() {
    for &(input, strict, reported) in RULES {
        for (place, read) in STRICT {
            assert_eq!(read(input).as_deref(), strict, "{place}: {input}");
        }
        for (place, read) in REPORTED {
            assert_eq!(read(input).as_deref(), reported, "{place}: {input}");
        }
    }
}

/// The files of the library that read numbers. A new one needs a row in the tables above, or in the
/// tests of mailings.
const FILES: &[&str] = &[
    "callback.rs",
    "mailing/rows/options.rs",
    "message/builder.rs",
    "message/stored.rs",
    "sending/report.rs",
    "sending/stored.rs",
    "service/blacklist.rs",
    "service/replies.rs",
    "service/send/judge.rs",
    "service/send/response.rs",
    "service/track.rs",
    "values/name.rs",
];

#[test]
fn each_file_that_reads_numbers_is_known() {
    const WAYS: [&str; 7] = [
        "from_service",
        "parse_national",
        "parse_bare",
        "parse::<PhoneNumber>",
        "TryInto<PhoneNumber>",
        "number::reported",
        "ReportedNumber",
    ];
    fn search(folder: &Path, found: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                search(&path, found);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap_or_default();
            let mut code = source
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with("//"));
            if code.any(|line| WAYS.iter().any(|way| line.contains(way))) {
                let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
                let path = path.strip_prefix(src).unwrap();
                found.insert(path.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    let mut found = BTreeSet::new();
    search(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut found,
    );
    found.retain(|file| !file.starts_with("values/number/"));
    let known: BTreeSet<String> = FILES.iter().map(|&file| file.to_owned()).collect();
    assert_eq!(found, known);
}

#[test]
fn a_sender_of_the_account_is_kept_as_it_is() {
    for text in ["+336000000123", "+33600000001"] {
        assert!(
            text.parse::<SenderName>().unwrap().number().is_some(),
            "{text}"
        );
    }
}
