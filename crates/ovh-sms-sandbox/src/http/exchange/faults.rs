//! Applies faults to a call: before it is processed, and to its response.

use axum::body::Body;
use axum::http::{HeaderValue, Response, header};

use crate::engine::faults::FaultAction;
use crate::http::wire::{self, html, refused, reset};
use crate::refusal::Refusal;

/// Applies a fault before the call is processed.
pub(super) async fn before(action: &FaultAction) -> Option<Response<Body>> {
    match action {
        FaultAction::Latency(time) => {
            tokio::time::sleep(*time).await;
            None
        }
        FaultAction::ResetBefore => Some(reset()),
        FaultAction::Status(status, message) => {
            let words = message
                .as_deref()
                .unwrap_or("Ordered by the sandbox's fault rules");
            Some(refused(&Refusal::class(*status, words)))
        }
        FaultAction::Html(status) => Some(html(*status)),
        FaultAction::TooManyRequests(pause) => {
            let mut response = refused(&Refusal::class(429, "Too many requests"));
            if let Some(pause) = pause {
                response
                    .headers_mut()
                    .insert(header::RETRY_AFTER, HeaderValue::from(pause.as_secs()));
            }
            Some(response)
        }
        FaultAction::ListDelay(_) | FaultAction::ResetAfter | FaultAction::CutBody => None,
    }
}

/// Applies a fault to a response.
pub(super) async fn after(troubles: &[FaultAction], response: Response<Body>) -> Response<Body> {
    if troubles.contains(&FaultAction::ResetAfter) {
        return reset();
    }
    if !troubles.contains(&FaultAction::CutBody) {
        return response;
    }
    wire::cut(response).await
}
