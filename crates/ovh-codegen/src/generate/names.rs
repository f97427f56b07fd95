//! Rust names for the names of a document: all are different, and none conflicts with another.
//!
//! A name without conflict follows the generator's own rule. The others get a suffix by rule:
//! `send_in_query` for a parameter, `batch_id2` for a field, `DefaultModel` for a type,
//! `new_operation` for an operation.

use std::collections::{BTreeMap, HashSet};

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};
use serde_json::Value;
use unicode_ident::{is_xid_continue, is_xid_start};

/// Words to which the generator appends an underscore.
pub(crate) const KEYWORDS: &[&str] = &[
    "_", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "Self", "self", "static", "struct", "super", "trait", "true", "try", "type",
    "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Prelude names that generated code uses without a path: traits, whose methods are unreachable if
/// a type has their name, and constructors, which a tuple structure replaces.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "Clone",
    "Default",
    "Drop",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Some",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
];

/// Types that the builders of operations use without a path.
const BUILDERS: &[&str] = &["Error", "Option", "Result", "String"];

/// Hand-written types beside the generated ones.
pub(crate) const LIBRARY: &[&str] = &["SecretText", "ApiError"];

/// The variant that keeps values that are not listed.
const UNKNOWN: &str = "Unknown";

/// The constant with the values of an enumeration.
const VALUES: &str = "VALUES";

/// Methods of the client that are not operations.
const CLIENT_METHODS: &[&str] = &["new", "clone"];

/// Constants of the module `operations` that are not operations.
const CONSTANTS: &[&str] = &["ALL"];

/// Methods of the builders of operations and of their mocks that are not setters, and a variable.
const BUILDER_METHODS: &[&str] = &[
    "new",
    "send",
    "into_request",
    "stream",
    "into_inner",
    "header_map",
];

/// Methods of the builders of operations that have a body.
const BODY_METHODS: &[&str] = &["body"];

/// Methods of types that requests contain that are not setters.
const TYPE_METHODS: &[&str] = &["new"];

/// The key under which a document states the name of a field or a parameter in Rust.
pub(crate) const STATED: &str = "x-ovh-rust-name";

/// How the words of a name are joined.
#[derive(Clone, Copy)]
pub(crate) enum Case {
    Snake,
    Pascal,
}

/// The names of an operation.
#[derive(Debug, Clone)]
pub(crate) struct OperationNames {
    /// The method of the client.
    pub id: String,
    pub builder: String,
    pub constant: String,
}

/// The generator's own rule; `before_digit` is inserted before a character that can't begin a name.
pub(crate) fn generated(text: &str, case: Case, before_digit: &str) -> String {
    let cased = |text: &str| match case {
        Case::Snake => text.to_snake_case(),
        Case::Pascal => text.to_upper_camel_case(),
    };
    let name = match text {
        "+1" => "plus1".to_owned(),
        "-1" => "minus1".to_owned(),
        _ => cased(
            &text
                .replace('\'', "")
                .replace(|c: char| !is_xid_continue(c), "-"),
        ),
    };
    let name = match name.chars().next() {
        None => cased("x"),
        Some(c) if is_xid_start(c) => name,
        Some(_) => format!("{before_digit}{name}"),
    };
    match KEYWORDS.contains(&name.as_str()) {
        true => format!("{name}_"),
        false => name,
    }
}

/// Returns the name of a type by the generator's rule.
pub(crate) fn type_name(text: &str) -> String {
    generated(text, Case::Pascal, "X")
}

/// Returns the name of a structure's field by the generator's rule.
pub(crate) fn field(text: &str) -> String {
    generated(text, Case::Snake, "x")
}

/// Returns the name of a parameter's setter by the generator's rule.
pub(crate) fn setter(text: &str) -> String {
    generated(text, Case::Snake, "_")
}

/// Takes the first free name of `wanted`, `fallback` and `fallback2`, `fallback3`…
pub(crate) fn claim(taken: &mut HashSet<String>, wanted: String, fallback: &str) -> String {
    let mut free = wanted;
    let mut count = 1;
    while !taken.insert(free.clone()) {
        free = match count {
            1 => fallback.to_owned(),
            _ => format!("{fallback}{count}"),
        };
        count += 1;
    }
    free
}

/// Returns the types of a document's schemas, by the name of the schema.
pub(crate) fn types<'a>(schemas: impl Iterator<Item = &'a String>) -> BTreeMap<String, String> {
    let mut taken: HashSet<String> = PRELUDE.iter().map(|name| (*name).to_owned()).collect();
    // A name that is already a Rust name is kept, regardless of other names in the document.
    let (kept, changed): (Vec<&String>, Vec<&String>) =
        schemas.partition(|name| type_name(name) == **name);
    let mut types = BTreeMap::new();
    for name in kept.into_iter().chain(changed) {
        let wanted = type_name(name);
        let fallback = format!("{}Model", wanted.trim_end_matches('_'));
        types.insert(name.clone(), claim(&mut taken, wanted, &fallback));
    }
    types
}

/// Names operations one after the other.
pub(crate) struct Operations {
    methods: HashSet<String>,
    builders: HashSet<String>,
    constants: HashSet<String>,
}

impl Operations {
    pub(crate) fn new() -> Operations {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Operations {
            methods: owned(CLIENT_METHODS),
            builders: owned(&[PRELUDE, BUILDERS].concat()),
            constants: owned(CONSTANTS),
        }
    }

    /// Takes the names of an operation.
    pub(crate) fn claim(&mut self, id: &str) -> OperationNames {
        let wanted = setter(id);
        let fallback = format!("{}_operation", wanted.trim_end_matches('_'));
        let mut id = wanted;
        let mut count = 1;
        loop {
            let names = OperationNames {
                builder: generated(&id, Case::Pascal, "_"),
                constant: id.to_uppercase(),
                id,
            };
            let free = !self.methods.contains(&names.id)
                && !self.builders.contains(&names.builder)
                && !self.constants.contains(&names.constant);
            if free {
                self.methods.insert(names.id.clone());
                self.builders.insert(names.builder.clone());
                self.constants.insert(names.constant.clone());
                return names;
            }
            id = match count {
                1 => fallback.clone(),
                _ => format!("{fallback}{count}"),
            };
            count += 1;
        }
    }
}

/// Returns the methods of an operation's builder that are not setters.
pub(crate) fn builder_methods(has_body: bool) -> HashSet<String> {
    BUILDER_METHODS
        .iter()
        .chain(BODY_METHODS.iter().filter(|_| has_body))
        .map(|name| (*name).to_owned())
        .collect()
}

/// Returns the name of the setter of a structure's field.
pub(crate) fn field_setter(field: &str) -> String {
    match TYPE_METHODS.contains(&field) {
        true => format!("{field}_value"),
        false => field.to_owned(),
    }
}

/// Returns the setters of an operation's parameters, in the parameters' order.
pub(crate) fn setters(parameters: &[Value], has_body: bool) -> Vec<String> {
    let mut taken = builder_methods(has_body);
    let text =
        |parameter: &Value, key: &str| parameter[key].as_str().unwrap_or_default().to_owned();
    // Names in a path are not sent: in a conflict they are changed, not the others.
    let rank = |parameter: &Value| {
        let stated = parameter[STATED].is_string();
        let name = text(parameter, "name");
        let plain = is_plain(&name, &setter(&name));
        (!stated, parameter["in"] == "path", !plain)
    };
    let mut order: Vec<usize> = (0..parameters.len()).collect();
    order.sort_by_key(|at| parameters.get(*at).map(rank));
    let mut setters = vec![String::new(); parameters.len()];
    for at in order {
        let Some(parameter) = parameters.get(at) else {
            continue;
        };
        let name = text(parameter, "name");
        let wanted = setter(parameter[STATED].as_str().unwrap_or(&name));
        let fallback = format!(
            "{}_in_{}",
            wanted.trim_end_matches('_'),
            text(parameter, "in")
        );
        if let Some(place) = setters.get_mut(at) {
            *place = claim(&mut taken, wanted, &fallback);
        }
    }
    setters
}

/// Returns whether an operation can have the name.
pub(crate) fn is_operation(id: &str) -> bool {
    Operations::new().claim(id).id == id
}

/// Returns whether a type can have the name.
pub(crate) fn is_type(name: &str) -> bool {
    let is_other = |names: &[&str]| names.contains(&name);
    type_name(name) == name && ![PRELUDE, BUILDERS, LIBRARY].into_iter().any(is_other)
}

/// Returns whether a field can have the name.
pub(crate) fn is_field(name: &str) -> bool {
    field(name) == name
}

/// Returns whether a variant can have the name; a description can state any.
pub(crate) fn is_variant(name: &str) -> bool {
    is_identifier(name) && ![UNKNOWN, VALUES].contains(&name)
}

/// Returns whether the setter of a parameter can have the name.
pub(crate) fn is_setter(name: &str, has_body: bool) -> bool {
    setter(name) == name && !builder_methods(has_body).contains(name)
}

/// Returns whether a name is a Rust name, or is written like one in camel case.
fn is_plain(name: &str, rust: &str) -> bool {
    name == rust || name == rust.to_lower_camel_case()
}

/// Returns the fields of a structure, by the name of the property.
pub(crate) fn fields(schema: &Value) -> BTreeMap<String, String> {
    let mut properties: Vec<(&String, &Value)> = schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .collect();
    // Stated names come first, then plain ones: a spelling that OVHcloud adds later does not take
    // the name of a plain one.
    properties.sort_by_key(|(name, property)| {
        let plain = is_plain(name, &field(name));
        (!property[STATED].is_string(), !plain, (*name).clone())
    });
    let mut taken = HashSet::new();
    let mut fields = BTreeMap::new();
    for (name, property) in properties {
        let wanted = field(property[STATED].as_str().unwrap_or(name));
        let bare = wanted.trim_end_matches('_').to_owned();
        let mut free = wanted;
        let mut count = 2;
        while !taken.insert(free.clone()) {
            free = format!("{bare}{count}");
            count += 1;
        }
        fields.insert(name.clone(), free);
    }
    fields
}

/// Returns the values of an enumeration as OVHcloud writes them, with their variants.
pub(crate) fn variants(schema: &Value) -> Vec<(String, String)> {
    let listed = |key: &str| schema[key].as_array().map_or(&[][..], Vec::as_slice);
    let names = listed("x-enum-varnames");
    let mut taken = HashSet::from([UNKNOWN.to_owned()]);
    let mut variants = Vec::new();
    for (at, value) in listed("enum").iter().enumerate() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        let stated = names.get(at).and_then(Value::as_str);
        let wanted = generated(stated.unwrap_or(&value), Case::Pascal, "N");
        // A stated name that is a Rust name is used unchanged.
        let wanted = match stated {
            Some(stated) if is_identifier(stated) => stated.to_owned(),
            _ => wanted,
        };
        let fallback = format!("{}Value", wanted.trim_end_matches('_'));
        variants.push((value, claim(&mut taken, wanted, &fallback)));
    }
    variants
}

fn is_identifier(text: &str) -> bool {
    let mut letters = text.chars();
    letters.next().is_some_and(is_xid_start)
        && letters.all(is_xid_continue)
        && !KEYWORDS.contains(&text)
}
