//! Ctrl-C, and the signal by which service managers stop a program.

use crate::failure::Failure;

/// Waits for Ctrl-C, or for the signal by which service managers stop a program.
pub(crate) async fn interrupted() -> std::io::Result<()> {
    interruption()?.await;
    Ok(())
}

/// Catches Ctrl-C from now on; the returned future completes when it is pressed.
pub(crate) fn caught_interrupt() -> Result<impl Future<Output = ()>, Failure> {
    interruption()
        .map_err(|error| Failure::failed(format!("Failed to listen for Ctrl-C: {error}.")))
}

/// Catches Ctrl-C, and the signal by which service managers stop a program, from now on; the
/// returned future completes when one of them arrives.
#[cfg(unix)]
fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupted = signal(SignalKind::interrupt())?;
    let mut terminated = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Catches Ctrl-C from now on; the returned future completes when it is pressed.
#[cfg(windows)]
fn interruption() -> std::io::Result<impl Future<Output = ()>> {
    let mut interrupted = tokio::signal::windows::ctrl_c()?;
    Ok(async move {
        interrupted.recv().await;
    })
}
