//! Parses `ovh.conf` by the rules of Python's `configparser`, with the line of every key and fault.
//!
//! The crates for INI files do not record the line of a key, do not support the `[DEFAULT]` section
//! or continuation lines by indentation, and accept duplicates. python-ovh supports all of these,
//! and the files of its users must have the same meaning here.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};

use super::endpoints;
use super::environment::FileContent;
use super::{Key, Source};

/// The section whose keys are defaults for every other section, as in Python.
const DEFAULTS: &str = "DEFAULT";

/// A parsed `ovh.conf`.
#[derive(Clone, Debug)]
pub(crate) struct ConfFile {
    path: Arc<Path>,
    sections: BTreeMap<String, Section>,
    pub(crate) world_readable: bool,
}

#[derive(Clone, Debug, Default)]
struct Section {
    line: usize,
    /// The last line of its last entry, or its own line if it has no entry.
    last: usize,
    entries: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug)]
struct Entry {
    line: usize,
    /// The last line of the value.
    last: usize,
    value: SecretString,
}

impl Section {
    fn meaning(&self) -> BTreeMap<&str, &str> {
        let entries = self.entries.iter();
        entries
            .map(|(name, entry)| (name.as_str(), entry.value.expose_secret()))
            .collect()
    }
}

/// The lines of a section or an entry, counted from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lines {
    pub(super) first: usize,
    pub(super) last: usize,
}

/// A fault in an `ovh.conf`, with its line. The content of the line may be a secret, so only known
/// names from it are shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}:{line}: {fault}", path.display())]
#[non_exhaustive]
pub struct FileError {
    /// The file.
    pub path: Arc<Path>,
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong in that line.
    pub fault: FileFault,
}

/// What is wrong with a line of an `ovh.conf`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FileFault {
    /// The bytes are not UTF-8.
    #[error("not UTF-8 text; save the file as UTF-8")]
    NotUtf8,
    /// A key is before the first section.
    #[error(
        "a line before the first section{shown}; put `[default]` or `[ovh-eu]` on a line above it"
    )]
    NoSection {
        /// The known name at the start of the line, in words.
        shown: Shown,
    },
    /// The line is not a section, a key, a comment or a continuation.
    #[error(
        "neither `[section]` nor `key = value`{shown}; add what is missing, or start the line with `;` to make it a comment"
    )]
    NotAnEntry {
        /// The known name at the start of the line, in words.
        shown: Shown,
    },
    /// The section exists twice.
    #[error("duplicate section, first found in line {first}; merge the two")]
    DuplicateSection {
        /// The line of the first one.
        first: usize,
    },
    /// The key exists twice in the same section.
    #[error("duplicate key, first found in line {first}{shown}; remove one of the two")]
    DuplicateKey {
        /// The line of the first one.
        first: usize,
        /// The known name at the start of the line, in words.
        shown: Shown,
    },
}

/// The part of a faulty line that is safe to show: a known name at its start, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown(Option<&'static str>);

impl Shown {
    fn of(line: &str, others: &'static [Key]) -> Self {
        let start = line.trim_start_matches(['[', ' ']).to_ascii_lowercase();
        let keys = Key::ALL.iter().chain(others).map(|key| key.name());
        let sections = endpoints::names().chain(["default"]);
        Self(keys.chain(sections).find(|name| {
            start
                .strip_prefix(name)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
        }))
    }
}

impl std::fmt::Display for Shown {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            Some(name) => write!(f, " (the line of `{name}`)"),
            None => Ok(()),
        }
    }
}

impl ConfFile {
    /// Parses a file; `others` are the keys of a library that an error may name.
    pub(crate) fn parse(
        path: Arc<Path>,
        content: &FileContent,
        others: &'static [Key],
    ) -> Result<Self, FileError> {
        let text = match std::str::from_utf8(&content.bytes) {
            Ok(text) => text,
            Err(error) => {
                let before = content.bytes.iter().take(error.valid_up_to());
                let line = 1 + before.filter(|&&byte| byte == b'\n').count();
                let fault = FileFault::NotUtf8;
                return Err(FileError { path, line, fault });
            }
        };
        match parse(text, others) {
            Ok(sections) => Ok(Self {
                path,
                sections,
                world_readable: content.world_readable,
            }),
            Err((line, fault)) => Err(FileError { path, line, fault }),
        }
    }

    pub(crate) fn path(&self) -> &Arc<Path> {
        &self.path
    }

    pub(crate) fn has_section(&self, section: &str) -> bool {
        section != DEFAULTS && self.sections.contains_key(section)
    }

    /// Returns the names of all sections.
    pub(crate) fn section_names(&self) -> impl Iterator<Item = &str> {
        self.sections.keys().map(String::as_str)
    }

    /// Returns the value of a key in this section itself.
    pub(crate) fn get(&self, section: &str, key: Key) -> Option<(&SecretString, Source)> {
        let entry = self.sections.get(section)?.entries.get(key.name())?;
        let path = Arc::clone(&self.path);
        let line = entry.line;
        Some((&entry.value, Source::File { path, line }))
    }

    /// Returns the value of a key for all sections.
    pub(crate) fn get_default(&self, key: Key) -> Option<(&SecretString, Source)> {
        self.get(DEFAULTS, key)
    }

    /// Returns the lines from the start of a section to the end of its last entry.
    pub(super) fn section_lines(&self, section: &str) -> Option<Lines> {
        let section = self.sections.get(section)?;
        Some(Lines {
            first: section.line,
            last: section.last,
        })
    }

    /// Returns the lines of a key's entry in this section itself.
    pub(super) fn entry_lines(&self, section: &str, key: Key) -> Option<Lines> {
        let entry = self.sections.get(section)?.entries.get(key.name())?;
        Some(Lines {
            first: entry.line,
            last: entry.last,
        })
    }

    /// Returns the first line of the entry in this section that ends in this line.
    pub(super) fn start_of_entry(&self, section: &str, last: usize) -> Option<usize> {
        let mut entries = self.sections.get(section)?.entries.values();
        let entry = entries.find(|entry| entry.last == last)?;
        Some(entry.line)
    }

    /// Returns the line of the first entry of the file.
    pub(super) fn first_entry(&self) -> Option<usize> {
        let entries = self
            .sections
            .values()
            .flat_map(|section| section.entries.values());
        entries.map(|entry| entry.line).min()
    }

    /// Returns all sections, keys and values without their lines.
    pub(super) fn meaning(&self) -> BTreeMap<&str, BTreeMap<&str, &str>> {
        let sections = self.sections.iter();
        sections
            .map(|(name, section)| (name.as_str(), section.meaning()))
            .collect()
    }

    /// Returns the sections that hold credentials, in the order of their names.
    pub(crate) fn sections_with_credentials(&self) -> impl Iterator<Item = &str> {
        self.sections
            .iter()
            .filter(|(_, section)| {
                Key::CREDENTIALS
                    .iter()
                    .any(|key| section.entries.contains_key(key.name()))
            })
            .map(|(name, _)| name.as_str())
    }

    pub(crate) fn holds_secrets(&self) -> bool {
        let secrets = || Key::ALL.into_iter().filter(|key| key.is_secret());
        self.sections
            .values()
            .any(|section| secrets().any(|key| section.entries.contains_key(key.name())))
    }
}

/// A value that may continue in the next lines.
struct Open {
    section: String,
    name: String,
    line: usize,
    last: usize,
    parts: Vec<String>,
}

#[derive(Default)]
struct Parser {
    sections: BTreeMap<String, Section>,
    section: Option<String>,
    open: Option<Open>,
    indent: usize,
    others: &'static [Key],
}

fn parse(
    text: &str,
    others: &'static [Key],
) -> Result<BTreeMap<String, Section>, (usize, FileFault)> {
    // Editors on Windows often start a file with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut parser = Parser {
        others,
        ..Parser::default()
    };
    for (index, line) in text.split('\n').enumerate() {
        parser
            .line(index + 1, line)
            .map_err(|fault| (index + 1, fault))?;
    }
    parser.close();
    Ok(parser.sections)
}

impl Parser {
    fn line(&mut self, number: usize, line: &str) -> Result<(), FileFault> {
        let content = line.trim_matches(is_space);
        if content.starts_with(['#', ';']) {
            return Ok(());
        }
        if content.is_empty() {
            if let Some(open) = &mut self.open {
                open.parts.push(String::new());
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|&c| is_space(c)).count();
        if indent > self.indent
            && let Some(open) = &mut self.open
        {
            open.parts.push(content.to_owned());
            open.last = number;
            return Ok(());
        }
        self.indent = indent;
        match header(content) {
            Some(name) => self.start_section(number, name),
            None => self.start_entry(number, content),
        }
    }

    fn start_section(&mut self, line: usize, name: &str) -> Result<(), FileFault> {
        self.close();
        if let Some(section) = self.sections.get(name) {
            // Python allows more than one `[DEFAULT]`.
            if name != DEFAULTS {
                let first = section.line;
                return Err(FileFault::DuplicateSection { first });
            }
        } else {
            let section = Section {
                line,
                last: line,
                entries: BTreeMap::new(),
            };
            self.sections.insert(name.to_owned(), section);
        }
        self.section = Some(name.to_owned());
        Ok(())
    }

    fn start_entry(&mut self, line: usize, content: &str) -> Result<(), FileFault> {
        self.close();
        let shown = Shown::of(content, self.others);
        let Some(section) = self.section.clone() else {
            return Err(FileFault::NoSection { shown });
        };
        let Some((name, value)) = content.split_once(['=', ':']) else {
            return Err(FileFault::NotAnEntry { shown });
        };
        let name = name.trim_end_matches(is_space).to_lowercase();
        if name.is_empty() {
            return Err(FileFault::NotAnEntry { shown });
        }
        let before = self
            .sections
            .get(&section)
            .and_then(|section| section.entries.get(&name));
        if let Some(Entry { line: first, .. }) = before {
            let first = *first;
            return Err(FileFault::DuplicateKey { first, shown });
        }
        self.open = Some(Open {
            section,
            name,
            line,
            last: line,
            parts: vec![value.trim_matches(is_space).to_owned()],
        });
        Ok(())
    }

    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let value = open.parts.join("\n");
        let value = SecretString::from(value.trim_end_matches(is_space));
        let section = self.sections.entry(open.section).or_default();
        let (line, last) = (open.line, open.last);
        section.last = last;
        section
            .entries
            .insert(open.name, Entry { line, last, value });
    }
}

/// Returns the name between the first `[` and the last `]`, as Python's greedy pattern does.
pub(super) fn header(content: &str) -> Option<&str> {
    let (name, _) = content.strip_prefix('[')?.rsplit_once(']')?;
    (!name.is_empty()).then_some(name)
}

/// Returns true for white space of Python's `str.strip`: Unicode's, and four separators in
/// addition.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || ('\u{1c}'..='\u{1f}').contains(&c)
}
