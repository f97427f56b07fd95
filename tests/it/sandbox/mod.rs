//! The sandbox, through HTTP and through its handles.

mod access;
mod control;
mod details;
mod faults;
mod guide;
mod http;
mod keeping;
mod me;
mod operations;
mod phones;
mod published;
mod scale;
mod scenarios;
mod sending;
pub mod support;
