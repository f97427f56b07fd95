//! Compares the contents of types: the fields of a structure, the values of an enumeration.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::models::Both;
use super::pairs::Parts;
use super::renames::{self, spelling};
use super::{Found, Weight, names};
use crate::document::{flag, properties, required, text};
use crate::generate::Item;

/// Returns whether a component is an enumeration.
pub(super) fn is_enumeration(schema: &Value) -> bool {
    schema.get("enum").is_some()
}

fn list<'a>(schema: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    let list = schema.get(key).and_then(Value::as_array);
    list.into_iter().flatten()
}

fn as_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Returns the values of an enumeration by the names of their variants.
pub(super) fn variants(schema: &Value) -> BTreeMap<String, String> {
    let names = list(schema, "x-enum-varnames").map(as_text);
    names.zip(list(schema, "enum").map(as_text)).collect()
}

/// Returns the documentation of the values of an enumeration.
fn value_words(schema: &Value) -> BTreeMap<String, &Value> {
    let values = list(schema, "enum").map(as_text);
    values.zip(list(schema, "x-enum-descriptions")).collect()
}

/// Compares two enumerations: code uses the variants, the server the values.
pub(super) fn compare_values(both: &Both<'_>, found: &mut Found) {
    let (was, is) = both.schemas;
    let (place, name) = (both.place, both.names.1);
    if text(was, "type") != text(is, "type") {
        let kind = |schema| match text(schema, "type") {
            "integer" => "numbers",
            _ => "text",
        };
        let what = format!("its values are {} now, no longer {}", kind(is), kind(was));
        found.add(Weight::Behaviour, place, what, name);
    }
    let (before, after) = (variants(was), variants(is));
    let variant_of = |value: &str| after.iter().find(|(_, other)| *other == value);
    let mut spelled = BTreeSet::new();
    for (variant, value) in &before {
        let item = format!("{name}::{variant}");
        let items = |now: &String| {
            let item = |variant: &String| Item::Variant(name.to_owned(), variant.clone());
            (item(variant), item(now))
        };
        let (weight, what) = match (after.get(variant), variant_of(value)) {
            (Some(now), _) if now == value => continue,
            (Some(now), None) => (
                Weight::Behaviour,
                format!("the value {value:?} is spelled {now:?} now"),
            ),
            (_, Some((now, _))) => {
                let (old, new) = items(now);
                (
                    renames::weigh(both.new, old, new, found),
                    format!("the variant of {value:?} is named {now} now, no longer {variant}"),
                )
            }
            (None, None) => match respelled(both, (variant, value), &before, &after) {
                Some((now, value_now)) => {
                    spelled.insert(value_now);
                    let (old, new) = items(now);
                    (
                        renames::weigh(both.new, old, new, found),
                        format!(
                            "the value {value:?} is spelled {value_now:?} now, and its variant is \
                             named {now}, no longer {variant}"
                        ),
                    )
                }
                None => (Weight::Breaking, format!("the value {value:?} was removed")),
            },
        };
        found.add(weight, place, what, &item);
    }
    let known =
        |value: &String| spelled.contains(value) || before.values().any(|other| other == value);
    for (variant, value) in &after {
        if !before.contains_key(variant) && !known(value) {
            let what = format!("the value {value:?} was added; until now it is read as unknown");
            let item = format!("{name}::{variant}");
            found.add(Weight::Behaviour, place, what, &item);
        }
    }
    let (before, after) = (value_words(was), value_words(is));
    for (value, words) in &before {
        if let Some(now) = after.get(value) {
            found.words(Some(words), Some(now));
        }
    }
}

/// Returns the new variant and value of a removed value: the one that the new document states, or
/// else the only added one that differs in case and separators.
fn respelled<'a>(
    both: &Both<'_>,
    (variant, value): (&str, &str),
    before: &BTreeMap<String, String>,
    after: &'a BTreeMap<String, String>,
) -> Option<(&'a String, &'a String)> {
    let name = |variant: &str| Item::Variant(both.names.1.to_owned(), variant.to_owned());
    let stated = |now: &str| both.new.keeps(&name(variant), &name(now));
    let added = |now: &str, is: &String| {
        !before.contains_key(now) && !before.values().any(|known| known == is)
    };
    let fresh = || after.iter().filter(|(now, is)| added(now, is));
    let mut equal = fresh().filter(|(_, is)| spelling(is) == spelling(value));
    let equal = equal.next().filter(|_| equal.next().is_none());
    fresh().find(|(now, _)| stated(now)).or(equal)
}

/// A field of a structure.
struct Field<'a> {
    /// The name in JSON.
    name: &'a str,
    /// The name in Rust.
    rust: String,
    schema: &'a Value,
    required: bool,
}

fn fields(schema: &Value) -> Vec<Field<'_>> {
    let needed = required(schema);
    let all = properties(schema).into_iter();
    all.map(|(name, schema)| Field {
        name,
        rust: names::field(name, schema),
        schema,
        required: needed.contains(name.as_str()),
    })
    .collect()
}

/// Returns whether a structure has a field of that name in Rust.
pub(super) fn has_field(schema: &Value, rust: &str) -> bool {
    fields(schema).iter().any(|field| field.rust == rust)
}

type Same = fn(&Both<'_>, &Field<'_>, &Field<'_>) -> bool;

/// Matches fields: by their name in JSON, as the new document states, by their name in Rust, by
/// their name in JSON without case and separators.
const SAME: [Same; 4] = [
    |_, was, is| was.name == is.name,
    |both, was, is| both.new.keeps(&named(both, was), &named(both, is)),
    |_, was, is| was.rust == is.rust,
    |_, was, is| spelling(was.name) == spelling(is.name),
];

/// Returns the item of a field, a part of the new type.
fn named(both: &Both<'_>, field: &Field<'_>) -> Item {
    Item::Field(both.names.1.to_owned(), field.rust.clone())
}

fn pairs<'a>(both: &Both<'a>) -> Parts<Field<'a>> {
    let (was, is) = both.schemas;
    Parts::pair(fields(was), fields(is), &SAME, |same, was, is| {
        same(both, was, is)
    })
}

/// Returns the new names in Rust of the fields that have another one.
pub(super) fn renamed(both: &Both<'_>) -> BTreeMap<String, String> {
    let pairs = pairs(both).both.into_iter();
    let renamed = pairs.filter(|(was, is)| was.rust != is.rust);
    renamed.map(|(was, is)| (was.rust, is.rust)).collect()
}

/// Compares two structures.
pub(super) fn compare_fields(both: &Both<'_>, found: &mut Found) {
    let had_default = fields(both.schemas.0).iter().all(|field| !field.required);
    let pairs = pairs(both);
    for (was, is) in &pairs.both {
        if was.name != is.name {
            let what = format!("the field {} is named {} in JSON now", was.name, is.name);
            found.add(Weight::Behaviour, both.place, what, &item(both, is));
        }
        of_name(both, was, is, found);
        one(both, was, is, found);
    }
    for was in &pairs.removed {
        let what = format!("the field {} was removed", was.name);
        found.add(Weight::Breaking, both.place, what, &item(both, was));
    }
    for is in &pairs.added {
        added(both, is, had_default, found);
    }
}

fn item(both: &Both<'_>, field: &Field<'_>) -> String {
    format!("{}.{}", both.names.1, field.rust)
}

fn added(both: &Both<'_>, is: &Field<'_>, had_default: bool, found: &mut Found) {
    let name = is.name;
    let (weight, what) = match is.required {
        true if both.is_sent() => (
            Weight::Breaking,
            format!("the required field {name} was added: calls without it fail"),
        ),
        true if had_default && !both.received().1 => (
            Weight::Breaking,
            format!("the required field {name} was added: the type has no `Default` any more"),
        ),
        _ => (Weight::Nothing, format!("the field {name} was added")),
    };
    found.add(weight, both.place, what, &item(both, is));
}

/// Compares one field by each rule.
fn one(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>, found: &mut Found) {
    let rules = [of_type, of_presence, of_clearing, of_direction, of_null];
    let item = item(both, is);
    for rule in rules {
        if let Some((weight, what)) = rule(both, was, is) {
            let what = format!("the field {} {what}", is.name);
            found.add(weight, both.place, what, &item);
        }
    }
    found.words(was.schema.get("description"), is.schema.get("description"));
}

type Reported = Option<(Weight, String)>;

fn types(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>) -> (String, String) {
    let before = both.types.rename(&both.old.rust_type(was.schema));
    (before, both.new.rust_type(is.schema))
}

/// Compares the names in Rust, which a document can state or which may differ because of another
/// field. A setter can have a second name, but a field that is read can't.
fn of_name(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>, found: &mut Found) {
    if was.rust == is.rust {
        return;
    }
    let mut weight = Weight::Breaking;
    if both.is_sent() && !is.required {
        let kept = renames::weigh(both.new, named(both, was), named(both, is), found);
        if !both.is_read() {
            weight = kept;
        }
    }
    let what = format!(
        "the field {} is named {} in Rust now, no longer {}",
        is.name, is.rust, was.rust
    );
    found.add(weight, both.place, what, &item(both, is));
}

/// Compares types: another Rust type breaks code that reads or sets the field; another meaning
/// changes behaviour only.
fn of_type(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>) -> Reported {
    let (before, after) = types(both, was, is);
    if before != after {
        let what = format!("is {after} now, no longer {before}");
        return Some((Weight::Breaking, what));
    }
    let circles = (
        both.old.is_circular(both.names.0, was.schema),
        both.new.is_circular(both.names.1, is.schema),
    );
    match circles {
        (false, true) => {
            let what = "is part of a circle of types now, and may be a `Box`";
            return Some((Weight::Breaking, what.to_owned()));
        }
        (true, false) => {
            let what = "is no longer part of a circle of types, and no `Box`";
            return Some((Weight::Breaking, what.to_owned()));
        }
        _ => {}
    }
    let (before, after) = (both.old.meaning(was.schema), both.new.meaning(is.schema));
    (before != after).then(|| {
        let what = format!("means {after} now, no longer {before}");
        (Weight::Behaviour, what)
    })
}

/// Compares `required`: a required field is not an `Option` and is an argument of `new`, except in
/// a type of responses.
fn of_presence(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>) -> Reported {
    let (before, after) = both.received();
    if before != after && !both.is_sent() {
        // The change of the type itself is reported elsewhere.
        return None;
    }
    let reported = match (was.required, is.required) {
        (false, true) if both.is_sent() => {
            (Weight::Breaking, "is required now: calls without it fail")
        }
        (false, true) if after => (Weight::Nothing, "is required now"),
        (false, true) => (
            Weight::Breaking,
            "is required now, and no `Option` any more",
        ),
        (true, false) if both.is_read() && !after => (
            Weight::Breaking,
            "is no longer required, and an `Option` now",
        ),
        (true, false) if both.is_sent() && !before => (
            Weight::Breaking,
            "is no longer required, and no argument of `new` any more",
        ),
        (true, false) => (Weight::Nothing, "is no longer required"),
        _ => return None,
    };
    Some((reported.0, reported.1.to_owned()))
}

/// Compares the value that is sent to clear the field.
fn of_clearing(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>) -> Reported {
    let how = both.old.clear(was.schema).zip(both.new.clear(is.schema));
    how.filter(|(before, after)| before != after)
        .map(|(before, after)| {
            let what = format!("is cleared by {after} now, no longer by {before}");
            (Weight::Behaviour, what)
        })
}

fn of_direction(_: &Both<'_>, was: &Field<'_>, is: &Field<'_>) -> Reported {
    match (flag(was.schema, "readOnly"), flag(is.schema, "readOnly")) {
        (true, false) => Some((Weight::Nothing, "can be written now".to_owned())),
        (false, true) => Some((Weight::Behaviour, "can only be read now".to_owned())),
        _ => None,
    }
}

/// Null and absence are the same in Rust. The null of an optional list only means that it may be
/// absent.
fn of_null(both: &Both<'_>, was: &Field<'_>, is: &Field<'_>) -> Reported {
    let (before, after) = types(both, was, is);
    let clearable = before.starts_with("Clearable<");
    if before != after || was.required != is.required || clearable {
        return None;
    }
    let weight = match both.is_read() {
        true => Weight::Behaviour,
        false => Weight::Nothing,
    };
    match (flag(was.schema, "nullable"), flag(is.schema, "nullable")) {
        (false, true) => Some((weight, "may be null now".to_owned())),
        (true, false) => Some((Weight::Nothing, "is no longer null".to_owned())),
        _ => None,
    }
}
