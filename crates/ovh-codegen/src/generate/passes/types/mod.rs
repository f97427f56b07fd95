//! Passes over types: the structures and enumerations of the module `types`, their fields, and the
//! types of values.

pub(super) mod clearable;
pub(super) mod cycles;
pub(super) mod enums;
pub(super) mod structs;
pub(super) mod structures;
pub(super) mod typed;
pub(super) mod values;
