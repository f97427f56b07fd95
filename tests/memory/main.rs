//! Memory use, measured in a separate process because the system counts per process.

mod large_responses;
mod mailing;
mod own_process;
mod spreadsheet;
