//! Changing an `ovh.conf` in place: only the keys that are set change.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use ovh_sms::Credentials;
use ovh_sms::config::{ConfText, Config, EditError, Environment, FileFault, Key};
use proptest::prelude::*;

/// Returns the text with a consumer key set in `[ovh-eu]`.
fn with_key(text: &str) -> String {
    let mut text = ConfText::parse("ovh.conf", text).unwrap();
    text.set("ovh-eu", Key::CONSUMER_KEY, "NEW").unwrap();
    text.as_str().to_owned()
}

#[test]
fn only_the_line_of_the_key_moves() {
    let table = [
        ("", "[ovh-eu]\nconsumer_key = NEW\n"),
        ("[ovh-eu]", "[ovh-eu]\nconsumer_key = NEW\n"),
        (
            "# mine\n[default]\nendpoint=ovh-eu",
            "# mine\n[default]\nendpoint=ovh-eu\n\n[ovh-eu]\nconsumer_key=NEW\n",
        ),
        (
            "[ovh-eu]\nconsumer_key = OLD ; not a comment\napplication_key = a\n",
            "[ovh-eu]\nconsumer_key = NEW\napplication_key = a\n",
        ),
        // The style of the file is kept: case, delimiter, indentation, order, line ends.
        (
            "  [ovh-eu]\r\n    Consumer_Key\t:  OLD\r\n; end",
            "  [ovh-eu]\r\n    Consumer_Key\t:  NEW\r\n; end",
        ),
        (
            "[ovh-eu]\r\napplication_key:a\r\n\r\n; below\r\n[ovh-ca]\r\nconsumer_key=OTHER\r\n",
            "[ovh-eu]\r\napplication_key:a\r\nconsumer_key:NEW\r\n\r\n; below\r\n[ovh-ca]\r\nconsumer_key=OTHER\r\n",
        ),
        (
            "[ovh-eu]\rapplication_key=a",
            "[ovh-eu]\rapplication_key=a\rconsumer_key=NEW\r",
        ),
        ("[ovh-eu]\nconsumer_key=\n", "[ovh-eu]\nconsumer_key=NEW\n"),
        (
            "[ovh-eu]\nconsumer_key =\n",
            "[ovh-eu]\nconsumer_key = NEW\n",
        ),
        // The continuation lines of a value are removed; the comments between them stay.
        (
            "[ovh-eu]\nconsumer_key = a\n  b\n  # why\n  c\n\n[x]\n",
            "[ovh-eu]\nconsumer_key = NEW\n  # why\n\n[x]\n",
        ),
        // After the whole value of the last entry, not after its first line.
        (
            "[ovh-eu]\nsms_service = a\n  b\n; note\n",
            "[ovh-eu]\nsms_service = a\n  b\nconsumer_key = NEW\n; note\n",
        ),
        // An indented header would become a part of the new value.
        (
            "[ovh-eu]\n  [x]\n",
            "[ovh-eu]\n  consumer_key = NEW\n  [x]\n",
        ),
        (
            "\u{feff}[ovh-eu]\n",
            "\u{feff}[ovh-eu]\nconsumer_key = NEW\n",
        ),
        // Values that apply to all sections are left unchanged.
        (
            "[DEFAULT]\nconsumer_key=SHARED\n[ovh-eu]\n",
            "[DEFAULT]\nconsumer_key=SHARED\n[ovh-eu]\nconsumer_key=NEW\n",
        ),
    ];
    for (before, after) in table {
        assert_eq!(with_key(before), after, "{before:?}");
    }
}

#[test]
fn what_is_no_ovh_conf_is_refused_with_its_line() {
    let table = [
        ("[ovh-eu]\n[ovh-eu]\n", 2, "duplicate section"),
        ("[ovh-eu]\nconsumer_key=a\nconsumer_key=b\n", 3, "duplicate"),
        ("consumer_key=a\n", 1, "before the first section"),
        ("[ovh-eu]\nnonsense\n", 2, "neither"),
    ];
    for (text, line, words) in table {
        let Err(EditError::File(error)) = ConfText::parse("/home/me/.ovh.conf", text) else {
            panic!("{text:?} was read");
        };
        assert_eq!(error.line, line, "{text:?}");
        assert!(error.to_string().contains(words), "{error}");
    }
    let Err(EditError::File(error)) = ConfText::parse("ovh.conf", b"[ovh-eu]\n\xff\n") else {
        panic!("bytes that are no text were read");
    };
    assert_eq!(error.fault, FileFault::NotUtf8);
}

#[test]
fn a_value_that_would_be_read_otherwise_is_refused_and_never_said() {
    let mut text = ConfText::parse("ovh.conf", "[ovh-eu]\n").unwrap();
    for value in ["", " CANARY", "CANARY\n[x]", "CANARY ", "CAN\u{0}ARY"] {
        let error = text.set("ovh-eu", Key::CONSUMER_KEY, value).unwrap_err();
        assert_eq!(error, EditError::Value(Key::CONSUMER_KEY));
        assert!(!format!("{error} {error:?}").contains("CANARY"));
    }
    for section in ["", "DEFAULT", "a\nb"] {
        let error = text.set(section, Key::CONSUMER_KEY, "a").unwrap_err();
        assert!(matches!(error, EditError::Section(_)), "{error}");
    }
    assert_eq!(text.as_str(), "[ovh-eu]\n");
    text.set("ovh-eu", Key::CONSUMER_KEY, "CANARY").unwrap();
    assert!(!format!("{text:?}").contains("CANARY"));
    assert!(text.has("ovh-eu", Key::CONSUMER_KEY));
    assert!(!text.has("ovh-ca", Key::CONSUMER_KEY));
}

#[test]
fn what_is_written_is_what_is_read() {
    for section in [
        "ovh-eu",
        "http://127.0.0.1:8080/1.0",
        "http://[::1]:8080/1.0",
    ] {
        let mut text = ConfText::parse("ovh.conf", "; by hand\r\n").unwrap();
        for (section, key, value) in [
            ("default", Key::ENDPOINT, section),
            (section, Key::APPLICATION_KEY, "#key"),
            (section, Key::APPLICATION_SECRET, "=;:secret"),
            (section, Key::CONSUMER_KEY, "[consumer]"),
        ] {
            text.set(section, key, value).unwrap();
        }
        let environment = Environment::empty().with_file("/etc/ovh.conf", text.as_str());
        let config = Config::load(&environment).unwrap();
        assert_eq!(config.section(), section);
        let Credentials::ApplicationKey(key) = config.credentials() else {
            panic!("{:?}", config.credentials());
        };
        assert_eq!(key.application_key(), "#key");
        assert!(text.as_str().starts_with("; by hand\r\n\r\n[default]\r\n"));
    }
}

proptest! {
    /// Files composed of meaningful pieces: every file that can be read can be changed, and except
    /// for the key that is set every value and every comment stays.
    #[test]
    fn any_file_that_can_be_read_can_be_changed(pieces in proptest::collection::vec(
        prop_oneof![
            Just("[ovh-eu]"), Just("[default]"), Just("[DEFAULT]"), Just("[x] y"), Just("consumer_key"),
            Just("Consumer_KEY = old"), Just("sms_service:a"), Just("k=v"), Just("other = 1"), Just("="),
            Just(" "), Just("  "), Just("\t"), Just("\u{a0}"), Just("\u{1f}"), Just("#"), Just("; note"),
            Just("é"), Just("\n"), Just("\n"), Just("\n"), Just("\n"), Just("\r\n"), Just("\r"),
        ], 0..24),
    ) {
        let before = pieces.concat();
        if let Ok(mut text) = ConfText::parse("ovh.conf", &before) {
            text.set("ovh-eu", Key::CONSUMER_KEY, "NEW").unwrap();
            // Setting it again changes nothing.
            let once = text.as_str().to_owned();
            text.set("ovh-eu", Key::CONSUMER_KEY, "NEW").unwrap();
            prop_assert_eq!(text.as_str(), &once);
            prop_assert_eq!(once.matches("; note").count() >= before.matches("\n; note").count(), true);
        }
    }
}
