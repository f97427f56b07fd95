//! What every document promises to generators of other languages, over ours, the synthetic
//! descriptions and the real ones.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::{convert, text_of};
use serde_json::{Map, Value, json};

/// A document and the descriptions that it was made from.
struct Subject {
    name: String,
    document: Value,
    natives: Vec<Value>,
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let mut files: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    // `_index.json` lists the roots; it is no description.
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        name.ends_with(".json") && !name.starts_with('_')
    });
    files.sort();
    files
}

/// Our document, and one for each description under tests/.
fn subjects() -> Vec<Subject> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let schema = here.join("../../schema");
    let natives = files(&schema.join("native"));
    let mut subjects = vec![Subject {
        name: "ours".to_owned(),
        document: json_of(&text_of(&schema.join("openapi.json"))),
        natives: natives.iter().map(|file| json_of(&text_of(file))).collect(),
    }];
    for folder in ["tests/descriptions", "tests/fixtures/descriptions"] {
        for file in files(&here.join(folder)) {
            let text = text_of(&file);
            let document = convert(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            subjects.push(Subject {
                name: file.display().to_string(),
                document: json_of(&document),
                natives: vec![json_of(&text)],
            });
        }
    }
    subjects
}

/// Calls `look` with every object of a document that can be a schema, and its place.
fn walk(value: &Value, place: &str, look: &mut impl FnMut(&str, &Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            look(place, object);
            // Bodies of examples are no schemas.
            for (key, value) in object.iter().filter(|(key, _)| *key != "example") {
                walk(value, &format!("{place}/{key}"), look);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                walk(value, &format!("{place}/{at}"), look);
            }
        }
        _ => {}
    }
}

/// Whether the object is a schema with such a keyword, and not a map of fields with such a name.
fn keyword<'a>(place: &str, object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object.get(key).filter(|_| !place.ends_with("/properties"))
}

#[test]
fn keywords_stand_where_openapi_3_0_gives_them_a_meaning() {
    let (mut nullable, mut clearable) = (0, 0);
    for subject in subjects() {
        let mut look = |place: &str, object: &Map<String, Value>| {
            let place = format!("{} {place}", subject.name);
            let has = |key: &str| keyword(&place, object, key);
            if let Some(value) = has("nullable") {
                nullable += 1;
                assert!(has("type").is_some(), "{place}: nullable without type");
                assert_eq!(*value, json!(true), "{place}");
            }
            if has("$ref").is_some() {
                assert_eq!(object.len(), 1, "{place}: {object:?}");
            }
            if let Some(how) = has("x-ovh-clear") {
                clearable += 1;
                assert!(has("type").is_some(), "{place}: x-ovh-clear without type");
                match how.as_str() {
                    Some("null") => assert_eq!(has("nullable"), Some(&json!(true)), "{place}"),
                    Some("empty") => assert_eq!(has("type"), Some(&json!("string")), "{place}"),
                    _ => panic!("{place}: {how}"),
                }
            }
        };
        walk(&subject.document, "", &mut look);
    }
    assert!(nullable > 100 && clearable > 20, "{nullable} {clearable}");
}

/// A path without the names in its braces, which the document may change.
fn shape(path: &str) -> String {
    let mut parts = path.split('{');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |shape, part| {
        let rest = part.split_once('}').map_or("", |(_, rest)| rest);
        format!("{shape}{{}}{rest}")
    })
}

#[test]
fn a_body_is_required_if_a_part_of_it_is() {
    let mut seen = BTreeMap::from([(false, 0), (true, 0)]);
    for subject in subjects() {
        let mut wanted: BTreeMap<(String, String), bool> = BTreeMap::new();
        for api in subject.natives.iter().flat_map(|root| list(&root["apis"])) {
            let path = shape(api["path"].as_str().unwrap());
            for operation in list(&api["operations"]) {
                let method = operation["httpMethod"].as_str().unwrap().to_lowercase();
                let parts = list(&operation["parameters"]).filter(|one| one["paramType"] == "body");
                let required: Vec<bool> = parts.map(|one| one["required"] == true).collect();
                if !required.is_empty() {
                    wanted.insert((path.clone(), method), required.contains(&true));
                }
            }
        }
        for (path, methods) in fields(&subject.document["paths"]) {
            for (method, operation) in fields(methods) {
                let key = (shape(path), method.clone());
                let body = operation.get("requestBody");
                let required = body.map(|body| body["required"] == true);
                let place = format!("{} {method} {path}", subject.name);
                assert_eq!(required, wanted.get(&key).copied(), "{place}");
                *seen.entry(required.unwrap_or_default()).or_default() += 1;
            }
        }
    }
    assert!(seen.values().all(|count| *count > 0), "{seen:?}");
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// The schemas as JSON Schema, by the letter of OpenAPI 3.0.3: `nullable` adds null to the type that
/// stands beside it, and to nothing else.
fn strict(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            if object.get("nullable") == Some(&json!(true))
                && let Some(kind) = object.get("type").and_then(Value::as_str)
            {
                let kinds = json!([kind, "null"]);
                object.insert("type".to_owned(), kinds);
            }
            object.values_mut().for_each(strict);
        }
        Value::Array(list) => list.iter_mut().for_each(strict),
        _ => {}
    }
}

/// What is wrong with a value, by a validator that we did not write: each problem with its place.
fn problems(document: &Value, schema: &Value, value: &Value) -> Vec<(String, String)> {
    let mut whole = json!({ "allOf": [schema], "components": { "schemas": document["components"]["schemas"] } });
    strict(&mut whole);
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&whole)
        .unwrap();
    validator
        .iter_errors(value)
        .map(|error| (error.instance_path().to_string(), error.to_string()))
        .collect()
}

#[test]
fn every_example_is_what_its_schema_says() {
    let subjects = subjects();
    let ours = &subjects[0].document;
    let mut count = 0;
    for (path, methods) in fields(&ours["paths"]) {
        for (method, operation) in fields(methods) {
            for part in ["/requestBody", "/responses/200"] {
                let media = operation.pointer(&format!("{part}/content/application~1json"));
                let Some((media, example)) = media.and_then(|m| Some((m, m.get("example")?)))
                else {
                    continue;
                };
                let place = format!("{method} {path} {part}");
                let found = problems(ours, &media["schema"], example);
                assert!(found.is_empty(), "{place}: {found:?}");
                known_fields(ours, &media["schema"], example, &place);
                count += 1;
            }
        }
    }
    assert!(count >= 50, "{count}");
}

/// Every field of an example is a field of its schema, which JSON Schema alone does not ask for.
fn known_fields(document: &Value, schema: &Value, value: &Value, place: &str) {
    let reference = schema.get("$ref").and_then(Value::as_str);
    let inner = ["/allOf/0", "/anyOf/0"]
        .iter()
        .find_map(|at| schema.pointer(at));
    if let Some(target) = reference {
        let target = document.pointer(target.trim_start_matches('#')).unwrap();
        return known_fields(document, target, value, place);
    }
    if let Some(inner) = inner {
        return known_fields(document, inner, value, place);
    }
    for (name, value) in fields(value) {
        let place = format!("{place}.{name}");
        let known = schema["properties"].get(name);
        match known.or_else(|| schema.get("additionalProperties")) {
            Some(schema) => known_fields(document, schema, value, &place),
            None => panic!("{place} is no field"),
        }
    }
    for item in list(value) {
        known_fields(document, &schema["items"], item, place);
    }
}

/// What a field takes besides values of its type.
fn empty_value(field: &Value) -> Option<Value> {
    if field["x-ovh-clear"] == "empty" {
        return Some(json!(""));
    }
    let choice = field.pointer("/anyOf/1/enum/0").is_some_and(Value::is_null);
    (choice || field["nullable"] == true).then_some(Value::Null)
}

#[test]
fn null_and_the_empty_text_are_valid_where_the_document_promises_them() {
    let mut count = 0;
    for subject in subjects() {
        let (mut schemas, mut values) = (Map::new(), Map::new());
        for (name, schema) in fields(&subject.document["components"]["schemas"]) {
            let mut object = Map::new();
            for (field, schema) in fields(&schema["properties"]) {
                if let Some(empty) = empty_value(schema) {
                    object.insert(field.clone(), empty);
                    count += 1;
                }
            }
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            schemas.insert(name.clone(), reference);
            values.insert(name.clone(), Value::Object(object));
        }
        let schema = json!({ "properties": schemas });
        let found = problems(&subject.document, &schema, &Value::Object(values));
        // Other fields of the objects are missing; that is reported for the objects themselves.
        let wrong: Vec<_> = found
            .iter()
            .filter(|(place, _)| place.matches('/').count() > 1)
            .collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", subject.name);
    }
    assert!(count > 100, "{count}");
}

#[test]
fn security_names_schemes_and_scopes_that_exist() {
    for subject in subjects() {
        let schemes = &subject.document["components"]["securitySchemes"];
        let mut used = BTreeSet::new();
        let operations = fields(&subject.document["paths"]).flat_map(|(_, item)| fields(item));
        let own = operations.flat_map(|(_, operation)| list(&operation["security"]));
        for needed in list(&subject.document["security"]).chain(own) {
            for (name, scopes) in fields(needed) {
                used.insert(name.clone());
                let scheme = &schemes[name];
                let known = &scheme["flows"]["clientCredentials"]["scopes"];
                let place = format!("{} {name}", subject.name);
                assert!(scheme["type"].is_string(), "{place}");
                assert_eq!(
                    scheme["type"] == "oauth2",
                    list(scopes).count() > 0,
                    "{place}"
                );
                for scope in list(scopes) {
                    assert!(
                        known[scope.as_str().unwrap()].is_string(),
                        "{place} {scope}"
                    );
                }
            }
        }
        let all: BTreeSet<String> = fields(schemes).map(|(name, _)| name.clone()).collect();
        assert_eq!(used, all, "{}", subject.name);
    }
}

#[test]
fn every_operation_has_a_summary_and_every_document_a_server() {
    for subject in subjects() {
        assert!(
            list(&subject.document["servers"]).count() > 0,
            "{}",
            subject.name
        );
        for (path, methods) in fields(&subject.document["paths"]) {
            for (method, operation) in fields(methods) {
                let summary = operation["summary"].as_str().unwrap_or_default();
                let place = format!("{} {method} {path}", subject.name);
                assert!(!summary.trim().is_empty(), "{place}");
            }
        }
    }
}
