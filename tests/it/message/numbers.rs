//! Phone numbers: what is parsed, what is rejected and with which advice.

#![allow(clippy::unwrap_used, reason = "helpers of tests may")]

use ovh_sms::{NumberError, PhoneNumber};

fn number(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

#[test]
fn international_forms_are_read() {
    let rows = [
        ("+33600000000", "+33600000000"),
        ("0033600000000", "+33600000000"),
        (" +33 6 00 00 00 00 ", "+33600000000"),
        ("00 33 6.00.00.00.00", "+33600000000"),
        ("+33-6-00-00-00-00", "+33600000000"),
        ("(+33) 600 000 000", "+33600000000"),
        ("+33\u{a0}6\u{202f}00 00 00 00", "+33600000000"),
        ("+1 (212) 555-0100", "+12125550100"),
        ("+4930/123456", "+4930123456"),
        ("+39 06 1234567", "+39061234567"),
        ("+225 07 00 00 00 00", "+2250700000000"),
        ("+2901234", "+2901234"),
        ("+33 700 0000000000", "+337000000000000"),
        ("+33 (0)6 00 00 00 00", "+33600000000"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("+39 (0)6 1234567", "+39061234567"),
        ("+7 (8) 916 123 45 67", "+79161234567"),
        ("+٣٣٦٠٠٠٠٠٠٠٠", "+33600000000"),
        ("+३३ ६ ०० ०० ०० ००", "+33600000000"),
        ("＋３３（０）６００００００００", "+33600000000"),
    ];
    for (text, expected) in rows {
        assert_eq!(number(text).to_string(), expected);
    }
}

#[test]
fn a_length_that_only_other_ranges_have_is_named_as_that() {
    let error = "+33700000000"
        .parse::<PhoneNumber>()
        .unwrap_err()
        .to_string();
    assert!(
        error.ends_with("has 11 digits: numbers of +33 that begin like it have another length"),
        "{error}"
    );
    let error = "+3360000000"
        .parse::<PhoneNumber>()
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("has 10 digits: a number of +33 has 11"),
        "{error}"
    );
}

#[test]
fn other_texts_are_refused_with_their_reason() {
    use NumberError as E;
    type Check = fn(&NumberError) -> bool;
    let rows: &[(&str, Check)] = &[
        ("", |e| matches!(e, E::Empty)),
        ("  -- ", |e| matches!(e, E::Empty)),
        ("0600000000", |e| matches!(e, E::Local { .. })),
        ("0", |e| matches!(e, E::Local { .. })),
        ("600000000", |e| matches!(e, E::NoZero { .. })),
        ("33600000000", |e| matches!(e, E::NoPrefix { .. })),
        ("+330600000000", |e| matches!(e, E::TrunkZero { .. })),
        ("+44 020 7946 0000", |e| matches!(e, E::TrunkZero { .. })),
        ("+44 (020) 7946 0000", |e| matches!(e, E::TrunkZero { .. })),
        ("+34 (0)612345678", |e| matches!(e, E::TrunkZero { .. })),
        ("+47 (0)22 12 34 56", |e| matches!(e, E::TrunkZero { .. })),
        ("+7 8 916 123 45 67", |e| {
            matches!(e, E::TrunkZero { trunk: "8", .. })
        }),
        ("+36 06 20 123 4567", |e| {
            matches!(e, E::TrunkZero { trunk: "06", .. })
        }),
        ("+1 1 212 555 2368", |e| {
            matches!(e, E::TrunkZero { trunk: "1", .. })
        }),
        ("+375 80 29 123 45 67", |e| {
            matches!(e, E::TrunkZero { trunk: "80", .. })
        }),
        ("+370 8 612 34567", |e| {
            matches!(e, E::TrunkZero { trunk: "8", .. })
        }),
        ("+9991234567", |e| {
            matches!(e, E::UnknownCode { code: 999, .. })
        }),
        ("+210123456", |e| {
            matches!(e, E::UnknownCode { code: 210, .. })
        }),
        ("+123456789012345", |e| {
            matches!(
                e,
                E::Length {
                    digits: 15,
                    code: Some(1),
                    ..
                }
            )
        }),
        ("+1 253 0000", |e| {
            matches!(e, E::Length { code: Some(1), .. })
        }),
        ("36111", |e| matches!(e, E::Short { .. })),
        ("'+33600000000", |e| matches!(e, E::Apostrophe { .. })),
        ("=\"+33600000000\"", |e| matches!(e, E::Formula { .. })),
        ("3,36E+10", |e| matches!(e, E::Scientific { .. })),
        ("3.36e10", |e| matches!(e, E::Scientific { .. })),
        ("+33600000000\n+33600000001", |e| {
            matches!(e, E::Follows { .. })
        }),
        ("+33600000000-", |e| matches!(e, E::Follows { .. })),
        ("+33600000000 (", |e| matches!(e, E::Follows { .. })),
        ("+33 6 00--00 00 00", |e| {
            matches!(e, E::Character { found: '-', .. })
        }),
        ("(+33600000000", |e| {
            matches!(e, E::Character { found: '(', .. })
        }),
        ("+0600000000", |e| matches!(e, E::CountryCode { .. })),
        ("000600000000", |e| matches!(e, E::CountryCode { .. })),
        ("+", |e| matches!(e, E::Length { digits: 0, .. })),
        ("+336000", |e| matches!(e, E::Length { digits: 6, .. })),
        ("+1234567890123456", |e| {
            matches!(e, E::Length { digits: 16, .. })
        }),
        ("++33600000000", |e| {
            matches!(e, E::Character { found: '+', .. })
        }),
        ("00+33600000000", |e| {
            matches!(e, E::Character { found: '+', .. })
        }),
        ("+33 6 00 00 00 0O", |e| {
            matches!(e, E::Character { found: 'O', .. })
        }),
        ("+4930123456/0456", |e| matches!(e, E::Follows { .. })),
        (
            "+49 15100000011-12",
            |e| matches!(e, E::Follows { rest, .. } if rest == "-12"),
        ),
    ];
    for &(text, expected) in rows {
        let error = text.parse::<PhoneNumber>().unwrap_err();
        assert!(expected(&error), "{text:?}: {error:?}");
        let start: String = text.trim().chars().take(2).collect();
        assert!(error.to_string().contains(&start) || matches!(error, E::Empty));
    }
}

#[test]
fn a_local_number_is_refused_with_a_hint_and_masked() {
    let message = |text: &str| text.parse::<PhoneNumber>().unwrap_err().to_string();
    assert_eq!(
        message("06 12 34 56 78"),
        "`06 ** ** ** 78` is a local number: write the country's code instead of the first 0, \
         +33… if it is French"
    );
    assert!(message("07911 123456").starts_with("`079** ****56` is a local number"));
    assert!(message("07911 123456").ends_with("+33… if it is French"));
}

#[test]
fn a_very_long_text_is_shortened_in_the_error() {
    let error = "9".repeat(100_000).parse::<PhoneNumber>().unwrap_err();
    assert!(error.to_string().len() < 250);
}

#[test]
fn an_error_has_no_character_that_controls_a_terminal() {
    for text in ["+336\t00\u{1b}[2J", "+33600000012\u{202e}x", "06\n12"] {
        let error = text.parse::<PhoneNumber>().unwrap_err();
        let value = error.to_string();
        let value = value.split('`').nth(1).unwrap();
        assert!(!value.contains(ovh_sms::steers_terminal), "{value:?}");
    }
}

#[test]
fn what_follows_a_number_is_named() {
    for (text, rest) in [
        ("+33600000001.0", ".0"),
        ("33600000001.0", ".0"),
        ("0600000001.0", ".0"),
        ("+33600000001,0", ",0"),
        ("+33600000001 (2)", "(2)"),
        ("+33600000002-1", "-1"),
        ("+33600000002\u{2013}1", "\u{2013}1"),
        ("+33600000002/1", "/1"),
        ("+33600000001 ext 5", "ext 5"),
        ("+33600000001x12", "x12"),
        ("+33600000001;ext=3", ";ext=3"),
        ("+33600000001#3", "#3"),
        ("06 00 00 00 01 poste 12", "poste 12"),
        ("+4915100000011.0", ".0"),
        ("+4915100000011 0", "0"),
        ("+4915112345678-12", "-12"),
        ("+49 30 123456-0", "-0"),
        ("+4915100000011 (2)", "(2)"),
        ("+33600000001 maman", "maman"),
        ("+33600000001;+33600000002", ";+3*********2"),
        ("+4915123456789 12", "12"),
        ("+795123456.00", ".00"),
    ] {
        let error = text.parse::<PhoneNumber>().unwrap_err();
        let NumberError::Follows { rest: found, .. } = &error else {
            panic!("{text}: {error:?}")
        };
        assert_eq!(found.chars().next(), rest.chars().next(), "{text}: {found}");
        if rest.len() < 8 {
            assert_eq!(found, rest);
        }
    }
}

#[test]
fn a_hint_has_the_right_number() {
    for (text, expected) in [
        ("0600000000", "+33600000000"),
        ("01 23 45 67 89", "+33123456789"),
        ("0690000000", "+590690000000"),
        ("0691000000", "+590691000000"),
        ("0692000000", "+262692000000"),
        ("0693000000", "+262693000000"),
        ("0639000000", "+262639000000"),
        ("0639980001", "+33639980001"),
        ("0694000000", "+594694000000"),
        ("0696000000", "+596696000000"),
        ("0697000000", "+596697000000"),
        ("+460700000000", "+46700000000"),
        ("+3530870000000", "+353870000000"),
        ("+610400000000", "+61400000000"),
        ("+400700000000", "+40700000000"),
        ("+330600000000", "+33600000000"),
        ("+7 8 916 123 45 67", "+79161234567"),
        ("+36 06 20 123 4567", "+36201234567"),
        ("+375 80 29 123 45 67", "+375291234567"),
        ("+34 (0)612345678", "+34612345678"),
    ] {
        let error = text.parse::<PhoneNumber>().unwrap_err();
        assert_eq!(error.suggestion(), Some(number(expected)), "{text}");
        let expected = number(expected);
        let code = format!("+{}… if it is French", expected.calling_code());
        let message = error.to_string();
        assert!(
            message.contains(&code) || message.contains(&expected.masked()),
            "{error}"
        );
    }
}

#[test]
fn kinds_are_those_of_the_country() {
    use ovh_sms::NumberKind as K;
    for (text, kind) in [
        ("+33600000000", K::Mobile),
        ("+33123456789", K::Fixed),
        ("+33987654321", K::Voip),
        ("+33801234567", K::Special),
        ("+33691000000", K::Unknown),
        ("+337000000000000", K::Mobile),
        ("+12125552368", K::Mobile),
        ("+447700900123", K::Unknown),
        ("+390600000000", K::Fixed),
        ("+2250100000000", K::Mobile),
    ] {
        assert_eq!(number(text).kind(), kind, "{text}");
    }
}

#[test]
fn numbers_of_fiction_are_test_numbers() {
    for (text, expected) in [
        ("+33639980000", true),
        ("+33639989999", true),
        ("+33639979999", false),
        ("+33639990000", false),
        ("+262639980000", false),
    ] {
        let number = PhoneNumber::from_service(text).unwrap();
        assert_eq!(number.is_test_number(), expected, "{text}");
    }
}

#[test]
fn numbers_of_the_service_are_read_although_no_country_has_them() {
    for (text, expected) in [
        ("+336000000123", Some("+336000000123")),
        ("+330600000000", Some("+330600000000")),
        ("9991234567", Some("+9991234567")),
        ("0033600000001", Some("+33600000001")),
        ("36111", None),
        ("0600000000", None),
        ("+33600000001.0", None),
        ("+33600000001 (2)", None),
        ("MP RENOV", None),
    ] {
        let found = PhoneNumber::from_service(text).map(|number| number.to_string());
        assert_eq!(found.as_deref(), expected, "{text}");
    }
}

#[test]
fn a_number_that_its_country_cannot_have_is_no_receiver() {
    use ovh_sms::message::Message;
    let number = PhoneNumber::from_service("+336000000123").unwrap();
    assert!(
        Message::transactional("Bonjour")
            .to(number)
            .check()
            .is_err()
    );
}

#[test]
fn a_number_of_a_region_with_the_code_of_france_is_refused_with_its_own() {
    for (text, expected) in [
        ("+33692123456", "+262692123456"),
        ("+33 (0)690 12 34 56", "+590690123456"),
        ("+33 0696 12 34 56", "+596696123456"),
    ] {
        let error = text.parse::<PhoneNumber>().unwrap_err();
        assert_eq!(error.suggestion(), expected.parse().ok(), "{text}: {error}");
    }
}

#[test]
fn countries_are_those_of_the_longest_matching_code() {
    let rows = [
        ("+33600000000", Some("fr")),
        ("+447700900000", Some("gb")),
        ("+353850000000", Some("ie")),
        ("+12125550100", Some("us")),
        ("+15145550100", Some("ca")),
        ("+18765550100", Some("jm")),
        ("+18685550100", Some("tt")),
        ("+18095550100", None),
        ("+79161234567", Some("ru")),
        ("+77011234567", Some("kz")),
        ("+262692000000", Some("re")),
        ("+262639000000", Some("yt")),
        ("+590690000000", Some("gp")),
        ("+594694000000", Some("gf")),
        ("+596696000000", Some("mq")),
        ("+687750000", Some("nc")),
        ("+68987000000", Some("pf")),
        ("+32470000000", Some("be")),
        ("+352621000000", Some("lu")),
        ("+212600000000", Some("ma")),
        ("+38344123456", None),
    ];
    for (text, expected) in rows {
        assert_eq!(number(text).country(), expected, "{text}");
    }
}

#[test]
fn calling_codes_have_one_two_or_three_digits() {
    for (text, code) in [
        ("+12125550100", 1),
        ("+33600000000", 33),
        ("+262692000000", 262),
    ] {
        assert_eq!(number(text).calling_code(), code);
    }
}

#[test]
fn debug_and_masked_hide_all_but_the_code_and_two_digits() {
    assert_eq!(number("+33612345678").masked(), "+33*******78");
    assert_eq!(format!("{:?}", number("+12125550105")), "+1********05");
    assert_eq!(
        format!("{:?}", Some(number("+262692000000"))),
        "Some(+262*******00)"
    );
}

#[test]
fn serde_reads_and_writes_text() {
    let read: PhoneNumber = serde_json::from_str("\"0033600000000\"").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"+33600000000\"");
    let error = serde_json::from_str::<PhoneNumber>("\"0600000000\"").unwrap_err();
    assert!(error.to_string().contains("060*****00"));
}

#[test]
fn a_number_is_eight_bytes_and_its_error_is_small() {
    assert_eq!(size_of::<PhoneNumber>(), 8);
    assert!(size_of::<NumberError>() <= 64);
}

#[cfg(feature = "phonenumber")]
mod national {
    use super::*;

    #[test]
    fn national_numbers_are_read_within_their_region() {
        let rows = [
            ("06 12 34 56 78", "fr", "+33612345678"),
            ("0692 12 34 56", "RE", "+262692123456"),
            ("07912 345678", "gb", "+447912345678"),
            ("06 6982 1234", "it", "+390669821234"),
            ("(212) 555-2368", "us", "+12125552368"),
            ("+32 470 12 34 56", "fr", "+32470123456"),
        ];
        for (text, region, expected) in rows {
            assert_eq!(
                PhoneNumber::parse_national(text, region)
                    .unwrap()
                    .to_string(),
                expected
            );
        }
    }

    #[test]
    fn what_is_no_number_of_the_region_is_refused() {
        for (text, region) in [
            ("06", "fr"),
            ("hello", "fr"),
            ("", "fr"),
            ("0612345678", "zz"),
        ] {
            assert!(PhoneNumber::parse_national(text, region).is_err());
        }
        assert!(PhoneNumber::parse_national(&"1".repeat(1_000_000), "fr").is_err());
    }
}

#[cfg(feature = "phonenumber")]
#[test]
fn digits_that_begin_with_the_own_code_are_read_whole_or_refused() {
    let read = |text: &str, region: &str| {
        let number = PhoneNumber::parse_national(text, region);
        number.ok().map(|number| number.to_string())
    };
    for (text, region, expected) in [
        ("393 123 4567", "it", Some("+393931234567")),
        ("47 12 34 56", "no", Some("+4747123456")),
        ("91234 56789", "in", Some("+919123456789")),
        ("48 362 12 34", "pl", Some("+48483621234")),
        // A mobile number of one reading and a fixed line of the other.
        ("390 123 4567", "it", None),
        // The prefixes of international calls of Hong Kong and of Australia.
        ("001 65 8312 3456", "hk", None),
        ("0033 6 12 34 56 78", "hk", Some("+33612345678")),
        ("0011 687 75 12 34", "au", Some("+687751234")),
        ("0033 6 12 34 56 78", "fr", Some("+33612345678")),
        ("262 692 12 34 56", "re", Some("+262692123456")),
        ("590 690 12 34 56", "gp", Some("+590690123456")),
        ("33 6 12 34 56 78", "fr", Some("+33612345678")),
        // Fixed lines overseas, from each region.
        ("0596 60 12 34", "mq", Some("+596596601234")),
        ("0596 60 12 34", "fr", Some("+596596601234")),
        ("0269 61 12 34", "yt", Some("+262269611234")),
        ("0269 60 12 34", "yt", Some("+262269601234")),
        ("0262 21 12 34", "fr", Some("+262262211234")),
        ("0508 41 12 34", "pm", Some("+508411234")),
        ("0508 41 12 34", "fr", Some("+508411234")),
        ("0509 00 12 34", "fr", Some("+33509001234")),
        ("0011 47 912 34 567", "au", Some("+4791234567")),
        ("0011 64 21 123 456", "au", Some("+6421123456")),
        // Saint-Pierre-et-Miquelon.
        ("07 08 40 12 34", "fr", Some("+508708401234")),
        ("07 08 40 12 34", "pm", Some("+508708401234")),
    ] {
        assert_eq!(read(text, region).as_deref(), expected, "{text}, {region}");
    }
    let error = "+33 7 09 00 12 34".parse::<PhoneNumber>().unwrap_err();
    assert_eq!(error.suggestion(), "+590709001234".parse().ok());
    let error = "+33 7 08 40 12 34".parse::<PhoneNumber>().unwrap_err();
    assert_eq!(error.suggestion(), "+508708401234".parse().ok());
}

#[test]
fn a_second_code_of_the_country_is_named() {
    for (text, expected) in [
        ("+33 33 6 12 34 56 78", "+33612345678"),
        ("+33 0033 612345678", "+33612345678"),
        ("0033 33 6 12 34 56 78", "+33612345678"),
        ("+44 44 7911 123456", "+447911123456"),
    ] {
        let error = text.parse::<PhoneNumber>().unwrap_err();
        assert!(
            matches!(error, NumberError::CodeTwice { .. }),
            "{text}: {error}"
        );
        assert_eq!(error.suggestion(), expected.parse().ok(), "{text}");
    }
    // The code of Italy and the start of a mobile number.
    assert_eq!(number("+39 393 123 4567").to_string(), "+393931234567");
}

#[test]
fn urls_of_phone_numbers_are_read() {
    for text in [
        "tel:+33612345678",
        "Tel: 0033 6 12 34 56 78",
        "TEL:+33-6-12-34-56-78",
    ] {
        assert_eq!(number(text).to_string(), "+33612345678", "{text}");
    }
    for text in [
        "tel:",
        "tel:+33612345678;ext=1",
        "tel:tel:+33612345678",
        "tel:0612345678",
    ] {
        assert!(text.parse::<PhoneNumber>().is_err(), "{text}");
    }
    let second = "+33612345678 / +33612345679".parse::<PhoneNumber>();
    let error = second.unwrap_err().to_string();
    assert!(error.contains("second number"), "{error}");
}
