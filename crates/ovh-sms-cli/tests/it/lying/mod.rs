//! The program under servers that lie.

mod believed;
mod changes;
mod programs;
mod unread;
