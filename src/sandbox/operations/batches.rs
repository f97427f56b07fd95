//! Stub.
use crate::sandbox::state::World;
pub(crate) fn step(_w: &mut World, _s: usize, _i: uuid::Uuid) {}
