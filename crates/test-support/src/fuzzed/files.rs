//! Properties of files: mailings, their templates, and journals.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::Path;

use ovh_sms::PhoneNumber;
use ovh_sms::mailing::{CheckError, CheckedMailing, Mailing};
use ovh_sms::message::{StopClause, segments};

use super::texts::is_a_line;

/// Checks a mailing from CSV. The first line of an input is the message, the rest is the file.
pub fn csv(bytes: &[u8]) {
    let (message, file) = split(bytes);
    let mailing = Mailing::transactional("rappel", message).allow_replies();
    check(mailing.from_csv(file), &String::from_utf8_lossy(bytes));
}

/// Checks a mailing from rows. The first line of an input is the message; the following lines are
/// the values of one column whose name is in the second line.
pub fn templates(bytes: &[u8]) {
    let (message, rest) = split(bytes);
    let rest = String::from_utf8_lossy(rest);
    let mut lines = rest.split('\n');
    let column = lines.next().unwrap_or_default().to_owned();
    let rows: Vec<[String; 2]> = lines
        .take(50)
        .zip(33_600_000_000_u64..)
        .map(|(value, number)| [format!("+{number}"), value.to_owned()])
        .collect();
    let mailing = Mailing::transactional("rappel", message).allow_replies();
    let checked = mailing.from_rows(["number".to_owned(), column], rows);
    check(checked, &String::from_utf8_lossy(bytes));
}

/// What was accepted is complete and consistent: every row has a valid number of its own, and the
/// parts are those of the texts that receivers get.
fn check(checked: Result<CheckedMailing, CheckError>, input: &str) {
    let mut checked = match checked {
        Ok(checked) => checked,
        Err(error) => {
            let message = error.to_string();
            assert!(!message.is_empty(), "{input:?}");
            for line in message.lines() {
                is_a_line(line, input);
            }
            return;
        }
    };
    let count = usize::try_from(checked.receivers()).unwrap();
    let previews = checked.preview(usize::MAX).unwrap();
    assert_eq!(previews.len(), count, "{input:?}");
    let mut parts = 0;
    let mut numbers = BTreeSet::new();
    for preview in &previews {
        let number: PhoneNumber = preview.number.parse().unwrap();
        assert!(numbers.insert(number), "{number} is there twice: {input:?}");
        let measured = segments(&preview.text, StopClause::Absent);
        assert_eq!(measured, preview.segments, "{:?}", preview.text);
        parts += u64::try_from(measured.parts).unwrap();
    }
    assert_eq!(parts, checked.parts(), "{input:?}");
    let costliest = checked.costliest().unwrap();
    let most = previews.iter().map(|one| one.segments.parts).max();
    assert_eq!(costliest.map(|one| one.segments.parts), most, "{input:?}");
    let mut upload = String::new();
    checked.csv().unwrap().read_to_string(&mut upload).unwrap();
    assert_eq!(u64::try_from(upload.len()).unwrap(), checked.size());
}

fn split(bytes: &[u8]) -> (String, &[u8]) {
    let end = bytes.iter().position(|&byte| byte == b'\n');
    let (message, rest) = bytes.split_at(end.unwrap_or(bytes.len()));
    let message = String::from_utf8_lossy(message).into_owned();
    (message, rest.get(1..).unwrap_or_default())
}

/// Checks that a journal in which the last deciding event of the mailing `rappel` is a request never
/// reads as "nothing was sent".
pub fn journal(bytes: &[u8], may_have_sent: impl Fn(&Path, &str) -> bool) {
    let folder = std::env::temp_dir().join(format!("ovh-sms-journal-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("x.journal");
    std::fs::write(&path, bytes).unwrap();
    let may_have = may_have_sent(&path, "rappel");
    std::fs::remove_dir_all(&folder).unwrap();
    // Complete lines that JSON reads as events of this mailing; the last one that decides.
    let text = String::from_utf8_lossy(bytes);
    let mut events = text.split_inclusive('\n').filter_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line.trim()).ok()?;
        (line["name"] == "rappel").then(|| line["event"].as_str().unwrap_or_default().to_owned())
    });
    let last = events.rfind(|event| event != "filling");
    if matches!(last.as_deref(), Some("asked" | "accepted")) {
        assert!(may_have, "a request is forgotten: {text:?}");
    }
}
