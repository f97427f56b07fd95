//! Rewrites the refusals of the HTTP library in OVHcloud's form. The library rejects invalid HTTP
//! and too many header fields with a bare status, before any handler sees the request. A client
//! that does not complete its head gets such a refusal too.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::refusal::Refusal;

/// The library's refusals, and their meaning.
const BARE: &[(&[u8], u16, &str)] = &[
    (b"HTTP/1.1 400", 400, "The request is not valid HTTP"),
    (b"HTTP/1.1 414", 414, "The request URI is too long"),
    (
        b"HTTP/1.1 431",
        431,
        "The header fields of the request are too many or too large",
    ),
    (
        b"HTTP/1.1 505",
        400,
        "This version of HTTP is not spoken here",
    ),
];
/// Every refusal of the sandbox has a body; the library's refusals have none.
const NO_BODY: &[u8] = b"content-length: 0\r\n";

/// Invalid HTTP, passed to the library if a head has taken too long, so that it refuses the request
/// and closes the connection.
const NO_HTTP: &[u8] = b"\0\r\n\r\n";

/// A connection whose bare refusals are replaced when they are written.
pub(crate) struct Polite<S> {
    inner: S,
    /// The replacement, and how much of it was written.
    instead: Vec<u8>,
    gone: usize,
    /// The maximum time for a head.
    patience: Duration,
    /// Set by the service while it processes a request, whose head is complete by then.
    busy: Arc<AtomicBool>,
    /// Starts with the first byte of a head.
    deadline: Option<Pin<Box<Sleep>>>,
    late: bool,
}

impl<S> Polite<S> {
    pub(crate) fn new(inner: S, patience: Duration, busy: Arc<AtomicBool>) -> Self {
        Self {
            inner,
            instead: Vec::new(),
            gone: 0,
            patience,
            busy,
            deadline: None,
            late: false,
        }
    }

    /// Returns whether the head has taken too long; otherwise wakes the task when it has.
    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        if self.busy.load(Ordering::SeqCst) {
            self.deadline = None;
        }
        let over = self
            .deadline
            .as_mut()
            .is_some_and(|end| end.as_mut().poll(context).is_ready());
        if over && !self.late {
            self.late = true;
            return true;
        }
        false
    }
}

/// Returns the full refusal for a bare one; `None` for everything else.
fn replaced(bytes: &[u8], late: bool) -> Option<Vec<u8>> {
    let (_, status, words) = BARE.iter().find(|(start, ..)| bytes.starts_with(start))?;
    if !bytes.windows(NO_BODY.len()).any(|window| window == NO_BODY) {
        return None;
    }
    let refusal = if late {
        Refusal::class(408, "The head of the request took too long")
    } else {
        Refusal::class(*status, *words)
    };
    let body = refusal.body().to_string();
    let head = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: application/json; charset=utf-8\r\ncontent-length: {}\r\n\
         connection: close\r\nx-ovh-queryid: EU.ext-0.00000000.0.0\r\n\r\n",
        refusal.status.as_u16(),
        refusal.status.canonical_reason().unwrap_or_default(),
        body.len(),
    );
    Some([head.into_bytes(), body.into_bytes()].concat())
}

impl<S: AsyncWrite + Unpin> Polite<S> {
    /// Writes the rest of a replacement.
    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while let Some(rest) = self
            .instead
            .get(self.gone..)
            .filter(|rest| !rest.is_empty())
        {
            let count = ready!(Pin::new(&mut self.inner).poll_write(context, rest))?;
            if count == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.gone += count;
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Polite<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_late(context) && buffer.remaining() >= NO_HTTP.len() {
            buffer.put_slice(NO_HTTP);
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.inner).poll_read(context, buffer))?;
        let came = buffer.filled().len() > before;
        if came && self.deadline.is_none() && !self.busy.load(Ordering::SeqCst) {
            let end = Instant::now().checked_add(self.patience);
            self.deadline = end.map(|end| Box::pin(sleep_until(end)));
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Polite<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if let Some(instead) = replaced(bytes, self.late) {
            self.instead = instead;
            self.gone = 0;
            return Poll::Ready(Ok(bytes.len()));
        }
        // A response means that the head was complete.
        self.deadline = None;
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [only] = buffers
            && replaced(only, self.late).is_some()
        {
            return self.poll_write(context, only);
        }
        self.deadline = None;
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.inner).poll_write_vectored(context, buffers)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_bare_refusals_are_replaced() {
        let bare = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        let text = String::from_utf8(replaced(bare, false).unwrap()).unwrap();
        assert!(
            text.starts_with("HTTP/1.1 431 ") && text.ends_with('}'),
            "{text}"
        );
        assert!(
            replaced(
                b"HTTP/1.1 400 Bad Request\r\ncontent-length: 12\r\n\r\n{}",
                false
            )
            .is_none()
        );
        assert!(replaced(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n", false).is_none());
    }
}
