//! Maintenance commands of `ovh-sms`: OVHcloud's description fetched, converted, compared, checked.

pub mod bench;
pub mod bench_convert;
pub mod check;
#[path = "../../codegen/mod.rs"]
mod codegen;
pub mod convert;
pub mod diff;
pub mod docs;
mod document;
pub mod examples;
pub mod fetch;
pub mod generate;
mod generated_tests;
pub mod interop;
pub mod names;
pub mod native;
pub mod project;
pub mod replace;
pub mod update;
pub mod verify;
pub mod words;
