//! `ovh-sms sandbox` under OVHcloud's names, its keys, and options that it refuses.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::Stdio;

use ovh_sms::config::Endpoint;

use super::{Serving, served};
use crate::support::{program, run, stderr, stdout};

/// The lines that are printed before `ready`.
fn lines(arguments: &[&str]) -> (Serving, Vec<String>) {
    let mut command = program();
    command.args(["sandbox", "--quiet"]).args(arguments);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut serving = Serving(command.spawn().unwrap());
    let printed = BufReader::new(serving.0.stdout.take().unwrap()).lines();
    let printed: Vec<String> = printed
        .map_while(Result::ok)
        .take_while(|line| line != "ready")
        .collect();
    assert!(!printed.is_empty(), "it is never ready");
    (serving, printed)
}

#[test]
fn the_names_of_ovhcloud_are_printed_with_the_variables_that_clients_need() {
    let arguments = [
        "--as-ovhcloud",
        "--port",
        "0",
        "--name",
        "API.example",
        "--name",
        "b.example",
    ];
    let (_serving, printed) = lines(&arguments);
    let hosts: Vec<&str> = printed
        .iter()
        .filter_map(|line| line.strip_prefix("127.0.0.1 "))
        .flat_map(|names| names.split(' '))
        .collect();
    let mut wanted = Endpoint::known_hosts();
    wanted.extend(["API.example", "b.example"]);
    assert_eq!(hosts, wanted);
    assert!(
        printed[0].starts_with("127.0.0.1 eu.api.ovh.com "),
        "{printed:?}"
    );
    let value = |name: &str| {
        let found = printed
            .iter()
            .find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
        found
            .unwrap_or_else(|| panic!("{name}: {printed:?}"))
            .to_owned()
    };
    let bundle = std::fs::read_to_string(value("SSL_CERT_FILE")).unwrap();
    for name in [
        "REQUESTS_CA_BUNDLE",
        "CURL_CA_BUNDLE",
        "NODE_EXTRA_CA_CERTS",
    ] {
        assert_eq!(value(name), value("SSL_CERT_FILE"), "{name}");
    }
    let hint = |start: &str| printed.iter().find(|line| line.starts_with(start)).unwrap();
    assert!(hint("# PHP: ").contains(&format!(
        "-d curl.cainfo={0} -d openssl.cafile={0}",
        value("SSL_CERT_FILE")
    )));
    let java = hint("# Java: ");
    let authority = java
        .split(" -file ")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    let authority = std::fs::read_to_string(authority).unwrap();
    assert!(bundle.ends_with(&authority) && authority.starts_with("-----BEGIN CERTIFICATE"));
    assert!(java.contains("-Djavax.net.ssl.trustStore="), "{java}");
    let folder = value("PHP_INI_SCAN_DIR");
    let folder = std::path::Path::new(folder.strip_prefix(':').unwrap());
    let settings = std::fs::read_to_string(folder.join("ovh-sms-sandbox.ini")).unwrap();
    assert!(
        settings.contains(&format!("curl.cainfo=\"{}\"", value("SSL_CERT_FILE"))),
        "{settings}"
    );
    assert!(value("OVH_ENDPOINT").starts_with("https://eu.api.ovh.com:"));
}

#[cfg(unix)]
#[test]
fn the_files_for_clients_are_deleted_at_the_end() {
    let (mut serving, environment) = served(&["--as-ovhcloud", "--port", "0", "--quiet"]);
    let bundle = environment.iter().find(|(name, _)| name == "SSL_CERT_FILE");
    let folder = std::path::Path::new(&bundle.unwrap().1)
        .parent()
        .unwrap()
        .to_owned();
    assert!(folder.exists());
    super::terminate(&serving);
    assert_eq!(serving.0.wait().unwrap().code(), Some(0));
    assert!(!folder.exists());
}

#[test]
fn an_oauth2_client_is_printed_instead_of_keys_and_works() {
    let (_serving, environment) = served(&["--oauth2", "--quiet"]);
    let names: Vec<&str> = environment.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "OVH_ENDPOINT",
            "OVH_TOKEN_URL",
            "OVH_CLIENT_ID",
            "OVH_CLIENT_SECRET",
            "OVH_SMS_SERVICE"
        ]
    );
    let output = program()
        .arg("accounts")
        .envs(environment)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
}

#[test]
fn keys_are_random_unless_there_is_a_seed_and_the_guide_shows_those_of_its_seed() {
    let keys = |arguments: &[&str]| {
        let (_serving, environment) = served(arguments);
        environment
            .into_iter()
            .filter(|(name, _)| name.contains("KEY") || name.contains("SECRET"))
            .collect::<Vec<_>>()
    };
    let random = [keys(&["--quiet"]), keys(&["--quiet"])];
    assert_eq!(random[0].len(), 3);
    for (one, other) in random[0].iter().zip(&random[1]) {
        assert_ne!(one, other);
    }
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/guide/shell.md");
    let page = std::fs::read_to_string(page).unwrap();
    let shown = page
        .lines()
        .find(|line| line.starts_with("ovh-sms sandbox "))
        .unwrap();
    let seed = shown
        .split("--seed ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap();
    for (name, value) in keys(&["--quiet", "--seed", seed]) {
        assert!(page.contains(&format!("export {name}={value}\n")), "{name}");
    }
}

#[test]
fn options_that_cannot_be_used_are_a_sentence_and_wrong_usage() {
    let busy = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = busy.local_addr().unwrap().port().to_string();
    let in_use = format!("Port {port} of 127.0.0.1 is in use: ");
    for (arguments, start) in [
        (&["--port", &port][..], in_use.as_str()),
        (&["--as-ovhcloud", "--port", &port], &in_use),
        (
            &["--host", "192.0.2.7"],
            "Failed to listen on 192.0.2.7:0: ",
        ),
        (&["--name", "127.0.0.1"], "`127.0.0.1` is not a host name"),
        (
            &["--as-ovhcloud", "--port", "0", "--name", "a b"],
            "`a b` is not a host name",
        ),
        (
            &["--name", "x\u{1b}[2J"],
            "`x\\u{1b}[2J` is not a host name",
        ),
        (&["--name", ""], "`` is not a host name"),
        (
            &["--", "no-such-program"],
            "`no-such-program` can't be run: ",
        ),
        (
            &["--", "./no-such-program", "-x"],
            "`./no-such-program` can't be run: ",
        ),
        (&["--", "/"], "`/` can't be run: "),
    ] {
        if cfg!(not(target_os = "linux")) && arguments[0] == "--" {
            continue;
        }
        let arguments = [&["sandbox"], arguments].concat();
        let output = run(&arguments);
        let printed = stderr(&output);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {printed}");
        let printed = printed.strip_prefix("error: ").unwrap();
        assert!(printed.starts_with(start), "{arguments:?}: {printed}");
        assert!(
            printed.ends_with(".\n") && printed.lines().count() == 1,
            "{printed}"
        );
        assert_eq!(stdout(&output), "", "{arguments:?}");
    }
}

#[test]
fn a_network_is_chosen_for_a_command_only() {
    for arguments in [
        &["sandbox", "--network", "private"][..],
        &["sandbox", "--network", "none", "--", "true"],
    ] {
        assert_eq!(run(arguments).status.code(), Some(2), "{arguments:?}");
    }
}
