//! Compares the parameters of an operation. Those in the body are compared with the body's type.

use serde_json::Value;

use super::operations::Both;
use super::{Found, Weight, names};
use crate::document::{Operation, flag, properties, referenced, text};

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

type Same = fn(&Parameter<'_>, &Parameter<'_>) -> bool;

/// Matches parameters: by place and name, by setter, by position in the path.
const SAME: [Same; 3] = [
    |was, is| was.place == is.place && was.travels_as(is),
    |was, is| was.setter == is.setter,
    |was, is| was.place == "path" && is.place == "path" && was.number == is.number,
];

/// Compares the parameters of an operation.
pub(super) fn compare(both: &Both<'_>, found: &mut Found) {
    let (mut before, mut after) = (parameters(both.was), parameters(both.is));
    // In a path that moved, the position has no meaning.
    let shape = crate::convert::paths::shape;
    let moved = shape(&both.was.place) != shape(&both.is.place);
    for same in SAME.iter().take(if moved { 2 } else { 3 }) {
        let mut left = Vec::new();
        for was in before {
            match after.iter().position(|is| same(&was, is)) {
                Some(at) => one(both, &was, &after.remove(at), found),
                None => left.push(was),
            }
        }
        before = left;
    }
    for was in before {
        removed(both, &was, found);
    }
    for is in after {
        added(both, &is, found);
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
    for rule in [of_name, of_place, of_presence, of_type] {
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
fn of_name(_: &Both<'_>, was: &Parameter<'_>, is: &Parameter<'_>) -> Reported {
    let is_argument = flag(was.value, "required") && flag(is.value, "required");
    let same_in_code = is_argument || was.setter == is.setter;
    let weight = match (same_in_code, is.place) {
        (true, _) if was.name == is.name => return None,
        (true, "path") if [was.name, is.name].contains(&SERVICE) => Weight::Breaking,
        (false, _) => Weight::Breaking,
        (true, "path") => Weight::Nothing,
        (true, "header") if was.travels_as(is) => Weight::Nothing,
        (true, _) => Weight::Behaviour,
    };
    let what = match was.name == is.name {
        true => format!("is set by {} now, no longer by {}", is.setter, was.setter),
        false => format!("is named {} now", is.name),
    };
    Some((weight, what))
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
