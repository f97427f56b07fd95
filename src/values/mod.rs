//! Values: names, numbers, credits, secrets, extensible enumerations and clearable fields.

// The macro that defines all enumerations must be first.
pub(crate) mod open_enum;

pub(crate) mod clearable;
pub(crate) mod credits;
pub(crate) mod masked;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod outside;
pub(crate) mod printable;
pub(crate) mod secret;
pub(crate) mod tag_filters;
