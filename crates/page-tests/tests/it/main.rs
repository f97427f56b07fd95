//! The page of the sandbox in Chromium. The tests need chromium and chromedriver, the program
//! `ovh-sms` beside the tests, and axe-core below target/axe: `cargo xtask ci page` runs them.

mod accessible;
mod actions;
mod application;
mod live;
mod many;
mod payloads;
mod pictures;
mod shown;
