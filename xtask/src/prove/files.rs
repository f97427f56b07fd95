//! The files of a scratch package: written only if they changed, so that cargo compiles again only
//! what changed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::scratch::write_changed;

/// Files of one folder, by relative path.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Files {
    pub fn new(folder: &Path) -> Files {
        Files {
            folder: folder.to_owned(),
            files: BTreeMap::new(),
        }
    }

    pub fn add(&mut self, path: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(PathBuf::from(path), content.into());
    }

    /// Writes the files whose content differs, and removes all others below the folder.
    pub fn write(&self) -> anyhow::Result<()> {
        for path in listed(&self.folder)? {
            let relative = path.strip_prefix(&self.folder).unwrap_or(&path);
            if !self.files.contains_key(relative) {
                std::fs::remove_file(&path)
                    .with_context(|| format!("{} can't be removed", path.display()))?;
            }
        }
        for (relative, content) in &self.files {
            let path = self.folder.join(relative);
            write_changed(&path, content)?;
        }
        Ok(())
    }
}

/// Adds the files of a folder under a prefix, without those that are named relative to it.
pub fn copy_folder(
    from: &Path,
    prefix: &str,
    left_out: &[&str],
    files: &mut Files,
) -> anyhow::Result<()> {
    for path in listed(from)? {
        let relative = path.strip_prefix(from).unwrap_or(&path);
        if left_out.iter().any(|name| relative.starts_with(name)) {
            continue;
        }
        let content =
            std::fs::read(&path).with_context(|| format!("{} can't be read", path.display()))?;
        files
            .files
            .insert(Path::new(prefix).join(relative), content);
    }
    Ok(())
}

/// Returns all files below a folder; none if it does not exist.
fn listed(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        if !folder.exists() {
            continue;
        }
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("{} can't be read", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            match path.is_dir() {
                true => open.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_that_differ_are_written_and_others_are_removed() {
        let folder = tempfile::tempdir().unwrap();
        let files = |list: &[(&str, &str)]| {
            let mut files = Files::new(folder.path());
            list.iter().for_each(|(path, text)| files.add(path, *text));
            files
        };
        let written = |path: &str| {
            folder
                .path()
                .join(path)
                .metadata()
                .unwrap()
                .modified()
                .unwrap()
        };
        let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1);
        files(&[("a/same.rs", "1"), ("a/other.rs", "1"), ("gone.rs", "1")])
            .write()
            .unwrap();
        for path in ["a/same.rs", "a/other.rs"] {
            let file = std::fs::File::options()
                .write(true)
                .open(folder.path().join(path));
            file.unwrap().set_modified(old).unwrap();
        }
        files(&[("a/same.rs", "1"), ("a/other.rs", "2")])
            .write()
            .unwrap();
        assert_eq!(written("a/same.rs"), old);
        assert!(written("a/other.rs") > old);
        assert!(!folder.path().join("gone.rs").exists());
    }
}
