//! The facts about an operation that the generated table holds.

use std::fmt;

use reqwest::Method;

use crate::auth::{AccessRule, InvalidRule};

/// An operation of the API: the request, and the rights that a credential needs for it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the builder, such as `jobs_create`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces, such as `/sms/{serviceName}/jobs`.
    pub path: &'static str,
    /// True if the request must be signed or carry a token.
    pub authenticated: bool,
    /// The actions that an IAM policy must allow, such as `sms:apiovh:jobs/create`.
    pub iam_actions: &'static [&'static str],
    /// For a list of ids: the operation that reads one of its objects.
    pub detail: Option<&'static Operation>,
}

impl Operation {
    /// Returns all operations, sorted by id.
    pub fn all() -> &'static [&'static Operation] {
        crate::api::operations::ALL
    }

    /// Finds the operation with this id.
    pub fn find(id: &str) -> Option<&'static Operation> {
        let all = Self::all();
        let at = all
            .binary_search_by(|operation| operation.id.cmp(id))
            .ok()?;
        all.get(at).copied()
    }

    /// Returns the names of the path's parameters.
    pub(crate) fn path_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.path
            .split('/')
            .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
    }

    /// Returns the access rule that allows the operation for one service, or for all services:
    /// `POST /sms/*/jobs`.
    ///
    /// # Errors
    ///
    /// Returns an error if the name of the service is invalid. Without a name there is always a
    /// rule.
    pub fn rule(&self, service: Option<&str>) -> Result<AccessRule, InvalidRule> {
        let service = service.map(checked_service).transpose()?.unwrap_or("*");
        let path: Vec<_> = self
            .path
            .split('/')
            .map(|segment| match segment {
                "{serviceName}" => service,
                parameter if parameter.contains('{') => "*",
                fixed => fixed,
            })
            .collect();
        AccessRule::new(self.method.as_str().parse()?, &path.join("/"))
    }
}

/// Checks the name of a service: a `*` or a slash in it would widen the rule that is built from it.
fn checked_service(name: &str) -> Result<&str, InvalidRule> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let is_valid =
        name.starts_with(|c: char| c.is_ascii_alphanumeric()) && name.chars().all(is_allowed);
    is_valid
        .then_some(name)
        .ok_or_else(|| InvalidRule::Service(name.to_owned()))
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
