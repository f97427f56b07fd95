//! The items that a part of a program uses: those that a text names, and those that arguments set.

use ovh_codegen::document::{Operation, referenced, rust_name, text};

use super::probes::item;
use super::surface::{Argument, Function, Surface};

impl Surface {
    /// Returns a text in which each type of the bindings has its path.
    pub fn qualified(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let end = rest
                .find(|c: char| !is_part_of_name(c))
                .unwrap_or(rest.len());
            let (name, after) = rest.split_at(end);
            let known = self.structures.contains_key(name) || self.enumerations.contains_key(name);
            if known && !out.ends_with("::") {
                out.push_str("types::");
            }
            out.push_str(name);
            let other = after.find(is_part_of_name).unwrap_or(after.len());
            let (between, left) = after.split_at(other);
            out.push_str(between);
            rest = left;
        }
        out
    }

    /// Returns the method of the operation at a place.
    pub fn id_of(&self, place: &str) -> Option<String> {
        let mut all = self.document.operations.values();
        let found = all.find(|operation| operation.place == place);
        found.map(|operation| operation.id().to_owned())
    }

    /// Returns the items that a call with required arguments uses.
    pub fn arguments(&self, id: &str, arguments: &[Argument]) -> Vec<String> {
        let mut uses = vec![id.to_owned()];
        uses.extend(self.body_of(id));
        for argument in arguments {
            uses.extend(self.set_by(id, &argument.name));
        }
        uses
    }

    /// Returns the type of an operation's body.
    fn body_of(&self, id: &str) -> Option<String> {
        let body = self.operation(id)?.body().and_then(referenced);
        body.map(str::to_owned)
    }

    pub fn operation(&self, id: &str) -> Option<&Operation> {
        let mut all = self.document.operations.values();
        all.find(|operation| operation.id() == id)
    }

    /// Returns the items that a setter of a builder uses.
    pub fn setter(&self, id: &str, setter: &Function) -> Vec<String> {
        self.set_by(id, &setter.name)
    }

    /// Returns the parameter or the field of the body that has a name in Rust.
    fn set_by(&self, id: &str, name: &str) -> Vec<String> {
        let Some(operation) = self.operation(id) else {
            return Vec::new();
        };
        let mut parameters = operation.parameters();
        if let Some(parameter) = parameters.find(|parameter| rust_name(parameter) == name) {
            return vec![item::parameter(id, text(parameter, "name"))];
        }
        let body = operation.body().and_then(referenced);
        let renamed = operation.renamed_setters().and_then(|setters| {
            let found = setters
                .iter()
                .find(|(_, setter)| setter.as_str() == Some(name));
            found.map(|(field, _)| field.as_str())
        });
        match body {
            Some(body) if name != "body" => {
                vec![item::field(body, renamed.unwrap_or(name))]
            }
            _ => Vec::new(),
        }
    }
}

fn is_part_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Returns the types that a text names.
pub fn types_in(text: &str) -> impl Iterator<Item = String> + '_ {
    text.match_indices("types::").map(|(at, prefix)| {
        let rest = text.get(at + prefix.len()..).unwrap_or_default();
        rest.chars().take_while(|c| is_part_of_name(*c)).collect()
    })
}
