//! How much memory is held: in a process of its own, since the system counts for a process.

mod large_responses;
mod mailing;
