//! Stub.
use crate::sandbox::state::World;
pub(crate) fn write(_w: &mut World, _i: uuid::Uuid) {}
