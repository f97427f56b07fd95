//! Messages, receipts and callbacks as JSON: what is written is read, and nothing invalid is.

use std::time::Duration;

use ovh_sms::callback;
use ovh_sms::message::Message;
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::service::{Receipt, Reply};
use serde_json::{Value, json};

#[test]
fn a_message_is_read_as_it_was_written() {
    let whole = Message::marketing("Soldes")
        .to_all(["+33600000012", "+33600000013"])
        .from("MyCompany")
        .at("2030-01-01T08:00:00Z"
            .parse::<chrono::DateTime<chrono::Utc>>()
            .unwrap())
        .valid_for(Duration::from_millis(90_500))
        .tag("winter2026");
    let replies = Message::transactional("OUI ou NON ?")
        .to("+33600000012")
        .allow_replies();
    for message in [whole.clone(), replies] {
        let json = serde_json::to_string(&message).unwrap();
        assert_eq!(serde_json::from_str::<Message>(&json).unwrap(), message);
    }
    assert_eq!(
        serde_json::to_value(&whole).unwrap(),
        json!({
            "text": "Soldes", "stop_clause": "appended", "receivers": ["+33600000012", "+33600000013"],
            "sender": "MyCompany", "at": "2030-01-01T08:00:00Z", "valid_for_seconds": 90.5,
            "tag": "winter2026",
        })
    );
}

#[test]
fn an_invalid_message_is_neither_written_nor_read() {
    for message in [
        Message::transactional("x"),
        Message::transactional(" ").to("+33600000012"),
        Message::transactional("x").to("0600000012"),
        Message::transactional("x")
            .to("+33600000012")
            .tag("not a tag"),
    ] {
        assert!(serde_json::to_string(&message).is_err(), "{message:?}");
    }
    let valid = json!({ "text": "x", "stop_clause": "absent", "receivers": ["+33600000012"] });
    assert!(serde_json::from_value::<Message>(valid.clone()).is_ok());
    let table: [(&str, Value, &str); 14] = [
        ("text", json!(""), "no text"),
        ("text", json!(null), "null"),
        ("text", json!("x".repeat(40_000)), "parts"),
        ("stop_clause", json!(null), "null"),
        ("stop_clause", json!("maybe"), "maybe"),
        ("receivers", json!([]), "no receiver"),
        ("receivers", json!(["0600000012"]), "local number"),
        (
            "receivers",
            json!(["+33600000012", "0033600000012"]),
            "twice",
        ),
        ("sender", json!("Müller"), "Müller"),
        ("tag", json!("a b"), "a b"),
        ("valid_for_seconds", json!(0), "zero"),
        ("valid_for_seconds", json!(-1), "negative"),
        ("at", json!("tomorrow"), "invalid"),
        ("allow_replies", json!("yes"), "boolean"),
    ];
    for (field, value, expected) in table {
        let mut damaged = valid.clone();
        damaged[field] = value.clone();
        let error = serde_json::from_value::<Message>(damaged).unwrap_err();
        assert!(
            error.to_string().contains(expected),
            "{field} {value}: {error}"
        );
    }
    let contradiction = json!({
        "text": "x", "stop_clause": "absent", "receivers": ["+33600000012"],
        "allow_replies": true, "sender": "MyCompany",
    });
    assert!(serde_json::from_value::<Message>(contradiction).is_err());
}

#[test]
fn receipts_and_replies_are_read_as_they_were_written() {
    let receipt: Receipt = serde_json::from_value(json!({
        "id": 7, "number": "+33600000012", "status": 1, "ptt": 4, "credits": 1.0, "later": true,
    }))
    .unwrap();
    assert_eq!(receipt.status, DeliveryStatus::Delivered);
    let again = serde_json::to_string(&receipt).unwrap();
    assert_eq!(serde_json::from_str::<Receipt>(&again).unwrap(), receipt);

    let reply: Reply = serde_json::from_value(json!({
        "id": 7, "number": "+33600000012", "sender": "+33600000012", "text": "OUI",
        "at": "2026-01-01T00:00:00Z",
    }))
    .unwrap();
    let again = serde_json::to_string(&reply).unwrap();
    assert_eq!(serde_json::from_str::<Reply>(&again).unwrap(), reply);
    assert_eq!(reply.tag, None);
}

#[test]
fn callbacks_are_read_as_they_were_written() {
    let query = "id=802084252&ptt=4&date=20210928161653&description=1&x=y";
    let receipt = callback::Receipt::from_query(query);
    let json = serde_json::to_value(&receipt).unwrap();
    assert_eq!(json["date"], "20210928161653");
    assert_eq!(json["other"]["x"], "y");
    assert_eq!(
        serde_json::from_value::<callback::Receipt>(json).unwrap(),
        receipt
    );
    assert_eq!(receipt.ptt, Some(Ptt::DELIVERED));

    let reply = callback::Reply::from_form("id=7&message=Oui&senderid=33600000012");
    let json = serde_json::to_string(&reply).unwrap();
    assert_eq!(
        serde_json::from_str::<callback::Reply>(&json).unwrap(),
        reply
    );
    let stop = callback::Stop::from_query("sender=33600000012");
    let json = serde_json::to_string(&stop).unwrap();
    assert_eq!(serde_json::from_str::<callback::Stop>(&json).unwrap(), stop);
}
