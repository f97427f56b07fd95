//! A call generated from the fuzzer's bytes: an operation of the description, with parameters and
//! fields that are sometimes valid, sometimes name objects of the sandbox, and often neither.

use std::sync::OnceLock;

use arbitrary::Arbitrary;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};

/// Texts with a meaning in the sandbox.
const WORDS: &[&str] = &[
    "sms-ab12345-1",
    "+33600000000",
    "0033600000001",
    "+33639980001",
    "+12025550100",
    "SANDBOX",
    "bob",
    "abcd1234",
    "1",
    "0",
    "-1",
    "9",
    "-9223372036854775808",
    "99999999999999999999",
    "00000000-0000-0000-0000-000000000000",
    "2026-01-16T12:00:00+01:00",
    "9999-12-31T23:59:59Z",
    "2026-01-01",
    "127.0.0.1",
    "number;nom\n+33600000000;A\n",
    "Bonjour #nom#, merci \u{20ac}",
    "STOP",
    "",
    "..",
    ".",
    "\u{0}",
];
/// Headers that change the meaning of a call.
const HEADERS: &[&str] = &[
    "",
    "X-Ovh-Batch: ,\r\n",
    "X-Ovh-Batch: \r\n",
    "X-Pagination-Mode: CachedObjectList-Pages\r\n",
    "X-Pagination-Mode: CachedObjectList-Pages\r\nX-Pagination-Size: 18446744073709551615\r\n",
    "X-Pagination-Mode: CachedObjectList-Pages\r\nX-Pagination-Number: 18446744073709551615\r\n",
    "X-Pagination-Mode: CachedObjectList-Pages\r\nX-Pagination-Sort: id\r\nX-Pagination-Filter: id=1\r\n",
    "Origin: http://localhost\r\n",
];
/// The maximum depth of generated objects.
const DEEPEST: u8 = 4;

/// A call.
#[derive(Debug, Arbitrary)]
pub struct Call {
    operation: u16,
    parameters: [Word; 4],
    query: Vec<(u8, Word)>,
    body: Body,
    header: u8,
    advance: u8,
}

/// A text.
#[derive(Debug, Clone, Arbitrary)]
enum Word {
    Account,
    /// One of the texts with a meaning.
    Known(u8),
    /// A text that the sandbox returned before, such as an id.
    Seen(u8),
    Any(String),
}

#[derive(Debug, Arbitrary)]
enum Body {
    None,
    /// The fields of the operation's model, in their order.
    Fields(Vec<Given>),
    Json(Given),
    Bytes(Vec<u8>),
}

/// A value of a field.
#[derive(Debug, Clone, Arbitrary)]
enum Given {
    LeftOut,
    /// A valid value according to the description.
    Fitting(u8),
    Word(Word),
    Null,
    Flag(bool),
    Whole(i64),
    Float(f64),
    List(Vec<Given>),
    Object(Vec<(String, Given)>),
}

/// The description of an operation.
struct Operation {
    method: String,
    path: String,
    query: Vec<String>,
    body: Value,
}

fn description() -> &'static Value {
    static DESCRIPTION: OnceLock<Value> = OnceLock::new();
    DESCRIPTION.get_or_init(|| {
        serde_json::from_str(include_str!("../../schema/openapi.json")).expect("a description")
    })
}

/// Returns all operations except the one that would revoke the key of the calls.
fn operations() -> &'static [Operation] {
    static OPERATIONS: OnceLock<Vec<Operation>> = OnceLock::new();
    OPERATIONS.get_or_init(|| {
        let mut all = Vec::new();
        for (path, item) in description()["paths"].as_object().expect("paths") {
            for (method, operation) in item.as_object().expect("operations") {
                if path == "/auth/logout" {
                    continue;
                }
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                let query = parameters.filter(|one| one["in"] == "query");
                all.push(Operation {
                    method: method.to_uppercase(),
                    path: path.clone(),
                    query: query
                        .filter_map(|one| one["name"].as_str())
                        .map(str::to_owned)
                        .collect(),
                    body: operation["requestBody"]["content"]["application/json"]["schema"].clone(),
                });
            }
        }
        all
    })
}

fn pick<T>(list: &[T], place: impl Into<usize>) -> Option<&T> {
    list.get(place.into().checked_rem(list.len())?)
}

/// Returns the schema behind its references.
fn resolved(mut schema: &Value) -> &Value {
    for _ in 0..16 {
        let reference = schema["$ref"]
            .as_str()
            .or_else(|| schema["allOf"][0]["$ref"].as_str())
            .or_else(|| schema["anyOf"][0]["allOf"][0]["$ref"].as_str());
        let Some(name) = reference.and_then(|text| text.rsplit('/').next()) else {
            break;
        };
        schema = &description()["components"]["schemas"][name];
    }
    schema
}

impl Word {
    fn text(&self, seen: &[String]) -> String {
        let known = |place: u8| pick(WORDS, place).copied().unwrap_or_default().to_owned();
        match self {
            Self::Account => "sms-ab12345-1".to_owned(),
            Self::Known(place) => known(*place),
            Self::Seen(place) => pick(seen, *place).cloned().unwrap_or_else(|| known(*place)),
            Self::Any(text) => text.clone(),
        }
    }
}

impl Given {
    fn value(&self, schema: &Value, seen: &[String], depth: u8) -> Option<Value> {
        Some(match self {
            Self::LeftOut => return None,
            Self::Fitting(place) => fitting(schema, *place, seen, depth),
            Self::Word(word) => word.text(seen).into(),
            Self::Null => Value::Null,
            Self::Flag(flag) => (*flag).into(),
            Self::Whole(number) => (*number).into(),
            Self::Float(number) => json!(number),
            Self::List(items) => {
                let items = items.iter().take(20);
                items
                    .filter_map(|one| one.value(&schema["items"], seen, depth))
                    .collect()
            }
            Self::Object(fields) => {
                let fields = fields.iter().filter_map(|(name, given)| {
                    Some((name.clone(), given.value(&Value::Null, seen, depth)?))
                });
                Value::Object(fields.collect())
            }
        })
    }
}

/// Returns a valid value according to the description.
fn fitting(schema: &Value, place: u8, seen: &[String], depth: u8) -> Value {
    let schema = resolved(schema);
    if let Some(known) = schema["enum"].as_array() {
        return pick(known, place).cloned().unwrap_or_default();
    }
    match schema["type"].as_str() {
        Some("integer") => i64::from(place % 16).into(),
        Some("number") => (f64::from(place) / 8.0).into(),
        Some("boolean") => place.is_multiple_of(2).into(),
        Some("array") => json!([fitting(&schema["items"], place, seen, depth)]),
        Some("object") if depth < DEEPEST => {
            let fields = schema["properties"].as_object().into_iter().flatten();
            let fields = fields
                .zip(0_u8..)
                .filter(|(_, number)| place >> (number % 8) & 1 == 1);
            fields
                .map(|((name, one), number)| {
                    (name.clone(), fitting(one, place ^ number, seen, depth + 1))
                })
                .collect::<Map<_, _>>()
                .into()
        }
        Some("string") if place.is_multiple_of(3) => Word::Seen(place).text(seen).into(),
        _ => Word::Known(place).text(seen).into(),
    }
}

/// A call in the form in which it is sent.
#[derive(Debug)]
pub struct Written {
    pub method: &'static str,
    pub target: String,
    pub headers: &'static str,
    pub body: Vec<u8>,
}

impl Call {
    /// Returns the call; `seen` are texts that the sandbox returned.
    #[must_use]
    pub fn written(&self, seen: &[String]) -> Written {
        let operation = pick(operations(), self.operation).expect("operations");
        let escaped = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let mut parameters = self.parameters.iter();
        let segments = operation
            .path
            .split('/')
            .map(|segment| match segment.strip_prefix('{') {
                Some(_) => parameters
                    .next()
                    .map(|word| escaped(&word.text(seen)))
                    .unwrap_or_default(),
                None => segment.to_owned(),
            });
        let path = segments.collect::<Vec<_>>().join("/");
        let query = self.query.iter().take(4).map(|(place, word)| {
            let name = pick(&operation.query, *place).map_or("unknown", String::as_str);
            format!("{name}={}", escaped(&word.text(seen)))
        });
        let query = query.collect::<Vec<_>>().join("&");
        let mark = if query.is_empty() { "" } else { "?" };
        Written {
            method: &operation.method,
            target: format!("/1.0{path}{mark}{query}"),
            headers: pick(HEADERS, self.header).copied().unwrap_or_default(),
            body: self.body(operation, seen),
        }
    }

    fn body(&self, operation: &Operation, seen: &[String]) -> Vec<u8> {
        match &self.body {
            Body::None => Vec::new(),
            Body::Bytes(bytes) => bytes.clone(),
            Body::Json(given) => given
                .value(&operation.body, seen, 0)
                .map(|value| value.to_string().into_bytes())
                .unwrap_or_default(),
            Body::Fields(given) => {
                let fields = resolved(&operation.body)["properties"].as_object();
                let fields = fields.into_iter().flatten().zip(given);
                let fields = fields.filter_map(|((name, schema), given)| {
                    Some((name.clone(), given.value(resolved(schema), seen, 0)?))
                });
                Value::Object(fields.collect()).to_string().into_bytes()
            }
        }
    }

    /// Whether the clock advances by an hour afterwards.
    #[must_use]
    pub fn advances(&self) -> bool {
        self.advance % 8 == 7
    }
}
