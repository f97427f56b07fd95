//! The parameters and the body of a request, checked against the document.

use std::time::Duration;

use ovh_openapi::{Operation, Place, Rules};
use serde_json::{Map, Value};

use super::routes;
use crate::clock::checked_later;
use crate::description::schema::problem;
use crate::http::wire;
use crate::refusal::Refusal;
use crate::values::numbers::{self, Number};

/// The maximum time that a response may wait.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// The units of a time; without one, seconds.
const UNITS: &[(&str, f64)] = &[("ms", 0.001), ("s", 1.0), ("m", 60.0)];
/// The number of elements in a list without `limit`.
const LIMIT: usize = 1000;
const FORM: &str = "[number] A number has the form +33600000000 or 0033600000000";

/// The values of a request.
pub(super) struct Input {
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    pub(super) body: Map<String, Value>,
}

impl Input {
    /// Reads the values of a request.
    ///
    /// # Errors
    /// A 400 with the name of the value that is unknown, missing or of a wrong form.
    pub(super) fn read(
        operation: &Operation,
        path: Vec<(String, String)>,
        query: Option<&str>,
        bytes: &[u8],
    ) -> Result<Self, Refusal> {
        let query = wire::form(query.unwrap_or_default().as_bytes());
        let known = |name: &str| {
            operation
                .parameters_in(Place::Query)
                .any(|one| one.name == name)
        };
        if let Some((name, _)) = query.iter().find(|(name, _)| !known(name)) {
            return Err(Refusal::bad(format!(
                "Received not described parameters: ({name})"
            )));
        }
        let body = match &operation.body {
            Some(schema) if operation.id != "snapshot_put" => body(schema, bytes)?,
            _ => Map::new(),
        };
        Ok(Self { path, query, body })
    }

    /// Returns a path parameter.
    pub(super) fn path(&self, name: &str) -> &str {
        value(&self.path, name).unwrap_or_default()
    }

    /// Returns a numeric path parameter.
    pub(super) fn id(&self) -> Result<i64, Refusal> {
        let text = self.path("id");
        text.parse()
            .map_err(|_| Refusal::bad(format!("[id] `{text}` is not a number")))
    }

    /// Returns the number of the path.
    pub(super) fn number(&self) -> Result<Number, Refusal> {
        numbers::parse(self.path("number")).ok_or_else(|| Refusal::bad(FORM))
    }

    /// Returns a parameter of the query; `None` if it is missing or empty.
    pub(super) fn query(&self, name: &str) -> Option<&str> {
        value(&self.query, name).filter(|text| !text.is_empty())
    }

    /// Returns `after`.
    pub(super) fn after(&self) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.query("after") else {
            return Ok(None);
        };
        text.parse()
            .map(Some)
            .map_err(|_| Refusal::bad(format!("[after] `{text}` is not an id")))
    }

    /// Returns `limit`.
    pub(super) fn limit(&self) -> Result<usize, Refusal> {
        let Some(text) = self.query("limit") else {
            return Ok(LIMIT);
        };
        let limit = text.parse().ok().filter(|limit| *limit > 0);
        limit.ok_or_else(|| Refusal::bad(format!("[limit] `{text}` is not a number from 1")))
    }

    /// Returns the number of the query parameter `to`.
    pub(super) fn to(&self) -> Result<Option<Number>, Refusal> {
        let Some(text) = self.query("to") else {
            return Ok(None);
        };
        // A plus sign in a query that was not encoded is a space.
        let number = numbers::parse(&text.replace(' ', "+"));
        number
            .map(Some)
            .ok_or_else(|| Refusal::bad("[to] A number has the form +33600000000 or 0033600000000"))
    }

    /// Returns `wait`; zero if the response does not wait.
    pub(super) fn wait(&self) -> Result<Duration, Refusal> {
        let Some(text) = self.query("wait") else {
            return Ok(Duration::ZERO);
        };
        let time = UNITS.iter().find_map(|(unit, factor)| {
            let number = text.strip_suffix(unit)?.trim();
            Some((number.parse::<f64>().ok()?, *factor))
        });
        let time = time.or_else(|| Some((text.parse().ok()?, 1.0)));
        let time =
            time.and_then(|(number, factor)| Duration::try_from_secs_f64(number * factor).ok());
        match time {
            None => Err(Refusal::bad(format!(
                "[wait] `{text}` is not a time; write it like 10s, 500ms or 1m"
            ))),
            Some(time) if time > LONGEST_WAIT => Err(Refusal::bad(format!(
                "[wait] A response waits at most {} seconds; `{text}` is longer",
                LONGEST_WAIT.as_secs()
            ))),
            Some(time) => Ok(time),
        }
    }

    /// Returns a text of the body.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.body.get(name).and_then(Value::as_str)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.body.get(name).and_then(Value::as_bool)
    }

    /// Returns a time of the body, in seconds.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<Duration>, Refusal> {
        let Some(value) = self.body.get(name).filter(|value| !value.is_null()) else {
            return Ok(None);
        };
        let time = value
            .as_f64()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        time.map(Some)
            .ok_or_else(|| Refusal::bad(format!("[{name}] A time is a number of 0 or more")))
    }

    /// Returns a code of the body.
    pub(super) fn ptt(&self, name: &str) -> Result<u16, Refusal> {
        let ptt = self.body.get(name).and_then(Value::as_u64);
        ptt.and_then(|ptt| u16::try_from(ptt).ok())
            .ok_or_else(|| Refusal::bad(format!("[{name}] A ptt is a number from 0 to 65535")))
    }
}

fn value<'a>(values: &'a [(String, String)], name: &str) -> Option<&'a str> {
    let found = values.iter().find(|(known, _)| known == name);
    found.map(|(_, value)| value.as_str())
}

/// Reads a body; an empty one counts as an empty object.
fn body(schema: &Value, bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    let value = match bytes.iter().all(u8::is_ascii_whitespace) {
        true => Value::Object(Map::new()),
        false => serde_json::from_slice(bytes)
            .map_err(|error| Refusal::bad(format!("Invalid JSON received: {error}")))?,
    };
    let Some(document) = routes::document() else {
        return Err(Refusal::class(500, "The document cannot be read"));
    };
    let checked = document.check(schema, value, Rules::PARTIAL);
    match (checked.problems.first(), checked.value) {
        (Some(found), _) => Err(Refusal::bad(problem(found))),
        (None, Value::Object(body)) => Ok(body),
        (None, _) => Err(Refusal::bad(
            "Invalid JSON received: the body is not an object",
        )),
    }
}

/// Refuses a time that is after the end of the clock.
pub(super) fn within_calendar(
    name: &str,
    now: chrono::DateTime<chrono::Utc>,
    time: Duration,
) -> Result<(), Refusal> {
    match checked_later(now, time) {
        Some(_) => Ok(()),
        None => Err(Refusal::bad(format!(
            "[{name}] The clock ends with the year 9999"
        ))),
    }
}
