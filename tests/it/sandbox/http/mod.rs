//! The sandbox as a server: connections, limits, names, pages.

mod browsers;
mod bytes;
mod keep_alive;
mod names;
mod page;
mod unsigned;
