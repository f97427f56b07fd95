//! The documentation of the description's items: `schema/docs.toml`.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;

use crate::examples::Examples;
use crate::native::Method;

/// The contents of `schema/docs.toml`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Docs {
    operations: BTreeMap<String, String>,
    parameters: BTreeMap<String, ParameterWords>,
    models: BTreeMap<String, ModelWords>,
    enums: BTreeMap<String, EnumWords>,
    /// The examples of bodies, from a separate file.
    #[serde(skip)]
    pub examples: Examples,
    #[serde(skip)]
    used: RefCell<BTreeSet<String>>,
    #[serde(skip)]
    missing: RefCell<BTreeSet<String>>,
}

/// The documentation of a parameter everywhere, or of one operation's parameters.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum ParameterWords {
    Everywhere(String),
    Here(BTreeMap<String, String>),
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ModelWords {
    description: String,
    like: Option<String>,
    fields: BTreeMap<String, String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct EnumWords {
    description: String,
    plain: bool,
    values: BTreeMap<String, String>,
}

impl Docs {
    /// Reads the documentation.
    pub fn read(path: &Path) -> anyhow::Result<Docs> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} can't be read", path.display()))?;
        toml::from_str(&text).with_context(|| format!("{} is invalid", path.display()))
    }

    /// Returns our text, otherwise the description's own, otherwise nothing and a note that it is
    /// missing.
    fn choose(&self, key: String, ours: Option<&String>, theirs: &str) -> Option<String> {
        match ours {
            Some(words) => {
                self.used.borrow_mut().insert(key);
                Some(words.trim().to_owned())
            }
            None if theirs.trim().is_empty() => {
                self.missing.borrow_mut().insert(key);
                None
            }
            None => Some(markdown(theirs)),
        }
    }

    /// Returns the documentation of an operation.
    pub fn operation(&self, method: Method, path: &str, theirs: &str) -> Option<String> {
        let key = format!("{method} {path}");
        self.choose(
            format!("operations.{key:?}"),
            self.operations.get(&key),
            theirs,
        )
    }

    /// Returns the documentation of a parameter or a named field of a body.
    pub fn parameter(
        &self,
        method: Method,
        path: &str,
        name: &str,
        theirs: &str,
    ) -> Option<String> {
        let operation = format!("{method} {path}");
        if let Some(ParameterWords::Here(words)) = self.parameters.get(&operation)
            && let Some(here) = words.get(name)
        {
            let key = format!("parameters.{operation:?}.{name:?}");
            return self.choose(key, Some(here), theirs);
        }
        let everywhere = match self.parameters.get(name) {
            Some(ParameterWords::Everywhere(words)) => Some(words),
            _ => None,
        };
        self.choose(format!("parameters.{name:?}"), everywhere, theirs)
    }

    /// Returns the documentation of a model.
    pub fn model(&self, model: &str, theirs: &str) -> Option<String> {
        let ours = self.models.get(model).map(|words| &words.description);
        self.choose(format!("models.{model:?}.description"), ours, theirs)
    }

    /// Returns the documentation of a field of a model.
    pub fn field(&self, model: &str, field: &str, theirs: &str) -> Option<String> {
        let words = self.models.get(model);
        let mut key = format!("models.{model:?}.fields.{field:?}");
        let mut ours = words.and_then(|words| words.fields.get(field));
        if let (None, Some(like)) = (ours, words.and_then(|words| words.like.as_ref())) {
            self.used
                .borrow_mut()
                .insert(format!("models.{model:?}.like"));
            ours = self
                .models
                .get(like)
                .and_then(|words| words.fields.get(field));
            if ours.is_some() {
                key = format!("models.{like:?}.fields.{field:?}");
            }
        }
        self.choose(key, ours, theirs)
    }

    /// Returns the documentation of an enumeration.
    pub fn enumeration(&self, model: &str, theirs: &str) -> Option<String> {
        let ours = self.enums.get(model).map(|words| &words.description);
        self.choose(format!("enums.{model:?}.description"), ours, theirs)
    }

    /// Returns the documentation of a value, unless the enumeration states that its values need
    /// none.
    pub fn value(&self, model: &str, value: &str) -> Option<String> {
        let words = self.enums.get(model);
        if words.is_some_and(|words| words.plain) {
            self.used
                .borrow_mut()
                .insert(format!("enums.{model:?}.plain"));
            return None;
        }
        let ours = words.and_then(|words| words.values.get(value));
        self.choose(format!("enums.{model:?}.values.{value:?}"), ours, "")
    }

    /// Returns the requested items that have no documentation.
    pub fn missing(&self) -> Vec<String> {
        self.missing.borrow().iter().cloned().collect()
    }

    /// Returns the documentation that was not requested.
    pub fn unmatched(&self) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        all.extend(
            self.operations
                .keys()
                .map(|key| format!("operations.{key:?}")),
        );
        for (key, words) in &self.parameters {
            match words {
                ParameterWords::Everywhere(_) => all.push(format!("parameters.{key:?}")),
                ParameterWords::Here(words) => {
                    all.extend(
                        words
                            .keys()
                            .map(|name| format!("parameters.{key:?}.{name:?}")),
                    );
                }
            }
        }
        for (model, words) in &self.models {
            all.push(format!("models.{model:?}.description"));
            all.extend(words.like.iter().map(|_| format!("models.{model:?}.like")));
            let fields = words.fields.keys();
            all.extend(fields.map(|field| format!("models.{model:?}.fields.{field:?}")));
        }
        for (model, words) in &self.enums {
            all.push(format!("enums.{model:?}.description"));
            if words.plain {
                all.push(format!("enums.{model:?}.plain"));
            }
            let values = words.values.keys();
            all.extend(values.map(|value| format!("enums.{model:?}.values.{value:?}")));
        }
        let used = self.used.borrow();
        all.retain(|key| !used.contains(key));
        all
    }
}

/// Returns OVHcloud's text, which is Markdown; generate/prose.rs prepares it for rustdoc.
fn markdown(text: &str) -> String {
    text.trim().lines().collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn the_markdown_of_a_description_is_not_escaped() {
        let text = "\r\nUse `x` <b>or</b> [y](https://ovh.com/a_b).\r\n\r\n    code\n# Head\n";
        let kept = "Use `x` <b>or</b> [y](https://ovh.com/a_b).\n\n    code\n# Head";
        assert_eq!(markdown(text), kept);
    }
}
