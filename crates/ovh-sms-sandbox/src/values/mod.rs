//! What the service counts and names: credits, phone numbers, countries.

pub(crate) mod countries;
pub(crate) mod credits;
pub(crate) mod numbers;
