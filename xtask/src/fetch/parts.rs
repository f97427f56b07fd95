//! Which part of a root is kept, and in which file.

use std::collections::BTreeSet;

use crate::convert::types::Type;
use crate::native::Root;

/// A root, the paths of it that are bound, and the file that holds them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub root: String,
    /// Only paths that begin like this; all where it is the root itself.
    pub paths: String,
    pub file: String,
}

/// What the SDK binds.
const OURS: &[(&str, &str, &str)] = &[
    ("/sms", "/sms", "sms.json"),
    ("/auth", "/auth", "auth.json"),
    ("/me", "/me/document", "me-document.json"),
];

/// The parts that the SDK binds.
pub fn ours() -> Vec<Part> {
    let part = |(root, paths, file): &(&str, &str, &str)| Part {
        root: (*root).to_owned(),
        paths: (*paths).to_owned(),
        file: (*file).to_owned(),
    };
    OURS.iter().map(part).collect()
}

/// The part of a root: what is bound of it, or all of a root that isn't ours.
pub fn of_root(root: &str) -> Part {
    let root = format!("/{}", root.trim_matches('/'));
    ours()
        .into_iter()
        .find(|part| part.root == root)
        .unwrap_or_else(|| Part {
            paths: root.clone(),
            file: format!("{}.json", root.trim_matches('/').replace('/', "-")),
            root,
        })
}

/// Keeps what the part is about: its paths, and the models that they reach. A root that is kept
/// whole keeps all its models.
pub fn keep(root: &mut Root, part: &Part) {
    if part.paths == part.root {
        return;
    }
    root.apis.retain(|api| {
        let rest = api.path.strip_prefix(part.paths.as_str());
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    });
    let mut wanted: Vec<String> = Vec::new();
    for operation in root.apis.iter().flat_map(|api| &api.operations) {
        wanted.push(operation.response_type.clone());
        wanted.extend(operation.response_types.values().cloned());
        for parameter in &operation.parameters {
            wanted.extend([
                parameter.data_type.clone(),
                parameter.type_name().to_owned(),
            ]);
        }
    }
    let mut kept: BTreeSet<String> = BTreeSet::new();
    while let Some(text) = wanted.pop() {
        let mut names = Vec::new();
        if let Ok(parsed) = Type::parse(&text) {
            names_in(&parsed, &mut names);
        }
        for name in names {
            // Templates are listed as `x.Y` or as `x.Y<T>`.
            let listed = root.models.iter().filter(|(key, model)| {
                **key == name
                    || (!model.generics.is_empty()
                        && key.split('<').next() == name.split('<').next())
            });
            for (key, model) in listed {
                if kept.insert(key.clone()) {
                    let fields = model.properties.iter().flat_map(|fields| fields.values());
                    wanted.extend(fields.map(|property| property.type_name().to_owned()));
                }
            }
        }
    }
    root.models.retain(|key, _| kept.contains(key));
}

fn names_in(parsed: &Type, names: &mut Vec<String>) {
    match parsed {
        Type::Name(name) => names.push(name.clone()),
        Type::Generic(name, arguments) => {
            names.push(name.clone());
            names.push(parsed.to_string());
            arguments
                .iter()
                .for_each(|argument| names_in(argument, names));
        }
        Type::Array(item) => names_in(item, names),
        Type::Map(key, value) => {
            names_in(key, names);
            names_in(value, names);
        }
        Type::Alias(_, base) => names_in(base, names),
    }
}
