//! What generated code calls, and crates that are built on this one. It is not part of the public
//! API: it changes with the generator of the same version.

pub use chrono;
pub use progenitor_client;
pub use reqwest;
#[cfg(feature = "schemars")]
pub use schemars;
pub use serde;
pub use serde_json;
pub use uuid;

/// The text of values that may be shown.
pub use crate::values::{masked, printable};

/// Sends requests and reads their responses.
pub mod transport {
    pub use crate::transport::{Encoded, RawResponse, Transport};
}

/// Reads responses leniently.
pub mod lenient {
    pub use crate::lenient::{
        Object, Readable, Reading, Scalar, Slot, Wire, boxed, digits, from_slice, integer_of_float,
        is_number, object, read_object, required,
    };
}

/// Fields that an update may clear.
pub mod clearable {
    pub use crate::values::clearable::{ByNull, by_empty};
}

/// Lists of whole objects.
pub mod list {
    pub use crate::list::{Found, Ids, KeyField, Resource, by_ids, key_of, stream};
}

/// Enumerations that keep unknown values.
pub mod open_enum {
    #[cfg(feature = "schemars")]
    pub use crate::values::open_enum::schema;
    pub use crate::values::open_enum::{open_enum, read, write};
}

/// Tables of refusals.
pub mod refusals {
    pub use crate::error::refusal::denied_actions;
    pub use crate::error::signs::{Row, Sign, code, filled, find, status, words};
}

/// The status of an error, and the clocks.
pub use crate::error::is_passing;
pub use crate::time::{millis, wall_millis};
