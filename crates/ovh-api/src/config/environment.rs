//! The environment that configuration is read from: variables, folders and files, real or
//! simulated.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest `ovh.conf` that is read, in bytes. Real files have a few hundred.
const LONGEST_FILE: u64 = 1 << 20;

/// The start of the names of all variables that configuration is read from.
const PREFIX: &str = "OVH_";

/// The variables, folders and files that configuration is read from.
///
/// [`Environment::system`] is that of this process. Tests and embedders start from
/// [`Environment::empty`], which has no variables and files except those that are added to it.
///
/// ```
/// use ovh_api::config::{Config, Environment};
///
/// let environment = Environment::empty()
///     .with_var("OVH_ACCESS_TOKEN", "token")
///     .with_home_dir("/home/me")
///     .with_file("/home/me/.ovh.conf", "[default]\nendpoint = soyoustart-eu\n");
/// let config = Config::load(&environment)?;
/// assert_eq!(config.endpoint().name(), Some("soyoustart-eu"));
/// # Ok::<(), ovh_api::config::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
    current_dir: Option<PathBuf>,
    home_dir: Option<PathBuf>,
    files: Files,
    /// Files that replace those of `files`.
    instead: BTreeMap<PathBuf, FileContent>,
}

#[derive(Clone)]
enum Files {
    Disk,
    Memory(BTreeMap<PathBuf, FileContent>),
}

/// The bytes of a file, and whether every account of the machine can read it.
#[derive(Clone)]
pub(crate) struct FileContent {
    pub(crate) bytes: Vec<u8>,
    pub(crate) world_readable: bool,
}

impl Environment {
    /// Returns the environment of this process: the current values of its `OVH_…` variables, and
    /// its files.
    #[must_use]
    pub fn system() -> Self {
        let variables = std::env::vars_os().filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            // Windows ignores the case of names.
            let name = if cfg!(windows) {
                name.to_ascii_uppercase()
            } else {
                name
            };
            name.starts_with(PREFIX).then_some((name, value))
        });
        // Of a variable that occurs twice, the first one counts, as for `std::env::var_os`.
        let mut first = BTreeMap::new();
        for (name, value) in variables {
            first.entry(name).or_insert(value);
        }
        Self {
            variables: first,
            current_dir: std::env::current_dir().ok(),
            home_dir: std::env::home_dir(),
            files: Files::Disk,
            instead: BTreeMap::new(),
        }
    }

    /// Returns an environment without variables, folders and files.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            variables: BTreeMap::new(),
            current_dir: None,
            home_dir: None,
            files: Files::Memory(BTreeMap::new()),
            instead: BTreeMap::new(),
        }
    }

    /// Sets a variable.
    #[must_use]
    pub fn with_var(mut self, name: impl Into<String>, value: impl Into<OsString>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// Sets the working directory, where the configuration looks for `ovh.conf`.
    #[must_use]
    pub fn with_current_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.current_dir = Some(path.into());
        self
    }

    /// Sets the home directory, where the configuration looks for `.ovh.conf`.
    #[must_use]
    pub fn with_home_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.home_dir = Some(path.into());
        self
    }

    /// Adds a file that only its owner can read. From then on no file is read from disk.
    #[must_use]
    pub fn with_file(self, path: impl Into<PathBuf>, bytes: impl Into<Vec<u8>>) -> Self {
        self.with_content(path.into(), bytes.into(), false)
    }

    /// Adds a file that everyone can read. From then on no file is read from disk.
    #[must_use]
    pub fn with_world_readable_file(
        self,
        path: impl Into<PathBuf>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        self.with_content(path.into(), bytes.into(), true)
    }

    /// Replaces or adds one file; all other files stay the same. Use it to check the effect of a
    /// file before it is written.
    ///
    /// ```
    /// use ovh_api::config::{Config, Environment};
    ///
    /// let environment = Environment::empty()
    ///     .with_var("OVH_ACCESS_TOKEN", "token")
    ///     .with_home_dir("/home/me")
    ///     .with_file("/etc/ovh.conf", "[default]\nendpoint = ovh-ca\n");
    /// let before = Config::load(&environment)?;
    /// let environment =
    ///     environment.with_file_instead("/home/me/.ovh.conf", "[default]\nendpoint = ovh-eu\n");
    /// let after = Config::load(&environment)?;
    /// assert_eq!(before.endpoint().name(), Some("ovh-ca"));
    /// assert_eq!(after.endpoint().name(), Some("ovh-eu"));
    /// # Ok::<(), ovh_api::config::ConfigError>(())
    /// ```
    #[must_use]
    pub fn with_file_instead(
        mut self,
        path: impl Into<PathBuf>,
        bytes: impl Into<Vec<u8>>,
    ) -> Self {
        let content = FileContent {
            bytes: bytes.into(),
            world_readable: false,
        };
        self.instead.insert(path.into(), content);
        self
    }

    /// Removes all variables, so that only files are read.
    #[must_use]
    pub fn without_vars(mut self) -> Self {
        self.variables.clear();
        self
    }

    fn with_content(mut self, path: PathBuf, bytes: Vec<u8>, world_readable: bool) -> Self {
        let mut files = match self.files {
            Files::Disk => BTreeMap::new(),
            Files::Memory(files) => files,
        };
        files.insert(
            path,
            FileContent {
                bytes,
                world_readable,
            },
        );
        self.files = Files::Memory(files);
        self
    }

    pub(crate) fn var(&self, name: &str) -> Option<&OsStr> {
        self.variables.get(name).map(OsString::as_os_str)
    }

    /// Returns the path of the working directory's `ovh.conf`. Anyone who can write that directory
    /// controls the file.
    pub(crate) fn local_file(&self) -> PathBuf {
        match &self.current_dir {
            Some(current_dir) => current_dir.join("ovh.conf"),
            None => PathBuf::from("ovh.conf"),
        }
    }

    /// Returns the paths of `ovh.conf`, highest precedence first, whether the files exist or not.
    #[must_use]
    pub fn config_paths(&self) -> Vec<PathBuf> {
        let home = self.home_dir.as_ref().map(|home| home.join(".ovh.conf"));
        [Some(self.local_file()), home, Some("/etc/ovh.conf".into())]
            .into_iter()
            .flatten()
            .collect()
    }

    pub(crate) fn read(&self, path: &Path) -> io::Result<FileContent> {
        if let Some(content) = self.instead.get(path) {
            return Ok(content.clone());
        }
        match &self.files {
            Files::Disk => read_from_disk(path),
            Files::Memory(files) => files
                .get(path)
                .cloned()
                .ok_or_else(|| io::ErrorKind::NotFound.into()),
        }
    }
}

/// Shows names only: every value may be a secret.
impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let files: Vec<_> = match &self.files {
            Files::Disk => self.config_paths(),
            Files::Memory(files) => files.keys().cloned().collect(),
        };
        f.debug_struct("Environment")
            .field("variables", &self.variables.keys())
            .field("current_dir", &self.current_dir)
            .field("home_dir", &self.home_dir)
            .field("files", &files)
            .finish()
    }
}

fn read_from_disk(path: &Path) -> io::Result<FileContent> {
    // Opening a pipe would block until another process writes to it.
    #[cfg(unix)]
    if std::os::unix::fs::FileTypeExt::is_fifo(&std::fs::metadata(path)?.file_type()) {
        return Err(io::Error::other("it is a pipe, not a file"));
    }
    let file = File::open(path)?;
    let world_readable = is_world_readable(&file)?;
    let mut bytes = Vec::new();
    file.take(LONGEST_FILE + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LONGEST_FILE) {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(FileContent {
        bytes,
        world_readable,
    })
}

#[cfg(unix)]
fn is_world_readable(file: &File) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    const READ_BY_OTHERS: u32 = 0o004;
    Ok(file.metadata()?.permissions().mode() & READ_BY_OTHERS != 0)
}

/// Returns false: other systems use access lists, which the standard library does not expose.
#[cfg(not(unix))]
fn is_world_readable(_: &File) -> io::Result<bool> {
    Ok(false)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn permission_bits_tell_who_can_read_a_file() {
        let path = std::env::temp_dir().join(format!("ovh-api-{}.conf", std::process::id()));
        std::fs::write(&path, "[default]\n").unwrap();
        for (mode, world_readable) in [(0o600, false), (0o640, false), (0o644, true)] {
            std::fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            let content = read_from_disk(&path).unwrap();
            assert_eq!(content.world_readable, world_readable, "mode {mode:o}");
        }
        std::fs::remove_file(&path).unwrap();
    }

    #[test]
    fn an_endless_file_is_refused() {
        let Err(error) = read_from_disk(Path::new("/dev/zero")) else {
            panic!("an endless file was read");
        };
        assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    }
}
