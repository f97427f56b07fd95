//! Mailings from files, and exports.

mod checks;
mod columns;
mod corpus;
mod export;
mod outside;
mod send;
mod slots;
mod two_runs;
