//! Descriptions of odd shapes.

use crate::support::convert;
use ovh_codegen::native::{Root, Unknown};
use serde_json::{Value, json};

fn description(models: Value, apis: Value) -> String {
    json!({ "apiVersion": "1.0", "resourcePath": "/x", "basePath": "", "apis": apis, "models": models }).to_string()
}

#[test]
fn a_chain_of_models_is_not_limited_by_the_stack() {
    let count = 20_000;
    let models: serde_json::Map<String, Value> = (0..count)
        .map(|at| {
            let next = (at + 1) % count;
            (format!("x.M{at}"), json!({ "properties": { "next": { "type": format!("x.M{next}"), "canBeNull": true } } }))
        })
        .collect();
    let both = json!([{ "path": "/x", "operations": [
        { "httpMethod": "GET", "responseType": "x.M0" },
        { "httpMethod": "PUT", "parameters": [
            { "paramType": "body", "dataType": "x.M0", "required": true }] },
    ] }]);
    let document: Value =
        serde_json::from_str(&convert(&description(Value::Object(models), both)).unwrap()).unwrap();
    // Each is read and written, and there is one model of errors.
    assert!(document["components"]["schemas"].as_object().unwrap().len() > 2 * count);
}

/// An invalid path is left out, and a valid path of the same shape keeps its parameter names.
#[test]
fn what_is_no_path_names_no_parameter_of_another() {
    let path = |path: &str, names: [&str; 2]| {
        let parameter = |name: &str| json!({ "paramType": "path", "name": name, "dataType": "string", "required": true });
        json!({ "path": path, "operations": [{
            "httpMethod": "GET", "responseType": "void", "parameters": names.map(parameter),
        }] })
    };
    for bad in ["/x/{a}/by-{a b}.x", "/x/{a}/by-{a\\}.x"] {
        let good = path("/x/{c}/by-{d}.x", ["c", "d"]);
        for apis in [
            [path(bad, ["a", "a b"]), good.clone()],
            [good.clone(), path(bad, ["a", "a b"])],
        ] {
            let document = convert(&description(json!({}), json!(apis))).unwrap();
            let document: Value = serde_json::from_str(&document).unwrap();
            let paths: Vec<&String> = document["paths"].as_object().unwrap().keys().collect();
            assert_eq!(paths, ["/x/{c}/by-{d}.x"], "{bad}");
        }
    }
}

#[test]
fn deep_json_is_refused_and_deep_types_are_any_json() {
    let deep = "[".repeat(100_000);
    assert!(
        convert(&format!(
            r#"{{"apiVersion":"1","resourcePath":"/x","subsections":{deep}"#
        ))
        .is_err()
    );
    for unit in ["map[string]", "[]", "x.A<", "a:"] {
        let models =
            json!({ "x.M": { "properties": { "f": { "type": unit.repeat(50_000) + "long" } } } });
        let gets = json!([{ "path": "/x", "operations": [{ "httpMethod": "GET", "responseType": "x.M" }] }]);
        let root = Root::parse(&description(models, gets), "x", Unknown::Refuse).unwrap();
        let output =
            ovh_codegen::convert::output(&[root], &Default::default(), &Default::default())
                .unwrap();
        let [note] = output.notes.as_slice() else {
            panic!("{:?}", output.notes);
        };
        assert!(
            note.starts_with("/x x.M.f: ") && note.ends_with("any JSON is accepted"),
            "{note:.200}"
        );
        assert!(note.len() < 2_000, "{}", note.len());
    }
}

#[test]
fn a_model_of_two_roots_is_one_model_or_has_two_names() {
    let root = |path: &str, kind: &str, words: &str| {
        let models = json!({ "common.Thing": { "description": words, "properties": { "a": { "type": kind, "description": words } } } });
        let apis = json!([{ "path": path, "operations": [{ "httpMethod": "GET", "responseType": "common.Thing" }] }]);
        let text = description(models, apis).replace(
            "\"resourcePath\":\"/x\"",
            &format!("\"resourcePath\":{path:?}"),
        );
        Root::parse(&text, path, Unknown::Refuse).unwrap()
    };
    let convert = |roots: &[Root]| {
        let output =
            ovh_codegen::convert::output(roots, &Default::default(), &Default::default()).unwrap();
        let document: Value = serde_json::from_str(&output.document).unwrap();
        let schemas = document["components"]["schemas"].as_object().unwrap();
        (schemas.keys().cloned().collect::<Vec<_>>(), output.notes)
    };
    let (types, notes) = convert(&[root("/a", "long", "one"), root("/b", "long", "two")]);
    assert_eq!(
        (types, notes.len()),
        (vec!["ApiError".to_owned(), "CommonThing".to_owned()], 0)
    );
    let (types, notes) = convert(&[root("/a", "long", ""), root("/b", "string", "")]);
    assert_eq!(types, ["ApiError", "BCommonThing", "CommonThing"]);
    assert!(
        notes[0].contains("/b common.Thing: the model differs from the one in /a"),
        "{notes:?}"
    );
}
