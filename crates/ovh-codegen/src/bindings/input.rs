//! The files of a module, and the document that they make.

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};

use ovh_openapi::{VersionError, references};
use serde_json::{Map, Value};

use crate::convert;
use crate::docs::Docs;
use crate::generate::Failure;
use crate::names::{Names, NamesError};
use crate::native::{Root, Unknown};

const ABOUT: &str = "Made by `ovh-codegen` from OVHcloud's own description; do not edit.";

/// The methods of a path in an OpenAPI document; it may have other keys.
const METHODS: &[&str] = &["delete", "get", "patch", "post", "put"];

/// The operations that a module binds.
#[derive(Debug, Clone)]
pub(super) enum Input {
    /// Descriptions in OVHcloud's own format.
    Native {
        roots: Vec<Root>,
        names: Option<PathBuf>,
        docs: Option<PathBuf>,
    },
    /// An OpenAPI document.
    OpenApi(Value),
}

/// An operation of an input.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Operation {
    method: String,
    path: String,
    /// The position of its description.
    root: usize,
}

impl Operation {
    fn new(root: usize, method: &str, path: &str) -> Operation {
        Operation {
            method: method.to_uppercase(),
            path: path.to_owned(),
            root,
        }
    }

    /// Returns whether a server takes both for the same operation.
    pub(super) fn is_same(&self, other: &Operation) -> bool {
        self.method == other.method && shape(&self.path) == shape(&other.path)
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The document of an input, and the operations that it lacks, each with the reason.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) document: String,
    pub(super) lost: Vec<String>,
    pub(super) unused: Vec<String>,
}

impl Input {
    /// Reads the files.
    pub(super) fn read(
        files: &[PathBuf],
        names: Option<&Path>,
        docs: Option<&Path>,
    ) -> Result<Input, Failure> {
        let mut roots = Vec::new();
        let mut documents = Vec::new();
        for file in files {
            let from = file.display().to_string();
            let text = std::fs::read_to_string(file)
                .map_err(|error| format!("{from} can't be read: {error}"))?;
            let is_openapi = serde_json::from_str::<Value>(&text)
                .ok()
                .filter(|value| value.get("openapi").is_some());
            match is_openapi {
                Some(document) => documents.push(document),
                None => roots.push(Root::parse(&text, &from, Unknown::Tell).map_err(chain)?),
            }
        }
        match (documents.pop(), roots.is_empty(), documents.is_empty()) {
            (None, false, _) => Ok(Input::Native {
                roots,
                names: names.map(Path::to_owned),
                docs: docs.map(Path::to_owned),
            }),
            (Some(document), true, true) => Ok(Input::OpenApi(document)),
            (None, true, _) => {
                Err("there is no description to bind: name at least one file".into())
            }
            _ => Err(
                "a module is of descriptions in OVHcloud's format, or of one OpenAPI document: \
                 generate two modules"
                    .into(),
            ),
        }
    }

    /// Returns the operations.
    pub(super) fn operations(&self) -> Vec<Operation> {
        match self {
            Input::Native { roots, .. } => {
                let roots = roots.iter().enumerate();
                let apis = roots.flat_map(|(at, root)| root.apis.iter().map(move |api| (at, api)));
                let operations = apis.flat_map(|(at, api)| {
                    let methods = api.operations.iter();
                    methods
                        .map(move |one| Operation::new(at, &one.http_method.to_string(), &api.path))
                });
                operations.collect()
            }
            Input::OpenApi(document) => {
                let paths = document.get("paths").and_then(Value::as_object);
                let operations = paths.into_iter().flatten().flat_map(|(path, item)| {
                    let methods = item.as_object().into_iter().flatten();
                    methods
                        .filter(|(method, _)| METHODS.contains(&method.as_str()))
                        .map(|(method, _)| Operation::new(0, method, path))
                });
                operations.collect()
            }
        }
    }

    /// Returns the input with these operations only, and the models that they reach.
    pub(super) fn with(&self, wanted: &BTreeSet<Operation>) -> Result<Input, Failure> {
        let mut kept = self.clone();
        match &mut kept {
            Input::Native { roots, .. } => {
                for (at, root) in roots.iter_mut().enumerate() {
                    for api in &mut root.apis {
                        let path = api.path.clone();
                        api.operations.retain(|one| {
                            wanted.contains(&Operation::new(
                                at,
                                &one.http_method.to_string(),
                                &path,
                            ))
                        });
                    }
                    root.apis.retain(|api| !api.operations.is_empty());
                }
                roots.retain(|root| !root.apis.is_empty());
                for root in roots.iter_mut() {
                    let text = root.to_normal_form().map_err(chain)?;
                    *root = Root::parse(&text, &root.from, Unknown::Tell).map_err(chain)?;
                }
            }
            Input::OpenApi(document) => {
                let is_method = |method: &String| METHODS.contains(&method.as_str());
                if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
                    for (path, item) in paths.iter_mut() {
                        if let Some(item) = item.as_object_mut() {
                            item.retain(|method, _| {
                                !is_method(method)
                                    || wanted.contains(&Operation::new(0, method, path))
                            });
                        }
                    }
                    paths.retain(|_, item| {
                        let item = item.as_object();
                        item.is_some_and(|item| item.keys().any(is_method))
                    });
                }
                drop_unused(document);
            }
        }
        Ok(kept)
    }

    /// Returns the input with the operations on these paths and below them; all without paths. A path
    /// may begin with the version of the API.
    pub(super) fn only(self, paths: &[String]) -> Result<Input, Failure> {
        if paths.is_empty() {
            return Ok(self);
        }
        let above = self.version()?.map(|version| format!("/{version}"));
        let unversioned = |given: &String| {
            let rest = above.as_deref().and_then(|above| given.strip_prefix(above));
            let rest = rest.filter(|rest| rest.starts_with('/'));
            rest.unwrap_or(given).to_owned()
        };
        let wanted: Vec<String> = paths.iter().map(unversioned).collect();
        let all = self.operations();
        for (given, wanted) in paths.iter().zip(&wanted) {
            if !all.iter().any(|one| is_below(&one.path, wanted)) {
                return Err(format!(
                    "no operation is on {given} or below it: write the path as the description does"
                )
                .into());
            }
        }
        let is_wanted = |one: &Operation| wanted.iter().any(|wanted| is_below(&one.path, wanted));
        self.with(&all.into_iter().filter(is_wanted).collect())
    }

    /// Returns the version of the API, unless it is the first one.
    pub(super) fn version(&self) -> Result<Option<String>, Failure> {
        let bases: Vec<&str> = match self {
            Input::Native { roots, .. } => {
                roots.iter().map(|root| root.base_path.as_str()).collect()
            }
            Input::OpenApi(document) => {
                let servers = document.get("servers").and_then(Value::as_array);
                let servers = servers.into_iter().flatten();
                servers
                    .filter_map(|server| server.get("url")?.as_str())
                    .collect()
            }
        };
        match ovh_openapi::version(bases) {
            Ok(version) => Ok(version.map(str::to_owned)),
            Err(error @ VersionError::Different) => {
                Err(format!("{error}: generate a module of each version").into())
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Returns the OpenAPI document.
    pub(super) fn document(&self) -> Result<Made, Failure> {
        let version = self.version()?;
        let mut unused = Vec::new();
        let (mut document, lost) = match self {
            Input::OpenApi(document) => (document.clone(), Vec::new()),
            Input::Native { roots, names, docs } => {
                let mut names = match names {
                    Some(file) => Names::read(file)?,
                    None => Names::default(),
                };
                names.strict = false;
                if names.has_value_types() {
                    let problem = "[values] is for types that only `ovh-sms` has: remove the table";
                    return Err(NamesError::new(&names.file(), &[problem.to_owned()]).into());
                }
                let docs = match docs {
                    Some(file) => Docs::read(file).map_err(chain)?,
                    None => Docs::default(),
                };
                let output = convert::output(roots, &names, &docs).map_err(names_or_chain)?;
                let mut document: Value = serde_json::from_str(&output.document)?;
                if let Some(about) = document.pointer_mut("/info/description") {
                    *about = Value::from(ABOUT);
                }
                let lost = self.lost(&document, &output.notes);
                unused = names.unmatched();
                (document, lost)
            }
        };
        if let Some(version) = version {
            put_version(&mut document, &version);
        }
        Ok(Made {
            document: document.to_string(),
            lost,
            unused,
        })
    }

    /// Returns the operations that a document lacks, each with the note of the conversion.
    fn lost(&self, document: &Value, notes: &[String]) -> Vec<String> {
        let paths = document.get("paths");
        let is_there = |one: &Operation| {
            let item = paths.and_then(|paths| paths.get(&one.path));
            item.is_some_and(|item| item.get(one.method.to_lowercase()).is_some())
        };
        let reason = |one: &Operation| {
            let place = [format!(" {one}: "), format!(" {}: ", one.path)];
            let is_about = |note: &&String| place.iter().any(|place| note.contains(place));
            let note = notes.iter().find(is_about);
            let note = note.map_or("the description has it twice", String::as_str);
            format!("{one} is left out: {note}")
        };
        let operations = self.operations();
        let lost = operations.iter().filter(|one| !is_there(one));
        lost.map(reason).collect()
    }
}

/// Returns whether a path is the wanted one, or one below it.
fn is_below(path: &str, wanted: &str) -> bool {
    let rest = path.strip_prefix(wanted.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Removes the components that no operation needs.
fn drop_unused(document: &mut Value) {
    let mut open = vec!["ApiError".to_owned()];
    if let Some(paths) = document.get("paths") {
        references(paths, &mut open);
    }
    let schemas = document.pointer_mut("/components/schemas");
    let Some(schemas) = schemas.and_then(Value::as_object_mut) else {
        return;
    };
    let mut needed = BTreeSet::new();
    while let Some(name) = open.pop() {
        if let Some(schema) = schemas.get(&name)
            && needed.insert(name)
        {
            references(schema, &mut open);
        }
    }
    schemas.retain(|name, _| needed.contains(name));
}

/// Puts the version of the API before the paths: a client sends requests to the first version by
/// default.
fn put_version(document: &mut Value, version: &str) {
    let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) else {
        return;
    };
    *paths = std::mem::take(paths)
        .into_iter()
        .map(|(path, item)| (format!("/{version}{path}"), item))
        .collect::<Map<_, _>>();
}

/// Returns the segments of a path without the names of its parameters.
fn shape(path: &str) -> Vec<&str> {
    path.split('/')
        .map(|segment| match segment.starts_with('{') {
            true => "{}",
            false => segment,
        })
        .collect()
}

/// Converts an error with its causes; that of a names file keeps its type.
fn names_or_chain(error: anyhow::Error) -> Failure {
    match error.downcast::<NamesError>() {
        Ok(error) => error.into(),
        Err(error) => chain(error),
    }
}

/// Converts an error with its causes.
fn chain(error: anyhow::Error) -> Failure {
    format!("{error:#}").into()
}

#[cfg(test)]
mod tests {
    use super::is_below;

    #[test]
    fn a_path_is_wanted_whole_segments_at_a_time() {
        for (path, wanted, is_wanted) in [
            ("/ip", "/ip", true),
            ("/ip/{ip}", "/ip", true),
            ("/ip/{ip}", "/ip/", true),
            ("/ipLoadbalancing", "/ip", false),
            ("/ip", "/ip/{ip}", false),
        ] {
            assert_eq!(is_below(path, wanted), is_wanted, "{path} {wanted}");
        }
    }
}
