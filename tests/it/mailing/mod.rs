//! Mailings from files, and exports.

mod checks;
mod export;
mod send;
mod two_runs;
