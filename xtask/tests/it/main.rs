//! The commands of `cargo xtask`, each on files and servers of its own.

mod bad_input;
mod benchmarks;
mod diff;
mod diff_mutations;
mod fetch;
mod roots;
mod support;
mod update;
mod update_bad_input;
mod verify;
