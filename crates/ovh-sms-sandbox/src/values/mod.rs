//! Values of the service: credits, phone numbers, countries,
//! operators, hosts, paths, patterns.

pub(crate) mod countries;
pub(crate) mod credits;
pub(crate) mod hosts;
pub(crate) mod numbers;
pub(crate) mod operators;
pub(crate) mod paths;
pub(crate) mod signature;
pub(crate) mod wildcard;
