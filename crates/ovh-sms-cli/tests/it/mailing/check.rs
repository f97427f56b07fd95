//! `mailing check`: rows good and bad, offline and with the service.

use std::time::Duration;

use serde_json::Value;

use super::{ROWS, Scene, TEXT};
use crate::support::{assert_matches, program, stderr, stdout};

fn check(name: &str, content: &str, more: &[&str]) -> (String, String, Option<i32>) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    let output = program()
        .args(["mailing", "check", name])
        .args(TEXT)
        .args(more)
        .current_dir(folder.path())
        .output()
        .unwrap();
    (stdout(&output), stderr(&output), output.status.code())
}

const BAD: &str = "number;Prénom\n+33600000001;Zoé\n06;Ali\n+33600000001;Léo\n=\"+33600000004\";x\n\
                   +33600000005;=1+1\n";

#[test]
fn a_good_file_is_summed_up_without_credentials() {
    let (printed, shown, code) = check("clients.csv", ROWS, &[]);
    assert_eq!(code, Some(0), "{shown}");
    insta::assert_snapshot!(printed, @r"
    COUNTRY  RECEIVERS  PARTS  CREDITS
    fr               3      3        ?
    All rows are valid: 3 receivers, 3 parts.
    +33600000001: Bonjour Zoé ! [GSM-7, 1 part]
    +33600000002: Bonjour Ali ! [GSM-7, 1 part]
    +33600000003: Bonjour Lou ! [GSM-7, 1 part]
    ");
}

#[test]
fn faulty_rows_are_listed_by_line_and_column() {
    let (printed, shown, code) = check("clients.csv", BAD, &[]);
    assert_eq!(code, Some(1), "{shown}");
    insta::assert_snapshot!(printed, @r#"
    LINE  COLUMN  PROBLEM
       3  number  `06` is a local number: write the country's code instead of the first 0, +33… if it is French. If all numbers are of one country, name it, as in --region fr
       4  number  the number is already on line 2
       5  number  `="+**********4"` contains '=': it is a spreadsheet's formula, export the column's values as text
    Invalid rows: 3 of 5.
    "#);
}

#[test]
fn json_is_one_object_for_good_files_and_bad_ones() {
    for (content, code) in [(ROWS, 0), (BAD, 1)] {
        let (printed, shown, ended) = check("clients.csv", content, &["--json"]);
        assert_eq!(ended, Some(code), "{shown}");
        assert_eq!(printed.lines().count(), 1);
        let value: Value = serde_json::from_str(&printed).unwrap();
        assert_matches("mailing-check", &value);
        assert_eq!(value["goodRows"], 3 - code);
        assert_eq!(value["faultyRows"], 3 * code);
    }
}

#[test]
fn described_faults_are_bounded_and_all_are_counted() {
    let (printed, _, code) = check("clients.csv", BAD, &["--faults", "1"]);
    assert_eq!(code, Some(1));
    assert!(printed.contains("2 more invalid rows."), "{printed}");
    assert!(printed.contains("Invalid rows: 3 of 5"), "{printed}");
}

#[test]
fn options_change_how_rows_are_read() {
    let bare = "téléphone,Prénom\n33600000001,Loïc\n33600000001,Ali\n";
    let options = [
        "--number-column",
        "telephone",
        "--bare-numbers",
        "--duplicates",
        "keep-first",
        "--outside-gsm",
        "transliterate",
    ];
    let (printed, shown, code) = check("a.csv", bare, &options);
    assert_eq!(code, Some(0), "{printed}{shown}");
    assert!(printed.contains("Bonjour Loic !"), "{printed}");
    assert!(
        printed.contains("Omitted: 1 row with the number of an earlier one."),
        "{printed}"
    );
    let mut options = vec!["--max-parts", "1"];
    if cfg!(feature = "phonenumber") {
        options.extend(["--region", "fr"]);
    }
    let (printed, _, code) = check("a.csv", ROWS, &options);
    assert_eq!(code, Some(0), "{printed}");
}

#[test]
fn online_the_service_tells_the_cost_and_who_sent_stop() {
    let scene = Scene::new();
    let sandbox = &scene.served.sandbox;
    let mut online = vec!["check", "clients.csv", "--online"];
    online.extend(TEXT);
    let output = scene.run(&online);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    insta::assert_snapshot!(stdout(&output), @r"
    COUNTRY  RECEIVERS  PARTS  CREDITS
    fr               3      3        3
    All rows are valid: 3 receivers, 3 parts, 3 credits (credits left: 1000).
    +33600000001: Bonjour Zoé ! [GSM-7, 1 part]
    +33600000002: Bonjour Ali ! [GSM-7, 1 part]
    +33600000003: Bonjour Lou ! [GSM-7, 1 part]
    ");
    // A receiver answers STOP.
    scene.send(&[]);
    assert!(sandbox.requests().len() > 3);
    sandbox.advance(Duration::from_secs(3600));
    assert!(sandbox.phone("+33600000002").stop());
    let output = scene.run(&online);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    let printed = stdout(&output);
    assert!(
        printed.contains("the number is on the blacklist"),
        "{printed}"
    );
    assert!(printed.contains("Invalid rows: 1 of 3"), "{printed}");
}

#[test]
fn what_may_be_a_mistake_is_printed_and_is_in_the_json() {
    let rows = "Portable;Prénom\n+33600000001;NULL\n+33123456789;Zoé\n;Lou\n";
    let more = ["--skip-without-number"];
    let (printed, shown, code) = check("clients.csv", rows, &more);
    assert_eq!(code, Some(0), "{printed}{shown}");
    for words in [
        "The numbers are taken from the column \"Portable\".",
        "Omitted: 1 row without a number.",
        "Warning: 1 row has \"NULL\" in column \"Prénom\", which the message uses: line 2.",
        "Warning: 1 row has a fixed line, which can't receive SMS: line 3.",
    ] {
        assert!(printed.contains(words), "{words}: {printed}");
    }
    let (printed, ..) = check("clients.csv", rows, &[&more[..], &["--json"]].concat());
    let value: Value = serde_json::from_str(&printed).unwrap();
    assert_matches("mailing-check", &value);
    assert_eq!(
        (&value["numberColumn"], &value["rows"]),
        (&"Portable".into(), &3.into())
    );
    assert_eq!(value["warnings"][0]["kind"], "suspiciousValue");
    let (printed, _, code) = check(
        "clients.csv",
        rows,
        &[&more[..], &["--landlines", "refuse"]].concat(),
    );
    assert_eq!(code, Some(1), "{printed}");
    let (printed, _, code) = check(
        "clients.csv",
        rows,
        &[&more[..], &["--landlines", "drop"]].concat(),
    );
    assert_eq!(code, Some(0), "{printed}");
    assert!(
        printed.contains("Omitted: 1 row with a number that can't receive SMS."),
        "{printed}"
    );
}

#[test]
fn the_separator_and_the_encoding_can_be_named() {
    for (name, rows) in [
        ("~", ROWS.replace(';', "~")),
        ("tab", ROWS.replace(';', "\t")),
    ] {
        let (printed, shown, code) = check("clients.csv", &rows, &["--separator", name]);
        assert_eq!(code, Some(0), "{printed}{shown}");
    }
    for wrong in ["é", "ab", "a"] {
        let (_, shown, code) = check("clients.csv", ROWS, &["--separator", wrong]);
        assert_eq!(code, Some(2), "{wrong}: {shown}");
    }
    let (printed, _, code) = check(
        "clients.csv",
        &format!("\u{feff}{ROWS}"),
        &["--encoding", "windows-1252"],
    );
    assert_eq!(code, Some(0));
    assert!(printed.contains("Bonjour Zoé !"), "{printed}");
}

/// A file of the library's corpus.
fn corpus(name: &str) -> String {
    format!("{}/../../tests/files/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn spreadsheets_are_read_from_files_and_pipes() {
    let scene = Scene::new();
    let text = ["--text", "Bonjour #prenom# de #ville#", "--allow-replies"];
    for (name, sheet, row) in [
        ("lo.xlsx", None, "+33600000001: Bonjour Zoé de Lens"),
        ("lo.ods", None, "+33600000001: Bonjour Zoé de Lens"),
        ("pandas.csv", None, "+33600000001: Bonjour Zoé de Lens"),
        (
            "hidden.xlsx",
            Some("Autres"),
            "+33600000009: Bonjour Eve de Lille",
        ),
        (
            "lo_hidden.ods",
            Some("Autres"),
            "+33600000009: Bonjour Eve de Lille",
        ),
    ] {
        let path = corpus(name);
        let options: Vec<&str> = sheet
            .into_iter()
            .flat_map(|name| ["--sheet", name])
            .collect();
        let by_path = scene.run(&[&["check", &path], &options[..], &text].concat());
        let mut piped = scene.served.program();
        piped
            .args(["mailing", "check", "-"])
            .args(&options)
            .args(text)
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped());
        let mut piped = piped.spawn().unwrap();
        let content = std::fs::read(&path).unwrap();
        std::io::Write::write_all(&mut piped.stdin.take().unwrap(), &content).unwrap();
        for output in [by_path, piped.wait_with_output().unwrap()] {
            assert_eq!(output.status.code(), Some(0), "{name}: {}", stderr(&output));
            assert!(stdout(&output).contains(row), "{name}: {}", stdout(&output));
        }
    }
    let filtered = scene.run(&[&["check", &corpus("filtered.xlsx")], &text[..]].concat());
    let warning =
        "Warning: 1 row that the spreadsheet hides, by a filter for example, is sent too: line 3.";
    assert!(stdout(&filtered).contains(warning), "{}", stdout(&filtered));
    for (arguments, words) in [
        (["lo.xlsx", "--separator", ";"], "applies to CSV files"),
        (
            ["pandas.csv", "--sheet", "Clients"],
            "applies to spreadsheets",
        ),
        (
            ["lo.xlsx", "--sheet", "Nope"],
            "no sheet is called \"Nope\"",
        ),
    ] {
        let path = corpus(arguments[0]);
        let arguments = [&["check", &path], &arguments[1..], &text].concat();
        let output = scene.run(&arguments);
        assert!(stderr(&output).contains(words), "{}", stderr(&output));
        assert_ne!(output.status.code(), Some(0));
    }
}
