//! Schemas behind their references: what kind of value they ask for.

use serde_json::{Map, Value};

use super::operations::Description;

/// A schema, looked through its references.
#[derive(Clone, Copy)]
pub(super) struct Schema<'a> {
    pub(super) resolved: &'a Value,
    pub(super) nullable: bool,
    /// How the field is cleared in an update, where it can be.
    pub(super) clear: Option<&'a str>,
}

/// What a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    DateTime,
    Uuid,
    Ip,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    Any,
}

impl Description {
    /// A schema, looked through its references.
    pub(super) fn resolve<'a>(&'a self, schema: &'a Value) -> Schema<'a> {
        let mut found = Schema {
            resolved: schema,
            nullable: false,
            clear: None,
        };
        // References are a few steps deep; the bound only keeps a broken file from looping.
        for _ in 0..16 {
            let here = found.resolved;
            // Null is allowed beside the type, or as a choice of its own.
            let choice = here.pointer("/anyOf/1/enum/0");
            found.nullable |= here.get("nullable") == Some(&Value::Bool(true))
                || choice.is_some_and(Value::is_null);
            found.clear = found
                .clear
                .or_else(|| here.get("x-ovh-clear").and_then(Value::as_str));
            let model = here
                .get("$ref")
                .and_then(Value::as_str)
                .and_then(|path| path.rsplit('/').next())
                .and_then(|name| self.models.get(name));
            let inner = here
                .pointer("/allOf/0")
                .or_else(|| here.pointer("/anyOf/0"));
            match model.or(inner) {
                Some(inner) => found.resolved = inner,
                None => break,
            }
        }
        found
    }
}

impl<'a> Schema<'a> {
    pub(super) fn kind(self) -> Kind {
        let text = |name| self.resolved.get(name).and_then(Value::as_str);
        match (text("type"), text("format")) {
            (Some("string"), Some("date-time")) => Kind::DateTime,
            (Some("string"), Some("uuid")) => Kind::Uuid,
            (Some("string"), Some("ip")) => Kind::Ip,
            (Some("string"), _) => Kind::Text,
            (Some("integer"), _) => Kind::Integer,
            (Some("number"), _) => Kind::Number,
            (Some("boolean"), _) => Kind::Boolean,
            (Some("array"), _) => Kind::Array,
            (Some("object"), _) => Kind::Object,
            _ => Kind::Any,
        }
    }

    /// Whether it is a password or alike.
    pub(super) fn is_secret(self) -> bool {
        self.resolved.get("format").and_then(Value::as_str) == Some("password")
    }

    /// The values that are known, where there is a list; others may come.
    pub(super) fn known(self) -> Vec<String> {
        let values = self.resolved.get("enum").and_then(Value::as_array);
        let as_text = |value: &Value| match value {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        values.into_iter().flatten().map(as_text).collect()
    }

    pub(super) fn items(self) -> &'a Value {
        self.resolved.get("items").unwrap_or(&Value::Null)
    }

    pub(super) fn properties(self) -> Option<&'a Map<String, Value>> {
        self.resolved.get("properties").and_then(Value::as_object)
    }

    pub(super) fn required(self) -> impl Iterator<Item = &'a str> {
        let names = self.resolved.get("required").and_then(Value::as_array);
        names.into_iter().flatten().filter_map(Value::as_str)
    }
}

impl Kind {
    /// What it is called in a sentence.
    pub(super) fn words(self) -> &'static str {
        match self {
            Self::Text => "a text",
            Self::DateTime => "a time such as 2026-01-15T12:00:00+01:00",
            Self::Uuid => "a UUID such as 8a5c1f52-4d1e-4c55-9a0b-0c6f1f2e3d4c",
            Self::Ip => "an IP address",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Boolean => "true or false",
            Self::Array => "a list",
            Self::Object => "a JSON object",
            Self::Any => "a JSON value",
        }
    }

    /// The value that a text on the command line stands for.
    pub(super) fn parse(self, text: &str) -> Result<Value, String> {
        let wrong = || format!("it must be {}", self.words());
        let value = match self {
            Self::Integer => Value::from(text.trim().parse::<i64>().map_err(|_| wrong())?),
            Self::Number => {
                let number = text.trim().parse::<f64>().map_err(|_| wrong())?;
                serde_json::Number::from_f64(number)
                    .map(Value::Number)
                    .ok_or_else(wrong)?
            }
            Self::Boolean => Value::from(text.trim().parse::<bool>().map_err(|_| wrong())?),
            Self::Array | Self::Object | Self::Any => serde_json::from_str(text)
                .map_err(|error| format!("it must be {} ({error})", self.words()))?,
            _ => Value::from(text),
        };
        match self.fits(&value) {
            true => Ok(value),
            false => Err(wrong()),
        }
    }

    /// Whether a JSON value is of the kind.
    pub(super) fn fits(self, value: &Value) -> bool {
        let text = |check: &dyn Fn(&str) -> bool| value.as_str().is_some_and(check);
        match self {
            Self::Text => value.is_string(),
            Self::DateTime => text(&|text| chrono::DateTime::parse_from_rfc3339(text).is_ok()),
            Self::Uuid => text(&|text| text.len() == 36 && uuid::Uuid::parse_str(text).is_ok()),
            Self::Ip => text(&|text| text.parse::<std::net::IpAddr>().is_ok()),
            Self::Integer => value.is_i64(),
            Self::Number => value.is_number(),
            Self::Boolean => value.is_boolean(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
            Self::Any => true,
        }
    }
}
