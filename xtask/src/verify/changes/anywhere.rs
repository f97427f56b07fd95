//! Changes that the description of any root can have, made by code, and what `diff` must report.

use std::collections::BTreeSet;

use ovh_codegen::diff::Weight;
use serde_json::{Map, Value, json};

/// A change of a description.
pub struct Anywhere {
    pub name: &'static str,
    /// Changes a description; returns nothing if it has nothing of the kind.
    pub change: fn(&mut Value) -> Option<()>,
    /// The heaviest weight of all reported changes; `None` if none is reported.
    pub weight: Option<Weight>,
    /// The heaviest weight once the old names of renamed items are kept, if that is another one.
    pub kept: Option<Weight>,
}

const fn one(
    name: &'static str,
    change: fn(&mut Value) -> Option<()>,
    weight: Option<Weight>,
) -> Anywhere {
    Anywhere {
        name,
        change,
        weight,
        kept: None,
    }
}

/// A rename: a break, or a deprecated name once it is kept.
const fn rename(name: &'static str, change: fn(&mut Value) -> Option<()>) -> Anywhere {
    Anywhere {
        name,
        change,
        weight: Some(Weight::Breaking),
        kept: Some(Weight::Deprecated),
    }
}

/// All changes.
pub const ANYWHERE: &[Anywhere] = &[
    one("nothing", |_| Some(()), None),
    one("another order", another_order, None),
    one(
        "an operation is removed",
        operation_removed,
        Some(Weight::Breaking),
    ),
    one("a path is removed", path_removed, Some(Weight::Breaking)),
    one(
        "an operation is added",
        operation_added,
        Some(Weight::Nothing),
    ),
    one(
        "an operation is deprecated",
        deprecated,
        Some(Weight::Deprecated),
    ),
    one(
        "the response has another type",
        response,
        Some(Weight::Breaking),
    ),
    one(
        "an optional query parameter is added",
        |d| parameter_added(d, false),
        Some(Weight::Nothing),
    ),
    one(
        "a required query parameter is added",
        |d| parameter_added(d, true),
        Some(Weight::Breaking),
    ),
    one(
        "an optional query parameter is removed",
        parameter_removed,
        Some(Weight::Breaking),
    ),
    one(
        "a parameter has another type",
        parameter_type,
        Some(Weight::Breaking),
    ),
    one(
        "a parameter is required now",
        parameter_required,
        Some(Weight::Breaking),
    ),
    one("a field is added", field_added, Some(Weight::Nothing)),
    one("a field is removed", field_removed, Some(Weight::Breaking)),
    one(
        "a field gets another name",
        field_renamed,
        Some(Weight::Breaking),
    ),
    one(
        "a field is spelled otherwise",
        field_spelled,
        Some(Weight::Behaviour),
    ),
    one(
        "a field has another type",
        field_type,
        Some(Weight::Breaking),
    ),
    one("a value is added", value_added, Some(Weight::Behaviour)),
    one("a value is removed", value_removed, Some(Weight::Breaking)),
    one(
        "a value is spelled otherwise",
        value_spelled,
        Some(Weight::Behaviour),
    ),
    one(
        "another version of the API",
        base_path,
        Some(Weight::Breaking),
    ),
    one(
        "another number of the version",
        version,
        Some(Weight::Behaviour),
    ),
    rename("a path gets another word", path_renamed),
    rename("a model gets another name", model_renamed),
    rename(
        "a query parameter is spelled in one word",
        parameter_spelled,
    ),
    one(
        "a value is spelled in one word",
        variant_spelled,
        Some(Weight::Breaking),
    ),
];

/// Returns the description with at most this many paths. Models that no path reaches do not matter.
#[must_use]
pub fn cut(mut description: Value, paths: usize) -> Value {
    if let Some(apis) = description.get_mut("apis").and_then(Value::as_array_mut) {
        apis.truncate(paths);
    }
    description
}

fn another_order(description: &mut Value) -> Option<()> {
    fn reverse(value: &mut Value) {
        match value {
            Value::Array(list) => list.iter_mut().for_each(reverse),
            Value::Object(keys) => {
                for (key, value) in keys.iter_mut() {
                    if let (Value::Array(list), "apis" | "operations" | "parameters" | "enum") =
                        (&mut *value, key.as_str())
                    {
                        list.reverse();
                    }
                    reverse(value);
                }
            }
            _ => {}
        }
    }
    reverse(description);
    Some(())
}

fn array<'a>(value: &'a mut Value, key: &str) -> Option<&'a mut Vec<Value>> {
    value.get_mut(key)?.as_array_mut()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// Returns all operations.
fn operations(description: &mut Value) -> impl Iterator<Item = &mut Value> {
    let apis = array(description, "apis").into_iter().flatten();
    apis.flat_map(|api| array(api, "operations").into_iter().flatten())
}

/// Returns all parameters outside of bodies.
fn parameters(description: &mut Value) -> impl Iterator<Item = &mut Value> {
    let all = operations(description);
    all.flat_map(|operation| array(operation, "parameters").into_iter().flatten())
}

fn is_query(parameter: &Value) -> bool {
    text(parameter, "paramType") == "query"
}

fn is_required(parameter: &Value) -> bool {
    parameter.get("required") == Some(&Value::Bool(true))
}

fn operation_removed(description: &mut Value) -> Option<()> {
    let mut apis = array(description, "apis")?.iter_mut();
    apis.find_map(|api| array(api, "operations")?.pop())
        .map(drop)
}

fn path_removed(description: &mut Value) -> Option<()> {
    array(description, "apis")?.pop().map(drop)
}

fn operation_added(description: &mut Value) -> Option<()> {
    let root = text(description, "resourcePath").to_owned();
    array(description, "apis")?.push(json!({
        "path": format!("{root}/someNewThing"),
        "description": "",
        "operations": [{ "httpMethod": "GET", "responseType": "string", "parameters": [] }],
    }));
    Some(())
}

fn deprecated(description: &mut Value) -> Option<()> {
    let status = |operation: &Value| {
        let status = operation.get("apiStatus");
        status.map_or(String::new(), |status| text(status, "value").to_owned())
    };
    let operation = operations(description).find(|operation| status(operation) != "DEPRECATED")?;
    let status = json!({ "value": "DEPRECATED", "deprecatedDate": "2027-01-01" });
    operation
        .as_object_mut()?
        .insert("apiStatus".to_owned(), status);
    Some(())
}

fn response(description: &mut Value) -> Option<()> {
    let mut all = operations(description);
    let operation = all
        .find(|operation| text(operation, "responseType").contains('.') && !has_types(operation))?;
    let keys = operation.as_object_mut()?;
    keys.remove("responseFullType");
    keys.insert("responseType".to_owned(), json!("boolean"));
    Some(())
}

/// Whether an operation lists a type for each status.
fn has_types(operation: &Value) -> bool {
    operation.get("responseTypes").is_some()
}

fn parameter_added(description: &mut Value, required: bool) -> Option<()> {
    let operation = operations(description).next()?;
    array(operation, "parameters")?.push(json!({
        "paramType": "query", "name": "someNewFilter", "dataType": "string", "required": required,
    }));
    Some(())
}

fn parameter_removed(description: &mut Value) -> Option<()> {
    operations(description).find_map(|operation| {
        let parameters = array(operation, "parameters")?;
        let at = parameters
            .iter()
            .position(|one| is_query(one) && !is_required(one))?;
        parameters.remove(at);
        Some(())
    })
}

fn parameter_type(description: &mut Value) -> Option<()> {
    let mut all = parameters(description);
    let parameter = all.find(|one| is_query(one) && text(one, "dataType") == "string")?;
    let keys = parameter.as_object_mut()?;
    keys.remove("fullType");
    keys.insert("dataType".to_owned(), json!("boolean"));
    Some(())
}

fn parameter_required(description: &mut Value) -> Option<()> {
    let parameter = parameters(description).find(|one| is_query(one) && !is_required(one))?;
    parameter
        .as_object_mut()?
        .insert("required".to_owned(), json!(true));
    Some(())
}

/// Returns the models that are whole responses, by name, and not generic.
fn received(description: &mut Value) -> Vec<String> {
    let types: BTreeSet<String> = operations(description)
        .filter(|operation| !has_types(operation))
        .map(|operation| text(operation, "responseType").to_owned())
        .collect();
    let models = description.get("models").and_then(Value::as_object);
    let is_structure = |name: &String| {
        let model = models.and_then(|models| models.get(name));
        model.is_some_and(|model| {
            model.get("enum").is_none()
                && model.get("generics").is_none()
                && model
                    .get("properties")
                    .and_then(Value::as_object)
                    .is_some_and(|all| !all.is_empty())
        })
    };
    types.into_iter().filter(is_structure).collect()
}

/// Returns the names of path parameters: a list of ids may need a field of that name.
fn ids(description: &mut Value) -> BTreeSet<String> {
    let all = parameters(description).filter(|one| text(one, "paramType") == "path");
    all.map(|one| text(one, "name").to_owned()).collect()
}

fn fields<'a>(description: &'a mut Value, model: &str) -> Option<&'a mut Map<String, Value>> {
    description
        .get_mut("models")?
        .get_mut(model)?
        .get_mut("properties")?
        .as_object_mut()
}

/// Finds a field of a response, and passes it with the fields of its model.
fn field(
    description: &mut Value,
    wanted: impl Fn(&str, &Value) -> bool,
    change: impl FnOnce(&mut Map<String, Value>, &str),
) -> Option<()> {
    let ids = ids(description);
    for model in received(description) {
        let fields = fields(description, &model)?;
        let mut found = fields
            .iter()
            .filter(|(name, field)| !ids.contains(*name) && wanted(name, field));
        if let Some(name) = found.next().map(|(name, _)| name.clone()) {
            change(fields, &name);
            return Some(());
        }
    }
    None
}

fn field_added(description: &mut Value) -> Option<()> {
    field(
        description,
        |_, _| true,
        |fields, _| {
            let new = json!({ "type": "string", "canBeNull": true, "readOnly": true });
            fields.insert("someNewField".to_owned(), new);
        },
    )
}

fn field_removed(description: &mut Value) -> Option<()> {
    field(
        description,
        |_, _| true,
        |fields, name| {
            fields.remove(name);
        },
    )
}

fn move_field(fields: &mut Map<String, Value>, old: &str, new: &str) {
    if let Some(field) = fields.remove(old) {
        fields.insert(new.to_owned(), field);
    }
}

fn field_renamed(description: &mut Value) -> Option<()> {
    field(
        description,
        |_, _| true,
        |fields, name| move_field(fields, name, "otherWords"),
    )
}

/// Returns whether a name is two or more plain words in camel case.
fn is_camel(name: &str) -> bool {
    let upper = name.chars().filter(char::is_ascii_uppercase).count();
    let lower = name.chars().filter(char::is_ascii_lowercase).count();
    // Two capitals in a row would be one word.
    let single = name
        .as_bytes()
        .windows(2)
        .all(|pair| pair.iter().any(|byte| !byte.is_ascii_uppercase()));
    upper > 0
        && single
        && upper + lower == name.len()
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.ends_with(|c: char| c.is_ascii_lowercase())
}

fn snake(name: &str) -> String {
    ovh_codegen::words::snake(name)
}

fn field_spelled(description: &mut Value) -> Option<()> {
    field(
        description,
        |name, _| is_camel(name),
        |fields, name| {
            move_field(fields, name, &snake(name));
        },
    )
}

fn field_type(description: &mut Value) -> Option<()> {
    // A secret is text, whatever type the description states.
    const SECRETS: [&str; 5] = ["key", "password", "secret", "token", "url"];
    let is_text = |name: &str, field: &Value| {
        let name = name.to_lowercase();
        text(field, "type") == "string" && !SECRETS.iter().any(|word| name.contains(word))
    };
    field(description, is_text, |fields, name| {
        if let Some(field) = fields.get_mut(name).and_then(Value::as_object_mut) {
            field.remove("fullType");
            field.insert("type".to_owned(), json!("boolean"));
        }
    })
}

/// Finds an enumeration of texts that an operation or a field uses, and passes its values.
fn values(description: &mut Value, change: impl Fn(&mut Vec<Value>) -> Option<()>) -> Option<()> {
    let mut used: BTreeSet<String> = BTreeSet::new();
    for model in received(description) {
        for field in fields(description, &model)?.values() {
            used.insert(text(field, "type").trim_end_matches("[]").to_owned());
        }
    }
    let models = description.get_mut("models")?.as_object_mut()?;
    let mut models = models.iter_mut().filter(|(name, _)| used.contains(*name));
    models.find_map(|(_, model)| {
        let is_text = text(model, "enumType") == "string" && model.get("properties").is_none();
        change(array(model, "enum").filter(|values| is_text && values.len() > 1)?)
    })
}

fn value_added(description: &mut Value) -> Option<()> {
    values(description, |values| {
        values.push(json!("someNewValue"));
        Some(())
    })
}

fn value_removed(description: &mut Value) -> Option<()> {
    values(description, |values| values.pop().map(drop))
}

/// Replaces the first value that fits by another spelling.
fn respell(values: &mut [Value], fits: fn(&str) -> bool, spell: fn(&str) -> String) -> Option<()> {
    let value = values
        .iter_mut()
        .find(|value| value.as_str().is_some_and(fits))?;
    *value = json!(spell(value.as_str()?));
    Some(())
}

fn value_spelled(description: &mut Value) -> Option<()> {
    let is_word = |value: &str| value.len() > 1 && value.chars().all(|c| c.is_ascii_lowercase());
    values(description, |values| {
        respell(values, is_word, str::to_ascii_uppercase)
    })
}

fn variant_spelled(description: &mut Value) -> Option<()> {
    values(description, |values| {
        respell(values, is_camel, str::to_ascii_lowercase)
    })
}

fn parameter_spelled(description: &mut Value) -> Option<()> {
    let mut all = parameters(description);
    let parameter = all.find(|one| {
        is_query(one)
            && !is_required(one)
            && is_camel(text(one, "name"))
            && !text(one, "name").contains('.')
    })?;
    let name = text(parameter, "name").to_ascii_lowercase();
    parameter
        .as_object_mut()?
        .insert("name".to_owned(), json!(name));
    Some(())
}

fn base_path(description: &mut Value) -> Option<()> {
    let keys = description.as_object_mut()?;
    keys.insert("basePath".to_owned(), json!("https://eu.api.ovh.com/v9"));
    Some(())
}

fn version(description: &mut Value) -> Option<()> {
    let keys = description.as_object_mut()?;
    keys.insert("apiVersion".to_owned(), json!("7.0"));
    Some(())
}

/// Adds a word to the last segment of a path that no other path continues.
fn path_renamed(description: &mut Value) -> Option<()> {
    let apis = array(description, "apis")?;
    let paths: Vec<String> = apis
        .iter()
        .map(|api| text(api, "path").to_owned())
        .collect();
    let api = apis.iter_mut().find(|api| {
        let path = text(api, "path");
        let last = path.rsplit('/').next().unwrap_or_default();
        let begin = format!("{path}/");
        path.matches('/').count() > 2
            && is_camel(last)
            && paths.iter().all(|other| !other.starts_with(&begin))
    })?;
    let path = format!("{}Again", text(api, "path"));
    api.as_object_mut()?.insert("path".to_owned(), json!(path));
    Some(())
}

/// Renames a model that is a whole response, with everything that refers to it.
fn model_renamed(description: &mut Value) -> Option<()> {
    let old = received(description)
        .into_iter()
        .find(|name| name.contains('.') && !name.contains('<'))?;
    let new = format!("{old}OfToday");
    let models = description.get_mut("models")?.as_object_mut()?;
    let model = models.remove(&old)?;
    models.insert(new.clone(), model);
    retype(description, &old, &new);
    Some(())
}

/// Replaces a model's name wherever a type refers to it.
fn retype(value: &mut Value, old: &str, new: &str) {
    const TYPES: [&str; 5] = [
        "type",
        "fullType",
        "dataType",
        "responseType",
        "responseFullType",
    ];
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                match value {
                    Value::String(text) if TYPES.contains(&key.as_str()) => {
                        *text = replace_word(text, old, new);
                    }
                    other => retype(other, old, new),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| retype(value, old, new)),
        _ => {}
    }
}

/// Replaces a name that is not a part of a longer one.
fn replace_word(text: &str, old: &str, new: &str) -> String {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-');
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(old) {
        let (before, after) = (
            rest.get(..at).unwrap_or_default(),
            rest.get(at + old.len()..).unwrap_or_default(),
        );
        let whole = !before.ends_with(is_part) && !after.starts_with(is_part);
        out.push_str(before);
        out.push_str(if whole { new } else { old });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_names_are_replaced() {
        for (text, replaced) in [
            ("a.B", "a.C"),
            ("a.B[]", "a.C[]"),
            ("map[string]a.B", "map[string]a.C"),
            ("x<a.B, a.BC>", "x<a.C, a.BC>"),
            ("b.a.B", "b.a.B"),
        ] {
            assert_eq!(replace_word(text, "a.B", "a.C"), replaced, "{text}");
        }
    }
}
