//! How operations, types and variants are named: rules, and `schema/names.toml` where they err.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use heck::{ToSnakeCase, ToUpperCamelCase};
use serde::Deserialize;

use crate::native::Method;

/// `schema/names.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Names {
    roots: BTreeMap<String, RootNames>,
    namespaces: Namespaces,
    operations: BTreeMap<String, String>,
    types: BTreeMap<String, String>,
    updates: BTreeMap<String, String>,
    variants: BTreeMap<String, BTreeMap<String, String>>,
    clear: Clear,
    secret: Secret,
    /// Collisions are mended by hand in our own names, by qualifying in a stranger's.
    #[serde(skip)]
    pub strict: bool,
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

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Clear {
    empty: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Secret {
    fields: Vec<String>,
    parameters: Vec<String>,
}

/// What the naming of an operation looks at.
pub struct OperationShape<'a> {
    pub root: &'a str,
    pub path: &'a str,
    pub method: Method,
    /// The answer is a list.
    pub lists: bool,
    /// The same path can be read with GET.
    pub readable: bool,
}

impl Names {
    /// Our names.
    pub fn read(path: &Path) -> anyhow::Result<Names> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} can't be read", path.display()))?;
        let mut names: Names =
            toml::from_str(&text).with_context(|| format!("{} is not right", path.display()))?;
        names.strict = true;
        Ok(names)
    }

    fn look_up<'a>(&self, table: &'a BTreeMap<String, String>, at: &str, key: &str) -> Option<&'a str> {
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

    /// The operation id, `noun_verb`.
    pub fn operation(&self, shape: &OperationShape<'_>) -> String {
        let key = format!("{} {}", shape.method, shape.path);
        if let Some(name) = self.look_up(&self.operations, "operations", &key) {
            return name.to_owned();
        }
        let (prefix, rest) = self.prefix(shape);
        let literals = rest.split('/').filter(|part| !part.is_empty());
        let mut words: Vec<String> = Vec::new();
        if !prefix.is_empty() {
            words.push(prefix);
        }
        words.extend(
            literals
                .map(without_parameters)
                .filter(|part| !part.is_empty())
                .map(|part| snake(&part)),
        );
        words.extend(verb(shape).map(str::to_owned));
        if words.is_empty() {
            words.push("root".to_owned());
        }
        words.join("_")
    }

    /// The longer name, for a collision in a description that has no names of its own: the path
    /// parameters are told as well.
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
        words.join("_")
    }

    fn prefix<'a>(&self, shape: &OperationShape<'a>) -> (String, &'a str) {
        let root = self
            .roots
            .get_key_value(shape.root)
            .filter(|(root, _)| shape.path == *root || shape.path.starts_with(&format!("{root}/")));
        let Some((root, names)) = root else {
            return (String::new(), shape.path);
        };
        let rest = &shape.path[root.len()..];
        let rest = names
            .service
            .as_ref()
            .and_then(|service| rest.strip_prefix(&format!("/{{{service}}}")))
            .unwrap_or(rest);
        (names.prefix.clone(), rest)
    }

    /// The path parameter that carries the service, where a root has one.
    pub fn service_parameter(&self, root: &str) -> Option<&str> {
        self.roots.get(root)?.service.as_deref()
    }

    /// The type of a model, `sms.BatchStatusEnum` → `BatchStatus`.
    pub fn type_name(&self, model: &str) -> String {
        if let Some(name) = self.look_up(&self.types, "types", model) {
            return name.to_owned();
        }
        let bare = model.strip_suffix("Enum").unwrap_or(model);
        let parts: Vec<&str> = bare.split('.').collect();
        let dropped = parts.len() > 1
            && parts
                .first()
                .is_some_and(|first| self.namespaces.dropped.iter().any(|d| d == first));
        let kept = parts.get(usize::from(dropped)..).unwrap_or_default();
        let name: String = kept.iter().map(|part| pascal(part)).collect();
        identifier(name)
    }

    /// The type that PUT takes for a model.
    pub fn update_name(&self, model: &str) -> String {
        self.look_up(&self.updates, "updates", model)
            .map(str::to_owned)
            .unwrap_or_else(|| format!("{}Update", self.type_name(model)))
    }

    /// The variant of an enum value; `taken` are those that the enum has already.
    pub fn variant(&self, model: &str, value: &str, taken: &BTreeSet<String>) -> String {
        let table = self.variants.get(model);
        let at = format!("variants.{model:?}");
        if let Some(name) = table.and_then(|table| self.look_up(table, &at, value)) {
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
            name = value.chars().map(|c| format!("U{:X}", u32::from(c))).collect();
        }
        if name.is_empty() {
            name = "Empty".to_owned();
        }
        // `Unknown` is the variant that keeps what nobody has heard of; `Self` is a keyword.
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

    /// The field is cleared by an empty string.
    pub fn clears_by_empty(&self, model: &str, field: &str) -> bool {
        self.listed(&self.clear.empty, "clear.empty", &format!("{model}.{field}"))
    }

    /// The field must never be printed.
    pub fn secret_field(&self, model: &str, field: &str) -> bool {
        self.listed(&self.secret.fields, "secret.fields", &format!("{model}.{field}"))
    }

    /// The body parameter must never be printed.
    pub fn secret_parameter(&self, method: Method, path: &str, name: &str) -> bool {
        let key = format!("{method} {path}#{name}");
        self.listed(&self.secret.parameters, "secret.parameters", &key)
    }

    /// The entries that nothing has asked for.
    pub fn unmatched(&self) -> Vec<String> {
        let used = self.used.borrow();
        let table = |at: &str, table: &BTreeMap<String, String>| -> Vec<String> {
            table.keys().map(|key| format!("{at}.{key:?}")).collect()
        };
        let list = |at: &str, list: &[String]| -> Vec<String> {
            list.iter().map(|key| format!("{at}.{key:?}")).collect()
        };
        let mut all = table("operations", &self.operations);
        all.extend(table("types", &self.types));
        all.extend(table("updates", &self.updates));
        for (model, variants) in &self.variants {
            all.extend(table(&format!("variants.{model:?}"), variants));
        }
        all.extend(list("clear.empty", &self.clear.empty));
        all.extend(list("secret.fields", &self.secret.fields));
        all.extend(list("secret.parameters", &self.secret.parameters));
        all.retain(|key| !used.contains(key));
        all
    }
}

/// What the method does, in a word; none where the path's last word is the verb already.
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

/// `allowedIPs` is two words, not three.
fn plural_acronyms(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    for (at, &c) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let two_before = at.checked_sub(2).and_then(|at| letters.get(at));
        let ends = letters.get(at + 1).is_none_or(|next| !next.is_lowercase());
        let capital = |c: Option<&char>| c.is_some_and(|c| c.is_uppercase());
        if c == 's' && capital(before) && capital(two_before) && ends {
            // The acronym so far becomes an ordinary word: `IPs` → `Ips`.
            let mut start = out.chars().count();
            while start > 0
                && letters.get(start - 1).is_some_and(|c| c.is_uppercase())
            {
                start -= 1;
            }
            let head: String = out.chars().take(start + 1).collect();
            let tail: String = out.chars().skip(start + 1).collect::<String>().to_lowercase();
            out = head + &tail;
        }
        out.push(c);
    }
    out
}

fn snake(text: &str) -> String {
    ascii_words(&plural_acronyms(text)).to_snake_case()
}

/// `text` as a type or variant name.
pub fn pascal(text: &str) -> String {
    ascii_words(&plural_acronyms(text)).to_upper_camel_case()
}

fn ascii_words(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_alphanumeric() { c } else { '_' })
        .collect()
}

fn identifier(name: String) -> String {
    match name.chars().next() {
        Some(c) if c.is_alphabetic() => name,
        _ => format!("Type{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plural_acronyms_are_one_word() {
        assert_eq!(snake("allowedIPs"), "allowed_ips");
        assert_eq!(pascal("AllowedIPs"), "AllowedIps");
        assert_eq!(pascal("HTTPMethod"), "HttpMethod");
        assert_eq!(snake("IDs"), "ids");
    }

    #[test]
    fn variants_never_collide() {
        let names = Names::default();
        let mut taken = BTreeSet::new();
        for value in ["a-b", "a_b", "A B", "", "💥", "7bit", "unknown", "self"] {
            let variant = names.variant("x", value, &taken);
            assert!(taken.insert(variant));
        }
        let expected = ["AB", "AB2", "AB3", "Empty", "N7bit", "SelfValue", "U1F4A5", "UnknownValue"];
        assert_eq!(taken.into_iter().collect::<Vec<_>>(), expected);
    }
}
