//! Sends, what they cost, and the script for monitoring systems.

mod choices;
mod estimate;
mod forms;
mod jobs;
mod monitor;
mod send;
mod send_input;
mod spend;
