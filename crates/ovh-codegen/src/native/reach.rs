//! Which models the bound operations reach: only these are kept.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde_json::Value;

use super::{Api, Model};
use crate::native::types::Type;

/// The maximum nesting and the maximum number of uses of a generic; `convert` reports what is
/// beyond: a generic that uses itself with ever longer types never ends.
const DEEPEST: usize = 16;
const MOST_USES: usize = 2_500;

/// The models of a description by the names that can refer to them.
struct Listed<'a> {
    by_name: HashMap<String, Vec<&'a str>>,
    /// Generic models under their own name or with their own letters, by bare name.
    templates: HashMap<String, Vec<&'a str>>,
}

impl<'a> Listed<'a> {
    fn of(models: &'a serde_json::Map<String, Value>) -> Listed<'a> {
        let mut listed = Listed {
            by_name: HashMap::new(),
            templates: HashMap::new(),
        };
        for (key, model) in models {
            // A name that can't be parsed can't be used by a type either.
            let Ok(parsed) = Type::parse(key) else {
                continue;
            };
            let generics = model.get("generics").and_then(Value::as_array);
            if generics.is_some_and(|letters| !letters.is_empty()) {
                let bare = match &parsed {
                    Type::Generic(bare, _) => bare.clone(),
                    other => other.to_string(),
                };
                listed.templates.entry(bare).or_default().push(key);
            }
            let name = parsed.to_string();
            listed.by_name.entry(name).or_default().push(key);
        }
        listed
    }

    fn keys(&self, name: &str, bare: &str) -> impl Iterator<Item = &'a str> {
        let lists = [self.by_name.get(name), self.templates.get(bare)];
        lists.into_iter().flatten().flatten().copied()
    }
}

/// Reads the models that the operations reach; `read` is called once for each of them.
pub(super) fn models(
    apis: &[Api],
    models: &serde_json::Map<String, Value>,
    mut read: impl FnMut(&str, &Value) -> anyhow::Result<Model>,
) -> anyhow::Result<BTreeMap<String, Model>> {
    let listed = Listed::of(models);
    let mut open: Vec<Type> = Vec::new();
    for operation in apis.iter().flat_map(|api| &api.operations) {
        let parameters = operation.parameters.iter();
        let texts = parameters
            .flat_map(|parameter| [parameter.data_type.as_str(), parameter.type_name()])
            .chain(operation.response_types.values().map(String::as_str))
            .chain(operation.response_full_type.as_deref())
            .chain([operation.response_type.as_str()]);
        open.extend(texts.filter_map(|text| Type::parse(text).ok()));
    }
    let mut kept: BTreeMap<String, Model> = BTreeMap::new();
    let mut seen: HashSet<String> = HashSet::new();
    let mut uses: HashMap<String, usize> = HashMap::new();
    while let Some(wanted) = open.pop() {
        let (bare, arguments) = match wanted {
            Type::Array(inner) | Type::Alias(_, inner) => {
                open.push(*inner);
                continue;
            }
            Type::Map(key, value) => {
                open.extend([*key, *value]);
                continue;
            }
            Type::Name(ref name) => (name.clone(), Vec::new()),
            Type::Generic(ref bare, ref arguments) => (bare.clone(), arguments.clone()),
        };
        let name = wanted.to_string();
        if wanted.depth() > DEEPEST || !seen.insert(name.clone()) {
            continue;
        }
        let count = uses.entry(bare.clone()).or_default();
        *count += 1;
        if *count > MOST_USES {
            continue;
        }
        let keys: Vec<&str> = listed.keys(&name, &bare).collect();
        for key in &keys {
            if !kept.contains_key(*key)
                && let Some(model) = models.get(*key)
            {
                kept.insert((*key).to_owned(), read(key, model)?);
            }
        }
        let letters = keys
            .iter()
            .filter_map(|key| kept.get(*key))
            .map(|model| model.generics.clone())
            .find(|letters| !letters.is_empty())
            .unwrap_or_else(|| vec!["T".to_owned()]);
        for model in keys.iter().filter_map(|key| kept.get(*key)) {
            for property in model.properties.iter().flat_map(BTreeMap::values) {
                let types = [property.kind.as_str(), property.type_name()];
                let parsed = types.iter().filter_map(|text| Type::parse(text).ok());
                open.extend(parsed.map(|parsed| parsed.substitute(&letters, &arguments)));
            }
        }
        open.extend(arguments);
    }
    Ok(kept)
}
