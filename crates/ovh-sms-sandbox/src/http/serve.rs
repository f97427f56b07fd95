//! The server: listens, accepts and serves connections, and resets them if a fault requires it.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::BoxError;
use axum::body::{Body, Bytes};
use axum::http::header::{CONNECTION, DATE};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use crate::engine::Engine;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::engine::journal::{RecordedRefusal, RecordedRequest, start_of};
use crate::http::connection::{Connection, Mark, oversized, read_as};
use crate::http::exchange;
use crate::http::polite::Polite;
use crate::http::wire::{self, Refused, Reset, refused};
use crate::http::{auth, browsers, control, cors, oauth, page, storage, validation};
use crate::reasons::key_start;
use crate::refusal::Refusal;
use crate::values::paths::without_final_slash;

/// The maximum idle time of a connection, and the maximum time of a TLS handshake.
const IDLE_TIMEOUT: Duration = Duration::from_secs(120);
/// The maximum number of header fields that are parsed.
const PARSED_HEADERS: usize = 1024;
/// The maximum number of bytes in a head, and in a part of a body that is read at once.
const MAX_HEAD: usize = 64 * 1024;
/// The TLS acceptor; without the feature there is none.
#[cfg(feature = "tls")]
pub(crate) type Acceptor = tokio_rustls::TlsAcceptor;
#[cfg(not(feature = "tls"))]
#[derive(Clone)]
pub(crate) enum Acceptor {}

/// The path of the call that closes the port.
const CLOSES_PORT: &str = "/_sandbox/faults/connections";

/// How long the response to that call may take.
const CLOSING_TIMEOUT: Duration = Duration::from_secs(5);

const QUERY_ID: HeaderName = HeaderName::from_static("x-ovh-queryid");

/// Accepts connections until the task is dropped. While connections are refused the port is closed,
/// so that clients see the same as with a stopped server.
pub(crate) async fn run(engine: Arc<Engine>, listener: TcpListener, tls: Option<Acceptor>) {
    let address = listener.local_addr();
    let mut listener = Some(listener);
    loop {
        let changed = engine.faults.refusing_changed.notified();
        if engine.faults.refuses() {
            listener = None;
            changed.await;
            continue;
        }
        let Some(open) = &listener else {
            match &address {
                Ok(address) => listener = listen(*address).ok(),
                Err(_) => return,
            }
            if listener.is_none() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            continue;
        };
        tokio::select! {
            () = changed => {}
            accepted = open.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection(Arc::clone(&engine), stream, peer, tls.clone()));
                }
                // For example, too many open files: others may be closed soon.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            },
        }
    }
}

/// Opens the port, also shortly after it was closed.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        tokio::net::TcpSocket::new_v4()?
    } else {
        tokio::net::TcpSocket::new_v6()?
    };
    if cfg!(unix) {
        socket.set_reuseaddr(true)?;
    }
    socket.bind(address)?;
    socket.listen(1024)
}

async fn connection(
    engine: Arc<Engine>,
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<Acceptor>,
) {
    // Responses are small: waiting to fill packets would only delay them.
    let _ = stream.set_nodelay(true);
    let reset = Arc::new(AtomicBool::new(false));
    let stream = Socket {
        stream,
        reset: Arc::clone(&reset),
    };
    let mut connection = Connection {
        peer: Some(peer.ip()),
        secure: false,
        streams: true,
    };
    #[cfg(feature = "tls")]
    if let Some(tls) = tls {
        connection.secure = true;
        // A client that fails the handshake gets no response.
        if let Ok(Ok(stream)) = tokio::time::timeout(IDLE_TIMEOUT, tls.accept(stream)).await {
            serve(engine, stream, connection, reset).await;
        }
        return;
    }
    #[cfg(not(feature = "tls"))]
    {
        connection.secure = tls.is_some();
    }
    serve(engine, stream, connection, reset).await;
}

/// Serves the requests of one connection, one after the other.
async fn serve<S>(engine: Arc<Engine>, stream: S, connection: Connection, reset: Arc<AtomicBool>)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let busy = Arc::new(AtomicBool::new(false));
    // Whether the request being processed is the one that closes the port: it gets its response.
    let closing = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request: Request<Incoming>| {
        let (engine, reset) = (Arc::clone(&engine), Arc::clone(&reset));
        let (busy, closing) = (Arc::clone(&busy), Arc::clone(&closing));
        async move {
            busy.store(true, Ordering::SeqCst);
            closing.store(request.uri().path() == CLOSES_PORT, Ordering::SeqCst);
            let response = respond(&engine, request, connection).await;
            busy.store(false, Ordering::SeqCst);
            if response.extensions().get::<Reset>().is_some() {
                reset.store(true, Ordering::SeqCst);
                return Err(io::Error::from(io::ErrorKind::ConnectionReset));
            }
            Ok(response)
        }
    });
    let patience = engine.policy.client_timeout;
    let stream = Polite::new(stream, patience, Arc::clone(&busy));
    let serving = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE_TIMEOUT)
        .max_headers(PARSED_HEADERS)
        .max_buf_size(MAX_HEAD)
        .serve_connection(TokioIo::new(stream), service);
    tokio::pin!(serving);
    loop {
        let changed = engine.faults.refusing_changed.notified();
        if engine.faults.refuses() {
            if closing.load(Ordering::SeqCst) {
                serving.as_mut().graceful_shutdown();
                let _ended = tokio::time::timeout(CLOSING_TIMEOUT, serving).await;
            }
            return;
        }
        tokio::select! {
            // A broken connection is caused by the client or by a fault.
            _ = &mut serving => return,
            () = changed => {}
        }
    }
}

/// Processes a request, adds the query id to the response, and writes the journal.
pub(crate) async fn respond<B>(
    engine: &Arc<Engine>,
    request: Request<B>,
    connection: Connection,
) -> Response<Body>
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    let begun = Instant::now();
    let query_id = engine.query_id();
    let (head, body) = request.into_parts();
    let mut body = Body::new(body);
    let mut response = route(engine, &head, &mut body, connection).await;
    if response.extensions().get::<Reset>().is_none() {
        // Otherwise the rest of the body would be read as the next request, or the connection would
        // be closed without notice.
        let left = engine.policy.client_timeout.saturating_sub(begun.elapsed());
        if !wire::drain(&mut body, left).await {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(CONNECTION, close);
        }
    }
    if cors::is_open(head.uri.path()) {
        cors::allow(&mut response);
    }
    if head.method == Method::HEAD {
        response = wire::without_body(response);
    }
    if let Ok(value) = HeaderValue::from_str(&query_id) {
        response.headers_mut().insert(QUERY_ID, value);
    }
    // The time of the messages, which may be ahead of this machine's.
    let date = engine.clock.now().format("%a, %d %b %Y %H:%M:%S GMT");
    if let Ok(value) = HeaderValue::from_str(&date.to_string()) {
        response.headers_mut().insert(DATE, value);
    }
    let mark = response
        .extensions_mut()
        .remove::<Mark>()
        .unwrap_or_default();
    let refusal = response.extensions_mut().remove::<Refused>();
    let status = response.status().as_u16();
    if is_reading_state(engine, &head) {
        return response;
    }
    let method = start_of(head.method.as_str().as_bytes());
    let path = start_of(head.uri.path().as_bytes());
    tracing::info!(
        target: "ovh_sms::sandbox",
        method,
        path,
        operation = mark.operation.as_deref().unwrap_or("-"),
        status,
        milliseconds = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        query_id,
        "request"
    );
    if path.starts_with(control::PREFIX) || page::is_of_page(engine, &path) {
        return response;
    }
    let header = |name| head.headers.get(name).and_then(|value| value.to_str().ok());
    let id = engine.journal.record(RecordedRequest {
        id: 0,
        at: engine.clock.now(),
        method,
        path,
        query: head.uri.query().map(|query| start_of(query.as_bytes())),
        body: mark.body,
        operation: mark.operation,
        status,
        query_id,
        duration: begun.elapsed(),
        application_key: header(auth::APPLICATION).map(str::to_owned),
        consumer_key: header(auth::CONSUMER).map(key_start),
        refusal: refusal.map(|refused| RecordedRefusal {
            message: refused.message,
            reason: refused.cause.as_ref().map(|cause| cause.reason.clone()),
            signed: refused.cause.and_then(|cause| cause.signed),
        }),
    });
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    engine
        .events
        .publish(ChangeEvent::of(EventKind::Request).with_id(id));
    response
}

/// Returns whether a request reads the page, or the state through the control API: the page does so
/// after each event, which is not worth a line of the log.
fn is_reading_state(engine: &Engine, head: &Parts) -> bool {
    let path = head.uri.path();
    head.method.is_safe() && (path.starts_with(control::PREFIX) || page::is_of_page(engine, path))
}

async fn route(
    engine: &Arc<Engine>,
    head: &Parts,
    body: &mut Body,
    connection: Connection,
) -> Response<Body> {
    if let Some(refusal) = oversized(head) {
        return refused(&refusal);
    }
    let path = head.uri.path();
    let problem = browsers::wrong_name(head, connection, &engine.policy.names).or_else(|| {
        // The storage has its own list of sites that may use it.
        let is_open = cors::is_open(path) || path.starts_with(storage::PREFIX);
        browsers::foreign_page(head, connection).filter(|_| !is_open)
    });
    if let Some(words) = problem {
        return refused(&Refusal::forbidden(words));
    }
    if let Some(file) = page::answer(engine, head, connection) {
        return file;
    }
    match (read_as(&head.method), without_final_slash(path)) {
        ("POST", "/auth/oauth2/token" | "/oauth2/token") => oauth::token(engine, head, body).await,
        ("GET" | "POST", "/auth") => validation::answer(engine, head, body).await,
        (_, path) if path.starts_with(storage::PREFIX) => storage::answer(engine, head, body).await,
        (_, path) if path.starts_with(control::PREFIX) => {
            control::answer(engine, head, body, connection).await
        }
        (_, path) if exchange::below_version(path).is_some() => {
            exchange::answer(engine, head, body, connection).await
        }
        _ => refused(&Refusal::no_url()),
    }
}

/// A connection that can be reset: closed without the regular closing handshake.
struct Socket {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.reset.load(Ordering::SeqCst) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
