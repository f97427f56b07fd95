//! Properties of the client that hold for any input. The fuzz targets run them without end; the
//! tests run them on a committed corpus and on random changes of it.

mod corpus;
mod files;
mod responses;
mod texts;

pub use corpus::{changed, seeds};
pub use files::{csv, journal, templates};
pub use responses::{batch_rows, responses, send_responses};
pub use texts::{callbacks, numbers, ovh_conf};

/// A property of the client: panics if an input breaks it.
pub type Property = fn(&[u8]);

/// The properties by the name of their fuzz target.
pub const PROPERTIES: &[(&str, Property)] = &[
    ("batch_rows", batch_rows),
    ("callbacks", callbacks),
    ("csv", csv),
    ("numbers", numbers),
    ("ovh_conf", ovh_conf),
    ("responses", responses),
    ("send_responses", send_responses),
    ("templates", templates),
];
