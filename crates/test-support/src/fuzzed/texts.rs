//! Properties of what is read from texts: numbers, callbacks, configuration.

use ovh_sms::PhoneNumber;
use ovh_sms::callback::{Receipt, Reply};
use ovh_sms::config::{Config, Environment};

/// Checks that an accepted number is canonical and is accepted again, and that errors are one
/// printable line.
pub fn numbers(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<PhoneNumber>() {
        Ok(number) => {
            let canonical = number.to_string();
            assert_eq!(canonical.parse(), Ok(number), "{text:?}");
            let digits = canonical.strip_prefix('+').unwrap();
            assert!((7..=15).contains(&digits.len()), "{text:?}: {canonical}");
            assert!(!digits.starts_with('0'), "{text:?}: {canonical}");
            let json = serde_json::to_string(&number).unwrap();
            assert_eq!(serde_json::from_str::<PhoneNumber>(&json).unwrap(), number);
            assert!(!format!("{number:?}").contains(digits), "not masked");
            assert!(has_digits(&text, digits), "{text:?}: {canonical}");
        }
        Err(error) => is_a_line(&error.to_string(), &text),
    }
}

/// Returns whether a text has these digits: none is invented, lost or moved, except the `00` before
/// the number and a prefix of local calls in parentheses. Digits of other scripts are not compared.
fn has_digits(text: &str, digits: &str) -> bool {
    let given = |text: &str| -> String {
        let all: String = text.chars().filter(char::is_ascii_digit).collect();
        all.trim_start_matches('0').to_owned()
    };
    let local = ["(0)", "(06)", "(1)", "(8)", "(80)"];
    let is_other = |c: char| c.is_numeric() && !c.is_ascii_digit();
    let is_visible = |c: &char| !c.is_whitespace() && !c.is_control();
    let compact: String = text.chars().filter(is_visible).collect();
    text.contains(is_other)
        || given(text) == digits
        || local
            .iter()
            .any(|local| given(&compact.replacen(local, "", 1)) == digits)
}

/// Checks that a callback is parsed without an error, and that its known fields are in the query.
pub fn callbacks(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let receipt = Receipt::from_query(&text);
    assert_eq!(receipt, Receipt::from_query(&text));
    if let Some(id) = receipt.id {
        assert!(text.contains(char::is_numeric), "{text:?}: {id}");
    }
    if let Some(status) = receipt.status {
        let _ = (status.is_final(), status.to_string());
    }
    if let Some(ptt) = receipt.ptt {
        let _ = (ptt.to_string(), ptt.advice());
    }
    if let Some(date) = &receipt.date {
        let _ = (date.utc(), date.naive());
    }
    let reply = Reply::from_form(bytes);
    if let (Some(number), Some(sender)) = (reply.number(), &reply.sender) {
        let digits = number.to_string();
        assert!(
            has_digits(sender, digits.trim_start_matches('+')),
            "{sender:?}: {digits}"
        );
    }
    let debug = format!("{reply:?}");
    if let Some(text) = reply.message.filter(|text| text.len() > 12) {
        assert!(!debug.contains(&text), "the text is in Debug: {debug}");
    }
}

/// The secret that is in every configuration file of the property.
const SECRET: &str = "fuzz5ecretfuzz5ecretfuzz5ecretfu";

/// Checks that a configuration file is read or refused with a printable message, and that neither
/// shows a secret.
pub fn ovh_conf(bytes: &[u8]) {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    text = text.replace("SECRET", SECRET);
    let is_hidden = is_secret_only(&text);
    let environment = Environment::empty()
        .with_home_dir("/home/me")
        .with_file("/home/me/.ovh.conf", text.as_str());
    match Config::load(&environment) {
        Ok(config) => {
            let shown = format!("{config:?} {:?}", config.describe());
            assert!(
                !is_hidden || !shown.contains(SECRET),
                "a secret is shown: {shown}"
            );
        }
        Err(error) => {
            let shown = format!("{error} {error:?}");
            assert!(
                !is_hidden || !shown.contains(SECRET),
                "a secret is shown: {shown}"
            );
            is_a_line(&error.to_string(), &text);
        }
    }
}

/// Returns whether the secret is only the value of keys that hold secrets.
fn is_secret_only(text: &str) -> bool {
    const KEYS: [&str; 5] = [
        "access_token",
        "application_key",
        "application_secret",
        "client_secret",
        "consumer_key",
    ];
    let mut lines = text.lines().filter(|line| line.contains(SECRET));
    lines.all(|line| {
        let (key, value) = line.split_once(['=', ':']).unwrap_or_default();
        KEYS.contains(&key.trim()) && value.trim() == SECRET
    })
}

/// Checks that a message has no control characters and is not longer than a screen.
pub(super) fn is_a_line(message: &str, input: &str) {
    assert!(!message.is_empty(), "{input:?}");
    let steers = |c: char| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!message.contains(steers), "{message:?} for {input:?}");
    assert!(
        message.len() < 4_000,
        "{} bytes for {input:?}",
        message.len()
    );
}
