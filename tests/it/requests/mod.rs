//! The generated operations: what they send, and how responses are read.

mod calls;
mod endpoints;
mod incomplete_lists;
mod json_schema;
mod mocks;
mod other_documents;
mod query_and_body;
mod raw;
mod tolerance;
mod wire;
