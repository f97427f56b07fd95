//! Callbacks of OVHcloud: receipts, replies, STOPs, complete and mutilated.

use ovh_sms::callback::{CallbackDate, Receipt, Reply, Stop, secret_eq};
use ovh_sms::receipt::{DeliveryStatus, Ptt};

#[test]
fn a_receipt_is_read_from_the_query() {
    let receipt = Receipt::from_query(
        "?id=802084252&ptt=4&date=2021-09-28+16%3A16%3A53&description=1&descriptionDlr=delivered",
    );
    assert_eq!(receipt.id, Some(802_084_252));
    assert_eq!(receipt.ptt, Some(Ptt::DELIVERED));
    assert_eq!(receipt.status, Some(DeliveryStatus::Delivered));
    assert_eq!(receipt.description.as_deref(), Some("delivered"));
    assert_eq!(
        receipt.date.unwrap().utc().unwrap().to_rfc3339(),
        "2021-09-28T14:16:53+00:00"
    );
    assert!(receipt.other.is_empty());
}

#[test]
fn dlr_stands_in_for_description() {
    assert_eq!(
        Receipt::from_query("id=1&dlr=2").status,
        Some(DeliveryStatus::Failed)
    );
    let both = Receipt::from_query("description=1&dlr=2");
    assert_eq!(both.status, Some(DeliveryStatus::Delivered));
    assert_eq!(both.other["dlr"], "2");
    let words = Receipt::from_query("description=delivered&dlr=1");
    assert_eq!(words.status, Some(DeliveryStatus::Delivered));
    assert_eq!(words.other["description"], "delivered");
}

#[test]
fn missing_fields_are_none_and_unreadable_or_unknown_ones_are_kept() {
    assert_eq!(Receipt::from_query(""), Receipt::default());
    let receipt = Receipt::from_query("id=abc&ptt=&operatorCode=20801");
    assert_eq!((receipt.id, receipt.ptt), (None, None));
    assert_eq!(receipt.other["id"], "abc");
    assert_eq!(receipt.other["ptt"], "");
    assert_eq!(receipt.other["operatorCode"], "20801");
}

#[test]
fn unknown_codes_are_kept() {
    let receipt = Receipt::from_query("ptt=4242&description=64");
    assert_eq!(receipt.ptt, Some(Ptt(4242)));
    assert_eq!(receipt.status, Some(DeliveryStatus::Unknown(64)));
}

#[test]
fn an_answer_is_read_from_the_form() {
    let body = b"id=12&keyword=OUI&message=Oui%2C+%C3%A0+9h&senderid=%2B33600000012\
        &shortcode=38123&tag=vtbnzoi6prvylh12&extra=1";
    let answer = Reply::from_form(body);
    assert_eq!(answer.id, Some(12));
    assert_eq!(answer.keyword.as_deref(), Some("OUI"));
    assert_eq!(answer.message.as_deref(), Some("Oui, à 9h"));
    assert_eq!(answer.number().unwrap().to_string(), "+33600000012");
    assert_eq!(answer.shortcode.as_deref(), Some("38123"));
    assert_eq!(answer.tag.as_deref(), Some("vtbnzoi6prvylh12"));
    assert_eq!(answer.other["extra"], "1");
}

#[test]
fn the_sender_of_an_answer_is_read_with_any_prefix() {
    for sender in [
        "33600000012",
        "0033600000012",
        "%2B33600000012",
        "+33600000012",
    ] {
        let answer = Reply::from_form(format!("senderid={sender}"));
        assert_eq!(
            answer.number().unwrap().to_string(),
            "+33600000012",
            "{sender}"
        );
    }
    assert_eq!(Reply::from_form("senderid=36111").number(), None);
    assert_eq!(Reply::from_form("").number(), None);
}

#[test]
fn debug_hides_the_number_and_the_text_of_an_answer() {
    let answer = Reply::from_form("senderid=%2B33612345678&message=secret&x=hidden");
    let shown = format!("{answer:?}");
    assert!(shown.contains("+33*******78"));
    assert!(!shown.contains("secret") && !shown.contains("12345678") && !shown.contains("hidden"));
    let stop = format!("{:?}", Stop::from_form("number=%2B33612345678"));
    assert!(stop.contains("+33*******78") && !stop.contains("12345678"));
}

#[test]
fn the_number_of_a_stop_is_guessed() {
    let rows = [
        ("number=%2B33600000012", true),
        ("NUMBER=33600000012", true),
        ("shortcode=36111&senderid=0033600000012", true),
        ("whatever=%2B33600000012&date=20210928161653", true),
        ("date=20210928161653&id=802084252", false),
        ("", false),
    ];
    for (payload, found) in rows {
        assert_eq!(
            Stop::from_query(payload).number().is_some(),
            found,
            "{payload}"
        );
        assert_eq!(Stop::from_form(payload), Stop::from_query(payload));
    }
    assert_eq!(Stop::from_query("?a=1&b=2").fields.len(), 2);
}

#[test]
fn of_a_field_that_comes_twice_the_first_counts() {
    assert_eq!(Receipt::from_query("id=1&id=2").id, Some(1));
}

#[test]
fn bytes_that_are_not_utf8_do_not_fail() {
    let answer = Reply::from_form(b"id=1&message=caf%E9 \xff".as_slice());
    assert_eq!(answer.message.as_deref(), Some("caf\u{fffd} \u{fffd}"));
}

#[test]
fn dates_are_read_in_every_form_seen_and_kept_in_any() {
    let rows = [
        ("2021-09-28 16:16:53", Some("2021-09-28T14:16:53+00:00")),
        ("20210928161653", Some("2021-09-28T14:16:53+00:00")),
        ("2021-12-28T16:16:53", Some("2021-12-28T15:16:53+00:00")),
        (
            "2021-09-28T16:16:53+02:00",
            Some("2021-09-28T14:16:53+00:00"),
        ),
        (
            "2021-09-28T16:16:53 02:00",
            Some("2021-09-28T14:16:53+00:00"),
        ),
        ("2021-09-28T14:16:53Z", Some("2021-09-28T14:16:53+00:00")),
        // In the repeated hour, the first time; in the skipped hour, none.
        ("2026-10-25 02:30:00", Some("2026-10-25T00:30:00+00:00")),
        ("2026-03-29 02:30:00", None),
        ("2021-13-28 16:16:53", None),
        ("yesterday", None),
        ("", None),
    ];
    for (text, expected) in rows {
        let date = CallbackDate::new(text);
        assert_eq!(date.as_str(), text);
        assert_eq!(
            date.utc().map(|utc| utc.to_rfc3339()).as_deref(),
            expected,
            "{text}"
        );
    }
    assert!(CallbackDate::new("2021-09-28 16:16:53").naive().is_some());
    assert!(CallbackDate::new("2021-09-28T14:16:53Z").naive().is_none());
}

#[test]
fn dates_at_the_ends_of_the_calendar_do_not_panic() {
    for text in [
        "+262142-12-31 23:59:59",
        "-262143-01-01 00:00:00",
        "9999-12-31T23:59:59-23:59",
        "0000-01-01T00:00:00+23:59",
    ] {
        let _ = CallbackDate::new(text).utc();
    }
}

#[test]
fn secrets_are_equal_only_if_they_are_and_never_if_empty() {
    assert!(secret_eq("7f3c", "7f3c"));
    for (given, expected) in [
        ("7f3d", "7f3c"),
        ("7f3", "7f3c"),
        ("", "7f3c"),
        ("", ""),
        ("a", ""),
    ] {
        assert!(!secret_eq(given, expected));
    }
}
