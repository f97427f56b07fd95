//! The type expressions of a description: `string`, `sms.Job[]`, `map[string][]x.Y<long>`.

use std::collections::BTreeMap;
use std::fmt;

/// OVHcloud's built-in types: the JSON type, and the format if OpenAPI has one. A third entry is
/// OVHcloud's own name, kept as `x-ovh-type` if JSON is less exact.
pub const BUILT_IN: &[(&str, &str, Option<&str>, Option<&str>)] = &[
    ("string", "string", None, None),
    ("text", "string", None, Some("text")),
    ("long", "integer", Some("int64"), None),
    ("double", "number", Some("double"), None),
    ("boolean", "boolean", None, None),
    ("date", "string", Some("date"), None),
    ("datetime", "string", Some("date-time"), None),
    ("time", "string", None, Some("time")),
    ("duration", "string", None, Some("duration")),
    ("uuid", "string", Some("uuid"), None),
    ("ip", "string", Some("ip"), None),
    ("ipv4", "string", Some("ipv4"), None),
    ("ipv6", "string", Some("ipv6"), None),
    ("ipBlock", "string", None, Some("ipBlock")),
    ("ipv4Block", "string", None, Some("ipv4Block")),
    ("ipv6Block", "string", None, Some("ipv6Block")),
    ("ipInterface", "string", None, Some("ipInterface")),
    ("macAddress", "string", None, Some("macAddress")),
    ("phoneNumber", "string", None, Some("phoneNumber")),
    (
        "internationalPhoneNumber",
        "string",
        None,
        Some("internationalPhoneNumber"),
    ),
    ("email", "string", None, Some("email")),
    ("url", "string", None, Some("url")),
    ("uri", "string", None, Some("uri")),
    ("bytes", "string", None, Some("bytes")),
    ("int", "integer", Some("int64"), Some("int")),
    ("integer", "integer", Some("int64"), Some("integer")),
    ("float", "number", Some("double"), Some("float")),
    ("number", "number", Some("double"), Some("number")),
    ("bool", "boolean", None, Some("bool")),
];

/// Returns whether a type is any JSON value.
pub(crate) fn is_any(name: &str) -> bool {
    matches!(name, "any" | "object")
}

/// Returns a model's name without the root that the converter adds if two roots differ.
pub(crate) fn plain(name: &str) -> &str {
    match name.split_once(' ') {
        Some((root, plain)) if root.starts_with('/') => plain,
        _ => name,
    }
}

/// A parsed type expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// A built-in type, a model, or a generic's letter.
    Name(String),
    /// A generic model with its arguments.
    Generic(String, Vec<Type>),
    /// `X[]` or `[]X`.
    Array(Box<Type>),
    /// `map[key]value`.
    Map(Box<Type>, Box<Type>),
    /// `coreTypes.AccountId:string`: an alias of another type.
    Alias(String, Box<Type>),
}

/// The error of a type expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadType {
    text: String,
    problem: &'static str,
}

/// The maximum number of characters of a type expression in an error message.
const SHOWN: usize = 100;

impl fmt::Display for BadType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut begin: String = self.text.chars().take(SHOWN).collect();
        if begin.len() < self.text.len() {
            begin.push('…');
        }
        write!(f, "the type {begin:?} {}", self.problem)
    }
}

impl std::error::Error for BadType {}

/// Deeper nesting is an error; no known description is close to it.
const DEEPEST: usize = 32;

impl Type {
    /// Parses a type expression.
    pub fn parse(text: &str) -> Result<Type, BadType> {
        let mut parser = Parser { rest: text.trim() };
        let bad = |problem| BadType {
            text: text.to_owned(),
            problem,
        };
        let parsed = parser.expression(0).map_err(bad)?;
        if parser.rest.is_empty() {
            Ok(parsed)
        } else {
            Err(bad("goes on after its end"))
        }
    }

    /// Returns the nesting depth of the type.
    pub fn depth(&self) -> usize {
        match self {
            Type::Name(_) => 1,
            Type::Generic(_, arguments) => 1 + arguments.iter().map(Type::depth).max().unwrap_or(0),
            Type::Array(inner) | Type::Map(_, inner) | Type::Alias(_, inner) => 1 + inner.depth(),
        }
    }

    /// Calls a function with the names of built-in types, models and generics, with their
    /// namespaces.
    pub fn each_name(&self, visit: &mut impl FnMut(&str)) {
        match self {
            Type::Name(name) => visit(name),
            Type::Generic(name, arguments) => {
                visit(name);
                for argument in arguments {
                    argument.each_name(visit);
                }
            }
            Type::Array(item) => item.each_name(visit),
            Type::Map(key, value) => {
                key.each_name(visit);
                value.each_name(visit);
            }
            Type::Alias(_, base) => base.each_name(visit),
        }
    }

    /// Returns the type with other names for models and generics.
    pub fn renamed(&self, names: &BTreeMap<String, String>) -> Type {
        let inside = |inner: &Type| Box::new(inner.renamed(names));
        let other = |name: &String| names.get(name).unwrap_or(name).clone();
        match self {
            Type::Name(name) => Type::Name(other(name)),
            Type::Generic(name, arguments) => {
                let arguments = arguments.iter().map(|argument| argument.renamed(names));
                Type::Generic(other(name), arguments.collect())
            }
            Type::Array(item) => Type::Array(inside(item)),
            Type::Map(key, value) => Type::Map(inside(key), inside(value)),
            Type::Alias(name, base) => Type::Alias(name.clone(), inside(base)),
        }
    }

    /// Replaces the letters `generics` by `arguments`.
    pub fn substitute(&self, generics: &[String], arguments: &[Type]) -> Type {
        let inside = |t: &Type| Box::new(t.substitute(generics, arguments));
        match self {
            Type::Name(name) => generics
                .iter()
                .position(|letter| letter == name)
                .and_then(|at| arguments.get(at).cloned())
                .unwrap_or_else(|| self.clone()),
            Type::Generic(name, given) => Type::Generic(
                name.clone(),
                given
                    .iter()
                    .map(|t| t.substitute(generics, arguments))
                    .collect(),
            ),
            Type::Array(item) => Type::Array(inside(item)),
            Type::Map(key, value) => Type::Map(inside(key), inside(value)),
            Type::Alias(name, base) => Type::Alias(name.clone(), inside(base)),
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Name(name) => f.write_str(name),
            Type::Generic(name, arguments) => {
                write!(f, "{name}<")?;
                for (at, argument) in arguments.iter().enumerate() {
                    if at > 0 {
                        f.write_str(",")?;
                    }
                    write!(f, "{argument}")?;
                }
                f.write_str(">")
            }
            Type::Array(item) => match **item {
                // A suffix after a map would belong to its value.
                Type::Map(..) => write!(f, "[]{item}"),
                _ => write!(f, "{item}[]"),
            },
            Type::Map(key, value) => match &**value {
                Type::Array(item) => write!(f, "map[{key}][]{item}"),
                _ => write!(f, "map[{key}]{value}"),
            },
            Type::Alias(name, base) => write!(f, "{name}:{base}"),
        }
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn eat(&mut self, token: &str) -> bool {
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expression(&mut self, depth: usize) -> Result<Type, &'static str> {
        if depth > DEEPEST {
            return Err("is nested too deeply");
        }
        if self.eat("[]") {
            return Ok(Type::Array(Box::new(self.expression(depth + 1)?)));
        }
        let mut parsed = if self.eat("map[") {
            let key = self.expression(depth + 1)?;
            if !self.eat("]") {
                return Err("has a map key without its closing bracket");
            }
            return Ok(Type::Map(
                Box::new(key),
                Box::new(self.expression(depth + 1)?),
            ));
        } else {
            self.named(depth)?
        };
        let mut suffixes = 0;
        while self.eat("[]") {
            suffixes += 1;
            if suffixes > DEEPEST {
                return Err("is nested too deeply");
            }
            parsed = Type::Array(Box::new(parsed));
        }
        Ok(parsed)
    }

    fn named(&mut self, depth: usize) -> Result<Type, &'static str> {
        if depth > DEEPEST {
            return Err("is nested too deeply");
        }
        let end = self
            .rest
            .find(['<', '>', '[', ']', ',', ':'])
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        let name = name.trim();
        if name.is_empty() {
            return Err("lacks a name");
        }
        self.rest = rest;
        // `coreTypes.ServiceId[]:long[]` is a list on both sides: its base is enough.
        if let Some(base) = self
            .rest
            .strip_prefix("[]")
            .map(|rest| rest.trim_start_matches("[]"))
            && base.starts_with(':')
        {
            self.rest = base;
        }
        if self.eat(":") {
            let list = rest.starts_with("[]");
            let whole = list || self.rest.starts_with("map[") || self.rest.starts_with("[]");
            let base = match whole {
                true => self.expression(depth + 1)?,
                false => self.named(depth + 1)?,
            };
            return Ok(match base {
                // A list of named ids.
                Type::Array(item) if list => {
                    Type::Array(Box::new(Type::Alias(name.to_owned(), item)))
                }
                base => Type::Alias(name.to_owned(), Box::new(base)),
            });
        }
        if !self.eat("<") {
            return Ok(Type::Name(name.to_owned()));
        }
        let mut arguments = vec![self.expression(depth + 1)?];
        while self.eat(",") {
            self.rest = self.rest.trim_start();
            arguments.push(self.expression(depth + 1)?);
        }
        if self.eat(">") {
            Ok(Type::Generic(name.to_owned(), arguments))
        } else {
            Err("has a generic without its closing bracket")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Type;

    #[test]
    fn every_form_is_read_and_printed_back() {
        for text in [
            "string",
            "sms.Job[]",
            "long[][]",
            "map[string]string",
            "map[string][]iam.resource.TagFilter",
            "map[x.Enum]map[string]any",
            "complexType.ChartSerie<complexType.ChartTimestampValue>[]",
            "common.TaskWithInputs<map[x.Enum]any>",
            "a.Pair<string,long[]>",
            "coreTypes.AccountId:string",
            "coreTypes.AccountId:string[]",
            "x.Tags:map[string]string",
            "[]map[string]long",
        ] {
            assert_eq!(Type::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn an_alias_of_a_list_is_a_list_of_the_alias() {
        for (text, same) in [
            ("coreTypes.ServiceId[]:long[]", "coreTypes.ServiceId:long[]"),
            ("map[string]x.Id[]:long[]", "map[string]x.Id:long[]"),
            ("x.Ids[]:string", "x.Ids:string"),
        ] {
            let parsed = Type::parse(text).unwrap();
            assert_eq!(parsed, Type::parse(same).unwrap(), "{text}");
            assert_eq!(Type::parse(&parsed.to_string()).unwrap(), parsed, "{text}");
        }
    }

    #[test]
    fn a_broken_expression_says_what_is_wrong() {
        for (text, part) in [
            ("", "lacks a name"),
            ("map[string", "closing bracket"),
            ("a.B<string", "closing bracket"),
            ("string]", "goes on after its end"),
            ("a:", "lacks a name"),
        ] {
            let error = Type::parse(text).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
        assert!(Type::parse(&"map[string]".repeat(5000)).is_err());
        assert!(Type::parse(&"a<".repeat(5000)).is_err());
        assert!(Type::parse(&"a:".repeat(500_000)).is_err());
    }
}
