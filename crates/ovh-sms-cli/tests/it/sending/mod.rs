//! Sends, what they cost, and the script for monitoring systems.

mod estimate;
mod monitor;
mod send;
mod send_input;
mod spend;
