//! The cost of a piece of work in this process: wall time and processor time.

use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// The start of a piece of work.
pub struct Spent {
    wall: Instant,
    cpu: Duration,
}

impl Spent {
    /// Starts measuring.
    pub fn begin() -> anyhow::Result<Self> {
        Ok(Self {
            cpu: cpu()?,
            wall: Instant::now(),
        })
    }

    /// Prints the cost of a number of calls since the start, in the format of all contenders.
    pub fn print(self, count: usize) -> anyhow::Result<()> {
        let wall = self.wall.elapsed();
        let cpu = cpu()?.saturating_sub(self.cpu);
        let summary = serde_json::json!({
            "count": count,
            "wall": wall.as_secs_f64(),
            "cpu": cpu.as_secs_f64(),
        });
        println!("{summary}");
        Ok(())
    }
}

/// Returns the user and system time of all threads.
fn cpu() -> anyhow::Result<Duration> {
    let usage = getrusage(UsageWho::RUSAGE_SELF)?;
    let micros = (usage.user_time() + usage.system_time()).num_microseconds();
    Ok(Duration::from_micros(u64::try_from(micros)?))
}
