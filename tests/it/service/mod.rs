//! The workflows on an SMS account.

mod first_message;
mod reads_lying;
mod replies;
mod send_guards;
mod send_lying;
mod send_once;
mod send_once_runs;
mod senders;
mod slow_look_up;
mod stored_reports;
mod streams;
mod tracking;
