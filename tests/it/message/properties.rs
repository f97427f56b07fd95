//! Properties that hold for any input.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use chrono::{DateTime, Utc};
use ovh_sms::PhoneNumber;
use ovh_sms::callback::{CallbackDate, Receipt, Reply, Stop};
use ovh_sms::message::{Encoding, StopClause, StopHours, is_gsm, parts, segments, septets, to_gsm};
use ovh_sms::{SenderName, ServiceName, Tag};
use proptest::prelude::*;

/// Texts with many pairs and characters of all alphabets, long enough for several parts.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé€{}^ ]{0,700}",
        "[a-zê€😀 ]{0,300}",
        "[ -~]{0,400}",
        any::<String>(),
        r"\PC{0,200}",
    ]
}

fn width(encoding: Encoding, c: char) -> usize {
    match encoding {
        Encoding::Gsm7 => septets(c).unwrap(),
        Encoding::Unicode => c.len_utf16(),
    }
}

proptest! {
    #[test]
    fn the_parts_are_the_text_and_add_up(text in text(), stop: bool) {
        let whole = segments(&text, stop);
        let pieces: Vec<_> = parts(&text, stop).collect();
        prop_assert_eq!(pieces.len(), whole.parts);
        prop_assert_eq!(pieces.iter().map(|p| p.text).collect::<String>(), text.as_str());
        prop_assert_eq!(pieces.iter().map(|p| p.units).sum::<usize>(), whole.units);
        let clause = pieces.iter().map(|p| p.clause).sum::<usize>();
        prop_assert_eq!(clause, StopClause::from(stop).units());
        for piece in &pieces {
            prop_assert!(piece.units <= whole.per_part);
            let own: usize = piece.text.chars().map(|c| width(whole.encoding, c)).sum();
            prop_assert_eq!(own + piece.clause, piece.units);
        }
        prop_assert_eq!(pieces.last().unwrap().units + whole.remaining, whole.per_part);
    }

    #[test]
    fn a_part_ends_only_when_the_next_character_does_not_fit(text in text(), stop: bool) {
        let whole = segments(&text, stop);
        let pieces: Vec<_> = parts(&text, stop).collect();
        for pair in pieces.windows(2) {
            let next = pair[1].text.chars().next().map_or(1, |c| width(whole.encoding, c));
            prop_assert!(pair[0].units + next > whole.per_part);
        }
    }

    #[test]
    fn a_message_is_gsm_if_all_its_characters_are(text in text()) {
        let found = segments(&text, false);
        prop_assert_eq!(found.encoding == Encoding::Gsm7, text.chars().all(is_gsm));
        let offending: Vec<_> = found.offending.iter().map(|o| (o.index, o.ch)).collect();
        let expected: Vec<_> = text.chars().enumerate().filter(|&(_, c)| !is_gsm(c)).collect();
        prop_assert_eq!(offending, expected);
    }

    #[test]
    fn a_character_more_never_costs_less(text in text(), more: char, stop: bool) {
        let longer = format!("{text}{more}");
        prop_assert!(segments(&longer, stop).parts >= segments(&text, stop).parts);
    }

    #[test]
    fn a_proposal_without_leftovers_is_gsm(text in text()) {
        let found = to_gsm(&text);
        prop_assert_eq!(found.is_gsm(), found.text.chars().all(is_gsm));
    }

    #[test]
    fn the_changes_applied_to_the_text_give_the_proposal(text in text()) {
        let found = to_gsm(&text);
        let mut changes = found.changes.iter().peekable();
        let mut rebuilt = String::new();
        for (index, ch) in text.chars().enumerate() {
            match changes.next_if(|change| change.index == index) {
                Some(change) => {
                    prop_assert_eq!(change.from, ch);
                    rebuilt.push_str(change.to);
                }
                None => rebuilt.push(ch),
            }
        }
        prop_assert_eq!(rebuilt, found.text);
        for left in &found.left {
            prop_assert_eq!(text.chars().nth(left.index), Some(left.ch));
        }
    }

    #[test]
    fn a_proposal_of_a_proposal_changes_nothing_more(text in text()) {
        let once = to_gsm(&text);
        let twice = to_gsm(&once.text);
        if once.is_gsm() {
            prop_assert_eq!(&twice.text, &once.text);
        }
    }

    #[test]
    fn a_number_is_read_back_as_it_is_written(digits in "[1-9][0-9]{6,14}") {
        if let Ok(number) = format!("+{digits}").parse::<PhoneNumber>() {
            prop_assert_eq!(number.to_string(), format!("+{digits}"));
            prop_assert_eq!(format!("00{digits}").parse::<PhoneNumber>(), Ok(number));
            prop_assert_eq!(PhoneNumber::try_from(String::from(number)), Ok(number));
            prop_assert_eq!(number.masked().len(), digits.len() + 1);
            prop_assert!(digits.starts_with(&number.calling_code().to_string()));
            let _ = number.country();
        }
    }

    #[test]
    fn separators_do_not_change_a_number(
        groups in proptest::collection::vec(("[0-9]{2,3}", "[ \u{a0}\u{202f}]{0,2}[-./\u{2011}]?"), 2..4),
    ) {
        let digits: String = groups.iter().map(|(group, _)| group.as_str()).collect();
        let spaced = groups.iter().map(|(group, mark)| format!("{group}{}", mark.replace('/', "-")));
        let spaced: Vec<String> = spaced.collect();
        let spaced = spaced.concat();
        let spaced = spaced.trim_end_matches(|c: char| !c.is_ascii_digit());
        if let Ok(number) = format!("+33 {spaced}").parse::<PhoneNumber>() {
            prop_assert_eq!(Ok(number), format!("+33{digits}").parse::<PhoneNumber>());
        }
    }

    #[test]
    fn no_text_makes_a_name_or_number_panic(text in prop_oneof![any::<String>(), "[+0-9 ().-]{0,40}"]) {
        let _ = text.parse::<PhoneNumber>().map_err(|error| error.to_string());
        let _ = text.parse::<ServiceName>().map_err(|error| error.to_string());
        let _ = text.parse::<SenderName>().map_err(|error| error.to_string());
        let _ = text.parse::<Tag>().map_err(|error| error.to_string());
        let _ = CallbackDate::new(text).utc();
    }

    #[test]
    fn no_bytes_make_a_callback_panic(body: Vec<u8>, query: String) {
        let _ = Reply::from_form(&body).number();
        let _ = Stop::from_form(&body).number();
        let _ = Receipt::from_query(&query);
        let _ = Stop::from_query(&query).number();
    }

    #[test]
    fn the_next_opening_is_open_and_within_three_days(seconds in 0i64..4_000_000_000) {
        let at: DateTime<Utc> = DateTime::from_timestamp(seconds, 0).unwrap();
        let hours = StopHours::default();
        let opening = hours.next_opening(at);
        prop_assert!(opening >= at && hours.is_open(opening));
        prop_assert!((opening - at).num_hours() <= 37);
    }
}

#[cfg(feature = "phonenumber")]
proptest! {
    #[test]
    fn no_text_makes_a_national_number_panic(
        text in prop_oneof![any::<String>(), "[+0-9 ().;=a-z-]{0,40}"],
        region in prop_oneof![any::<String>(), Just("fr".to_owned()), Just("IT".to_owned())],
    ) {
        let _ = PhoneNumber::parse_national(&text, &region);
    }
}

#[test]
fn the_types_can_be_shared_between_threads_and_their_errors_are_small() {
    fn shared<T: Send + Sync + 'static>() {}
    shared::<(
        ovh_sms::message::Segments,
        ovh_sms::message::Transliteration,
        StopHours,
    )>();
    shared::<(PhoneNumber, ServiceName, SenderName, Tag)>();
    shared::<(Receipt, Reply, Stop, CallbackDate)>();
    assert!(size_of::<ovh_sms::NameError>() <= 64);
}
