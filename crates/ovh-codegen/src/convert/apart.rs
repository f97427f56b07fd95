//! Models that two roots define differently: each root keeps its own, under a name that contains
//! the root.
//!
//! The first root keeps the plain name, so that adding a root renames nothing. A model also counts
//! as different if a model that it refers to is different, because it then holds another type.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::library::facts;
use crate::native::types::Type;
use crate::native::{Model, Root};

/// The models of a root by bare name, then by full name.
type Shelf<'a> = BTreeMap<String, BTreeMap<String, &'a Model>>;

/// Returns the roots, with conflicting models renamed, and a note for each of these.
pub(crate) fn apart<'r>(roots: &'r [Root], file: &str) -> (Cow<'r, [Root]>, Vec<String>) {
    let shelves: Vec<Shelf<'_>> = match roots.len() {
        0 | 1 => return (Cow::Borrowed(roots), Vec::new()),
        _ => roots.iter().map(shelf).collect(),
    };
    let mut different: HashMap<(usize, usize), HashSet<String>> = HashMap::new();
    let mut renamed: Vec<BTreeMap<String, String>> = Vec::new();
    let mut notes = Vec::new();
    for (at, (root, shelf)) in roots.iter().zip(&shelves).enumerate() {
        let mut own = BTreeMap::new();
        for bare in shelf.keys() {
            let mut first = None;
            let mut name = None;
            for (earlier, other) in shelves.iter().enumerate().take(at) {
                if !other.contains_key(bare) {
                    continue;
                }
                first.get_or_insert(earlier);
                let pair = different
                    .entry((earlier, at))
                    .or_insert_with(|| differences(other, shelf));
                if !pair.contains(bare) {
                    let before = renamed.get(earlier).and_then(|names| names.get(bare));
                    name = Some(before.unwrap_or(bare).clone());
                    break;
                }
            }
            let name = match (name, first.and_then(|first| roots.get(first))) {
                (Some(name), _) => name,
                (None, None) => continue,
                (None, Some(first)) => {
                    let name = format!("{} {bare}", root.resource_path);
                    notes.push(format!(
                        "{name}: the model differs from the one in {}, so it has a type of its own, named \
                         by its root; {name:?} in [types] of {file} names it otherwise",
                        first.resource_path
                    ));
                    name
                }
            };
            if name != *bare {
                own.insert(bare.clone(), name);
            }
        }
        renamed.push(own);
    }
    if renamed.iter().all(BTreeMap::is_empty) {
        return (Cow::Borrowed(roots), notes);
    }
    let roots = roots.iter().zip(&renamed);
    (
        roots.map(|(root, names)| rename(root, names)).collect(),
        notes,
    )
}

fn shelf(root: &Root) -> Shelf<'_> {
    let mut shelf = Shelf::new();
    for (name, model) in &root.models {
        if let Ok(parsed) = Type::parse(name) {
            let full = parsed.to_string();
            shelf.entry(bare(&parsed)).or_default().insert(full, model);
        }
    }
    shelf
}

fn bare(parsed: &Type) -> String {
    match parsed {
        Type::Generic(name, _) | Type::Name(name) => name.clone(),
        other => other.to_string(),
    }
}

/// Returns the bare names for which two roots have different definitions.
fn differences(one: &Shelf<'_>, other: &Shelf<'_>) -> HashSet<String> {
    let mut users: HashMap<String, Vec<&String>> = HashMap::new();
    let mut different = HashSet::new();
    let mut fresh = Vec::new();
    for (bare, models) in other {
        let Some(theirs) = one.get(bare) else {
            continue;
        };
        let mut same = true;
        for (name, model) in models {
            let Some(their) = theirs.get(name) else {
                continue;
            };
            same &= facts(model) == facts(their);
            for used in names_in(model) {
                users.entry(used).or_default().push(bare);
            }
        }
        if !same && different.insert(bare.clone()) {
            fresh.push(bare.clone());
        }
    }
    while let Some(name) = fresh.pop() {
        for user in users.get(&name).into_iter().flatten() {
            if different.insert((*user).clone()) {
                fresh.push((*user).clone());
            }
        }
    }
    different
}

fn names_in(model: &Model) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let properties = model.properties.iter().flat_map(BTreeMap::values);
    for property in properties {
        if let Ok(parsed) = Type::parse(property.type_name()) {
            parsed.each_name(&mut |name| {
                names.insert(name.to_owned());
            });
        }
    }
    names
}

fn rename(root: &Root, names: &BTreeMap<String, String>) -> Root {
    let mut root = root.clone();
    if names.is_empty() {
        return root;
    }
    let change = |text: &mut String| {
        if let Ok(parsed) = Type::parse(text) {
            *text = parsed.renamed(names).to_string();
        }
    };
    for operation in root.apis.iter_mut().flat_map(|api| &mut api.operations) {
        change(&mut operation.response_type);
        operation.response_types.values_mut().for_each(change);
        for parameter in &mut operation.parameters {
            change(&mut parameter.data_type);
            parameter.full_type.iter_mut().for_each(change);
        }
    }
    root.models = std::mem::take(&mut root.models)
        .into_iter()
        .map(|(mut name, mut model)| {
            change(&mut name);
            for property in model.properties.iter_mut().flat_map(BTreeMap::values_mut) {
                change(&mut property.kind);
                property.full_type.iter_mut().for_each(change);
            }
            (name, model)
        })
        .collect();
    root
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::native::Unknown;

    fn root(path: &str, models: &str) -> Root {
        let text =
            format!(r#"{{"apiVersion":"1.0","resourcePath":"{path}","models":{{{models}}}}}"#);
        Root::parse(&text, path, Unknown::Refuse).unwrap()
    }

    const HOLDER: &str = r#""x.Holder":{"properties":{"a":{"type":"x.G<x.Y>[]"}}},
        "x.G<T>":{"generics":["T"],"properties":{"v":{"type":"T"}}},"x.Z":{"properties":{}}"#;

    #[test]
    fn models_of_one_meaning_are_shared_and_others_are_named_by_their_root() {
        let of =
            |kind: &str| format!(r#"{HOLDER},"x.Y":{{"properties":{{"b":{{"type":"{kind}"}}}}}}"#);
        let roots = [
            root("/a", &of("long")),
            root("/b", &of("string")),
            root("/c", &of("long")),
            root("/d", &of("string")),
        ];
        let (apart, notes) = apart(&roots, "names.toml");
        let names = |at: usize| apart[at].models.keys().cloned().collect::<Vec<_>>();
        let plain = ["x.G<T>", "x.Holder", "x.Y", "x.Z"];
        let of_b = ["/b x.Holder", "/b x.Y", "x.G<T>", "x.Z"];
        assert_eq!(names(0), plain);
        assert_eq!(names(1), of_b);
        assert_eq!(names(2), plain);
        assert_eq!(names(3), of_b);
        let field = &apart[1].models["/b x.Holder"].properties.as_ref().unwrap()["a"];
        assert_eq!(field.kind, "x.G</b x.Y>[]");
        assert_eq!(notes.len(), 2, "{notes:?}");
        assert_eq!(crate::native::types::plain("/b x.Holder"), "x.Holder");
    }

    #[test]
    fn prose_makes_no_difference() {
        let of = |words: &str| format!(r#""x.Y":{{"description":"{words}","properties":{{}}}}"#);
        let roots = [root("/a", &of("one")), root("/b", &of("two"))];
        assert!(
            matches!(apart(&roots, "names.toml"), (Cow::Borrowed(_), notes) if notes.is_empty())
        );
    }
}
