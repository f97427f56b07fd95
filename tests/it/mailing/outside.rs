//! Files as programs and people write them: encodings, line ends, separators, damage.
#![cfg(feature = "csv")]

use std::io::Read;

use ovh_sms::mailing::{
    CheckError, CheckedMailing, CsvEncoding, FileProblem, Mailing, OutsideGsm, RowFaults,
    RowProblem,
};

const TWO: &str = "number;nom\n+33600000001;Ali\n+33600000002;Zoé\n";

fn mailing(message: &str) -> Mailing {
    Mailing::transactional("test", message).allow_replies()
}

fn plain() -> Mailing {
    mailing("Bonjour #nom#")
}

fn spooled(checked: Result<CheckedMailing, CheckError>) -> String {
    let mut text = String::new();
    let mut checked = checked.unwrap_or_else(|error| panic!("{error}"));
    checked.csv().unwrap().read_to_string(&mut text).unwrap();
    text
}

fn faults(result: Result<CheckedMailing, CheckError>) -> RowFaults {
    match result {
        Err(CheckError::Rows(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn a_byte_order_mark_proves_the_encoding_whatever_was_asked() {
    let utf8 = [b"\xef\xbb\xbf", TWO.as_bytes()].concat();
    let le = [b"\xff\xfe".to_vec(), utf16(TWO, u16::to_le_bytes)].concat();
    let be = [b"\xfe\xff".to_vec(), utf16(TWO, u16::to_be_bytes)].concat();
    let encodings = [
        CsvEncoding::Utf8,
        CsvEncoding::Windows1252,
        CsvEncoding::Utf16,
    ];
    for file in [utf8, le, be] {
        for encoding in encodings {
            let checked = plain().encoding(encoding).from_csv(file.as_slice());
            assert_eq!(spooled(checked), TWO, "{encoding:?}");
        }
    }
}

#[test]
fn utf_16_without_a_mark_is_read() {
    for bytes in [utf16(TWO, u16::to_le_bytes), utf16(TWO, u16::to_be_bytes)] {
        assert_eq!(spooled(plain().from_csv(bytes.as_slice())), TWO);
    }
    // Without Latin letters, the encoding must be named.
    let chinese = utf16("电话\n", u16::to_le_bytes);
    let named = mailing("Bonjour")
        .encoding(CsvEncoding::Utf16)
        .number_column("电话");
    let error = named.from_csv(chinese.as_slice()).unwrap_err();
    assert!(
        matches!(error, CheckError::File(FileProblem::NoRows)),
        "{error}"
    );
    // More than is read at a time, with surrogate pairs across the pieces.
    let mut text = "number;nom\n".to_owned();
    for row in 0..5000 {
        text.push_str(&format!("+3360000{row:04};🎉é\n"));
    }
    let bytes = [b"\xff\xfe".to_vec(), utf16(&text, u16::to_le_bytes)].concat();
    let checked = mailing("Fête #nom#").from_csv(bytes.as_slice());
    assert_eq!(spooled(checked), text);
}

#[test]
fn files_that_say_the_same_are_read_the_same() {
    let table: &[(&str, &[u8])] = &[
        (
            "zero width before the header",
            "\u{feff}\u{200b}number;nom\n+33600000001;Ali\n+33600000002;Zoé\n".as_bytes(),
        ),
        (
            "two marks",
            b"\xef\xbb\xbf\xef\xbb\xbfnumber;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "mark in quotes",
            "\"\u{feff}number\";nom\n+33600000001;Ali\n+33600000002;Zoé\n".as_bytes(),
        ),
        (
            "CR",
            b"number;nom\r+33600000001;Ali\r+33600000002;Zo\xc3\xa9\r",
        ),
        (
            "mixed line ends",
            b"number;nom\r\n+33600000001;Ali\r+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "Ctrl-Z on a line of its own",
            b"number;nom\r\n+33600000001;Ali\r\n+33600000002;Zo\xc3\xa9\r\n\x1a",
        ),
        (
            "Ctrl-Z after the last value",
            b"number;nom\r\n+33600000001;Ali\r\n+33600000002;Zo\xc3\xa9\x1a",
        ),
        (
            "several Ctrl-Z",
            b"number;nom\r\n+33600000001;Ali\r\n+33600000002;Zo\xc3\xa9\r\n\x1a\x1a\x1a\n",
        ),
        (
            "no-break spaces",
            "number;nom\n\u{a0};\u{a0}\n+33600000001;Ali\n\u{a0}\n+33600000002;Zoé\n".as_bytes(),
        ),
        (
            "SEP=",
            b"SEP=;\nnumber;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "sep= in quotes",
            b"\"sep=;\"\r\nnumber;nom\r\n+33600000001;Ali\r\n+33600000002;Zo\xc3\xa9\r\n",
        ),
        (
            "sep= saved again",
            b"\xef\xbb\xbf\"sep=;\";\nnumber;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "sep=|",
            b"sep=|\nnumber|nom\n+33600000001|Ali\n+33600000002|Zo\xc3\xa9\n",
        ),
        (
            "|",
            b"number|nom\n+33600000001|Ali\n+33600000002|Zo\xc3\xa9\n",
        ),
        (
            "wrong sep=",
            b"sep=,\nnumber;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "commas in names",
            b"nom, pr\xc3\xa9nom;number;nom\nx;+33600000001;Ali\ny;+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "short rows",
            b"number;nom;ville;note\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9;;\n",
        ),
    ];
    for (what, file) in table {
        let checked = plain().from_csv(*file);
        assert!(checked.is_ok(), "{what}: {checked:?}");
        assert_eq!(spooled(checked), TWO, "{what}");
    }
}

#[test]
fn rows_that_end_in_cr_may_contain_a_quoted_lf() {
    for (end, inside) in [("\r", "\n"), ("\r", "\r\n"), ("\n", "\r"), ("\r\n", "\n")] {
        let file = format!("number;nom{end}+33600000001;\"A{inside}li\"{end}bad;x{end}");
        let found = faults(plain().from_csv(file.as_bytes()));
        assert_eq!(
            (found.rows, found.faults[0].line),
            (2, 4),
            "{end:?} {inside:?}"
        );
        let file = file.replace("bad", "+33600000002");
        let expected = "number;nom\n+33600000001;\"A\nli\"\n+33600000002;x\n";
        assert_eq!(spooled(plain().from_csv(file.as_bytes())), expected);
    }
}

#[test]
fn a_faulty_number_is_shown_without_its_line_end() {
    for file in [
        "nom;number\r\nAli;0600000001\r\n",
        "nom;number\r\nAli;\"0600000001\"\r\n",
        "nom;number\rAli;0600000001\r",
    ] {
        let found = faults(plain().from_csv(file.as_bytes())).to_string();
        assert!(!found.contains("\\r") && !found.contains('\r'), "{found:?}");
        assert!(found.contains("`060*****01`"), "{found}");
    }
}

#[test]
fn a_nul_is_named_with_its_line() {
    let found = faults(plain().from_csv(&b"number;nom\n+33600000001;Ali\n+33600000002;Zo\0\n"[..]));
    let fault = &found.faults[0];
    assert_eq!((fault.line, fault.column.as_ref().unwrap().index), (3, 2));
    assert_eq!(fault.problem, RowProblem::Nul { position: 3 });
    assert!(fault.to_string().contains("NUL"), "{fault}");
    // A block of them, as after a crash; and one beyond what is read first.
    let found = faults(plain().from_csv([TWO.as_bytes(), &[0; 512]].concat().as_slice()));
    assert_eq!((found.total, found.faults[0].line), (1, 4));
    let far = format!("{TWO}{}+33600000003;\0\n", "\n".repeat(200_000));
    let found = faults(plain().from_csv(far.as_bytes()));
    assert_eq!(found.faults[0].line, 200_004);
    let error = plain()
        .from_csv(&b"\nnumber;no\0m\n+33600000001;Ali\n"[..])
        .unwrap_err();
    let problem = FileProblem::HeaderNul { line: 2, column: 2 };
    assert!(
        matches!(&error, CheckError::File(found) if *found == problem),
        "{error}"
    );
    assert!(
        plain()
            .from_rows(["number", "nom"], [["+33600000001", "\0"]])
            .is_err()
    );
}

#[test]
fn the_separator_can_be_set() {
    let file = "number~nom\n+33600000001~Ali\n+33600000002~Zoé\n";
    assert!(plain().from_csv(file.as_bytes()).is_err());
    assert_eq!(
        spooled(plain().separator('~').from_csv(file.as_bytes())),
        TWO
    );
    // It takes precedence over the declared one and the detected one.
    let file = "sep=,\nnumber;nom,x\n+33600000001;Ali\n+33600000002;Zoé\n";
    let set = mailing("Bonjour #nom,x#")
        .separator(';')
        .from_csv(file.as_bytes());
    assert!(spooled(set).starts_with("number;nom_x\n+33600000001;Ali\n"));
    for wrong in ['é', 'a', '1', '"', '\n', '+', '#'] {
        let error = plain()
            .separator(wrong)
            .from_csv(TWO.as_bytes())
            .unwrap_err();
        assert!(
            matches!(error, CheckError::Settings(_)),
            "{wrong:?}: {error}"
        );
    }
}

#[test]
fn a_quote_that_is_never_closed_is_a_row_with_a_fault() {
    let found = faults(plain().from_csv("number;nom\n+33600000001;\"Ali\n".as_bytes()));
    assert_eq!((found.total, found.rows), (1, 1), "{found}");
    assert!(
        found.to_string().contains("invalid rows: 1 of 1"),
        "{found}"
    );
    let found = faults(plain().from_csv(format!("{TWO}+33600000003;\"Lou\n").as_bytes()));
    assert_eq!(
        (found.total, found.rows, found.faults[0].line),
        (1, 3, 4),
        "{found}"
    );
    let error = plain()
        .from_csv("\nnumber;\"nom\n+33600000001;Ali\n".as_bytes())
        .unwrap_err();
    let problem = FileProblem::UnclosedQuote { line: 2 };
    assert!(
        matches!(&error, CheckError::File(found) if *found == problem),
        "{error}"
    );
}

/// A quote at the start of a value that was meant as text swallows the next rows.
#[test]
fn a_row_is_never_swallowed_by_a_stray_quote() {
    let strays = [
        // Ends with a later value that has quotes.
        "number;nom;s\n+33600000001;Zoe;\"Chez Paul\n+33600000002;Ali;Doe\n+33600000003;Eve;\"Le Coq\"\n",
        // Ends at a stray quote at the end of a later value.
        "number;nom;s\n+33600000001;\"Zoe;x\n+33600000002;Ali\";x\n+33600000003;Eve;x\n",
        // The number is in the last column: the first line of the value is the rest of a row.
        "nom;number\n\"Zoe;+33600000001\nAli\";+33600000002\n",
        // The same without the prefixes of the numbers.
        "number;nom;s\n+33600000001;\"Zoe;x\n0600000002;Ali\";x\n",
        // Text after a closing quote.
        "number;nom;s\n+33600000001;\"Le \"Coq\" bleu\";x\n",
        "number;nom\n+33600000001;\"Zoe\" \"Ali\"\n",
    ];
    for file in strays {
        let found = faults(plain().from_csv(file.as_bytes()));
        let is_named = found.faults.iter().any(|fault| {
            let is_quote = matches!(
                fault.problem,
                RowProblem::RowInValue | RowProblem::TextAfterQuote
            );
            is_quote && fault.line == 2
        });
        assert!(is_named, "{file}: {found}");
    }
    let rights = [
        "number;nom\n+33600000001;\"12 rue X\nParis; France\"\n",
        "number;nom\n+33600000001;\"Le \"\"Coq\"\" bleu\"\n",
        "number;nom\n+33600000001;5\" de large\n",
        "number;nom\n\"+33600000001\" ;\"Zoe\" \n",
    ];
    for file in rights {
        let checked = plain()
            .outside_gsm(OutsideGsm::Keep)
            .from_csv(file.as_bytes());
        assert_eq!(checked.unwrap().receivers(), 1, "{file}");
    }
}

#[test]
fn other_formats_are_named() {
    for (start, name) in [
        ("<HTML><BODY><TABLE>", "HTML"),
        ("\r\n\r\n<!DOCTYPE HTML>", "HTML"),
        ("\u{feff}<table>", "HTML"),
        ("<?xml version=\"1.0\"?><Workbook>", "XML"),
        ("BEGIN:VCARD\r\nVERSION:3.0\r\n", "vCard"),
        ("\n begin:vcard\n", "vCard"),
        ("{\\rtf1\\ansi", "RTF"),
        ("%PDF-1.7", "PDF"),
        ("[{\"number\": \"+33600000001\"}]", "JSON"),
        ("{\"number\": \"+33600000001\"}\n", "JSON"),
    ] {
        let error = plain().from_csv(start.as_bytes()).unwrap_err();
        let is_named =
            matches!(&error, CheckError::File(FileProblem::NotCsv(found)) if *found == name);
        assert!(is_named, "{start}: {error}");
        assert!(error.to_string().contains("CSV UTF-8"), "{error}");
    }
}
