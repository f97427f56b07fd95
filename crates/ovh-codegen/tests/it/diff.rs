//! What `diff` tells of each kind of change, and how it weighs it.

use ovh_codegen::diff::{self, Change, Difference, Format, Step, Weight};
use ovh_codegen::docs::Docs;
use ovh_codegen::names::Names;
use ovh_codegen::native::{Root, Unknown};
use serde_json::{Value, json};

/// A small shop: GET and POST of orders, PUT of one.
fn shop() -> Value {
    let operation = |method: &str, parameters: Value, answer: &str| {
        json!({ "httpMethod": method, "parameters": parameters, "responseType": answer,
            "apiStatus": { "value": "PRODUCTION" }, "iamActions": [{ "name": "shop:get", "required": true }] })
    };
    let id = json!({ "paramType": "path", "name": "id", "dataType": "long", "required": true });
    let color = json!({ "paramType": "query", "name": "color", "dataType": "string" });
    let name =
        json!({ "paramType": "body", "name": "name", "dataType": "string", "required": true });
    let whole = json!({ "paramType": "body", "dataType": "shop.Order", "required": true });
    json!({
        "apiVersion": "1.0", "resourcePath": "/shop", "basePath": "https://x/1.0",
        "apis": [
            { "path": "/shop", "operations": [operation("GET", json!([color]), "long[]"), operation("POST", json!([name]), "shop.Order")] },
            { "path": "/shop/{id}", "operations": [operation("PUT", json!([id, whole]), "void")] },
            { "path": "/shop/newest", "operations": [operation("GET", json!([]), "shop.Order")] },
        ],
        "models": {
            "shop.Order": { "id": "Order", "namespace": "shop", "properties": {
                "id": { "type": "long", "readOnly": true },
                "name": { "type": "string" },
                "note": { "type": "string", "canBeNull": true },
                "kind": { "type": "shop.KindEnum" },
            } },
            "shop.KindEnum": { "id": "KindEnum", "namespace": "shop", "enum": ["big", "small"], "enumType": "string" },
        },
    })
}

fn document(description: &Value) -> String {
    let root = Root::parse(&description.to_string(), "shop", Unknown::Refuse).unwrap();
    ovh_codegen::convert::convert(&[root], &Names::default(), &Docs::default()).unwrap()
}

fn difference(change: impl Fn(&mut Value)) -> Difference {
    let mut new = shop();
    change(&mut new);
    diff::documents(
        &document(&shop()),
        &document(&new),
        Some("0.3.1".to_owned()),
    )
    .unwrap()
}

const GET: &str = "/apis/0/operations/0";
const POST: &str = "/apis/0/operations/1";
const ORDER: &str = "/models/shop.Order/properties";

fn at<'a>(description: &'a mut Value, pointer: &str) -> &'a mut Value {
    description.pointer_mut(pointer).unwrap()
}

type Mutation = (
    &'static str,
    fn(&mut Value),
    Weight,
    &'static str,
    &'static str,
);

/// A change, its weight, where it is told and how.
const CHANGES: &[Mutation] = &[
    (
        "operation removed",
        |d| {
            drop(
                at(d, "/apis/0/operations")
                    .as_array_mut()
                    .unwrap()
                    .remove(1),
            )
        },
        Weight::Breaking,
        "POST /shop",
        "the operation was removed",
    ),
    (
        "operation added",
        |d| {
            let put = at(d, "/apis/1/operations/0").clone();
            let mut delete = put;
            delete["httpMethod"] = json!("DELETE");
            delete["parameters"].as_array_mut().unwrap().pop();
            at(d, "/apis/1/operations")
                .as_array_mut()
                .unwrap()
                .push(delete);
        },
        Weight::Nothing,
        "DELETE /shop/{id}",
        "the operation was added",
    ),
    (
        "parameter removed",
        |d| at(d, GET)["parameters"] = json!([]),
        Weight::Breaking,
        "GET /shop",
        "the query parameter color was removed",
    ),
    (
        "optional parameter added",
        |d| {
            at(d, GET)["parameters"]
                .as_array_mut()
                .unwrap()
                .push(json!({"paramType":"query","name":"size","dataType":"long"}))
        },
        Weight::Nothing,
        "GET /shop",
        "the query parameter size was added",
    ),
    (
        "required parameter added",
        |d| {
            at(d, GET)["parameters"].as_array_mut().unwrap().push(
                json!({"paramType":"header","name":"X-Size","dataType":"long","required":true}),
            )
        },
        Weight::Breaking,
        "GET /shop",
        "the required header parameter X-Size was added",
    ),
    (
        "parameter newly required",
        |d| at(d, GET)["parameters"][0]["required"] = json!(true),
        Weight::Breaking,
        "GET /shop",
        "the query parameter color is required now",
    ),
    (
        "parameter's type changed",
        |d| at(d, GET)["parameters"][0]["dataType"] = json!("long"),
        Weight::Breaking,
        "GET /shop",
        "the query parameter color is i64 now, no longer String",
    ),
    (
        "parameter's meaning changed",
        |d| at(d, GET)["parameters"][0]["dataType"] = json!("email"),
        Weight::Behaviour,
        "GET /shop",
        "the query parameter color means email now",
    ),
    (
        "path parameter renamed",
        |d| {
            at(d, "/apis/1")["path"] = json!("/shop/{number}");
            at(d, "/apis/1/operations/0/parameters/0")["name"] = json!("number");
        },
        Weight::Nothing,
        "PUT /shop/{number}",
        "the path parameter id is named number now",
    ),
    (
        "body field newly required",
        |d| {
            at(d, POST)["parameters"].as_array_mut().unwrap().push(json!({"paramType":"body","name":"kind","dataType":"shop.KindEnum","required":true}))
        },
        Weight::Breaking,
        "POST /shop",
        "the required field kind was added",
    ),
    (
        "body field added",
        |d| {
            at(d, POST)["parameters"]
                .as_array_mut()
                .unwrap()
                .push(json!({"paramType":"body","name":"kind","dataType":"shop.KindEnum"}))
        },
        Weight::Nothing,
        "POST /shop",
        "the field kind was added",
    ),
    (
        "body removed",
        |d| at(d, POST)["parameters"] = json!([]),
        Weight::Breaking,
        "POST /shop",
        "the body was removed",
    ),
    (
        "response changed",
        |d| at(d, GET)["responseType"] = json!("string[]"),
        Weight::Breaking,
        "GET /shop",
        "the response is Vec<String> now, no longer Vec<i64>",
    ),
    (
        "field added",
        |d| at(d, ORDER)["size"] = json!({"type":"long","readOnly":true}),
        Weight::Nothing,
        "shop.Order",
        "the field size was added",
    ),
    (
        "field removed",
        |d| drop(at(d, ORDER).as_object_mut().unwrap().remove("name")),
        Weight::Breaking,
        "shop.Order",
        "the field name was removed",
    ),
    (
        "field's type changed",
        |d| at(d, ORDER)["name"]["type"] = json!("datetime"),
        Weight::Breaking,
        "shop.Order",
        "the field name is DateTime<Utc> now, no longer String",
    ),
    (
        "field now nullable",
        |d| at(d, ORDER)["name"]["canBeNull"] = json!(true),
        Weight::Breaking,
        "shop.Order",
        "the field name is Clearable<String> now",
    ),
    (
        "read-only turned writable",
        |d| at(d, ORDER)["id"]["readOnly"] = json!(false),
        Weight::Nothing,
        "shop.Order",
        "the field id can be written now",
    ),
    (
        "writable turned read-only",
        |d| at(d, ORDER)["name"]["readOnly"] = json!(true),
        Weight::Breaking,
        "shop.Order",
        "the field name was removed",
    ),
    (
        "enum value added",
        |d| {
            at(d, "/models/shop.KindEnum/enum")
                .as_array_mut()
                .unwrap()
                .push(json!("huge"))
        },
        Weight::Behaviour,
        "shop.KindEnum",
        "the value \"huge\" was added",
    ),
    (
        "enum value removed",
        |d| {
            drop(
                at(d, "/models/shop.KindEnum/enum")
                    .as_array_mut()
                    .unwrap()
                    .pop(),
            )
        },
        Weight::Breaking,
        "shop.KindEnum",
        "the value \"small\" was removed",
    ),
    (
        "model added",
        |d| {
            at(d, "/models")["shop.New"] = json!({"properties":{}});
            at(d, ORDER)["fresh"] = json!({"type":"shop.New"});
        },
        Weight::Nothing,
        "shop.New",
        "the type was added",
    ),
    (
        "newly deprecated",
        |d| at(d, GET)["apiStatus"] = json!({"value":"DEPRECATED","deprecatedDate":"2026-01-01","deletionDate":"2027-01-01","replacement":"/store"}),
        Weight::Deprecated,
        "GET /shop",
        "the operation is deprecated now since 2026-01-01; it will be removed on 2027-01-01; use instead: /store",
    ),
    (
        "needs credentials",
        |d| at(d, GET)["noAuthentication"] = json!(true),
        Weight::Behaviour,
        "GET /shop",
        "no credentials are needed any more",
    ),
    (
        "needs another right",
        |d| at(d, GET)["iamActions"][0]["name"] = json!("shop:all"),
        Weight::Behaviour,
        "GET /shop",
        "the right shop:all is needed now",
    ),
    (
        "another status",
        |d| at(d, GET)["apiStatus"]["value"] = json!("BETA"),
        Weight::Nothing,
        "GET /shop",
        "the status is BETA now",
    ),
];

#[test]
fn every_kind_of_change_is_told_with_its_weight() {
    for (name, change, weight, place, what) in CHANGES {
        let difference = difference(change);
        let printed = difference
            .changes
            .iter()
            .find(|printed| printed.place == *place && printed.what.starts_with(what));
        let Some(printed) = printed else {
            panic!("{name}: {:#?}", difference.changes)
        };
        assert_eq!(printed.weight, *weight, "{name}: {printed:?}");
        let heaviest = difference
            .changes
            .iter()
            .map(|printed| printed.weight)
            .min()
            .unwrap();
        let (code, step) = match heaviest {
            Weight::Breaking => (2, Step::Minor),
            _ => (1, Step::Patch),
        };
        assert_eq!(
            (difference.exit_code(), difference.step),
            (code, step),
            "{name}"
        );
        // A change told twice is a change told badly.
        // A model comes with a field that holds it: without one it is not bound.
        let several = ["field now nullable", "model added", "needs another right"];
        if !several.contains(name) && !name.contains("read-only") {
            assert!(
                difference.changes.len() == 1,
                "{name}: {:#?}",
                difference.changes
            );
        }
    }
}

#[test]
fn no_change_is_nothing_and_words_are_a_patch() {
    let same = difference(|_| {});
    assert_eq!((same.exit_code(), same.step), (0, Step::None));
    let words = difference(|d| at(d, GET)["description"] = json!("Lists."));
    assert!(words.changes.is_empty());
    assert_eq!(
        (
            words.exit_code(),
            words.reworded,
            words.next_version.as_deref()
        ),
        (1, 1, Some("0.3.2"))
    );
}

#[test]
fn after_one_point_zero_a_break_is_a_major_step() {
    let old = document(&shop());
    let mut new = shop();
    at(&mut new, "/apis/0/operations")
        .as_array_mut()
        .unwrap()
        .remove(1);
    let difference =
        diff::documents(&old, &document(&new), Some("1.4.2+2026-11".to_owned())).unwrap();
    assert_eq!(
        (difference.step, difference.next_version.as_deref()),
        (Step::Major, Some("2.0.0"))
    );
}

#[test]
fn a_difference_is_told_to_people_changelogs_and_programs() {
    let difference = difference(|d| {
        at(d, ORDER).as_object_mut().unwrap().remove("name");
        at(d, "/models/shop.KindEnum/enum")
            .as_array_mut()
            .unwrap()
            .push(json!("huge"));
    });
    let text = diff::print(&difference, Format::Text).unwrap();
    assert_eq!(
        text,
        "Breaks code:\n  shop.Order: the field name was removed (ShopOrder.name, ShopOrderUpdate.name)\n\n\
         Changes behaviour only:\n  shop.KindEnum: the value \"huge\" was added; until now it is read as unknown \
         (ShopKind::Huge)\n\n1 breaking, 1 behaviour only, 0 without effect. The version takes a minor step: \
         0.3.1 → 0.4.0.\n"
    );
    let markdown = diff::print(&difference, Format::Markdown).unwrap();
    assert!(markdown.starts_with(
        "### Breaks code\n\n- `shop.Order`: the field name was removed (`ShopOrder.name`"
    ));
    let json: Value =
        serde_json::from_str(&diff::print(&difference, Format::Json).unwrap()).unwrap();
    assert_eq!(json["changes"][0]["weight"], "breaking");
    assert_eq!(json["step"], "minor");
    let _: &Vec<Change> = &difference.changes;
}

/// A field of the body has the name of a path parameter: its setter has another one.
#[test]
fn a_required_field_has_no_setter_that_could_get_another_name() {
    let shop = |required: bool| {
        let mut shop = shop();
        let name = |place: &str, required: bool| json!({ "paramType": place, "name": "name", "dataType": "string", "required": required });
        let operation = json!({ "httpMethod": "PUT", "responseType": "void",
            "parameters": [name("path", true), name("body", required)] });
        let api = json!({ "path": "/shop/by/{name}", "operations": [operation] });
        at(&mut shop, "/apis").as_array_mut().unwrap().push(api);
        document(&shop)
    };
    let difference = diff::documents(&shop(true), &shop(false), None).unwrap();
    let reported: Vec<&str> = difference
        .changes
        .iter()
        .map(|change| change.what.as_str())
        .collect();
    assert_eq!(
        reported,
        ["the field name is no longer required, and no argument of `new` any more"]
    );
    assert_eq!(difference.exit_code(), 2);
}

/// A document with one structure that a response holds, whose fields may state their names.
fn with_fields(fields: Value) -> String {
    let schema = json!({ "$ref": "#/components/schemas/Thing" });
    let response =
        json!({ "description": "x", "content": { "application/json": { "schema": schema } } });
    json!({
        "openapi": "3.0.3",
        "info": { "title": "x", "version": "1.0" },
        "paths": { "/x": { "get": { "operationId": "x_get", "responses": { "200": response } } } },
        "components": { "schemas": {
            "Thing": { "type": "object", "x-ovh-model": "x.Thing", "properties": fields },
        } },
    })
    .to_string()
}

#[test]
fn a_field_that_has_another_name_in_rust_is_a_break() {
    let text = || json!({ "type": "string" });
    let named = |name: &str| json!({ "type": "string", "x-ovh-rust-name": name });
    let old = with_fields(json!({ "batchId": text() }));
    for (new, weight, says) in [
        (
            json!({ "batchId": named("batch"), "batchID": text() }),
            Weight::Breaking,
            "the field batchId is named batch in Rust now, no longer batch_id",
        ),
        (
            json!({ "batchId": text(), "batchID": named("batch_in_capitals") }),
            Weight::Nothing,
            "the field batchID was added",
        ),
        (
            json!({ "batchID": text() }),
            Weight::Behaviour,
            "the field batchId is named batchID in JSON now",
        ),
        (
            json!({ "other": named("batch_id") }),
            Weight::Behaviour,
            "the field batchId is named other in JSON now",
        ),
    ] {
        let difference = diff::documents(&old, &with_fields(new), None).unwrap();
        let heaviest = difference.changes.iter().map(|change| change.weight).min();
        assert_eq!(heaviest, Some(weight), "{says}: {:#?}", difference.changes);
        assert!(
            difference.changes.iter().any(|change| change.what == says),
            "{says}: {:#?}",
            difference.changes
        );
    }
}

#[test]
fn a_field_that_gets_a_value_type_is_a_break() {
    let number = json!({ "type": "number", "format": "double", "description": "A." });
    let mut credits = number.clone();
    credits["x-ovh-value"] = json!("Credits");
    let (plain, typed) = (
        with_fields(json!({ "left": number })),
        with_fields(json!({ "left": credits })),
    );
    for (old, new, says) in [
        (
            &plain,
            &typed,
            "the field left is Credits now, no longer f64",
        ),
        (
            &typed,
            &plain,
            "the field left is f64 now, no longer Credits",
        ),
    ] {
        let difference = diff::documents(old, new, None).unwrap();
        let changes: Vec<_> = difference.changes.iter().collect();
        assert_eq!(changes.len(), 1, "{changes:#?}");
        assert_eq!(
            (changes[0].weight, &*changes[0].what),
            (Weight::Breaking, says)
        );
    }
    let same = diff::documents(&typed, &typed, None).unwrap();
    assert_eq!(same.exit_code(), 0, "{same:#?}");
}

/// How a field of an update that is cleared was written once, and how it is written now.
#[test]
fn two_ways_to_write_a_clearable_field_are_one() {
    let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let document = |field: Value, others: Value| {
        let mut schemas = json!({
            "ThingUpdate": { "type": "object", "x-ovh-model": "x.Thing", "properties": { "a": field } },
            "Kind": { "type": "string", "enum": ["a"], "x-enum-varnames": ["A"], "x-ovh-model": "x.KindEnum" },
        });
        schemas
            .as_object_mut()
            .unwrap()
            .extend(others.as_object().unwrap().clone());
        let body =
            json!({ "content": { "application/json": { "schema": reference("ThingUpdate") } } });
        json!({
            "openapi": "3.0.3",
            "info": { "title": "x", "version": "1.0" },
            "paths": { "/x": { "put": { "operationId": "x_update", "requestBody": body, "responses": {} } } },
            "components": { "schemas": schemas },
        })
        .to_string()
    };
    let wrapper = |inner: Value, how: &str| json!({ "Wrapper": { "allOf": [inner], "x-ovh-clear": how, "nullable": true } });
    let cases = [
        (
            json!({ "type": "string" }),
            json!({ "type": "string", "nullable": true, "x-ovh-clear": "null" }),
            "null",
        ),
        (
            json!({ "type": "string" }),
            json!({ "type": "string", "x-ovh-clear": "empty" }),
            "empty",
        ),
        (
            reference("Kind"),
            json!({ "allOf": [reference("Kind")], "type": "string", "nullable": true, "x-ovh-clear": "null" }),
            "null",
        ),
        (
            reference("Kind"),
            json!({ "anyOf": [reference("Kind"), { "type": "object", "nullable": true, "enum": [null] }], "x-ovh-clear": "null" }),
            "null",
        ),
        (
            json!({ "type": "array", "items": reference("Kind") }),
            json!({ "type": "array", "items": reference("Kind"), "nullable": true, "x-ovh-clear": "null" }),
            "null",
        ),
    ];
    for (inner, inline, how) in cases {
        let described = json!({ "allOf": [reference("Wrapper")], "description": "A." });
        let mut inline = inline;
        inline["description"] = json!("A.");
        let old = document(described, wrapper(inner.clone(), how));
        let new = document(inline, json!({}));
        for (old, new) in [(&old, &new), (&new, &old)] {
            let difference = diff::documents(old, new, None).unwrap();
            assert_eq!(difference.exit_code(), 0, "{inner} {how}: {difference:#?}");
        }
        let plain = document(inner.clone(), json!({}));
        let difference = diff::documents(&plain, &new, None).unwrap();
        let what = &difference.changes[0].what;
        assert!(what.starts_with("the field a is Clearable<"), "{what}");
    }
}
