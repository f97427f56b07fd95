//! What is told on stderr about requests, where it is asked for.

use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::output;

/// A line a request of ours, with its operation, status, attempts and query id; warnings only if
/// it is not asked for.
pub(crate) fn start(verbose: bool) {
    let level = match verbose {
        true => LevelFilter::TRACE,
        false => LevelFilter::WARN,
    };
    let ours = Targets::new().with_target("ovh_sms", level);
    // What a sandbox of this process got is the same once more.
    install(ours.with_target("ovh_sms::sandbox", LevelFilter::WARN));
}

/// A line a request that the sandbox got, unless it is to be quiet; warnings in any case.
pub(crate) fn start_serving(quiet: bool) {
    let level = match quiet {
        true => LevelFilter::WARN,
        false => LevelFilter::INFO,
    };
    install(Targets::new().with_default(level));
}

fn install(targets: Targets) {
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_ansi(output::colours_on_stderr())
        .with_target(false);
    // The program installs one, once.
    let _ = tracing_subscriber::registry()
        .with(targets)
        .with(lines)
        .try_init();
}
