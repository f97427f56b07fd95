//! The service over HTTP: connections, requests of the API, and the other endpoints.

pub(crate) mod auth;
pub(crate) mod batch_read;
pub(crate) mod browsers;
pub(crate) mod connection;
pub(crate) mod control;
pub(crate) mod cors;
pub(crate) mod exchange;
pub(crate) mod oauth;
pub(crate) mod page;
pub(crate) mod pages;
pub(crate) mod polite;
pub(crate) mod serve;
pub(crate) mod storage;
#[cfg(feature = "tls")]
pub(crate) mod tls;
pub(crate) mod validation;
pub(crate) mod wire;
