//! The text of a message, given as an argument, in a file or on stdin.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use ovh_sms::message::decode_text;

use crate::failure::Failure;

/// Maximum number of bytes to read: no message is that long, and some files never end.
const MOST_TEXT: u64 = 1 << 20;

/// How files of spreadsheets and other documents begin: today's are ZIP archives, old ones are not.
pub(crate) const OFFICE: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];
const PDF: &[u8] = b"%PDF-";

/// The text of a message, given once.
#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(crate) struct Text {
    /// The text, or - to read it from stdin. One character outside GSM-7, such as ê, reduces each
    /// part from 160 to 70 characters.
    message: Option<String>,
    /// Read the text from a file; the last line ending is removed.
    #[arg(long, value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Text {
    /// Returns whether the text comes from stdin.
    pub(crate) fn takes_stdin(&self) -> bool {
        self.message.as_deref() == Some("-") || self.file.as_deref() == Some(Path::new("-"))
    }

    /// Returns the text; the last line ending of a file or of stdin is removed.
    pub(crate) fn read(&self) -> Result<String, Failure> {
        if self.takes_stdin() {
            return Ok(without_last_end(whole(None, MOST_TEXT)?));
        }
        match &self.file {
            Some(file) => Ok(without_last_end(whole(Some(file), MOST_TEXT)?)),
            None => Ok(self.message.clone().unwrap_or_default()),
        }
    }
}

/// Reads a whole file, or stdin, as text: UTF-8 or UTF-16. A byte order mark is removed.
pub(crate) fn whole(file: Option<&Path>, most: u64) -> Result<String, Failure> {
    let name = match file {
        Some(file) => format!("The file {}", file.display()),
        None => "stdin".to_owned(),
    };
    let mut bytes = Vec::new();
    let read = match file {
        Some(file) => File::open(file).and_then(|file| file.take(most + 1).read_to_end(&mut bytes)),
        None => std::io::stdin().take(most + 1).read_to_end(&mut bytes),
    };
    match read {
        Ok(count) if u64::try_from(count).is_ok_and(|count| count > most) => {
            Err(too_long(&name, most))
        }
        Ok(_)
            if OFFICE
                .iter()
                .chain([&PDF])
                .any(|start| bytes.starts_with(start)) =>
        {
            Err(Failure::usage(format!(
                "Nothing was sent: {name} is a spreadsheet, a document or an archive, not text."
            )))
        }
        Ok(_) => decode_text(&bytes).map_err(|error| {
            Failure::usage(format!("Nothing was sent: {name} is not text: {error}."))
        }),
        Err(error) => Err(Failure::usage(format!(
            "Nothing was sent: {name} can't be read: {error}."
        ))),
    }
}

fn too_long(name: &str, most: u64) -> Failure {
    Failure::usage(format!(
        "Nothing was sent: {name} is longer than {most} bytes."
    ))
}

fn without_last_end(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}
