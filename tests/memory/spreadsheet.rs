//! A spreadsheet of 100,000 rows in little memory, measured in a separate process.
#![cfg(all(feature = "spreadsheet", target_os = "linux"))]

use std::fs::File;
use std::io::{BufWriter, Write as _};

use ovh_sms::mailing::Mailing;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::own_process::{peak_of, print_peak};

const ROWS: u64 = 100_000;
const LIMIT_KIB: u64 = 150 * 1024;

/// Writes a workbook whose texts are shared, as spreadsheets do: each row has texts of its own.
fn workbook() -> File {
    let mut zip = ZipWriter::new(tempfile::tempfile().unwrap());
    let mut part = |name: &str, write: &mut dyn FnMut(&mut dyn std::io::Write)| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        let mut out = BufWriter::new(&mut zip);
        write(&mut out);
        out.flush().unwrap();
    };
    let mut text = |name: &str, text: &str| {
        part(name, &mut |out| out.write_all(text.as_bytes()).unwrap());
    };
    text("[Content_Types].xml", "<Types/>");
    text(
        "_rels/.rels",
        r#"<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#,
    );
    text(
        "xl/_rels/workbook.xml.rels",
        r#"<Relationships><Relationship Id="b" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#,
    );
    text(
        "xl/workbook.xml",
        r#"<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="a" sheetId="1" r:id="b"/></sheets></workbook>"#,
    );
    part("xl/sharedStrings.xml", &mut |out| {
        write!(
            out,
            "<sst><si><t>number</t></si><si><t>prenom</t></si><si><t>code</t></si>"
        )
        .unwrap();
        for row in 0..ROWS {
            // From 06 00 to 06 29, which are all mobile numbers of France.
            let number = 600_000_000 + row * 7_919_111 % 29_999_999;
            write!(
                out,
                "<si><t>+33{number}</t></si><si><t>Zoé {row}</t></si><si><t>A{row}</t></si>"
            )
            .unwrap();
        }
        write!(out, "</sst>").unwrap();
    });
    part("xl/worksheets/sheet1.xml", &mut |out| {
        write!(out, "<worksheet><sheetData>").unwrap();
        for row in 0..=ROWS {
            let (line, first) = (row + 1, row * 3);
            write!(
                out,
                r#"<row r="{line}"><c r="A{line}" t="s"><v>{first}</v></c><c r="B{line}" t="s"><v>{}</v></c><c r="C{line}" t="s"><v>{}</v></c></row>"#,
                first + 1,
                first + 2
            )
            .unwrap();
        }
        write!(out, "</sheetData></worksheet>").unwrap();
    });
    zip.finish().unwrap()
}

#[test]
fn a_hundred_thousand_rows_of_a_spreadsheet_are_checked_in_150_mib() {
    let peak = peak_of("spreadsheet::child");
    assert!(peak < LIMIT_KIB, "{peak} KiB");
}

#[test]
#[ignore = "run by the other test, in a process of its own"]
fn child() {
    let message = "Bonjour #prenom#, votre code est #code#.";
    let checked = Mailing::transactional("spreadsheet", message)
        .from("SANDBOX")
        .from_spreadsheet(workbook())
        .unwrap();
    assert_eq!(checked.receivers(), ROWS);
    print_peak();
}
