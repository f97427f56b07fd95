//! The lock of a mailing on this machine, which also keeps out runs with another journal.

use std::fs::{self, File};
use std::path::PathBuf;

use fs4::FileExt;

use super::Subject;
use super::entry::is_local;

/// A mailing that no other run of this user on this machine sends; unlocked when it is dropped.
#[derive(Debug)]
pub(crate) struct MailingLock {
    _file: Option<File>,
}

/// Another run sends the mailing.
#[derive(Debug)]
pub(crate) struct Held;

impl MailingLock {
    /// Locks the mailing, if the user has a folder for that. The lock is an addition: what prevents
    /// a mailing from being sent twice is its journal.
    pub(crate) fn take(subject: &Subject) -> Result<Self, Held> {
        let Some(file) = open(subject) else {
            return Ok(Self { _file: None });
        };
        match FileExt::try_lock(&file) {
            Err(fs4::TryLockError::WouldBlock) => Err(Held),
            // Some file systems have no locks.
            Err(fs4::TryLockError::Error(_)) => Ok(Self { _file: None }),
            Ok(()) => Ok(Self { _file: Some(file) }),
        }
    }
}

fn open(subject: &Subject) -> Option<File> {
    let folder = folder()?;
    fs::create_dir_all(&folder).ok()?;
    let path = folder.join(name(subject));
    let mut options = File::options();
    options.write(true).create(true).truncate(false);
    options.open(path).ok()
}

/// Returns a folder that depends on the user only, not on the session.
fn folder() -> Option<PathBuf> {
    let (name, below) = match cfg!(windows) {
        true => ("LOCALAPPDATA", "ovh-sms"),
        false => ("HOME", ".cache/ovh-sms"),
    };
    let home = PathBuf::from(std::env::var_os(name)?);
    // A home that does not exist is not created.
    (home.is_absolute() && home.is_dir()).then(|| home.join(below))
}

/// Returns the name of the lock's file: the account and the mailing. All addresses of OVHcloud are
/// the same service.
fn name(subject: &Subject) -> String {
    let service = match is_local(&subject.endpoint) {
        true => subject.endpoint.as_str(),
        false => "ovh",
    };
    let parts = [service, &subject.service, &subject.name].map(plain);
    format!("{}.lock", parts.join("+"))
}

/// Returns a text as a part of a file name, different for each text.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for c in text.chars() {
        match c.is_ascii_alphanumeric() || c == '-' {
            true => plain.push(c),
            false => plain.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(endpoint: &str, name_of_mailing: &str) -> String {
        name(&Subject {
            endpoint: endpoint.to_owned(),
            service: "sms-ab12345-1".to_owned(),
            name: name_of_mailing.to_owned(),
            batch_name: String::new(),
            receivers: 1,
        })
    }

    #[test]
    fn each_mailing_of_each_account_has_a_file_of_its_own() {
        let eu = "https://eu.api.ovh.com/1.0";
        assert_eq!(of(eu, "a b"), "ovh+sms-ab12345-1+a_20_b.lock");
        assert_eq!(of(eu, "a"), of("https://api.eu.ovhcloud.com/v1", "a"));
        assert_ne!(of(eu, "a b"), of(eu, "a_20_b"));
        let sandbox = "http://127.0.0.1:8080/1.0";
        assert_ne!(of(sandbox, "a"), of("http://127.0.0.1:8081/1.0", "a"));
        assert!(!of(sandbox, "../a").contains(['/', ':']));
    }
}
