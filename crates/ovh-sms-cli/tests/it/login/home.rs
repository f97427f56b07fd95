//! A home directory with an ovh.conf in it, and the person who accepts keys.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use ovh_sms::Credentials;
use ovh_sms::config::{Config, Environment};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use crate::support::{Served, stderr, stdout};

pub(super) struct Home(TempDir);

impl Home {
    pub(super) fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(super) fn with(text: &str) -> Self {
        let home = Self::empty();
        home.write(text);
        home
    }

    pub(super) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(super) fn file(&self) -> PathBuf {
        self.path().join(".ovh.conf")
    }

    pub(super) fn read(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }

    pub(super) fn write(&self, text: &str) {
        std::fs::write(self.file(), text).unwrap();
        std::fs::set_permissions(self.file(), PermissionsExt::from_mode(0o600)).unwrap();
    }

    pub(super) fn mode(&self) -> u32 {
        std::fs::metadata(self.file()).unwrap().permissions().mode() & 0o777
    }

    /// All that lies in it, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// `login` at home, with the application of this sandbox, and no consumer key.
    pub(super) fn command(&self, served: &Served) -> Command {
        let mut command = served.program();
        command
            .env("HOME", self.path())
            .env_remove("OVH_CONSUMER_KEY")
            .env_remove("OVH_SMS_SERVICE")
            .arg("login");
        command
    }

    pub(super) fn login(&self, served: &Served, arguments: &[&str]) -> Output {
        self.command(served).args(arguments).output().unwrap()
    }

    /// The consumer key that the file has for this sandbox.
    pub(super) fn consumer_key(&self, served: &Served) -> String {
        let environment = Environment::empty()
            .with_var("OVH_ENDPOINT", served.sandbox.endpoint())
            .with_home_dir("/home/me")
            .with_file("/home/me/.ovh.conf", self.read());
        let config = Config::load(&environment).unwrap();
        let Credentials::ApplicationKey(key) = config.credentials() else {
            panic!("{:?}", config.credentials());
        };
        key.consumer_key().unwrap().expose_secret().to_owned()
    }

    /// Fails if a secret was printed.
    pub(super) fn assert_unsaid(&self, served: &Served, output: &Output) {
        let said = stdout(output) + &stderr(output);
        assert!(
            !said.contains(served.sandbox.application_secret()),
            "{said}"
        );
        assert!(!said.contains(&self.consumer_key(served)), "{said}");
    }
}

/// Accepts or refuses a key on its page, as a person does.
pub(super) fn decide(url: &str, decision: &str) {
    let rest = url.strip_prefix("http://").unwrap();
    let (host, path) = rest.split_once('/').unwrap();
    let form = format!("decision={decision}");
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "POST /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}
