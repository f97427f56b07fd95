//! What the service counts and names: credits, phone numbers, countries, hosts.

pub(crate) mod countries;
pub(crate) mod credits;
pub(crate) mod hosts;
pub(crate) mod numbers;
