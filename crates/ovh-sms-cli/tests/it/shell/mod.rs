//! The program in a shell: help, completions, examples of the pages, wrong usage.

mod bad_input;
mod completions;
mod console;
mod help;
mod messages;
