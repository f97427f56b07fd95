//! The blocks of ARCHITECTURE.md: the layers of each crate, and the arrows between crates.

use std::collections::BTreeSet;

use anyhow::{Context, bail};

use super::scope::Module;

/// The file that lists the layers.
pub const FILE: &str = "ARCHITECTURE.md";

/// The first line of a block of layers; the folder of the crate follows.
const LAYERS: &str = "\n```layers ";

/// The first line of the block of the arrows between crates.
const ARROWS: &str = "\n```arrows\n";

/// The arrow from a crate to its users.
const ARROW: &str = "─▶";

/// The layers of a crate, lowest first, each with its modules.
pub struct Layers {
    /// The folder of the crate.
    pub folder: String,
    pub layers: Vec<Vec<Module>>,
}

/// Returns the layers of all crates.
///
/// # Errors
///
/// Returns an error if a block has no end, if a crate has two blocks, or if the file has no block.
pub fn layers(text: &str) -> anyhow::Result<Vec<Layers>> {
    let mut all: Vec<Layers> = Vec::new();
    for block in text.split(LAYERS).skip(1) {
        let (folder, rest) = block.split_once('\n').unwrap_or_default();
        let folder = folder.trim().to_owned();
        if all.iter().any(|known| known.folder == folder) {
            bail!("{FILE} lists the layers of {folder} twice");
        }
        let (lines, _) = rest
            .split_once("```")
            .with_context(|| format!("{FILE}: the layers of {folder} have no end"))?;
        let lines = lines.lines().filter(|line| !line.trim().is_empty());
        let module = |module: &str| module.split("::").map(str::to_owned).collect();
        let layers = lines.map(|line| line.split_whitespace().map(module).collect());
        all.push(Layers {
            layers: layers.collect(),
            folder,
        });
    }
    if all.is_empty() {
        bail!("{FILE} has no block that begins with {:?}", LAYERS.trim());
    }
    Ok(all)
}

/// Returns the arrows between crates: from each to its users.
///
/// # Errors
///
/// Returns an error if there is no such block, or if a line of it has no arrow.
pub fn arrows(text: &str) -> anyhow::Result<BTreeSet<(String, String)>> {
    let block = text
        .split(ARROWS)
        .nth(1)
        .and_then(|rest| rest.split_once("```"));
    let (lines, _) = block
        .with_context(|| format!("{FILE} has no block that begins with {:?}", ARROWS.trim()))?;
    let mut arrows = BTreeSet::new();
    for line in lines.lines() {
        let (from, users) = line
            .split_once(ARROW)
            .with_context(|| format!("{FILE}: {line:?} has no {ARROW}"))?;
        let users = users.split_whitespace();
        arrows.extend(users.map(|user| (from.trim().to_owned(), user.to_owned())));
    }
    Ok(arrows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_are_broken_are_errors() {
        let table = [
            ("x", "no block"),
            ("\n```layers a\nx\n```\n```layers a\ny\n```", "twice"),
            ("\n```layers a\nx", "no end"),
        ];
        for (text, expected) in table {
            let error = layers(text).err().map(|error| error.to_string());
            assert!(error.is_some_and(|text| text.contains(expected)), "{text}");
        }
        assert!(arrows("x").is_err());
        assert!(arrows("\n```arrows\na b\n```").is_err());
        let found = arrows("\n```arrows\na ─▶ b c\n```").unwrap();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(found, BTreeSet::from([pair("a", "b"), pair("a", "c")]));
    }
}
