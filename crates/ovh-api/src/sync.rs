//! The locks of the values that calls share, and what their models need.
//!
//! The models (`cargo xtask ci --slow models`) run with `--cfg shuttle`: a scheduler chooses the order
//! of the tasks, and takes another one at each lock.

#[cfg(not(all(test, shuttle)))]
pub(crate) use std::sync::{Mutex, MutexGuard, RwLock};

#[cfg(not(all(test, shuttle)))]
pub(crate) use tokio::time::timeout;

#[cfg(all(test, shuttle))]
pub(crate) use models::{ModelTime, explore, timeout};
#[cfg(all(test, shuttle))]
pub(crate) use shuttle::sync::{Mutex, MutexGuard, RwLock};

#[cfg(all(test, shuttle))]
mod models {
    use std::future::Future;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::time::{Duration, SystemTime};

    use futures_util::future::{Either, select};
    use shuttle::future::yield_now;
    use shuttle::rand::{Rng, thread_rng};

    use crate::time::{Sleep, TimeSource};

    /// How many orders of the tasks a model tries with each of two schedulers.
    const ORDERS: usize = 3_000;

    /// Runs a model in many orders of its tasks.
    pub(crate) fn explore(model: impl Fn() + Send + Sync + 'static) {
        let model = Arc::new(model);
        let again = Arc::clone(&model);
        shuttle::check_random(move || model(), ORDERS);
        // Few switches at unlikely places.
        shuttle::check_pct(move || again(), ORDERS, 3);
    }

    /// Waits for a future; a limit may be exceeded whenever the future is not ready.
    pub(crate) async fn timeout<F: Future>(limit: Duration, future: F) -> Result<F::Output, ()> {
        if limit == Duration::MAX {
            return Ok(future.await);
        }
        match select(Box::pin(future), Box::pin(a_while())).await {
            Either::Left((output, _)) => Ok(output),
            Either::Right(_) => Err(()),
        }
    }

    /// Lets other tasks run, a few times.
    async fn a_while() {
        for _ in 0..thread_rng().gen_range(0..4) {
            yield_now().await;
        }
    }

    /// A clock that a sleeping task moves to the end of its sleep.
    #[derive(Debug, Clone, Default)]
    pub(crate) struct ModelTime(Arc<AtomicU64>);

    impl TimeSource for ModelTime {
        fn monotonic(&self) -> Duration {
            Duration::from_secs(self.0.load(Ordering::SeqCst))
        }

        fn wall(&self) -> SystemTime {
            SystemTime::UNIX_EPOCH + self.monotonic()
        }

        fn sleep(&self, duration: Duration) -> Sleep {
            let until = self.monotonic().saturating_add(duration).as_secs();
            let time = Arc::clone(&self.0);
            Box::pin(async move {
                a_while().await;
                time.fetch_max(until, Ordering::SeqCst);
            })
        }
    }
}
