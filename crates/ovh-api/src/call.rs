//! Calls of operations that are chosen at run time, with parameter names and JSON.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use reqwest::{Method, Request};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use url::Url;

use crate::client::Client;
use crate::error::{Error, RequestError};
use crate::lenient::Readable;
use crate::list::{self, ListStream, Resource};
use crate::operation::Operation;
use crate::response::Response;
use crate::transport::{Encoded, Transport};

/// A call of an operation that is chosen at run time. Parameters have the API's own names; bodies
/// and responses are JSON. [`Client::call`](crate::Client::call) creates it.
///
/// It is sent like a call of a generated builder: it is signed, it is retried only where that is
/// safe, and its path is checked. Field names and types are not checked; the service refuses a
/// wrong field.
///
/// ```
/// # let server = httpmock::MockServer::start();
/// # server.mock(|when, then| {
/// #     when.path("/1.0/me/bill").query_param("category", "purchase");
/// #     then.json_body(serde_json::json!(["FR1"]));
/// # });
/// # server.mock(|when, then| {
/// #     when.path("/1.0/me/bill/FR1");
/// #     then.json_body(serde_json::json!({ "billId": "FR1" }));
/// # });
/// # let client = ovh_api::Client::builder()
/// #     .endpoint(server.url("/1.0"))
/// #     .credentials(ovh_api::Credentials::unsigned())
/// #     .build()?;
/// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
/// use ovh_api::Operation;
/// use ovh_api::reqwest::Method;
///
/// let detail = Operation::new(Method::GET, "/me/bill/{billId}")?;
/// let list = Operation::new(Method::GET, "/me/bill")?.with_detail(detail);
/// let call = client.call(list).query("category", "purchase");
/// let ids = call.clone().send().await?.into_inner();
/// assert_eq!(ids, serde_json::json!(["FR1"]));
///
/// let bills = call.stream().into_vec().await?;
/// assert_eq!(bills[0]["billId"], "FR1");
/// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// `E` is the error that it returns: that of this crate, or of a crate for one part of the API.
#[must_use = "nothing is sent before `send`"]
pub struct Call<E = Error> {
    transport: Transport,
    operation: Operation,
    path: Vec<(String, String)>,
    query: Vec<(String, String)>,
    body: Option<Result<Value, String>>,
    error: PhantomData<fn() -> E>,
}

impl<E> Clone for Call<E> {
    fn clone(&self) -> Self {
        Self {
            transport: self.transport.clone(),
            operation: self.operation.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            body: self.body.clone(),
            error: PhantomData,
        }
    }
}

impl Client {
    /// Returns a call of any operation of OVHcloud's API, by its method and its
    /// path, with parameters in braces. Paths that begin with `/v2/` are those of version 2 of the
    /// API.
    ///
    /// It is [`call`](Self::call) with [`Operation::new`]: signed, retried only where that is safe,
    /// and with a checked path. The consumer key needs a right to the path.
    ///
    /// ```
    /// # let server = httpmock::MockServer::start();
    /// # server.mock(|when, then| {
    /// #     when.method("POST").path("/1.0/order/sms/sms-ab12345-1/credits").json_body(serde_json::json!({ "quantity": 100 }));
    /// #     then.json_body(serde_json::json!({ "orderId": 12, "url": "https://www.ovh.com/x" }));
    /// # });
    /// # let client = ovh_api::Client::builder()
    /// #     .endpoint(server.url("/1.0"))
    /// #     .credentials(ovh_api::Credentials::unsigned())
    /// #     .build()?;
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
    /// use ovh_api::reqwest::Method;
    /// use serde::{Deserialize, Serialize};
    ///
    /// #[derive(Serialize)]
    /// struct Quantity {
    ///     quantity: u32,
    /// }
    ///
    /// #[derive(Deserialize)]
    /// #[serde(rename_all = "camelCase")]
    /// struct Order {
    ///     order_id: i64,
    /// }
    ///
    /// let order = client
    ///     .request(Method::POST, "/order/sms/{serviceName}/credits")?
    ///     .path("serviceName", "sms-ab12345-1")
    ///     .json(&Quantity { quantity: 100 })
    ///     .send_as::<Order>()
    ///     .await?;
    /// assert_eq!(order.order_id, 12);
    /// # Ok::<(), Box<dyn std::error::Error>>(()) })?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the path is not that of an operation, see [`Operation::new`].
    pub fn request(
        &self,
        method: Method,
        path: impl Into<Cow<'static, str>>,
    ) -> Result<Call, Error> {
        Ok(self.call(Operation::new(method, path)?))
    }

    /// Returns a call of an operation that is chosen at run time, with parameter names and JSON.
    ///
    /// The operation is one of the table of generated code, or [`Operation::new`].
    pub fn call(&self, operation: impl Into<Operation>) -> Call {
        Call::new(self.transport().clone(), operation.into())
    }
}

impl Call {
    fn new(transport: Transport, operation: Operation) -> Self {
        Self {
            transport,
            operation,
            path: Vec::new(),
            query: Vec::new(),
            body: None,
            error: PhantomData,
        }
    }

    /// Sends the request, and reads the response leniently, as generated builders do.
    pub(crate) async fn read<T: Readable>(self) -> Result<Response<T>, Error> {
        let (transport, operation) = (self.transport.clone(), self.operation.clone());
        let request = self.into_request()?;
        transport.receive(request, &operation).await
    }

    /// Sends the request, whose response only confirms that it was done.
    pub(crate) async fn done(self) -> Result<(), Error> {
        let (transport, operation) = (self.transport.clone(), self.operation.clone());
        let request = self.into_request()?;
        transport
            .receive_nothing::<Error>(request, &operation)
            .await?;
        Ok(())
    }

    /// Returns the same call with another error, for crates that are built on this one.
    #[doc(hidden)]
    pub fn failing_with<E>(self) -> Call<E> {
        let Self {
            transport,
            operation,
            path,
            query,
            body,
            error: _,
        } = self;
        Call {
            transport,
            operation,
            path,
            query,
            body,
            error: PhantomData,
        }
    }
}

impl<E: From<Error>> Call<E> {
    /// Sets a parameter of the path. The name is the one in braces, and the value is
    /// percent-encoded by this method. If a name is set more than once, the last value is used.
    pub fn path(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.path.push((name.into(), value.into()));
        self
    }

    /// Adds a parameter to the query, by the API's name, such as `creationDatetime.from`.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }

    /// Sets the body.
    pub fn body(mut self, body: Value) -> Self {
        self.body = Some(Ok(body));
        self
    }

    /// Sets the body to the JSON of a value. A value that has no JSON, such as a map whose keys are
    /// lists, is an error when the call is sent. A number that JSON does not have, such as NaN, is
    /// sent as `null`.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.body = Some(serde_json::to_value(body).map_err(|error| error.to_string()));
        self
    }

    /// Returns the request without sending it.
    ///
    /// # Errors
    ///
    /// Returns an error if a parameter of the path is missing, unknown, empty, `.` or `..`.
    pub fn into_request(self) -> Result<Request, E> {
        Ok(self.request()?)
    }

    fn request(self) -> Result<Request, Error> {
        let operation = &self.operation;
        let refused = |problem: RequestError| Error::new(operation, problem);
        let names: Vec<&str> = operation.path_parameters().collect();
        if let Some((name, _)) = self
            .path
            .iter()
            .find(|(name, _)| !names.contains(&name.as_str()))
        {
            return Err(refused(RequestError::UnknownParameter(name.clone())));
        }
        let mut path = operation.path().to_owned();
        for name in names {
            let given = self.path.iter().rev().find(|(known, _)| known == name);
            let Some((_, value)) = given else {
                return Err(refused(RequestError::MissingParameter(name.to_owned())));
            };
            path = path.replace(&format!("{{{name}}}"), &Encoded(value).to_string());
        }
        let base = self.transport.base_url(operation);
        let url = format!("{}{path}", base.as_str().trim_end_matches('/'));
        let mut url = Url::parse(&url).map_err(|_| refused(RequestError::PathParameter))?;
        if !self.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.query);
        }
        let mut request = Request::new(operation.method.clone(), url);
        let json = HeaderValue::from_static("application/json");
        request.headers_mut().insert(ACCEPT, json.clone());
        if let Some(body) = &self.body {
            let body = body
                .as_ref()
                .map_err(|problem| refused(RequestError::Unfit(problem.clone())))?;
            request.headers_mut().insert(CONTENT_TYPE, json);
            *request.body_mut() = Some(body.to_string().into());
        }
        self.transport.prepared(Ok(request), operation)
    }

    /// Sends the request. A response without a body is returned as `null`.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`into_request`](Self::into_request), and those that [`Error`] lists.
    pub async fn send(self) -> Result<Response<Value>, E> {
        self.send_as().await
    }

    /// Sends the request, and reads the response as this type. A response without a body is read
    /// as `null`, for example as `()` or `None`.
    ///
    /// The response is read strictly, as the type demands: the leniency of the generated types does
    /// not apply.
    ///
    /// # Errors
    ///
    /// Returns the errors of [`into_request`](Self::into_request), and those that [`Error`] lists.
    /// If the request was processed and only its response can't be read,
    /// [`Error::may_have_been_sent`] is true.
    pub async fn send_as<T: DeserializeOwned>(self) -> Result<Response<T>, E> {
        let (transport, operation) = (self.transport.clone(), self.operation.clone());
        let request = self.into_request()?;
        transport.receive_json(request, &operation).await
    }

    /// Streams the whole objects of a list of ids, as `.stream()` of the generated builders does.
    ///
    /// If the list has pages, an object that appears on two pages is recognized as the same object
    /// only if no field of it has changed.
    ///
    /// # Errors
    ///
    /// The first item of the stream is an error if [`into_request`](Self::into_request) fails, or
    /// if the operation is not a list of ids with a [detail operation](Operation::detail).
    #[must_use]
    pub fn stream(self) -> ListStream<Value, E> {
        let (transport, list) = (self.transport.clone(), self.operation.clone());
        let detail = list.detail().cloned();
        let request = match &detail {
            Some(_) => self.into_request(),
            None => Err(Error::new(&list, RequestError::NotStreamable).into()),
        };
        let resource = Resource {
            detail: Cow::Owned(detail.unwrap_or_else(|| list.clone())),
            list: Cow::Owned(list),
            separator: ',',
            ids: list::Ids::Any,
            key: |object: &Value| list::key_of(&object.to_string()),
        };
        list::stream(transport, request, resource)
    }
}

/// Shows names only: values may be secrets or phone numbers.
impl<E> fmt::Debug for Call<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("path", &names(&self.path))
            .field("query", &names(&self.query))
            .field("has_body", &self.body.is_some())
            .finish_non_exhaustive()
    }
}
