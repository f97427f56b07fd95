//! Checks a value against a schema: returns the value as it is read, and all problems with their
//! places.

use std::fmt;

use serde_json::{Map, Value};

use crate::document::Document;
use crate::kind::Kind;
use crate::schema::Schema;

/// How exactly a value must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Rules {
    /// Forms that OVHcloud also accepts are converted: `"5"` to 5, 5 to `"5"`, `"1"` to true. A
    /// null where none is allowed counts as a missing field.
    pub convert: bool,
    /// A number such as `10.0` is an integer.
    pub integral_floats: bool,
    /// A list may be null where its schema allows null.
    pub null_lists: bool,
    /// A value outside its enumeration is a problem.
    pub known_values: bool,
    /// Each field of an object must be present, required or not.
    pub every_field: bool,
}

impl Rules {
    /// Only the types of the schema are checked; values outside their enumeration may be new values
    /// of the service.
    pub const EXACT: Self = Self {
        convert: false,
        integral_floats: false,
        null_lists: true,
        known_values: false,
        every_field: false,
    };

    /// Requests as OVHcloud reads them.
    pub const REQUEST: Self = Self {
        convert: true,
        integral_floats: true,
        null_lists: true,
        known_values: true,
        every_field: false,
    };

    /// Objects that may contain only some of the fields, such as errors in one of several forms.
    pub const PARTIAL: Self = Self {
        convert: false,
        integral_floats: true,
        null_lists: false,
        known_values: true,
        every_field: false,
    };

    /// Responses as OVHcloud sends them: each field is present.
    pub const RESPONSE: Self = Self {
        every_field: true,
        ..Self::PARTIAL
    };
}

/// A checked value.
#[derive(Debug, Clone, PartialEq)]
pub struct Checked {
    /// The value as it is read, with the conversions of the rules.
    pub value: Value,
    /// The problems, in the order of the fields; empty if there are none.
    pub problems: Vec<Problem>,
}

/// A part of a value that does not match its schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Its place, such as `receivers[0]`; empty for the value as a whole.
    pub at: String,
    /// The kind of problem.
    pub kind: ProblemKind,
}

/// The kind of problem of a part of a value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum ProblemKind {
    /// The value is of another type.
    Type {
        /// The expected kind of value.
        expected: Kind,
        /// The name of the expected component, otherwise its format or type.
        name: String,
        /// The value that was found.
        found: Value,
    },
    /// The value is not in its enumeration.
    UnknownValue {
        /// The name of the enumeration; empty if it has none.
        name: String,
        /// The value that was found.
        found: Value,
    },
    /// The object has no such field.
    UnknownField {
        /// The fields of the object.
        known: Vec<String>,
    },
    /// A required field is missing.
    Missing,
    /// A field that is always sent is missing.
    Left,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = match self.at.as_str() {
            "" => "the value",
            at => at,
        };
        match &self.kind {
            ProblemKind::Type { name, found, .. } => {
                let found = match found {
                    Value::Null => "null",
                    Value::Bool(_) => "a boolean",
                    Value::Number(_) => "a number",
                    Value::String(_) => "a string",
                    Value::Array(_) => "a list",
                    Value::Object(_) => "an object",
                };
                write!(f, "{at} is {found} where {name} is expected")
            }
            ProblemKind::UnknownValue { name, .. } => {
                write!(f, "{at} is not in the enumeration {name}")
            }
            ProblemKind::UnknownField { .. } => write!(f, "{at} is not a field of the schema"),
            ProblemKind::Missing => write!(f, "{at} is missing"),
            ProblemKind::Left => write!(f, "{at} is not there"),
        }
    }
}

impl Document {
    /// Checks a value against a schema of this document.
    #[must_use]
    pub fn check(&self, schema: &Value, value: Value, rules: Rules) -> Checked {
        self.check_at(schema, value, rules, "")
    }

    /// Checks a value that has a name, such as a parameter.
    #[must_use]
    pub fn check_at(&self, schema: &Value, value: Value, rules: Rules, at: &str) -> Checked {
        let mut checker = Checker {
            document: self,
            rules,
            problems: Vec::new(),
        };
        let value = checker.check(schema, value, at);
        Checked {
            value,
            problems: checker.problems,
        }
    }
}

struct Checker<'a> {
    document: &'a Document,
    rules: Rules,
    problems: Vec<Problem>,
}

impl<'a> Checker<'a> {
    fn check(&mut self, schema: &'a Value, value: Value, at: &str) -> Value {
        let found = self.document.resolve(schema);
        let kind = found.kind();
        if value.is_null() {
            let is_list = kind == Kind::Array && !self.rules.null_lists;
            if !found.nullable || is_list {
                self.mistyped(found, &value, at);
            }
            return value;
        }
        let before = self.problems.len();
        let value = match (kind, value) {
            (Kind::Object, Value::Object(fields)) => self.check_object(found, fields, at),
            (Kind::Array, Value::Array(items)) => self.check_array(found, items, at),
            (_, value) => match self.scalar(kind, &value) {
                Some(read) => read,
                None => {
                    self.mistyped(found, &value, at);
                    value
                }
            },
        };
        if self.rules.known_values
            && before == self.problems.len()
            && found.known().is_some_and(|known| !known.contains(&value))
        {
            let kind = ProblemKind::UnknownValue {
                name: found.name.to_owned(),
                found: value.clone(),
            };
            self.report(at, kind);
        }
        value
    }

    fn check_object(&mut self, found: Schema<'a>, fields: Map<String, Value>, at: &str) -> Value {
        let place = |name: &str| match at {
            "" => name.to_owned(),
            at => format!("{at}.{name}"),
        };
        let Some(known) = found.properties() else {
            let Some(schema) = found.values() else {
                return Value::Object(fields);
            };
            let values = fields.into_iter();
            return values
                .map(|(name, value)| {
                    let value = self.check(schema, value, &place(&name));
                    (name, value)
                })
                .collect();
        };
        let mut read = Map::new();
        for (name, value) in fields {
            let at = place(&name);
            let Some(schema) = known.get(&name).or(found.values()) else {
                let known = known.keys().cloned().collect();
                self.report(&at, ProblemKind::UnknownField { known });
                continue;
            };
            let is_absent =
                self.rules.convert && value.is_null() && !self.document.resolve(schema).nullable;
            if !is_absent {
                let value = self.check(schema, value, &at);
                read.insert(name, value);
            }
        }
        if self.rules.every_field {
            for name in known.keys().filter(|name| !read.contains_key(*name)) {
                self.report(&place(name), ProblemKind::Left);
            }
        }
        for name in found.required().filter(|name| !read.contains_key(*name)) {
            self.report(&place(name), ProblemKind::Missing);
        }
        Value::Object(read)
    }

    fn check_array(&mut self, found: Schema<'a>, items: Vec<Value>, at: &str) -> Value {
        let items = items.into_iter().enumerate();
        items
            .map(|(index, item)| self.check(found.items(), item, &format!("{at}[{index}]")))
            .collect()
    }

    /// Returns the value as it is read, or `None` if it is of another type.
    fn scalar(&self, kind: Kind, value: &Value) -> Option<Value> {
        let rules = self.rules;
        match (kind, value) {
            (Kind::Any, _) => Some(value.clone()),
            (Kind::Integer, Value::Number(_)) if rules.integral_floats => {
                integer(value).map(Value::from)
            }
            _ if kind.fits(value) => Some(value.clone()),
            _ if !rules.convert => None,
            (Kind::Integer, Value::String(text)) => {
                text.trim().parse::<i64>().ok().map(Value::from)
            }
            (Kind::Number, Value::String(text)) => {
                let number = text.trim().parse::<f64>().ok();
                number.filter(|number| number.is_finite()).map(Value::from)
            }
            // PHP and clients that send forms write booleans like this.
            (Kind::Boolean, Value::String(text)) => flag(text).map(Value::Bool),
            (Kind::Boolean, Value::Number(number)) => flag(&number.to_string()).map(Value::Bool),
            (
                Kind::Text | Kind::Date | Kind::DateTime | Kind::Uuid | Kind::Ip,
                Value::Number(number),
            ) => Some(Value::String(number.to_string())),
            _ => None,
        }
    }

    fn mistyped(&mut self, found: Schema<'_>, value: &Value, at: &str) {
        let own = |key| found.value.get(key).and_then(Value::as_str);
        let name = match found.name {
            "" => own("format").or_else(|| own("type")).unwrap_or("any"),
            name => name,
        };
        let kind = ProblemKind::Type {
            expected: found.kind(),
            name: name.to_owned(),
            found: value.clone(),
        };
        self.report(at, kind);
    }

    fn report(&mut self, at: &str, kind: ProblemKind) {
        self.problems.push(Problem {
            at: at.to_owned(),
            kind,
        });
    }
}

fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| {
        let float = value.as_f64()?;
        // 2^53: beyond it, a float does not represent each integer exactly.
        #[allow(
            clippy::cast_possible_truncation,
            reason = "the fraction and the size are checked"
        )]
        (float.fract() == 0.0 && float.abs() < 9_007_199_254_740_992.0).then_some(float as i64)
    })
}

fn flag(text: &str) -> Option<bool> {
    match text {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn document() -> Document {
        Document::new(json!({ "openapi": "3.0.3", "components": { "schemas": {
            "Color": { "type": "string", "enum": ["red"] },
            "Job": { "type": "object", "required": ["message"], "properties": {
                "message": { "type": "string" },
                "count": { "type": "integer", "nullable": true },
                "price": { "type": "number" },
                "urgent": { "type": "boolean" },
                "to": { "type": "array", "items": { "type": "string" }, "nullable": true },
                "color": { "$ref": "#/components/schemas/Color" },
                "labels": { "type": "object", "additionalProperties": { "type": "integer" } },
            } },
        } } }))
        .unwrap()
    }

    fn problems(value: Value, rules: Rules) -> Vec<String> {
        let schema = json!({ "$ref": "#/components/schemas/Job" });
        let checked = document().check(&schema, value, rules);
        checked.problems.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn all_problems_are_named_with_their_places() {
        let value = json!({
            "count": "1", "to": ["a", 1], "colour": 1, "labels": { "a": "b" }, "price": true,
        });
        let mut found = problems(value, Rules::EXACT);
        // The order of an object's fields depends on a feature of serde_json.
        found.sort();
        assert_eq!(
            found,
            [
                "colour is not a field of the schema",
                "count is a string where integer is expected",
                "labels.a is a string where integer is expected",
                "message is missing",
                "price is a boolean where number is expected",
                "to[1] is a number where string is expected",
            ]
        );
        assert_eq!(
            problems(json!([]), Rules::EXACT),
            ["the value is a list where Job is expected"]
        );
    }

    #[test]
    fn requests_are_converted() {
        let schema = json!({ "$ref": "#/components/schemas/Job" });
        let value = json!({
            "message": 5, "count": " 7 ", "price": "1.5", "urgent": "1", "color": null, "to": null,
        });
        let checked = document().check(&schema, value, Rules::REQUEST);
        assert_eq!(checked.problems, []);
        assert_eq!(
            checked.value,
            json!({ "message": "5", "count": 7, "price": 1.5, "urgent": true, "to": null })
        );
    }

    #[test]
    fn each_rule_decides_one_thing() {
        let base = json!({ "message": "x" });
        let with = |name: &str, value: Value| {
            let mut all = base.clone();
            all[name] = value;
            all
        };
        let open = |rules: Rules| Rules {
            every_field: false,
            ..rules
        };
        for (value, exact, response) in [
            (with("count", json!(10.0)), 1, 0),
            (with("count", json!(10.5)), 1, 1),
            (with("count", json!(1e300)), 1, 1),
            (with("count", Value::Null), 0, 0),
            (with("to", Value::Null), 0, 1),
            (with("color", json!("blue")), 0, 1),
            (with("color", json!(1)), 1, 1),
            (with("message", Value::Null), 1, 1),
        ] {
            let text = value.to_string();
            assert_eq!(problems(value.clone(), Rules::EXACT).len(), exact, "{text}");
            assert_eq!(
                problems(value, open(Rules::RESPONSE)).len(),
                response,
                "{text}"
            );
        }
        assert_eq!(problems(base.clone(), Rules::RESPONSE).len(), 6);
        assert_eq!(problems(base, Rules::PARTIAL).len(), 0);
    }
}
