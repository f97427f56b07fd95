//! Phone numbers on the command line: one way to read them, for receivers and for filters.

use ovh_sms::{NumberError, NumberKind, PhoneNumber};

use crate::failure::Failure;
use crate::global::Global;
use crate::terminal::output::plain;

/// How numbers are read.
#[derive(Debug, Clone, Default, clap::Args)]
pub(crate) struct Numbers {
    /// Accept national formats (06…) as numbers of this country, such as fr.
    #[cfg(feature = "phonenumber")]
    #[arg(long, value_name = "COUNTRY", value_parser = region)]
    region: Option<String>,
}

impl Numbers {
    /// Returns the country whose national formats are accepted.
    #[cfg(feature = "phonenumber")]
    pub(crate) fn region(&self) -> Option<&str> {
        self.region.as_deref()
    }

    fn parse(&self, text: &str) -> Result<PhoneNumber, NumberError> {
        #[cfg(feature = "phonenumber")]
        if let Some(region) = &self.region {
            return PhoneNumber::parse_national(text, region);
        }
        text.parse()
    }

    /// Reads a number; the error is a text with the number that was probably meant.
    pub(crate) fn read(&self, text: &str) -> Result<PhoneNumber, String> {
        self.parse(text).map_err(|error| self.explain(&error))
    }

    /// Reads the numbers of an option.
    pub(crate) fn read_all(
        &self,
        option: &str,
        texts: &[String],
    ) -> Result<Vec<PhoneNumber>, Failure> {
        let read = |text: &str| {
            self.read(text).map_err(|error| {
                let several = match text.contains([';', '|', '\n']) {
                    true => ". Separate numbers by commas, or repeat the option",
                    false => "",
                };
                invalid(option, text, &format!("{error}{several}"))
            })
        };
        texts
            .iter()
            .flat_map(|text| split(text))
            .map(read)
            .collect()
    }

    /// Reads the number of a filter. One that its country can't have is kept as it is, with a
    /// note: the service may have messages with it.
    pub(crate) fn filter(
        &self,
        option: &str,
        text: Option<&String>,
        global: &Global,
    ) -> Result<Option<PhoneNumber>, Failure> {
        let Some(text) = text else {
            return Ok(None);
        };
        let error = match self.parse(text) {
            Ok(number) => return Ok(Some(number)),
            Err(error) => error,
        };
        let is_kept = matches!(
            error,
            NumberError::Length { .. }
                | NumberError::TrunkZero { .. }
                | NumberError::UnknownCode { .. }
        );
        let error = self.explain(&error);
        match PhoneNumber::from_service(text).filter(|_| is_kept) {
            Some(number) => {
                global.note(format_args!("{option}: {error}. Searching for {number}."));
                Ok(Some(number))
            }
            None => Err(invalid(option, text, &error)),
        }
    }

    /// Returns an error's message with the whole number that was probably meant.
    pub(crate) fn explain(&self, error: &NumberError) -> String {
        let message = error.to_string();
        let message = match error.suggestion() {
            Some(number) => {
                let whole = number.to_string();
                let code = format!("+{}…", number.calling_code());
                message
                    .replace(&number.masked(), &whole)
                    .replace(&code, &whole)
            }
            None => message,
        };
        plain(&(message + self.region_hint(error)))
    }

    #[cfg(feature = "phonenumber")]
    fn region_hint(&self, error: &NumberError) -> &'static str {
        let is_national = matches!(
            error,
            NumberError::Local { .. } | NumberError::NoZero { .. }
        );
        match is_national && self.region.is_none() {
            true => ", or pass the country, as in --region fr",
            false => "",
        }
    }

    #[cfg(not(feature = "phonenumber"))]
    fn region_hint(&self, _: &NumberError) -> &'static str {
        ""
    }
}

/// Warns about numbers that may not receive messages, by the numbering plans of their countries.
pub(crate) fn note_kinds(numbers: &[PhoneNumber], global: &Global) {
    const SHOWN: usize = 3;
    type Fits = fn(PhoneNumber) -> bool;
    let kinds: [(Fits, &str); 5] = [
        (
            |number| number.is_test_number(),
            "reserved for fiction and tests: no phone has it",
        ),
        (
            |number| number.kind() == NumberKind::Fixed,
            "the number of a landline, which may not receive messages",
        ),
        (
            |number| number.kind() == NumberKind::Voip,
            "a number for calls over the internet, which may not receive messages",
        ),
        (
            |number| number.kind() == NumberKind::Special,
            "the number of a service, which may not receive messages",
        ),
        (
            |number| number.kind() == NumberKind::Unknown && !number.is_test_number(),
            "not assigned by the numbering plan of its country",
        ),
    ];
    for (fits, what) in kinds {
        let found: Vec<String> = numbers
            .iter()
            .filter(|number| fits(**number))
            .map(PhoneNumber::to_string)
            .collect();
        let Some(shown) = found
            .get(..found.len().min(SHOWN))
            .filter(|some| !some.is_empty())
        else {
            continue;
        };
        let more = match found.len() - shown.len() {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        global.note(format_args!("Warning: {}{more}: {what}.", shown.join(", ")));
    }
}

/// Returns the numbers of an option: several may be separated by commas.
pub(crate) fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',')
}

/// Parses the id of a message.
pub(crate) fn message_id(text: &str) -> Result<i64, String> {
    let digits = text.trim();
    // Phone numbers begin with + or 0, ids with neither.
    let is_id = digits.starts_with(|c: char| matches!(c, '1'..='9'));
    let id = digits.parse().ok().filter(|id| is_id && *id > 0);
    id.ok_or_else(|| match PhoneNumber::from_service(digits) {
        Some(_) if !is_id => "this is a phone number; an id is a number such as 802084272, as `send` and `jobs` print it. To find the messages to a phone number: ovh-sms history --receiver NUMBER".to_owned(),
        _ => "an id is a number, such as 802084272, as `send` and `jobs` print it".to_owned(),
    })
}

/// Parses a whole number.
pub(crate) fn whole<T: std::str::FromStr>(text: &str) -> Result<T, String> {
    let parsed = text.trim().parse();
    parsed.map_err(|_| "write a whole number, such as 20".to_owned())
}

/// Parses the id of a batch.
pub(crate) fn batch_id(text: &str) -> Result<uuid::Uuid, String> {
    let parsed = text.trim().parse();
    parsed.map_err(|_| {
        "the id of a batch is a UUID, as `ovh-sms mailing send` and `ovh-sms mailing status` print it"
            .to_owned()
    })
}

fn invalid(option: &str, text: &str, error: &str) -> Failure {
    Failure::usage(format!(
        "invalid value '{}' for '{option} <NUMBER>': {error}.",
        plain(text)
    ))
}

#[cfg(feature = "phonenumber")]
fn region(text: &str) -> Result<String, String> {
    // Only the region is checked.
    match PhoneNumber::parse_national("+33600000000", text) {
        Err(error @ NumberError::Region { .. }) => Err(error.to_string()),
        _ => Ok(text.to_owned()),
    }
}
