//! The layers in which each key is looked up: argument, environment, files.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::environment::Environment;
use super::file::ConfFile;
use super::{ConfigError, Key, Source};

/// The start of the name of a profile's section.
pub(crate) const PROFILE: &str = "profile:";

/// A value and its source. It is never empty and has no white space around it.
#[derive(Clone, Debug)]
pub(crate) struct Value {
    pub(crate) text: SecretString,
    pub(crate) source: Source,
}

impl Value {
    /// Creates a value, unless the text is empty: that counts as unset in every layer. White space
    /// around a value is removed, because mounted secrets often end in a line feed, and so is one pair
    /// of quotes, as go-ovh does.
    fn new(text: &str, source: Source) -> Option<Self> {
        let text = unquoted(text.trim());
        (!text.is_empty()).then(|| Self {
            text: SecretString::from(text),
            source,
        })
    }
}

/// Returns a text without a pair of quotes around it.
fn unquoted(text: &str) -> &str {
    let inner = |quote: char| text.strip_prefix(quote)?.strip_suffix(quote);
    inner('"').or_else(|| inner('\'')).map_or(text, str::trim)
}

/// All sources of values.
pub(crate) struct Layers<'a> {
    arguments: &'a BTreeMap<Key, SecretString>,
    environment: &'a Environment,
    files: Vec<ConfFile>,
    /// Whether the environment is ignored: a profile that is an argument replaces it.
    ignores_environment: bool,
    /// Files that exist but cannot be read, and why.
    pub(crate) unreadable: Vec<String>,
}

impl<'a> Layers<'a> {
    pub(crate) fn read(
        arguments: &'a BTreeMap<Key, SecretString>,
        extra_file: Option<&Path>,
        environment: &'a Environment,
        others: &'static [Key],
    ) -> Result<Self, ConfigError> {
        let mut layers = Self {
            arguments,
            environment,
            files: Vec::new(),
            ignores_environment: arguments.contains_key(&Key::PROFILE),
            unreadable: Vec::new(),
        };
        if let Some(path) = extra_file {
            layers.read_file(path.to_owned(), true, others)?;
        }
        for path in environment.config_paths() {
            layers.read_file(path, false, others)?;
        }
        Ok(layers)
    }

    /// Reads a file. Files that cannot be read, for example `/etc/ovh.conf` of another account, are
    /// skipped, as in python-ovh, unless the file was named explicitly.
    fn read_file(
        &mut self,
        path: PathBuf,
        asked_for: bool,
        others: &'static [Key],
    ) -> Result<(), ConfigError> {
        match self.environment.read(&path) {
            Ok(content) => {
                let file = ConfFile::parse(Arc::from(path), &content, others)?;
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
                tracing::warn!(file = %what, "skipping a configuration file that cannot be read");
                self.unreadable.push(what);
            }
        }
        Ok(())
    }

    /// Returns the value of a key from the argument, the environment, or the sections in the files
    /// in order. As in Python, `[DEFAULT]` counts only if the section itself exists in one of the
    /// files.
    pub(crate) fn get(&self, key: Key, sections: &[&str]) -> Result<Option<Value>, ConfigError> {
        if let Some(value) = self.arguments.get(&key)
            && let Some(value) = Value::new(value.expose_secret(), Source::Argument)
        {
            return Ok(Some(value));
        }
        let variable = self.environment.var(key.variable());
        if let Some(value) = variable.filter(|_| !self.ignores_environment) {
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
        if !self.has_section(section) {
            return None;
        }
        let own = self.files.iter().map(|file| file.get(section, key));
        let shared = self.files.iter().map(|file| file.get_default(key));
        own.chain(shared)
            .flatten()
            .find_map(|(text, source)| Value::new(text.expose_secret(), source))
    }

    /// Returns whether a file has a section.
    pub(crate) fn has_section(&self, section: &str) -> bool {
        self.files.iter().any(|file| file.has_section(section))
    }

    /// Returns whether the environment has credentials.
    pub(crate) fn has_keys_in_environment(&self) -> bool {
        let value = |key: &Key| self.environment.var(key.variable());
        let mut values = Key::CREDENTIALS.iter().filter_map(value);
        values.any(|value| !value.is_empty())
    }

    /// Returns the names of the profiles in the files.
    pub(crate) fn profiles(&self) -> Vec<String> {
        let sections = self.files.iter().flat_map(ConfFile::section_names);
        let names = sections.filter_map(|section| section.strip_prefix(PROFILE));
        let mut names: Vec<String> = names.map(str::to_owned).collect();
        names.sort();
        names.dedup();
        names
    }

    /// Returns the other sections that hold credentials, as `path [section]`.
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

/// Returns true if there is no file. If the working directory was removed, or one of its parents is
/// a file, it has no `ovh.conf`.
fn is_absent(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::NotFound | ErrorKind::NotADirectory)
}
