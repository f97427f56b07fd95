//! The sandbox, through HTTP and through its handles.

mod access;
mod browsers;
mod bytes;
mod faults;
mod keeping;
mod names;
mod operations;
mod phones;
mod scale;
mod sending;
pub mod support;
mod unsigned;
