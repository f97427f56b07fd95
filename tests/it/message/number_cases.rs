//! Numbers as people have them in files and programs, each with its right reading.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use ovh_sms::PhoneNumber;

/// The rows of the file: input, reading, expected number or `refuse`, reason.
const CASES: &str = include_str!("numbers.tsv");

fn unescaped(text: &str) -> String {
    let mut parts = text.split("\\u");
    let mut whole = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_at(4);
        whole.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        whole.push_str(rest);
    }
    whole
}

fn of_mailing(text: &str, bare: bool, region: Option<&str>) -> Option<String> {
    use ovh_sms::mailing::Mailing;
    let mut mailing = Mailing::transactional("cas", "Bonjour #number#").from("MP RENOV");
    if bare {
        mailing = mailing.bare_numbers();
    }
    if let Some(region) = region {
        mailing = mailing.region(region);
    }
    let mut checked = mailing.from_rows(["number"], [[text]]).ok()?;
    Some(checked.preview(1).unwrap().first()?.number.clone())
}

#[test]
fn each_case_has_its_right_reading() {
    let rows: Vec<Vec<&str>> = CASES
        .lines()
        .skip(1)
        .map(|row| row.split('\t').collect())
        .collect();
    assert!(rows.len() > 40);
    for row in rows {
        let [input, reading, expected, reason] = row.as_slice() else {
            panic!("{row:?}")
        };
        let input = unescaped(input);
        let parsed = |text: &str| {
            text.parse()
                .ok()
                .map(|number: PhoneNumber| number.to_string())
        };
        let found = match *reading {
            "plain" => vec![parsed(&input), of_mailing(&input, false, None)],
            "csv cell" => vec![
                parsed(&input),
                of_mailing(&input, false, None),
                of_mailing(&input, true, None),
                of_mailing(&input, true, Some("fr")),
            ],
            "bare" => vec![of_mailing(&input, true, None)],
            other => {
                let region = other.strip_prefix("region ").unwrap();
                vec![
                    PhoneNumber::parse_national(&input, region)
                        .ok()
                        .map(|number| number.to_string()),
                    of_mailing(&input, false, Some(region)),
                ]
            }
        };
        let expected = Some(*expected).filter(|&text| text != "refuse");
        for found in found {
            assert_eq!(found.as_deref(), expected, "{input:?}, {reading}: {reason}");
        }
    }
}

#[test]
fn a_french_number_without_its_zero_needs_its_region() {
    for (text, expected) in [
        ("612345678", "+33612345678"),
        ("692000000", "+262692000000"),
        ("33612345678", "+33612345678"),
        ("4915100000011", "+4915100000011"),
    ] {
        assert_eq!(
            of_mailing(text, true, Some("fr")).as_deref(),
            Some(expected),
            "{text}"
        );
    }
    for text in [
        "612345678",
        "712345678",
        "692000000",
        "123456789",
        "298210000",
        "691000000",
    ] {
        assert_eq!(of_mailing(text, true, None), None, "{text}");
    }
}
