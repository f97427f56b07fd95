//! Values: names, numbers, credits, filters.

pub(crate) mod credits;
pub(crate) mod name;
pub(crate) mod number;
pub(crate) mod outside;
pub(crate) mod tag_filters;
