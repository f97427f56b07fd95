//! Recognizes files that are not CSV.

/// The first bytes of binary formats.
const BINARY: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "XLSX or ODS"),
    (b"PK\x05\x06", "ZIP"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
    (b"7z\xbc\xaf", "7-Zip"),
    (b"Rar!", "RAR"),
    (b"SQLite format 3\0", "SQLite"),
    (b"PAR1", "Parquet"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x09\x08\x10\x00", "XLS"),
];

/// The beginnings of text formats, in lower case, after spaces and newlines.
const TEXT: &[(&[u8], &str)] = &[
    (b"begin:vcard", "vCard"),
    (b"begin:vcalendar", "iCalendar"),
    (b"{\\rtf", "RTF"),
    (b"%pdf", "PDF"),
    (b"dn:", "LDIF"),
    (b"<?xml", "XML"),
];

/// Returns the name of the binary format that the first bytes of a file show.
pub(crate) fn binary(start: &[u8]) -> Option<&'static str> {
    let known = BINARY.iter().find(|(bytes, _)| start.starts_with(bytes));
    known.map(|(_, name)| *name)
}

/// Returns the name of the text format that the first characters of a file show, other than CSV.
pub(super) fn text(start: &[u8]) -> Option<&'static str> {
    let start = start.trim_ascii_start();
    let known = TEXT.iter().find(|(text, _)| {
        let first = start.get(..text.len()).unwrap_or_default();
        first.eq_ignore_ascii_case(text)
    });
    if let Some((_, name)) = known {
        let is_page = *name == "XML" && contains_html(start);
        return Some(if is_page { "HTML" } else { name });
    }
    let (first, rest) = start.split_first()?;
    let next = rest.trim_ascii_start().first()?;
    match (first, next) {
        (b'<', b'!') | (b'<', b'a'..=b'z' | b'A'..=b'Z') if contains_html(start) => Some("HTML"),
        (b'<', b'!' | b'a'..=b'z' | b'A'..=b'Z') if start.contains(&b'>') => markup(start),
        (b'{', b'"' | b'}') | (b'[', b'{' | b'[' | b'"' | b']') => Some("JSON"),
        _ => None,
    }
}

/// Returns whether a text has a tag of HTML near its beginning.
fn contains_html(start: &[u8]) -> bool {
    const TAGS: &[&[u8]] = &[
        b"<html",
        b"<table",
        b"<!doctype html",
        b"<head",
        b"<body",
        b"<meta",
    ];
    const SEARCHED: usize = 2000;
    let start = start.get(..SEARCHED).unwrap_or(start).to_ascii_lowercase();
    TAGS.iter()
        .any(|tag| start.windows(tag.len()).any(|part| part == *tag))
}

/// Returns XML if a text begins with a tag; a header such as `<nom>;number` does not close it.
fn markup(start: &[u8]) -> Option<&'static str> {
    let end = start.iter().position(|byte| *byte == b'>')?;
    let next = start.get(end + 1..)?.trim_ascii_start().first();
    (next == Some(&b'<')).then_some("XML")
}

#[cfg(test)]
mod tests {
    use super::{binary, text};

    #[test]
    fn formats_are_recognized_in_any_case_and_after_newlines() {
        for (start, name) in [
            ("<HTML><BODY>", "HTML"),
            ("\r\n\n <html>", "HTML"),
            ("<!DOCTYPE html>", "HTML"),
            ("<!doctype HTML PUBLIC>", "HTML"),
            ("<Table border=1>", "HTML"),
            ("<!-- x --><html>", "HTML"),
            ("<?xml version=\"1.0\"?>\n<html>", "HTML"),
            ("<?xml version=\"1.0\"?>\n<Workbook>", "XML"),
            ("<clients><client>", "XML"),
            ("BEGIN:VCARD\r\n", "vCard"),
            ("\nbegin:vcard\n", "vCard"),
            ("{\\rtf1", "RTF"),
            ("[{\"number\": 1}]", "JSON"),
            ("{ \"number\": 1}", "JSON"),
            ("[\n  [\"number\"", "JSON"),
        ] {
            assert_eq!(text(start.as_bytes()), Some(name), "{start}");
        }
        for start in [
            "",
            "number;nom",
            "<nom>;number\n",
            "[nom];number",
            "{nom};number",
            "<",
        ] {
            assert_eq!(text(start.as_bytes()), None, "{start}");
        }
        assert_eq!(binary(b"\x1f\x8b\x08"), Some("GZIP"));
        assert_eq!(binary(b"P;K"), None);
    }
}
