//! The sandbox, through HTTP and through its handles.

mod access;
mod browsers;
mod bytes;
mod control;
mod details;
mod faults;
mod guide;
mod keep_alive;
mod keeping;
mod me;
mod names;
mod operations;
mod page;
mod phones;
mod published;
mod scale;
mod scenarios;
mod sending;
pub mod support;
mod unsigned;
