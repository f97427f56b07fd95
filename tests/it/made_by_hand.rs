//! Values that only come back from calls, made as users make them in tests of their own.

use std::collections::BTreeMap;

use ovh_sms::callback;
use ovh_sms::mailing::{
    Column, CountryEstimate, CountryTotal, Estimate, Preview, RowFault, RowFaults, RowProblem,
};
use ovh_sms::message::{Encoding, Segments};
use ovh_sms::receipt::{DeliveryStatus, Ptt};
use ovh_sms::service::{ExportRow, Outcome, Receipt, ReceiverReport, Reply, SendReport};
use ovh_sms::types;
use serde_json::json;

const NUMBER: &str = "+33600000012";

#[test]
fn outcomes_and_receipts_are_made_by_hand() {
    let mut one = ReceiverReport::new(NUMBER.parse().unwrap(), Outcome::Unknown);
    one.outcome = Outcome::NotSent;
    assert_eq!(one.outcome, Outcome::NotSent);

    let mut receipt = Receipt::new(7, DeliveryStatus::Failed);
    receipt.number = NUMBER.parse().ok();
    receipt.ptt = Some(Ptt(24));
    assert!(receipt.is_final() && !receipt.is_delivered());

    let mut reply = Reply::new(7, "33600000012", "OUI");
    reply.tag = Some("rdv42".to_owned());
    assert_eq!(reply.number, NUMBER.parse().ok());

    let mut receipt = callback::Receipt::default();
    receipt.id = Some(7);
    let mut reply = callback::Reply::default();
    reply.sender = Some(NUMBER.to_owned());
    let mut stop = callback::Stop::default();
    stop.fields = BTreeMap::from([("sender".to_owned(), NUMBER.to_owned())]);
    assert_eq!(reply.number(), stop.number());

    let mut message = types::Outgoing::default();
    message.id = Some(7);
    assert_eq!(message.id, receipt.id);
}

#[test]
fn a_send_report_is_made_of_json() {
    let report: SendReport = serde_json::from_value(json!({
        "service": "sms-ab12345-1",
        "message": { "text": "Bonjour", "stop_clause": "absent", "receivers": [NUMBER], "tag": "alert42" },
        "tag": "alert42", "random_tag": false, "changed_tags": [],
        "receivers": [{ "number": NUMBER, "outcome": "sent", "id": 7, "evidence": "response" }],
        "sent_twice": [], "lost": [],
    }))
    .unwrap();
    assert!(report.is_complete());
    assert_eq!(report.ids().collect::<Vec<_>>(), [7]);
}

#[test]
fn estimates_and_faults_of_mailings_are_made_by_hand() {
    let mut country = CountryEstimate::new(Some("fr"), 10, 20);
    assert_eq!(country.credits(), None);
    country.rate = Some(1.into());
    let mut estimate = Estimate::new(20);
    estimate.countries = vec![country];
    estimate.credits_left = Some(10.into());
    assert_eq!(estimate.is_affordable(), Some(false));
    let mut total = CountryTotal::default();
    total.parts = 2;
    assert_eq!(total.receivers, 0);

    let mut fault = RowFault::new(2, RowProblem::Blacklisted);
    fault.column = Some(Column::new(1, "number"));
    assert!(fault.to_string().starts_with("line 2, column 1 (number): "));
    let mut faults = RowFaults::new(vec![fault]);
    faults.rows = 5;
    assert!(faults.to_string().starts_with("invalid rows: 1 of 5"));

    let mut preview = Preview::new(NUMBER, "Bonjour");
    assert_eq!(preview.segments.parts, 1);
    preview.segments = Segments::new(Encoding::Unicode, 2);
    assert_eq!(preview.segments.units, 134);
}

#[test]
fn a_row_of_an_export_is_made_of_columns() {
    let row = ExportRow::new([("id", "7"), ("sentAt", "2021-09-28 16:16:53"), ("x", "y")]);
    assert_eq!(row.id, Some(7));
    assert!(row.sent_at.is_some() && row.receiver.is_none());
    assert_eq!(row.get("X").as_deref(), Some("y"));
}
