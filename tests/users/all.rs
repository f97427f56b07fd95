//! The programs, for tools that follow modules: `cargo xtask diff --prove` compiles each of them.

mod batches;
mod blacklist;
mod codes;
mod credits;
mod delivery;
mod jobs;
mod keys;
mod phonebooks;
mod replies;
mod send;
mod senders;
mod slots;
mod templates;
mod uploads;
mod users;
mod virtual_numbers;
