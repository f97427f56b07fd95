//! `cargo xtask convert`: converts OVHcloud's description to an OpenAPI 3.0.3 document.
//!
//! An error in a description that has a sensible interpretation is converted with a note, or with a
//! finding in parts that the project binds. Any other error is reported with its place; nothing is
//! left out silently.

pub(crate) mod apart;
mod enums;
pub mod fixups;
mod library;
mod openapi;
mod operations;
pub(crate) mod paths;
mod plurals;
mod renamed;
mod schemas;
mod secrets;
mod security;
mod shapes;
mod structures;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::fmt;

use serde_json::{Value, json};

use crate::docs::Docs;
use crate::names::{Names, NamesError};
use crate::native::Root;
use openapi::{Components, Document, Info, Server, Tag};

/// All errors in a description, each with its place.
#[derive(Debug, Default)]
pub struct Problems {
    /// The files or addresses of the descriptions.
    from: Vec<String>,
    found: Vec<String>,
    /// What is wrong with the chosen names, and not with the descriptions.
    of_names: Vec<String>,
}

impl Problems {
    fn add(&mut self, place: &str, problem: impl fmt::Display) {
        self.found.push(format!("{place}: {problem}"));
    }
}

/// At most this many problems are listed; the rest are counted.
const LISTED: usize = 100;

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the description can't be converted ({}): correct it there:",
            self.from.join(", ")
        )?;
        for problem in self.found.iter().take(LISTED) {
            write!(f, "\n  {problem}")?;
        }
        match self.found.len().saturating_sub(LISTED) {
            0 => Ok(()),
            more => write!(f, "\n  … and {more} more"),
        }
    }
}

impl std::error::Error for Problems {}

/// The state that all parts of a conversion share.
struct Context<'a> {
    names: &'a Names,
    docs: &'a Docs,
    library: library::Library<'a>,
    schemas: BTreeMap<String, Value>,
    /// The components that have a name, by model and by whether it is an update.
    made: HashMap<(String, bool), String>,
    /// The components that are not created yet.
    wanted: Vec<schemas::Wanted<'a>>,
    /// The types that each generic is used with, and the generics that never end.
    uses: HashMap<String, HashSet<String>>,
    endless: HashSet<String>,
    /// The model of each schema, so that two models never share a name.
    origins: BTreeMap<String, String>,
    problems: Problems,
    /// The operations that read one object of a list, by the list's path.
    details: HashMap<&'a str, operations::lists::Detail<'a>>,
    /// Suspected secrets, reported once although they are converted twice.
    suspected: BTreeSet<String>,
    /// Errors that were converted anyway, each with its place.
    fallen_back: BTreeSet<String>,
    /// Tasks for a person: the conversion used a rule that may not be the intended one.
    findings: Vec<String>,
    /// Decisions of the rules.
    notes: Vec<String>,
}

impl Context<'_> {
    /// Takes the name of a schema for `origin`. A name that is already taken is qualified; if the
    /// names are ours, that is a finding.
    fn claim(&mut self, wanted: String, origin: &str, place: &str) -> String {
        // Rust types must differ by more than case, and so must files on some systems.
        let owner = match self.origins.get(&wanted.to_lowercase()) {
            None => {
                self.origins
                    .insert(wanted.to_lowercase(), origin.to_owned());
                return wanted;
            }
            Some(owner) if owner == origin => return wanted,
            Some(owner) => owner.clone(),
        };
        let numbered = (2..).map(|count| format!("{wanted}{count}"));
        let qualified = self.names.qualified_type(origin);
        let candidates = qualified.into_iter().chain(numbered);
        for name in candidates {
            match self.origins.get(&name.to_lowercase()) {
                None => {
                    if self.names.strict {
                        self.findings.push(format!(
                            "{place}: the type {wanted} is {owner}'s already, so that of {origin} is \
                             named {name}: name one of them in [types] of {}",
                            self.names.file()
                        ));
                    }
                    self.origins.insert(name.to_lowercase(), origin.to_owned());
                    return name;
                }
                Some(taken) if taken == origin => return name,
                Some(_) => {}
            }
        }
        wanted
    }

    /// Reports an error in a description that is converted by its sensible interpretation: a
    /// finding for our roots, a note for others.
    fn fall_back(&mut self, place: &str, problem: impl fmt::Display) {
        let line = format!("{place}: {problem}");
        if !self.fallen_back.insert(line.clone()) {
            return;
        }
        match self.names.strict {
            true => self.findings.push(format!(
                "{line}; if that is not what the server does, correct the description by a fixup in \
                 crates/ovh-codegen/src/convert/fixups.rs"
            )),
            false => self.notes.push(line),
        }
    }

    /// Reports two names that are equal in snake case: the generator distinguishes them by its own
    /// rule.
    fn one_in_rust(&mut self, place: &str, other: &str) {
        self.notes.push(format!(
            "{place}: in snake case the name is that of {other:?} too; the generated names differ, and [fields] or \
             [parameters] of {} can choose one",
            self.names.file()
        ));
    }
}

/// The result of a conversion: the document, open decisions and notes.
#[derive(Debug)]
pub struct Output {
    /// The JSON text; the same input yields the same bytes.
    pub document: String,
    /// The tasks for a person.
    pub findings: Vec<String>,
    /// The decisions of the rules that a reader may want to know.
    pub notes: Vec<String>,
}

/// Converts descriptions as [`output`] does, and returns the document only.
pub fn convert(roots: &[Root], names: &Names, docs: &Docs) -> anyhow::Result<String> {
    Ok(output(roots, names, docs)?.document)
}

/// Converts descriptions into one OpenAPI document.
pub fn output(roots: &[Root], names: &Names, docs: &Docs) -> anyhow::Result<Output> {
    let mut problems = Problems {
        from: roots.iter().map(|root| root.from.clone()).collect(),
        found: Vec::new(),
        of_names: Vec::new(),
    };
    let (roots, notes) = apart::apart(roots, &names.file());
    let roots = roots.as_ref();
    let mut left_out = Vec::new();
    let library = library::Library::collect(roots, &mut problems, &mut left_out);
    let mut context = Context {
        names,
        docs,
        library,
        schemas: BTreeMap::new(),
        made: HashMap::new(),
        wanted: Vec::new(),
        uses: HashMap::new(),
        endless: HashSet::new(),
        origins: BTreeMap::new(),
        problems,
        details: operations::lists::details(roots),
        suspected: BTreeSet::new(),
        fallen_back: BTreeSet::new(),
        findings: Vec::new(),
        notes,
    };
    for (place, problem) in left_out {
        context.fall_back(&place, problem);
    }
    for reserved in crate::generate::LIBRARY {
        // A model may have the same bare name, and is another type.
        let origin = format!("the library ({reserved})");
        context.claim((*reserved).to_owned(), &origin, reserved);
    }
    // Names that were chosen are taken before names from rules.
    for (model, origin, name) in names.chosen_types() {
        if !context.library.has_type(model) {
            continue;
        }
        let earlier = context.origins.insert(name.to_lowercase(), origin.clone());
        if let Some(earlier) = earlier.filter(|earlier| *earlier != origin) {
            let problem = format!(
                "[types] or [updates]: {origin} can't be named {name}, because {earlier} has that name already, in capital or small letters"
            );
            context.problems.of_names.push(problem);
        }
    }
    let mut paths = operations::convert(&mut context, roots);
    context.make_wanted();
    plurals::state(&mut paths, &mut context.schemas);
    context.schemas.insert(
        "ApiError".to_owned(),
        json!({
            "type": "object",
            "description": "The error body of every operation, in both of the forms that OVHcloud uses.",
            "properties": {
                "message": { "type": "string", "description": "Error message in English." },
                "errorCode": { "type": "string", "description": "Error code, such as `INVALID_SIGNATURE`." },
                "httpCode": { "type": "string", "description": "The status line, such as `403 Forbidden`." },
                "class": { "type": "string", "description": "Error code of the newer form, such as `Client::Forbidden`." },
                "details": { "type": "object", "additionalProperties": {}, "nullable": true, "description": "Additional details, by name." },
            },
        }),
    );
    let tags: BTreeSet<String> = paths
        .values()
        .flat_map(|methods| methods.values())
        .flat_map(|operation| operation.tags.clone())
        .collect();
    let mut document = Document {
        openapi: "3.0.3",
        info: Info {
            title: title(roots),
            description:
                "Made from OVHcloud's own description by `cargo xtask convert`; do not edit."
                    .to_owned(),
            version: roots
                .first()
                .map_or_else(|| "1.0".to_owned(), |root| root.api_version.clone()),
        },
        servers: servers(roots),
        security: security::alternatives(),
        tags: tags.into_iter().map(|name| Tag { name }).collect(),
        renamed: Vec::new(),
        paths,
        components: Components {
            schemas: context.schemas,
            security_schemes: security::schemes(roots),
        },
    };
    if !context.problems.of_names.is_empty() {
        return Err(NamesError::new(&names.file(), &context.problems.of_names).into());
    }
    if !context.problems.found.is_empty() {
        return Err(context.problems.into());
    }
    let mut findings = context.findings;
    findings.extend(renamed::state(&mut document, names)?);
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(Output {
        document: text,
        findings,
        notes: context.notes,
    })
}

/// The URLs that the descriptions state, or OpenAPI's default if they state none.
fn servers(roots: &[Root]) -> Vec<Server> {
    let named = roots.iter().map(|root| root.base_path.clone());
    let mut urls: BTreeSet<String> = named.filter(|url| !url.is_empty()).collect();
    if urls.is_empty() {
        urls.insert("/".to_owned());
    }
    urls.into_iter().map(|url| Server { url }).collect()
}

fn title(roots: &[Root]) -> String {
    let paths: Vec<&str> = roots
        .iter()
        .map(|root| root.resource_path.as_str())
        .collect();
    format!("OVHcloud API: {}", paths.join(", "))
}
