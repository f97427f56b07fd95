//! The files of a module, and the document that they make.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use ovh_openapi::references;
use serde_json::{Map, Value};

use crate::convert;
use crate::docs::Docs;
use crate::generate::Failure;
use crate::names::Names;
use crate::native::{Root, Unknown};

const ABOUT: &str = "Made by `ovh-codegen` from OVHcloud's own description; do not edit.";

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

/// An operation of an input: its method and its path.
pub(super) type Operation = (String, String);

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
                let apis = roots.iter().flat_map(|root| &root.apis);
                let operations = apis.flat_map(|api| {
                    let methods = api.operations.iter();
                    methods.map(|one| (one.http_method.to_string(), api.path.clone()))
                });
                operations.collect()
            }
            Input::OpenApi(document) => {
                let paths = document["paths"].as_object();
                let operations = paths.into_iter().flatten().flat_map(|(path, methods)| {
                    let methods = methods.as_object().into_iter().flatten();
                    methods.map(|(method, _)| (method.to_uppercase(), path.clone()))
                });
                operations.collect()
            }
        }
    }

    /// Returns the input with these operations only, and the models that they reach.
    pub(super) fn with(&self, wanted: &BTreeSet<Operation>) -> Result<Input, Failure> {
        let is_wanted =
            |method: &str, path: &str| wanted.contains(&(method.to_uppercase(), path.to_owned()));
        let mut kept = self.clone();
        match &mut kept {
            Input::Native { roots, .. } => {
                for root in roots.iter_mut() {
                    for api in &mut root.apis {
                        let path = api.path.clone();
                        api.operations
                            .retain(|one| is_wanted(&one.http_method.to_string(), &path));
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
                if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
                    for (path, methods) in paths.iter_mut() {
                        if let Some(methods) = methods.as_object_mut() {
                            methods.retain(|method, _| is_wanted(method, path));
                        }
                    }
                    paths.retain(|_, methods| {
                        methods
                            .as_object()
                            .is_some_and(|methods| !methods.is_empty())
                    });
                }
                drop_unused(document);
            }
        }
        Ok(kept)
    }

    /// Returns the input with the operations on these paths and below them; all without paths.
    pub(super) fn only(self, paths: &[String]) -> Result<Input, Failure> {
        if paths.is_empty() {
            return Ok(self);
        }
        let all = self.operations();
        for wanted in paths {
            if !all.iter().any(|(_, path)| is_below(path, wanted)) {
                return Err(format!(
                    "no operation is on {wanted} or below it: write the path as the description does"
                )
                .into());
            }
        }
        let is_wanted = |(_, path): &Operation| paths.iter().any(|wanted| is_below(path, wanted));
        self.with(&all.into_iter().filter(is_wanted).collect())
    }

    /// Returns the OpenAPI document.
    pub(super) fn document(&self) -> Result<String, Failure> {
        match self {
            Input::OpenApi(document) => Ok(document.to_string()),
            Input::Native { roots, names, docs } => {
                let mut names = match names {
                    Some(file) => Names::read(file).map_err(chain)?,
                    None => Names::default(),
                };
                let docs = match docs {
                    Some(file) => Docs::read(file).map_err(chain)?,
                    None => Docs::default(),
                };
                names.strict = false;
                let text = convert::convert(roots, &names, &docs).map_err(chain)?;
                versioned(&text, roots)
            }
        }
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

/// Puts the version of the API before the paths of descriptions that are not of version 1: a client
/// sends requests to the first version by default.
fn versioned(text: &str, roots: &[Root]) -> Result<String, Failure> {
    let mut document: Value = serde_json::from_str(text)?;
    if let Some(about) = document.pointer_mut("/info/description") {
        *about = Value::from(ABOUT);
    }
    let versions: BTreeMap<&str, &str> = roots
        .iter()
        .filter_map(|root| Some((root, version(&root.base_path)?)))
        .flat_map(|(root, version)| root.apis.iter().map(move |api| (&*api.path, version)))
        .collect();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        let with_version = |(path, methods): (String, Value)| match versions.get(&*path) {
            Some(version) => (format!("/{version}{path}"), methods),
            None => (path, methods),
        };
        *paths = std::mem::take(paths)
            .into_iter()
            .map(with_version)
            .collect::<Map<_, _>>();
    }
    Ok(document.to_string())
}

/// Returns the version at the end of a description's URL, unless it is the first one.
fn version(base_path: &str) -> Option<&str> {
    let last = base_path.trim_end_matches('/').rsplit('/').next()?;
    let number = last.strip_prefix('v')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && number != "1").then_some(last)
}

/// Converts an error with its causes.
fn chain(error: anyhow::Error) -> Failure {
    format!("{error:#}").into()
}

#[cfg(test)]
mod tests {
    use super::{is_below, version};

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

    #[test]
    fn the_version_of_a_description_is_at_the_end_of_its_address() {
        for (base, expected) in [
            ("https://eu.api.ovh.com/1.0", None),
            ("https://eu.api.ovh.com/v1", None),
            ("https://eu.api.ovh.com/v2", Some("v2")),
            ("https://eu.api.ovh.com/v2/", Some("v2")),
            ("/v3", Some("v3")),
            ("", None),
            ("https://eu.api.ovh.com/vps", None),
        ] {
            assert_eq!(version(base), expected, "{base}");
        }
    }
}
