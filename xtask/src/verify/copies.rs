//! Copies of the project, which a command changes and compiles in the project's target folder.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

use crate::project::Project;

/// Writes a copy of the files that git tracks, and of new ones that are not ignored.
pub fn copy(project: &Project, folder: &Path) -> anyhow::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("{} can't be emptied", folder.display()))?;
    }
    let output = Command::new("git")
        .args([
            "ls-files",
            "--cached",
            "--others",
            "--exclude-standard",
            "-z",
        ])
        .current_dir(&project.folder)
        .output()
        .context("git can't be started")?;
    if !output.status.success() {
        bail!(
            "git can't list the project's files: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
    for name in String::from_utf8_lossy(&output.stdout)
        .split('\0')
        .filter(|name| !name.is_empty())
    {
        let (from, to) = (project.path(name), folder.join(name));
        if !from.is_file() {
            continue;
        }
        if let Some(above) = to.parent() {
            std::fs::create_dir_all(above)?;
        }
        std::fs::copy(&from, &to).with_context(|| format!("{} can't be copied", from.display()))?;
    }
    keep_apart(folder)
}

/// Gives the packages of a copy another setting than those of the project and of other copies, without
/// an effect on their behaviour.
///
/// Cargo identifies a package of a workspace by its path in it. Without another setting, it takes
/// what was compiled in a copy for the project's own, or for that of another copy.
fn keep_apart(folder: &Path) -> anyhow::Result<()> {
    let units = units(folder);
    let lock: toml::Table = toml::from_str(&std::fs::read_to_string(folder.join("Cargo.lock"))?)?;
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let ours = packages
        .into_iter()
        .flatten()
        .filter(|package| package.get("source").is_none());
    let mut settings = String::new();
    for name in ours.filter_map(|package| package.get("name")?.as_str()) {
        settings += &format!("\n[profile.dev.package.{name}]\ncodegen-units = {units}\n");
    }
    let path = folder.join(".cargo/config.toml");
    let config = std::fs::read_to_string(&path)
        .with_context(|| format!("{} can't be read", path.display()))?;
    std::fs::write(&path, config + &settings)
        .with_context(|| format!("{} can't be written", path.display()))
}

/// The names of the folders of copies. Each has a setting of its own.
const COPIES: [&str; 6] = [
    "verify-update",
    "verify-diff",
    "verify-roots",
    "verify-faults",
    "mutants",
    "bench-update",
];

/// Returns the number of codegen units of a copy: 14 and less. The project has 16 or 256.
fn units(folder: &Path) -> usize {
    let name = folder.file_name().unwrap_or_default();
    let number = COPIES.iter().position(|known| name == *known);
    14 - number.unwrap_or(COPIES.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_copy_has_a_setting_of_its_own() {
        let mut all: Vec<usize> = COPIES.map(|name| units(&Path::new("/x").join(name))).into();
        all.push(units(Path::new("/x/other")));
        all.dedup();
        assert_eq!(all.len(), COPIES.len() + 1);
        assert!(all.iter().all(|units| (1..15).contains(units)), "{all:?}");
    }
}
