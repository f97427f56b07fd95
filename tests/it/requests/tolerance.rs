//! Reading is tolerant: for every structure of the description, no value that OVHcloud leaves out,
//! adds or renames may fail a response.

use std::collections::BTreeSet;

use crate::generated::models::MODELS;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

pub(super) fn description() -> Value {
    serde_json::from_str(include_str!(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/schema/openapi.json"
    )))
    .unwrap()
}

/// The schemas that a request body reaches and no response does: their required fields are
/// required.
fn answered(description: &Value) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    for methods in description["paths"].as_object().unwrap().values() {
        for operation in methods.as_object().unwrap().values() {
            collect(description, &operation["responses"], &mut reached);
        }
    }
    reached
}

fn collect(description: &Value, schema: &Value, reached: &mut BTreeSet<String>) {
    match schema {
        Value::Object(fields) => {
            if let Some(name) = fields.get("$ref").and_then(Value::as_str) {
                let name = name.rsplit('/').next().unwrap();
                if reached.insert(name.to_owned()) {
                    collect(
                        description,
                        &description["components"]["schemas"][name],
                        reached,
                    );
                }
            }
            fields
                .values()
                .for_each(|value| collect(description, value, reached));
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| collect(description, value, reached)),
        _ => {}
    }
}

/// Returns the schema that another one extends with facts, such as a description or null.
fn wrapped(schema: &Value) -> Option<&Value> {
    schema["allOf"].get(0).or_else(|| schema["anyOf"].get(0))
}

/// Returns an example of a schema with every field.
pub(super) fn example(description: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return example(description, &description["components"]["schemas"][name]);
    }
    if let Some(first) = wrapped(schema) {
        return example(description, first);
    }
    if let Some(first) = schema["enum"].get(0) {
        return first.clone();
    }
    match (schema["type"].as_str(), schema["format"].as_str()) {
        (Some("object"), _) if schema["additionalProperties"].is_object() => {
            json!({ "key": example(description, &schema["additionalProperties"]) })
        }
        (Some("object"), _) => {
            let fields = schema["properties"].as_object().unwrap();
            let fields = fields
                .iter()
                .map(|(name, field)| (name.clone(), example(description, field)));
            Value::Object(fields.collect())
        }
        (Some("array"), _) => json!([example(description, &schema["items"])]),
        (Some("string"), Some("date-time")) => json!("2026-08-01T10:20:30Z"),
        (Some("string"), Some("date")) => json!("2026-08-01"),
        (Some("string"), Some("uuid")) => json!("c1a51e00-5a3d-4b6f-9d3b-2f0a7f1d9b10"),
        (Some("string"), Some("ip")) => json!("192.0.2.1"),
        (Some("string"), _) => json!("text"),
        (Some("integer"), _) => json!(802_084_252_000_i64),
        (Some("number"), _) => json!(85.95),
        (Some("boolean"), _) => json!(true),
        _ => json!({ "anything": [1, "two"] }),
    }
}

pub(super) fn enumeration<'a>(description: &'a Value, schema: &'a Value) -> bool {
    if let Some(name) = schema["$ref"].as_str() {
        let name = name.rsplit('/').next().unwrap();
        return enumeration(description, &description["components"]["schemas"][name]);
    }
    match wrapped(schema) {
        Some(first) => enumeration(description, first),
        None => schema["enum"].is_array(),
    }
}

struct Case {
    name: &'static str,
    round_trip: fn(Value) -> Result<Value, serde_json::Error>,
    schema: Value,
    full: Map<String, Value>,
}

/// Returns the structures that the service returns.
fn cases() -> (Value, Vec<Case>) {
    let description = description();
    let answered = answered(&description);
    let cases: Vec<Case> = MODELS
        .iter()
        .filter(|(name, _)| answered.contains(*name))
        .map(|(name, round_trip)| {
            let schema = description["components"]["schemas"][*name].clone();
            let full = example(&description, &schema).as_object().unwrap().clone();
            Case {
                name,
                round_trip: *round_trip,
                schema,
                full,
            }
        })
        .collect();
    assert!(cases.len() > 40, "{}", cases.len());
    (description, cases)
}

#[test]
fn every_structure_of_the_description_is_tried() {
    let description = description();
    let schemas = description["components"]["schemas"].as_object().unwrap();
    let structures: BTreeSet<&str> = schemas
        .iter()
        .filter(|(_, schema)| schema["type"] == "object")
        .map(|(name, _)| name.as_str())
        .collect();
    let tried: BTreeSet<&str> = MODELS.iter().map(|(name, _)| *name).collect();
    assert_eq!(structures, tried);
}

#[test]
fn a_full_object_is_read_and_written_back_whole() {
    let description = description();
    for (name, round_trip) in MODELS {
        let full = example(&description, &description["components"]["schemas"][*name]);
        let back = round_trip(full.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(back, full, "{name}");
    }
}

#[test]
fn an_answer_is_read_without_any_one_of_its_fields() {
    for case in cases().1 {
        for field in case.full.keys() {
            let mut partial = case.full.clone();
            partial.remove(field);
            let back = (case.round_trip)(Value::Object(partial.clone()));
            let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
            assert_eq!(back, Value::Object(partial), "{}.{field}", case.name);
        }
    }
}

#[test]
fn an_answer_is_read_with_any_one_of_its_fields_null() {
    for case in cases().1 {
        for field in case.full.keys() {
            let mut partial = case.full.clone();
            partial.insert(field.clone(), Value::Null);
            let back = (case.round_trip)(Value::Object(partial.clone()));
            let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
            // A field of any type may keep its null; the others are left out.
            partial.remove(field);
            let mut back = back.as_object().unwrap().clone();
            back.retain(|_, value| !value.is_null());
            assert_eq!(back, partial, "{}.{field}", case.name);
        }
    }
}

#[test]
fn an_answer_is_read_with_a_field_that_nobody_knows() {
    for case in cases().1 {
        let mut more = case.full.clone();
        more.insert("creditsLeft99".into(), json!({ "nested": [1, null] }));
        let back = (case.round_trip)(Value::Object(more));
        let back = back.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(back, Value::Object(case.full), "{}", case.name);
    }
}

#[test]
fn a_value_that_nobody_has_heard_of_is_read_and_printed_back_unchanged() {
    let (description, cases) = cases();
    let mut tried = 0;
    for case in cases {
        for field in case.full.keys() {
            if !enumeration(&description, &case.schema["properties"][field]) {
                continue;
            }
            for unheard in [
                json!("never-heard-of"),
                json!(""),
                json!("ÉTÉ 💥"),
                json!("987654"),
            ] {
                let mut other = case.full.clone();
                other.insert(field.clone(), unheard.clone());
                let back = (case.round_trip)(Value::Object(other.clone()));
                let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
                // The service may write an enumeration of numbers as text; it is read as such.
                let printed = back[field]
                    .as_str()
                    .map_or_else(|| back[field].to_string(), str::to_owned);
                assert_eq!(json!(printed), unheard, "{}.{field}", case.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 60, "{tried}");
}

#[test]
fn a_date_that_does_not_parse_leaves_the_rest_of_the_response_alone() {
    let (_, cases) = cases();
    let mut tried = 0;
    for case in cases {
        for (field, schema) in case.schema["properties"].as_object().unwrap() {
            if !matches!(schema["format"].as_str(), Some("date" | "date-time")) {
                continue;
            }
            for odd in [
                json!("2021-09-28 16:16:53"),
                json!("soon"),
                json!(""),
                json!(1_700_000_000),
            ] {
                let mut other = case.full.clone();
                other.insert(field.clone(), odd);
                let back = (case.round_trip)(Value::Object(other.clone()));
                let back = back.unwrap_or_else(|error| panic!("{}.{field}: {error}", case.name));
                other.remove(field);
                assert_eq!(back, Value::Object(other), "{}.{field}", case.name);
                tried += 1;
            }
        }
    }
    assert!(tried > 40, "{tried}");
}

/// Values that hardly any field expects.
fn odd_values() -> Vec<Value> {
    vec![
        json!(""),
        json!("x"),
        json!("1"),
        json!("1.0"),
        json!("1.5"),
        json!("007"),
        json!("+33600000000"),
        json!("1 "),
        json!("NaN"),
        json!("true"),
        json!(0),
        json!(1),
        json!(-1),
        json!(2),
        json!(1.0),
        json!(1.5),
        json!(1e300),
        json!(9_007_199_254_740_993_i64),
        json!(9_007_199_254_740_992.0),
        json!(i64::MIN),
        json!(u64::MAX),
        json!(true),
        json!(false),
        json!(null),
        json!([]),
        json!([null]),
        json!([[], {}, "x", 1.5, true]),
        json!({}),
        json!({ "x": 1.5, "y": "1", "z": null }),
    ]
}

/// Returns the number of a value, or of a text that holds a JSON number.
fn number(value: &Value) -> Option<serde_json::Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) if text.trim() == text => serde_json::from_str(text).ok(),
        _ => None,
    }
}

fn same_number(one: &serde_json::Number, other: &serde_json::Number) -> bool {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one == other,
        // The cast is exact, or the other value is not an integer.
        (Some(integer), None) => other
            .as_f64()
            .is_some_and(|float| float.abs() < 9_007_199_254_740_992.0 && float == integer as f64),
        (None, Some(integer)) => one
            .as_f64()
            .is_some_and(|float| float as i128 == integer && float == integer as f64),
        (None, None) => one.as_f64() == other.as_f64(),
    }
}

/// Returns whether the value read equals the value written.
fn says_the_same(read: &Value, written: &Value) -> bool {
    if read == written {
        return true;
    }
    match (read, written) {
        (Value::Number(read), written) => {
            number(written).is_some_and(|written| same_number(read, &written))
        }
        (Value::String(read), Value::Number(written)) => {
            written.as_i128().is_some() && *read == written.to_string()
                || written.as_f64() == read.parse().ok() && !read.contains('.')
        }
        (Value::String(read), Value::Bool(written)) => *read == written.to_string(),
        (Value::Bool(read), Value::String(written)) => {
            [read.to_string(), i32::from(*read).to_string()].contains(written)
        }
        (Value::Bool(read), Value::Number(written)) => {
            written.as_f64() == Some(f64::from(u8::from(*read)))
        }
        // Unreadable values are left out, and the others keep their order.
        (Value::Array(read), Value::Array(written)) => {
            let mut written = written.iter();
            read.iter()
                .all(|item| written.any(|written| says_the_same(item, written)))
        }
        (Value::Object(read), Value::Object(written)) => read.iter().all(|(name, value)| {
            written
                .get(name)
                .is_some_and(|written| says_the_same(value, written))
        }),
        _ => false,
    }
}

/// Whether what was read is what was written, rounded to a thousandth.
fn is_rounded(read: &Value, written: &Value) -> bool {
    let written = number(written).and_then(|number| number.as_f64());
    read.as_f64().zip(written).is_some_and(|(read, written)| {
        (read - written).abs() <= 0.000_5 + written.abs() * f64::EPSILON
    })
}

/// Reads a full object with one field replaced: the other fields keep their values, and the
/// replaced one has the written value or none.
fn try_with(case: &Case, field: &str, odd: &Value) {
    let place = || format!("{}.{field} = {odd}", case.name);
    let mut other = case.full.clone();
    other.insert(field.to_owned(), odd.clone());
    let back = (case.round_trip)(Value::Object(other.clone()));
    let mut back = match back.unwrap_or_else(|error| panic!("{}: {error}", place())) {
        Value::Object(back) => back,
        back => panic!("{}: {back}", place()),
    };
    let read = back.remove(field);
    other.remove(field);
    assert_eq!(back, other, "{}", place());
    let read = read.unwrap_or(Value::Null);
    let same = match case.schema["properties"][field]["x-ovh-value"].as_str() {
        Some("Credits") => is_rounded(&read, odd),
        _ => says_the_same(&read, odd),
    };
    assert!(read.is_null() || same, "{} was read as {read}", place());
}

#[test]
fn any_value_in_any_field_of_a_response_leaves_the_others_alone() {
    let mut tried = 0;
    for case in cases().1 {
        for field in case.full.keys() {
            for odd in odd_values() {
                try_with(&case, field, &odd);
                tried += 1;
            }
        }
    }
    assert!(tried > 7000, "{tried}");
}

#[test]
fn any_item_of_any_list_or_map_of_a_response_leaves_the_others_alone() {
    let mut tried = 0;
    for case in cases().1 {
        for (field, value) in &case.full {
            for odd in odd_values() {
                match value {
                    Value::Array(items) => {
                        let odd = json!([items[0], odd, items[0]]);
                        let read = read_field(&case, field, &odd);
                        let read = read.as_array().unwrap();
                        assert_eq!((&read[0], read.last()), (&items[0], items.first()));
                    }
                    Value::Object(entries) if entries.contains_key("key") => {
                        let odd = json!({ "key": entries["key"], "odd": odd });
                        assert_eq!(read_field(&case, field, &odd)["key"], entries["key"]);
                    }
                    _ => continue,
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "{tried}");
}

/// The value that a field is read as.
fn read_field(case: &Case, field: &str, value: &Value) -> Value {
    try_with(case, field, value);
    let mut other = case.full.clone();
    other.insert(field.to_owned(), value.clone());
    (case.round_trip)(Value::Object(other)).unwrap()[field].take()
}

#[test]
fn forms_that_lose_nothing_are_converted_and_others_are_absent() {
    // A structure, a field, the written value, the read value.
    let table = [
        ("Outgoing", "id", json!("1"), json!(1)),
        ("Outgoing", "id", json!(10.0), json!(10)),
        ("Outgoing", "id", json!("10.00"), json!(10)),
        (
            "Outgoing",
            "id",
            json!("9007199254740993"),
            json!(9_007_199_254_740_993_i64),
        ),
        ("Outgoing", "id", json!(-0.0), json!(0)),
        ("Outgoing", "id", json!(1.5), json!(null)),
        ("Outgoing", "id", json!(1e300), json!(null)),
        ("Outgoing", "id", json!(u64::MAX), json!(null)),
        (
            "Outgoing",
            "id",
            json!(9_007_199_254_740_992.0),
            json!(null),
        ),
        ("Outgoing", "id", json!("1 "), json!(null)),
        ("Outgoing", "id", json!("007"), json!(null)),
        ("Outgoing", "id", json!("+1"), json!(null)),
        ("Outgoing", "id", json!("1e3"), json!(null)),
        ("Outgoing", "id", json!("4503599627370497.5"), json!(null)),
        ("Outgoing", "id", json!(true), json!(null)),
        ("Outgoing", "batchID", json!(""), json!(null)),
        ("Outgoing", "batchID", json!("no uuid"), json!(null)),
        ("Outgoing", "credits", json!("1.5"), json!(1.5)),
        ("Outgoing", "credits", json!(2), json!(2.0)),
        ("Outgoing", "credits", json!("NaN"), json!(null)),
        ("Outgoing", "credits", json!("1e999"), json!(null)),
        ("Outgoing", "credits", json!(1234.5675), json!(1234.568)),
        ("Outgoing", "credits", json!(1e16), json!(null)),
        ("Outgoing", "ptt", json!("24"), json!(24)),
        ("Outgoing", "deliveryReceipt", json!(99.0), json!(99)),
        (
            "OrderPrice",
            "value",
            json!(9_007_199_254_740_993_i64),
            json!(null),
        ),
        ("Outgoing", "tag", json!(20260801), json!("20260801")),
        ("Outgoing", "tag", json!(""), json!("")),
        ("Outgoing", "tag", json!(1.1), json!(null)),
        ("Outgoing", "tag", json!(["a"]), json!(null)),
        ("PackDetails", "creditQuantityMax", json!(10.0), json!(10)),
        (
            "ServiceInfos",
            "canDeleteAtExpiration",
            json!("true"),
            json!(true),
        ),
        (
            "ServiceInfos",
            "canDeleteAtExpiration",
            json!(0),
            json!(false),
        ),
        (
            "ServiceInfos",
            "canDeleteAtExpiration",
            json!("1"),
            json!(true),
        ),
        (
            "ServiceInfos",
            "canDeleteAtExpiration",
            json!(2),
            json!(null),
        ),
        (
            "ServiceInfos",
            "canDeleteAtExpiration",
            json!("yes"),
            json!(null),
        ),
        ("ServiceInfos", "renew", json!([]), json!(null)),
        ("ServiceInfos", "renew", json!("x"), json!(null)),
        (
            "ServiceInfos",
            "creation",
            json!("2026-08-01T00:00:00Z"),
            json!(null),
        ),
        ("AuthToken", "token", json!(12345), json!("12345")),
        ("SmsSendingReport", "ids", json!({ "0": 1 }), json!(null)),
    ];
    let (_, cases) = cases();
    for (name, field, written, expected) in table {
        let Some(case) = cases.iter().find(|case| case.name == name) else {
            panic!("{name} is not in the description");
        };
        assert!(case.full.contains_key(field), "{name}.{field}");
        let read = read_field(case, field, &written);
        assert_eq!(read, expected, "{name}.{field} = {written}");
    }
}

#[test]
fn a_list_with_an_item_that_can_not_be_read_says_so() {
    let report: ovh_sms::types::SmsSendingReport = serde_json::from_value(json!({
        "ids": [1, "2", 3.5, null, 4.0], "validReceivers": [33600000000_i64, "+33600000001", {}]
    }))
    .unwrap();
    let ids = report.ids.unwrap();
    assert_eq!(
        (&ids[..], ids.is_complete(), ids.unread()),
        (&[1, 2, 4][..], false, 2)
    );
    assert!(ids != vec![1, 2, 4] && ids.into_complete().is_err());
    let receivers = report.valid_receivers.unwrap();
    assert_eq!(receivers.unread(), 1);
    assert_eq!(receivers.into_inner(), ["33600000000", "+33600000001"]);

    let tags = json!({ "tags": { "env": "prod", "team": ["a"] } });
    let iam: ovh_sms::types::IamResourceMetadata = serde_json::from_value(tags).unwrap();
    let tags = iam.tags.unwrap();
    assert_eq!((tags.len(), tags.unread()), (1, 1));
    assert_eq!(tags["env"], "prod");
}

/// A program that switches on `arbitrary_precision` of serde_json gets numbers in this form.
#[test]
fn numbers_that_keep_their_digits_are_numbers() {
    let number = |digits: &str| json!({ "$serde_json::private::Number": digits });
    let infos: ovh_sms::types::ServiceInfos = serde_json::from_value(json!({
        "serviceId": number("12"), "renew": number("1"), "possibleRenewPeriod": [number("1.0")],
    }))
    .unwrap();
    assert_eq!((infos.service_id, infos.renew.is_some()), (Some(12), false));
    assert_eq!(infos.possible_renew_period.unwrap(), [1]);
}

#[test]
fn what_is_only_written_is_read_strictly() {
    let body = json!({ "name": "a", "message": "b", "deferred": "soon" });
    assert!(serde_json::from_value::<ovh_sms::types::BatchParams>(body).is_err());
}

/// Any JSON, with many values that look like numbers.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        (-100_i64..100).prop_map(|integer| Value::from(integer as f64)),
        "-?[0-9]{1,20}([.][0-9]{0,3})?([eE][+-]?[0-9]{1,3})?".prop_map(Value::from),
        r"\PC{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec(("[a-z]{1,4}", inner), 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn reading_never_panics_and_never_invents_a_value(
        value in any_json(),
        at in any::<proptest::sample::Index>(),
    ) {
        thread_local! {
            static CASES: Vec<Case> = cases().1;
        }
        CASES.with(|cases| {
            let fields: usize = cases.iter().map(|case| case.full.len()).sum();
            let at = at.index(fields);
            let mut all = cases.iter().flat_map(|case| case.full.keys().map(move |field| (case, field)));
            let (case, field) = all.nth(at).unwrap();
            try_with(case, field, &value);
        });
    }
}

#[test]
fn the_reports_of_2019_and_of_2026_are_both_read() {
    let report =
        |body| -> ovh_sms::types::SmsSendingReport { serde_json::from_value(body).unwrap() };
    let today = report(json!({
        "ids": [802084252], "validReceivers": ["+33600000000"], "invalidReceivers": [],
        "totalCreditsRemoved": 1, "creditsLeft": 99, "tag": "vtbnzoi6prvylh12"
    }));
    assert_eq!(today.ids.as_deref(), Some(&[802084252_i64][..]));
    assert_eq!(today.total_credits_removed, Some(1.into()));
    assert_eq!(today.tag.as_deref(), Some("vtbnzoi6prvylh12"));
    let early = report(json!({
        "totalCreditsRemoved": 1, "invalidReceivers": [], "ids": [26929925], "validReceivers": ["+33600000000"]
    }));
    assert_eq!(
        early.valid_receivers.as_deref(),
        Some(&["+33600000000".to_owned()][..])
    );
    assert_eq!(early.tag, None);
}

#[test]
fn values_of_a_response_have_their_types_and_credits_their_digits() {
    use ovh_sms::Credits;
    use ovh_sms::receipt::{DeliveryStatus, Ptt};
    use ovh_sms::types::Outgoing;

    let read = |body: &str| -> Outgoing { serde_json::from_str(body).unwrap() };
    let message = read(r#"{ "credits": 1234.56750, "ptt": "24", "deliveryReceipt": 2.0 }"#);
    let credits = message.credits.unwrap();
    assert_eq!(credits, Credits::from_thousandths(1_234_568));
    assert_eq!(credits.text(), "1234.56750");
    assert_eq!(message.ptt, Some(Ptt(24)));
    assert_eq!(message.delivery_receipt, Some(DeliveryStatus::Failed));

    let text = read(r#"{ "credits": "1.10" }"#).credits.unwrap();
    assert_eq!((text.thousandths(), &*text.text()), (1100, "1.10"));
    for credits in [
        "1e16", "1e999", "\"\"", "\"1,5\"", "null", "true", "[1]", "{}",
    ] {
        let odd = read(&format!(
            r#"{{ "credits": {credits}, "ptt": 4, "deliveryReceipt": 77 }}"#
        ));
        assert_eq!(odd.credits, None, "{credits}");
        assert_eq!(odd.ptt, Some(Ptt::DELIVERED));
        assert_eq!(odd.delivery_receipt, Some(DeliveryStatus::Unknown(77)));
    }
}
