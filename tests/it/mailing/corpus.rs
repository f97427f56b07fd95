//! The files of `tests/files`, made by real programs: each has the result that the table states.
#![cfg(feature = "spreadsheet")]

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use ovh_sms::mailing::{CheckError, CheckedMailing, CsvEncoding, Mailing};

/// The rows of most files.
const USUAL: &str = "+33600000001;Zoé;Lens\\n+33600000002;Ali;\"Saint-Denis; 93\"\\n";

fn read(path: &Path, options: &str) -> Result<CheckedMailing, CheckError> {
    let mut mailing =
        Mailing::transactional("corpus", "Bonjour #prenom# de #ville#").allow_replies();
    for option in options.split(',').filter(|option| !option.is_empty()) {
        mailing = match option {
            "windows-1252" => mailing.encoding(CsvEncoding::Windows1252),
            "bare" => mailing.bare_numbers(),
            sheet => mailing.sheet(sheet.strip_prefix("sheet=").unwrap()),
        };
    }
    let mut start = Vec::new();
    File::open(path)
        .unwrap()
        .take(4)
        .read_to_end(&mut start)
        .unwrap();
    let file = File::open(path).unwrap();
    match start.as_slice() {
        b"PK\x03\x04" | b"\xd0\xcf\x11\xe0" => mailing.from_spreadsheet(file),
        _ => mailing.from_csv(file),
    }
}

#[test]
fn files_of_real_programs_have_the_right_result() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/files");
    let table = std::fs::read_to_string(folder.join("table.tsv")).unwrap();
    let (mut wrong, mut named) = (Vec::new(), BTreeSet::new());
    for line in table.lines().skip(1) {
        let [name, options, result] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        named.insert(name.to_owned());
        let found = match (read(&folder.join(name), options), result) {
            (Ok(checked), result) if result.starts_with("warn: ") => {
                let kinds = checked.warnings().iter();
                let kinds: Vec<_> = kinds.map(|warning| warning.kind.name()).collect();
                format!("warn: {}", kinds.join(" "))
            }
            (Ok(mut checked), _) => {
                let mut text = String::new();
                checked.csv().unwrap().read_to_string(&mut text).unwrap();
                let rows = text.strip_prefix("number;prenom;ville\n").unwrap();
                match rows.replace('\n', "\\n") {
                    rows if rows == USUAL => "ok".to_owned(),
                    rows => format!("ok: {rows}"),
                }
            }
            (Err(error), result) => match result.strip_prefix("refuse: ") {
                Some(words) if error.to_string().contains(words) => result.to_owned(),
                _ => format!("refuse: {error}"),
            },
        };
        if found != result {
            wrong.push(format!("{name} ({options}): {found}\n  not {result}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let files = std::fs::read_dir(&folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let unnamed: Vec<_> = files
        .filter(|name| !named.contains(name) && !["make.py", "table.tsv"].contains(&&**name))
        .collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
}
