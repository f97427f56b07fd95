//! Operations: their ids, documentation and flags, by path.

mod bodies;
pub(super) mod lists;
mod parameters;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::{Context, openapi, paths};
use crate::names::OperationShape;
use crate::native::types::Type;
use crate::native::{Api, Method, Operation, Root};
use crate::words;
use bodies::response_type;
use parameters::other_setters;

type Paths = BTreeMap<String, BTreeMap<String, openapi::Operation>>;

/// The current operation, and its name in errors.
pub(super) struct Place<'a> {
    pub api: &'a Api,
    pub operation: &'a Operation,
    pub place: &'a str,
}

/// Converts all operations of all roots.
pub(super) fn convert(context: &mut Context<'_>, roots: &[Root]) -> Paths {
    let kept = kept(context, roots);
    let ids = operation_ids(context, &kept);
    let mut converted = Paths::new();
    let by_shape = names_in_braces(roots);
    for Kept {
        root,
        api,
        operation,
    } in kept
    {
        let method = operation.http_method;
        let place = format!("{} {method} {}", root.resource_path, api.path);
        let own = paths::placeholders(&api.path).unwrap_or_default();
        let shape = paths::shape(&api.path);
        let names = by_shape.get(&shape).into_iter().flatten().cloned();
        let braces: BTreeMap<&str, String> = own.into_iter().zip(names).collect();
        let path = paths::renamed(&api.path, |name| {
            braces.get(name).cloned().unwrap_or_default()
        });
        let id = ids
            .get(&(api.path.as_str(), method))
            .cloned()
            .unwrap_or_default();
        let at = Place {
            api,
            operation,
            place: &place,
        };
        let parameters = context.parameters(&at, &braces);
        let operation = one(context, root, &at, id, parameters);
        let methods = converted.entry(path).or_default();
        methods.insert(method.to_string().to_lowercase(), operation);
    }
    converted
}

/// A converted operation.
#[derive(Clone, Copy)]
struct Kept<'a> {
    root: &'a Root,
    api: &'a Api,
    operation: &'a Operation,
}

/// Returns the operations that have a path and are the first of their method there. Two paths of
/// one shape are the same path for a server.
fn kept<'a>(context: &mut Context<'_>, roots: &'a [Root]) -> Vec<Kept<'a>> {
    let mut kept = Vec::new();
    let mut seen: BTreeMap<(String, Method), Kept<'a>> = BTreeMap::new();
    for root in roots {
        for api in &root.apis {
            if let Err(problem) = paths::placeholders(&api.path) {
                let place = format!("{} {}", root.resource_path, api.path);
                context.fall_back(&place, format!("{problem}, so the path is left out"));
                continue;
            }
            for operation in &api.operations {
                let this = Kept {
                    root,
                    api,
                    operation,
                };
                let method = operation.http_method;
                let place = format!("{} {method} {}", root.resource_path, api.path);
                match seen.entry((paths::shape(&api.path), method)) {
                    Entry::Vacant(free) => {
                        free.insert(this);
                        kept.push(this);
                    }
                    Entry::Occupied(first) if std::ptr::eq(first.get().root, root) => {
                        let first = &first.get().api.path;
                        let problem = format!(
                            "{method} {first} is the same operation, so this one is left out"
                        );
                        context.fall_back(&place, problem);
                    }
                    Entry::Occupied(first) => {
                        let problem = format!(
                            "the operation is in {} and in {}: make a document of each root, or leave one of \
                             the files out",
                            first.get().root.from,
                            root.from
                        );
                        context.problems.add(&place, problem);
                    }
                }
            }
        }
    }
    kept
}

/// The names in the braces of each shape of path. They are not sent: the first path of a shape sets
/// the names for all, and a name is changed if it conflicts with another.
fn names_in_braces(roots: &[Root]) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<&Api>> = BTreeMap::new();
    let apis = roots.iter().flat_map(|root| &root.apis);
    // What is not a path is left out, and has no names to set.
    for api in apis.filter(|api| paths::placeholders(&api.path).is_ok()) {
        groups.entry(paths::shape(&api.path)).or_default().push(api);
    }
    let name = |(shape, group): (String, Vec<&Api>)| {
        let first = group.first().map_or("", |api| api.path.as_str());
        let mut setters = other_setters(group.iter().flat_map(|api| &api.operations));
        let mut names = Vec::new();
        for own in paths::placeholders(first).unwrap_or_default() {
            let mut name = plain(own);
            while !setters.insert(words::setter(&name)) {
                name.push_str("InPath");
            }
            names.push(name);
        }
        (shape, names)
    };
    groups.into_iter().map(name).collect()
}

/// Returns the name with only the letters and signs that OpenAPI tools accept in braces; others are
/// written as numbers.
fn plain(name: &str) -> String {
    let plain = |c: char| match c {
        c if c.is_ascii_alphanumeric() || "_.-".contains(c) => c.to_string(),
        c => format!("u{:x}", u32::from(c)),
    };
    name.chars().map(plain).collect()
}

/// Names all operations. If two operations want one name, the one whose name was chosen gets it, and
/// two equal chosen names are an error. Names by rule are lengthened; if the names are ours, that is a
/// finding.
fn operation_ids<'a>(
    context: &mut Context<'_>,
    kept: &[Kept<'a>],
) -> BTreeMap<(&'a str, Method), String> {
    // Compare the names of builders: `x_2` and `x2` both become `X2`.
    let mut wanted: BTreeMap<String, Vec<(String, OperationShape<'a>, &'a str)>> = BTreeMap::new();
    for Kept {
        root,
        api,
        operation,
    } in kept
    {
        let shape = OperationShape {
            root: &root.resource_path,
            path: &api.path,
            method: operation.http_method,
            lists: matches!(Type::parse(response_type(operation)), Ok(Type::Array(_))),
            readable: api.operations.iter().any(|o| o.http_method == Method::Get),
        };
        let id = context.names.operation(&shape);
        wanted
            .entry(words::pascal(&id))
            .or_default()
            .push((id, shape, &root.resource_path));
    }
    let mut ids = BTreeMap::new();
    let mut taken: BTreeSet<String> = wanted.keys().cloned().collect();
    for shapes in wanted.into_values() {
        let alone = shapes.len() == 1;
        let mut owner = None;
        for (id, shape, root) in shapes {
            let key = (shape.path, shape.method);
            if alone || ids.contains_key(&key) {
                ids.insert(key, id.clone());
                continue;
            }
            if context.names.names_operation(&shape) {
                let this = format!("{} {} = {id:?}", shape.method, shape.path);
                match &owner {
                    None => owner = Some(this),
                    Some(other) => {
                        let problem = format!(
                            "{other} and {this} are one name in generated code: choose another in [operations]"
                        );
                        context.problems.of_names.push(problem);
                    }
                }
                ids.insert(key, id.clone());
                continue;
            }
            let qualified = context.names.qualified_operation(&shape);
            let mut free = qualified.clone();
            let mut count = 2;
            while !taken.insert(words::pascal(&free)) {
                free = format!("{qualified}_{count}");
                count += 1;
            }
            if context.names.strict {
                context.findings.push(format!(
                    "{root} {} {}: another operation is named {id} too, so this one is named {free}: name \
                     one in [operations] of {}",
                    shape.method,
                    shape.path,
                    context.names.file()
                ));
            }
            ids.insert(key, free);
        }
    }
    ids
}

fn one(
    context: &mut Context<'_>,
    root: &Root,
    at: &Place<'_>,
    id: String,
    parameters: Vec<openapi::Parameter>,
) -> openapi::Operation {
    let (api, operation) = (at.api, at.operation);
    let method = operation.http_method;
    let theirs = match operation.long_description.is_empty() {
        true => operation.description.clone(),
        false => format!(
            "{}\n\n{}",
            operation.description, operation.long_description
        ),
    };
    // Other tools list an operation by its summary, so there is always one.
    let words = context
        .docs
        .operation(method, &api.path, &theirs)
        .filter(|words| !words.is_empty())
        .unwrap_or_else(|| format!("{method} {}", api.path));
    let (summary, details) = words.split_once('\n').unwrap_or((&words, ""));
    let mut paragraphs: Vec<String> = Vec::new();
    paragraphs.extend(Some(details.trim().to_owned()).filter(|details| !details.is_empty()));
    paragraphs.extend(status_words(operation));
    paragraphs.push(endpoint_words(api, operation));
    openapi::Operation {
        parameters,
        request_body: context.request_body(at, &id),
        responses: context.responses(at),
        operation_id: id,
        tags: vec![tag(root)],
        summary: summary.trim().to_owned(),
        description: paragraphs.join("\n\n"),
        deprecated: operation.api_status.value == "DEPRECATED",
        security: operation.no_authentication.then(Vec::new),
        extensions: extensions(operation)
            .into_iter()
            .chain(context.list_facts(method, &api.path, operation, at.place))
            .collect(),
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
    if operation.reseller_only {
        words.push_str(" · resellers only");
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
        words.push_str(&format!(" It will be removed on {date}."));
    }
    if let Some(replacement) = &status.replacement {
        words.push_str(&format!(" Use `{replacement}` instead."));
    }
    Some(words)
}

fn extensions(operation: &Operation) -> BTreeMap<String, Value> {
    let mut extensions = BTreeMap::new();
    let status = &operation.api_status;
    extensions.insert("x-ovh-status".to_owned(), json!(status.value));
    extensions.insert(
        "x-ovh-authentication".to_owned(),
        json!(!operation.no_authentication),
    );
    let dates = [
        ("x-ovh-deprecated-date", &status.deprecated_date),
        ("x-ovh-deletion-date", &status.deletion_date),
        ("x-ovh-replacement", &status.replacement),
    ];
    for (key, value) in dates {
        if let Some(value) = value {
            extensions.insert(key.to_owned(), json!(value));
        }
    }
    if !operation.iam_actions.is_empty() {
        let actions = operation.iam_actions.iter();
        let facts =
            actions.map(|action| json!({ "name": action.name, "required": action.required }));
        extensions.insert(
            "x-ovh-iam-actions".to_owned(),
            facts.collect::<Vec<_>>().into(),
        );
    }
    if !operation.scopes.is_empty() {
        extensions.insert("x-ovh-scopes".to_owned(), json!(operation.scopes));
    }
    if operation.reseller_only {
        extensions.insert("x-ovh-reseller-only".to_owned(), json!(true));
    }
    if let Some(theirs) = &operation.operation_id {
        extensions.insert("x-ovh-operation-id".to_owned(), json!(theirs));
    }
    if !operation.errors.is_empty() {
        extensions.insert("x-ovh-errors".to_owned(), json!(operation.errors));
    }
    extensions
}
