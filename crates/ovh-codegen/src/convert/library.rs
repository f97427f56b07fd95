//! All models of all roots, and the facts that are needed before any of them is converted.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::Problems;
use crate::native::types::{BUILT_IN, Type, is_any};
use crate::native::{Model, Root};

/// A model and its root.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    pub root: &'a Root,
    pub model: &'a Model,
}

/// The models by full name, written as [`Type`] prints it.
pub(super) struct Library<'a> {
    by_name: BTreeMap<String, Found<'a>>,
    /// The templates of generics by bare name.
    templates: HashMap<String, Found<'a>>,
    /// The models for which a PUT takes fewer fields, or more exact types, than a GET returns.
    updated: HashSet<String>,
}

impl<'a> Library<'a> {
    /// Collects the models; two definitions under one name are a problem. A model that no type can
    /// name is left out, with its place and the reason.
    pub(super) fn collect(
        roots: &'a [Root],
        problems: &mut Problems,
        left_out: &mut Vec<(String, String)>,
    ) -> Library<'a> {
        let mut by_name: BTreeMap<String, Found<'a>> = BTreeMap::new();
        let mut templates = HashMap::new();
        for root in roots {
            let mut here = HashSet::new();
            for (name, model) in &root.models {
                let place = format!("{} {name}", root.resource_path);
                let parsed = match Type::parse(name) {
                    Ok(parsed) => parsed,
                    Err(bad) => {
                        left_out.push((place, format!("{bad}, so the model is left out")));
                        continue;
                    }
                };
                if is_built_in(name) {
                    let problem =
                        "a model has the name of a built-in type, which is used everywhere";
                    left_out.push((place, problem.to_owned()));
                    continue;
                }
                let known = parsed.to_string();
                if !here.insert(known.clone()) {
                    let problem = "the model is defined twice: the first is used everywhere";
                    left_out.push((place, problem.to_owned()));
                    continue;
                }
                let found = Found { root, model };
                if let Some(bare) = template_of(&parsed, model) {
                    templates.entry(bare).or_insert(found);
                }
                if let Some(other) = by_name.get(&known) {
                    if facts(other.model) != facts(model) {
                        let problem = format!(
                            "the model differs from the one in {}",
                            other.root.resource_path
                        );
                        problems.add(&place, problem);
                    }
                    continue;
                }
                by_name.insert(known, found);
            }
        }
        let updated = updated(&by_name);
        Library {
            by_name,
            templates,
            updated,
        }
    }

    /// Returns the model with exactly this name.
    pub(super) fn get(&self, name: &str) -> Option<Found<'a>> {
        self.by_name.get(name).copied()
    }

    /// Returns whether there may be a type of this model: it is listed, or it is an instance of a
    /// listed generic. A generic with its own letters is no type.
    pub(super) fn has_type(&self, name: &str) -> bool {
        let Ok(parsed) = Type::parse(name) else {
            return false;
        };
        match &parsed {
            Type::Generic(bare, _) => match self.template(bare) {
                Some(template) => template_of(&parsed, template.model).is_none(),
                None => self.get(name).is_some(),
            },
            _ => self.get(name).is_some(),
        }
    }

    /// Returns the template of a generic, listed either as `x.Y` or as `x.Y<T>`.
    pub(super) fn template(&self, bare: &str) -> Option<Found<'a>> {
        self.templates.get(bare).copied()
    }

    /// Returns whether a model is written as it is read: all of its fields are writable and none
    /// can be cleared.
    pub(super) fn needs_update(&self, name: &str) -> bool {
        self.updated.contains(name)
    }
}

/// Returns the bare name of a template: a generic model under its own name or with its own letters.
fn template_of(parsed: &Type, model: &Model) -> Option<String> {
    if model.generics.is_empty() {
        return None;
    }
    match parsed {
        Type::Name(name) => Some(name.clone()),
        Type::Generic(name, arguments) => {
            let letters = arguments.iter().map(Type::to_string);
            letters
                .eq(model.generics.iter().cloned())
                .then(|| name.clone())
        }
        _ => None,
    }
}

pub(super) fn is_built_in(name: &str) -> bool {
    BUILT_IN.iter().any(|(known, ..)| *known == name)
        || is_any(name)
        || matches!(name, "void" | "password")
}

/// Returns the model without prose, which may differ between two roots for the same model.
pub(super) fn facts(model: &Model) -> Model {
    let mut model = model.clone();
    model.description.clear();
    for property in model
        .properties
        .iter_mut()
        .flat_map(|fields| fields.values_mut())
    {
        property.description.clear();
        property.full_type.take_if(|full| *full == property.kind);
    }
    model.enum_type.take_if(|kind| kind == "string");
    model
}

/// Read-only and nullable fields make an update model necessary, and so does a field whose model
/// needs one. The set is extended until nothing is added.
fn updated(by_name: &BTreeMap<String, Found<'_>>) -> HashSet<String> {
    let mut users: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut updated = HashSet::new();
    let mut fresh: Vec<&str> = Vec::new();
    for (name, found) in by_name {
        if !found.model.generics.is_empty() {
            continue;
        }
        let fields = found.model.properties.iter().flat_map(BTreeMap::values);
        for property in fields {
            users.entry(property.type_name()).or_default().push(name);
            if (property.read_only || property.can_be_null) && updated.insert(name.clone()) {
                fresh.push(name);
            }
        }
    }
    while let Some(name) = fresh.pop() {
        for user in users.get(name).into_iter().flatten() {
            if updated.insert((*user).to_owned()) {
                fresh.push(user);
            }
        }
    }
    updated
}
