//! Changes of a description, and what `diff` must report of each: a table for our own description,
//! and code for the description of any root.

pub mod anywhere;
pub mod mutations;
