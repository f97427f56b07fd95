//! Values: secrets, extensible enumerations, clearable fields, and what may be shown of a text.

// The macro that defines all enumerations must be first.
pub(crate) mod open_enum;

pub(crate) mod clearable;
pub mod masked;
pub mod printable;
pub(crate) mod secret;
