//! Errors as programs see them: one shape, and no cause that is printed twice.

use std::error::Error as StdError;

use ovh_sms::auth::{AccessToken, Method};
use ovh_sms::config::ConfigError;
use ovh_sms::error::{CallErrorKind, ConnectionProblem, ErrorKind, Refusal};
use ovh_sms::mailing::{Mailing, MailingError, SlotKey};
use ovh_sms::message::{Message, MessageError};
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::{
    Client, Credentials, Error, NameError, NumberError, PhoneNumber, SenderName, ServiceName, Tag,
};
use ovh_sms_test_support::recorder::{Answer, Recorder};
use ovh_sms_test_support::{fault_server, fault_server::Act, fault_server::By};
use serde_json::json;

/// The texts of an error and of all its causes.
fn chain(error: &dyn StdError) -> Vec<String> {
    let mut texts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        texts.push(error.to_string());
        next = error.source();
    }
    texts
}

/// What anyhow prints by `{:#}` says nothing twice: no cause is part of what comes before it.
fn assert_no_cause_twice(error: &dyn StdError) {
    let chain = chain(error);
    for (at, cause) in chain.iter().enumerate() {
        for before in chain.iter().take(at) {
            assert!(
                !before.contains(cause.as_str()),
                "{cause:?} twice: {chain:?}"
            );
        }
    }
}

async fn failing(act: Act) -> Error {
    let act = By(move |_: fault_server::Request| act.clone());
    let address = fault_server::start(std::sync::Arc::new(act)).await;
    let client = Client::builder()
        .endpoint(format!("http://{address}/1.0"))
        .credentials(Credentials::unsigned())
        .options(ovh_sms::Options::new().retry(ovh_sms::Retry::never()))
        .build()
        .unwrap();
    client.api().services_list().await.unwrap_err()
}

async fn refused_at(endpoint: &str) -> Error {
    let client = Client::builder()
        .endpoint(endpoint)
        .credentials(Credentials::unsigned())
        .options(ovh_sms::Options::new().retry(ovh_sms::Retry::never()))
        .build()
        .unwrap();
    client.api().services_list().await.unwrap_err()
}

#[tokio::test]
async fn no_error_prints_a_cause_twice() {
    let missing = tempfile::tempdir().unwrap().path().join("ovh.conf");
    let unreadable = ConfigError::Unreadable {
        path: missing.display().to_string(),
        error: std::fs::read(&missing).unwrap_err(),
    };
    let mut errors: Vec<Box<dyn StdError>> = vec![
        Box::new(failing(Act::status(403, json!({ "message": "no" }))).await),
        Box::new(failing(Act::status(200, "<html>x</html>")).await),
        Box::new(failing(Act::status(200, "")).await),
        Box::new(failing(Act::status(200, "{")).await),
        Box::new(failing(Act::Reset).await),
        Box::new(refused_at("http://127.0.0.1:1/1.0").await),
        Box::new(refused_at("https://api.invalid/1.0").await),
        Box::new(Error::from(unreadable)),
        Box::new(Error::from(MessageError::NoReceiver)),
        Box::new(Error::from("06".parse::<PhoneNumber>().unwrap_err())),
        Box::new(Error::from("".parse::<Tag>().unwrap_err())),
        Box::new(MailingError::from(std::io::Error::other("disk full"))),
        Box::new(MailingError::from(
            refused_at("http://127.0.0.1:1/1.0").await,
        )),
    ];
    let file = Mailing::transactional("x", "y")
        .allow_replies()
        .from_csv(&b""[..]);
    errors.push(Box::new(file.unwrap_err()));
    let rows = Mailing::transactional("x", "y")
        .allow_replies()
        .from_csv(&b"number\n06\n"[..]);
    errors.push(Box::new(rows.unwrap_err()));
    for error in &errors {
        assert_no_cause_twice(&**error);
    }
}

#[tokio::test]
async fn a_lost_or_refused_connection_names_the_step_that_failed() {
    for (error, problem, text) in [
        (
            refused_at("http://127.0.0.1:1/1.0").await,
            ConnectionProblem::Refused,
            "the connection was refused",
        ),
        (
            refused_at("https://api.invalid/1.0").await,
            ConnectionProblem::Dns,
            "could not be resolved",
        ),
    ] {
        let Some(CallErrorKind::Connection(connection)) = error.call_kind() else {
            panic!("{error}");
        };
        assert_eq!(connection.problem, problem, "{error}");
        assert!(error.is_connect() && !error.is_timeout() && !error.may_have_been_sent());
        let words = error.to_string();
        assert!(
            words.contains(text) && words.contains("GET /sms"),
            "{words}"
        );
        assert!(error.source().is_some());
        let source = error.source().unwrap().to_string();
        assert!(!words.contains(&source), "{words}: {source}");
    }
}

#[tokio::test]
async fn a_refusal_is_typed_wherever_it_is_met() {
    let recorder = Recorder::start().await;
    let words = json!({ "message": "Sms sender SHOP does not exists. Please create it first" });
    recorder.answer(Answer(403, "application/json", words.to_string()));
    let service = recorder.client().service("sms-ab12345-1");
    let message = Message::transactional("Bonjour")
        .from("SHOP")
        .to("+33600000000");
    let error = service.send(message).await.unwrap_err();
    assert_eq!(error.refusal(), Some(Refusal::SenderUnusable), "{error}");
    assert_eq!(error.operation().unwrap().id(), "jobs_create");
    assert!(error.to_string().contains("usable_senders"), "{error}");
}

/// Values that people pass: by reference, owned, or as a `Cow`; and `?` on their errors.
#[test]
#[expect(
    clippy::needless_borrows_for_generic_args,
    reason = "references are what people pass"
)]
fn values_convert_from_what_people_have() -> Result<(), Error> {
    let owned = "+33600000000".to_owned();
    let number = PhoneNumber::try_from(&owned)?;
    let sender = SenderName::try_from(&"MyCompany".to_owned())?;
    let tag = Tag::try_from(std::borrow::Cow::Borrowed("monday"))?;
    let message = Message::transactional("x")
        .to(&owned)
        .to(std::borrow::Cow::Borrowed("+33600000001"))
        .to("+33600000002".to_owned())
        .from(&sender)
        .tag(&tag);
    message.check()?;
    let same = Message::transactional("x")
        .to(&number)
        .from(&"MyCompany".to_owned());
    same.check()?;
    Ok(())
}

/// The error of a text that is not a value of this type.
fn refused<T: std::str::FromStr>(text: &str) -> T::Err {
    match text.parse::<T>() {
        Ok(_) => panic!("{text:?} is accepted"),
        Err(error) => error,
    }
}

/// A type that is made of text, and texts that it refuses.
struct Newtype {
    name: &'static str,
    error: fn(&str) -> Box<dyn StdError>,
    refused: Vec<&'static str>,
}

macro_rules! newtypes {
    ($($name:ty: $($text:expr),*;)*) => {
        [$(Newtype {
            name: stringify!($name),
            error: |text| Box::new(refused::<$name>(text)),
            refused: vec![$($text),*],
        }),*]
    };
}

/// Empty and blank texts, too long ones, wrong characters: the error shows the value, shortened, and
/// no whole phone number.
#[test]
fn bad_values_are_typed_errors_that_show_the_value() {
    let long: &'static str = "x".repeat(100_000).leak();
    let digits: &'static str = "7".repeat(100_000).leak();
    let newtypes = newtypes! {
        Tag: "", " ", "\t", "a b", "a\nb", "é", "a/b", long, digits, "+33600000012";
        SenderName: "", " ", "\t", "AB", " OVH", "OVH ", "Müller", "a\nbc", long, digits,
            "+33 6 00 00 00 12";
        ServiceName: "", " ", ".", "..", "a b", "a/b", "a\nb", "+33 600000012";
        PhoneNumber: "+", "0612", "0600000012", "33600000012", "+33 0600000012", "+0600000012",
            "+33600000012.0", "'+33600000012", "=+33600000012", "3,36E+10",
            "é", "+33600000012x", long, digits;
        SlotKey: "", " ", "xyz", "123", "+33600000012", long;
        Ptt: "", " ", "x", "4.5", long, digits;
        DeliveryStatus: "", " ", "x", "1.0", long, digits;
        Method: "", " ", "get", "PATCH";
    };
    for newtype in newtypes {
        for text in newtype.refused {
            let name = newtype.name;
            let error = (newtype.error)(text);
            let (words, debug) = (error.to_string(), format!("{error:?}"));
            assert!(words.chars().count() < 300, "{name}: {words}");
            assert!(debug.chars().count() < 300, "{name}: {debug}");
            let shown = match text.len() {
                0..5 => text.replace('\t', "<U+0009>").replace('\n', "<U+000A>"),
                length => text.chars().take(2.min(length)).collect(),
            };
            assert!(words.contains(&shown), "{name} {text:?}: {words}");
            for personal in ["600000012", "6 00 00 00 12"] {
                assert!(!words.contains(personal), "{name}: {words}");
                assert!(!debug.contains(personal), "{name}: {debug}");
            }
        }
    }
    for text in ["", " ", "\t", " -- "] {
        assert_eq!(refused::<PhoneNumber>(text), NumberError::Empty, "{text:?}");
    }
    // Secrets are not shown.
    for text in ["", " ", "a b", "é"] {
        let error = AccessToken::new(text).unwrap_err();
        assert_eq!(error.key.to_string(), "access_token");
        assert!(
            text.is_empty() || !error.to_string().contains("a b"),
            "{error}"
        );
    }
}

#[test]
fn bad_fields_of_a_message_are_typed_errors_without_whole_numbers() {
    let to = |number: &str| Message::transactional("x").to(number);
    type Check = fn(&MessageError) -> bool;
    let table: [(&str, Message, Check); 9] = [
        ("an empty text", to("+33600000012").with_text(""), |e| {
            matches!(e, MessageError::EmptyText)
        }),
        (
            "a blank text",
            to("+33600000012").with_text(" \n\t\u{a0}"),
            |e| matches!(e, MessageError::EmptyText),
        ),
        (
            "a long text",
            to("+33600000012").with_text("x".repeat(50_000)),
            |e| matches!(e, MessageError::TooLong { .. }),
        ),
        ("an empty sender", to("+33600000012").from(""), |e| {
            matches!(e, MessageError::Name(NameError::Sender { .. }))
        }),
        ("an empty tag", to("+33600000012").tag(""), |e| {
            matches!(e, MessageError::Name(NameError::Tag { .. }))
        }),
        ("a local number", to("06 00 00 00 12"), |e| {
            matches!(e, MessageError::Receiver(NumberError::Local { .. }))
        }),
        (
            "a number twice",
            to("+33600000012").to("0033600000012"),
            |e| matches!(e, MessageError::Duplicate { .. }),
        ),
        (
            "a foreign number",
            to("+447700900000").allow_replies(),
            |e| matches!(e, MessageError::NotFrench { .. }),
        ),
        (
            "a number in the text",
            to("+33600000012")
                .with_text("Call 0600000012")
                .allow_replies(),
            |e| matches!(e, MessageError::ContactInformation { .. }),
        ),
    ];
    for (what, message, is_expected) in table {
        let error = message.check().unwrap_err();
        assert!(is_expected(&error), "{what}: {error:?}");
        for words in [error.to_string(), format!("{error:?}")] {
            assert!(!words.contains("600000012"), "{what}: {words}");
            assert!(!words.contains("7700900000"), "{what}: {words}");
        }
    }
}

#[tokio::test]
async fn a_date_in_the_past_is_a_typed_error_that_shows_both_dates() {
    let recorder = Recorder::start().await;
    let past = chrono::DateTime::from_timestamp(1_600_000_000, 0).unwrap();
    let message = Message::transactional("x").to("+33600000012").at(past);
    let service = recorder.client().service("sms-ab12345-1");
    let error = service.send(message).await.unwrap_err();
    assert!(error.is_usage(), "{error}");
    let kind = error.kind();
    assert!(matches!(kind, ErrorKind::Message(MessageError::Past { at, .. }) if *at == past));
    assert!(error.to_string().contains("2020-09-13") && error.to_string().contains("2023-11-14"));
    assert!(recorder.requests().is_empty());
}

#[tokio::test]
async fn a_gateways_page_does_not_prove_that_an_object_is_missing() {
    let found = [
        (
            Act::status(404, json!({ "message": "This object does not exist" })),
            true,
        ),
        (
            Act::status(404, json!({ "class": "Client::NotFound" })),
            true,
        ),
        (
            Act::status(404, "<html><body>Not found</body></html>"),
            false,
        ),
        (Act::status(404, ""), false),
        (Act::status(404, json!({ "status": 404 })), false),
        (Act::status(403, json!({ "message": "no" })), false),
    ];
    for (act, expected) in found {
        let error = failing(act).await;
        assert_eq!(error.is_not_found(), expected, "{error}");
    }
}
