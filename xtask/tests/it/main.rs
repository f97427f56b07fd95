//! The commands of `cargo xtask`, each on its own files and servers.

mod bad_input;
mod benchmarks;
mod certificate;
mod diff;
mod diff_mutations;
mod fetch;
mod roots;
mod support;
mod update;
mod update_bad_input;
mod verify;
