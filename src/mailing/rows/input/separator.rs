//! The separator of a file: declared in its first line, or detected.

use csv::{ByteRecord, ReaderBuilder};

use crate::mailing::rows::header::is_blank;

/// The separators that are detected; of equally likely ones, the first.
const DELIMITERS: [u8; 4] = *b";,\t|";

/// Returns whether a character can be set as the separator.
pub(crate) fn is_separator(c: char) -> bool {
    c == '\t'
        || c.is_ascii()
            && !c.is_ascii_alphanumeric()
            && !c.is_ascii_control()
            && !"\"+#".contains(c)
}

/// Parses `sep=;`, the line in which a spreadsheet declares its separator; returns the separator
/// and the line's length.
///
/// Case is ignored. Programs that save such a file again put the line in quotes, and add separators
/// up to the number of columns.
pub(super) fn declared(start: &[u8]) -> Option<(u8, usize)> {
    let end = start
        .iter()
        .position(|byte| matches!(byte, b'\n' | b'\r'))?;
    let line = start.get(..end)?;
    let length = match start.get(end..)? {
        [b'\r', b'\n', ..] => end + 2,
        _ => end + 1,
    };
    let text = line.strip_prefix(b"\"").unwrap_or(line);
    let (name, rest) = text.split_at_checked(b"sep=".len())?;
    if !name.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    let (delimiter, rest) = match rest {
        [b'\\', b't', rest @ ..] => (b'\t', rest),
        [delimiter, rest @ ..] => (*delimiter, rest),
        [] => return None,
    };
    let is_filler = |byte: &u8| DELIMITERS.contains(byte) || matches!(byte, b'"' | b' ');
    (DELIMITERS.contains(&delimiter) && rest.iter().all(is_filler)).then_some((delimiter, length))
}

/// Returns the separator under which the first row has a number column; of several ones, the
/// declared one or the one that is most frequent.
///
/// `rank` returns how well a row names the number column.
pub(super) fn detected(start: &[u8], declared: Option<u8>, rank: impl Fn(&ByteRecord) -> u8) -> u8 {
    let score = |delimiter: u8| {
        let row = first_row(start, delimiter);
        let is_declared = declared == Some(delimiter);
        row.map_or((0, is_declared, 0), |row| {
            (rank(&row), is_declared, row.len())
        })
    };
    let scored = DELIMITERS
        .iter()
        .map(|&delimiter| (score(delimiter), delimiter));
    // `max_by_key` returns the last of equal items.
    let best = scored.rev().max_by_key(|(score, _)| *score);
    best.map_or(b';', |(_, delimiter)| delimiter)
}

/// Returns the first row that is not blank.
fn first_row(start: &[u8], delimiter: u8) -> Option<ByteRecord> {
    let reader = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(start);
    let mut rows = reader.into_byte_records().map_while(Result::ok);
    rows.find(|row| !row.iter().all(is_blank))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mailing::rows::header::Header;

    fn found(text: &str) -> u8 {
        detected(text.as_bytes(), None, |row| Header::rank(row, None))
    }

    #[test]
    fn the_separator_is_the_one_with_a_number_column_else_the_most_frequent() {
        for (text, delimiter) in [
            ("number;nom\n1,2,3", b';'),
            ("number,nom", b','),
            ("number\tnom", b'\t'),
            ("number|nom", b'|'),
            ("\"a;b;c\",number", b','),
            ("\"a\n;;;\",b", b','),
            ("number", b';'),
            ("", b';'),
            ("\n\nnumber,nom\n;;;", b','),
            ("\n,,\nnumber,nom\n", b','),
            ("Nom, prénom, civilité;number", b';'),
            ("nom (a;b;c;d),number", b','),
            ("Nom | prénom | civilité;Téléphone", b';'),
            ("a;b,c,d", b','),
        ] {
            assert_eq!(found(text), delimiter, "{text}");
        }
    }

    #[test]
    fn a_declared_separator_is_read_in_any_spelling() {
        for (text, delimiter, length) in [
            ("sep=,\r\nnumber", b',', 7),
            ("SEP=;\nnumber", b';', 6),
            ("\"sep=;\"\rnumber", b';', 8),
            ("\"sep=;\";;\nnumber", b';', 10),
            ("Sep=|\n", b'|', 6),
            ("sep=\t\n", b'\t', 6),
            ("sep=\\t\n", b'\t', 7),
        ] {
            assert_eq!(
                declared(text.as_bytes()),
                Some((delimiter, length)),
                "{text}"
            );
        }
        for text in [
            "sep=x\n",
            "sep=\n",
            "sep=;",
            "sep=;number\n",
            "number;sep=;\n",
            "\n",
        ] {
            assert_eq!(declared(text.as_bytes()), None, "{text}");
        }
        let wrong = detected(b"number;nom", Some(b','), |row| Header::rank(row, None));
        assert_eq!(wrong, b';');
    }
}
