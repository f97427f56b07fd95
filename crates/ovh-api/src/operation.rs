//! The facts about an operation: from the generated table, or given at run time.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use reqwest::Method;

use crate::auth::{AccessRule, InvalidRule};
use crate::masked::masked;

/// An operation of the API: the request, and the rights that a credential needs for it.
///
/// Generated code has a table of its operations. Any operation can also be created at run time, and
/// called with [`Client::call`](crate::Client::call):
///
/// ```
/// # let server = httpmock::MockServer::start();
/// # server.mock(|when, then| { when.path("/1.0/me"); then.json_body(serde_json::json!({ "nichandle": "ab12345-ovh" })); });
/// # let client = ovh_api::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_api::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use ovh_api::Operation;
/// use ovh_api::reqwest::Method;
///
/// let operation = Operation::new(Method::GET, "/me")?.with_id("me_get");
/// let me = client.call(operation).send().await?;
/// assert_eq!(me["nichandle"], "ab12345-ovh");
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    pub(crate) id: Cow<'static, str>,
    pub(crate) method: Method,
    pub(crate) path: Cow<'static, str>,
    pub(crate) authenticated: bool,
    pub(crate) iam_actions: Actions,
    pub(crate) detail: Detail,
}

/// IAM actions, of a generated table or given at run time.
#[derive(Debug, Clone)]
pub(crate) enum Actions {
    Static(&'static [&'static str]),
    Owned(Arc<[String]>),
}

impl Actions {
    fn get(&self, at: usize) -> Option<&str> {
        match self {
            Self::Static(all) => all.get(at).copied(),
            Self::Owned(all) => all.get(at).map(String::as_str),
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..).map_while(|at| self.get(at))
    }
}

/// Two lists of the same actions are equal, wherever they come from.
impl PartialEq for Actions {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Actions {}

/// The operation that reads one object of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Detail {
    None,
    Static(&'static Operation),
    Owned(Arc<Operation>),
}

/// Why a text is not the path of an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidOperation {
    /// The path does not begin with a slash.
    #[error("the path {path:?} does not begin with `/`: write it as in /me/bill/{{billId}}")]
    NoSlash {
        /// The path.
        path: String,
    },
    /// A segment of the path is empty, `.` or `..`, or has a character that would change the path.
    #[error(
        "the path {path:?} has the segment {segment:?}: a segment has no spaces and none of `%?#\\`, \
         and is not empty, `.` or `..`"
    )]
    Segment {
        /// The path.
        path: String,
        /// The segment.
        segment: String,
    },
    /// A segment of the path has braces, and is not one parameter in braces.
    #[error(
        "the path {path:?} has the segment {segment:?}: a parameter is a whole segment, as in \
         {{serviceName}}"
    )]
    Braces {
        /// The path.
        path: String,
        /// The segment.
        segment: String,
    },
}

impl Operation {
    /// Creates an operation from its method and its path, with parameters in braces:
    /// `/sms/{serviceName}/jobs`.
    ///
    /// A version at the start of the path replaces that of the endpoint: `/v2/iam/policy` is an
    /// operation of version 2 of the API. One client calls operations of both versions.
    ///
    /// It is [authenticated](Self::is_authenticated), and its id is method and path.
    ///
    /// # Errors
    ///
    /// Returns an error if the path does not begin with a slash, or if one of its segments is
    /// neither a plain text nor one parameter.
    pub fn new(
        method: Method,
        path: impl Into<Cow<'static, str>>,
    ) -> Result<Self, InvalidOperation> {
        let path = path.into();
        check_path(&path)?;
        Ok(Self {
            id: format!("{method} {path}").into(),
            method,
            path,
            authenticated: true,
            iam_actions: Actions::Static(&[]),
            detail: Detail::None,
        })
    }

    /// Creates an operation of a generated table.
    #[doc(hidden)]
    #[must_use]
    pub const fn of_table(
        id: &'static str,
        method: Method,
        path: &'static str,
        authenticated: bool,
        iam_actions: &'static [&'static str],
        detail: Option<&'static Operation>,
    ) -> Self {
        Self {
            id: Cow::Borrowed(id),
            method,
            path: Cow::Borrowed(path),
            authenticated,
            iam_actions: Actions::Static(iam_actions),
            detail: match detail {
                Some(detail) => Detail::Static(detail),
                None => Detail::None,
            },
        }
    }

    /// Sets the id, which appears in logs.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<Cow<'static, str>>) -> Self {
        self.id = id.into();
        self
    }

    /// Sets that the request needs no credentials, and is not signed.
    #[must_use]
    pub fn without_authentication(mut self) -> Self {
        self.authenticated = false;
        self
    }

    /// Sets the actions that an IAM policy must allow, which errors name.
    #[must_use]
    pub fn with_iam_actions<A: Into<String>>(
        mut self,
        actions: impl IntoIterator<Item = A>,
    ) -> Self {
        self.iam_actions = Actions::Owned(actions.into_iter().map(Into::into).collect());
        self
    }

    /// Sets the operation that reads one object of this list of ids, for
    /// [`Call::stream`](crate::Call::stream).
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Operation>) -> Self {
        self.detail = Detail::Owned(Arc::new(detail.into()));
        self
    }

    /// Returns the id: for operations with generated builders the name of the builder, such as
    /// `jobs_create`.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Returns the HTTP method.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Returns the path with its parameters in braces, such as `/sms/{serviceName}/jobs`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns true if the request must be signed or carry a token.
    #[must_use]
    pub fn is_authenticated(&self) -> bool {
        self.authenticated
    }

    /// Returns the actions that an IAM policy must allow, such as `sms:apiovh:jobs/create`.
    pub fn iam_actions(&self) -> impl Iterator<Item = &str> {
        self.iam_actions.iter()
    }

    /// Returns the operation that reads one object, for a list of ids.
    #[must_use]
    pub fn detail(&self) -> Option<&Operation> {
        match &self.detail {
            Detail::None => None,
            Detail::Static(detail) => Some(detail),
            Detail::Owned(detail) => Some(detail),
        }
    }

    /// Returns the names of the path's parameters.
    pub(crate) fn path_parameters(&self) -> impl Iterator<Item = &str> {
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
        .ok_or_else(|| InvalidRule::Service(masked(name)))
}

/// Checks the path of an operation: each segment is a plain text or one parameter in braces.
fn check_path(path: &str) -> Result<(), InvalidOperation> {
    let Some(segments) = path.strip_prefix('/') else {
        return Err(InvalidOperation::NoSlash { path: path.into() });
    };
    for segment in segments.split('/') {
        let parameter = segment
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        let name = parameter.unwrap_or(segment);
        if name.contains(['{', '}']) || parameter == Some("") {
            return Err(InvalidOperation::Braces {
                path: path.into(),
                segment: segment.into(),
            });
        }
        let changes_path = |c: char| {
            matches!(c, '%' | '?' | '#' | '\\') || c.is_whitespace() || !c.is_ascii_graphic()
        };
        if matches!(name, "" | "." | "..") || name.contains(changes_path) {
            return Err(InvalidOperation::Segment {
                path: path.into(),
                segment: segment.into(),
            });
        }
    }
    Ok(())
}

/// Copies the operation. No memory is allocated for one of the table.
impl From<&Operation> for Operation {
    fn from(operation: &Operation) -> Self {
        operation.clone()
    }
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
