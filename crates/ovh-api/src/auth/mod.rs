//! Authentication: the kinds of credentials, the rights that operations need, the server's clock.

pub(crate) mod clock;
mod consumer_key;
mod credentials;
mod key_state;
pub(crate) mod operations;
mod rights;
mod rules;
pub(crate) mod signature;
pub(crate) mod single_flight;
pub(crate) mod tokens;

pub use consumer_key::{KeyRequest, PendingKey};
pub(crate) use credentials::shortened;
pub use credentials::{
    AccessToken, ApplicationKey, Credentials, Fault, InvalidCredential, ServiceAccount,
};
pub use key_state::KeyState;
pub use rights::{IamPolicy, Rights};
pub use rules::{AccessRule, AccessRules, InvalidRule, Method};
