//! The same ovh.conf read by us and by python-ovh gives the same credentials.
//!
//! Needs a python that has the package `ovh`; `.ci/run` makes one:
//! `python3 -m venv target/python && target/python/bin/pip install ovh==1.2.0`, then
//! `OVH_SMS_PYTHON=target/python/bin/python cargo test -p ovh-sms --features full --test it python::ovh -- --ignored`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use ovh_sms::auth::Credentials;
use ovh_sms::config::{ConfText, Config, ConfigError, Environment, Key};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/ovh_conf.py");

#[derive(Clone, Copy, PartialEq)]
enum Expect {
    /// Both read the same.
    Same,
    /// Both reject it.
    Refused,
    /// Only we read it, for the given reason.
    OnlyWe(&'static str),
    /// Only python-ovh reads it, for the given reason.
    OnlyPython(&'static str),
}
use Expect::{OnlyPython, OnlyWe, Refused, Same};

/// The contents of `/etc/ovh.conf`, `~/.ovh.conf` and `./ovh.conf`, the environment, and who reads
/// it.
type Case = (
    [Option<&'static str>; 3],
    &'static [(&'static str, &'static str)],
    Expect,
);

const FULL: &str = "[default]\n; which endpoint\nendpoint=ovh-eu\n\n[ovh-eu]\n# keys\napplication_key=AK\napplication_secret=AS\nconsumer_key=CK\n";
const OAUTH: &str =
    "[default]\nendpoint: ovh-ca\n[ovh-ca]\nclient_id : ID\nclient_secret\t=  SECRET  \n";

#[rustfmt::skip]
const CASES: &[Case] = &[
    ([Some(FULL), None, None], &[], Same),
    ([None, None, Some(OAUTH)], &[], Same),
    ([Some(FULL), None, Some("[default]\nendpoint=ovh-ca\n[ovh-ca]\napplication_key=A2\napplication_secret=S2\n")], &[], Same),
    ([Some(FULL), Some("[ovh-eu]\nconsumer_key=HOME\n"), Some("[ovh-eu]\napplication_secret=CWD\n")], &[], Same),
    ([Some(FULL), None, None], &[("OVH_CONSUMER_KEY", "ENV")], Same),
    ([Some(FULL), None, None], &[("OVH_ENDPOINT", "kimsufi-eu"), ("OVH_APPLICATION_KEY", "E"), ("OVH_APPLICATION_SECRET", "F")], Same),
    // Spelling: case of keys, delimiters inside values, indentation, line ends, repeated DEFAULT.
    ([None, Some("[default]\nENDPOINT = ovh-eu\n[ovh-eu]\nApplication_Key = a=b:c\napplication_SECRET : x;y#z\n"), None], &[], Same),
    ([None, Some("  [default]\n  endpoint = ovh-eu\n  [ovh-eu]\n  application_key = a\n"), None], &[], Refused),
    ([None, Some("[default]\n  endpoint = ovh-eu\n[ovh-eu]\n  application_key = a\n  application_secret = b\n"), None], &[], Same),
    ([None, Some("[default]\r\nendpoint=ovh-eu\r\n[ovh-eu]\r\napplication_key=a\r\napplication_secret=b\r\n"), None], &[], Same),
    ([None, Some("[DEFAULT]\napplication_key = shared\n[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_secret=b\n[DEFAULT]\nconsumer_key = c\n"), None], &[], Same),
    ([Some("[ovh-eu]\napplication_key = own\n"), None, Some("[DEFAULT]\napplication_key = shared\n[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_secret=b\n")], &[], Same),
    ([None, Some("[default] of mine\nendpoint=ovh-eu\n[ovh-eu]]\n[ovh-eu]\napplication_key=a\napplication_secret=%(b)s\n"), None], &[], Same),
    // Errors in files.
    ([None, None, Some("endpoint=ovh-eu\n")], &[], Refused),
    ([None, None, Some("[default]\nendpoint\n")], &[], Refused),
    ([None, None, Some("[default]\nendpoint=ovh-eu\nEndpoint=ovh-ca\n")], &[], Refused),
    ([Some(FULL), None, Some("[ovh-eu]\n[ovh-eu]\n")], &[], Refused),
    ([None, None, Some("[default]\nendpoint=ovh-ue\n")], &[], Refused),
    ([None, None, Some("[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key=a\n")], &[], Refused),
    ([Some(FULL), Some("[ovh-eu]\nclient_id=i\nclient_secret=s\n"), None], &[], Refused),
    ([Some(FULL), Some("[default]\nendpoint=ovh-ca\n"), None], &[], Refused),
    // Deliberate differences.
    ([Some(FULL), None, Some("[ovh-eu]\napplication_key=\n")], &[], OnlyWe("empty counts as unset")),
    ([Some(FULL), None, None], &[("OVH_ENDPOINT", "")], OnlyWe("empty counts as unset")),
    ([None, Some("[ovh-eu]\napplication_key=a\napplication_secret=b\n"), None], &[], OnlyWe("ovh-eu is the default")),
    ([None, Some("\u{feff}[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key=a\napplication_secret=b\n"), None], &[], OnlyWe("a byte order mark is passed over")),
    ([None, Some("[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key=a ; mine\napplication_secret=b\n"), None], &[], OnlyPython("no key holds a space")),
    ([None, Some("[default]\nendpoint=ovh-eu\n[ovh-eu]\napplication_key=a\napplication_secret=b\n c\n"), None], &[], OnlyPython("no key holds a line feed")),
    ([None, Some("[default]\nendpoint=ovh-eu\n[ovh-eu]\nclient_id=i\nclient_secret=s\nconsumer_key=c\n"), None], &[], OnlyPython("two kinds at once")),
];

#[test]
#[ignore = "needs OVH_SMS_PYTHON, the path of a python that has the package `ovh`"]
fn the_same_files_give_the_same_credentials_as_python_ovh() {
    let texts: Vec<String> = (0..3000).map(random_text).collect();
    let clients: Vec<_> = CASES
        .iter()
        .map(|([etc, home, cwd], env, _)| {
            let env: serde_json::Map<_, _> = env
                .iter()
                .map(|(k, v)| ((*k).to_owned(), json!(v)))
                .collect();
            json!({"etc": etc, "home": home, "cwd": cwd, "env": env})
        })
        .collect();
    let theirs = ask_python(&json!({"clients": clients, "texts": texts}));

    for (case, theirs) in CASES.iter().zip(theirs["clients"].as_array().unwrap()) {
        let ours = ours(case);
        let refused = theirs.get("error").is_some();
        let holds = match case.2 {
            Same => !refused && ours.as_ref().is_ok_and(|ours| ours == theirs),
            Refused => refused && ours.is_err(),
            OnlyWe(_) => refused && ours.is_ok(),
            OnlyPython(_) => !refused && ours.is_err(),
        };
        assert!(
            holds,
            "case {:?} {:?}\nours   {ours:?}\ntheirs {theirs}",
            case.0, case.1
        );
    }
    for (text, theirs) in texts.iter().zip(theirs["texts"].as_array().unwrap()) {
        let ours = match value_in(text) {
            Ok(value) => json!({ "value": value }),
            Err(_) => json!("error"),
        };
        let theirs = if theirs.get("error").is_some() {
            json!("error")
        } else {
            let value = theirs["value"].as_str().map(str::trim);
            json!({ "value": value.filter(|value| !value.is_empty()) })
        };
        assert_eq!(ours, theirs, "{text:?}");
    }
    let read = texts
        .iter()
        .filter(|text| value_in(text).is_ok_and(|value| value.is_some()))
        .count();
    assert!(
        read > 200,
        "only {read} of the made-up files hold a value: the comparison says little"
    );
}

#[test]
#[ignore = "needs OVH_SMS_PYTHON, the path of a python that has the package `ovh`"]
fn a_file_that_we_have_changed_gives_python_ovh_the_new_keys() {
    let before = [
        "",
        FULL,
        OAUTH,
        "# mine\r\n[default]\r\nendpoint: ovh-ca\r\n[ovh-eu]\r\nconsumer_key:old\r\n more\r\n\r\n[x]",
        "[default]\n  endpoint = ovh-eu\n[ovh-eu]\n  [kimsufi-eu]\n",
        "[DEFAULT]\nconsumer_key = shared\n",
    ];
    let changed = before.map(|text| {
        let mut text = ConfText::parse("ovh.conf", text).unwrap();
        for (section, key, value) in [
            ("default", Key::ENDPOINT, "ovh-eu"),
            ("ovh-eu", Key::APPLICATION_KEY, "AK="),
            ("ovh-eu", Key::APPLICATION_SECRET, "#AS"),
            ("ovh-eu", Key::CONSUMER_KEY, "CK;"),
        ] {
            text.set(section, key, value).unwrap();
        }
        text.as_str().to_owned()
    });
    let clients: Vec<_> = changed
        .iter()
        .map(|text| json!({"etc": null, "home": text, "cwd": null, "env": {}}))
        .collect();
    let theirs = ask_python(&json!({"clients": clients, "texts": []}));
    let theirs = theirs["clients"].as_array().unwrap();
    assert_eq!(theirs.len(), changed.len());
    for (text, theirs) in changed.iter().zip(theirs) {
        let wanted = json!({
            "endpoint": "ovh-eu", "application_key": "AK=", "application_secret": "#AS",
            "consumer_key": "CK;", "client_id": null, "client_secret": null,
        });
        assert_eq!(theirs, &wanted, "{text:?}");
    }
}

fn ask_python(question: &Value) -> Value {
    let python = std::env::var_os("OVH_SMS_PYTHON")
        .expect("set OVH_SMS_PYTHON to a python that has the package `ovh` (pip install ovh)");
    let mut child = Command::new(python)
        .args(["-X", "utf8", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("OVH_SMS_PYTHON must be the path of a python");
    // The script reads everything before it writes, and the handle is dropped here, so neither side
    // blocks.
    child
        .stdin
        .take()
        .unwrap()
        .write_all(question.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(
        output.status.success(),
        "{SCRIPT} failed; see its message above"
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

fn ours(([etc, home, cwd], env, _): &Case) -> Result<Value, ConfigError> {
    let mut environment = Environment::empty()
        .with_current_dir("/cwd")
        .with_home_dir("/home");
    for (path, text) in [
        ("/etc/ovh.conf", etc),
        ("/home/.ovh.conf", home),
        ("/cwd/ovh.conf", cwd),
    ] {
        if let Some(text) = text {
            environment = environment.with_file(path, *text);
        }
    }
    for (name, value) in *env {
        environment = environment.with_var(*name, *value);
    }
    let config = Config::load(&environment)?;
    let mut found = json!({
        "endpoint": config.endpoint().name(), "application_key": null, "application_secret": null,
        "consumer_key": null, "client_id": null, "client_secret": null,
    });
    match config.credentials() {
        Credentials::ApplicationKey(key) => {
            found["application_key"] = json!(key.application_key());
            found["application_secret"] = json!(key.application_secret().expose_secret());
            found["consumer_key"] = json!(key.consumer_key().map(ExposeSecret::expose_secret));
        }
        Credentials::OAuth2(account) => {
            found["client_id"] = json!(account.client_id());
            found["client_secret"] = json!(account.client_secret().expose_secret());
        }
        other => panic!("python-ovh does not know {other:?}"),
    }
    Ok(found)
}

/// Our reading of `sms_service`, a key of ours that may hold any text.
fn value_in(text: &str) -> Result<Option<String>, ConfigError> {
    let environment = Environment::empty().with_file("/etc/ovh.conf", text);
    let builder = Config::builder()
        .endpoint("ovh-eu")
        .credentials(Credentials::None);
    Ok(builder.load(&environment)?.sms_service().map(str::to_owned))
}

/// Returns a generated file; the same for the same number.
fn random_text(number: u64) -> String {
    const PIECES: [&str; 40] = [
        "\n",
        "\n",
        "\n",
        "\n",
        "\r\n",
        "\r",
        "[ovh-eu]",
        "[ovh-eu]\n",
        "[default]\n",
        "[DEFAULT]\n",
        "[x] y\n",
        "[]",
        "[a]b]",
        "sms_service",
        "sms_service = ",
        "sms_service=a\n",
        "SMS_Service: b\n",
        "sms_service",
        "k=v\n",
        "other = 1\n",
        "=",
        ":",
        " = ",
        " ",
        "  ",
        "\t",
        "\u{a0}",
        "\u{1f}",
        "\u{b}",
        "#",
        ";",
        "# note\n",
        " ; note\n",
        "text",
        "é",
        "[",
        "]",
        "a b",
        "%(x)s",
        "  more\n",
    ];
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03;
    let mut next = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap()
    };
    // Most begin correctly: otherwise hardly any would be readable.
    let starts = [
        "",
        "[ovh-eu]\n",
        "[ovh-eu]\nsms_service = a",
        "[ovh-eu]\n sms_service:\n",
    ];
    let mut text = starts[next(starts.len())].to_owned();
    for _ in 0..next(9) {
        text.push_str(PIECES[next(PIECES.len())]);
    }
    text
}
