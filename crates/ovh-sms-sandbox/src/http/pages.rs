//! Expanded lists: pages of whole objects instead of ids, with the headers `X-Pagination-*`.

use std::cmp::Ordering;

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

use crate::call::{Call, Reply};
use crate::description::schema;
use crate::description::{Description, Operation};
use crate::operations::{self, Handler};
use crate::refusal::Refusal;
use crate::state::World;

/// Lists that can be expanded, as OVHcloud's own export of the API marks them.
const EXPANDABLE: &[&str] = &[
    "services_list",
    "virtual_number_services_list",
    "virtual_numbers_list",
    "batches_list",
    "blacklists_list",
    "hlr_list",
    "incoming_list",
    "jobs_list",
    "outgoing_list",
    "phonebooks_list",
    "phonebook_contacts_list",
    "receivers_list",
    "senders_list",
    "senders_documents_list",
    "task_list",
    "templates_control_list",
    "users_list",
    "users_incoming_list",
    "users_jobs_list",
    "users_outgoing_list",
    "users_receivers_list",
    "virtual_numbers_incoming_list",
    "virtual_numbers_jobs_list",
    "virtual_numbers_outgoing_list",
];
const PAGES: &str = "CachedObjectList-Pages";
const CURSOR: &str = "CachedObjectList-Cursor";
const DEFAULT_SIZE: usize = 1000;

/// How the parts of a list are numbered.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Mode {
    /// By pages, from 1.
    Page(usize),
    /// By a cursor: the response to one part names the next. OVHcloud documents its headers for the
    /// second version of the API only.
    Cursor,
}

/// The part of a list that a call requests.
#[derive(Debug, PartialEq)]
pub(crate) struct Request {
    mode: Mode,
    /// The position of the first element.
    start: usize,
    size: usize,
    sort: Option<String>,
    descending: bool,
    /// A field and the value that it must equal. OVHcloud's own syntax is not known; the sandbox
    /// accepts `field:eq=value`, or `field=value` for short.
    filter: Option<(String, String)>,
}

impl Request {
    /// Parses the headers; `None` for a plain list.
    pub(crate) fn read(
        headers: &HeaderMap,
        operation: &Operation,
    ) -> Result<Option<Self>, Refusal> {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let mode = text("x-pagination-mode").filter(|mode| [PAGES, CURSOR].contains(mode));
        let Some(mode) = mode.filter(|_| EXPANDABLE.contains(&operation.id.as_str())) else {
            return Ok(None);
        };
        let count = |name: &str, default: usize| match text(name) {
            None => Ok(default),
            Some(text) => text.parse().ok().filter(|count| *count > 0).ok_or_else(|| {
                Refusal::bad(format!("[{name}] Given data ({text}) is not a count"))
            }),
        };
        let filter = text("x-pagination-filter").and_then(|text| {
            let (field, value) = text.split_once('=')?;
            Some((field.trim_end_matches(":eq").to_owned(), value.to_owned()))
        });
        let size = count("x-pagination-size", DEFAULT_SIZE)?;
        let (mode, start) = match mode {
            CURSOR => (Mode::Cursor, position(text("x-pagination-cursor"))?),
            _ => {
                let number = count("x-pagination-number", 1)?;
                let start = size.saturating_mul(number.saturating_sub(1));
                (Mode::Page(number), start)
            }
        };
        Ok(Some(Self {
            mode,
            start,
            size,
            sort: text("x-pagination-sort").map(str::to_owned),
            descending: text("x-pagination-sort-order")
                .is_some_and(|order| order.eq_ignore_ascii_case("desc")),
            filter,
        }))
    }

    /// Reads the page, with headers that state the number of elements and pages.
    pub(crate) fn read_page(
        &self,
        description: &Description,
        world: &mut World,
        call: &Call,
        handler: Handler,
    ) -> Result<(Reply, HeaderMap), Refusal> {
        let keys = match handler(world, call)? {
            Reply::Ids(ids) => ids.into_iter().map(Value::from).collect(),
            Reply::Json(Value::Array(keys)) => keys,
            other => return Ok((other, HeaderMap::new())),
        };
        let element = description
            .element_of(call.operation)
            .and_then(|one| Some((one, operations::handler(&one.id)?)));
        let start = self.start;
        // Without sorting and filtering, only the objects of the page must be read.
        let (objects, elements) = if self.sort.is_none() && self.filter.is_none() {
            let elements = keys.len();
            let page = keys.into_iter().skip(start).take(self.size);
            (
                page.filter_map(|key| expand(world, call, element, key))
                    .collect(),
                elements,
            )
        } else {
            let mut all: Vec<Value> = keys
                .into_iter()
                .filter_map(|key| expand(world, call, element, key))
                .collect();
            self.arrange(&mut all);
            let elements = all.len();
            (
                all.into_iter().skip(start).take(self.size).collect(),
                elements,
            )
        };
        let headers = self.headers(elements);
        Ok((Reply::Json(Value::Array(objects)), headers))
    }

    /// Returns the headers of a part of a list with this many elements.
    fn headers(&self, elements: usize) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let mut set = |name, value| headers.insert(HeaderName::from_static(name), value);
        set("x-pagination-size", HeaderValue::from(self.size));
        match self.mode {
            Mode::Page(number) => {
                let pages = elements.div_ceil(self.size);
                set("x-pagination-elements", HeaderValue::from(elements));
                set("x-pagination-number", HeaderValue::from(number));
                set("x-pagination-total", HeaderValue::from(pages));
            }
            Mode::Cursor => {
                let next = self.start.saturating_add(self.size);
                let cursor = HeaderValue::from_str(&cursor(next)).ok();
                if let Some(cursor) = cursor.filter(|_| next < elements) {
                    set("x-pagination-cursor-next", cursor);
                }
            }
        }
        headers
    }

    /// Returns the problem of a page, if there is one: it must hold whole objects as returned by
    /// the operation that reads one, or the list's own items if there is no such operation.
    pub(crate) fn problem(
        description: &Description,
        call: &Call,
        answer: &Value,
    ) -> Option<String> {
        let Some(element) = description.element_of(call.operation) else {
            return schema::response_problem(description, call.operation, answer);
        };
        let objects = answer.as_array().into_iter().flatten();
        let mut problems =
            objects.filter_map(|object| schema::response_problem(description, element, object));
        problems.next()
    }

    fn arrange(&self, objects: &mut Vec<Value>) {
        if let Some((field, wanted)) = &self.filter {
            objects.retain(|object| match object.get(field) {
                Some(Value::String(text)) => text == wanted,
                Some(Value::Number(number)) => number.to_string() == *wanted,
                Some(Value::Bool(flag)) => flag.to_string() == *wanted,
                _ => false,
            });
        }
        if let Some(field) = &self.sort {
            objects.sort_by(|one, other| {
                let order = compare(one.get(field), other.get(field));
                if self.descending {
                    order.reverse()
                } else {
                    order
                }
            });
        }
    }
}

/// Returns the cursor of a position. Clients must not read it.
fn cursor(position: usize) -> String {
    hex::encode(position.to_string())
}

/// Returns the position of a cursor; the start of the list without one.
fn position(cursor: Option<&str>) -> Result<usize, Refusal> {
    let Some(cursor) = cursor.filter(|text| !text.is_empty()) else {
        return Ok(0);
    };
    let text = hex::decode(cursor)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.parse().ok()).ok_or_else(|| {
        Refusal::bad(format!(
            "[x-pagination-cursor] Given data ({cursor}) is not a cursor"
        ))
    })
}

/// Returns the whole object for a list's element. Lists of objects are not changed.
fn expand(
    world: &mut World,
    call: &Call,
    element: Option<(&Operation, Handler)>,
    key: Value,
) -> Option<Value> {
    let text = match &key {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => return Some(key),
    };
    let (operation, handler) = element?;
    let mut single = call.clone();
    single.query.clear();
    single.operation = operation;
    single.path.push((operation.last_parameter()?, text));
    handler(world, &single).ok().map(Reply::into_json)
}

fn compare(one: Option<&Value>, other: Option<&Value>) -> Ordering {
    match (one, other) {
        (Some(Value::Number(one)), Some(Value::Number(other))) => one
            .as_f64()
            .partial_cmp(&other.as_f64())
            .unwrap_or(Ordering::Equal),
        (Some(Value::String(one)), Some(Value::String(other))) => one.cmp(other),
        (Some(one), Some(other)) => one.to_string().cmp(&other.to_string()),
        (one, other) => one.is_some().cmp(&other.is_some()),
    }
}
