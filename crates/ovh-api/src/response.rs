//! The result of a call: the value, the HTTP status and the headers.

use std::fmt;
use std::ops::{Deref, DerefMut};

use reqwest::StatusCode;
use reqwest::header::HeaderMap;

/// A successful response: the decoded value, the HTTP status and the headers.
///
/// It dereferences to the value, and iterates as the value does:
///
/// ```
/// # let server = httpmock::MockServer::start();
/// # server.mock(|_, then| { then.json_body(serde_json::json!(["vps-1"])); });
/// # let client = ovh_api::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_api::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use ovh_api::reqwest::Method;
///
/// let names = client.request(Method::GET, "/vps")?.send_as::<Vec<String>>().await?;
/// assert_eq!(names.status(), 200);
/// assert_eq!(names.len(), 1);
/// for name in names {
///     println!("{name}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    status: StatusCode,
    headers: HeaderMap,
}

impl<T> Response<T> {
    pub(crate) fn new(value: T, status: StatusCode, headers: HeaderMap) -> Self {
        Self {
            value,
            status,
            headers,
        }
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the HTTP status, always between 200 and 299.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers as they were received, including `x-ovh-queryid`.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Applies a function to the value; the status and the headers stay the same.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response::new(change(self.value), self.status, self.headers)
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> DerefMut for Response<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

impl<T> AsRef<T> for Response<T> {
    fn as_ref(&self) -> &T {
        &self.value
    }
}

impl<T: IntoIterator> IntoIterator for Response<T> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Response<T>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

/// Shows no headers: they may hold a session's cookies.
impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
