//! The account: its credits, senders, blacklist and rights.

mod accounts;
mod blacklist;
mod senders;
mod whoami;
