//! A server that makes exactly one error, at an exact moment, and records what it processed.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub use crate::request::Request;

/// The outcome of a request.
#[derive(Debug, Clone)]
pub enum Act {
    /// A response: status, further header lines, body.
    Answer(u16, String, String),
    /// A reset of the connection.
    Reset,
    /// The head of a response and the start of its body, then the end of the connection.
    Cut(String),
    /// No response.
    Stall,
}

impl Act {
    pub fn json(body: impl ToString) -> Self {
        Self::status(200, body)
    }

    pub fn status(status: u16, body: impl ToString) -> Self {
        let head = "content-type: application/json\r\nx-ovh-queryid: EU.ext-3.made-up\r\n";
        Self::Answer(status, head.to_owned(), body.to_string())
    }

    pub fn with_header(self, line: &str) -> Self {
        match self {
            Self::Answer(status, head, body) => {
                Self::Answer(status, format!("{head}{line}\r\n"), body)
            }
            other => other,
        }
    }
}

/// The behaviour of the server.
pub trait Service: Send + Sync + 'static {
    /// Returns whether to reset the connection; called when the first byte of a request has arrived
    /// and none is read.
    fn resets_unread(&self) -> bool {
        false
    }

    /// Processes a request.
    fn call(&self, request: Request) -> Act;
}

/// Any function is a service.
pub struct By<F>(pub F);

impl<F: Fn(Request) -> Act + Send + Sync + 'static> Service for By<F> {
    fn call(&self, request: Request) -> Act {
        (self.0)(request)
    }
}

/// Starts the server; it stops with the runtime.
pub async fn start(service: Arc<impl Service>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, Arc::clone(&service)));
        }
    });
    address
}

/// Returns an address without a server.
pub async fn nobody() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    listener.local_addr().unwrap()
}

async fn serve(mut stream: TcpStream, service: Arc<impl Service>) {
    let mut buffer = Vec::new();
    loop {
        let mut byte = [0];
        if buffer.is_empty() && !matches!(stream.peek(&mut byte).await, Ok(1)) {
            return;
        }
        if service.resets_unread() {
            return reset(stream);
        }
        let Some(request) = Request::read(&mut stream, &mut buffer).await else {
            return;
        };
        match service.call(request) {
            Act::Answer(status, head, body) => {
                let answer = format!(
                    "HTTP/1.1 {status} Status\r\n{head}content-length: {}\r\n\r\n{body}",
                    body.len()
                );
                if stream.write_all(answer.as_bytes()).await.is_err() {
                    return;
                }
            }
            Act::Reset => return reset(stream),
            Act::Cut(start) => {
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{start}",
                    start.len() + 100
                );
                let _ = stream.write_all(answer.as_bytes()).await;
                return;
            }
            Act::Stall => {
                // Wait until the client gives up.
                while stream
                    .read_buf(&mut buffer)
                    .await
                    .is_ok_and(|read| read > 0)
                {}
                return;
            }
        }
    }
}

fn reset(stream: TcpStream) {
    stream.set_zero_linger().unwrap();
}
