//! The contents that a spreadsheet can produce, and how a mailing handles them.
#![cfg(feature = "csv")]

use std::io::Read;

use ovh_sms::mailing::{
    CheckError, CheckedMailing, CsvEncoding, Duplicates, FileProblem, Mailing, OutsideGsm,
    RowFault, RowFaults, RowProblem, UnknownNumbers,
};
use ovh_sms::message::Encoding;
use ovh_sms::{Credits, NumberError, SenderName};

fn sender() -> SenderName {
    "MP RENOV".parse().unwrap()
}

fn mailing(message: &str) -> Mailing {
    Mailing::transactional("test", message).from(sender())
}

fn advertising() -> Mailing {
    Mailing::marketing("test", "Bonjour #nom#").from(sender())
}

fn plain() -> Mailing {
    mailing("Bonjour #nom#")
}

fn spooled(checked: &mut CheckedMailing) -> String {
    let mut text = String::new();
    checked.csv().unwrap().read_to_string(&mut text).unwrap();
    text
}

fn file_problem(result: Result<CheckedMailing, CheckError>) -> FileProblem {
    match result {
        Err(CheckError::File(problem)) => problem,
        other => panic!("{other:?}"),
    }
}

fn faults(result: Result<CheckedMailing, CheckError>) -> RowFaults {
    match result {
        Err(CheckError::Rows(faults)) => faults,
        other => panic!("{other:?}"),
    }
}

fn only_fault(result: Result<CheckedMailing, CheckError>) -> RowFault {
    let mut faults = faults(result);
    assert_eq!((faults.faults.len(), faults.total), (1, 1), "{faults}");
    faults.faults.remove(0)
}

const TWO: &str = "number;nom\n+33600000001;Ali\n+33600000002;Zoé\n";

#[test]
fn files_that_say_the_same_are_kept_the_same() {
    let table: &[(&str, &[u8])] = &[
        (
            "semicolons",
            b"number;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9\n",
        ),
        (
            "commas",
            b"number,nom\n+33600000001,Ali\n+33600000002,Zo\xc3\xa9\n",
        ),
        (
            "tabs",
            b"number\tnom\n+33600000001\tAli\n+33600000002\tZo\xc3\xa9\n",
        ),
        (
            "byte order mark",
            b"\xef\xbb\xbfnumber;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9",
        ),
        (
            "mark and quotes",
            b"\xef\xbb\xbf\"number\";\"nom\"\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9",
        ),
        (
            "CRLF",
            b"number;nom\r\n+33600000001;Ali\r\n+33600000002;Zo\xc3\xa9\r\n",
        ),
        (
            "CR",
            b"number;nom\r+33600000001;Ali\r+33600000002;Zo\xc3\xa9\r",
        ),
        (
            "no last newline",
            b"number;nom\n+33600000001;Ali\n+33600000002;Zo\xc3\xa9",
        ),
        (
            "quotes",
            b"\"number\";\"nom\"\n\"+33600000001\";\"Ali\"\r\n\"+33600000002\";\"Zo\xc3\xa9\"\r\n",
        ),
        (
            "sep=",
            b"sep=,\r\nnumber,nom\r\n+33600000001,Ali\r\n+33600000002,Zo\xc3\xa9",
        ),
        (
            "case and spaces",
            b" Number ; NOM \n +33600000001 ; Ali \n +33600000002 ; Zo\xc3\xa9 \n",
        ),
        (
            "separators in numbers",
            b"number;nom\n+33 6 00 00 00 01;Ali\n0033.600.000.002;Zo\xc3\xa9\n",
        ),
        (
            "order of columns",
            b"x;nom;number\n?;Ali;+33600000001\n?;Zo\xc3\xa9;+33600000002\n",
        ),
        (
            "blank rows",
            b"\n;;\nnumber;nom\n\n+33600000001;Ali\n;\n \r\n+33600000002;Zo\xc3\xa9\n;;;\n\n",
        ),
        (
            "empty fields at the end",
            b"number;nom\n+33600000001;Ali;;\n+33600000002;Zo\xc3\xa9; \n",
        ),
        (
            "columns without a name",
            b"number;nom;;\n+33600000001;Ali;;\n+33600000002;Zo\xc3\xa9;;\n",
        ),
    ];
    let mut fingerprints = Vec::new();
    for (what, file) in table {
        let mut checked = plain()
            .from_csv(*file)
            .unwrap_or_else(|e| panic!("{what}: {e}"));
        assert_eq!(spooled(&mut checked), TWO, "{what}");
        assert_eq!((checked.receivers(), checked.parts()), (2, 2), "{what}");
        fingerprints.push(checked.batch_name());
    }
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), 1, "one list, one fingerprint");
}

#[test]
fn a_character_that_begins_in_one_field_and_ends_in_the_next_is_none() {
    let file: &[u8] = b"number;nom;ville\n+33600000001;Zo\xc3;\xa9\n";
    let fault = only_fault(plain().from_csv(file));
    assert_eq!(
        fault.problem,
        RowProblem::NotUtf8 {
            byte: 0xc3,
            position: 3
        }
    );
}

#[test]
fn old_files_of_windows_are_read_when_asked() {
    let file: &[u8] = b"number;nom\n+33600000001;Ali\n+33600000002;Zo\xe9\n";
    let fault = only_fault(plain().from_csv(file));
    assert_eq!(
        fault.problem,
        RowProblem::NotUtf8 {
            byte: 0xe9,
            position: 3
        }
    );
    assert_eq!((fault.line, fault.column.clone().unwrap().index), (3, 2));
    assert!(fault.to_string().contains("Windows-1252"), "{fault}");

    let mut checked = plain()
        .encoding(CsvEncoding::Windows1252)
        .from_csv(file)
        .unwrap();
    assert_eq!(spooled(&mut checked), TWO);

    let header = file_problem(plain().from_csv(&b"number;pr\xe9nom\n"[..]));
    assert_eq!(
        header,
        FileProblem::HeaderNotUtf8 {
            line: 1,
            column: 2,
            byte: 0xe9
        }
    );
}

#[test]
fn two_fields_that_are_utf_8_only_together_are_not() {
    let fault = only_fault(plain().from_csv(&b"number;nom;x\n+33600000001;a\xc3;\xa9\n"[..]));
    assert_eq!(
        fault.problem,
        RowProblem::NotUtf8 {
            byte: 0xc3,
            position: 2
        }
    );
}

#[test]
fn what_is_no_csv_is_named() {
    let table: &[(&[u8], FileProblem)] = &[
        (b"", FileProblem::Empty),
        (b"\xef\xbb\xbf", FileProblem::Empty),
        (b"\r\n\r\n  \n", FileProblem::Empty),
        (b"number;nom\n", FileProblem::NoRows),
        (b"number;nom\n;\n;\n", FileProblem::NoRows),
        (b"PK\x03\x04\x14\0", FileProblem::NotCsv("XLSX or ODS")),
        (b"\xd0\xcf\x11\xe0\xa1", FileProblem::NotCsv("XLS")),
        (b"<html><table>", FileProblem::NotCsv("HTML")),
        (b"\r\n <HTML>", FileProblem::NotCsv("HTML")),
        (b"BEGIN:VCARD\nVERSION:3.0", FileProblem::NotCsv("vCard")),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", FileProblem::NotCsv("HTML")),
        (b"[{\"number\": 1}]", FileProblem::NotCsv("JSON")),
        (b"%PDF-1.7", FileProblem::NotCsv("PDF")),
        (b"{\\rtf1", FileProblem::NotCsv("RTF")),
        (b"\xef\xbb\xbf<?xml version", FileProblem::NotCsv("XML")),
    ];
    for (file, problem) in table {
        assert_eq!(&file_problem(plain().from_csv(*file)), problem);
    }
}

#[test]
fn a_missing_number_column_shows_what_there_is() {
    let problem = file_problem(plain().from_csv(&b"Contact;nom\n+33600000001;Ali\n"[..]));
    let printed = problem.to_string();
    assert!(printed.contains(r#""Contact", "nom""#), "{printed}");
    assert!(printed.contains("--number-column"), "{printed}");
    let problem = file_problem(plain().from_csv(&b"+33600000001;Ali\n"[..]));
    assert!(problem.to_string().contains("add a header"), "{problem}");
    let named = plain().number_column("Téléphone");
    assert!(
        named
            .from_csv(&b"telephone;nom\n+33600000001;Ali\n"[..])
            .is_ok()
    );
    let twice = file_problem(plain().from_csv(&b"Number;nom;NUMBER \n1;2;3\n"[..]));
    assert!(
        twice.to_string().contains("more than one column"),
        "{twice}"
    );
}

#[test]
fn lines_are_those_of_an_editor() {
    let rows = [
        "number;nom",
        "+33600000001;\"a",
        "b\";",
        "",
        "bad;c",
        ";",
        "+33600000002;\"d",
        "",
        "e\"",
        "bad;f",
    ];
    for newline in ["\n", "\r\n", "\r"] {
        let file = rows.join(newline);
        let found = faults(plain().from_csv(file.as_bytes()));
        let lines: Vec<u64> = found.faults.iter().map(|fault| fault.line).collect();
        assert_eq!(lines, [5, 10], "{newline:?}: {found}");
    }
    let found = faults(plain().from_csv(&b"sep=;\r\nnumber;nom\r\nbad;c\r\n"[..]));
    assert_eq!(found.faults[0].line, 3);
}

#[test]
fn values_keep_newlines_quotes_and_separators() {
    let file = "nom,number\n\"Dit \"\"Zoé\"\";\nici\",+33600000001\n";
    let mut checked = plain().from_csv(file.as_bytes()).unwrap();
    assert_eq!(
        spooled(&mut checked),
        "number;nom\n+33600000001;\"Dit \"\"Zoé\"\";\nici\"\n"
    );
    assert_eq!(
        checked.preview(5).unwrap()[0].text,
        "Bonjour Dit \"Zoé\";\nici"
    );
}

#[test]
fn numbers_that_a_spreadsheet_broke_say_how_to_mend_them() {
    let table: &[(&str, &str)] = &[
        ("0600000001", "+33… if it is French"),
        ("33600000001", "bare_numbers"),
        ("3.36E+10", "scientific notation"),
        ("3,36E+10", "scientific notation"),
        ("", "is empty"),
        ("#N/A", "contains '#'"),
        ("=\"+33600000001\"", "contains '='"),
    ];
    for (number, hint) in table {
        let quoted = number.replace('"', "\"\"");
        let file = format!("nom;number\nAli;\"{quoted}\"\n");
        let fault = only_fault(plain().from_csv(file.as_bytes()));
        assert_eq!((fault.line, fault.column.as_ref().unwrap().index), (2, 2));
        assert!(fault.to_string().contains(hint), "{number}: {fault}");
    }
    let bare = plain().bare_numbers();
    let mut checked = bare
        .from_csv(&b"number;nom\n33600000001;Ali\n"[..])
        .unwrap();
    assert!(spooled(&mut checked).contains("+33600000001"));
    assert!(bare.from_csv(&b"number;nom\n0600000001;Ali\n"[..]).is_err());
}

#[cfg(feature = "phonenumber")]
#[test]
fn national_forms_are_read_in_their_region() {
    let region = plain().region("fr");
    let mut checked = region
        .from_csv(&b"number;nom\n06 12 34 56 78;Ali\n"[..])
        .unwrap();
    assert!(spooled(&mut checked).contains("+33612345678"));
}

/// In Hong Kong, `001` precedes the country's code: the digits are a number of Singapore, or one of
/// Jamaica behind `00`.
#[cfg(feature = "phonenumber")]
#[test]
fn the_own_prefix_of_a_region_applies_to_rows() {
    let file = "number;nom\n001 65 8312 3456;Ali\n";
    for mailing in [plain().region("hk"), plain().region("hk").bare_numbers()] {
        let fault = only_fault(mailing.from_csv(file.as_bytes()));
        let RowProblem::Number { error } = fault.problem else {
            panic!("{:?}", fault.problem);
        };
        assert!(matches!(error, NumberError::NoPrefix { .. }), "{error}");
    }
    let french = plain().region("fr").from_csv(file.as_bytes());
    assert!(spooled(&mut french.unwrap()).contains("+16583123456"));
}

#[test]
fn a_number_that_comes_twice_is_refused_or_left_out() {
    let file = "number;nom\n+33600000001;\"A\nli\"\n+33600000002;Zoé\n0033 600000001;Alice\n";
    let fault = only_fault(plain().from_csv(file.as_bytes()));
    assert_eq!(
        (fault.line, fault.problem),
        (5, RowProblem::Duplicate { first_line: 2 })
    );

    let policy = plain().duplicates(Duplicates::KeepFirst);
    let mut checked = policy.from_csv(file.as_bytes()).unwrap();
    assert_eq!((checked.receivers(), checked.duplicates()), (2, 1));
    assert!(!spooled(&mut checked).contains("Alice"));
}

#[test]
fn blank_rows_are_skipped_and_counted() {
    let file = "number;nom\n+33600000001;Ali\n;\n \u{a0};\t\n+33600000002;Zoé\n";
    let checked = plain().from_csv(file.as_bytes()).unwrap();
    assert_eq!((checked.receivers(), checked.blank_rows()), (2, 2));
}

#[test]
fn of_a_plain_file_nothing_is_skipped_or_rewritten() {
    let checked = plain().from_csv(TWO.as_bytes()).unwrap();
    assert_eq!((checked.blank_rows(), checked.duplicates()), (0, 0));
    assert_eq!(checked.rows_without_number(), 0);
    assert_eq!(checked.transliterated_values(), 0);
    assert_eq!(checked.sheet(), None);
}

#[test]
fn rows_have_no_more_fields_than_the_header() {
    for (file, found) in [
        ("number;nom\n+33600000001;Ali;3 rue X\n", 3),
        ("number;nom\n+33600000001;Ali;;x\n", 4),
    ] {
        let fault = only_fault(plain().from_csv(file.as_bytes()));
        assert!(matches!(fault.problem, RowProblem::FieldCount { found: f, .. } if f == found));
    }
}

#[test]
fn faults_are_described_up_to_a_bound_and_counted_beyond() {
    let mut file = "number;nom\n".to_owned();
    for row in 0..500 {
        file.push_str(if row % 2 == 0 { "06;x\n" } else { "+;y\n" });
    }
    let found = faults(plain().max_faults(7).from_csv(file.as_bytes()));
    assert_eq!((found.faults.len(), found.total, found.rows), (7, 500, 500));
    assert!(found.to_string().contains("500 of 500:"));
}

#[test]
fn an_unclosed_quote_is_found_and_does_not_fill_the_memory() {
    let short = "number;nom\n+33600000001;Ali\n+33600000002;\"Zoé\n+33600000003;Lou\n";
    let fault = only_fault(plain().from_csv(short.as_bytes()));
    assert_eq!((fault.line, fault.problem), (3, RowProblem::UnclosedQuote));
    for ending in ["", "\n", "x"] {
        let file = format!("number;nom\n+33600000001;\"Ali{ending}");
        assert_eq!(
            only_fault(plain().from_csv(file.as_bytes())).problem,
            RowProblem::UnclosedQuote
        );
    }
    let endless = std::io::repeat(b'x').take(1 << 30);
    let file = "number;nom\n+33600000001;\"".as_bytes().chain(endless);
    let fault = only_fault(plain().from_csv(file));
    assert_eq!((fault.line, fault.problem), (2, RowProblem::TooWide));
    let endless = std::io::repeat(b'x').take(1 << 30);
    let error = plain().from_csv(endless).unwrap_err();
    assert!(
        matches!(error, CheckError::File(FileProblem::WideHeader)),
        "{error}"
    );
    let header = plain().from_csv("number;\"nom\n".as_bytes());
    assert!(header.is_err(), "{header:?}");
}

#[test]
fn a_hundred_columns_and_only_the_named_ones_are_uploaded() {
    let names: Vec<String> = (0..100).map(|n| format!("Col {n}")).collect();
    let values: Vec<String> = (0..100).map(|n| format!("v{n}")).collect();
    let file = format!(
        "{},number\n{},+33600000001\n",
        names.join(","),
        values.join(",")
    );
    let mut checked = mailing("#col 99# #Col 7#!")
        .from_csv(file.as_bytes())
        .unwrap();
    assert_eq!(
        spooled(&mut checked),
        "number;col_99;col_7\n+33600000001;v99;v7\n"
    );
    assert_eq!(checked.wire_message(), "#col_99# #col_7#!");

    let all: String = names.iter().map(|name| format!("#{name}#")).collect();
    let mut checked = mailing(&all).from_csv(file.as_bytes()).unwrap();
    assert_eq!(checked.preview(1).unwrap()[0].text, values.concat());
}

#[test]
fn a_placeholder_without_a_column_is_refused() {
    let problem = file_problem(mailing("Bonjour #prenom#").from_csv(TWO.as_bytes()));
    assert!(matches!(&problem, FileProblem::UnknownPlaceholder { name, .. } if name == "prenom"));
    assert!(problem.to_string().contains(r#""number", "nom""#));
    let file = "number;Nom;nom \n+33600000001;a;b\n";
    assert!(mailing("#nom# et #Nom#").from_csv(file.as_bytes()).is_ok());
    let problem = file_problem(mailing("#NOM#").from_csv(file.as_bytes()));
    assert!(matches!(problem, FileProblem::AmbiguousColumn { .. }));
}

#[test]
fn a_sign_in_a_value_is_text_unless_it_makes_a_placeholder() {
    let rows = |value: &str| format!("number;nom;rang\n+33600000001;{value};#1\n");
    let merged = mailing("#nom# #rang#");
    let mut checked = merged.from_csv(rows("C# et F#").as_bytes()).unwrap();
    assert_eq!(checked.preview(1).unwrap()[0].text, "C# et F# #1");
    for value in ["#rang#", "# Nom #", "a #number# b"] {
        let fault = only_fault(merged.from_csv(rows(value).as_bytes()));
        assert!(
            matches!(fault.problem, RowProblem::Placeholder { .. }),
            "{value}: {fault}"
        );
    }
    // Only the whole message forms the pair.
    let merged = mailing("#nom##");
    let fault = only_fault(merged.from_csv(&b"number;nom\n+33600000001;a #nom\n"[..]));
    assert!(
        matches!(fault.problem, RowProblem::Placeholder { .. }),
        "{fault}"
    );
    let problem = file_problem(mailing("Rang #1, #nom#").from_csv(TWO.as_bytes()));
    assert!(matches!(problem, FileProblem::LoneSign { .. }), "{problem}");
}

#[test]
fn one_accent_in_a_value_is_refused_rewritten_or_counted() {
    let file = "number;nom\n+33600000001;Zoé\n+33600000002;François\n";
    let fault = only_fault(plain().from_csv(file.as_bytes()));
    assert_eq!(fault.line, 3);
    assert_eq!(
        fault.problem,
        RowProblem::OutsideGsm {
            ch: 'ç',
            suggestion: Some("c")
        }
    );

    let rewriting = plain().outside_gsm(OutsideGsm::Transliterate);
    let mut checked = rewriting.from_csv(file.as_bytes()).unwrap();
    assert!(spooled(&mut checked).ends_with("Francois\n"));
    assert_eq!(
        (checked.transliterated_values(), checked.unicode_messages()),
        (1, 0)
    );
    let fault = only_fault(rewriting.from_csv("number;nom\n+33600000001;Zoé 🎉\n".as_bytes()));
    assert_eq!(
        fault.problem,
        RowProblem::OutsideGsm {
            ch: '🎉',
            suggestion: None
        }
    );

    let long = mailing(&format!("#nom# {}", "x".repeat(100))).outside_gsm(OutsideGsm::Keep);
    let mut checked = long.from_csv(file.as_bytes()).unwrap();
    assert_eq!((checked.parts(), checked.unicode_messages()), (3, 1));
    let costliest = checked.costliest().unwrap().unwrap();
    assert_eq!(costliest.number, "+33600000002");
    assert_eq!(costliest.segments.encoding, Encoding::Unicode);
    assert_eq!(costliest.segments.parts, 2);

    // A message that is Unicode anyway costs the same.
    let unicode = mailing("Fête de #nom#").from_csv(file.as_bytes()).unwrap();
    assert_eq!(unicode.unicode_messages(), 2);
}

#[test]
fn what_is_counted_is_what_the_previews_show() {
    let long = format!("{} #nom# #nom# {{€}}", "x".repeat(140));
    for marketing in [true, false] {
        let mut file = "number;nom\n".to_owned();
        for n in 0..40 {
            file.push_str(&format!("+3360000{n:04};{}\n", "€é".repeat(n)));
        }
        let mailing = Mailing::new("test", long.as_str(), marketing).from(sender());
        let mut checked = mailing.from_csv(file.as_bytes()).unwrap();
        let previews = checked.preview(100).unwrap();
        let parts: usize = previews.iter().map(|preview| preview.segments.parts).sum();
        assert_eq!(previews.len(), 40);
        assert_eq!(checked.parts(), parts as u64);
    }
}

#[test]
fn the_total_is_told_by_country() {
    let file = "number\n+33600000001\n+447700900123\n+33600000002\n";
    // A number of Ofcom for works of fiction: its range is not assigned.
    let keeping = mailing("Bonjour").unknown_numbers(UnknownNumbers::Keep);
    let checked = keeping.from_csv(file.as_bytes()).unwrap();
    let countries: Vec<_> = checked
        .countries()
        .iter()
        .map(|(c, t)| (*c, t.receivers))
        .collect();
    assert_eq!(countries, [(Some("fr"), 2), (Some("gb"), 1)]);
}

#[test]
fn an_answerable_message_goes_to_french_numbers_only() {
    let allow_replies = Mailing::transactional("test", "Bonjour").allow_replies();
    let fault = only_fault(allow_replies.from_csv(&b"number\n+447700900123\n"[..]));
    assert_eq!(fault.problem, RowProblem::NotFrench);
}

#[test]
fn an_answerable_message_has_no_contact_information_not_even_from_a_value() {
    let allow_replies =
        Mailing::transactional("test", "Bonjour #nom#, une question ?").allow_replies();
    assert!(allow_replies.from_csv(TWO.as_bytes()).is_ok());
    let fault =
        only_fault(allow_replies.from_csv(TWO.replace("Zoé", "www.example.com").as_bytes()));
    assert_eq!(fault.line, 3);
    assert!(
        matches!(fault.problem, RowProblem::ContactInformation { .. }),
        "{fault}"
    );
    let all = Mailing::transactional("test", "Voir https://example.com, #nom#").allow_replies();
    assert_eq!(faults(all.from_csv(TWO.as_bytes())).total, 2);
}

#[test]
fn a_message_too_long_for_a_row_is_refused() {
    let file = format!(
        "number;nom\n+33600000001;a\n+33600000002;{}\n",
        "b".repeat(160)
    );
    let fault = only_fault(plain().max_parts(1).from_csv(file.as_bytes()));
    assert_eq!(
        (fault.line, fault.problem),
        (3, RowProblem::TooLong { parts: 2, max: 1 })
    );
    let file = format!("number;nom\n+33600000002;{}\n", "b".repeat(160 * 256));
    let fault = only_fault(plain().from_csv(file.as_bytes()));
    assert!(matches!(
        fault.problem,
        RowProblem::TooLong { max: 255, .. }
    ));
}

#[test]
fn settings_that_contradict_each_other_are_errors() {
    let sender: SenderName = "MP RENOV".parse().unwrap();
    let new = || Mailing::transactional("test", "Bonjour");
    for (mailing, word) in [
        (new(), "the sender is missing"),
        (
            Mailing::marketing("test", "Bonjour").allow_replies(),
            "STOP clause",
        ),
        (new().from(sender).allow_replies(), "not both"),
        (
            Mailing::transactional("test", "  ").allow_replies(),
            "empty",
        ),
        (Mailing::transactional("", "x").allow_replies(), "name"),
        (Mailing::transactional("été", "x").allow_replies(), "name"),
        (
            Mailing::transactional("a".repeat(25), "x").allow_replies(),
            "name",
        ),
        (Mailing::transactional(" a", "x").allow_replies(), "name"),
    ] {
        let error = mailing.from_csv(TWO.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn invalid_names_are_errors_when_the_rows_are_read() {
    let sender: SenderName = "MP RENOV".parse().unwrap();
    let new = || Mailing::transactional("test", "Bonjour");
    for (mailing, word) in [
        (new().from("sender with more than 11"), "3 to 11"),
        (new().allow_replies().tag(" "), "tag"),
        // The first error stays, although another error or a valid value follows.
        (
            new().from("sender with more than 11").tag(" ").from(sender),
            "3 to 11",
        ),
    ] {
        let error = mailing.from_csv(TWO.as_bytes()).unwrap_err();
        assert!(error.to_string().contains(word), "{error}");
    }
}

#[test]
fn rows_can_come_from_a_program() {
    let columns = ["nom", "number"];
    let rows = vec![vec!["Ali", "+33600000001"], vec!["Zoé", "+33600000002"]];
    let mut checked = plain().from_rows(columns, rows).unwrap();
    assert_eq!(spooled(&mut checked), TWO);
    let fault = only_fault(plain().from_rows(columns, [["Ali", "06"]]));
    assert_eq!(fault.line, 2);
}

#[test]
fn the_fingerprint_covers_name_message_and_rows() {
    let name =
        |mailing: Mailing, file: &str| mailing.from_csv(file.as_bytes()).unwrap().batch_name();
    let one = name(plain(), TWO);
    assert_eq!(one, name(advertising(), TWO));
    assert_ne!(one, name(mailing("Bonsoir #nom#"), TWO));
    assert_ne!(one, name(plain(), &TWO.replace("Ali", "Al")));
    assert!(one.starts_with("test ") && one.len() == 17);
}

#[test]
fn no_message_has_a_character_that_controls_a_terminal() {
    let esc = "\u{1b}[2J";
    for (message, file) in [
        (
            "Bonjour".to_owned(),
            format!("nu{esc}m;nom\n+33600000001;Ali\n"),
        ),
        (
            "Bonjour #x#".to_owned(),
            format!("number;no{esc}m\n+33600000001;Ali\n"),
        ),
        ("Bonjour".to_owned(), format!("number\n+336{esc}00000001\n")),
        (
            "Bonjour".to_owned(),
            format!("number;{esc}\n+33600000001;a;b\n"),
        ),
    ] {
        let mailing = Mailing::transactional("rappel", &message).allow_replies();
        let error = match mailing.from_csv(file.as_bytes()) {
            Ok(_) => panic!("accepted: {message:?} {file:?}"),
            Err(error) => error.to_string(),
        };
        let steers = |c: char| c != '\n' && ovh_sms::steers_terminal(c);
        assert!(!error.contains(steers), "{error:?}");
    }
}

#[test]
fn a_negative_rate_is_no_price() {
    let rows = [["+33600000001", "Ali"]];
    let checked = plain().from_rows(["number", "nom"], rows).unwrap();
    let rate = Credits::from(-609);
    let estimate = checked.estimate_at(|_| Some(rate), Some(Credits::from(100)));
    assert_eq!((estimate.credits, estimate.unpriced), (Credits::ZERO, 1));
    assert_eq!(estimate.is_affordable(), None);
}
