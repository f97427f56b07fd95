//! A server that writes bytes as given: odd statuses, truncated bodies, endless bodies.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub use crate::request::Request;

/// The outcome of a request.
#[derive(Debug, Clone)]
pub enum Reply {
    /// These bytes; the connection stays open.
    Bytes(Vec<u8>),
    /// These bytes, then the end of the connection.
    Last(Vec<u8>),
    /// These bytes, then others without an end.
    Endless(Vec<u8>),
    /// A reset of the connection.
    Reset,
    /// No response.
    Stall,
}

impl Reply {
    /// Returns a complete response.
    pub fn new(status: u16, head: &str, body: &str) -> Self {
        let length = body.len();
        Self::Bytes(
            format!("HTTP/1.1 {status} Status\r\n{head}content-length: {length}\r\n\r\n{body}")
                .into_bytes(),
        )
    }

    pub fn json(status: u16, body: impl ToString) -> Self {
        Self::new(
            status,
            "content-type: application/json\r\n",
            &body.to_string(),
        )
    }

    /// Returns a response whose body is shorter than its stated length.
    pub fn cut(status: u16, body: &str) -> Self {
        let length = body.len() + 100;
        Self::Last(
            format!("HTTP/1.1 {status} Status\r\ncontent-length: {length}\r\n\r\n{body}")
                .into_bytes(),
        )
    }
}

/// Starts the server; it stops with the runtime.
pub async fn start(reply: impl Fn(Request) -> Reply + Send + Sync + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let reply = Arc::new(reply);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let reply = Arc::clone(&reply);
            tokio::spawn(async move { serve(stream, &*reply).await });
        }
    });
    address
}

async fn serve(mut stream: TcpStream, reply: &(impl Fn(Request) -> Reply + Sync)) {
    let mut buffer = Vec::new();
    while let Some(request) = Request::read(&mut stream, &mut buffer).await {
        match reply(request) {
            Reply::Bytes(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Reply::Last(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Reply::Endless(head) => {
                let _ = stream.write_all(&head).await;
                let more = vec![b' '; 1 << 16];
                while stream.write_all(&more).await.is_ok() {}
                return;
            }
            Reply::Reset => return stream.set_zero_linger().unwrap(),
            Reply::Stall => {
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
