//! The layers that a key is looked up in: argument, environment, then the files, key by key.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::environment::Environment;
use super::file::ConfFile;
use super::{ConfigError, Key, Source};

/// A value with where it was found; never empty, no white space around it.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) text: SecretString,
    pub(crate) source: Source,
}

impl Value {
    /// Empty counts as unset, in every layer. White space around a value is never meant: a
    /// mounted secret that ends in a line feed is.
    fn new(text: &str, source: Source) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| Self {
            text: SecretString::from(text),
            source,
        })
    }
}

/// Everything that values can come from.
pub(crate) struct Layers<'a> {
    arguments: &'a BTreeMap<Key, SecretString>,
    environment: &'a Environment,
    files: Vec<ConfFile>,
    /// Files that are there but cannot be read, and why.
    pub(crate) unreadable: Vec<String>,
}

impl<'a> Layers<'a> {
    pub(crate) fn read(
        arguments: &'a BTreeMap<Key, SecretString>,
        extra_file: Option<&Path>,
        environment: &'a Environment,
    ) -> Result<Self, ConfigError> {
        let mut layers = Self {
            arguments,
            environment,
            files: Vec::new(),
            unreadable: Vec::new(),
        };
        if let Some(path) = extra_file {
            layers.read_file(path.to_owned(), true)?;
        }
        for path in environment.config_paths() {
            layers.read_file(path, false)?;
        }
        Ok(layers)
    }

    /// python-ovh passes over files that it cannot read, `/etc/ovh.conf` of another account for
    /// instance; so do we, unless the file was asked for by name.
    fn read_file(&mut self, path: PathBuf, asked_for: bool) -> Result<(), ConfigError> {
        match self.environment.read(&path) {
            Ok(content) => {
                let file = ConfFile::parse(Arc::from(path), &content)?;
                if file.world_readable && file.holds_secrets() {
                    tracing::warn!(
                        path = %file.path().display(),
                        "every account of this machine can read the secrets in this file; run `chmod 600` on it"
                    );
                }
                self.files.push(file);
            }
            Err(error) if asked_for => {
                let path = path.display().to_string();
                return Err(ConfigError::Unreadable { path, error });
            }
            Err(error) if is_absent(error.kind()) => {}
            Err(error) => {
                let what = format!("{} ({})", path.display(), error.kind());
                tracing::warn!(file = %what, "passing over a configuration file that cannot be read");
                self.unreadable.push(what);
            }
        }
        Ok(())
    }

    /// A key's value: argument, environment, then the sections in the files in order. As in
    /// Python, `[DEFAULT]` counts only where the section itself exists in some file.
    pub(crate) fn get(&self, key: Key, sections: &[&str]) -> Result<Option<Value>, ConfigError> {
        if let Some(value) = self.arguments.get(&key)
            && let Some(value) = Value::new(value.expose_secret(), Source::Argument)
        {
            return Ok(Some(value));
        }
        if let Some(value) = self.environment.var(key.variable()) {
            let text = value.to_str().ok_or(ConfigError::NotUtf8(key.variable()))?;
            if let Some(value) = Value::new(text, Source::Environment(key.variable())) {
                return Ok(Some(value));
            }
        }
        Ok(sections
            .iter()
            .find_map(|section| self.in_files(key, section)))
    }

    fn in_files(&self, key: Key, section: &str) -> Option<Value> {
        if !self.files.iter().any(|file| file.has_section(section)) {
            return None;
        }
        let own = self.files.iter().map(|file| file.get(section, key));
        let shared = self.files.iter().map(|file| file.get_default(key));
        own.chain(shared)
            .flatten()
            .find_map(|(text, source)| Value::new(text.expose_secret(), source))
    }

    /// Sections but this one that hold credentials, as `path [section]`.
    pub(crate) fn other_sections_with_credentials(&self, but: &str) -> Vec<String> {
        let of_file = |file: &'_ ConfFile| {
            let path = file.path().display().to_string();
            file.sections_with_credentials()
                .filter(|section| *section != but)
                .map(|section| format!("{path} [{}]", section.escape_debug()))
                .collect::<Vec<_>>()
        };
        self.files.iter().flat_map(of_file).collect()
    }
}

/// A working directory that is gone, or one of whose parents is a file, has no `ovh.conf`.
fn is_absent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}
