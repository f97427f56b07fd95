//! Facts about an operation, as the generated table holds them.

use std::fmt;

use reqwest::Method;

/// An operation of the API: what is called, and what a credential must be allowed to do.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The name of the builder, such as `jobs_create`.
    pub id: &'static str,
    /// The HTTP method.
    pub method: Method,
    /// The path with its parameters in braces, such as `/sms/{serviceName}/jobs`.
    pub path: &'static str,
    /// Whether the request must be signed, or carry a token.
    pub authenticated: bool,
    /// The actions that an IAM policy must allow, such as `sms:apiovh:jobs/create`.
    pub iam_actions: &'static [&'static str],
}

impl Operation {
    /// Every operation, sorted by id.
    pub fn all() -> &'static [&'static Operation] {
        crate::api::operations::ALL
    }

    /// The operation of that id.
    pub fn find(id: &str) -> Option<&'static Operation> {
        let all = Self::all();
        let at = all
            .binary_search_by(|operation| operation.id.cmp(id))
            .ok()?;
        all.get(at).copied()
    }

    /// The access rule that allows the operation: its path with `*` for each parameter.
    pub fn rule(&self) -> String {
        let parts: Vec<&str> = self
            .path
            .split('/')
            .map(|part| if part.contains('{') { "*" } else { part })
            .collect();
        format!("{} {}", self.method, parts.join("/"))
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
