//! What ovh-codegen makes of descriptions and documents: read, converted, compared, generated.

mod bad_input;
mod bindings;
mod convert;
mod diff;
mod generator;
mod names_toml;
mod openapi;
mod program;
mod properties;
mod renamed;
mod served;
mod support;
