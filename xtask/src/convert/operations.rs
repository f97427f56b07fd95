//! Paths and operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::Context;
use super::models::{optional_list, reference, with_description};
use super::openapi;
use super::types::Type;
use crate::names::{OperationShape, pascal};
use crate::native::{Api, Method, Operation, ParamType, Parameter, Root};

type Paths = BTreeMap<String, BTreeMap<String, openapi::Operation>>;

/// Converts all operations of all roots.
pub(super) fn convert(context: &mut Context<'_>, roots: &[Root]) -> Paths {
    let ids = operation_ids(context, roots);
    let mut paths = Paths::new();
    for root in roots {
        for api in &root.apis {
            for operation in &api.operations {
                let place = format!("{} {} {}", root.resource_path, operation.http_method, api.path);
                let methods = paths.entry(api.path.clone()).or_default();
                let method = operation.http_method.to_string().to_lowercase();
                if methods.contains_key(&method) {
                    context.problems.add(&place, "the operation stands twice");
                    continue;
                }
                let id = ids
                    .get(&(api.path.as_str(), operation.http_method))
                    .cloned()
                    .unwrap_or_default();
                let converted = one(context, root, api, operation, id, &place);
                methods.insert(method, converted);
            }
        }
    }
    paths
}

/// Names all operations; a name that two want is a problem in ours, and made longer in a
/// stranger's.
fn operation_ids<'a>(
    context: &mut Context<'_>,
    roots: &'a [Root],
) -> BTreeMap<(&'a str, Method), String> {
    let mut wanted: BTreeMap<String, Vec<(OperationShape<'a>, &'a str)>> = BTreeMap::new();
    for root in roots {
        for api in &root.apis {
            for operation in &api.operations {
                let shape = OperationShape {
                    root: &root.resource_path,
                    path: &api.path,
                    method: operation.http_method,
                    lists: matches!(Type::parse(response_type(operation)), Ok(Type::Array(_))),
                    readable: api.operations.iter().any(|o| o.http_method == Method::Get),
                };
                let id = context.names.operation(&shape);
                wanted.entry(id).or_default().push((shape, &root.resource_path));
            }
        }
    }
    let mut ids = BTreeMap::new();
    let mut taken: BTreeSet<String> = wanted.keys().cloned().collect();
    for (id, shapes) in wanted {
        let alone = shapes.len() == 1;
        for (shape, root) in shapes {
            let key = (shape.path, shape.method);
            if alone || ids.contains_key(&key) {
                ids.insert(key, id.clone());
                continue;
            }
            if context.names.strict {
                let place = format!("{root} {} {}", shape.method, shape.path);
                let problem = format!("another operation is named {id} too; name one in names.toml");
                context.problems.add(&place, problem);
            }
            let qualified = context.names.qualified_operation(&shape);
            let mut free = qualified.clone();
            let mut count = 2;
            while !taken.insert(free.clone()) {
                free = format!("{qualified}_{count}");
                count += 1;
            }
            ids.insert(key, free);
        }
    }
    ids
}

fn response_type(operation: &Operation) -> &str {
    operation
        .response_types
        .get("200")
        .unwrap_or(&operation.response_type)
}

fn one(
    context: &mut Context<'_>,
    root: &Root,
    api: &Api,
    operation: &Operation,
    id: String,
    place: &str,
) -> openapi::Operation {
    let method = operation.http_method;
    let theirs = match operation.long_description.is_empty() {
        true => operation.description.clone(),
        false => format!("{}\n\n{}", operation.description, operation.long_description),
    };
    let words = context.docs.operation(method, &api.path, &theirs).unwrap_or_default();
    let (summary, details) = words.split_once('\n').unwrap_or((&words, ""));
    let mut paragraphs: Vec<String> = Vec::new();
    paragraphs.extend(Some(details.trim().to_owned()).filter(|details| !details.is_empty()));
    paragraphs.extend(status_words(operation));
    paragraphs.push(endpoint_words(api, operation));
    openapi::Operation {
        parameters: parameters(context, api, operation, place),
        request_body: request_body(context, api, operation, &id, place),
        responses: responses(context, operation, place),
        operation_id: id,
        tags: vec![tag(root)],
        summary: summary.trim().to_owned(),
        description: paragraphs.join("\n\n"),
        deprecated: operation.api_status.value == "DEPRECATED",
        security: operation.no_authentication.then(Vec::new),
        extensions: extensions(operation),
    }
}

fn tag(root: &Root) -> String {
    root.resource_path.trim_matches('/').to_owned()
}

fn endpoint_words(api: &Api, operation: &Operation) -> String {
    let mut words = format!("`{} {}`", operation.http_method, api.path);
    for action in &operation.iam_actions {
        words.push_str(&format!(" · `{}`", action.name));
    }
    if operation.no_authentication {
        words.push_str(" · without authentication");
    }
    words
}

fn status_words(operation: &Operation) -> Option<String> {
    let status = &operation.api_status;
    let mut words = match status.value.as_str() {
        "PRODUCTION" => return None,
        "BETA" => "Beta: it may still change.".to_owned(),
        "ALPHA" => "Alpha: it will still change.".to_owned(),
        "DEPRECATED" => match &status.deprecated_date {
            Some(date) => format!("Deprecated since {date}."),
            None => "Deprecated.".to_owned(),
        },
        other => format!("Status: {other}."),
    };
    if let Some(date) = &status.deletion_date {
        words.push_str(&format!(" It goes away on {date}."));
    }
    if let Some(replacement) = &status.replacement {
        words.push_str(&format!(" Use `{replacement}` in its place."));
    }
    Some(words)
}

fn extensions(operation: &Operation) -> BTreeMap<String, Value> {
    let mut extensions = BTreeMap::new();
    let status = &operation.api_status;
    extensions.insert("x-ovh-status".to_owned(), json!(status.value));
    extensions.insert("x-ovh-authentication".to_owned(), json!(!operation.no_authentication));
    let told = [
        ("x-ovh-deprecated-date", &status.deprecated_date),
        ("x-ovh-deletion-date", &status.deletion_date),
        ("x-ovh-replacement", &status.replacement),
    ];
    for (key, value) in told {
        if let Some(value) = value {
            extensions.insert(key.to_owned(), json!(value));
        }
    }
    if !operation.iam_actions.is_empty() {
        extensions.insert("x-ovh-iam-actions".to_owned(), json!(operation.iam_actions));
    }
    if !operation.errors.is_empty() {
        extensions.insert("x-ovh-errors".to_owned(), json!(operation.errors));
    }
    extensions
}

fn parameters(
    context: &mut Context<'_>,
    api: &Api,
    operation: &Operation,
    place: &str,
) -> Vec<openapi::Parameter> {
    let mut converted = Vec::new();
    let mut seen: BTreeSet<(ParamType, &str)> = BTreeSet::new();
    for parameter in &operation.parameters {
        if parameter.param_type == ParamType::Body {
            continue;
        }
        let Some(name) = parameter.name.as_deref().filter(|name| !name.is_empty()) else {
            context.problems.add(place, "a parameter has no name");
            continue;
        };
        let place = format!("{place} {name}");
        if !seen.insert((parameter.param_type, name)) {
            context.problems.add(&place, "the parameter stands twice");
            continue;
        }
        let kind = match parameter.param_type {
            ParamType::Path => "path",
            ParamType::Query => "query",
            ParamType::Header => "header",
            ParamType::Body => continue,
        };
        if kind == "path" && !api.path.contains(&format!("{{{name}}}")) {
            context.problems.add(&place, "the path has no such part");
            continue;
        }
        let mut extensions = BTreeMap::new();
        let schema = match Type::parse(parameter.type_name()) {
            Ok(parsed) => parameter_schema(context, &parsed, &mut extensions, &place),
            Err(bad) => {
                context.problems.add(&place, bad);
                continue;
            }
        };
        converted.push(openapi::Parameter {
            name: name.to_owned(),
            place: kind,
            required: parameter.required || kind == "path",
            description: context.docs.parameter(
                operation.http_method,
                &api.path,
                name,
                &parameter.description,
            ),
            schema,
            extensions,
        });
    }
    for part in template_parameters(&api.path) {
        if !seen.contains(&(ParamType::Path, part)) {
            context.problems.add(place, format!("the path's part {{{part}}} is no parameter"));
        }
    }
    converted
}

/// What travels in an address is text: structures are JSON inside it, and say so.
fn parameter_schema(
    context: &mut Context<'_>,
    parsed: &Type,
    extensions: &mut BTreeMap<String, Value>,
    place: &str,
) -> Value {
    let schema = context.schema(parsed, place);
    match parsed {
        Type::Map(..) | Type::Generic(..) => {
            extensions.insert("x-ovh-json".to_owned(), json!(parsed.to_string()));
            json!({ "type": "string" })
        }
        _ => schema,
    }
}

fn template_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{')
        .skip(1)
        .filter_map(|part| part.split_once('}').map(|(name, _)| name))
}

fn request_body(
    context: &mut Context<'_>,
    api: &Api,
    operation: &Operation,
    id: &str,
    place: &str,
) -> Option<Value> {
    let parts: Vec<&Parameter> = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.param_type == ParamType::Body)
        .collect();
    if !parts.is_empty() && matches!(operation.http_method, Method::Get | Method::Delete) {
        context.problems.add(place, "a body is sent with a method that takes none");
        return None;
    }
    let schema = match parts.as_slice() {
        [] => return None,
        [whole] if whole.name.is_none() => whole_body(context, whole, operation.http_method, place)?,
        parts if parts.iter().any(|part| part.name.is_none()) => {
            context.problems.add(place, "a whole model and named parts are one body");
            return None;
        }
        parts => named_body(context, api, operation, id, parts, place),
    };
    Some(json!({
        "required": true,
        "content": { "application/json": { "schema": schema } },
    }))
}

fn whole_body(
    context: &mut Context<'_>,
    whole: &Parameter,
    method: Method,
    place: &str,
) -> Option<Value> {
    match Type::parse(whole.type_name()) {
        Ok(parsed) if method == Method::Put => Some(context.update_body(&parsed, place)),
        Ok(parsed) => Some(context.schema(&parsed, place)),
        Err(bad) => {
            context.problems.add(place, bad);
            None
        }
    }
}

/// Several named parts make one object, with a name of its own.
fn named_body(
    context: &mut Context<'_>,
    api: &Api,
    operation: &Operation,
    id: &str,
    parts: &[&Parameter],
    place: &str,
) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for part in parts {
        let name = part.name.as_deref().unwrap_or_default();
        let place = format!("{place} {name}");
        let schema = match Type::parse(part.type_name()) {
            _ if context.names.secret_parameter(operation.http_method, &api.path, name) => {
                context.secret()
            }
            Ok(parsed) => context.schema(&parsed, &place),
            Err(bad) => {
                context.problems.add(&place, bad);
                continue;
            }
        };
        let schema = optional_list(schema, false, part.required);
        let words = context.docs.parameter(operation.http_method, &api.path, name, &part.description);
        if properties.insert(name.to_owned(), with_description(schema, words)).is_some() {
            context.problems.add(&place, "the parameter stands twice");
        }
        if part.required {
            required.push(json!(name));
        }
    }
    let wanted = format!("{}Body", pascal(id));
    let name = context.claim(wanted, place, place);
    let mut schema = json!({
        "type": "object",
        "description": format!("What `{} {}` takes.", operation.http_method, api.path),
        "properties": properties,
    });
    if let (false, Some(object)) = (required.is_empty(), schema.as_object_mut()) {
        object.insert("required".to_owned(), json!(required));
    }
    context.schemas.insert(name.clone(), schema);
    reference(&name)
}

fn responses(context: &mut Context<'_>, operation: &Operation, place: &str) -> BTreeMap<String, Value> {
    let mut responses = BTreeMap::new();
    let others = operation.response_types.keys().filter(|status| status.as_str() != "200");
    for status in others {
        context.problems.add(place, format!("an answer of its own for status {status} can't be told apart in Rust"));
    }
    let success = match Type::parse(response_type(operation)) {
        Ok(Type::Name(name)) if name == "void" => json!({ "description": "Done." }),
        Ok(parsed) => json!({
            "description": "The answer.",
            "content": { "application/json": { "schema": context.schema(&parsed, place) } },
        }),
        Err(bad) => {
            context.problems.add(place, bad);
            return responses;
        }
    };
    responses.insert("200".to_owned(), success);
    for (status, words) in [("4XX", "The request was refused."), ("5XX", "The service failed.")] {
        let error = json!({
            "description": words,
            "content": { "application/json": { "schema": reference("ApiError") } },
        });
        responses.insert(status.to_owned(), error);
    }
    responses
}
