//! Messages that were sent or received.

mod answers;
mod history;
mod track;
mod track_batch;
