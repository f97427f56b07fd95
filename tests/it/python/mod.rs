//! Independent implementations in Python agree.

mod ovh;
mod smsutil;
