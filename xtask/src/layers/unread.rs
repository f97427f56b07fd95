//! Rust files under `src` that no crate reads, so that their imports are not checked.

use std::path::Path;

use anyhow::Context;

use super::code::{Crate, is_rust};

/// Returns a problem for each Rust file under a folder that is no module of its crates, unless only
/// tests have it.
///
/// # Errors
///
/// Returns an error if a folder can't be read.
pub fn unread(src: &Path, crates: &[Crate]) -> anyhow::Result<Vec<String>> {
    let mut unread = Vec::new();
    let mut folders = vec![src.to_owned()];
    folders.retain(|folder| folder.is_dir());
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder)
            .with_context(|| format!("{} can't be read", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if is_rust(&path) && !crates.iter().any(|code| code.reads(&path)) {
                let inside = path.strip_prefix(src).unwrap_or(&path);
                unread.push(format!(
                    "src/{} is not read: declare it by `mod`, or give it another ending if it is data",
                    inside.display()
                ));
            }
        }
    }
    unread.sort();
    Ok(unread)
}
