//! Names of operations, types and variants: rules, and exceptions in a file such as
//! `schema/names.toml`.

mod check;
mod facts;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Deserialize;

pub use check::NamesError;
pub use facts::Subject;
use facts::{Carriers, Clear, ListFacts, RenamedEntry, Secret};

use crate::generate::Renamed;
use crate::native::Method;
use crate::native::types::Type;
use crate::native::types::plain;
use crate::words::{is_keyword, pascal, snake, type_name};

/// Operation ids whose builder or method would hide a name that generated code uses.
const RESERVED_IDS: &[&str] = &[
    "new",
    "new_with_client",
    "api_version",
    "baseurl",
    "client",
    "over",
    "of_service",
    "inner",
    "pre",
    "exec",
    "post",
    "byte_stream",
    "client_hooks",
    "client_info",
    "error",
    "operation_info",
    "option",
    "request_builder_ext",
    "response_value",
    "result",
    "string",
    "vec",
];

/// The contents of a file of names, such as `schema/names.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    roots: BTreeMap<String, RootNames>,
    namespaces: Namespaces,
    operations: BTreeMap<String, String>,
    types: BTreeMap<String, String>,
    updates: BTreeMap<String, String>,
    variants: BTreeMap<String, BTreeMap<String, String>>,
    fields: BTreeMap<String, String>,
    parameters: BTreeMap<String, String>,
    clear: Clear,
    secret: Secret,
    values: BTreeMap<String, Carriers>,
    lists: BTreeMap<String, ListFacts>,
    renamed: Vec<RenamedEntry>,
    /// Whether decisions of rules are findings: they are for our own names, not for other
    /// descriptions.
    #[serde(skip)]
    pub strict: bool,
    /// The file, for messages.
    #[serde(skip)]
    file: Option<PathBuf>,
    #[serde(skip)]
    used: RefCell<BTreeSet<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RootNames {
    prefix: String,
    service: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Namespaces {
    dropped: Vec<String>,
}

/// The input for naming an operation.
#[derive(Debug)]
pub struct OperationShape<'a> {
    /// The path of the API root.
    pub root: &'a str,
    /// The path of the operation.
    pub path: &'a str,
    /// Its method.
    pub method: Method,
    /// Whether the response is a list.
    pub lists: bool,
    /// Whether the same path can be read with GET.
    pub readable: bool,
}

impl OperationShape<'_> {
    /// Returns the operation as a names file writes it.
    fn key(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

/// The start of the origin of a type that is the update of a model.
const UPDATE_OF: &str = "the update of ";

/// Returns the origin of the type that is the update of a model.
pub(crate) fn update_of(model: &str) -> String {
    format!("{UPDATE_OF}{model}")
}

impl Names {
    /// Reads a file of names.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be read or has an unknown table, if a name can't be used in
    /// Rust, or if two entries of one place have the same.
    pub fn read(path: &Path) -> Result<Names, NamesError> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| NamesError::unread(path, "can't be read", &error))?;
        let mut names: Names = toml::from_str(&text)
            .map_err(|error| NamesError::unread(path, "is invalid", &error))?;
        names.strict = true;
        // Seen from the working directory, if the file is below it.
        let folder = std::env::current_dir().ok();
        let below = folder.and_then(|folder| path.strip_prefix(folder).ok());
        names.file = Some(below.unwrap_or(path).to_owned());
        match names.faults() {
            faults if faults.is_empty() => Ok(names),
            faults => Err(NamesError::new(&names.file(), &faults)),
        }
    }

    /// Sets the path that messages state.
    #[must_use]
    pub fn shown_as(self, file: impl Into<PathBuf>) -> Self {
        Self {
            file: Some(file.into()),
            ..self
        }
    }

    /// Returns the file that the names were read from, for messages.
    #[must_use]
    pub fn file(&self) -> String {
        match &self.file {
            Some(file) => file.display().to_string(),
            None => "a names file".to_owned(),
        }
    }

    fn look_up<'a>(
        &self,
        table: &'a BTreeMap<String, String>,
        at: &str,
        key: &str,
    ) -> Option<&'a str> {
        let found = table.get(key)?;
        self.used.borrow_mut().insert(format!("{at}.{key:?}"));
        Some(found)
    }

    fn listed(&self, list: &[String], at: &str, key: &str) -> bool {
        let found = list.iter().any(|entry| entry == key);
        if found {
            self.used.borrow_mut().insert(format!("{at}.{key:?}"));
        }
        found
    }

    fn error(&self, problem: &str) -> NamesError {
        NamesError::new(&self.file(), &[problem.to_owned()])
    }

    /// Returns whether the file names an operation.
    pub fn names_operation(&self, shape: &OperationShape<'_>) -> bool {
        self.operations.contains_key(&shape.key())
    }

    /// Returns the operation id, `noun_verb`.
    pub fn operation(&self, shape: &OperationShape<'_>) -> String {
        let key = shape.key();
        if let Some(name) = self.look_up(&self.operations, "operations", &key) {
            return name.to_owned();
        }
        let (prefix, rest) = self.prefix(shape);
        let mut words: Vec<String> = Vec::new();
        if !prefix.is_empty() {
            words.push(prefix);
        }
        words.extend(nouns(rest));
        words.extend(verb(shape).map(str::to_owned));
        let id = words.join("_");
        match id.starts_with(|c: char| c.is_alphabetic())
            && !RESERVED_IDS.contains(&id.as_str())
            && !is_keyword(&id)
        {
            true => id,
            false => self.qualified_operation(shape),
        }
    }

    /// Returns the longer name, for a collision in a description without names of its own: it also
    /// contains the path parameters.
    pub fn qualified_operation(&self, shape: &OperationShape<'_>) -> String {
        let mut words: Vec<String> = shape
            .path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| match part.contains('{') {
                true => format!("by_{}", snake(part)),
                false => snake(part),
            })
            .collect();
        words.push(shape.method.to_string().to_lowercase());
        // A name must begin with a letter.
        words.retain(|word| !word.is_empty());
        match words.first() {
            Some(first) if first.starts_with(|c: char| c.is_alphabetic()) => words.join("_"),
            _ => format!("at_{}", words.join("_")),
        }
    }

    fn prefix<'a>(&self, shape: &OperationShape<'a>) -> (String, &'a str) {
        let root = self
            .roots
            .get_key_value(shape.root)
            .filter(|(root, _)| shape.path == *root || shape.path.starts_with(&format!("{root}/")));
        let Some((root, names)) = root else {
            return (String::new(), shape.path);
        };
        self.used.borrow_mut().insert(format!("roots.{root:?}"));
        let rest = &shape.path[root.len()..];
        let rest = names
            .service
            .as_ref()
            .and_then(|service| rest.strip_prefix(&format!("/{{{service}}}")))
            .unwrap_or(rest);
        (names.prefix.clone(), rest)
    }

    /// Returns the path parameter that contains the service, if the root has one.
    pub fn service_parameter(&self, root: &str) -> Option<&str> {
        let service = self.roots.get(root)?.service.as_deref()?;
        self.used.borrow_mut().insert(format!("roots.{root:?}"));
        Some(service)
    }

    /// Returns the type of a model, `sms.BatchStatusEnum` → `BatchStatus`.
    pub fn type_name(&self, model: &str) -> String {
        if let Some(name) = self.look_up(&self.types, "types", model) {
            return name.to_owned();
        }
        let name = match Type::parse(model) {
            Ok(parsed) => self.type_words(&parsed),
            Err(_) => self.model_words(model),
        };
        identifier(type_name(&name))
    }

    fn type_words(&self, parsed: &Type) -> String {
        match parsed {
            Type::Name(name) => self.model_words(name),
            Type::Generic(name, arguments) => {
                let arguments = arguments.iter().map(|argument| self.type_words(argument));
                self.model_words(name) + &arguments.collect::<String>()
            }
            Type::Array(item) => self.type_words(item) + "List",
            Type::Map(_, value) => self.type_words(value) + "Map",
            Type::Alias(name, _) => self.model_words(name),
        }
    }

    fn model_words(&self, model: &str) -> String {
        // A model that another root defines differently: its name contains its root.
        let own = plain(model);
        if own != model {
            let root = model.strip_suffix(own).unwrap_or_default();
            return pascal(root.trim()) + &self.model_words(own);
        }
        let bare = model
            .strip_suffix("Enum")
            .filter(|bare| !bare.is_empty() && !bare.ends_with('.'))
            .unwrap_or(model);
        let parts: Vec<&str> = bare.split('.').collect();
        let dropped = parts.len() > 1
            && parts.first().is_some_and(|first| {
                self.listed(&self.namespaces.dropped, "namespaces.dropped", first)
            });
        let kept = parts.get(usize::from(dropped)..).unwrap_or_default();
        kept.iter().map(|part| pascal(part)).collect()
    }

    /// Returns the chosen names of types, each with its model and with what it is a type of: the
    /// model, or the update of one.
    pub(crate) fn chosen_types(&self) -> impl Iterator<Item = (&str, String, &str)> {
        let whole = self.types.iter();
        let whole = whole.map(|(model, name)| (model.as_str(), model.clone(), name.as_str()));
        let updates = self.updates.iter();
        let updates =
            updates.map(|(model, name)| (model.as_str(), update_of(model), name.as_str()));
        whole.chain(updates)
    }

    /// Returns whether the file has value types, which only the library that has the types can use.
    pub(crate) fn has_value_types(&self) -> bool {
        !self.values.is_empty()
    }

    /// Returns the chosen name of an enum value.
    pub(crate) fn chosen_variant(&self, model: &str, value: &str) -> Option<&str> {
        let known = [model, plain(model)].into_iter();
        let mut tables = known.filter_map(|model| Some((model, self.variants.get(model)?)));
        let (model, table) = tables.next()?;
        self.look_up(table, &format!("variants.{model:?}"), value)
    }

    /// Returns a longer type name, for a collision: all namespaces and the whole name of the model.
    /// `None` if that is already the name by rule.
    pub fn qualified_type(&self, origin: &str) -> Option<String> {
        let (model, update) = match origin.strip_prefix(UPDATE_OF) {
            Some(model) => (model, "Update"),
            None => (origin, ""),
        };
        let parsed = Type::parse(model).ok()?;
        let mut words = String::new();
        parsed.each_name(&mut |name| words.push_str(&pascal(name)));
        let name = identifier(type_name(&words)) + update;
        let known = match update {
            "" => self.type_name(model),
            _ => self.update_name(model),
        };
        (name != known).then_some(name)
    }

    /// Returns the type of the body of a PUT for a model.
    pub fn update_name(&self, model: &str) -> String {
        self.look_up(&self.updates, "updates", model)
            .map(str::to_owned)
            .unwrap_or_else(|| format!("{}Update", self.type_name(model)))
    }

    /// Returns the variant of an enum value: the chosen one, or one by rule that is not `taken`.
    pub fn variant(&self, model: &str, value: &str, taken: &BTreeSet<String>) -> String {
        let model = match self.variants.contains_key(model) {
            true => model,
            false => plain(model),
        };
        let table = self.variants.get(model);
        let at = format!("variants.{model:?}");
        if let Some(name) = self.chosen_variant(model, value) {
            return name.to_owned();
        }
        let mut name = pascal(value);
        if name.starts_with(|c: char| c.is_ascii_digit()) {
            let prefix = table
                .and_then(|table| self.look_up(table, &at, "prefix"))
                .unwrap_or("N");
            name.insert_str(0, prefix);
        }
        if name.is_empty() {
            // Signs only: they are written as numbers.
            name = value
                .chars()
                .map(|c| format!("U{:x}", u32::from(c)))
                .collect();
        }
        if name.is_empty() {
            name = "Empty".to_owned();
        }
        // `Unknown` is the variant for unknown values; `Self` is a keyword.
        if matches!(name.as_str(), "Unknown" | "Self") {
            name.push_str("Value");
        }
        let mut free = name.clone();
        let mut count = 2;
        while taken.contains(&free) {
            free = format!("{name}{count}");
            count += 1;
        }
        free
    }

    /// Returns the entries that were not used.
    pub fn unmatched(&self) -> Vec<String> {
        let used = self.used.borrow();
        let table = |at: &str, table: &BTreeMap<String, String>| -> Vec<String> {
            table.keys().map(|key| format!("{at}.{key:?}")).collect()
        };
        let list = |at: &str, list: &[String]| -> Vec<String> {
            list.iter().map(|key| format!("{at}.{key:?}")).collect()
        };
        let mut all = table("operations", &self.operations);
        all.extend(self.roots.keys().map(|root| format!("roots.{root:?}")));
        all.extend(list("namespaces.dropped", &self.namespaces.dropped));
        all.extend(table("types", &self.types));
        all.extend(table("updates", &self.updates));
        for (model, variants) in &self.variants {
            all.extend(table(&format!("variants.{model:?}"), variants));
        }
        all.extend(table("fields", &self.fields));
        all.extend(table("parameters", &self.parameters));
        all.extend(list("clear.empty", &self.clear.empty));
        all.extend(list("secret.fields", &self.secret.fields));
        all.extend(list("secret.parameters", &self.secret.parameters));
        all.extend(list("secret.responses", &self.secret.responses));
        let harmless = self.secret.harmless.iter();
        all.extend(harmless.map(|harmless| format!("secret.harmless.{:?}", harmless.name)));
        for (name, carriers) in &self.values {
            all.extend(list(&format!("values.{name}.fields"), &carriers.fields));
            let parameters = &carriers.parameters;
            all.extend(list(&format!("values.{name}.parameters"), parameters));
        }
        for (name, facts) in &self.lists {
            let given = [
                facts.separator.map(|_| "separator"),
                facts.id.as_ref().map(|_| "id"),
            ];
            all.extend(
                given
                    .iter()
                    .flatten()
                    .map(|fact| format!("lists.{name:?}.{fact}")),
            );
        }
        all.retain(|key| !used.contains(key));
        all
    }

    /// Returns the renamed items whose old names are kept.
    ///
    /// # Errors
    ///
    /// An entry does not name two items of one kind, or an old name occurs twice.
    pub fn renamed(&self) -> Result<Vec<Renamed>, NamesError> {
        let mut renamed: Vec<Renamed> = Vec::new();
        for entry in &self.renamed {
            Renamed::new(&entry.old, &entry.new, &entry.since)
                .map_err(|error| self.error(&format!("[[renamed]]: {error}")))?
                .add_to(&mut renamed)
                .map_err(|error| self.error(&format!("[[renamed]] {error}")))?;
        }
        Ok(renamed)
    }
}

/// Returns the verb of a method; `None` if the last word of the path is already the verb.
fn verb(shape: &OperationShape<'_>) -> Option<&'static str> {
    match shape.method {
        Method::Get if shape.lists => Some("list"),
        Method::Get => Some("get"),
        Method::Put => Some("update"),
        Method::Patch => Some("patch"),
        Method::Delete => Some("delete"),
        Method::Post if shape.readable => Some("create"),
        Method::Post => None,
    }
}

/// Returns the nouns of a path. The content of a collection's item does not repeat the item's own
/// noun: `/phonebooks/{bookKey}/phonebookContact` gives `phonebook_contacts`, not both words.
fn nouns(path: &str) -> Vec<String> {
    let mut nouns: Vec<String> = Vec::new();
    let mut in_item = false;
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let noun = snake(&without_parameters(part));
        if noun.is_empty() {
            in_item = true;
            continue;
        }
        let item = nouns.last().and_then(|noun| noun.strip_suffix('s'));
        let repeats = item.is_some_and(|item| noun.starts_with(&format!("{item}_")));
        if in_item && repeats {
            nouns.pop();
            let ending = if noun.ends_with('s') { "" } else { "s" };
            nouns.push(format!("{noun}{ending}"));
        } else {
            nouns.push(noun);
        }
        in_item = false;
    }
    nouns
}

fn without_parameters(segment: &str) -> String {
    let mut kept = String::new();
    let mut inside = false;
    for c in segment.chars() {
        match c {
            '{' => inside = true,
            '}' => inside = false,
            c if !inside => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Returns whether a type can't have the name: a keyword, or a name that begins with a digit.
fn identifier(name: String) -> String {
    match name.chars().next() {
        Some(_) if name == "Self" => "SelfType".to_owned(),
        Some(c) if c.is_alphabetic() => name,
        _ => format!("Type{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_never_collide() {
        let names = Names::default();
        let mut taken = BTreeSet::new();
        for value in ["a-b", "a_b", "A B", "", "💥", "7bit", "unknown", "self"] {
            let variant = names.variant("x", value, &taken);
            assert!(taken.insert(variant));
        }
        let expected = [
            "AB",
            "AB2",
            "AB3",
            "Empty",
            "N7bit",
            "SelfValue",
            "U1f4a5",
            "UnknownValue",
        ];
        assert_eq!(taken.into_iter().collect::<Vec<_>>(), expected);
    }
}
