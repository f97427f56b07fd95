//! A body against its schema, before it is sent: names, missing fields, kinds of values.

use serde_json::Value;

use super::operations::Description;
use super::schema::Kind;
use crate::terminal::output;

/// All that is wrong with a value, a sentence each. Words that the description does not know are no
/// fault: the service may have learnt new ones.
pub(super) fn problems(description: &Description, schema: &Value, value: &Value) -> Vec<String> {
    let mut problems = Vec::new();
    look(description, schema, value, "", &mut problems);
    problems
}

fn look(
    description: &Description,
    schema: &Value,
    value: &Value,
    at: &str,
    problems: &mut Vec<String>,
) {
    let found = description.resolve(schema);
    if value.is_null() && found.nullable {
        return;
    }
    let kind = found.kind();
    if !kind.fits(value) {
        let whole = if at.is_empty() { "The body" } else { at };
        problems.push(format!("{whole} must be {}.", kind.words()));
        return;
    }
    match (kind, value) {
        (Kind::Array, Value::Array(items)) => {
            for (place, item) in items.iter().enumerate() {
                let at = format!("{at}[{place}]");
                look(description, found.items(), item, &at, problems);
            }
        }
        (Kind::Object, Value::Object(fields)) => {
            let Some(known) = found.properties() else {
                return;
            };
            let place = |name: &str| match at {
                "" => output::plain(name),
                at => format!("{at}.{}", output::plain(name)),
            };
            for name in found.required().filter(|name| !fields.contains_key(*name)) {
                problems.push(format!("{} is missing.", place(name)));
            }
            for (name, value) in fields {
                match known.get(name) {
                    Some(schema) => look(description, schema, value, &place(name), problems),
                    None => problems.push(format!(
                        "{} is no field{}.",
                        place(name),
                        nearest(known.keys(), name)
                    )),
                }
            }
        }
        _ => {}
    }
}

fn nearest<'a>(known: impl Iterator<Item = &'a String>, name: &str) -> String {
    known
        .map(|known| (strsim::jaro_winkler(known, name), known))
        .filter(|(nearness, _)| *nearness > 0.7)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, known)| format!("; `{known}` may be meant"))
        .unwrap_or_default()
}
