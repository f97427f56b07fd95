//! A canary in every key: it must never be shown by `Debug`, `Display`, an error or an event.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::error::Error;
use std::fmt::Write as _;
use std::io;
use std::sync::{Arc, Mutex};

use ovh_sms::auth::Credentials;
use ovh_sms::config::{Config, ConfigBuilder, Environment, Key};
use proptest::prelude::*;

const CANARY: &str = "CANARY0123456789abcdef0123456789";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Everything that loading outputs: events, errors with their chains, every `Debug`.
fn everything_said(builder: &ConfigBuilder, environment: &Environment) -> String {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(move || writer.clone())
        .finish();
    let outcome = tracing::subscriber::with_default(subscriber, || builder.load(environment));
    let mut said = format!("{builder:#?} {environment:#?} {outcome:#?}");
    match &outcome {
        Ok(config) => {
            for row in config.describe() {
                write!(said, " {row} {row:?}").unwrap();
            }
        }
        Err(error) => {
            let mut next: Option<&dyn Error> = Some(error);
            while let Some(error) = next {
                write!(said, " {error} {error:?}").unwrap();
                next = error.source();
            }
        }
    }
    said.push_str(std::str::from_utf8(&log.0.lock().unwrap()).unwrap());
    said
}

fn nowhere() -> Environment {
    Environment::empty()
        .with_current_dir("/project")
        .with_home_dir("/home/me")
}

#[test]
fn a_secret_in_any_key_alone_or_with_others_is_never_said() {
    let credentials = [
        Key::APPLICATION_KEY,
        Key::APPLICATION_SECRET,
        Key::CONSUMER_KEY,
        Key::CLIENT_ID,
        Key::CLIENT_SECRET,
        Key::ACCESS_TOKEN,
    ];
    for choice in 0..1_u32 << credentials.len() {
        let chosen = || {
            (0..)
                .zip(&credentials)
                .filter(move |(bit, _)| choice & (1 << bit) != 0)
                .map(|(_, key)| *key)
        };
        let mut by_argument = Config::builder();
        let mut by_variable = nowhere();
        let mut text = String::from("[default]\nendpoint = ovh-eu\n[ovh-eu]\n");
        for key in chosen() {
            by_argument = by_argument.set(key, CANARY);
            by_variable = by_variable.with_var(key.variable(), CANARY);
            writeln!(text, "{key} = {CANARY}").unwrap();
        }
        let by_file = nowhere().with_world_readable_file("/home/me/.ovh.conf", text);
        let plain = Config::builder();
        for (builder, environment) in [
            (&by_argument, &nowhere()),
            (&plain, &by_variable),
            (&plain, &by_file),
        ] {
            let said = everything_said(builder, environment);
            assert!(!said.contains(CANARY), "{said}");
        }
    }
}

#[test]
fn a_faulty_secret_is_never_said() {
    let key = Key::APPLICATION_SECRET;
    let broken_files = [
        format!("{key} = {CANARY}\n"),
        format!("{CANARY}\n"),
        format!("[ovh-eu]\n{key} {CANARY}\n"),
        format!("[ovh-eu]\n{CANARY}\n"),
        format!("[ovh-eu]\n= {CANARY}\n"),
        format!("[ovh-eu\n{key} {CANARY}"),
        format!("[{CANARY}"),
        format!("[ovh-eu]\n{key} = {CANARY}\n{key} = {CANARY}\n"),
        format!("[ovh-eu]\n{key} = {CANARY}\n  {CANARY}\n"),
        format!("[ovh-eu]\n{key} = {CANARY} ; mine\napplication_key = a\n"),
        format!("[ovh-eu]\n{key} = {CANARY}\u{e9}\napplication_key = a\n"),
        format!("[default]\nendpoint = {CANARY}\n"),
        format!("[default]\nendpoint = https://me:{CANARY}@proxy.example/\n"),
        format!("[default]\nendpoint = https://proxy.example/?token={CANARY}\n"),
    ];
    for text in broken_files {
        let said = everything_said(
            &Config::builder(),
            &nowhere().with_file("/project/ovh.conf", text),
        );
        assert!(said.contains("Err("), "{said}");
        assert!(!said.contains(CANARY), "{said}");
    }
}

#[test]
fn credentials_given_whole_are_never_said() {
    let kinds = [
        Credentials::application_key(CANARY, CANARY, CANARY).unwrap(),
        Credentials::application(CANARY, CANARY).unwrap(),
        Credentials::oauth2(CANARY, CANARY).unwrap(),
        Credentials::access_token(CANARY).unwrap(),
    ];
    for credentials in kinds {
        let said = everything_said(&Config::builder().credentials(credentials), &nowhere());
        assert!(said.contains("Ok(") && !said.contains(CANARY), "{said}");
    }
    let faulty = format!("{CANARY}\n");
    let error = Credentials::access_token(faulty).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(CANARY));
}

#[test]
fn a_file_with_secrets_that_everyone_can_read_is_warned_of() {
    let table = [
        ("[ovh-eu]\naccess_token = a\n", true, true),
        ("[ovh-eu]\naccess_token = a\n", false, false),
        (
            "[default]\nendpoint = ovh-eu\n[ovh-eu]\napplication_key = a\n",
            true,
            false,
        ),
    ];
    for (text, world_readable, warned) in table {
        let environment = if world_readable {
            nowhere().with_world_readable_file("/etc/ovh.conf", text)
        } else {
            nowhere().with_file("/etc/ovh.conf", text)
        };
        let said = everything_said(&Config::builder(), &environment);
        assert_eq!(
            said.contains("WARN") && said.contains("chmod 600"),
            warned,
            "{said}"
        );
    }
}

proptest! {
    #[test]
    fn no_file_and_no_variable_makes_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        text in "(\\[(default|ovh-eu|DEFAULT)\\]|endpoint|access_token|[ \\t=:;#\\[\\]\\r\\n]|\\PC){0,40}",
        endpoint in "\\PC{0,30}",
    ) {
        let environment = nowhere().with_file("/project/ovh.conf", bytes).with_file("/etc/ovh.conf", text.clone());
        let _ = Config::load(&environment);
        let environment = nowhere().with_file("/etc/ovh.conf", text).with_var("OVH_ENDPOINT", endpoint);
        let _ = Config::load(&environment);
    }
}
