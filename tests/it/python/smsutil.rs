//! Encoding, units and parts of texts agree with an independent implementation.
//!
//! Needs a python that has the package `smsutil`:
//! `python3 -m venv target/python && target/python/bin/pip install smsutil==1.1.3`, then
//! `OVH_SMS_PYTHON=target/python/bin/python cargo test -p ovh-sms --features full --test it python::smsutil -- --ignored`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test fails by panicking"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use ovh_sms::message::{Encoding, parts, segments};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde::Deserialize;
use serde_json::json;

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/sms_parts.py");
const TEXTS: usize = 10_000;

#[derive(Deserialize)]
struct Theirs {
    gsm: bool,
    units: usize,
    parts: Vec<String>,
}

/// Texts of all lengths around the boundaries, with many characters that take two units.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{0,500}",
        r"[a-z€{}\[\]^|~\\ ]{0,500}",
        "[a-zàéèùÇñß@£$Δ\r\n]{150,165}",
        "x{150,155}[€a]{0,4}x{140,160}",
        "[a-zêç’ ]{0,220}",
        "ê[a-z😀]{60,75}",
        "[a-z😀👍é]{125,140}",
        any::<String>(),
        r"\PC{0,200}",
    ]
    // smsutil counts the escape itself as a character, which no phone shows; it counts an empty
    // text as Unicode.
    .prop_map(|text| text.replace('\u{1b}', ""))
    .prop_filter("not empty", |text| !text.is_empty())
}

#[test]
#[ignore = "needs OVH_SMS_PYTHON, the path of a python that has the package `smsutil`"]
fn texts_split_as_smsutil_splits_them() {
    let mut runner = TestRunner::deterministic();
    let strategy = text();
    let texts: Vec<String> = (0..TEXTS)
        .map(|_| strategy.new_tree(&mut runner).unwrap().current())
        .collect();
    let theirs = ask_python(&texts);
    assert_eq!(theirs.len(), texts.len());
    let mut seen = [0, 0];
    for (text, theirs) in texts.iter().zip(&theirs) {
        let ours = segments(text, false);
        assert_eq!(ours.encoding == Encoding::Gsm7, theirs.gsm, "{text:?}");
        assert_eq!(ours.units, theirs.units, "{text:?}");
        let split: Vec<&str> = parts(text, false).map(|part| part.text).collect();
        assert_eq!(split, theirs.parts, "{text:?}");
        assert_eq!(ours.parts, theirs.parts.len(), "{text:?}");
        *seen.get_mut(usize::from(theirs.gsm)).unwrap() += usize::from(ours.parts > 1);
    }
    assert!(
        seen.iter().all(|&long| long > TEXTS / 50),
        "{seen:?} texts of several parts"
    );
}

fn ask_python(texts: &[String]) -> Vec<Theirs> {
    let python = std::env::var_os("OVH_SMS_PYTHON").expect("OVH_SMS_PYTHON names a python");
    let mut child = Command::new(python)
        .arg(SCRIPT)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python starts");
    let mut stdin = child.stdin.take().unwrap();
    stdin
        .write_all(json!(texts).to_string().as_bytes())
        .unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "the script failed");
    serde_json::from_slice(&output.stdout).unwrap()
}
