//! Values of the service: credits, phone numbers, countries, hosts, patterns.

pub(crate) mod countries;
pub(crate) mod credits;
pub(crate) mod hosts;
pub(crate) mod numbers;
pub(crate) mod wildcard;
