//! The receivers of a message, given as options, in a file or on stdin.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::{Path, PathBuf};

use ovh_sms::PhoneNumber;

use crate::failure::Failure;
use crate::numbers::{Numbers, split};
use crate::text::whole;

/// Maximum number of bytes to read: enough for millions of phone numbers.
const MOST_NUMBERS: u64 = 64 << 20;
/// The number of invalid numbers that are listed.
const MOST_TOLD: usize = 20;

/// The receivers of a message.
#[derive(Debug, clap::Args)]
pub(crate) struct Receivers {
    /// A receiver, such as +33600000000; may be given several times, or with commas between several.
    #[arg(
        long = "to",
        alias = "receiver",
        value_name = "NUMBER",
        allow_hyphen_values = true,
        required_unless_present = "to_file"
    )]
    to: Vec<String>,
    /// Read receivers from a file, or - for stdin: one number per line. Empty lines and lines that
    /// begin with # are ignored.
    #[arg(long, value_name = "FILE")]
    to_file: Option<PathBuf>,
    #[command(flatten)]
    numbers: Numbers,
}

impl Receivers {
    /// Returns whether the receivers come from stdin.
    pub(crate) fn take_stdin(&self) -> bool {
        self.to_file.as_deref() == Some(Path::new("-"))
    }

    /// Returns the numbers; an error lists each text that is not a number.
    pub(crate) fn read(&self) -> Result<Vec<PhoneNumber>, Failure> {
        let mut bad = Vec::new();
        let mut numbers = Vec::with_capacity(self.to.len());
        let (mut lines_of, mut occur_twice) = (HashMap::new(), false);
        for text in self.to.iter().flat_map(|text| split(text)) {
            match self.numbers.read(text) {
                Ok(number) => numbers.push(number),
                Err(error) => bad.push(format!("  {error}{}", several(text))),
            }
        }
        if let Some(file) = &self.to_file {
            let stdin = self.take_stdin();
            let lines = whole((!stdin).then_some(file), MOST_NUMBERS)?;
            // Old programs end lines with CR alone, and files with Ctrl-Z.
            let lines = lines.replace("\r\n", "\n").replace('\r', "\n");
            let lines = lines.trim_end_matches('\u{1a}').lines().enumerate();
            for (place, line) in lines.filter(|(_, line)| is_number(line)) {
                let place = place + 1;
                match self.numbers.read(line) {
                    Ok(number) => match lines_of.entry(number) {
                        Entry::Vacant(free) => {
                            free.insert(place);
                            numbers.push(number);
                        }
                        Entry::Occupied(first) => {
                            occur_twice = true;
                            let first = first.get();
                            bad.push(format!(
                                "  line {place}: {number} is already on line {first}"
                            ));
                        }
                    },
                    Err(error) => {
                        bad.push(format!("  line {place}: {error}{}", several(line)));
                    }
                }
            }
        }
        if !bad.is_empty() {
            return Err(Failure::usage(format!(
                "Nothing was sent: some receivers are not valid numbers{}:\n{}",
                if occur_twice { " or occur twice" } else { "" },
                summary(bad)
            )));
        }
        Ok(numbers)
    }
}

/// Returns a hint if a text may be several numbers.
fn several(text: &str) -> &'static str {
    match text.contains([';', '|', ',']) {
        true => ". Separate numbers by commas with --to, and by lines in a file",
        false => "",
    }
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with('#')
}

fn summary(mut bad: Vec<String>) -> String {
    let more = bad.len().saturating_sub(MOST_TOLD);
    bad.truncate(MOST_TOLD);
    if more > 0 {
        bad.push(format!("  and {more} more"));
    }
    bad.join("\n")
}
