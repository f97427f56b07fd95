//! Maintenance commands of `ovh-sms`: OVHcloud's description fetched, converted, compared, checked.

pub mod bench;
pub mod bench_convert;
mod calls_test;
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
pub mod interop;
mod models_test;
pub mod names;
pub mod native;
mod operations_test;
pub mod project;
pub mod replace;
pub mod update;
pub mod verify;
pub mod words;
