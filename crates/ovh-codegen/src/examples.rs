//! Examples of bodies: `schema/examples.json`, by operation.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Context;
use serde::Deserialize;
use serde_json::Value;

use crate::native::Method;

/// The contents of `schema/examples.json`.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Examples {
    operations: BTreeMap<String, Example>,
    #[serde(skip)]
    used: RefCell<BTreeSet<String>>,
}

/// The bodies of one call.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Example {
    request: Option<Value>,
    response: Option<Value>,
}

impl Examples {
    /// Reads the examples.
    pub fn read(path: &Path) -> anyhow::Result<Examples> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("{} can't be read", path.display()))?;
        serde_json::from_str(&text).with_context(|| format!("{} is invalid", path.display()))
    }

    /// Returns the request body of the operation.
    pub fn request(&self, method: Method, path: &str) -> Option<&Value> {
        self.part(method, path, "request", |example| example.request.as_ref())
    }

    /// Returns the response body of the operation.
    pub fn response(&self, method: Method, path: &str) -> Option<&Value> {
        self.part(method, path, "response", |example| {
            example.response.as_ref()
        })
    }

    fn part<'a>(
        &'a self,
        method: Method,
        path: &str,
        name: &str,
        part: impl Fn(&'a Example) -> Option<&'a Value>,
    ) -> Option<&'a Value> {
        let operation = format!("{method} {path}");
        let found = self.operations.get(&operation).and_then(part);
        if found.is_some() {
            self.used
                .borrow_mut()
                .insert(format!("{operation:?}.{name}"));
        }
        found
    }

    /// Returns the examples that no operation sends or returns.
    pub fn unmatched(&self) -> Vec<String> {
        let used = self.used.borrow();
        let mut all = Vec::new();
        for (operation, example) in &self.operations {
            let parts = [
                ("request", &example.request),
                ("response", &example.response),
            ];
            let parts = parts.iter().filter(|(_, part)| part.is_some());
            all.extend(parts.map(|(name, _)| format!("{operation:?}.{name}")));
        }
        all.retain(|key| !used.contains(key));
        all
    }
}
