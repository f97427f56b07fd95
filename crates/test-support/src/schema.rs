//! Checks the output of `--json` against the schemas in docs/json and against the API's own models.

use serde_json::Value;

/// Fails unless the value matches `docs/json/<name>.schema.json`.
pub fn assert_matches(name: &str, value: &Value) {
    let path = format!(
        "{}/../../docs/json/{name}.schema.json",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let schema: Value = serde_json::from_str(&text).unwrap();
    check(&schema, value);
}

/// Fails unless each line is an object of the model with that name in openapi.json; returns the
/// objects.
pub fn assert_lines_match(model: &str, printed: &str) -> Vec<Value> {
    let openapi: Value = serde_json::from_str(ovh_sms::api::OPENAPI).unwrap();
    assert!(
        openapi["components"]["schemas"][model].is_object(),
        "{model}"
    );
    // JSON Schema has no `nullable` as OpenAPI has it.
    let mut components = openapi["components"].clone();
    nulls_allowed(&mut components);
    let schema = serde_json::json!({
        "$ref": format!("#/components/schemas/{model}"),
        "components": components,
    });
    let lines = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    lines.inspect(|line| check(&schema, line)).collect()
}

fn check(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).unwrap();
    let problems: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(problems.is_empty(), "{problems:#?}\n{value:#}");
}

/// Replaces `nullable` of OpenAPI, which JSON Schema does not have.
pub fn nulls_allowed(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for inner in object.values_mut() {
                nulls_allowed(inner);
            }
            if object.get("nullable") == Some(&Value::Bool(true)) {
                let plain = Value::Object(std::mem::take(object));
                object.insert(
                    "anyOf".to_owned(),
                    serde_json::json!([plain, {"type": "null"}]),
                );
            }
        }
        Value::Array(items) => items.iter_mut().for_each(nulls_allowed),
        _ => {}
    }
}
