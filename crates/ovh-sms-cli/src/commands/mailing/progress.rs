//! Progress bars on a terminal: amount, rate and time left.

use std::fmt::Display;
use std::io::IsTerminal;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::global::Global;
use crate::terminal::output;

/// How often a bar is redrawn.
const TICK: Duration = Duration::from_millis(100);

/// What a bar shows, in the terms of indicatif, which computes times and rates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Rows of a file: the position in bytes, the rows in the message.
    Rows,
    /// Rows of a file of unknown size.
    RowsOfStream,
    Upload,
    Slot,
    Batch,
    /// A step of unknown length.
    Wait,
}

/// Templates of the bars.
const TEMPLATES: &[(Kind, &str)] = &[
    (
        Kind::Rows,
        "Checking [{bar:24}] {percent}%  {msg}, {eta} left",
    ),
    (Kind::RowsOfStream, "Checking {spinner} {msg}, {elapsed}"),
    (
        Kind::Upload,
        "Uploading [{bar:24}] {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left",
    ),
    (
        Kind::Slot,
        "Filling a slot [{bar:24}] {pos}/{len} receivers, {per_sec}, {eta} left",
    ),
    (
        Kind::Batch,
        "Sending [{bar:24}] {pos}/{len} messages, {per_sec}, {eta} left  {msg}",
    ),
    (Kind::Wait, "{spinner} {msg} {elapsed}"),
];

/// The progress bar of a command; clones share it.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    /// Visible only on a terminal.
    shown: bool,
    quiet: bool,
    bar: Arc<Mutex<Option<(Kind, ProgressBar)>>>,
}

impl Progress {
    /// Creates a bar, hidden with `--quiet` or `--json` or if stderr is not a terminal.
    pub(super) fn new(global: &Global) -> Self {
        Self {
            shown: !global.quiet && !global.json && std::io::stderr().is_terminal(),
            quiet: global.quiet,
            bar: Arc::default(),
        }
    }

    /// Updates the bar of that kind, which replaces any other.
    pub(super) fn at(&self, kind: Kind, done: u64, of: u64, text: impl Display) {
        if !self.shown {
            return;
        }
        let mut held = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some((known, bar)) if *known == kind => {
                bar.set_length(of);
                bar.set_message(text.to_string());
                bar.set_position(done);
            }
            other => {
                if let Some((_, bar)) = other {
                    bar.finish_and_clear();
                }
                let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr());
                let template = TEMPLATES.iter().find(|(known, _)| *known == kind);
                if let Some(style) =
                    template.and_then(|(_, text)| ProgressStyle::with_template(text).ok())
                {
                    bar.set_style(style.progress_chars("=> "));
                }
                bar.set_message(text.to_string());
                bar.set_position(done);
                bar.enable_steady_tick(TICK);
                bar.tick();
                *held = Some((kind, bar));
            }
        }
    }

    /// Awaits some work, and calls `show` regularly if the bar is visible.
    pub(super) async fn during<T>(&self, work: impl Future<Output = T>, show: impl Fn()) -> T {
        if !self.shown {
            return work.await;
        }
        let mut work = std::pin::pin!(work);
        let mut ticks = tokio::time::interval(TICK);
        loop {
            tokio::select! {
                biased;
                result = &mut work => return result,
                _ = ticks.tick() => show(),
            }
        }
    }

    /// Removes the bar.
    pub(super) fn clear(&self) {
        let mut held = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bar)) = held.take() {
            bar.finish_and_clear();
        }
    }

    /// Prints a message above the bar, unless `--quiet` is given.
    pub(super) fn note(&self, text: impl Display) {
        if !self.quiet {
            self.tell(text);
        }
    }

    /// Prints a message above the bar, even with `--quiet`.
    pub(super) fn tell(&self, text: impl Display) {
        let held = self.bar.lock().unwrap_or_else(PoisonError::into_inner);
        match &*held {
            Some((_, bar)) => bar.suspend(|| output::note(text)),
            None => output::note(text),
        }
    }
}
