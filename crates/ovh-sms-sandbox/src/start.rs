//! Starts the server: its port, its thread and its tasks; or creates a sandbox without a server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::{mpsc, oneshot};

use crate::clock::Clock;
use crate::description::{Description, Natives};
use crate::engine::callbacks::{self, Caller};
use crate::engine::renewal::Initial;
use crate::engine::{Engine, state_file};
use crate::error::SandboxError;
use crate::handle::Sandbox;
use crate::http::serve::{self, Acceptor};
use crate::state::World;

/// Worker threads of the server.
const WORKERS: usize = 2;

/// The parts that the builder has prepared for a start.
pub(crate) struct Setup {
    pub(crate) world: World,
    pub(crate) description: Arc<Description>,
    pub(crate) natives: Natives,
    pub(crate) clock: Clock,
    pub(crate) initial: Initial,
    pub(crate) address: SocketAddr,
    pub(crate) state_file: Option<PathBuf>,
    pub(crate) tls: Option<Acceptor>,
    pub(crate) callback_hosts: Vec<String>,
}

/// Creates a sandbox that listens on no port and has no tasks.
///
/// Its clock is the only one, so that nothing depends on real time.
pub(crate) fn detached(setup: Setup) -> Result<Sandbox, SandboxError> {
    // Nothing reads the callbacks.
    let (requests_to_make, _) = mpsc::unbounded_channel();
    let engine = Engine::new(
        setup.world,
        setup.description,
        setup.natives,
        setup.clock.for_authentication_too(),
        setup.initial,
        requests_to_make,
    );
    engine.add_initial_faults();
    Ok(Sandbox {
        engine: Arc::new(engine),
        address: setup.address,
        secure: false,
        stop: None,
        thread: None,
    })
}

/// Opens the port and starts the server's thread.
pub(crate) async fn start(setup: Setup) -> Result<Sandbox, SandboxError> {
    let Setup {
        world,
        description,
        natives,
        clock,
        initial,
        address,
        state_file,
        tls,
        callback_hosts,
    } = setup;
    let secure = tls.is_some();
    let (requests_to_make, inbox) = mpsc::unbounded_channel();
    let engine = Arc::new(Engine::new(
        world,
        description,
        natives,
        clock,
        initial,
        requests_to_make,
    ));
    engine.add_initial_faults();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(WORKERS)
        .thread_name("ovh-sms-sandbox")
        .enable_all()
        .build()?;
    let (stop, stopped) = oneshot::channel::<()>();
    let (ready, opened) = oneshot::channel();
    let served = Arc::clone(&engine);
    let thread = std::thread::Builder::new()
        .name("ovh-sms-sandbox".to_owned())
        .spawn(move || {
            let kept = runtime.block_on(async move {
                let opened = serve::listen(address)
                    .and_then(|one| Ok((one.local_addr()?, one)))
                    .map_err(|source| SandboxError::Listen { address, source });
                // Write the file once before requests are accepted, so that an unwritable file is
                // detected at the start.
                let kept = opened.and_then(|opened| match &state_file {
                    Some(path) => state_file::first(&served, path).map(|()| opened),
                    None => Ok(opened),
                });
                let listener = match kept {
                    Ok((address, listener)) => {
                        let _ = ready.send(Ok(address));
                        listener
                    }
                    Err(error) => {
                        let _ = ready.send(Err(error));
                        return Ok(());
                    }
                };
                tokio::spawn(callbacks::run(
                    Caller::new(served.http.clone(), callback_hosts),
                    Arc::clone(&served),
                    inbox,
                ));
                tokio::spawn(Arc::clone(&served).tick());
                if let Some(path) = state_file.clone() {
                    tokio::spawn(state_file::keep(Arc::clone(&served), path));
                }
                tokio::select! {
                    () = serve::run(Arc::clone(&served), listener, tls) => {}
                    _ = stopped => {}
                }
                match state_file {
                    Some(path) => state_file::store(&served, &path)
                        .map_err(|source| SandboxError::StateNotWritten { path, source }),
                    None => Ok(()),
                }
            });
            runtime.shutdown_background();
            kept
        })?;
    let opened = opened
        .await
        .unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::Other).into()));
    Ok(Sandbox {
        engine,
        address: opened?,
        secure,
        stop: Some(stop),
        thread: Some(thread),
    })
}
