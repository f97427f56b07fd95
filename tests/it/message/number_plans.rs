//! Numbers of all countries, compared with the metadata of the crate `phonenumber`.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use ovh_sms::{NumberError, NumberKind, PhoneNumber};
use phonenumber::metadata::{DATABASE, Descriptor, Metadata};
use regex::Regex;

/// The numbers that a test draws; `NUMBERS` sets another count.
fn draws() -> u32 {
    let count = std::env::var("NUMBERS").ok();
    count.map_or(4_000, |count| count.parse().unwrap())
}

fn read(text: &str) -> Result<PhoneNumber, NumberError> {
    text.parse()
}

/// All territories, with and without a country.
fn territories() -> Vec<&'static Metadata> {
    let codes = (1..=999).filter_map(|code| DATABASE.by_code(&code));
    codes.flatten().collect()
}

/// The example numbers of mobile and fixed lines: territory and national number.
fn examples() -> Vec<(&'static Metadata, &'static str)> {
    let mut examples = Vec::new();
    for territory in territories() {
        let of = territory.descriptors();
        let both = [of.mobile(), of.fixed_line()].into_iter().flatten();
        examples.extend(
            both.filter_map(Descriptor::example)
                .map(|one| (territory, one)),
        );
    }
    assert!(examples.len() > 400);
    examples
}

#[test]
fn each_example_is_read_from_all_its_forms() {
    for (territory, national) in examples() {
        let code = territory.country_code();
        let expected = format!("+{code}{national}");
        let mut forms = vec![
            expected.clone(),
            format!("00{code}{national}"),
            format!("+{code} {national}"),
            format!("(+{code}) {national}"),
            format!("00 {code} {national}"),
        ];
        for (mark, dashed) in [(" ", 2), ("-", 2), (".", 2), ("\u{2011}", 3), (" - ", 4)] {
            let mut grouped = String::new();
            for (place, digit) in national.chars().enumerate() {
                // Groups from the end, so that no lone digit is last.
                if place > 0 && (national.len() - place).is_multiple_of(dashed) {
                    grouped.push_str(mark);
                }
                grouped.push(digit);
            }
            forms.push(format!("+{code}{mark}{grouped}"));
        }
        for form in forms {
            let found = read(&form).map(|number| number.to_string());
            if expected.len() < 8 {
                assert!(found.is_err(), "{form}");
            } else {
                assert_eq!(found, Ok(expected.clone()), "{form}");
            }
        }
    }
}

#[test]
fn no_example_is_read_with_something_added() {
    let longest = lengths_of_codes();
    for (territory, national) in examples() {
        let code = territory.country_code();
        let whole = format!("+{code}{national}");
        for added in [
            ".0", ",0", "-1", "/1", "/04", " ext 5", "x12", ";ext=3", "#3", " (2)", " p1", ",,1",
            ".", "-", " (", "\n2", "e1", "'",
        ] {
            let form = format!("{whole}{added}");
            let is_short_slash = added == "/04";
            assert!(
                read(&form).is_err() || is_short_slash && whole.len() < 7,
                "{form}"
            );
        }
        let most = usize::from(*longest.get(&code).unwrap().last().unwrap());
        let long = format!(
            "{whole:0<width$}",
            width = most + code.to_string().len() + 2
        );
        assert!(read(&long).is_err(), "{long}");
    }
}

#[test]
fn no_example_is_read_with_the_prefix_of_local_calls() {
    for (territory, national) in examples() {
        let Some(trunk) = territory.national_prefix() else {
            continue;
        };
        let code = territory.country_code();
        let local = format!("{trunk}{national}");
        let is_valid = kind_of(code, &local) != NumberKind::Unknown;
        let form = format!("+{code}{local}");
        let found = read(&form);
        if form.len() < 8 {
            continue;
        }
        assert_eq!(found.is_ok(), is_valid, "{form}: {found:?}");
        if let Err(error) = found
            && format!("+{code}{national}").len() >= 8
        {
            let expected = read(&format!("+{code}{national}")).ok();
            assert_eq!(error.suggestion(), expected, "{form}");
        }
        // In parentheses it is no digit of the number.
        let marked = read(&format!("+{code} ({trunk}) {national}"));
        assert_eq!(
            marked.ok(),
            read(&format!("+{code}{national}")).ok(),
            "{form}"
        );
    }
}

fn lengths_of_codes() -> BTreeMap<u16, BTreeSet<u16>> {
    let mut all = BTreeMap::<u16, BTreeSet<u16>>::new();
    for territory in territories() {
        let lengths = all.entry(territory.country_code()).or_default();
        for descriptor in descriptors(territory) {
            lengths.extend(descriptor.possible_length());
        }
    }
    // ARCEP's numbers of machines, which the metadata lacks.
    all.entry(33).or_default().insert(13);
    all
}

fn descriptors(territory: &Metadata) -> impl Iterator<Item = &Descriptor> {
    let of = territory.descriptors();
    [
        of.fixed_line(),
        of.mobile(),
        of.toll_free(),
        of.premium_rate(),
        of.shared_cost(),
        of.personal_number(),
        of.voip(),
        of.pager(),
        of.uan(),
        of.voicemail(),
    ]
    .into_iter()
    .flatten()
}

thread_local! {
    /// The patterns of the metadata by their place in memory, whole and at the beginning.
    static COMPILED: RefCell<BTreeMap<(usize, bool), Regex>> = const { RefCell::new(BTreeMap::new()) };
}

/// Returns whether a pattern of the metadata matches a whole number, or its beginning.
fn matches(pattern: &'static str, national: &str, whole: bool) -> bool {
    COMPILED.with_borrow_mut(|compiled| {
        let regex = compiled
            .entry((pattern.as_ptr() as usize, whole))
            .or_insert_with(|| {
                let pattern: String = pattern.split_whitespace().collect();
                let end = if whole { "$" } else { "" };
                Regex::new(&format!("^(?:{pattern}){end}")).unwrap()
            });
        regex.is_match(national)
    })
}

fn is_match(descriptor: Option<&'static Descriptor>, national: &str) -> bool {
    descriptor.is_some_and(|descriptor| {
        let length = u16::try_from(national.len()).unwrap();
        descriptor.possible_length().contains(&length)
            && matches(descriptor.national_number().as_str(), national, true)
    })
}

/// Returns the kind of a number by the metadata, as libphonenumber's `getNumberType` finds it.
fn kind_of(code: u16, national: &str) -> NumberKind {
    let territories = DATABASE.by_code(&code).unwrap_or_default();
    let is_shared = territories.len() > 1;
    for territory in territories {
        let kind = kind_in(territory, national);
        let is_here = match territory.leading_digits().filter(|_| is_shared) {
            Some(leading) => matches(leading.as_str(), national, false),
            None => kind != NumberKind::Unknown,
        };
        if is_here {
            return kind;
        }
    }
    NumberKind::Unknown
}

fn kind_in(territory: &'static Metadata, national: &str) -> NumberKind {
    let of = territory.descriptors();
    let is = |descriptor| is_match(descriptor, national);
    if !matches(of.general().national_number().as_str(), national, true) {
        return NumberKind::Unknown;
    }
    if is(of.premium_rate()) || is(of.toll_free()) || is(of.shared_cost()) {
        return NumberKind::Special;
    }
    if is(of.voip()) {
        return NumberKind::Voip;
    }
    if is(of.personal_number()) || is(of.pager()) || is(of.uan()) || is(of.voicemail()) {
        return NumberKind::Special;
    }
    match (is(of.fixed_line()), is(of.mobile())) {
        (_, true) => NumberKind::Mobile,
        (true, false) => NumberKind::Fixed,
        (false, false) => NumberKind::Unknown,
    }
}

#[test]
fn random_numbers_have_the_kind_of_the_metadata_and_are_possible() {
    let lengths = lengths_of_codes();
    let codes: Vec<u16> = lengths.keys().copied().collect();
    let examples = examples();
    let mut random = fastrand::Rng::with_seed(7);
    let mut known = 0;
    for _ in 0..draws() {
        // Half of them are an example with some other digits.
        let (code, national) = match random.bool() {
            true => {
                let &(territory, example) = random.choice(&examples).unwrap();
                let kept = random.usize(0..=example.len());
                let mut national = example.get(..kept).unwrap().to_owned();
                let length = example.len() + random.usize(0..3) - 1;
                while national.len() < length {
                    national.push(random.digit(10));
                }
                (territory.country_code(), national)
            }
            false => {
                let &code = random.choice(&codes).unwrap();
                let length = random.usize(4..=14);
                (code, (0..length).map(|_| random.digit(10)).collect())
            }
        };
        let text = format!("+{code}{national}");
        let Ok(number) = read(&text) else {
            let kind = kind_of(code, &national);
            let digits = text.len() - 1;
            assert!(
                kind == NumberKind::Unknown || !(7..=15).contains(&digits),
                "{text}"
            );
            continue;
        };
        assert_eq!(number.to_string(), text);
        let length = u16::try_from(national.len()).unwrap();
        assert!(lengths.get(&code).unwrap().contains(&length), "{text}");
        let is_machine = code == 33 && length == 13;
        if !is_machine {
            assert_eq!(number.kind(), kind_of(code, &national), "{text}");
        }
        known += u32::from(number.kind() != NumberKind::Unknown);
    }
    assert!(known > draws() / 20, "{known}");
}

#[test]
fn no_random_text_is_an_impossible_number() {
    const CHARACTERS: &[char] = &[
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '3', '6', '0', ' ', '-', '.', '/', '(',
        ')', '+', 'x', '#', ';', ',', '\u{a0}', '\u{200b}', '٣', '\u{ff10}', 'e', '\'', '=',
    ];
    let lengths = lengths_of_codes();
    let mut random = fastrand::Rng::with_seed(11);
    for round in 0..draws() {
        let mut text = match round % 3 {
            0 => "+".to_owned(),
            1 => "00".to_owned(),
            _ => String::new(),
        };
        for _ in 0..random.usize(0..20) {
            text.push(*random.choice(CHARACTERS).unwrap());
        }
        let Ok(number) = read(&text) else { continue };
        let code = number.calling_code();
        let national = number.to_string().len() - 1 - code.to_string().len();
        let possible = lengths.get(&code).unwrap();
        assert!(
            possible.contains(&u16::try_from(national).unwrap()),
            "{text:?}: {number}"
        );
    }
}

#[test]
fn digits_of_all_scripts_are_read() {
    let set = Regex::new(r"^\p{Nd}$").unwrap();
    let mut count = 0;
    let all = (0..=0x10_ffff).filter_map(char::from_u32);
    for c in all.filter(|c| c.is_numeric() || *c < '\u{600}') {
        let is_digit = set.is_match(&c.to_string());
        let found = read(&format!("+3360000000{c}"));
        assert_eq!(found.is_ok(), is_digit, "{:x}", u32::from(c));
        count += u32::from(is_digit);
    }
    assert!(count > 600);
}
