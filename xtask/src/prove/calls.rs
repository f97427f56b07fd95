//! Calls with values: each operation once with all arguments and once with the required ones, as a
//! program writes them, made from the old document.

use std::collections::BTreeSet;

use ovh_codegen::document::{properties, referenced, rust_name};
use serde_json::Value;

use super::probes::Unit;
use super::surface::{Argument, Call, Function, Surface};
use super::uses::types_in;
use crate::generated_tests::requests::{DEEPEST, sample};

/// A call as a function that returns the response's future.
#[derive(Debug, Clone)]
pub struct Made {
    pub operation: String,
    /// Whether optional arguments are set.
    pub all: bool,
    pub function: String,
    pub unit: Unit,
}

impl Made {
    /// Returns the name under which the call's request is printed.
    pub fn name(&self) -> String {
        let arguments = match self.all {
            true => "all",
            false => "required",
        };
        format!("{} with {arguments} arguments", self.operation)
    }
}

/// Returns the calls of all operations.
pub fn calls(surface: &Surface) -> anyhow::Result<Vec<Made>> {
    let mut made = Vec::new();
    for (id, call) in &surface.calls {
        for all in [true, false] {
            made.push(one(surface, id, call, all)?);
        }
    }
    Ok(made)
}

fn one(surface: &Surface, id: &str, call: &Call, all: bool) -> anyhow::Result<Made> {
    let values = Values { surface, all };
    let function = format!("call_{id}_{}", if all { "all" } else { "required" });
    let mut uses: BTreeSet<String> = surface
        .arguments(id, &call.method.arguments)
        .into_iter()
        .collect();
    let mut text = format!("api.{id}({})", values.arguments_of_call(id, &call.method)?);
    for setter in &call.setters {
        // The setter of the whole body would replace what the others set.
        if all && setter.name != "body" {
            let value = values.arguments_of_call(id, setter)?;
            text.push_str(&format!(".{}({value})", setter.name));
            uses.extend(surface.setter(id, setter));
        }
    }
    let text = format!(
        "fn {function}(api: &api::Client) -> impl Future<Output = impl Sized> {{ {text}.send() }}\n"
    );
    let text = surface.qualified(&text);
    uses.extend(types_in(&text));
    // What a structure holds is sent too.
    let parts: Vec<String> = uses
        .iter()
        .flat_map(|name| surface.sent_in(name, &text))
        .collect();
    uses.extend(parts);
    Ok(Made {
        operation: id.to_owned(),
        all,
        function,
        unit: Unit {
            name: String::new(),
            text,
            uses,
        },
    })
}

impl Surface {
    /// Returns the fields and values of a type that a call names.
    fn sent_in(&self, name: &str, text: &str) -> Vec<String> {
        let variants = self.enumerations.get(name).into_iter().flatten();
        let variants = variants.map(|variant| super::probes::item::variant(name, variant));
        let mut items: Vec<String> = variants
            .filter(|variant| text.contains(&format!("types::{variant}")))
            .collect();
        if let Some(structure) = self.structures.get(name) {
            let new = structure.new.iter().flat_map(|new| &new.arguments);
            let names = new.map(|argument| &argument.name);
            let set = structure.setters.iter().map(|setter| &setter.name);
            let set = set.filter(|name| text.contains(&format!(".{name}(")));
            items.extend(
                names
                    .chain(set)
                    .map(|field| super::probes::item::field(name, field)),
            );
        }
        items
    }
}

/// Makes the values of a call.
struct Values<'a> {
    surface: &'a Surface,
    all: bool,
}

impl Values<'_> {
    fn arguments_of_call(&self, id: &str, function: &Function) -> anyhow::Result<String> {
        let operation = self.surface.operation(id);
        let schema = |name: &str| -> Value {
            let Some(operation) = operation else {
                return Value::Null;
            };
            let mut parameters = operation.parameters();
            if let Some(parameter) = parameters.find(|parameter| rust_name(parameter) == name) {
                return parameter.get("schema").cloned().unwrap_or_default();
            }
            let renamed = operation.renamed_setters().and_then(|setters| {
                let found = setters
                    .iter()
                    .find(|(_, setter)| setter.as_str() == Some(name));
                found.map(|(field, _)| field.as_str())
            });
            let Some(body) = operation.body() else {
                return Value::Null;
            };
            let component =
                referenced(body).and_then(|body| self.surface.document.schemas.get(body));
            match component.and_then(|component| field(component, renamed.unwrap_or(name))) {
                Some(schema) => schema,
                None => body.clone(),
            }
        };
        self.list(&function.arguments, schema, 0)
    }

    fn list(
        &self,
        arguments: &[Argument],
        schema: impl Fn(&str) -> Value,
        depth: usize,
    ) -> anyhow::Result<String> {
        let values: Vec<String> = arguments
            .iter()
            .map(|argument| {
                self.value(
                    &argument.rust,
                    &schema(&argument.name),
                    &argument.name,
                    depth,
                )
            })
            .collect::<anyhow::Result<_>>()?;
        Ok(values.join(", "))
    }

    /// Returns an expression of a type, for a value of a schema.
    fn value(
        &self,
        rust: &str,
        schema: &Value,
        name: &str,
        depth: usize,
    ) -> anyhow::Result<String> {
        let own = rust.strip_prefix("types::").unwrap_or(rust);
        let of_list = ["Vec<", "::std::vec::Vec<"];
        let item = of_list
            .iter()
            .find_map(|list| rust.strip_prefix(list)?.strip_suffix('>'));
        if let Some(item) = item {
            let items = self.array(schema).get("items").cloned().unwrap_or_default();
            let value = self.value(item, &items, name, depth)?;
            return Ok(format!("vec![{value}]"));
        }
        if let Some(variant) = self
            .surface
            .enumerations
            .get(own)
            .and_then(|all| all.last())
        {
            return Ok(format!("types::{own}::{variant}"));
        }
        if let Some(structure) = self.surface.structures.get(own)
            && let Some(new) = &structure.new
        {
            let component = self.surface.document.schemas.get(own);
            let of = |name: &str| {
                component
                    .and_then(|component| field(component, name))
                    .unwrap_or_default()
            };
            let mut text = format!(
                "types::{own}::new({})",
                self.list(&new.arguments, of, depth + 1)?
            );
            for setter in &structure.setters {
                if self.all && depth < DEEPEST {
                    let value = self.list(&setter.arguments, |_| of(&setter.name), depth + 1)?;
                    text.push_str(&format!(".{}({value})", setter.name));
                }
            }
            return Ok(text);
        }
        let json = sample(&self.surface.document, schema, name, self.all, depth)?;
        Ok(format!("given::<{rust}>({:?})", json.to_string()))
    }

    /// Returns the schema of a list, which may be a component or a part of one.
    fn array<'a>(&'a self, schema: &'a Value) -> &'a Value {
        match (referenced(schema), schema.pointer("/allOf/0")) {
            (Some(name), _) => match self.surface.document.schemas.get(name) {
                Some(component) => self.array(component),
                None => schema,
            },
            (None, Some(inner)) => self.array(inner),
            (None, None) => schema,
        }
    }
}

/// Returns the schema of the field that has a name in Rust.
fn field(component: &Value, name: &str) -> Option<Value> {
    let mut fields = properties(component).into_values();
    fields.find(|schema| rust_name(schema) == name).cloned()
}
