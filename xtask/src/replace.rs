//! Atomic replacement of files: each is complete at every moment, and either all change or none.

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use tempfile::NamedTempFile;

use crate::project::Project;

/// Replaces files of the project, given by their relative paths. New texts are written next to the
/// old files first; replaced files are restored if a later one can't be replaced.
pub fn replace_all(project: &Project, changes: &[(String, String)]) -> anyhow::Result<Replaced> {
    let mut staged = Vec::new();
    for (relative, text) in changes {
        let path = project.path(relative);
        let old = std::fs::read(&path).ok();
        if old.as_deref() == Some(text.as_bytes()) {
            continue;
        }
        let new = stage(&path, text.as_bytes())
            .with_context(|| format!("{} can't be written; nothing was changed", path.display()))?;
        staged.push((path, old, new));
    }
    let mut replaced = Replaced::default();
    for (path, old, new) in staged {
        if let Err(error) = new.persist(&path) {
            replaced.put_back();
            return Err(error.error).with_context(|| {
                format!("{} can't be replaced; nothing was changed", path.display())
            });
        }
        replaced.0.push((path, old));
    }
    Ok(replaced)
}

/// The replaced files, and their previous contents.
#[derive(Debug, Default)]
pub struct Replaced(Vec<(PathBuf, Option<Vec<u8>>)>);

impl Replaced {
    /// Returns files and their previous contents.
    pub fn of(files: Vec<(PathBuf, Option<Vec<u8>>)>) -> Replaced {
        Replaced(files)
    }

    /// Adds files that were replaced later.
    pub fn and(mut self, later: Replaced) -> Replaced {
        self.0.extend(later.0);
        self
    }

    /// Restores all files.
    pub fn put_back(self) {
        for (path, old) in self.0.iter().rev() {
            put_back(path, old.as_deref());
        }
    }
}

fn stage(path: &Path, bytes: &[u8]) -> anyhow::Result<NamedTempFile> {
    let folder = path.parent().context("a file is in a folder")?;
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".new-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Readable by others too, unlike temporary files.
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn put_back(path: &Path, old: Option<&[u8]>) {
    let done = match old {
        Some(old) => stage(path, old).and_then(|file| Ok(file.persist(path).map(drop)?)),
        None => std::fs::remove_file(path).map_err(Into::into),
    };
    if let Err(error) = done {
        eprintln!(
            "warning: {} could not be restored: {error:#}",
            path.display()
        );
    }
}
