//! The file of a mailing, and how its rows are read: what `check` and `send` have in common.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use ovh_sms::mailing::{CheckError, CheckedMailing, CsvEncoding, Duplicates, Mailing, OutsideGsm};
use ovh_sms::{PhoneNumber, SenderName};
use tokio::sync::oneshot;

use super::progress::{Kind, Progress, TICK};
use crate::failure::{Failure, sentence};
use crate::terminal::output;

/// What is sent, from whom, and how the file is read.
#[derive(Debug, clap::Args)]
pub(super) struct Rows {
    /// The CSV file: a header row, then a row a receiver. The separator is recognised.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// The text; #column# stands for the row's value, #number# for the number. Case, accents and
    /// spaces of a column's name do not matter.
    #[arg(long, value_name = "TEMPLATE")]
    text: String,
    /// The sender's name, one of the account's validated senders.
    #[arg(long, value_name = "NAME", required_unless_present = "allow_replies")]
    sender: Option<SenderName>,
    /// Sends from a short number that receivers can answer for 48 hours: French numbers only, and
    /// neither links nor numbers in the text.
    #[arg(long, conflicts_with = "sender")]
    allow_replies: bool,
    /// Advertising: the service appends the STOP clause, 11 characters which are billed, and holds
    /// the messages back at night, on Sundays and on holidays. Say this or --transactional.
    #[arg(
        long,
        required_unless_present_any = ["transactional", "allow_replies"],
        conflicts_with = "transactional"
    )]
    marketing: bool,
    /// No advertising: no STOP clause, sent at any hour. The law forbids it for advertising.
    #[arg(long)]
    transactional: bool,
    /// The column of the numbers, if it is not called "number".
    #[arg(long, value_name = "COLUMN", default_value = "number")]
    number_column: String,
    /// How the file's text is coded; spreadsheets in Western Europe write windows-1252 as plain
    /// "CSV".
    #[arg(long, value_name = "ENCODING", value_enum, default_value = "utf-8")]
    encoding: Encoding,
    /// Takes digits without + or 00 for international numbers: spreadsheets drop the +.
    #[arg(long)]
    bare_numbers: bool,
    /// Reads national forms (06…) as numbers of this country, such as fr.
    #[cfg(feature = "phonenumber")]
    #[arg(long, value_name = "COUNTRY")]
    region: Option<String>,
    /// What to do with a value that would make its message Unicode, at up to three times the price.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    outside_gsm: Outside,
    /// What to do with a number that comes twice.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    duplicates: Twice,
    /// Refuses rows whose message takes more parts than this.
    #[arg(long, value_name = "PARTS", value_parser = clap::value_parser!(u32).range(1..=255))]
    max_parts: Option<u32>,
    /// How many faulty rows are described; all are counted.
    #[arg(long, value_name = "ROWS", default_value_t = 100)]
    faults: usize,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Encoding {
    /// With or without a byte order mark.
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Latin-1 is a part of it.
    #[value(name = "windows-1252", aliases = ["latin-1", "latin1", "cp1252"])]
    Windows1252,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Outside {
    /// The row is faulty.
    Refuse,
    /// It is rewritten: François becomes Francois.
    Transliterate,
    /// It is sent as it is, and paid for.
    Keep,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Twice {
    /// The second row is faulty.
    Refuse,
    /// The first row is kept.
    KeepFirst,
}

impl Rows {
    /// The mailing that the options describe.
    pub(super) fn mailing(&self, name: &str) -> Mailing {
        let mut mailing = Mailing::new(name, self.text.as_str(), self.is_marketing())
            .number_column(self.number_column.as_str())
            .max_faults(self.faults)
            .encoding(match self.encoding {
                Encoding::Utf8 => CsvEncoding::Utf8,
                Encoding::Windows1252 => CsvEncoding::Windows1252,
            })
            .outside_gsm(match self.outside_gsm {
                Outside::Refuse => OutsideGsm::Refuse,
                Outside::Transliterate => OutsideGsm::Transliterate,
                Outside::Keep => OutsideGsm::Keep,
            })
            .duplicates(match self.duplicates {
                Twice::Refuse => Duplicates::Refuse,
                Twice::KeepFirst => Duplicates::KeepFirst,
            });
        if let Some(sender) = &self.sender {
            mailing = mailing.from(sender.clone());
        }
        if self.allow_replies {
            mailing = mailing.allow_replies();
        }
        if self.bare_numbers {
            mailing = mailing.bare_numbers();
        }
        #[cfg(feature = "phonenumber")]
        if let Some(region) = &self.region {
            mailing = mailing.region(region.as_str());
        }
        if let Some(parts) = self.max_parts {
            mailing = mailing.max_parts(parts);
        }
        mailing
    }

    /// Whether the service may hold the messages back by itself.
    pub(super) fn is_marketing(&self) -> bool {
        self.marketing && !self.transactional && !self.allow_replies
    }

    /// Reads and checks the file, its numbers refused that are listed, with progress.
    pub(super) async fn check(
        &self,
        mailing: Mailing,
        refused: Vec<PhoneNumber>,
        progress: &Progress,
    ) -> Result<CheckedMailing, Faulty> {
        let path = self.file.clone();
        let size = sized(&path)?;
        let mailing = mailing.refuse_numbers(refused);
        let count = Arc::new(Count::default());
        let counted = Arc::clone(&count);
        let (done, mut result) = oneshot::channel();
        // A thread of its own: a pipe may never be opened by its other side, nor end, and the
        // program must be able to end without waiting for it.
        std::thread::spawn(move || {
            let checked = File::open(&path).map_err(|error| unreadable(&path, &error));
            let checked = checked.and_then(|file| {
                let counting = Counting {
                    file,
                    count: counted,
                };
                mailing.from_csv(counting).map_err(|error| match error {
                    CheckError::Rows(faults) => Faulty::Rows(faults),
                    CheckError::Settings(_) | CheckError::Name(_) => {
                        Faulty::Whole(Failure::usage(format!("{}.", sentence(&error))))
                    }
                    CheckError::Io(error) => unreadable(&path, &error),
                    other => Faulty::Whole(Failure::failed(output::plain(&format!(
                        "{}: {other}.",
                        path.display()
                    )))),
                })
            });
            // Nobody is left to hear it if the command has ended.
            let _ = done.send(checked);
        });
        let begun = Instant::now();
        let mut ticks = tokio::time::interval(TICK);
        let checked = loop {
            tokio::select! {
                biased;
                checked = &mut result => break checked,
                _ = ticks.tick() => show(progress, &count, size, begun),
            }
        };
        show(progress, &count, size, begun);
        progress.clear();
        checked.map_err(|_| Faulty::Whole(Failure::failed("The check ended too early.")))?
    }
}

/// Why a file is not taken.
pub(super) enum Faulty {
    /// As a whole, or it can't be read.
    Whole(Failure),
    /// Some of its rows.
    Rows(ovh_sms::mailing::RowFaults),
}

fn show(progress: &Progress, count: &Count, size: Option<u64>, begun: Instant) {
    let rows = count.rows.load(Ordering::Relaxed);
    // A rate for a person: rounding does no harm.
    #[allow(clippy::cast_precision_loss)]
    let rate = rows as f64 / begun.elapsed().as_secs_f64().max(0.001);
    let text = format!("{rows} rows, {rate:.0} rows/s");
    let bytes = count.bytes.load(Ordering::Relaxed);
    match size {
        Some(size) => progress.at(Kind::Rows, bytes.min(size), size, text),
        None => progress.at(Kind::RowsOfStream, bytes, 0, text),
    }
}

/// The size of a plain file; nothing of a pipe.
fn sized(path: &Path) -> Result<Option<u64>, Faulty> {
    let told = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if told.is_dir() {
        return Err(Faulty::Whole(Failure::failed(format!(
            "{} is a folder: give the CSV file in it.",
            output::plain(&path.display().to_string())
        ))));
    }
    Ok(told.is_file().then_some(told.len()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Faulty {
    Faulty::Whole(Failure::failed(format!(
        "{} can't be read: {error}.",
        output::plain(&path.display().to_string())
    )))
}

/// How much of a file has been read.
#[derive(Debug, Default)]
struct Count {
    bytes: AtomicU64,
    rows: AtomicU64,
}

struct Counting {
    file: File,
    count: Arc<Count>,
}

impl Read for Counting {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(out)?;
        let ends = out.iter().take(read).filter(|&&byte| byte == b'\n').count();
        self.count.bytes.fetch_add(read as u64, Ordering::Relaxed);
        self.count.rows.fetch_add(ends as u64, Ordering::Relaxed);
        Ok(read)
    }
}
