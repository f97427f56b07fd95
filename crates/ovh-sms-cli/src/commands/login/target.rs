//! The file that the key is written to: checked before a key is requested, replaced atomically.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use ovh_sms::config::{ConfText, Config, ConfigBuilder, ConfigError, Environment};
use tempfile::NamedTempFile;

use crate::failure::Failure;
use crate::terminal::output;

/// The largest file to read, as in the library.
const LONGEST: u64 = 1 << 20;

/// An `ovh.conf` that exists or will be created.
#[derive(Debug)]
pub(super) struct Target {
    /// The path, as passed.
    path: PathBuf,
    /// The path with links resolved.
    real: PathBuf,
    /// The standard location of an `ovh.conf`, if the file is at one.
    place: Option<PathBuf>,
    /// The options that choose a configuration.
    options: ConfigBuilder,
}

impl Target {
    /// Returns the file of `--file`, or the one in the home directory.
    pub(super) fn new(
        named: Option<PathBuf>,
        environment: &Environment,
        options: ConfigBuilder,
    ) -> Result<Self, Failure> {
        let path = match named {
            Some(path) => std::path::absolute(&path).map_err(|error| cannot(&path, &error))?,
            None => std::env::home_dir()
                .filter(|home| !home.as_os_str().is_empty())
                .map(|home| home.join(".ovh.conf"))
                .ok_or_else(|| {
                    Failure::usage("No home directory was found: pass the file with --file.")
                })?,
        };
        let real = real(&path)?;
        let is_target = |place: &PathBuf| self::real(place).is_ok_and(|other| other == real);
        let place = environment.config_paths().into_iter().find(is_target);
        Ok(Self {
            path,
            real,
            place,
            options,
        })
    }

    /// Returns the path for messages.
    pub(super) fn shown(&self) -> String {
        shown(&self.path)
    }

    /// Returns whether programs find the file without being given its path.
    pub(super) fn is_found_by_itself(&self) -> bool {
        self.place.is_some()
    }

    /// Reads the file; a missing file is empty. A file that is not an `ovh.conf` is an error and is
    /// not changed.
    pub(super) fn read(&self) -> Result<ConfText, Failure> {
        let bytes = match fs::metadata(&self.real) {
            Ok(about) if about.is_dir() => return Err(self.is("a directory")),
            Ok(about) if !about.is_file() => return Err(self.is("not a regular file")),
            Ok(about) if about.len() > LONGEST => return Err(self.is("too long for an ovh.conf")),
            Ok(about) if about.permissions().readonly() => {
                return Err(Failure::failed(format!(
                    "{} is read-only: make it writable (`chmod u+w`), or pass another file with --file.",
                    self.shown()
                )));
            }
            Ok(_) => fs::read(&self.real).map_err(|error| cannot(&self.path, &error))?,
            Err(error) if error.kind() == ErrorKind::NotFound => Vec::new(),
            Err(error) => return Err(cannot(&self.path, &error)),
        };
        ConfText::parse(&self.path, bytes).map_err(|error| {
            Failure::usage(format!(
                "{error}. The file was not changed: fix it, or pass another file with --file."
            ))
        })
    }

    /// Checks that the file can be written.
    pub(super) fn check(&self) -> Result<(), Failure> {
        self.beside()
            .map(drop)
            .map_err(|error| cannot(&self.path, &error))
    }

    /// Replaces the file atomically; only its owner can read it.
    pub(super) fn write(&self, text: &ConfText) -> io::Result<()> {
        let mut file = self.beside()?;
        file.write_all(text.as_str().as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(&self.real).map_err(|error| error.error)?;
        // The name is durable after the folder is flushed; not every system supports that.
        if let Some(folder) = self.real.parent() {
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }

    /// Creates an empty file in the same folder, with the owner of the existing file.
    fn beside(&self) -> io::Result<NamedTempFile> {
        let folder = self.real.parent().unwrap_or(Path::new("/"));
        // Created with mode 0600.
        let file = tempfile::Builder::new()
            .prefix(".ovh.conf.")
            .tempfile_in(folder)
            // The message of the original error contains a random file name.
            .map_err(|error| io::Error::from(error.kind()))?;
        #[cfg(unix)]
        keep_owner(&self.real, file.as_file())?;
        Ok(file)
    }

    /// Returns the mode if it lets other users read or write the file and will be changed.
    #[cfg(unix)]
    pub(super) fn too_open(&self) -> Option<u32> {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&self.real).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then_some(mode)
    }

    #[cfg(not(unix))]
    pub(super) fn too_open(&self) -> Option<u32> {
        None
    }

    /// Returns where configuration is read from, with this file included.
    pub(super) fn builder(&self) -> ConfigBuilder {
        match &self.place {
            None if self.real.exists() => self.options.clone().file(&self.path),
            _ => self.options.clone(),
        }
    }

    /// Returns the configuration that would be read if the file had this text.
    pub(super) fn preview(
        &self,
        environment: &Environment,
        text: &ConfText,
    ) -> Result<Config, ConfigError> {
        let builder = match &self.place {
            Some(_) => self.options.clone(),
            None => self.options.clone().file(&self.path),
        };
        let path = self.place.as_ref().unwrap_or(&self.path);
        let environment = environment.clone().with_file_instead(path, text.as_str());
        builder.load(&environment)
    }

    fn is(&self, what: &str) -> Failure {
        Failure::failed(format!(
            "{} is {what}: pass another file with --file.",
            self.shown()
        ))
    }
}

/// Resolves the links of a path; for a missing file, those of its folder.
fn real(path: &Path) -> Result<PathBuf, Failure> {
    match fs::canonicalize(path) {
        Ok(real) => return Ok(real),
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(cannot(path, &error)),
        Err(_) => {}
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(Failure::failed(format!(
            "{} is a link to a missing file: create that file, or pass another file with --file.",
            shown(path)
        )));
    }
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(cannot(path, &ErrorKind::NotFound.into()));
    };
    let folder = fs::canonicalize(folder).map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::failed(format!(
            "The folder of {} does not exist: create it, or pass another file with --file.",
            shown(path)
        )),
        _ => cannot(path, &error),
    })?;
    Ok(folder.join(name))
}

#[cfg(unix)]
fn keep_owner(old: &Path, new: &File) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(old) = fs::metadata(old) else {
        return Ok(());
    };
    let fresh = new.metadata()?;
    if fresh.uid() != old.uid() {
        fchown(new, Some(old.uid()), Some(old.gid()))?;
    }
    Ok(())
}

fn cannot(path: &Path, error: &io::Error) -> Failure {
    Failure::failed(format!(
        "{} can't be written: {}. Check its path and permissions, or pass another file with --file.",
        shown(path),
        error.kind()
    ))
}

fn shown(path: &Path) -> String {
    output::plain(&path.display().to_string())
}
