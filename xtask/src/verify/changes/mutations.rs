//! Changes of a description as data: the edits, and what `diff` must report.
//!
//! The table is mutations.toml in the same folder.

use anyhow::{Context, bail};
use clap::ValueEnum;
use serde::Deserialize;
use serde_json::{Map, Value};

use ovh_codegen::diff::Weight;

/// The table.
const TABLE: &str = include_str!("mutations.toml");

/// A change of the description of /sms.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutation {
    pub name: String,
    /// Edits of both descriptions.
    #[serde(default)]
    before: Vec<Edit>,
    edits: Vec<Edit>,
    /// Swaps the descriptions: the old one is the edited one.
    #[serde(default)]
    backwards: bool,
    /// The renamed items whose old names the new document keeps.
    #[serde(default)]
    renamed: Vec<Map<String, Value>>,
    /// The heaviest weight of all reported changes; `None` if none is reported.
    pub weight: Option<Weight>,
    /// The place under which the change is reported.
    #[serde(default)]
    pub place: String,
    /// A part of the reported sentence.
    #[serde(default)]
    pub says: String,
    /// The effect on the old program, if `verify-diff` compiles it.
    pub old_code: Option<OldCode>,
}

/// The effect of a change on an old program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum OldCode {
    Compiles,
    /// It compiles with warnings that state the new names.
    Warns,
    /// The compiler rejects it.
    Fails,
}

/// A place in a description and one of the actions below.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Edit {
    /// A path.
    path: Option<String>,
    /// `POST /sms/{serviceName}/jobs`.
    operation: Option<String>,
    /// A parameter of the operation; an empty name means the whole body.
    parameter: Option<String>,
    model: Option<String>,
    /// A field of the model.
    field: Option<String>,

    /// Keys to set; missing objects are created.
    set: Option<Map<String, Value>>,
    /// Keys to remove.
    unset: Vec<String>,
    /// A member to add to the list of the place: an operation of a path, a parameter of an
    /// operation.
    add: Option<Value>,
    remove: bool,
    /// A new name, which also replaces references to the old one.
    rename: Option<String>,
    /// A value of an enumeration to remove, to add, or both.
    old_value: Option<Value>,
    new_value: Option<Value>,
    /// Reverses every list whose order has no meaning; removes the rights of every operation.
    everywhere: Option<Everywhere>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Everywhere {
    Reverse,
    WithoutRights,
}

/// Reads the table.
pub fn table() -> anyhow::Result<Vec<Mutation>> {
    #[derive(Deserialize)]
    struct Table {
        mutation: Vec<Mutation>,
    }
    let table: Table = toml::from_str(TABLE).context("mutations.toml can't be read")?;
    Ok(table.mutation)
}

impl Mutation {
    /// Returns the description before the change, if it is another one, and after it.
    pub fn apply(&self, description: &Value) -> anyhow::Result<(Option<Value>, Value)> {
        if self.before.is_empty() && !self.backwards {
            return Ok((None, self.edited(description, &self.edits)?));
        }
        let before = self.edited(description, &self.before)?;
        let after = self.edited(&before, &self.edits)?;
        Ok(match self.backwards {
            true => (Some(after), before),
            false => (Some(before), after),
        })
    }

    /// Adds the renamed items to the document after the change, as `convert` writes them.
    pub fn keep_names(&self, document: String) -> anyhow::Result<String> {
        if self.renamed.is_empty() {
            return Ok(document);
        }
        let mut document: Map<String, Value> = serde_json::from_str(&document)?;
        let renamed = self.renamed.iter().cloned().map(Value::Object);
        document.insert("x-ovh-renamed".to_owned(), renamed.collect());
        Ok(serde_json::to_string(&document)?)
    }

    /// Returns the new names of the renamed items, without the items that they are parts of.
    pub fn new_names(&self) -> impl Iterator<Item = &str> {
        let names = self
            .renamed
            .iter()
            .filter_map(|entry| entry.get("new")?.as_str());
        names.filter_map(|name| name.rsplit([':', '.']).next())
    }

    fn edited(&self, description: &Value, edits: &[Edit]) -> anyhow::Result<Value> {
        let mut edited = description.clone();
        for edit in edits {
            edit.apply(&mut edited)
                .with_context(|| format!("the mutation {:?} can't be applied", self.name))?;
        }
        Ok(edited)
    }
}

impl Edit {
    fn apply(&self, description: &mut Value) -> anyhow::Result<()> {
        if let Some(everywhere) = self.everywhere {
            everywhere.apply(description);
            return Ok(());
        }
        if let (Some(name), true) = (&self.model, self.set.is_some() && self.field.is_none()) {
            object(description, "models")?
                .entry(name.as_str())
                .or_insert_with(|| Value::Object(Map::new()));
        }
        if self.remove || self.rename.is_some() {
            return self.in_list(description);
        }
        let place = self.place(description)?;
        if let Some(set) = &self.set {
            let keys = place.as_object_mut().context("it is not an object")?;
            keys.extend(set.clone());
        }
        for key in &self.unset {
            place.as_object_mut().and_then(|keys| keys.remove(key));
        }
        if let Some(member) = &self.add {
            let list = match self.operation {
                Some(_) => "parameters",
                None => "operations",
            };
            array(place, list)?.push(member.clone());
        }
        if self.old_value.is_some() || self.new_value.is_some() {
            let values = array(place, "enum")?;
            if let Some(old) = &self.old_value {
                let at = values.iter().position(|value| value == old);
                values.remove(at.with_context(|| format!("there is no value {old}"))?);
            }
            values.extend(self.new_value.clone());
        }
        Ok(())
    }

    /// Returns the thing itself.
    fn place<'a>(&self, description: &'a mut Value) -> anyhow::Result<&'a mut Value> {
        if let Some(name) = &self.model {
            let model = object(description, "models")?
                .get_mut(name)
                .with_context(|| format!("there is no model {name}"))?;
            return match &self.field {
                None => Ok(model),
                Some(field) => Ok(object(model, "properties")?
                    .entry(field.as_str())
                    .or_insert_with(|| Value::Object(Map::new()))),
            };
        }
        if let Some(operation) = &self.operation {
            let (method, path) = operation.split_once(' ').context("no `METHOD /path`")?;
            let api = member(array(description, "apis")?, "path", path)?;
            let operation = member(array(api, "operations")?, "httpMethod", method)?;
            return match &self.parameter {
                None => Ok(operation),
                Some(name) => member(array(operation, "parameters")?, "name", name),
            };
        }
        match &self.path {
            Some(path) => member(array(description, "apis")?, "path", path),
            None => Ok(description),
        }
    }

    /// Removes or renames the thing where it is listed.
    fn in_list(&self, description: &mut Value) -> anyhow::Result<()> {
        // It must exist.
        let thing = self.place(description)?.clone();
        if let (Some(name), Some(field)) = (&self.model, &self.field) {
            let model = object(description, "models")?
                .get_mut(name)
                .with_context(|| format!("there is no model {name}"))?;
            let fields = object(model, "properties")?;
            fields.remove(field);
            fields.extend(self.rename.clone().map(|name| (name, thing)));
            return Ok(());
        }
        if let Some(name) = &self.model {
            let models = object(description, "models")?;
            models.remove(name);
            if let Some(new) = &self.rename {
                models.insert(new.clone(), thing);
                retype(description, name, new);
            }
            return Ok(());
        }
        if let Some(new) = &self.rename {
            let key = match (&self.parameter, &self.operation) {
                (Some(_), _) => "name",
                (None, Some(_)) => "httpMethod",
                (None, None) => "path",
            };
            let keys = self.place(description)?.as_object_mut();
            keys.context("it is not an object")?
                .insert(key.to_owned(), Value::from(new.as_str()));
            return Ok(());
        }
        let above = Edit {
            path: self.path.clone(),
            operation: self.operation.clone().filter(|_| self.parameter.is_some()),
            ..Edit::default()
        };
        match (&self.operation, &self.parameter) {
            (Some(_), Some(_)) => {
                array(above.place(description)?, "parameters")?.retain(|member| *member != thing);
            }
            (Some(operation), None) => {
                let path = operation.split_once(' ').unwrap_or_default().1;
                let api = member(array(description, "apis")?, "path", path)?;
                array(api, "operations")?.retain(|member| *member != thing);
            }
            _ => array(description, "apis")?.retain(|member| *member != thing),
        }
        Ok(())
    }
}

impl Everywhere {
    fn apply(self, value: &mut Value) {
        const UNORDERED: [&str; 5] = ["apis", "operations", "parameters", "enum", "iamActions"];
        match value {
            Value::Object(keys) => {
                for (key, value) in keys.iter_mut() {
                    match (self, value) {
                        (Everywhere::Reverse, Value::Array(list))
                            if UNORDERED.contains(&key.as_str()) =>
                        {
                            list.reverse();
                        }
                        (Everywhere::WithoutRights, Value::Array(list)) if key == "iamActions" => {
                            list.clear();
                        }
                        _ => {}
                    }
                }
                keys.values_mut().for_each(|value| self.apply(value));
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.apply(value)),
            _ => {}
        }
    }
}

/// Replaces a model's name wherever a type refers to it.
fn retype(value: &mut Value, old: &str, new: &str) {
    const TYPES: [&str; 4] = ["type", "fullType", "dataType", "responseType"];
    match value {
        Value::Object(keys) => {
            for (key, value) in keys {
                match value {
                    Value::String(text) if TYPES.contains(&key.as_str()) => {
                        if text.trim_end_matches("[]") == old {
                            *text = text.replacen(old, new, 1);
                        }
                    }
                    other => retype(other, old, new),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| retype(value, old, new)),
        _ => {}
    }
}

fn array<'a>(value: &'a mut Value, key: &str) -> anyhow::Result<&'a mut Vec<Value>> {
    let list = value.get_mut(key).and_then(Value::as_array_mut);
    list.with_context(|| format!("there is no list {key}"))
}

fn object<'a>(value: &'a mut Value, key: &str) -> anyhow::Result<&'a mut Map<String, Value>> {
    let keys = value.get_mut(key).and_then(Value::as_object_mut);
    keys.with_context(|| format!("there is no object {key}"))
}

fn member<'a>(list: &'a mut [Value], key: &str, name: &str) -> anyhow::Result<&'a mut Value> {
    let found = list.iter_mut().find(|member| {
        let value = member.get(key).and_then(Value::as_str);
        value.unwrap_or_default() == name
    });
    match found {
        Some(member) => Ok(member),
        None => bail!("there is no {key} {name:?}"),
    }
}
