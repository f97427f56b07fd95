//! The operations of `/me` that other clients call first: a small document of the sandbox itself,
//! added to those that it receives. `me/native.json` is the cut of OVHcloud's description from which
//! `me/openapi.json` was made.

use serde_json::{Map, Value};

/// The root to which the operations belong.
pub(super) const ROOT: &str = "/me";
/// The operations as an OpenAPI document.
const OPENAPI: &str = include_str!("me/openapi.json");
/// The operations in OVHcloud's own form.
pub(super) const NATIVE: &str = include_str!("me/native.json");

/// Adds the operations to an OpenAPI document. Paths and schemas that it has are kept.
///
/// # Errors
/// The sandbox's own document is not JSON.
pub(super) fn add_operations(document: &mut Value) -> Result<(), serde_json::Error> {
    let own: Value = serde_json::from_str(OPENAPI)?;
    for place in ["/paths", "/components/schemas"] {
        let known = document.pointer_mut(place).and_then(Value::as_object_mut);
        if let (Some(known), Some(own)) = (known, own.pointer(place)) {
            add_missing(known, own);
        }
    }
    Ok(())
}

/// Returns OVHcloud's description of `/me` with the operations added.
///
/// # Errors
/// One of the texts is not JSON.
pub(super) fn with_operations(text: &str) -> Result<String, serde_json::Error> {
    let mut native: Value = serde_json::from_str(text)?;
    let own: Value = serde_json::from_str(NATIVE)?;
    if let Some(native) = native.as_object_mut() {
        let models = native.entry("models").or_insert_with(|| Map::new().into());
        if let (Some(known), Some(own)) = (models.as_object_mut(), own.get("models")) {
            add_missing(known, own);
        }
        let apis = native
            .entry("apis")
            .or_insert_with(|| Vec::<Value>::new().into());
        if let (Some(known), Some(own)) = (apis.as_array_mut(), own.get("apis")) {
            let own = own.as_array().into_iter().flatten();
            let is_missing = |api: &&Value| !known.iter().any(|one| one["path"] == api["path"]);
            let missing: Vec<Value> = own.filter(is_missing).cloned().collect();
            known.extend(missing);
        }
    }
    Ok(native.to_string())
}

fn add_missing(known: &mut Map<String, Value>, own: &Value) {
    for (name, value) in own.as_object().into_iter().flatten() {
        if !known.contains_key(name) {
            known.insert(name.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Returns the schema of a native type.
    fn schema(kind: &str, models: &Value, names: &Map<String, Value>) -> Value {
        if let Some(item) = kind.strip_suffix("[]") {
            return json!({ "type": "array", "items": schema(item, models, names) });
        }
        match kind {
            "string" | "ipBlock" => json!({ "type": "string" }),
            "boolean" => json!({ "type": "boolean" }),
            "long" => json!({ "type": "integer", "format": "int64" }),
            "datetime" => json!({ "type": "string", "format": "date-time" }),
            model => {
                assert!(models[model].is_object(), "{model}");
                let named = names.iter().find(|(_, one)| one["x-ovh-model"] == *model);
                json!({ "$ref": format!("#/components/schemas/{}", named.unwrap().0) })
            }
        }
    }

    #[test]
    fn the_operations_are_typed_as_in_ovhclouds_description() {
        let own: Value = serde_json::from_str(OPENAPI).unwrap();
        let native: Value = serde_json::from_str(NATIVE).unwrap();
        let models = &native["models"];
        let schemas = own["components"]["schemas"].as_object().unwrap();
        let mut count = 0;
        for api in native["apis"].as_array().unwrap() {
            for operation in api["operations"].as_array().unwrap() {
                let path = api["path"].as_str().unwrap();
                assert_eq!(operation["httpMethod"], "GET", "{path}");
                let described = &own["paths"][path]["get"];
                let answer = described.pointer("/responses/200/content/application~1json/schema");
                let kind = operation["responseType"].as_str().unwrap();
                assert_eq!(answer, Some(&schema(kind, models, schemas)), "{path}");
                for parameter in operation["parameters"].as_array().unwrap() {
                    let kind = parameter["fullType"].as_str().unwrap();
                    let expected = json!({
                        "name": parameter["name"], "in": parameter["paramType"],
                        "required": parameter["required"], "schema": schema(kind, models, schemas),
                    });
                    let all = described["parameters"].as_array().unwrap();
                    assert!(all.contains(&expected), "{path} {expected}");
                }
                count += 1;
            }
        }
        assert_eq!(own["paths"].as_object().unwrap().len(), count);
        for (name, schema_of) in schemas {
            let Some(model) = schema_of["x-ovh-model"].as_str() else {
                assert_eq!(name, "MeError");
                continue;
            };
            let model = &models[model];
            assert_eq!(schema_of["enum"], model["enum"], "{name}");
            let fields = model["properties"].as_object().into_iter().flatten();
            for (field, property) in fields {
                let kind = property["fullType"].as_str().unwrap();
                let mut expected = schema(kind, models, schemas);
                if property["canBeNull"] == true {
                    if expected.get("$ref").is_some() {
                        expected = json!({ "allOf": [expected] });
                    }
                    expected["nullable"] = json!(true);
                }
                assert_eq!(schema_of["properties"][field], expected, "{name}.{field}");
            }
        }
    }

    #[test]
    fn what_a_document_has_is_kept() {
        let mut document = json!({
            "paths": { "/me": { "get": { "operationId": "mine" } } },
            "components": { "schemas": {} },
        });
        add_operations(&mut document).unwrap();
        assert_eq!(document["paths"]["/me"]["get"]["operationId"], "mine");
        assert!(document["paths"]["/me/api/credential"].is_object());
        let native = with_operations(r#"{"apis":[{"path":"/me/document"},{"path":"/me"}]}"#);
        let native: Value = serde_json::from_str(&native.unwrap()).unwrap();
        let paths: Vec<_> = native["apis"].as_array().unwrap().iter().collect();
        assert_eq!(paths.iter().filter(|api| api["path"] == "/me").count(), 1);
        assert!(paths.iter().any(|api| api["path"] == "/me/document"));
        assert!(native["models"]["nichandle.Nichandle"].is_object());
    }
}
