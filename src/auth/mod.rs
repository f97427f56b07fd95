//! Who calls: credentials, the server's clock, the signature.

pub(crate) mod clock;
mod credentials;
pub(crate) mod signature;

pub use credentials::Credentials;
