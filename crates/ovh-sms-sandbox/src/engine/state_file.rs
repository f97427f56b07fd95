//! The state file: the world as JSON, read at the start and written while the sandbox runs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::Engine;
use crate::error::SandboxError;
use crate::state::World;

/// Loads a world; `None` if there is no file yet.
///
/// # Errors
/// The file cannot be read, or is not a state file.
pub(crate) fn load(path: &Path) -> io::Result<Option<World>> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    // `from_reader` would make the compiler generate the code for all these types a second time.
    serde_json::from_slice(&bytes)
        .map(Some)
        .map_err(io::Error::from)
}

/// Saves the world: writes a file beside the old one and then replaces the old one, so that a crash
/// leaves the old state. The world is locked while it is turned into JSON, not while the disk works.
fn save(engine: &Engine, path: &Path) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let beside = PathBuf::from(name);
    let bytes = engine.with_world(|world| serde_json::to_vec(world))?;
    let mut file = private(&beside)?;
    file.write_all(&bytes)?;
    // Otherwise the name could reach the disk before the content.
    file.sync_all()?;
    drop(file);
    fs::rename(&beside, path)?;
    sync_folder(path)
}

/// Flushes the folder, so that the new file survives a crash, if the system supports that.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        use io::ErrorKind::{InvalidInput, Unsupported};
        let path = path.canonicalize()?;
        let folder = path.parent().unwrap_or(&path);
        match File::open(folder).and_then(|folder| folder.sync_all()) {
            // Some network file systems do not support this.
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => {}
            result => result?,
        }
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Creates a file that only its owner can read, if the system supports owners: it may contain
/// passwords that a user entered. A file that an earlier run left is deleted, and a link of that
/// name is not followed.
fn private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Saves the world every few seconds if anything may have changed; ends with its task.
pub(crate) async fn keep(engine: Arc<Engine>, path: PathBuf) {
    let mut seen = Some(engine.changes());
    loop {
        tokio::time::sleep(engine.policy.state_interval).await;
        let changes = engine.changes();
        if seen != Some(changes) {
            // A failed write is tried again, even without changes. The write itself counts as one
            // change; any other change since then may not be in the file yet.
            let written = store(&engine, &path).is_ok();
            seen = written.then(|| changes.wrapping_add(1));
        }
    }
}

/// Saves the world for the first time.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn first(engine: &Engine, path: &Path) -> Result<(), SandboxError> {
    engine
        .saving(|| save(engine, path))
        .map_err(|source| SandboxError::StateNotWritten {
            path: path.to_owned(),
            source,
        })
}

/// Saves the world now. A failure is logged, and the sandbox continues.
///
/// # Errors
/// The file cannot be written; this is already logged.
pub(crate) fn store(engine: &Engine, path: &Path) -> io::Result<()> {
    let written = engine.saving(|| save(engine, path));
    if let Err(error) = &written {
        tracing::warn!(
            target: "ovh_sms::sandbox",
            "can't write the state to {}: {error}; all changes since the last write are lost if the sandbox ends now",
            path.display()
        );
    }
    written
}
