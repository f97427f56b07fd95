//! Reads the bound parts of a description strictly; errors state the place in the API.

use anyhow::{anyhow, bail};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::tree::{Step, Tree, key_at, place};
use super::{Root, reach};

/// The keys of a description's top level.
const KEYS: &[&str] = &[
    "apiVersion",
    "apis",
    "basePath",
    "models",
    "resourcePath",
    // Text about groups of paths.
    "subsections",
];

/// The remedy for a description of another shape.
const REMEDY: &str =
    "fetch or copy it again from the address that the API's index names, or correct it";

/// Reads the parts of one description.
pub(super) struct Reader<'a> {
    from: &'a str,
    tree: &'a Tree,
    /// The places of the parts that were read.
    kept: Vec<Vec<Step>>,
    unknown: Vec<Vec<Step>>,
}

impl<'a> Reader<'a> {
    /// Creates a reader of a tree; `from` is the file or URL for error messages.
    pub(super) fn new(from: &'a str, tree: &'a Tree) -> Reader<'a> {
        Reader {
            from,
            tree,
            kept: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Reads the bound paths and the models that they reach.
    pub(super) fn root(&mut self, bound: impl Fn(&str) -> bool) -> anyhow::Result<Root> {
        let tree = self.tree;
        let Some(top) = tree.value.as_object() else {
            let kind = match &tree.value {
                Value::Null => "null",
                Value::Array(_) => "a list",
                _ => "a single value",
            };
            return Err(self.wrong(&[], &format!("it is {kind}, but must be a JSON object")));
        };
        let unknown = top.keys().filter(|key| !KEYS.contains(&key.as_str()));
        self.unknown
            .extend(unknown.map(|key| vec![Step::Key(key.clone())]));
        let resource_path: String = self.needed(top, "resourcePath")?;
        if !resource_path.starts_with('/') {
            bail!(
                "{}: resourcePath is {resource_path:?}; it must start with a slash: {REMEDY}",
                self.from
            );
        }
        let mut apis = Vec::new();
        for (index, api) in self.list(top, "apis")?.iter().enumerate() {
            let path = api.get("path").and_then(Value::as_str);
            // A path that can't be read belongs to a part only if the part is the whole.
            if bound(path.unwrap_or_default()) {
                let at = vec![Step::Key("apis".to_owned()), Step::Index(index)];
                apis.push(self.piece(api, at)?);
            }
        }
        let none = Map::new();
        let models = match top.get("models") {
            None | Some(Value::Null) => &none,
            Some(Value::Object(models)) => models,
            Some(_) => return Err(self.wrong(&["models"], "it is not an object")),
        };
        let mut read = |name: &str, model: &Value| {
            let at = ["models", name].map(|key| Step::Key(key.to_owned()));
            self.piece(model, at.to_vec())
        };
        // A root without operations provides models for others.
        let models = match top.get("apis").and_then(Value::as_array) {
            Some(all) if !all.is_empty() => reach::models(&apis, models, read)?,
            _ => models
                .iter()
                .map(|(name, model)| Ok((name.clone(), read(name, model)?)))
                .collect::<anyhow::Result<_>>()?,
        };
        let api_version = self.needed(top, "apiVersion")?;
        let of_version = |c: char| c.is_ascii_alphanumeric() || "._-+".contains(c);
        if api_version.is_empty() || !api_version.chars().all(of_version) {
            let problem = format!("{api_version:?} is not a version; use letters, digits and dots");
            return Err(self.wrong(&["apiVersion"], &problem));
        }
        let base_path = self.optional(top, "basePath")?.unwrap_or_default();
        let of_no_path =
            |c: char| c.is_whitespace() || c.is_control() || "{}<>\"\\^`|?#".contains(c);
        if base_path.trim().contains(of_no_path) {
            let problem = format!("{base_path:?} is not a path or URL");
            return Err(self.wrong(&["basePath"], &problem));
        }
        let mut root = Root {
            api_version,
            apis,
            base_path,
            models,
            resource_path,
            from: self.from.to_owned(),
        };
        root.normalize();
        Ok(root)
    }

    fn optional(&self, top: &Map<String, Value>, key: &str) -> anyhow::Result<Option<String>> {
        match top.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(other) => Err(self.wrong(&[key], &format!("{other:.40} is not a string"))),
        }
    }

    fn needed(&self, top: &Map<String, Value>, key: &str) -> anyhow::Result<String> {
        self.optional(top, key)?
            .ok_or_else(|| self.wrong(&[], &format!("missing field `{key}`")))
    }

    fn list<'v>(&self, top: &'v Map<String, Value>, key: &str) -> anyhow::Result<&'v [Value]> {
        match top.get(key) {
            None | Some(Value::Null) => Ok(&[]),
            Some(Value::Array(list)) => Ok(list),
            Some(_) => Err(self.wrong(&[key], "it is not a list")),
        }
    }

    /// Reads one part, and records its unknown keys.
    fn piece<T: DeserializeOwned>(&mut self, value: &Value, at: Vec<Step>) -> anyhow::Result<T> {
        let mut track = serde_path_to_error::Track::new();
        let tracked = serde_path_to_error::Deserializer::new(value, &mut track);
        let below = |steps: Vec<Step>| at.iter().cloned().chain(steps).collect::<Vec<_>>();
        let unknown = &mut self.unknown;
        let read: Result<T, serde_json::Error> = serde_ignored::deserialize(tracked, |path| {
            unknown.push(below(ignored_steps(&path)));
        });
        let read = read.map_err(|error| {
            let place = place(&self.tree.value, &below(error_steps(&track.path())));
            anyhow!(
                "{} is not an OVHcloud API description: {place}{error}: {REMEDY}",
                self.from
            )
        });
        self.kept.push(at);
        read
    }

    fn wrong(&self, keys: &[&str], problem: &str) -> anyhow::Error {
        let steps: Vec<Step> = keys
            .iter()
            .map(|key| Step::Key((*key).to_owned()))
            .collect();
        let place = match keys {
            [] => String::new(),
            _ => key_at(&self.tree.value, &steps) + ": ",
        };
        anyhow!(
            "{} is not an OVHcloud API description: {place}{problem}: {REMEDY}",
            self.from
        )
    }

    /// Reports a key that occurs twice in a part that was read, or at the top level, which contains
    /// all parts.
    pub(super) fn refuse_twice(&self) -> anyhow::Result<()> {
        let read = |steps: &[Step]| {
            steps.len() < 2 || self.kept.iter().any(|kept| steps.starts_with(kept))
        };
        let twice: Vec<String> = self
            .tree
            .twice
            .iter()
            .filter(|steps| read(steps))
            .map(|steps| key_at(&self.tree.value, steps))
            .collect();
        if twice.is_empty() {
            return Ok(());
        }
        bail!(
            "{}: keys stand twice in one object, and only one of their values can be meant:\n  {}\n\
             Remove one of each from the description.",
            self.from,
            twice.join("\n  ")
        )
    }

    /// Returns the unknown keys of the parts that were read, each with its place.
    pub(super) fn unknown_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self
            .unknown
            .iter()
            .map(|steps| format!("{}: {}", self.from, key_at(&self.tree.value, steps)))
            .collect();
        keys.sort();
        keys.dedup();
        keys
    }
}

fn ignored_steps(path: &serde_ignored::Path<'_>) -> Vec<Step> {
    use serde_ignored::Path;
    let (parent, step) = match path {
        Path::Root => return Vec::new(),
        Path::Seq { parent, index } => (parent, Some(Step::Index(*index))),
        Path::Map { parent, key } => (parent, Some(Step::Key(key.clone()))),
        Path::Some { parent }
        | Path::NewtypeStruct { parent }
        | Path::NewtypeVariant { parent } => (parent, None),
    };
    let mut steps = ignored_steps(parent);
    steps.extend(step);
    steps
}

fn error_steps(path: &serde_path_to_error::Path) -> Vec<Step> {
    use serde_path_to_error::Segment;
    let step = |segment: &Segment| match segment {
        Segment::Seq { index } => Some(Step::Index(*index)),
        Segment::Map { key } => Some(Step::Key(key.clone())),
        _ => None,
    };
    path.iter().filter_map(step).collect()
}
