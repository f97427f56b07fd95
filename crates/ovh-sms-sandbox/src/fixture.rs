//! The API description for unit tests, read from the workspace.

use crate::description::{Description, Documents};

/// The description of `schema/openapi.json`, which belongs to the workspace's root package.
pub(crate) fn description() -> Description {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schema/openapi.json");
    let documents = Documents::new(std::fs::read_to_string(path).unwrap());
    Description::read(&documents).unwrap()
}
