//! Streams whose items take several requests: the step in progress, and the state that it shares
//! with its stream.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use super::Service;
use crate::error::Error;

/// The future of the next item.
pub(super) type Step<T> = Pin<Box<dyn Future<Output = Option<Result<T, Error>>> + Send>>;

/// An account and a state that is changed between requests. A step that is dropped leaves a
/// complete state.
#[derive(Debug)]
pub(super) struct Reader<S> {
    pub(super) service: Service,
    state: Arc<Mutex<S>>,
}

impl<S> Reader<S> {
    pub(super) fn new(service: &Service, state: S) -> Self {
        Self {
            service: service.clone(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// Locks the state; the lock is not held during a request.
    pub(super) fn state(&self) -> MutexGuard<'_, S> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S> Clone for Reader<S> {
    fn clone(&self) -> Self {
        Self {
            service: self.service.clone(),
            state: Arc::clone(&self.state),
        }
    }
}

/// Polls the step in progress, or a new one.
pub(super) fn poll<T>(
    running: &mut Option<Step<T>>,
    start: impl FnOnce() -> Step<T>,
    context: &mut Context<'_>,
) -> Poll<Option<Result<T, Error>>> {
    let item = ready!(running.get_or_insert_with(start).as_mut().poll(context));
    *running = None;
    Poll::Ready(item)
}
