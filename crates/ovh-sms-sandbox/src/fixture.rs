//! The API description for unit tests, read from the workspace.

use std::sync::{Arc, LazyLock};

use crate::description::{Description, Documents};

/// `schema/openapi.json`, which belongs to the workspace's root package.
static DOCUMENTS: LazyLock<Documents> = LazyLock::new(|| {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/openapi.json");
    Documents::new(std::fs::read_to_string(path).unwrap())
});

/// Returns the operations and models of the workspace's description.
pub(crate) fn description() -> Arc<Description> {
    DOCUMENTS.read().unwrap().0
}
