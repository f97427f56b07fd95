//! Changes single keys of an `ovh.conf` in place: all other lines stay the same.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::environment::FileContent;
use super::file::{ConfFile, header, is_space};
use super::{FileError, Key};

/// The delimiter between a key and its value if the file has no entry to copy it from.
const DELIMITER: &str = " = ";

/// The text of an `ovh.conf` that is being changed.
///
/// Comments, order, spacing and line endings stay the same. A text that cannot be parsed as an
/// `ovh.conf` is refused, so that a broken file is not changed. `Debug` does not show the text.
///
/// ```
/// use ovh_api::config::{ConfText, Key};
///
/// let file = "[default]\nendpoint=ovh-eu\n\n[ovh-eu]\n; of the shop\napplication_key=appKey\n";
/// let mut text = ConfText::parse("ovh.conf", file)?;
/// text.set("ovh-eu", Key::CONSUMER_KEY, "consumerKey")?;
/// assert_eq!(text.as_str(), format!("{file}consumer_key=consumerKey\n"));
/// # Ok::<(), ovh_api::config::EditError>(())
/// ```
#[derive(Clone)]
pub struct ConfText {
    path: Arc<Path>,
    text: String,
}

/// Why a key of an `ovh.conf` cannot be set. Values are not part of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    /// The text is not a valid `ovh.conf`.
    #[error(transparent)]
    File(#[from] FileError),
    /// The section cannot be written.
    #[error(
        "`{}` cannot be the name of a section: it must be one line of text, and not DEFAULT", .0.escape_debug()
    )]
    Section(String),
    /// The value cannot be written.
    #[error(
        "the value of {0} cannot be written: it must be one line of text without white space around it"
    )]
    Value(Key),
    /// The changed text would have an unintended meaning, and was discarded.
    #[error("{0} cannot be set without changing the meaning of other lines; edit the file by hand")]
    Unclear(Key),
}

impl ConfText {
    /// Parses the text of a file, which must be a valid `ovh.conf`. The path is for messages only.
    ///
    /// # Errors
    ///
    /// Returns [`EditError::File`] with the line that is faulty.
    pub fn parse(path: impl AsRef<Path>, bytes: impl AsRef<[u8]>) -> Result<Self, EditError> {
        let path = Arc::from(path.as_ref());
        let bytes = bytes.as_ref().to_vec();
        read(&path, bytes.clone())?;
        // Parsing has checked that it is UTF-8.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Ok(Self { path, text })
    }

    /// Returns the whole text, secrets included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns true if this section itself has a value for the key that is not empty.
    #[must_use]
    pub fn has(&self, section: &str, key: Key) -> bool {
        let file = read(&self.path, self.text.clone().into_bytes());
        file.is_ok_and(|file| {
            let meaning = file.meaning();
            let value = meaning.get(section).and_then(|keys| keys.get(key.name()));
            value.is_some_and(|value| !value.trim().is_empty())
        })
    }

    /// Sets a key: in place if the section has it, otherwise after the section's last entry. A
    /// missing section is added at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the section or the value cannot be written; the text is then unchanged.
    pub fn set(&mut self, section: &str, key: Key, value: &str) -> Result<(), EditError> {
        if !is_section(section) {
            return Err(EditError::Section(section.to_owned()));
        }
        if value.is_empty() || value.trim_matches(is_space) != value || has_control(value) {
            return Err(EditError::Value(key));
        }
        let before = read(&self.path, self.text.clone().into_bytes())?;
        let text = changed(&self.text, &before, section, key, value);
        let after = read(&self.path, text.clone().into_bytes());
        let mut meant = before.meaning();
        let keys = meant.entry(section).or_default();
        keys.insert(key.name(), value);
        match after {
            Ok(after) if after.meaning() == meant => {
                self.text = text;
                Ok(())
            }
            _ => Err(EditError::Unclear(key)),
        }
    }
}

/// Shows the path, not the text.
impl fmt::Debug for ConfText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConfText")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

fn read(path: &Arc<Path>, bytes: Vec<u8>) -> Result<ConfFile, FileError> {
    let content = FileContent {
        bytes,
        world_readable: false,
    };
    ConfFile::parse(Arc::clone(path), &content, &[])
}

fn is_section(name: &str) -> bool {
    // Python uses this section for keys of all sections.
    name != "DEFAULT" && !has_control(name) && header(&format!("[{name}]")) == Some(name)
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// Returns the text with the key set.
fn changed(text: &str, file: &ConfFile, section: &str, key: Key, value: &str) -> String {
    let lines: Vec<&str> = lines(text).collect();
    let line = |number: usize| lines.get(number.wrapping_sub(1)).copied().unwrap_or("");
    let ending = lines
        .iter()
        .map(|line| ending(line))
        .find(|e| !e.is_empty());
    let ending = ending.unwrap_or("\n");
    let numbered = || (1..).zip(lines.iter().copied());

    if let Some(entry) = file.entry_lines(section, key) {
        return numbered()
            .filter_map(|(number, line)| match number {
                _ if number == entry.first => Some(replaced(line, value)),
                // The rest of the old value is removed; comments inside it stay.
                _ if (entry.first..=entry.last).contains(&number) && !is_idle(line) => None,
                _ => Some(line.to_owned()),
            })
            .collect();
    }
    let Some(place) = file.section_lines(section) else {
        let delimiter = delimiter_of(file.first_entry().map(line));
        let mut text = text.to_owned();
        if !text.is_empty() && self::ending(lines.last().copied().unwrap_or("")).is_empty() {
            text.push_str(ending);
        }
        let is_blank = |line: &&str| line.trim_matches(is_space).is_empty();
        if !lines.last().is_none_or(is_blank) {
            text.push_str(ending);
        }
        return format!(
            "{text}[{section}]{ending}{}{delimiter}{value}{ending}",
            key.name()
        );
    };
    let above = line(place.last);
    let (indent, delimiter) = if place.last == place.first {
        // The first entry may be indented more than the next line, but not less: otherwise the next
        // header would be read as a part of the value.
        let next = lines.iter().skip(place.last).find(|line| !is_idle(line));
        let next = next.map_or("", |line| indent(line));
        let own = indent(above);
        let deeper = if next.chars().count() > own.chars().count() {
            next
        } else {
            own
        };
        (deeper, delimiter_of(file.first_entry().map(line)))
    } else {
        let first = last_entry(file, section, &lines, place.last);
        (indent(first), delimiter_of(Some(first)))
    };
    let entry = format!("{indent}{}{delimiter}{value}{ending}", key.name());
    let mut text = String::with_capacity(text.len() + entry.len());
    for (number, line) in numbered() {
        text.push_str(line);
        if number == place.last {
            if self::ending(line).is_empty() {
                text.push_str(ending);
            }
            text.push_str(&entry);
        }
    }
    text
}

/// Returns the first line of the entry that ends with this line.
fn last_entry<'t>(file: &ConfFile, section: &str, lines: &[&'t str], last: usize) -> &'t str {
    let first = file.start_of_entry(section, last).unwrap_or(last);
    lines.get(first.wrapping_sub(1)).copied().unwrap_or("")
}

/// Returns the line with another value; its spacing and its line ending stay the same.
fn replaced(line: &str, value: &str) -> String {
    let content = line.strip_suffix(ending(line)).unwrap_or(line);
    let Some(at) = content.find(['=', ':']) else {
        return line.to_owned();
    };
    let name = content.get(..at).unwrap_or_default();
    let name = name.trim_end_matches([' ', '\t']);
    let delimiter = delimiter_of(Some(content));
    format!("{name}{delimiter}{value}{}", ending(line))
}

/// Returns the delimiter of this entry's name and value: the sign, with the white space around it.
fn delimiter_of(entry: Option<&str>) -> String {
    let content = entry.unwrap_or_default().trim_matches(is_space);
    let Some((name, value)) = content.split_once(['=', ':']) else {
        return DELIMITER.to_owned();
    };
    let blank = |c: char| matches!(c, ' ' | '\t');
    let before = name.len() - name.trim_end_matches(blank).len();
    let after = value.len() - value.trim_start_matches(blank).len();
    let start = name.len() - before;
    let sign = content.get(start..name.len() + 1 + after);
    let mut delimiter = sign.unwrap_or(DELIMITER).to_owned();
    // `key =` without a value gets the space that would be there with a value.
    if value.is_empty() && before > 0 {
        delimiter.push(' ');
    }
    delimiter
}

fn indent(line: &str) -> &str {
    let content = line.trim_start_matches(is_space);
    let indent = line.strip_suffix(content).unwrap_or("");
    // A line of white space only has its line ending as part of it.
    indent.trim_end_matches(['\r', '\n'])
}

/// A comment or a blank line.
fn is_idle(line: &str) -> bool {
    let content = line.trim_matches(is_space);
    content.is_empty() || content.starts_with(['#', ';'])
}

/// Returns the lines with their endings, which may be `\n`, `\r\n` or `\r`.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = match rest.find(['\r', '\n']) {
            Some(at) if rest.get(at..).is_some_and(|end| end.starts_with("\r\n")) => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        Some(line)
    })
}

fn ending(line: &str) -> &str {
    let ends = ["\r\n", "\n", "\r"];
    ends.into_iter()
        .find(|end| line.ends_with(end))
        .unwrap_or("")
}
