//! The network below the transport: the HTTP client, or a backend that replaces it.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use reqwest::{Request, Response};

use crate::error::ConnectionError;

/// The future that [`HttpBackend::execute`] returns.
pub type Exchange = Pin<Box<dyn Future<Output = Result<Response, ConnectionError>> + Send>>;

/// Sends the requests of a client instead of the network, in tests and simulations.
///
/// ```
/// use std::sync::Arc;
/// use ovh_api::{Client, Credentials, Exchange, HttpBackend, reqwest};
///
/// /// Responds to every request with an empty list.
/// #[derive(Debug)]
/// struct Empty;
///
/// impl HttpBackend for Empty {
///     fn execute(&self, _: reqwest::Request) -> Exchange {
///         Box::pin(async { Ok(http::Response::new("[]").into()) })
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), ovh_api::Error> {
/// let client = Client::builder()
///     .credentials(Credentials::unsigned())
///     .http_backend(Arc::new(Empty))
///     .build()?;
/// let names = client.request(reqwest::Method::GET, "/vps")?.send().await?;
/// assert_eq!(*names, serde_json::json!([]));
/// # Ok(())
/// # }
/// ```
pub trait HttpBackend: fmt::Debug + Send + Sync + 'static {
    /// Sends a request, and returns the response.
    ///
    /// All requests of a client arrive here: those to the API, to the token server, and to the
    /// storage of documents.
    ///
    /// The implementation follows no redirect and retries nothing. [`Request::timeout`] limits the
    /// whole exchange, the body of the response included; without it, there is no limit. Then the
    /// implementation returns [`ConnectionProblem::Timeout`]. It returns an error for which
    /// [`ConnectionProblem::is_connect`] is true only if the server cannot have received the
    /// request: the client may send it again. The client may drop the future before it is ready;
    /// the request counts as one that may have arrived.
    ///
    /// [`ConnectionProblem::Timeout`]: crate::error::ConnectionProblem::Timeout
    /// [`ConnectionProblem::is_connect`]: crate::error::ConnectionProblem::is_connect
    fn execute(&self, request: Request) -> Exchange;
}

/// The network that requests are sent through.
#[derive(Clone)]
pub(crate) enum Network {
    Http(reqwest::Client),
    Backend(Arc<dyn HttpBackend>),
}

impl Network {
    pub(super) async fn execute(&self, request: Request) -> Result<Response, ConnectionError> {
        match self {
            Self::Http(http) => http.execute(request).await.map_err(ConnectionError::of),
            Self::Backend(backend) => backend.execute(request).await,
        }
    }
}
