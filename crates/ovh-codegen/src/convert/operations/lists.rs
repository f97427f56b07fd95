//! Lists of ids and their objects: facts for batch reads that the description does not state.
//!
//! A list of ids is streamed as whole objects if its objects contain their id. The field has the
//! name of the path parameter, unless names.toml states another.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};

use super::bodies::response_type;
use crate::convert::Context;
use crate::native::types::{BUILT_IN, Type};
use crate::native::{Method, Operation, Root};

/// The operation that reads one object of a list, and the path parameter that contains its id.
#[derive(Clone)]
pub(in crate::convert) struct Detail<'a> {
    pub operation: &'a Operation,
    pub parameter: &'a str,
}

/// Returns the detail operations by the paths of their lists.
pub(in crate::convert) fn details(roots: &[Root]) -> HashMap<&str, Detail<'_>> {
    let mut details = HashMap::new();
    for api in roots.iter().flat_map(|root| &root.apis) {
        let Some((list, parameter)) = api
            .path
            .rsplit_once("/{")
            .and_then(|(list, rest)| Some((list, rest.strip_suffix('}')?)))
        else {
            continue;
        };
        let reads = |operation: &&Operation| operation.http_method == Method::Get;
        if let Some(operation) = api.operations.iter().find(reads)
            && !parameter.contains(['/', '{', '}'])
        {
            details.entry(list).or_insert(Detail {
                operation,
                parameter,
            });
        }
    }
    details
}

impl Context<'_> {
    /// Adds the facts that batch reads of a list need: `x-ovh-id-field` if its objects contain
    /// their id, and `x-ovh-batch-separator` if ids are not separated by commas.
    pub(super) fn list_facts(
        &mut self,
        method: Method,
        path: &str,
        operation: &Operation,
        place: &str,
    ) -> BTreeMap<String, Value> {
        let mut facts = BTreeMap::new();
        let ids = match Type::parse(response_type(operation)) {
            Ok(Type::Array(item)) => is_scalar(&item),
            _ => false,
        };
        let Some(detail) = self
            .details
            .get(path)
            .filter(|_| method == Method::Get && ids)
        else {
            return facts;
        };
        let detail = detail.clone();
        let list = format!("{method} {path}");
        if let Some(separator) = self.names.separator(&list) {
            facts.insert("x-ovh-batch-separator".to_owned(), json!(separator));
        }
        let chosen = self.names.id_field(&list);
        let field = chosen.unwrap_or(detail.parameter);
        let answer = response_type(detail.operation);
        match self.holds(answer, field) {
            true => {
                facts.insert("x-ovh-id-field".to_owned(), json!(field));
            }
            false => {
                let file = self.names.file();
                let problem = format!(
                    "{place}: {answer} has no field {field:?} of one word, so the list has no .stream()"
                );
                match chosen {
                    Some(_) if self.names.strict => self.findings.push(format!(
                        "{problem}: name another field in [lists.{list:?}] of {file}"
                    )),
                    Some(_) => self
                        .problems
                        .of_names
                        .push(format!("{problem}: name another field in [lists.{list:?}]")),
                    None => self.notes.push(format!(
                        "{problem}; [lists.{list:?}] of {file} can name the field that holds the id"
                    )),
                }
            }
        }
        facts
    }

    /// Returns whether the model has the field and the field is a single word or number.
    fn holds(&self, model: &str, field: &str) -> bool {
        let Ok(Type::Name(name)) = Type::parse(model) else {
            return false;
        };
        let found = self.library.get(&name);
        let property = found
            .filter(|found| found.model.generics.is_empty())
            .and_then(|found| found.model.properties.as_ref()?.get(field));
        property
            .and_then(|property| Type::parse(property.type_name()).ok())
            .is_some_and(|parsed| is_word(&parsed) && !self.is_secret_field(&name, field, &parsed))
    }
}

/// Returns whether a built-in type can be an id in Rust: text, a whole number or a UUID.
fn is_word(parsed: &Type) -> bool {
    match parsed {
        Type::Name(name) => BUILT_IN.iter().any(|(known, json, format, _)| {
            known == name
                && matches!(
                    (*json, *format),
                    ("integer", _) | ("string", None | Some("uuid"))
                )
        }),
        Type::Alias(_, base) => is_word(base),
        _ => false,
    }
}

/// Returns the built-in type of a single word or number; an enumeration is a separate type.
fn is_scalar(parsed: &Type) -> bool {
    match parsed {
        Type::Name(name) => BUILT_IN.iter().any(|(known, ..)| known == name),
        Type::Alias(_, base) => is_scalar(base),
        _ => false,
    }
}
