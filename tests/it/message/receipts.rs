//! Status codes and reasons of delivery receipts.

use ovh_sms::receipt::{DeliveryStatus, Permanence, Ptt};

#[test]
fn status_codes_go_both_ways() {
    for code in -3..40 {
        assert_eq!(DeliveryStatus::from(code).code(), code);
    }
    assert_eq!(DeliveryStatus::from(3), DeliveryStatus::Unknown(3));
    assert_eq!(DeliveryStatus::from(i64::MIN).code(), i64::MIN);
}

#[test]
fn delivered_failed_and_error_are_final() {
    let last: Vec<_> = (0..20)
        .filter(|&code| DeliveryStatus::from(code).is_final())
        .collect();
    assert_eq!(last, [1, 2, 16]);
}

#[test]
fn serde_reads_and_writes_the_code() {
    assert_eq!(
        serde_json::from_str::<DeliveryStatus>("8").unwrap(),
        DeliveryStatus::Buffered
    );
    assert_eq!(
        serde_json::to_string(&DeliveryStatus::Unknown(5)).unwrap(),
        "5"
    );
    assert_eq!(serde_json::to_string(&Ptt(23)).unwrap(), "23");
}

#[test]
fn all_the_documented_reasons_are_known() {
    let codes = [
        1, 2, 3, 4, 5, 6, 8, 20, 21, 23, 24, 25, 26, 27, 28, 29, 33, 39, 73, 74, 76, 202, 1999,
    ];
    assert!(codes.iter().all(|&code| Ptt(code).is_known()));
    assert_eq!(
        (0..3_000).filter(|&code| Ptt(code).is_known()).count(),
        codes.len()
    );
}

#[test]
fn an_unknown_reason_says_where_to_ask() {
    assert_eq!(Ptt(7).meaning(), "unknown to this version");
    assert_eq!(Ptt(7).permanence(), Permanence::Indeterminate);
    assert!(Ptt(7).advice().contains("`GET /sms/ptts?ptt=7`"));
}

#[test]
fn a_barred_number_is_permanent_and_an_absent_subscriber_is_not() {
    assert_eq!(Ptt(23).permanence(), Permanence::Permanent);
    assert_eq!(Ptt(24).permanence(), Permanence::Temporary);
}
