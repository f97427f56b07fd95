//! Compares the parameters of an operation. Those in the body are compared with the body's type.

use serde_json::Value;

use std::collections::BTreeMap;

use super::both::Both;
use super::pairs::Parts;
use super::renames::{self, spelling};
use super::{Found, Weight, names};
use crate::document::{Operation, flag, properties, referenced, text};
use crate::generate::Item;

/// A parameter in the path, the query or a header.
struct Parameter<'a> {
    place: &'a str,
    name: &'a str,
    /// The method of the builder.
    setter: String,
    /// The position among those of the path.
    number: usize,
    value: &'a Value,
}

impl Parameter<'_> {
    /// Returns whether both are sent under one name. Header names are case-insensitive.
    fn travels_as(&self, other: &Parameter<'_>) -> bool {
        let headers = self.place == "header" && other.place == "header";
        self.name == other.name || (headers && self.name.eq_ignore_ascii_case(other.name))
    }

    fn schema(&self) -> &Value {
        self.value.get("schema").unwrap_or(&Value::Null)
    }
}

fn parameters(operation: &Operation) -> Vec<Parameter<'_>> {
    let path = operation.place.split_once(' ').unwrap_or_default().1;
    let braces = crate::convert::paths::placeholders(path).unwrap_or_default();
    let all = operation.parameters().map(|value| {
        let name = text(value, "name");
        Parameter {
            place: text(value, "in"),
            name,
            setter: names::setter(value),
            number: braces.iter().position(|brace| *brace == name).unwrap_or(0),
            value,
        }
    });
    all.collect()
}

type Same = fn(&Both<'_>, &Parameter<'_>, &Parameter<'_>) -> bool;

/// Matches parameters: by place and name, as the new document states, by setter, by name without
/// case and separators, by position in the path.
const SAME: [Same; 5] = [
    |_, was, is| was.place == is.place && was.travels_as(is),
    |both, was, is| both.new.keeps(&item(both, was), &item(both, is)),
    |_, was, is| was.setter == is.setter,
    |_, was, is| was.place == is.place && spelling(was.name) == spelling(is.name),
    |both, was, is| {
        was.place == "path" && is.place == "path" && was.number == is.number && !has_moved(both)
    },
];

/// Returns whether the path has its parameters elsewhere: a position in it has no meaning then.
fn has_moved(both: &Both<'_>) -> bool {
    let layout = |place: &str| -> Vec<bool> {
        place
            .split('/')
            .map(|segment| segment.contains('{'))
            .collect()
    };
    layout(&both.was.place) != layout(&both.is.place)
}

/// Returns the setter of a parameter, a part of the new builder.
fn item(both: &Both<'_>, parameter: &Parameter<'_>) -> Item {
    Item::Setter(renames::builder(both.is.id()), parameter.setter.clone())
}

fn pairs<'a>(both: &Both<'a>) -> Parts<Parameter<'a>> {
    let (was, is) = (parameters(both.was), parameters(both.is));
    Parts::pair(was, is, &SAME, |same, was, is| same(both, was, is))
}

/// Returns the new setters of the parameters that have another one.
pub(super) fn renamed(both: &Both<'_>) -> BTreeMap<String, String> {
    let pairs = pairs(both).both.into_iter();
    let renamed = pairs.filter(|(was, is)| was.setter != is.setter);
    renamed.map(|(was, is)| (was.setter, is.setter)).collect()
}

/// Compares the parameters of an operation.
pub(super) fn compare(both: &Both<'_>, found: &mut Found) {
    let pairs = pairs(both);
    for (was, is) in &pairs.both {
        one(both, was, is, found);
    }
    for was in &pairs.removed {
        removed(both, was, found);
    }
    for is in &pairs.added {
        added(both, is, found);
    }
}

fn body_has(both: &Both<'_>, name: &str) -> bool {
    let body = both.is.body().and_then(referenced);
    let schema = body.and_then(|body| both.new.schemas.get(body));
    schema.is_some_and(|schema| properties(schema).contains_key(&name.to_owned()))
}

fn removed(both: &Both<'_>, was: &Parameter<'_>, found: &mut Found) {
    let (place, name) = (was.place, was.name);
    let what = match body_has(both, name) {
        true => format!("the {place} parameter {name} moved to the body"),
        false => format!("the {place} parameter {name} was removed"),
    };
    both.add(Weight::Breaking, what, found);
}

fn added(both: &Both<'_>, is: &Parameter<'_>, found: &mut Found) {
    let (place, name) = (is.place, is.name);
    match flag(is.value, "required") {
        true => {
            let what =
                format!("the required {place} parameter {name} was added: calls without it fail");
            both.add(Weight::Breaking, what, found);
        }
        false => {
            let what = format!("the {place} parameter {name} was added");
            both.add(Weight::Nothing, what, found);
        }
    }
}

/// Compares one parameter by each rule.
fn one(both: &Both<'_>, was: &Parameter<'_>, is: &Parameter<'_>, found: &mut Found) {
    of_name(both, was, is, found);
    for rule in [of_place, of_presence, of_type] {
        if let Some((weight, what)) = rule(both, was, is) {
            let what = format!("the {} parameter {} {what}", was.place, was.name);
            both.add(weight, what, found);
        }
    }
    found.words(was.value.get("description"), is.value.get("description"));
}

type Reported = Option<(Weight, String)>;

/// The path parameter that a view of one service fills in, by its name.
const SERVICE: &str = "serviceName";

/// Compares the names. The name is sent, except for path parameters. Code passes required parameters
/// by their order, and uses the setters of the others.
fn of_name(both: &Both<'_>, was: &Parameter<'_>, is: &Parameter<'_>, found: &mut Found) {
    let is_argument = flag(was.value, "required") && flag(is.value, "required");
    let is_optional = !flag(was.value, "required") && !flag(is.value, "required");
    let same_in_code = is_argument || was.setter == is.setter;
    let weight = match (same_in_code, is.place) {
        (true, _) if was.name == is.name => return,
        (true, "path") if [was.name, is.name].contains(&SERVICE) => Weight::Breaking,
        (false, _) if is_optional => {
            renames::weigh(both.new, item(both, was), item(both, is), found)
        }
        (false, _) => Weight::Breaking,
        (true, "path") => Weight::Nothing,
        (true, "header") if was.travels_as(is) => Weight::Nothing,
        (true, _) => Weight::Behaviour,
    };
    let what = match (was.name == is.name, was.setter == is.setter || is_argument) {
        (true, _) => format!("is set by {} now, no longer by {}", is.setter, was.setter),
        (false, true) => format!("is named {} now", is.name),
        (false, false) => format!(
            "is named {} now, and is set by {}, no longer by {}",
            is.name, is.setter, was.setter
        ),
    };
    let what = format!("the {} parameter {} {what}", was.place, was.name);
    both.add(weight, what, found);
}

fn of_place(_: &Both<'_>, was: &Parameter<'_>, is: &Parameter<'_>) -> Reported {
    (was.place != is.place).then(|| {
        let what = format!("is a {} parameter now", is.place);
        (Weight::Behaviour, what)
    })
}

fn of_presence(_: &Both<'_>, was: &Parameter<'_>, is: &Parameter<'_>) -> Reported {
    match (flag(was.value, "required"), flag(is.value, "required")) {
        (false, true) => Some((
            Weight::Breaking,
            "is required now: calls without it fail".to_owned(),
        )),
        (true, false) => Some((
            Weight::Breaking,
            "is no longer required, and is set by a method now".to_owned(),
        )),
        _ => None,
    }
}

fn of_type(both: &Both<'_>, was: &Parameter<'_>, is: &Parameter<'_>) -> Reported {
    let (before, after) = both.rust_types(was.schema(), is.schema());
    if before != after {
        let what = format!("is {after} now, no longer {before}");
        return Some((Weight::Breaking, what));
    }
    // Values with fields are sent as JSON text in a query.
    let json = (text(was.value, "x-ovh-json"), text(is.value, "x-ovh-json"));
    let own = |json: &str, meaning: String| match json {
        "" => meaning,
        json => json.to_owned(),
    };
    let before = own(json.0, both.old.meaning(was.schema()));
    let after = own(json.1, both.new.meaning(is.schema()));
    (before != after).then(|| {
        let what = format!("means {after} now, no longer {before}");
        (Weight::Behaviour, what)
    })
}
