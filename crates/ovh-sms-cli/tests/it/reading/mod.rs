//! Messages that were sent or received.

mod history;
mod replies;
mod track;
mod track_batch;
