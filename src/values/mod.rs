//! Values: names, numbers, secrets, enumerations that stay open, fields that can be cleared.

// The macro of all enumerations goes first.
pub(crate) mod open_enum;

pub(crate) mod clearable;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod printable;
pub(crate) mod secret;
pub(crate) mod tag_filters;
