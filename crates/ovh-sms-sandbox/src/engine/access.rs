//! The credentials that a client needs.

/// The credentials of the handle, and the first account.
#[derive(Clone)]
pub(crate) struct Access {
    pub(crate) application_key: String,
    pub(crate) application_secret: String,
    pub(crate) consumer_key: String,
    pub(crate) client_id: String,
    pub(crate) client_secret: String,
    pub(crate) service: String,
}
