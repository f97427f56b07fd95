//! Passes over operations: the client's methods and their builders, how requests are built and sent,
//! and the items that are made for each operation.

pub(super) mod builders;
pub(super) mod docs;
pub(super) mod making;
pub(super) mod sending;
pub(super) mod service;
pub(in crate::generate) mod streams;
pub(super) mod table;
