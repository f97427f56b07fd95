//! The ledger: what this machine has asked the service for, kept on its disk.
//!
//! The account itself tells what was sent: batches and slots carry the mailing's name. The ledger
//! adds what the account can't tell: that a batch was asked for although it is not listed, or not
//! any more; and, by its lock, that another run is at it right now.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use chrono::{DateTime, SecondsFormat, Utc};
use fs4::FileExt;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::failure::Failure;
use crate::output;

/// What the ledger's name has behind that of the CSV file.
const SUFFIX: &str = ".ledger";
/// How each of its lines begins.
const BEGINNING: &[u8] = br#"{"time":"#;

/// What happened to a mailing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Event {
    /// The batch is about to be asked for: from here on it may have been sent.
    Asked,
    /// The service took it.
    Accepted,
    /// It surely was not sent.
    NotSent,
}

/// A line of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) time: String,
    endpoint: String,
    service: String,
    name: String,
    /// The name with the fingerprint of text and rows.
    pub(super) batch_name: String,
    receivers: u64,
    pub(super) event: Event,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) batch: Option<Uuid>,
}

/// Whose entries are looked for and written.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) endpoint: String,
    pub(super) service: String,
    pub(super) name: String,
    pub(super) batch_name: String,
    pub(super) receivers: u64,
}

/// An open ledger, locked until it is dropped.
#[derive(Debug)]
pub(super) struct Ledger {
    path: PathBuf,
    file: Mutex<File>,
    subject: Subject,
    /// The last entry of this mailing's name.
    last: Option<Entry>,
}

impl Ledger {
    /// The ledger's place beside a CSV file.
    pub(super) fn beside(file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(SUFFIX);
        name.into()
    }

    /// Opens, locks and reads it.
    pub(super) fn open(path: PathBuf, subject: Subject) -> Result<Self, Failure> {
        let shown = output::plain(&path.display().to_string());
        let failed = |error: io::Error| {
            Failure::failed(format!(
                "The ledger {shown} can't be kept, and nothing was sent: {error}. Choose another place for it with --ledger."
            ))
        };
        let mut file = File::options()
            .read(true)
            .append(true)
            .create(true)
            .open(&path)
            .map_err(failed)?;
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(failed(io::Error::other("it is no plain file")));
        }
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                return Err(Failure::failed(format!(
                    "Another run holds the ledger {shown}: nothing was sent by this one."
                )));
            }
            Err(fs4::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let (text, cut_short) = lines(&mut file).map_err(failed)?;
        let mut last = None;
        for (line, number) in text.lines().zip(1..) {
            let entry: Entry = serde_json::from_str(line).map_err(|error| {
                Failure::failed(format!(
                    "Line {number} of the ledger {shown} can't be read, and nothing was sent: {error}. Mend the line, or choose another ledger with --ledger."
                ))
            })?;
            let ours = (&entry.endpoint, &entry.service, &entry.name)
                == (&subject.endpoint, &subject.service, &subject.name);
            if ours {
                last = Some(entry);
            }
        }
        if cut_short {
            // Only now: what is no ledger was refused, and is as it was.
            file.set_len(text.len() as u64).map_err(failed)?;
        }
        Ok(Self {
            path,
            file: Mutex::new(file),
            subject,
            last,
        })
    }

    /// Refuses a mailing that another one of its name was, or may have been, sent as.
    pub(super) fn refuse_namesake(&self) -> Result<(), Failure> {
        let Some(last) = &self.last else {
            return Ok(());
        };
        if last.event == Event::NotSent || last.batch_name == self.subject.batch_name {
            return Ok(());
        }
        Err(Failure::failed(format!(
            "By the ledger {} a mailing of this name {} on {} with other rows or another text{}: nothing was sent now. To send this one too, give it a name of its own.",
            self.shown(),
            if last.event == Event::Accepted {
                "was sent"
            } else {
                "may have been sent"
            },
            last.time,
            batch_of(last),
        )))
    }

    /// Refuses a mailing that was sent and that the account does not list any more.
    pub(super) fn refuse_sent(&self) -> Result<(), Failure> {
        match &self.last {
            Some(last) if last.event == Event::Accepted => Err(Failure::failed(format!(
                "By the ledger {} this mailing was sent on {}{}, which the account does not list any more: nothing was sent now. To send it once more, give it another name.",
                self.shown(),
                last.time,
                batch_of(last),
            ))),
            _ => Ok(()),
        }
    }

    /// Whether an earlier run asked for the batch and knew no end of it.
    pub(super) fn is_in_doubt(&self) -> bool {
        self.last
            .as_ref()
            .is_some_and(|last| last.event == Event::Asked)
    }

    /// Writes an entry, and returns once it is on the disk.
    pub(super) fn note(&self, event: Event, batch: Option<Uuid>) -> io::Result<()> {
        let subject = &self.subject;
        let now: DateTime<Utc> = Utc::now();
        let entry = Entry {
            time: now.to_rfc3339_opts(SecondsFormat::Secs, true),
            endpoint: subject.endpoint.clone(),
            service: subject.service.clone(),
            name: subject.name.clone(),
            batch_name: subject.batch_name.clone(),
            receivers: subject.receivers,
            event,
            batch,
        };
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        let mut file = self
            .file
            .lock()
            .map_err(|_| io::Error::other("another thread failed at it"))?;
        let before = file.metadata()?.len();
        if let Err(error) = file.write_all(&line) {
            // Behind half a line the next one could not be read.
            let _ = file.set_len(before);
            return Err(error);
        }
        file.sync_all()
    }

    /// The place, as it is told.
    pub(super) fn shown(&self) -> String {
        output::plain(&self.path.display().to_string())
    }
}

fn batch_of(entry: &Entry) -> String {
    let batch = entry.batch.map(|id| format!(" as batch {id}"));
    batch.unwrap_or_default()
}

/// The whole lines of the file, and whether a crash has cut one short behind them: it does not
/// count, since nothing was asked for before its line was whole. Any other rest is no ledger's.
fn lines(file: &mut File) -> io::Result<(String, bool)> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.read_to_end(&mut bytes)?;
    let whole = bytes
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |at| at + 1);
    let rest = bytes.split_off(whole);
    if !rest.starts_with(BEGINNING) && !BEGINNING.starts_with(&rest) {
        return Err(io::Error::other("it is no ledger"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok((text, !rest.is_empty())),
        Err(_) => Err(io::Error::other("it is not UTF-8")),
    }
}
