//! Configuration files, secrets and rights.

mod edit;
mod load;
mod rights;
mod secrets;
