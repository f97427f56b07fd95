//! Whether the bindings of a document can keep the old name of a renamed item.

use serde_json::Value;

use super::document::{Document, is_structure};
use super::names;
use super::renamed::{Item, Renamed, builder};
use super::signature::{self, Signature, Target};

impl Renamed {
    /// Returns why the old name can't be kept in the bindings of a document.
    pub(crate) fn fault(&self, document: &Document) -> Option<String> {
        if document.has(&self.old) || document.sets(&self.old) {
            return Some(format!("the description still has {}", self.old));
        }
        if self.old.is_reserved(document) {
            return Some(format!(
                "generated code has another use for the name {}",
                self.old.name()
            ));
        }
        if !document.has(&self.new) {
            return Some(format!("the description has no {}", self.new));
        }
        match &self.new {
            Item::Field(of, name) if !document.is_set(of, name) => Some(format!(
                "no request sets {}, and a field that is read can't have two names",
                self.new
            )),
            _ => None,
        }
    }
}

impl Item {
    /// Returns whether no item of its kind can have the name.
    fn is_reserved(&self, document: &Document) -> bool {
        match self {
            Item::Operation(id) => !names::is_operation(id),
            Item::Type(name) => !names::is_type(name),
            Item::Field(_, name) => !names::is_field(name),
            Item::Variant(_, name) => !names::is_variant(name),
            Item::Setter(of, name) => {
                let mut operations = document.operations.iter();
                let operation = operations.find(|operation| operation.builder == *of);
                let has_body = operation.is_some_and(|operation| operation.body.is_some());
                !names::is_setter(name, has_body)
            }
        }
    }
}

impl Document {
    /// Returns whether the bindings have an item.
    pub(crate) fn has(&self, item: &Item) -> bool {
        match item {
            Item::Operation(id) => {
                let name = builder(id);
                let mut operations = self.operations.iter();
                operations.any(|operation| operation.id == *id || operation.builder == name)
            }
            Item::Type(name) => {
                let schema = self.schemas.get(name);
                schema.is_some_and(|schema| schema["type"] == "object" || is_enumeration(schema))
            }
            Item::Field(of, name) => {
                let fields = self.fields.get(of);
                fields.is_some_and(|fields| fields.values().any(|field| field == name))
            }
            Item::Variant(of, name) => {
                let schema = self.schemas.get(of).filter(|schema| is_enumeration(schema));
                let variants = schema.map(names::variants).unwrap_or_default();
                variants.iter().any(|(_, variant)| variant == name)
            }
            Item::Setter(of, name) => {
                let mut operations = self.operations.iter();
                operations.any(|operation| {
                    operation.builder == *of
                        && Signature::of(operation, self).setters.iter().any(|setter| {
                            setter.name == *name && matches!(setter.target, Target::Parameter(_))
                        })
                })
            }
        }
    }

    /// Returns whether a builder has a method with the name of a setter, whatever it sets.
    fn sets(&self, item: &Item) -> bool {
        let Item::Setter(of, name) = item else {
            return false;
        };
        let mut operations = self.operations.iter();
        operations.any(|operation| {
            let setters = || Signature::of(operation, self).setters;
            operation.builder == *of && setters().iter().any(|setter| setter.name == *name)
        })
    }

    /// Returns whether a field has a setter: an optional field of a structure that requests contain.
    fn is_set(&self, structure: &str, field: &str) -> bool {
        let schema = self.schemas.get(structure);
        schema.is_some_and(is_structure)
            && self.written().contains(structure)
            && signature::fields(self, structure).any(|(name, required)| name == field && !required)
    }
}

fn is_enumeration(schema: &Value) -> bool {
    schema.get("enum").is_some()
}
