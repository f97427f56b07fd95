//! The API description that the sandbox serves: operations, routes and models of openapi.json, and
//! the sandbox's own.

mod documents;
mod error;
mod native;
pub(crate) mod offsets;
mod own;
pub(crate) mod schema;
mod unset;

use std::collections::BTreeSet;

use ovh_openapi::{Document, Place, Segment, segments};
use percent_encoding::percent_decode_str;
use serde_json::Value;

pub use self::documents::Documents;
pub use self::error::DocumentError;
pub(crate) use self::native::Natives;

/// All operations and models.
#[derive(Debug)]
pub(crate) struct Description {
    operations: Vec<Operation>,
    pub(crate) document: Document,
}

/// One operation of the description.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    segments: Vec<Segment>,
    pub(crate) path_parameters: Vec<Parameter>,
    pub(crate) query_parameters: Vec<Parameter>,
    pub(crate) body: Option<Value>,
    pub(crate) response: Option<Value>,
    pub(crate) refusal: Option<Value>,
    pub(crate) authenticated: bool,
    /// The IAM actions that a policy must allow.
    pub(crate) iam_actions: Vec<String>,
}

/// A parameter of a path or a query string.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    pub(crate) required: bool,
    pub(crate) schema: Value,
}

/// The result of routing a path.
#[derive(Debug)]
pub(crate) enum Route<'a> {
    /// An operation, with the decoded values of its path parameters.
    Found(&'a Operation, Vec<(&'a str, String)>),
    /// The path exists, but not with this method.
    WrongMethod,
    /// The path does not exist.
    Nowhere,
}

impl Description {
    /// Parses the OpenAPI document.
    ///
    /// # Errors
    /// The document is not JSON, or has no paths or schemas.
    pub(crate) fn read(text: &str) -> Result<Self, DocumentError> {
        let json = |error| DocumentError::json(error::OPENAPI, error);
        let mut document: Value = serde_json::from_str(text).map_err(json)?;
        own::add_operations(&mut document).map_err(json)?;
        let document = Document::new(document).map_err(DocumentError::openapi)?;
        if !document.value().get("paths").is_some_and(Value::is_object) {
            return Err(DocumentError::missing("paths"));
        }
        let operations = document.operations().iter().map(Operation::read);
        let operations = operations.collect::<Result<_, _>>()?;
        let schemas = document.value().pointer("/components/schemas");
        if !schemas.is_some_and(Value::is_object) {
            return Err(DocumentError::missing("components.schemas"));
        }
        Ok(Self {
            operations,
            document,
        })
    }

    #[cfg(test)]
    pub(crate) fn operations(&self) -> &[Operation] {
        &self.operations
    }

    #[cfg(test)]
    pub(crate) fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|one| one.id == id)
    }

    /// Returns the operation that reads one element of a list, `GET list/{element}`.
    pub(crate) fn element_of(&self, list: &Operation) -> Option<&Operation> {
        self.operations.iter().find(|one| {
            one.method == "GET"
                && one.segments.len() == list.segments.len() + 1
                && one.segments.starts_with(&list.segments)
                && matches!(one.segments.last(), Some(Segment::Parameter(_)))
        })
    }

    /// Returns the methods of a path below the version; none if the path does not exist.
    pub(crate) fn methods(&self, path: &str) -> Vec<&str> {
        let segments = decoded_segments(path).unwrap_or_default();
        let matching = self.operations.iter().filter(|one| one.matches(&segments));
        let methods: BTreeSet<&str> = matching.map(|one| one.method.as_str()).collect();
        methods.into_iter().collect()
    }

    /// Finds the operation of a method and a path below the version, such as `/sms/x/jobs`.
    pub(crate) fn route(&self, method: &str, path: &str) -> Route<'_> {
        let Some(segments) = decoded_segments(path) else {
            return Route::Nowhere;
        };
        let mut best: Option<&Operation> = None;
        let mut path_exists = false;
        for one in self.operations.iter().filter(|one| one.matches(&segments)) {
            path_exists = true;
            if one.method == method
                && best.is_none_or(|best| one.literal_places() > best.literal_places())
            {
                best = Some(one);
            }
        }
        match best {
            Some(operation) => {
                let values = operation
                    .segments
                    .iter()
                    .zip(segments)
                    .filter_map(|(segment, value)| match segment {
                        Segment::Parameter(name) => Some((name.as_str(), value)),
                        Segment::Literal(_) => None,
                    })
                    .collect();
                Route::Found(operation, values)
            }
            None if path_exists => Route::WrongMethod,
            None => Route::Nowhere,
        }
    }
}

/// Splits a path and decodes each segment; `None` for empty segments, `.`, `..`, control characters
/// and invalid UTF-8, which occur in no valid path.
fn decoded_segments(path: &str) -> Option<Vec<String>> {
    path.strip_prefix('/')?
        .split('/')
        .map(|segment| {
            let text = percent_decode_str(segment).decode_utf8().ok()?.into_owned();
            let bad =
                matches!(text.as_str(), "" | "." | "..") || text.chars().any(char::is_control);
            (!bad).then_some(text)
        })
        .collect()
}

impl Operation {
    fn read(operation: &ovh_openapi::Operation) -> Result<Self, DocumentError> {
        if operation.id.is_empty() {
            return Err(DocumentError::missing("operationId"));
        }
        let parameters = |place| {
            let found = operation.parameters_in(place).map(|parameter| Parameter {
                name: parameter.name.clone(),
                required: parameter.required,
                schema: parameter.schema.clone(),
            });
            found.collect()
        };
        Ok(Self {
            id: operation.id.clone(),
            method: operation.method.clone(),
            path: operation.path.clone(),
            segments: segments(&operation.path),
            path_parameters: parameters(Place::Path),
            query_parameters: parameters(Place::Query),
            body: operation.body.clone(),
            response: operation.response_of("200").cloned(),
            refusal: operation.response_of("4XX").cloned(),
            authenticated: operation.authenticated,
            iam_actions: operation.iam_actions().map(str::to_owned).collect(),
        })
    }

    fn matches(&self, segments: &[String]) -> bool {
        self.segments.len() == segments.len()
            && self
                .segments
                .iter()
                .zip(segments)
                .all(|(segment, value)| match segment {
                    Segment::Literal(literal) => literal == value,
                    Segment::Parameter(_) => true,
                })
    }

    /// Computes which segments are literals, the first segment weighing most: `/sms/estimate` takes
    /// precedence over `/sms/{serviceName}`.
    fn literal_places(&self) -> u64 {
        self.segments.iter().fold(0, |sum, segment| {
            sum << 1 | u64::from(matches!(segment, Segment::Literal(_)))
        })
    }

    /// Returns the name of the last path parameter, if the path ends with one.
    pub(crate) fn last_parameter(&self) -> Option<&str> {
        match self.segments.last() {
            Some(Segment::Parameter(name)) => Some(name),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::description;

    fn routed(method: &str, path: &str) -> String {
        match description().route(method, path) {
            Route::Found(operation, _) => operation.id.clone(),
            Route::WrongMethod => "wrong method".to_owned(),
            Route::Nowhere => "nowhere".to_owned(),
        }
    }

    #[test]
    fn the_description_has_all_operations() {
        // Those of the API, and the sandbox's own below `/me`.
        assert_eq!(description().operations().len(), 136 + 8);
    }

    #[test]
    fn literals_go_before_parameters() {
        assert_eq!(routed("POST", "/sms/estimate"), "estimate");
        assert_eq!(
            routed("GET", "/sms/virtualNumbers"),
            "virtual_number_services_list"
        );
        assert_eq!(routed("GET", "/sms/sms-ab12345-1"), "service_get");
        assert_eq!(routed("PATCH", "/sms/sms-ab12345-1"), "wrong method");
    }

    #[test]
    fn path_tricks_lead_nowhere() {
        for path in [
            "/sms//jobs",
            "/sms/../jobs",
            "/sms/%2e%2e/jobs",
            "/sms/",
            "",
            "/sms/%00",
            "/sms/%ff",
        ] {
            assert_eq!(routed("GET", path), "nowhere", "{path}");
        }
    }

    #[test]
    fn an_escaped_slash_stays_inside_its_parameter() {
        let description = description();
        let Route::Found(operation, values) =
            description.route("GET", "/sms/a%2Fb/senders/MP%20RENOV")
        else {
            panic!("no route")
        };
        assert_eq!(operation.id, "senders_get");
        assert_eq!(
            values,
            [
                ("serviceName", "a/b".to_owned()),
                ("sender", "MP RENOV".to_owned())
            ]
        );
    }
}
