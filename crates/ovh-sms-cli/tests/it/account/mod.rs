//! The account: its credits, senders, blacklist and rights.

mod accounts;
mod blacklist;
mod callbacks;
mod configuration;
mod senders;
mod whoami;
