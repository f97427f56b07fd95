//! The generated bindings: a builder for each operation, and the types that they use.
//!
//! build.rs generates everything in this module from `schema/openapi.json`, or from the document
//! that the environment variable `OVH_SMS_OPENAPI` names. Builders come from
//! [`Client::api`](crate::Client::api) and [`Service::api`](crate::Service::api):
//! `client.api().services_list().send().await?`.

/// The text of the document from which the bindings are generated: an OpenAPI 3.0 document in JSON
/// with all operations, their parameters and their schemas. It is `schema/openapi.json`, or the
/// file that `OVH_SMS_OPENAPI` named when the crate was built.
pub const OPENAPI: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

#[allow(
    missing_docs,
    unused_imports,
    unused_mut,
    unused_variables,
    missing_debug_implementations,
    unreachable_pub,
    clippy::all,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags
)]
pub(crate) mod generated {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

pub use crate::Response;
pub use generated::service_api::ServiceApi;
pub use generated::{Client, builder, types};

/// The facts about each operation: method, path, authentication, IAM actions.
pub mod operations {
    pub use super::generated::operations::*;

    use crate::Operation;

    /// Finds the operation with this id, such as `jobs_create`.
    pub fn find(id: &str) -> Option<&'static Operation> {
        let at = ALL
            .binary_search_by(|operation| operation.id().cmp(id))
            .ok()?;
        ALL.get(at).copied()
    }
}
