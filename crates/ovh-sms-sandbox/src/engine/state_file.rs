//! The state file: the world as JSON, read at the start and written while the sandbox runs.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::engine::Engine;
use crate::error::SandboxError;
use crate::state::World;

/// Reads a world; `None` if there is no file yet.
///
/// # Errors
/// The file cannot be read, or is no state file.
pub(crate) fn load(path: &Path) -> io::Result<Option<World>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    serde_json::from_reader(BufReader::new(file))
        .map(Some)
        .map_err(io::Error::from)
}

/// Writes a world: into a file beside the old one, which it then replaces, so that a crash in
/// between leaves the old state.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn save(path: &Path, world: &World) -> io::Result<()> {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    let beside = PathBuf::from(name);
    let mut writer = BufWriter::new(private(&beside)?);
    serde_json::to_writer(&mut writer, world)?;
    writer.flush()?;
    drop(writer);
    fs::rename(beside, path)
}

/// A file that only its owner can read, where the system knows of owners: it holds passwords that
/// somebody may have typed in.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// Writes the world every few seconds if anything may have changed; ends with its task.
pub(crate) async fn keep(engine: Arc<Engine>, path: PathBuf) {
    let mut seen = Some(engine.changes());
    loop {
        tokio::time::sleep(engine.policy.state_interval).await;
        let changes = engine.changes();
        if seen != Some(changes) {
            // What was not written is tried again, whether anything changes or not. Writing counts
            // as one change; any other since then may have come after it, and is not seen yet.
            let written = store(&engine, &path).is_ok();
            seen = written.then(|| changes.wrapping_add(1));
        }
    }
}

/// Writes the world for the first time.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn first(engine: &Engine, path: &Path) -> Result<(), SandboxError> {
    engine
        .with_world(|world| save(path, world))
        .map_err(|source| SandboxError::StateNotWritten {
            path: path.to_owned(),
            source,
        })
}

/// Writes the world now. A failure is told in the log: the sandbox itself goes on.
///
/// # Errors
/// The file cannot be written; it has been told.
pub(crate) fn store(engine: &Engine, path: &Path) -> io::Result<()> {
    let written = engine.with_world(|world| save(path, world));
    if let Err(error) = &written {
        tracing::warn!(
            target: "ovh_sms::sandbox",
            "The state can't be written to {}: {error}. What has changed since is lost if the sandbox ends now.",
            path.display()
        );
    }
    written
}
