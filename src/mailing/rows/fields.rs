//! The fields of a row: their number, their encoding, and what stands for a missing value.

use csv::ByteRecord;

use super::header::is_blank;
use crate::mailing::faults::RowProblem;

/// A fault, with the position of its column.
pub(super) type Refused = (Option<usize>, RowProblem);

/// The fields of a row, checked to be UTF-8.
#[derive(Clone, Copy)]
pub(super) struct Fields<'r> {
    record: &'r ByteRecord,
    /// All fields, joined without a separator.
    text: &'r str,
}

impl<'r> Fields<'r> {
    /// Checks that a row has no more fields than the header, and that all are UTF-8. Fields that are
    /// missing at the end are empty.
    pub(super) fn of(record: &'r ByteRecord, expected: usize) -> Result<Self, Refused> {
        // Spreadsheets may pad rows with empty fields.
        if record.len() > expected && !record.iter().skip(expected).all(is_blank) {
            let found = record.len();
            return Err((None, RowProblem::FieldCount { expected, found }));
        }
        // Checking all fields at once is faster than one by one, if no character extends across two
        // fields.
        let parted = |text: &str| {
            let mut end = 0;
            record.iter().all(|field| {
                end += field.len();
                text.is_char_boundary(end)
            })
        };
        if let Ok(text) = std::str::from_utf8(record.as_slice())
            && parted(text)
        {
            return Ok(Fields { record, text });
        }
        for (at, field) in record.iter().enumerate() {
            if let Err(error) = std::str::from_utf8(field) {
                let place = error.valid_up_to();
                let byte = field.get(place).copied().unwrap_or_default();
                let position = place + 1;
                return Err((Some(at), RowProblem::NotUtf8 { byte, position }));
            }
        }
        Ok(Fields { record, text: "" })
    }

    #[inline]
    pub(super) fn get(self, at: usize) -> &'r str {
        let range = self.record.range(at).unwrap_or_default();
        self.text.get(range).unwrap_or_default()
    }

    /// Refuses a value with a line that looks like another row: values behind separators, and one of
    /// them a number. A quote opens before it that was meant as text.
    pub(super) fn without_rows(
        self,
        delimiter: u8,
        is_number: impl Fn(&str) -> bool,
    ) -> Result<(), Refused> {
        if !self.record.as_slice().contains(&b'\n') {
            return Ok(());
        }
        let delimiter = char::from(delimiter);
        let is_row = |line: &str| line.contains(delimiter) && line.split(delimiter).any(&is_number);
        for at in 0..self.len() {
            let mut lines = self.get(at).split('\n');
            // The first line may be the rest of a row, and the second the start of the next one.
            if self.get(at).contains('\n') && lines.any(is_row) {
                return Err((Some(at), RowProblem::RowInValue));
            }
        }
        Ok(())
    }

    /// Returns the number of fields.
    pub(super) fn len(self) -> usize {
        self.record.len()
    }
}

/// Refuses a row that contains a NUL.
pub(super) fn without_nul(record: &ByteRecord) -> Result<(), Refused> {
    if !record.as_slice().contains(&0) {
        return Ok(());
    }
    let nul = |field: &[u8]| field.iter().position(|byte| *byte == 0);
    let mut fields = record.iter().enumerate();
    let found = fields.find_map(|(at, field)| Some((at, nul(field)? + 1)));
    let (at, position) = found.unwrap_or_default();
    Err((Some(at), RowProblem::Nul { position }))
}

/// Trims a field. Most fields have no spaces around them, which two bytes show.
#[inline]
pub(super) fn trimmed(field: &str) -> &str {
    let is_plain = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if is_plain(field.as_bytes().first()) && is_plain(field.as_bytes().last()) {
        return field;
    }
    field.trim()
}

/// Reads the digits of a field as a number without its prefix: the digits of the phone number if it
/// is one.
pub(super) fn digits(field: &[u8]) -> u64 {
    let digits = field.iter().filter(|byte| byte.is_ascii_digit());
    digits.fold(0, |sum: u64, &byte| {
        sum.wrapping_mul(10).wrapping_add(u64::from(byte - b'0'))
    })
}

/// What programs write for a missing value.
const MISSING: &[&str] = &[
    "NULL",
    "Null",
    "null",
    "(null)",
    "(NULL)",
    "[null]",
    "<null>",
    "\\N",
    "None",
    "nan",
    "NaN",
    "NAN",
    "-nan",
    "NaT",
    "<NA>",
    "nil",
    "undefined",
    "[object Object]",
    "N/A",
    "n/a",
    "N/D",
    "#N/A",
    "#N/D",
];

/// What spreadsheets show for an error, in English and in French.
const ERRORS: &[&str] = &[
    "#REF!",
    "#NAME?",
    "#NOM?",
    "#VALUE!",
    "#VALEUR!",
    "#DIV/0!",
    "#NUM!",
    "#NOMBRE!",
    "#NULL!",
    "#NUL!",
    "#SPILL!",
    "#EPARS!",
    "#PROPAGATION!",
    "#CALC!",
    "#CALCUL!",
    "#FIELD!",
    "#CHAMP!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
    "#GETTING_DATA",
    "#BEZUG!",
    "#WERT!",
    "#NV",
    "#ZAHL!",
    "#ERROR!",
    "Err:502",
    "Err:504",
    "Err:508",
    "Err:509",
    "Err:511",
    "Err:522",
    "########",
];

/// The length of the longest of these words by their first byte.
static LONGEST: [u8; 256] = longest(MISSING, longest(ERRORS, [0; 256]));

#[allow(
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    reason = "evaluated at compile time: an overflow would fail the build; the words are short"
)]
const fn longest(words: &[&str], mut table: [u8; 256]) -> [u8; 256] {
    let mut at = 0;
    while at < words.len() {
        let word = words[at].as_bytes();
        if word.len() as u8 > table[word[0] as usize] {
            table[word[0] as usize] = word.len() as u8;
        }
        at += 1;
    }
    table
}

/// Returns the word for a missing or wrong value that a value is.
#[inline]
pub(super) fn suspicious(value: &str) -> Option<&'static str> {
    let first = value.bytes().next()?;
    let longest = LONGEST.get(usize::from(first))?;
    (value.len() <= usize::from(*longest)).then(|| word(value))?
}

#[cold]
fn word(value: &str) -> Option<&'static str> {
    let mut words = MISSING.iter().chain(ERRORS);
    words.find(|word| **word == value).copied()
}

/// How UTF-8 looks that was read as windows-1252, and the character for what could not be read.
const MISREAD: &[&str] = &[
    "\u{fffd}", "Ã©", "Ã¨", "Ãª", "Ã«", "Ã\u{a0}", "Ã¢", "Ã§", "Ã´", "Ã¶", "Ã®", "Ã¯", "Ã¹", "Ã»",
    "Ã¼", "Ã¤", "Ã±", "Ã³", "Ã‰", "Ã€", "Ã‡", "Å“", "â‚¬", "â€™", "â€œ", "â€“", "â€¦", "Â°", "Â«",
    "Â»", "Â\u{a0}",
];

/// Returns the first characters of a value that show that it was read with a wrong encoding.
pub(super) fn misread(value: &str) -> Option<&'static str> {
    MISREAD
        .iter()
        .find(|found| value.contains(**found))
        .copied()
}

/// Returns whether a value is a number in scientific notation, as spreadsheets write those of many
/// digits: `1,23E+15`.
#[inline]
pub(super) fn is_scientific(value: &str) -> bool {
    let is_number = value.as_bytes().first().is_some_and(u8::is_ascii_digit);
    // Codes such as `12E5` have no sign.
    is_number && value.contains('+') && crate::number::is_scientific(value)
}

/// Returns whether the value of a number column means that there is no number.
pub(super) fn is_absent(value: &str) -> bool {
    let value = crate::values::outside::trimmed(value);
    matches!(value, "" | "-" | "–" | "—" | "/" | "?") || MISSING.contains(&value)
}
