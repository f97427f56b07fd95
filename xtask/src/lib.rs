//! Maintenance commands of `ovh-sms`: fetch, convert, compare and check OVHcloud's API description.

pub mod bench;
pub mod cargo;
pub mod check;
pub mod ci;
mod compiler;
pub mod diff;
pub mod documents;
pub mod drift;
pub mod fetch;
pub mod generate;
mod generated_tests;
pub mod history;
pub mod interop;
pub mod language;
pub mod layers;
mod markdown;
pub mod numbers;
pub mod project;
pub mod prove;
pub mod renamed;
pub mod replace;
pub mod scratch;
pub mod simulate;
pub mod update;
pub mod verify;
