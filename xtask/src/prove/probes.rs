//! Probes: one small function for each use that a program can make of the bindings, made from the
//! old document.

use std::collections::BTreeSet;

use ovh_codegen::words;

use super::surface::{Argument, Call, Structure, Surface};
use super::uses::types_in;

/// A part of a program that is compiled with others and stays or fails by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The file's name in the program, for a module of its own; probes share one.
    pub name: String,
    pub text: String,
    /// The items that it uses, under old names; see [`item`].
    pub uses: BTreeSet<String>,
}

/// How an item is written: `jobs_create`, `jobs_create?tag` (a parameter of an operation, under its
/// name in the request), `jobs_list#stream`, `jobs_list#response`, `Job`, `Job.id`, `Class::Sim`.
pub mod item {
    pub fn parameter(operation: &str, name: &str) -> String {
        format!("{operation}?{name}")
    }

    pub fn stream(operation: &str) -> String {
        format!("{operation}#stream")
    }

    pub fn response(operation: &str) -> String {
        format!("{operation}#response")
    }

    pub fn field(of: &str, name: &str) -> String {
        format!("{of}.{name}")
    }

    pub fn variant(of: &str, name: &str) -> String {
        format!("{of}::{name}")
    }
}

/// The beginning of the file that contains the probes.
pub const HEADER: &str = "\
//! One function for each use of the bindings, made from the old document.

use std::future::Future;

use crate::api::{self, operations, types};

fn any<T>() -> T {
    panic!(\"compiled, and never run\")
}

fn given<T>(_: &str) -> T {
    panic!(\"compiled, and never run\")
}

fn response<T>(_: impl Future<Output = Result<ovh_sms::Response<T>, ovh_sms::Error>>) {}

";

/// Returns a probe for each use of what a document binds.
pub fn probes(surface: &Surface) -> Vec<Unit> {
    let mut probes = Probes {
        surface,
        made: Vec::new(),
    };
    for (id, call) in &surface.calls {
        probes.of_call(id, call);
    }
    for (name, structure) in &surface.structures {
        probes.of_structure(name, structure);
    }
    for (name, variants) in &surface.enumerations {
        probes.of_enumeration(name, variants);
    }
    probes.made
}

struct Probes<'a> {
    surface: &'a Surface,
    made: Vec<Unit>,
}

impl Probes<'_> {
    fn add(&mut self, signature: &str, body: &str, uses: impl IntoIterator<Item = String>) {
        let number = self.made.len();
        let text = format!("fn p{number}({signature}) {{ {body} }}\n");
        let text = self.surface.qualified(&text);
        let mut uses: BTreeSet<String> = uses.into_iter().collect();
        uses.extend(types_in(&text));
        // The body of an operation has its name.
        let bodies = &self.surface.document.bodies;
        let operations = uses.iter().filter_map(|name| bodies.get(name));
        let operations: Vec<String> = operations
            .filter_map(|place| self.surface.id_of(place))
            .collect();
        uses.extend(operations);
        self.made.push(Unit {
            name: String::new(),
            text,
            uses,
        });
    }

    fn of_call(&mut self, id: &str, call: &Call) {
        const API: &str = "api: &api::Client";
        let make = format!("api.{id}({})", any(&call.method.arguments));
        let used = self.surface.arguments(id, &call.method.arguments);
        let with = |more: Vec<String>| used.iter().cloned().chain(more);
        self.add(
            API,
            &format!("let _: api::builder::{}<'_> = {make};", call.builder),
            with(vec![]),
        );
        self.add(
            "",
            &format!(
                "let _: &ovh_sms::Operation = &operations::{};",
                id.to_uppercase()
            ),
            [id.to_owned()],
        );
        if let Some(arguments) = &call.view {
            self.add(
                "api: api::ServiceApi<'_>",
                &format!("let _ = api.{id}({});", any(arguments)),
                with(vec![]),
            );
        }
        for setter in &call.setters {
            let body = format!(
                "let _ = {make}.{}({});",
                setter.name,
                any(&setter.arguments)
            );
            let sets = self.surface.setter(id, setter);
            self.add(API, &body, with(sets));
        }
        self.add(
            API,
            &format!(
                "let _: Result<ovh_sms::reqwest::Request, ovh_sms::Error> = {make}.into_request();"
            ),
            with(vec![]),
        );
        if let Some(response) = &call.response {
            let body = format!("response::<{response}>({make}.send());");
            self.add(API, &body, with(vec![item::response(id)]));
        }
        if let Some(stream) = &call.stream {
            let body = format!("let _: ovh_sms::ListStream<{stream}> = {make}.stream();");
            self.add(API, &body, with(vec![item::stream(id)]));
        }
    }

    fn of_structure(&mut self, name: &str, structure: &Structure) {
        let of_type = |more: &[String]| {
            let mut uses = vec![name.to_owned()];
            uses.extend_from_slice(more);
            uses
        };
        self.add(&format!("_: types::{name}"), "", of_type(&[]));
        if structure.has_default {
            self.add(
                "",
                &format!("let _ = types::{name}::default();"),
                of_type(&[]),
            );
        }
        for (field, rust) in &structure.fields {
            let signature = format!("value: types::{name}");
            let body = format!("let _: {rust} = value.{field};");
            self.add(&signature, &body, of_type(&[item::field(name, field)]));
        }
        let Some(new) = &structure.new else {
            return;
        };
        let make = format!("types::{name}::new({})", any(&new.arguments));
        let required: Vec<String> = new
            .arguments
            .iter()
            .map(|argument| item::field(name, &argument.name))
            .collect();
        self.add("", &format!("let _ = {make};"), of_type(&required));
        for setter in &structure.setters {
            let body = format!(
                "let _ = {make}.{}({});",
                setter.name,
                any(&setter.arguments)
            );
            let mut uses = required.clone();
            uses.push(item::field(name, &setter.name));
            self.add("", &body, of_type(&uses));
        }
    }

    fn of_enumeration(&mut self, name: &str, variants: &[String]) {
        for variant in variants {
            self.add(
                &format!("value: &types::{name}"),
                &format!(
                    "let _ = types::{name}::{variant}; if let types::{name}::{variant} = value {{}}"
                ),
                [name.to_owned(), item::variant(name, variant)],
            );
        }
    }
}

/// Returns `any::<T>()` for each argument.
fn any(arguments: &[Argument]) -> String {
    let values: Vec<String> = arguments
        .iter()
        .map(|argument| format!("any::<{}>()", argument.rust))
        .collect();
    values.join(", ")
}

/// Returns the name of the type of an operation's body.
pub fn body_type(id: &str) -> String {
    words::type_name(&format!("{id}_body"))
}
