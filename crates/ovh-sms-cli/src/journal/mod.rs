//! The journal of a mailing: a file that records what this machine requested from the service.
//!
//! The journal prevents a mailing from being sent twice; OVHcloud documents no lock. It records
//! what the account does not show: which slots this machine filled, and that a batch was requested
//! even if the batch is not listed yet or no longer. Its file lock shows that another run is in
//! progress. The exit codes of `mailing send` follow from it.

mod earlier;
mod entry;
mod file;
mod machine;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use fs4::FileExt;
use ovh_sms::mailing::SlotKey;
use uuid::Uuid;

pub use earlier::Earlier;
pub use entry::Event;
pub(crate) use machine::MailingLock;

use crate::failure::Failure;
use crate::terminal::output;
use entry::Entry;
use file::{damaged, entries, lines, sync_folder, unreadable};

/// The suffix that is appended to the name of the CSV file.
const SUFFIX: &str = ".journal";

/// The mailing whose entries a journal reads and writes.
#[derive(Debug, Clone)]
pub struct Subject {
    /// The base URL of the API.
    pub endpoint: String,
    /// The SMS account.
    pub service: String,
    /// The mailing's name.
    pub name: String,
    /// The name with the fingerprint of the text and the rows.
    pub batch_name: String,
    /// The number of receivers.
    pub receivers: u64,
}

/// An open journal, locked until it is dropped.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
    subject: Subject,
    /// The last entry for this mailing's name that decides what may have been sent.
    last: Option<Entry>,
    /// The number of requests for the batch that were not refused.
    requests: AtomicU32,
    /// The key of the slots that runs with this journal filled for the mailing.
    slot_key: Option<SlotKey>,
}

/// Returns whether an error of the file system proves that no such file exists.
fn is_no_file(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory | InvalidFilename)
}

/// Locks a journal. A run that only tests the lock holds it for a moment, which is waited for.
fn lock(file: &File) -> Result<(), fs4::TryLockError> {
    const TRIES: u32 = 10;
    const PAUSE: Duration = Duration::from_millis(10);
    for _ in 0..TRIES {
        match FileExt::try_lock(file) {
            Err(fs4::TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
            result => return result,
        }
    }
    FileExt::try_lock(file)
}

impl Journal {
    /// Returns the path of the journal next to a CSV file: `clients.csv.journal`.
    #[must_use]
    pub fn beside(file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(SUFFIX);
        name.into()
    }

    /// Returns what earlier runs of the mailing of that name did, according to the journal at that
    /// path.
    ///
    /// `account` is the base URL of the API and the account's name; `None` means any account. The
    /// journal is not created, and its lock is only tested. A file that is not a journal counts as
    /// missing: [`open`](Self::open) rejects it. A file that may exist but can't be accessed is
    /// [unreadable](Earlier::Unreadable).
    #[must_use]
    pub fn earlier_at(path: &Path, name: &str, account: Option<(&str, &str)>) -> Earlier {
        let (entries, is_used) = match Self::entries_at(path) {
            Ok(read) => read,
            Err(earlier) => return earlier,
        };
        // Per account: a later run on another account says nothing about an earlier run on this
        // one.
        let mut last: BTreeMap<(&str, &str), &Entry> = BTreeMap::new();
        for entry in entries.iter().filter(|entry| entry.is_of(name, account)) {
            if entry.event != Event::Filling {
                last.insert((&entry.endpoint, &entry.service), entry);
            }
        }
        let mut earlier = last.values().map(|entry| entry.earlier());
        let running = is_used.then_some(Earlier::Running);
        let found = earlier.find(Earlier::may_have_sent).or(running);
        found.unwrap_or_default()
    }

    /// Returns how often earlier runs requested the batch without a recorded refusal, according to
    /// the journal at that path, which is not locked; `None` if it can't be read, or another run is
    /// using it.
    #[must_use]
    pub fn requests_at(path: &Path, name: &str, account: (&str, &str)) -> Option<u32> {
        let entries = match Self::entries_at(path) {
            Ok((entries, false)) => entries,
            Err(Earlier::Nothing) => Vec::new(),
            _ => return None,
        };
        let entries = entries.iter();
        let entries = entries.filter(|entry| entry.is_of(name, Some(account)));
        Some(entries.fold(0, |requests, entry| entry.event.requests_after(requests)))
    }

    /// Reads the journal at that path; returns its entries and whether another run holds its lock, or
    /// what follows if they can't be read.
    fn entries_at(path: &Path) -> Result<(Vec<Entry>, bool), Earlier> {
        let mut is_used = false;
        let text = match path.metadata() {
            Ok(about) if about.is_file() => File::open(path)
                .and_then(|mut file| {
                    // Released when the file is closed, at the end of this function.
                    let tested = FileExt::try_lock_shared(&file);
                    is_used = matches!(tested, Err(fs4::TryLockError::WouldBlock));
                    lines(&mut file)
                })
                .map(|lines| lines.text),
            // A folder or a device: `open` refuses it.
            Ok(_) => return Err(Earlier::Nothing),
            // A link to a file that is not there, such as on a disk that is not mounted.
            Err(error) if is_no_file(&error) && !path.is_symlink() => {
                return Err(Earlier::Nothing);
            }
            Err(error) => Err(error),
        };
        let entries = match text {
            Ok(text) => entries(&text, path),
            // On Windows, a locked file can't be read.
            Err(_) if is_used => return Err(Earlier::Running),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Err(Earlier::Nothing);
            }
            Err(error) => Err(unreadable(path, &error)),
        };
        Ok((entries.map_err(Earlier::Unreadable)?, is_used))
    }

    /// Opens, locks and reads the journal at that path; `earlier` is the value that
    /// [`earlier_at`](Self::earlier_at) returned before.
    ///
    /// # Errors
    ///
    /// Fails if another run holds the lock, or if the file can't be read, is damaged or can't be
    /// written. The exit code of the failure depends on what earlier runs did.
    pub fn open(path: PathBuf, subject: Subject, earlier: &Earlier) -> Result<Self, Failure> {
        let shown = output::plain(&path.display().to_string());
        let failed = |error: io::Error| {
            earlier.failed(format_args!("the journal {shown} can't be used: {error}."))
        };
        // Only if the file is no journal: with a second journal, the mailing could be sent twice.
        let no_journal = |error: io::Error| match earlier {
            Earlier::Nothing => Failure::failed(format!(
                "Nothing was sent: the journal {shown} can't be used: {error}. Choose another file with --journal."
            )),
            _ => failed(error),
        };
        if path.is_symlink() && !path.exists() {
            return Err(earlier.failed(format_args!(
                "the journal {shown} is a link to a file that is not there. If an earlier run used it, make it available again. If none did, remove the link."
            )));
        }
        // Not for appending: on Windows, such a file can't be made shorter.
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = match options.open(&path) {
            Ok(file) => file,
            // It may be another user's, whose run is in progress.
            Err(error) if path.is_file() => {
                let account = (subject.endpoint.as_str(), subject.service.as_str());
                let now = Self::earlier_at(&path, &subject.name, Some(account));
                let known = if earlier.may_have_sent() {
                    earlier
                } else {
                    &now
                };
                return Err(known.failed(format_args!(
                    "the journal {shown} can't be written: {error}. Make it writable, or run the command as the user who owns it."
                )));
            }
            // With a second journal, the mailing could be sent twice, if this one is not mounted.
            Err(error) if is_no_file(&error) => {
                return Err(earlier.failed(format_args!(
                    "the journal {shown} can't be used: {error}. If an earlier run used this journal, make its folder available again. If none did, create the folder or correct --journal."
                )));
            }
            Err(error) => return Err(no_journal(error)),
        };
        if !file.metadata().map_err(failed)?.is_file() {
            return Err(no_journal(io::Error::other("it is not a regular file")));
        }
        match lock(&file) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                return Err(match earlier {
                    Earlier::Nothing | Earlier::Running => Failure::unknown(format!(
                        "The mailing may have been sent: another run is using the journal {shown}. This run requested no batch; the exit code of the other run shows whether it was sent."
                    )),
                    _ => earlier.failed(format_args!("another run is using the journal {shown}.")),
                });
            }
            Err(fs4::TryLockError::Error(error)) => return Err(failed(error)),
        }
        let lines = match lines(&mut file) {
            Ok(lines) => lines,
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                return Err(no_journal(error));
            }
            Err(error) => return Err(damaged(unreadable(&path, &error))),
        };
        let entries = entries(&lines.text, &path).map_err(damaged)?;
        let account = (subject.endpoint.as_str(), subject.service.as_str());
        let mut last = None;
        let mut slot_key = None;
        let mut requests = 0;
        for entry in entries {
            if entry.name != subject.name || entry.service != subject.service {
                continue;
            }
            // For any address of the service: a slot with this key was filled by this journal's
            // runs.
            let key = entry.slot_key.as_deref().map(str::parse).transpose();
            slot_key = key
                .map_err(|error| damaged(unreadable(&path, &error)))?
                .or(slot_key);
            if entry.event != Event::Filling && entry.is_of(&subject.name, Some(account)) {
                requests = entry.event.requests_after(requests);
                last = Some(entry);
            }
        }
        lines.repair(&mut file).map_err(failed)?;
        if lines.text.is_empty() {
            sync_folder(&path).map_err(failed)?;
        }
        Ok(Self {
            path,
            file: Mutex::new(file),
            subject,
            last,
            requests: AtomicU32::new(requests),
            slot_key,
        })
    }

    /// Checks that the rows and the text are those of the mailing of that name that was, or may
    /// have been, sent.
    ///
    /// # Errors
    ///
    /// Fails if they differ from those in the journal.
    pub fn refuse_namesake(&self) -> Result<(), Failure> {
        let earlier = self.earlier();
        let other = self.last.as_ref().map(|last| &last.batch_name);
        if !earlier.may_have_sent() || other == Some(&self.subject.batch_name) {
            return Ok(());
        }
        Err(earlier.failed(format_args!(
            "the rows or the text differ from those in the journal {}. To check on that mailing, run the command again with its rows and its text.",
            self.shown()
        )))
    }

    /// Returns what earlier runs of this mailing did.
    #[must_use]
    pub fn earlier(&self) -> Earlier {
        let last = self.last.as_ref();
        last.map(Entry::earlier).unwrap_or_default()
    }

    /// Returns whether the service accepted that batch, according to the journal.
    #[must_use]
    pub fn has_accepted(&self, id: Uuid) -> bool {
        let earlier = self.earlier();
        matches!(earlier, Earlier::Accepted { batch: Some(batch), .. } if batch == id)
    }

    /// Returns how often the batch was requested, by this run and by earlier ones, without a
    /// recorded refusal. Each of these requests may have made a batch.
    #[must_use]
    pub fn requests(&self) -> u32 {
        self.requests.load(Ordering::SeqCst)
    }

    /// Returns the key of the slots that earlier runs filled.
    #[must_use]
    pub fn slot_key(&self) -> Option<SlotKey> {
        self.slot_key
    }

    /// Records that slots with this key belong to this journal, unless it is recorded already.
    ///
    /// # Errors
    ///
    /// Fails if the file can't be written.
    pub fn keep_slot_key(&self, key: SlotKey) -> io::Result<()> {
        match self.slot_key {
            Some(known) if known == key => Ok(()),
            _ => self.write(Event::Filling, None, Some(key)),
        }
    }

    /// Writes an entry, and returns after it is flushed to the disk.
    ///
    /// # Errors
    ///
    /// Fails if the file can't be written.
    pub fn note(&self, event: Event, batch: Option<Uuid>) -> io::Result<()> {
        self.write(event, batch, None)
    }

    /// Records that what was noted as requested was not requested, if a request was noted.
    ///
    /// # Errors
    ///
    /// Fails if the file can't be written.
    pub fn take_back(&self) -> io::Result<()> {
        // A note that is being written is waited for.
        let mut file = self.file()?;
        match self.requests() {
            0 => Ok(()),
            _ => self.append(&mut file, Event::NotSent, None, None),
        }
    }

    fn write(&self, event: Event, batch: Option<Uuid>, key: Option<SlotKey>) -> io::Result<()> {
        self.append(&mut *self.file()?, event, batch, key)
    }

    fn file(&self) -> io::Result<MutexGuard<'_, File>> {
        let file = self.file.lock();
        file.map_err(|_| io::Error::other("another thread failed while writing it"))
    }

    fn append(
        &self,
        file: &mut File,
        event: Event,
        batch: Option<Uuid>,
        key: Option<SlotKey>,
    ) -> io::Result<()> {
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
            slot_key: key.map(|key| key.to_string()),
        };
        let mut line = serde_json::to_vec(&entry)?;
        line.push(b'\n');
        let before = file.seek(SeekFrom::End(0))?;
        if let Err(error) = file.write_all(&line).and_then(|()| file.sync_all()) {
            // After an incomplete line, the next line could not be read; and what was not noted is
            // not requested.
            let _ = file.set_len(before);
            return Err(error);
        }
        let requests = event.requests_after(self.requests());
        self.requests.store(requests, Ordering::SeqCst);
        Ok(())
    }

    /// Returns the path for messages.
    pub(crate) fn shown(&self) -> String {
        output::plain(&self.path.display().to_string())
    }
}
