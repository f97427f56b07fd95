//! Services, senders, tags: valid and invalid names.

use ovh_sms::{SenderName, ServiceName, Tag};

#[test]
fn service_names_are_taken_as_they_are() {
    for name in [
        "sms-ab12345-1",
        "smpp-ab12345-1",
        "sms-AB12345-12",
        "a..b",
        "é",
    ] {
        assert_eq!(name.parse::<ServiceName>().unwrap().as_str(), name);
    }
}

#[test]
fn service_names_that_would_change_the_path_are_refused() {
    for name in [
        "", ".", "..", "a/b", "/", "a\\b", "a b", "a\n", "%2e%2e", "a?b", "a#b", "a\0",
    ] {
        let error = name.parse::<ServiceName>().unwrap_err().to_string();
        assert!(error.contains("sms-ab12345-1"), "{error}");
    }
}

#[test]
fn senders_are_names_of_3_to_11_characters_or_phone_numbers() {
    let good = [
        "OVH",
        "OVHcloud",
        "MP RENOV",
        "A.B-C,D&E+F",
        "12345678901",
        "36111",
        "+33600000000",
        "0033600000000",
        "+336000000",
    ];
    for sender in good {
        assert_eq!(sender.parse::<SenderName>().unwrap().as_str(), sender);
    }
    let bad = [
        "",
        "AB",
        "TwelveLetter",
        "Crédit",
        "A_B_C",
        "A/B",
        " OVH",
        "OVH ",
        "a\nbc",
        "OVH!",
        "+33 6 00 00 00 00",
        "+1234567890123456",
        "😀😀😀",
    ];
    for sender in bad {
        assert!(sender.parse::<SenderName>().is_err(), "{sender:?}");
    }
}

#[test]
fn a_sender_knows_whether_it_is_a_number() {
    let sender: SenderName = "0033600000000".parse().unwrap();
    assert_eq!(sender.number().unwrap().to_string(), "+33600000000");
    assert_eq!(sender.as_str(), "0033600000000");
    assert!("OVHcloud".parse::<SenderName>().unwrap().number().is_none());
    assert_eq!(
        SenderName::from(sender.number().unwrap()).as_str(),
        "+33600000000"
    );
}

#[test]
fn tags_are_1_to_36_letters_digits_hyphens_underscores_and_dots() {
    for tag in [
        "a",
        "vtbnzoi6prvylh12",
        "ABCDEFGHIJ0123456789",
        "colis-42",
        "order_7.2",
        "1b4e28ba-2fa1-11d2-883f-0016d3cca427",
    ] {
        assert!(tag.parse::<Tag>().is_ok(), "{tag:?}");
    }
    for tag in [
        "",
        "a b",
        "a/b",
        "é",
        "a,b",
        "1b4e28ba-2fa1-11d2-883f-0016d3cca4270",
    ] {
        assert!(tag.parse::<Tag>().is_err(), "{tag:?}");
    }
}

#[test]
fn random_tags_look_like_those_of_the_server_and_differ() {
    let tags: std::collections::HashSet<_> = (0..1_000).map(|_| Tag::random()).collect();
    assert_eq!(tags.len(), 1_000);
    for tag in &tags {
        assert_eq!(tag.as_str().len(), 16);
        assert!(
            tag.as_str()
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        );
        assert_eq!(tag.as_str().parse::<Tag>().as_ref(), Ok(tag));
    }
}

#[test]
fn every_digit_of_a_random_tag_takes_every_value() {
    let mut seen = vec![std::collections::HashSet::new(); 16];
    for _ in 0..2_000 {
        for (at, byte) in Tag::random().as_str().bytes().enumerate() {
            seen[at].insert(byte);
        }
    }
    assert!(seen.iter().all(|values| values.len() == 36));
}

#[test]
fn serde_checks_names() {
    assert!(serde_json::from_str::<ServiceName>("\"sms-ab12345-1\"").is_ok());
    assert!(serde_json::from_str::<ServiceName>("\"..\"").is_err());
    assert_eq!(
        serde_json::to_string(&"MP RENOV".parse::<SenderName>().unwrap()).unwrap(),
        "\"MP RENOV\""
    );
}

#[test]
fn errors_name_the_value_and_the_rule() {
    assert_eq!(
        "Crédit".parse::<SenderName>().unwrap_err().to_string(),
        "sender \"Crédit\" contains a character that senders cannot have: 3 to 11 letters, digits, \
         spaces and `-.,&+` without accents, or a phone number as in +33600000000"
    );
    assert!(
        "x".repeat(10_000)
            .parse::<Tag>()
            .unwrap_err()
            .to_string()
            .len()
            < 200
    );
}
