//! Checks of the chosen names: each must be usable in Rust as it is, and two equal ones in one place
//! are an error.

use std::collections::BTreeMap;
use std::path::Path;

use super::{Names, RESERVED_IDS};
use crate::generate::names::{is_field, is_operation, is_setter, is_type, is_variant};
use crate::words::{pascal, snake};

/// What is wrong with a file of names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamesError(String);

impl NamesError {
    /// Creates the error of a file from its problems.
    pub(crate) fn new(file: &str, problems: &[String]) -> Self {
        Self(format!(
            "the chosen names can't be used; correct {file}:\n  {}",
            problems.join("\n  ")
        ))
    }

    /// Creates the error of a file that can't be read.
    pub(super) fn unread(path: &Path, what: &str, error: &impl std::fmt::Display) -> Self {
        Self(format!("{} {what}: {error}", path.display()))
    }
}

impl std::fmt::Display for NamesError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NamesError {}

/// How the names of a table are written.
struct Form {
    is_right: fn(&str) -> bool,
    rule: &'static str,
}

const OPERATION: Form = Form {
    is_right: |name| is_operation(name) && !RESERVED_IDS.contains(&name),
    rule: "write lower-case words joined by `_`, no keyword of Rust, no method of the client, such as `new` or `over`, and nothing that is in camel case the name of a type or trait that generated code uses, such as `into` or `string`",
};

const PREFIX: Form = Form {
    is_right: |name| snake(name) == name,
    rule: "write lower-case words joined by `_`",
};

const TYPE: Form = Form {
    is_right: is_type,
    rule: "write letters and digits, one capital at the start of each word, as in `DnsZone`, and no type or trait that generated code uses, such as `String` or `SecretText`",
};

const VARIANT: Form = Form {
    is_right: |name| is_variant(name) && pascal(name) == name,
    rule: "write letters and digits, one capital at the start of each word, as in `InProgress`, and neither `Unknown` nor `VALUES`",
};

const FIELD: Form = Form {
    is_right: is_field,
    rule: "write lower-case words joined by `_`, and no keyword of Rust",
};

const PARAMETER: Form = Form {
    is_right: |name| is_setter(name, true),
    rule: "write lower-case words joined by `_`, no keyword of Rust, and no method of builders, such as `send`",
};

impl Names {
    /// Returns what is wrong with the chosen names, whatever the description is.
    pub(super) fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        form(&mut faults, "operations", &self.operations, &OPERATION);
        form(&mut faults, "types", &self.types, &TYPE);
        form(&mut faults, "updates", &self.updates, &TYPE);
        form(&mut faults, "fields", &self.fields, &FIELD);
        form(&mut faults, "parameters", &self.parameters, &PARAMETER);
        once(&mut faults, "fields", &self.fields, |key| before(key, '.'));
        once(&mut faults, "parameters", &self.parameters, |key| {
            before(key, '#')
        });
        let prefixes = self.roots.iter();
        let prefixes = prefixes.filter(|(_, names)| !names.prefix.is_empty());
        for (root, names) in prefixes {
            let table = format!("roots.{root:?}");
            entry(&mut faults, &table, "prefix", &names.prefix, &PREFIX);
        }
        for (model, variants) in &self.variants {
            let table = format!("variants.{model:?}");
            form(&mut faults, &table, variants, &VARIANT);
            // That of values that begin with a digit is no name of its own.
            let mut variants = variants.clone();
            variants.remove("prefix");
            once(&mut faults, &table, &variants, |_| "");
        }
        faults
    }
}

/// Returns the part of a key before the last sign, which names the model or the operation.
fn before(key: &str, sign: char) -> &str {
    key.rsplit_once(sign).map_or(key, |(owner, _)| owner)
}

fn form(faults: &mut Vec<String>, table: &str, names: &BTreeMap<String, String>, form: &Form) {
    for (key, name) in names {
        entry(faults, table, key, name, form);
    }
}

fn entry(faults: &mut Vec<String>, table: &str, key: &str, name: &str, form: &Form) {
    if !(name.starts_with(char::is_alphabetic) && (form.is_right)(name)) {
        let rule = form.rule;
        faults.push(format!(
            "[{table}] {key:?} = {name:?} can't be a name in generated code: {rule}"
        ));
    }
}

/// Reports names that two entries of one owner have.
fn once<'a>(
    faults: &mut Vec<String>,
    table: &str,
    names: &'a BTreeMap<String, String>,
    owner: impl Fn(&'a str) -> &'a str,
) {
    let mut taken: BTreeMap<(&str, &str), &str> = BTreeMap::new();
    for (key, name) in names {
        if let Some(other) = taken.insert((owner(key), name), key) {
            faults.push(format!(
                "[{table}] {other:?} and {key:?} are both named {name}: choose another name for one"
            ));
        }
    }
}
