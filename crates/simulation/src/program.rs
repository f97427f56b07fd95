//! Programs that are killed or paused at an await.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use fastrand::Rng;
use tokio::time::sleep;

tokio::task_local! {
    /// The program whose request is made, if several share a client.
    static PROGRAM: u64;
}

/// Returns the program that is running, if it was named.
pub(crate) fn running() -> Option<u64> {
    PROGRAM.try_with(|program| *program).ok()
}

/// Runs a future as a program: requests that it makes are attributed to it, whichever machine's
/// client it uses.
pub async fn as_program<T>(by: u64, program: impl Future<Output = T>) -> T {
    PROGRAM.scope(by, program).await
}

/// When a program is killed and paused: the number of the poll. A program is polled once at its
/// start, and again whenever something that it awaits is ready.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Interruptions {
    pub kill: Option<u32>,
    pub pause: Option<(u32, Duration)>,
}

impl Interruptions {
    /// Draws interruptions: of programs that make many requests, about a third are killed, and a
    /// third paused; of short ones fewer, because they end before.
    pub fn draw(random: &mut Rng) -> Self {
        // Early polls are as likely as late ones: programs differ in their number by far.
        let mut poll = || {
            let most = 4 << random.u32(0..10);
            random.bool().then(|| random.u32(1..=most))
        };
        let (kill, pause) = (poll(), poll());
        let kill = kill.filter(|_| random.u8(..3) < 2);
        let seconds = [1, 20, 200, 2_000][random.usize(..4)];
        let pause = pause.filter(|_| random.u8(..3) < 2);
        let pause = pause.map(|at| (at, Duration::from_secs(seconds)));
        Self { kill, pause }
    }

    /// Runs a program; `None` if it was killed.
    pub async fn run<T>(self, program: impl Future<Output = T>) -> Option<T> {
        let mut program = pin!(program);
        let mut asleep = pin!(sleep(Duration::ZERO));
        let mut sleeping = false;
        let mut polls = 0_u32;
        poll_fn(|context| {
            if sleeping {
                if asleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
                sleeping = false;
            }
            polls += 1;
            if self.kill == Some(polls) {
                return Poll::Ready(None);
            }
            if let Some((at, time)) = self.pause
                && at == polls
            {
                asleep.set(sleep(time));
                sleeping = true;
                if asleep.as_mut().poll(context).is_pending() {
                    return Poll::Pending;
                }
            }
            program.as_mut().poll(context).map(Some)
        })
        .await
    }
}
