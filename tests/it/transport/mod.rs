//! How requests are sent and responses are read: signing, retries, limits, lists.

mod backend;
mod client;
mod clock;
mod deadline;
mod faults;
mod keys;
mod limits;
mod list_paths;
mod lists;
mod never_twice;
mod never_twice_table;
mod redaction;
mod sandbox;
mod tokens;
