//! Operations and their parameters.

use serde_json::Value;

/// An operation of the document.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The `operationId`; empty if the document has none.
    pub id: String,
    /// The method in upper case.
    pub method: String,
    /// The path, its parameters in braces.
    pub path: String,
    /// The summary; may be empty.
    pub summary: String,
    /// The description; may be empty.
    pub description: String,
    /// Whether it is deprecated.
    pub deprecated: bool,
    /// Whether it needs credentials: true unless `x-ovh-authentication` is false.
    pub authenticated: bool,
    /// The parameters outside the body, in the document's order.
    pub parameters: Vec<Parameter>,
    /// The schema of the JSON body.
    pub body: Option<Value>,
    /// The responses, in the document's order.
    pub responses: Vec<Response>,
    /// The whole operation, with its extensions.
    pub value: Value,
}

/// Where a parameter is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

impl Place {
    /// Returns the OpenAPI name: `path`, `query` or `header`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
        }
    }
}

/// A parameter outside the body.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// The name used on the wire.
    pub name: String,
    /// Where it is sent.
    pub place: Place,
    /// Whether it must be sent; path parameters are always required.
    pub required: bool,
    /// The description; may be empty.
    pub description: String,
    /// The schema of its value.
    pub schema: Value,
}

/// A response of an operation.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status, such as `200` or `4XX`.
    pub status: String,
    /// The schema of the JSON body.
    pub schema: Option<Value>,
}

/// Where the schema of a JSON body is, relative to the body or the response.
const JSON: &str = "/content/application~1json/schema";

impl Operation {
    /// Reads an operation of a path item.
    #[must_use]
    pub fn read(path: &str, method: &str, value: &Value) -> Self {
        let parameters = value.get("parameters").and_then(Value::as_array);
        let responses = value.get("responses").and_then(Value::as_object);
        Self {
            id: text(value, "operationId"),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: text(value, "summary"),
            description: text(value, "description"),
            deprecated: flag(value, "deprecated").unwrap_or(false),
            authenticated: flag(value, "x-ovh-authentication").unwrap_or(true),
            parameters: parameters
                .into_iter()
                .flatten()
                .filter_map(Parameter::read)
                .collect(),
            body: value.pointer(&format!("/requestBody{JSON}")).cloned(),
            responses: responses
                .into_iter()
                .flatten()
                .map(|(status, response)| Response {
                    status: status.clone(),
                    schema: response.pointer(JSON).cloned(),
                })
                .collect(),
            value: value.clone(),
        }
    }

    /// Returns the parameters of one place.
    pub fn parameters_in(&self, place: Place) -> impl Iterator<Item = &Parameter> {
        let parameters = self.parameters.iter();
        parameters.filter(move |parameter| parameter.place == place)
    }

    /// Returns the successful responses.
    pub fn successes(&self) -> impl Iterator<Item = &Response> {
        let responses = self.responses.iter();
        responses.filter(|response| is_success(&response.status))
    }

    /// Returns the schema of the first successful response that has one.
    #[must_use]
    pub fn response(&self) -> Option<&Value> {
        self.successes()
            .find_map(|response| response.schema.as_ref())
    }

    /// Returns the schema of a response by its status, such as `4XX`.
    #[must_use]
    pub fn response_of(&self, status: &str) -> Option<&Value> {
        let mut responses = self.responses.iter();
        let found = responses.find(|response| response.status == status)?;
        found.schema.as_ref()
    }

    /// Returns the actions that an IAM policy must allow: those of `x-ovh-iam-actions` that are not
    /// optional.
    pub fn iam_actions(&self) -> impl Iterator<Item = &str> {
        let actions = self
            .value
            .get("x-ovh-iam-actions")
            .and_then(Value::as_array);
        let required = actions
            .into_iter()
            .flatten()
            .filter(|action| flag(action, "required").unwrap_or(true));
        required.filter_map(|action| action.get("name").and_then(Value::as_str))
    }

    /// Returns the method and the path, such as `GET /sms/{serviceName}`.
    #[must_use]
    pub fn place(&self) -> String {
        format!("{} {}", self.method, self.path)
    }
}

impl Parameter {
    fn read(value: &Value) -> Option<Self> {
        let place = match value.get("in").and_then(Value::as_str)? {
            "path" => Place::Path,
            "query" => Place::Query,
            "header" => Place::Header,
            _ => return None,
        };
        Some(Self {
            name: text(value, "name"),
            place,
            required: flag(value, "required").unwrap_or(false) || place == Place::Path,
            description: text(value, "description"),
            schema: value.get("schema").cloned().unwrap_or_default(),
        })
    }
}

/// Returns whether a status of a document is a success: 200 to 299.
#[must_use]
pub fn is_success(status: &str) -> bool {
    status.len() == 3 && status.starts_with('2')
}

fn text(value: &Value, key: &str) -> String {
    let text = value.get(key).and_then(Value::as_str);
    text.unwrap_or_default().to_owned()
}

fn flag(value: &Value, key: &str) -> Option<bool> {
    value.get(key).and_then(Value::as_bool)
}
