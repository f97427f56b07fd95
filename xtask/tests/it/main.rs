//! The commands of `cargo xtask`, each on its own files and servers.

mod anywhere;
mod bad_input;
mod benchmarks;
mod certificate;
mod diff;
mod diff_mutations;
mod drift;
mod fetch;
mod history;
mod renames;
mod roots;
mod support;
mod update;
mod update_bad_input;
mod verify;
