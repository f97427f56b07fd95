//! Uses the client that OpenAPI Generator generates from schema/openapi.json.

use ovh_sms_client::models;

#[test]
fn updates_set_and_clear_and_leave_alone() {
    let mut update = models::ServiceUpdate::new();
    assert_eq!(serde_json::to_string(&update).unwrap(), "{}");
    update.call_back = Some("https://x".to_owned());
    update.stop_call_back = Some(String::new());
    update.automatic_recredit_amount = Some(None);
    assert_eq!(
        serde_json::to_string(&update).unwrap(),
        r#"{"automaticRecreditAmount":null,"callBack":"https://x","stopCallBack":""}"#
    );
    let sender: models::Sender = serde_json::from_str(r#"{"sender":"MYSHOP","type":null}"#).unwrap();
    assert_eq!(sender.r#type, Some(None));
}
