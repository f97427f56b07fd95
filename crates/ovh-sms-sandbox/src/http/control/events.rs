//! Server-sent events: a stream of changes, after which a program reads what it needs.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Response, header};
use hyper::body::Frame;
use serde_json::{Map, Value};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::mpsc;

use super::Control;
use crate::engine::events::{ChangeEvent, EventKind};
use crate::refusal::Refusal;
use crate::values::numbers;

/// The number of events that are ready for a reader.
const READY: usize = 64;
/// Sent first, so that a reader sees at once that the stream is open.
const OPENING: &str = ": events of the sandbox\n\n";

impl Control<'_> {
    /// Starts a stream of events, which ends with the connection or the sandbox.
    pub(super) fn events(&self) -> Result<Response<Body>, Refusal> {
        if !self.connection.streams {
            return Err(Refusal::class(501, "Events are read over the network only"));
        }
        let events = self.engine.events.read();
        let mut response = match self.head.method == axum::http::Method::HEAD {
            true => Response::new(Body::empty()),
            false => Response::new(Body::new(stream(events))),
        };
        let headers = response.headers_mut();
        for (name, value) in [
            (header::CONTENT_TYPE, "text/event-stream"),
            (header::CACHE_CONTROL, "no-store"),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        Ok(response)
    }
}

/// Passes events on until the reader is gone.
fn stream(mut events: Receiver<ChangeEvent>) -> Stream {
    let (sender, lines) = mpsc::channel(READY);
    tokio::spawn(async move {
        if sender
            .send(Bytes::from_static(OPENING.as_bytes()))
            .await
            .is_err()
        {
            return;
        }
        loop {
            let event = tokio::select! {
                event = events.recv() => match event {
                    Ok(event) => event,
                    // The reader must read everything again.
                    Err(RecvError::Lagged(_)) => ChangeEvent::of(EventKind::Reset),
                    Err(RecvError::Closed) => return,
                },
                () = sender.closed() => return,
            };
            if sender.send(line(&event)).await.is_err() {
                return;
            }
        }
    });
    Stream(lines)
}

fn line(event: &ChangeEvent) -> Bytes {
    let mut data = Map::new();
    data.insert("kind".to_owned(), Value::from(event.kind.word()));
    if let Some(id) = event.id {
        data.insert("id".to_owned(), Value::from(id));
    }
    if let Some(number) = event.number {
        data.insert("number".to_owned(), Value::from(numbers::written(number)));
    }
    if let Some(service) = &event.service {
        data.insert("service".to_owned(), Value::from(&**service));
    }
    Bytes::from(format!("data: {}\n\n", Value::Object(data)))
}

/// The body of the response: the events as they come.
struct Stream(mpsc::Receiver<Bytes>);

impl hyper::body::Body for Stream {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let next = self.0.poll_recv(context);
        next.map(|line| line.map(|line| Ok(Frame::data(line))))
    }
}
