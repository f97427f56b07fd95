//! The file of a mailing: the options and the check that `check` and `send` share.

use std::convert::Infallible;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use ovh_sms::mailing::{
    CheckError, CheckedMailing, CsvEncoding, Duplicates, Landlines, Mailing, OutsideGsm,
    UnknownNumbers,
};
use ovh_sms::{PhoneNumber, SenderName};

use super::batch::counted;
use super::progress::{Kind, Progress};
use super::source::{self, Count, Only};
use crate::failure::{Failure, sentence};
use crate::numbers::Numbers;
use crate::terminal::output;

/// The file that is stdin.
const STDIN: &str = "/dev/stdin";

/// The text, the sender, and how the file is read.
#[derive(Debug, clap::Args)]
#[command(group(
    clap::ArgGroup::new("kind")
        .args(["transactional", "marketing", "allow_replies"])
        .required(true)
        .multiple(true)
))]
pub(super) struct Rows {
    /// The file, CSV, .xlsx or .ods, or - to read it from stdin: a header row, then one row per
    /// receiver. The format and the separator are detected.
    #[arg(value_name = "FILE", value_parser = file)]
    pub(super) file: PathBuf,
    /// The text; #column# is replaced by the value in that column, #number# by the phone number.
    /// Case, accents and spaces in column names are ignored.
    #[arg(long, value_name = "TEMPLATE")]
    text: String,
    /// Send text that looks like a placeholder of another system ({prenom}, %prenom%) as it is, and
    /// with --allow-replies text that looks like contact information. Without this option, both are
    /// refused. #prenom# must be a column in either case.
    #[arg(long)]
    literal: bool,
    /// The name of the sender, one of the account's validated senders.
    #[arg(long, value_name = "NAME", required_unless_present = "allow_replies")]
    sender: Option<SenderName>,
    /// Send from a short number that receivers can reply to for 48 hours; French numbers only,
    /// without links or phone numbers in the text.
    #[arg(long, conflicts_with = "sender")]
    allow_replies: bool,
    /// Mark the message as advertising: the service appends the STOP clause, 11 billed characters,
    /// and defers messages at night, on Sundays and on holidays. Either this or
    /// --transactional is required.
    #[arg(long, conflicts_with_all = ["transactional", "allow_replies"])]
    marketing: bool,
    /// Mark the message as transactional: no STOP clause, sent at any time. Illegal for
    /// advertising.
    #[arg(long)]
    transactional: bool,
    /// The column with the numbers, if it is neither named "number" nor the only one with a usual
    /// name, such as Téléphone, Portable, Mobile or Phone.
    #[arg(long, value_name = "COLUMN")]
    number_column: Option<String>,
    /// The separator of the file, such as ";", or tab, if the detected one is wrong.
    #[arg(long, value_name = "CHARACTER", value_parser = separator)]
    separator: Option<char>,
    /// The sheet of an .xlsx or .ods file, instead of the first one with rows that is not hidden.
    #[cfg(feature = "spreadsheet")]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The encoding of the file, unless it begins with a byte order mark; spreadsheets in Western
    /// Europe write plain "CSV" as windows-1252.
    #[arg(long, value_name = "ENCODING", value_enum, default_value = "utf-8")]
    encoding: Encoding,
    /// Accept digits without + or 00 as international numbers; spreadsheets remove the +.
    #[arg(long)]
    bare_numbers: bool,
    #[command(flatten)]
    numbers: Numbers,
    /// What to do with a value that would make its message Unicode, at up to three times the price.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    outside_gsm: Outside,
    /// What to do with a number that occurs twice.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    duplicates: Twice,
    /// Leave out rows without a number; they are invalid otherwise.
    #[arg(long)]
    skip_without_number: bool,
    /// What to do with a number that can't receive SMS: a fixed line, a number for calls over the
    /// internet, a number of a service.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "warn")]
    landlines: Landline,
    /// What to do with a number in a range that its country has not assigned.
    #[arg(long, value_name = "POLICY", value_enum, default_value = "refuse")]
    unknown_numbers: Unknown,
    /// Reject rows whose message takes more parts than this.
    #[arg(long, value_name = "PARTS", value_parser = clap::value_parser!(u32).range(1..=255))]
    max_parts: Option<u32>,
    /// The number of invalid rows to describe; all are counted.
    #[arg(long, value_name = "ROWS", default_value_t = 100)]
    faults: usize,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Encoding {
    /// UTF-8, with or without a byte order mark.
    #[value(name = "utf-8", alias = "utf8")]
    Utf8,
    /// Windows-1252, which includes Latin-1.
    #[value(name = "windows-1252", aliases = ["latin-1", "latin1", "cp1252"])]
    Windows1252,
    /// UTF-16, which spreadsheets call "Unicode text".
    #[value(name = "utf-16", alias = "utf16")]
    Utf16,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Outside {
    /// The row is invalid.
    Refuse,
    /// The value is rewritten: François becomes Francois.
    Transliterate,
    /// The value is sent as it is, and the parts are billed.
    Keep,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Twice {
    /// Every row after the first with the same number is invalid.
    Refuse,
    /// The first row is kept.
    KeepFirst,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Landline {
    /// The row is sent, with a warning.
    Warn,
    /// The row is invalid.
    Refuse,
    /// The row is left out and counted.
    Drop,
}

#[derive(Debug, Clone, Copy, clap::ValueEnum)]
enum Unknown {
    /// The row is invalid.
    Refuse,
    /// The row is sent, with a warning.
    Keep,
}

/// Parses the path of the file; `-` is stdin.
fn file(text: &str) -> Result<PathBuf, Infallible> {
    Ok(PathBuf::from(match text {
        "-" => STDIN,
        path => path,
    }))
}

/// Parses a separator; `tab` and `\t` are a tab.
fn separator(text: &str) -> Result<char, String> {
    let mut chars = text.chars();
    match (text, chars.next(), chars.next()) {
        ("tab" | "TAB" | "\\t", ..) => Ok('\t'),
        (_, Some(c), None) => Ok(c),
        _ => Err("the separator is one character, or tab".to_owned()),
    }
}

impl Rows {
    /// Returns the mailing that the options describe.
    pub(super) fn mailing(&self, name: &str) -> Mailing {
        let mut mailing = Mailing::new(name, self.text.as_str(), self.is_marketing())
            .max_faults(self.faults)
            .encoding(match self.encoding {
                Encoding::Utf8 => CsvEncoding::Utf8,
                Encoding::Windows1252 => CsvEncoding::Windows1252,
                Encoding::Utf16 => CsvEncoding::Utf16,
            })
            .outside_gsm(match self.outside_gsm {
                Outside::Refuse => OutsideGsm::Refuse,
                Outside::Transliterate => OutsideGsm::Transliterate,
                Outside::Keep => OutsideGsm::Keep,
            })
            .duplicates(match self.duplicates {
                Twice::Refuse => Duplicates::Refuse,
                Twice::KeepFirst => Duplicates::KeepFirst,
            })
            .landlines(match self.landlines {
                Landline::Warn => Landlines::Warn,
                Landline::Refuse => Landlines::Refuse,
                Landline::Drop => Landlines::Drop,
            })
            .unknown_numbers(match self.unknown_numbers {
                Unknown::Refuse => UnknownNumbers::Refuse,
                Unknown::Keep => UnknownNumbers::Keep,
            });
        if let Some(column) = &self.number_column {
            mailing = mailing.number_column(column.as_str());
        }
        if let Some(separator) = self.separator {
            mailing = mailing.separator(separator);
        }
        #[cfg(feature = "spreadsheet")]
        if let Some(sheet) = &self.sheet {
            mailing = mailing.sheet(sheet.as_str());
        }
        if self.skip_without_number {
            mailing = mailing.skip_without_number();
        }
        if let Some(sender) = &self.sender {
            mailing = mailing.from(sender.clone());
        }
        if self.allow_replies {
            mailing = mailing.allow_replies();
        }
        if self.literal {
            mailing = mailing.literal().allow_contact_information();
        }
        if self.bare_numbers {
            mailing = mailing.bare_numbers();
        }
        #[cfg(feature = "phonenumber")]
        if let Some(region) = self.numbers.region() {
            mailing = mailing.region(region);
        }
        if let Some(parts) = self.max_parts {
            mailing = mailing.max_parts(parts);
        }
        mailing
    }

    /// Returns the options that apply to one kind of file.
    fn only(&self) -> Only {
        Only {
            #[cfg(feature = "spreadsheet")]
            sheet: self.sheet.is_some(),
            #[cfg(not(feature = "spreadsheet"))]
            sheet: false,
            separator: self.separator.is_some(),
        }
    }

    /// Returns whether the service may defer the messages by itself.
    pub(super) fn is_marketing(&self) -> bool {
        self.marketing && !self.transactional && !self.allow_replies
    }

    /// Reads and checks the file, with progress; numbers in `refused` are invalid.
    pub(super) async fn check(
        &self,
        mailing: Mailing,
        refused: Vec<PhoneNumber>,
        progress: &Progress,
    ) -> Result<CheckedMailing, Faulty> {
        let path = self.file.clone();
        let only = self.only();
        let size = sized(&path)?;
        let mailing = mailing.refuse_numbers(refused);
        let count = Arc::new(Count::default());
        let counted = Arc::clone(&count);
        // Opening or reading a pipe may block forever: the program ends without waiting for it.
        let checking = tokio::task::spawn_blocking(move || {
            let checked = File::open(&path).map_err(|error| unreadable(&path, &error));
            checked.and_then(|file| {
                source::read(&mailing, file, counted, only).map_err(|error| match error {
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
            })
        });
        let begun = Instant::now();
        let shown = || show(progress, &count, size, begun);
        let checked = progress.during(checking, shown).await;
        show(progress, &count, size, begun);
        progress.clear();
        checked.map_err(|_| Faulty::Whole(Failure::failed("The check stopped unexpectedly.")))?
    }
}

/// Why a file is rejected.
pub(super) enum Faulty {
    /// The whole file is rejected, or can't be read.
    Whole(Failure),
    /// Some of its rows are invalid.
    Rows(ovh_sms::mailing::RowFaults),
}

fn show(progress: &Progress, count: &Count, size: Option<u64>, begun: Instant) {
    let rows = count.rows.load(Ordering::Relaxed);
    // The rate is only displayed: rounding is harmless.
    #[allow(clippy::cast_precision_loss)]
    let rate = rows as f64 / begun.elapsed().as_secs_f64().max(0.001);
    let text = format!("{}, {rate:.0} rows/s", counted(rows, "row"));
    let bytes = count.bytes.load(Ordering::Relaxed);
    match size {
        Some(size) => progress.at(Kind::Rows, bytes.min(size), size, text),
        None => progress.at(Kind::RowsOfStream, bytes, 0, text),
    }
}

/// Returns the size of a regular file; `None` for a pipe.
fn sized(path: &Path) -> Result<Option<u64>, Faulty> {
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, &error))?;
    if metadata.is_dir() {
        return Err(Faulty::Whole(Failure::failed(format!(
            "{} is a folder: pass a file.",
            output::plain(&path.display().to_string())
        ))));
    }
    Ok(metadata.is_file().then_some(metadata.len()))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Faulty {
    Faulty::Whole(Failure::failed(format!(
        "{} can't be read: {error}.",
        output::plain(&path.display().to_string())
    )))
}
