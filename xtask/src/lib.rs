//! Maintenance commands of `ovh-sms`: OVHcloud's description fetched, converted, compared, checked.

pub mod convert;
pub mod docs;
pub mod names;
pub mod native;
pub mod project;
pub mod verify;
pub mod words;
