//! The program under servers that lie.

mod believed;
mod programs;
